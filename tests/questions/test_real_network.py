"""The published questions on the project's own submissions: what must follow from known counts."""

from collections import Counter

import pytest

from edihkg import assets, queries
from edihkg.store import Store
from tests.questions.networks import KEPT_OUT, Table, ask

QUESTIONS = queries.load(assets.folder("sparql") / "questions")
HUBS, REGIONS_WITH_SEAT, PLACED_HUBS = 472, 203, 465
PILLARS = ("AI", "CYBERSECURITY", "DEPLOYMENT", "HPC", "SEMICONDUCTORS", "SKILLS")
TECHNOLOGIES = ("ARTIFICIAL_INTELLIGENCE", "CYBERSECURITY", "HIGH_PERFORMANCE_COMPUTING")

pytestmark = pytest.mark.slow


@pytest.fixture
def store(network: Store) -> Store:
    """The real network, under the name that the tests use."""
    return network


def _ask(store: Store, name: str, **given: str) -> Table:
    return ask(store, QUESTIONS[name], given)


def _code(iri: str) -> str:
    return iri.rpartition("/")[2]


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_the_network_has_facts_for_every_question(store: Store, name: str) -> None:
    """A menu that offers questions without answers wastes its readers' time."""
    assert QUESTIONS[name].min_rows > 0
    assert len(_ask(store, name)) >= QUESTIONS[name].min_rows


def test_all_hubs_are_in_the_table(store: Store) -> None:
    """A join that loses hubs shows here first."""
    rows = _ask(store, "hubs")
    assert len(rows) == len({row["hub"] for row in rows}) == HUBS


def test_the_countries_parts_make_the_whole(store: Store) -> None:
    """Asking country by country must give the same hubs as asking for all."""
    countries = {row["countryCode"] for row in _ask(store, "hubs")}
    assert sum(len(_ask(store, "hubs", country=code)) for code in countries) == HUBS


def test_regions_with_a_seat_add_up(store: Store) -> None:
    """The sum over countries is the count that the release itself reports."""
    rows = _ask(store, "share-of-regions-with-seat")
    assert sum(int(row["withSeat"]) for row in rows) == REGIONS_WITH_SEAT
    for row in rows:
        assert int(row["withCoFundedSeat"]) <= int(row["withSeat"]) <= int(row["regions"])
        assert float(row["withSeatPercent"]) == pytest.approx(
            100 * int(row["withSeat"]) / int(row["regions"]), abs=0.06
        )


def test_regions_in_force_are_counted_as_eurostat_does(store: Store) -> None:
    """Extra-regio and retired codes in a denominator would make every share too small."""
    regions = {
        _code(row["country"]): int(row["regions"])
        for row in _ask(store, "share-of-regions-with-seat")
    }
    counts = {"FIN": 5, "DEU": 38, "FRA": 27, "ITA": 21, "NLD": 12, "PRT": 9, "SVN": 2, "HRV": 4}
    assert {country: regions[country] for country in counts} == counts
    assert "GBR" not in regions


def test_regions_without_a_co_funded_seat_are_the_rest(store: Store) -> None:
    """Two questions about one thing must agree."""
    for row in _ask(store, "share-of-regions-with-seat", country="fi"):
        without = _ask(store, "regions-without-edih-seat", country="fi")
        assert len(without) == int(row["regions"]) - int(row["withCoFundedSeat"])
        assert {each["code"] for each in without} == {"FI1D", "FI20"}


@pytest.mark.parametrize("level", ["1", "3"])
def test_artificial_intelligence_reaches_more_regions_than_the_others(
    store: Store, level: str
) -> None:
    """The Commission's study of 2023 found the order AI, cybersecurity, supercomputing."""
    rows = _ask(store, "regions-by-technology", atLeast=level)
    regions = {_code(row["technology"]): int(row["regions"]) for row in rows}
    intelligence, security, computing = (regions[code] for code in TECHNOLOGIES)
    assert intelligence > security > computing > 0
    assert all(int(row["regions"]) <= int(row["hubs"]) for row in rows)


def test_a_higher_level_never_adds_hubs(store: Store) -> None:
    """A threshold that is not applied shows as equal or growing numbers."""
    totals = [
        sum(int(row["hubs"]) for row in _ask(store, "regions-by-technology", atLeast=level))
        for level in "12345"
    ]
    assert totals == sorted(totals, reverse=True)
    assert totals[0] > totals[-1] > 0


def test_the_pillars_come_in_the_same_order_by_hubs(store: Store) -> None:
    """By pillar, too, more hubs point to AI than to cybersecurity, and to that than to HPC."""
    hubs: Counter[str] = Counter()
    for row in _ask(store, "pillars-by-country"):
        hubs[_code(row["pillar"])] += int(row["hubs"])
    assert hubs["AI"] > hubs["CYBERSECURITY"] > hubs["HPC"] > hubs["SEMICONDUCTORS"]
    co_funded: Counter[str] = Counter()
    for row in _ask(store, "pillars-by-country"):
        co_funded[_code(row["pillar"])] += int(row["coFundedHubs"])
    assert co_funded["AI"] > co_funded["CYBERSECURITY"] > co_funded["HPC"]


def test_every_hub_that_counts_for_a_pillar_has_a_reason(store: Store) -> None:
    """A number that nobody can explain is not worth publishing."""
    counted: Counter[str] = Counter()
    for row in _ask(store, "pillars-by-country"):
        counted[_code(row["pillar"])] += int(row["hubs"])
    for pillar in PILLARS:
        reasons = _ask(store, "why-pillar", pillar=pillar)
        assert len({row["hub"] for row in reasons if row["reason"]}) == counted[pillar]


def test_every_hub_has_its_statuses_listed(store: Store) -> None:
    """Sealed hubs are found twice: by their records and by their latest status."""
    records = _ask(store, "status-records")
    assert len({row["hub"] for row in records}) == HUBS
    sealed = {row["hub"] for row in records if row["status"].endswith("SEAL_OF_EXCELLENCE")}
    assert {row["hub"] for row in _ask(store, "sealed-hubs")} == sealed


def test_no_grant_is_paid_by_the_union_to_more_than_half(store: Store) -> None:
    """The programme's rate is at most 50 per cent; more would be an error in the data."""
    rows = _ask(store, "grants-by-country-and-call")
    assert max(float(row["highestEuPercent"]) for row in rows) <= 50
    assert all(int(row["withTotalCost"]) <= int(row["grants"]) for row in rows)


def test_outermost_regions_are_all_listed(store: Store) -> None:
    """A region without a hub is the very answer that a policy officer looks for."""
    rows = _ask(store, "outermost-regions")
    codes = {"ES70", "FRY1", "FRY2", "FRY3", "FRY4", "FRY5", "PT20", "PT30"}
    assert {row["code"] for row in rows} == codes
    with_hub = {row["code"] for row in rows if row["hub"]}
    assert {"ES70", "FRY4", "PT20", "PT30"} <= with_hub


def test_a_hub_serves_the_smaller_regions_within_its_own(store: Store) -> None:
    """People know their city, not the level of its code."""
    wide = {row["hub"] for row in _ask(store, "hubs-for-region", region="FI1D")}
    assert wide <= {row["hub"] for row in _ask(store, "hubs-for-region", region="FI1D9")}


def test_a_wider_circle_holds_the_smaller_one(store: Store) -> None:
    """Distances are in kilometres and come in order."""
    near, far = (_ask(store, "hubs-near", radius=radius) for radius in ("50", "500"))
    assert {row["hub"] for row in near} < {row["hub"] for row in far}
    distances = [float(row["distance"]) for row in far]
    assert distances == sorted(distances)
    assert distances[-1] <= 500


def test_no_published_hub_uses_a_retired_region(store: Store) -> None:
    """Submissions with retired codes are kept out."""
    rows = _ask(store, "retired-regions")
    assert all(row["hubs"] == "0" for row in rows)
    split = {row["successorCode"] for row in rows if row["retiredCode"] == "PT17"}
    assert split == {"PT1A", "PT1B"}


def test_the_submission_that_was_kept_out_is_named(store: Store) -> None:
    """What is missing from the network must be as visible as what is in it."""
    rows = _ask(store, "submissions-report")
    assert len(rows) == HUBS + 1
    assert [row["file"] for row in rows if row["outcome"] != "published"] == [KEPT_OUT]


def test_every_placed_hub_has_the_identifier_of_its_town(store: Store) -> None:
    """The towns are the only outside identifiers that nearly all hubs have."""
    rows = _ask(store, "hubs-with-identifiers", kind="GeoNames")
    assert len({row["hub"] for row in rows}) == PLACED_HUBS


def test_the_official_lists_are_used_to_the_last_concept(store: Store) -> None:
    """A concept of an official list that no hub uses hints at a lost label in the import."""
    unused = {row["list"] for row in _ask(store, "unused-concepts")}
    assert unused.isdisjoint({"technology", "sector", "service-type", "service-family", "pillar"})


def test_statements_of_a_hub_name_their_sources(store: Store) -> None:
    """A fact without a source cannot be checked or removed."""
    rows = _ask(store, "statement-sources")
    assert all(row["sources"] and row["file"] == "si/4pdih.ttl" for row in rows)
