"""Views of regions and countries, and the coverage of regions by seats."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from edihkg.pages import sections as s
from edihkg.pages.rows import Facts, Row, read_number
from edihkg.pages.tiles import TileMap
from edihkg.pages.views.common import (
    SiteView,
    View,
    count_statuses,
    distinct,
    group_by,
    is_co_funded,
    per_cent,
    status_names,
)
from edihkg.pages.views.nearby import STRONG
from edihkg.pages.views.seats import draw, find_place, lay_out_rows

TOP = 8
"""Most topics of a list in the profile of a country."""


@dataclass(frozen=True, slots=True)
class RegionSeats:
    """How many hubs have their seat in one region."""

    row: Row
    """The region: ``page`` or ``region``, ``code``, ``name``, ``latin``."""
    hubs: int
    co_funded: int


@dataclass(frozen=True, slots=True)
class CountryCoverage:
    """How many regions of one country have a hub's seat."""

    row: Row
    regions: int
    with_seat: int
    with_co_funded: int
    hubs: int
    co_funded: int

    @property
    def seat_share(self) -> int:
        """Share of regions with a seat, in per cent."""
        return per_cent(self.with_seat, self.regions)

    @property
    def co_funded_share(self) -> int:
        """Share of regions with the seat of a co-funded hub, in per cent."""
        return per_cent(self.with_co_funded, self.regions)


def view_region(row: Row, facts: Facts, site: SiteView) -> View:
    """Show one region: seats, hubs that say they serve it, neighbours."""
    page = row["page"]
    hubs = distinct(facts.of(s.REGION_HUBS, page), "hub")
    neighbours = facts.of(s.REGION_NEIGHBOURS, page)
    return {
        "region": row,
        "place": find_place(row["code"], (), site),
        "hubs": hubs,
        "co_funded": sum(map(is_co_funded, hubs)),
        "served": facts.of(s.REGION_SERVED, page),
        "parts": facts.of(s.REGION_PARTS, page),
        "neighbours": count_seats(neighbours),
        "nearby": distinct([each for each in neighbours if each["hub"]], "hub"),
    }


def view_country(row: Row, facts: Facts, site: SiteView) -> View:
    """Show one country: hubs, regions with and without a co-funded hub's seat."""
    page = row["page"]
    hubs = distinct(facts.of(s.COUNTRY_HUBS, page), "hub")
    regions = count_seats(facts.of(s.COUNTRY_REGIONS, page))
    organisations = facts.of(s.COUNTRY_ORGANISATIONS, page)
    return {
        "country": row,
        "hubs": hubs,
        "statuses": count_statuses(hubs, status_names(hubs)),
        "regions": regions,
        "map": _draw_country(row, regions, site),
        "strengths": _strengths(hubs, facts),
        "without": [each for each in regions if not each.co_funded],
        "coverage": summarise(row, regions, hubs),
        "organisations": len(organisations),
        "in_several": [each for each in organisations if int(each["hubs"]) > 1],
    }


def count_seats(rows: Iterable[Row]) -> list[RegionSeats]:
    """Count hubs by region; rows have ``region``, ``hub`` and ``statusCode``, one a hub."""
    return [_seats(group) for group in group_by(rows, "region").values()]


def _seats(rows: Sequence[Row]) -> RegionSeats:
    hubs = distinct([row for row in rows if row["hub"]], "hub")
    return RegionSeats(rows[0], len(hubs), sum(map(is_co_funded, hubs)))


def summarise(row: Row, regions: Sequence[RegionSeats], hubs: Sequence[Row]) -> CountryCoverage:
    """Sum up the regions and hubs of one country."""
    return CountryCoverage(
        row,
        len(regions),
        sum(each.hubs > 0 for each in regions),
        sum(each.co_funded > 0 for each in regions),
        len(hubs),
        sum(map(is_co_funded, hubs)),
    )


def all_countries(facts: Facts) -> list[CountryCoverage]:
    """Sum up every country that has a hub or a region, by name."""
    found = [
        summarise(
            row,
            count_seats(facts.of(s.COUNTRY_REGIONS, row["page"])),
            distinct(facts.of(s.COUNTRY_HUBS, row["page"]), "hub"),
        )
        for row in facts.all(s.COUNTRY)
    ]
    return [each for each in found if each.regions or each.hubs]


def all_regions(facts: Facts) -> list[RegionSeats]:
    """Count seats in every region of level 2 in force, by code."""
    return [
        _with_row(row, distinct(facts.of(s.REGION_HUBS, row["page"]), "hub"))
        for row in facts.all(s.REGION)
    ]


def _with_row(row: Row, hubs: Sequence[Row]) -> RegionSeats:
    return RegionSeats(row, len(hubs), sum(map(is_co_funded, hubs)))


def draw_map(
    regions: Sequence[RegionSeats], facts: Facts, site: SiteView, *, co_funded: bool
) -> TileMap:
    """Draw the map of seats of all hubs, or of co-funded ones."""
    counts = {each.row["page"]: each.co_funded if co_funded else each.hubs for each in regions}
    marked = frozenset(each.row["page"] for each in regions if each.co_funded and not co_funded)
    return draw(counts, facts, site, marked)


def _draw_country(country: Row, regions: Sequence[RegionSeats], site: SiteView) -> TileMap:
    """Draw the small map of one country, in tiles; its rows name a region ``region``."""
    rows = [
        {**each.row, "page": each.row["region"], "countryName": country["name"]} for each in regions
    ]
    return lay_out_rows(rows, site).show(
        {each.row["code"]: each.hubs for each in regions},
        {each.row["code"] for each in regions if each.co_funded},
    )


def _strengths(hubs: Sequence[Row], facts: Facts) -> list[tuple[str, list[tuple[Row, int]]]]:
    """Count the hubs that declare themselves strong, for the most frequent topics of a list."""
    strong = Counter(
        row["topic"]
        for hub in hubs
        for row in facts.of(s.HUB_TOPICS, hub["hub"])
        if read_number(row["level"]) >= STRONG
    )
    found = []
    for scheme in ("technology", "sector"):
        topics = [(t, n) for t, n in strong.items() if f"/concept/{scheme}/" in t]
        best = sorted(topics, key=lambda each: (-each[1], each[0]))[:TOP]
        if best:
            found.append((scheme, [(facts.of(s.CONCEPT, t)[0], n) for t, n in best]))
    return found
