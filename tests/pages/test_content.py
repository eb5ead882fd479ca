"""What single pages say."""

import re
from pathlib import Path

from tests.pages.html import Reader, read


def text(site: Path, name: str) -> str:
    """Give the words of a page's main part, blanks folded."""
    return " ".join(read(site / name).one("main").text.split())


def links(page: Reader) -> set[str]:
    """Give the addresses that a page links to."""
    return {element.attributes["href"] for element in page.all("a")}


def test_a_hub_shows_status_with_its_date_and_its_source(site: Path) -> None:
    """A status is what a source recorded, never the state of today."""
    said = text(site, "id/hub/rich.html")
    assert "European Digital Innovation Hub, as recorded in May 2025" in said
    assert "EDIH catalogue" in said


def test_a_hub_tells_its_story_in_order(site: Path) -> None:
    """Readers look for the same thing at the same place on every page."""
    headings = [h.text.split(":")[0] for h in read(site / "id/hub/rich.html").all("h2")]
    assert headings == [
        "What you can do there",
        "For whom",
        "With what",
        "What it says it is strong in",
        "Where, and for which regions",
        "With whom",
        "Since when, and how funded",
        "Where else it is described",
        "This page as data",
        "Sources",
    ]


def test_levels_are_said_to_be_self_declared(site: Path) -> None:
    """The meaning of the levels is not officially published."""
    said = text(site, "id/hub/rich.html")
    assert "Levels from 1 to 5 are the hub’s own" in said
    assert "Robotics 5 of 5" in said


def test_a_text_that_matches_no_concept_is_shown_as_it_is(site: Path) -> None:
    """The importer drops nothing, nor does the page."""
    assert "In its own words Bees no level" in text(site, "id/hub/rich.html")


def test_an_organisation_leads_to_its_other_hubs(site: Path) -> None:
    """From a hub to its coordinator to that organisation's other hubs is a common journey."""
    assert "../../id/organisation/university-of-x.html" in links(read(site / "id/hub/rich.html"))
    assert "hostile.html" in {
        link.rpartition("/")[2]
        for link in links(read(site / "id/organisation/university-of-x.html"))
    }


def test_a_footnote_leads_to_the_source_of_a_row(site: Path) -> None:
    """Every fact says who said it."""
    page = read(site / "id/hub/rich.html")
    (item,) = [e for e in page.all("li") if e.text.strip() == "source.example/b"]
    assert f"#{item.attributes['id']}" in links(page)


def test_what_is_missing_is_named_with_the_way_to_supply_it(site: Path) -> None:
    """An empty page without a word looks like a verdict on the hub."""
    said = text(site, "id/hub/poor.html")
    assert "Not recorded yet: a web page, service families," in said
    assert "../../about.html#correct" in links(read(site / "id/hub/poor.html"))


def test_same_hubs_are_linked_both_ways(site: Path) -> None:
    """A curator states it once."""
    assert "Poor Hub DIH: another entry of the same hub" in text(site, "id/hub/rich.html")
    assert "Rich Hub EDIH: another entry of the same hub" in text(site, "id/hub/poor.html")


def test_a_region_without_a_seat_says_so_and_offers_others(site: Path) -> None:
    """A blank tile must not read as no help here."""
    said = text(site, "region/EL64.html")
    assert "No hub has its seat here. A hub’s seat is not the area it serves" in said
    assert "See also all hubs of Greece" in said


def test_a_hub_that_serves_a_whole_country_serves_its_regions(site: Path) -> None:
    """Somebody in a region asks who works there, not who named its code."""
    assert "Rich Hub EDIH by way of Slovenia SI" in text(site, "region/SI03.html")


def test_a_name_in_another_script_states_its_language_and_is_readable(site: Path) -> None:
    """A voice reads Greek as Greek only when told; others need Latin letters."""
    page = read(site / "region/EL30.html")
    (heading,) = page.all("h1")
    assert "(" in heading.text
    assert "el" in {e.attributes.get("lang") for e in page.all("span")}


def test_a_country_separates_co_funded_seats(site: Path) -> None:
    """The question of policy is which region has no co-funded hub's seat."""
    said = text(site, "country/si.html")
    assert "2 of 2 regions with a hub’s seat 1 of 2 with a co-funded hub’s seat" in said
    assert "1 of 2 regions without the seat of a co-funded hub: Vzhodna Slovenija." in said


def test_coverage_counts_seats_and_says_so(site: Path) -> None:
    """Seats are not service areas, and 326 regions are the whole."""
    said = text(site, "coverage.html")
    assert "3 of 326 regions have the seat of a hub, 1 that of a co-funded one" in said
    assert "not the area it serves" in said
    assert "1 of 3 hubs state which regions they serve, which makes 2 regions, 0 of them" in said


def test_a_pillar_keeps_stated_and_indicated_apart(site: Path) -> None:
    """Our own judgement must not pass for a hub's word."""
    stated = text(site, "concept/pillar/AI.html")
    assert (
        "Hubs for which a source states this pillar Hub Country Status recorded Rich Hub" in stated
    )
    indicated = text(site, "concept/pillar/SKILLS.html")
    assert "No source says so of any hub yet." in indicated
    assert "This is our own judgement" in indicated


def test_the_map_links_every_region_by_an_accessible_name(site: Path) -> None:
    """The map is a way in for eyes and ears alike."""
    page = read(site / "index.html")
    assert len([e for e in page.all("path") if "fill" in e.attributes]) == 326
    assert "SI04 Zahodna Slovenija, Slovenia: 1" in {title.text for title in page.all("title")}


def test_shades_of_a_map_differ_by_pattern_too(site: Path) -> None:
    """Neither every eye nor every printer tells colours apart."""
    page = read(site / "index.html")
    patterns = {e.attributes["id"] for e in page.all("pattern")}
    used = {e.attributes["fill"] for e in page.all("path") if "fill" in e.attributes}
    assert {f"map-home-{step}" for step in range(5)} == patterns
    assert set() < used <= {f"url(#{name})" for name in patterns}


def test_the_report_tells_of_every_hub_what_is_open_missing_and_how_old_it_is(site: Path) -> None:
    """Whoever maintains one hub must find it, not only the dozen that are worst."""
    said = text(site, "report.html")
    assert re.search(r"Rich Hub \d+ % .*?3 \(D04 ×2, D10b\) May 2025", said)
    assert re.search(r"Poor Hub \d+ % [^%]*its town[^%]*1 \(D22\) May 2025", said)
    assert re.search(r"</script> \d+ % [^%]*its funding none no date", said)
    assert "Slovenia 2 72 % 3 May 2025" in said
    assert "D04 1,200 The address of a web page begins with https://." in said


def test_the_report_names_what_was_kept_out(site: Path) -> None:
    """A submission never vanishes without a word."""
    said = text(site, "report.html")
    assert "Hub <X> hr/x.ttl The region HR04 was retired." in said
    assert "D04 1,200" in said


def test_a_grant_names_the_one_that_it_carries_on(site: Path) -> None:
    """Money is read in phases."""
    assert "Carries on RICH" in text(site, "id/grant/101299999.html")
    assert "Paid by the EU €1,586,141" in text(site, "id/grant/101083410.html")


def test_terms_have_an_anchor_each(site: Path) -> None:
    """The address of a term leads to its definition."""
    ids = {e.attributes["id"] for e in read(site / "ns.html").all("h3") if "id" in e.attributes}
    assert {"Hub", "hasFacility", "expertiseLevel"} <= ids


def test_hostile_text_is_shown_and_does_nothing(site: Path) -> None:
    """Submissions are texts of strangers."""
    page = read(site / "id/hub/hostile.html")
    assert page.one("h1").text.strip() == "<script>alert(1)</script>"
    assert "{{ 7*7 }}" in page.one("main").text
    assert "Website (as stated; no usable address)" in " ".join(page.one("main").text.split())
    assert "javascript:alert(1) (as stated" in " ".join(page.one("main").text.split())
    assert not [address for address in links(page) if address.startswith(("javascript:", "data:"))]
    assert len(page.all("script")) == 1
    assert "<img src=x" not in (site / "id/hub/hostile.html").read_text(encoding="utf-8")
