"""View of the search page: its form and the ways in that need no search."""

from collections.abc import Iterable, Sequence

from edihkg.finding import FACETS, list_region
from edihkg.pages import sections as s
from edihkg.pages.indexing import list_regions
from edihkg.pages.rows import Facts, Row, Text, folded, language_of
from edihkg.pages.views.common import SiteView, View, by_letter, distinct

Choices = list[tuple[str, str]]
"""Code and name of each value of a facet, by name."""


def view_search(row: Row, facts: Facts, site: SiteView) -> View:
    """Show the form with every value that a hub has."""
    hubs = [each for each in distinct(facts.all(s.HUB), "page") if each["page"] in site.paths]
    towns = {each["town"] or each["placeName"] for each in hubs if each["latitude"]}
    return {
        "facets": [(name, _choices(name, hubs, facts)) for name in FACETS],
        "towns": sorted(filter(None, towns), key=folded),
        "regions": [list_region(*each[:3]) for each in list_regions(facts)],
        "letters": by_letter(hubs),
        "count": len(hubs),
    }


def _choices(facet: str, hubs: Sequence[Row], facts: Facts) -> Choices:
    if facet in ("country", "region", "status"):
        found = {each[f"{facet}Code"]: each[f"{facet}Name"] for each in hubs}
        if facet == "region":
            found = {code: _with_code(code, name) for code, name in found.items()}
    elif facet in ("technology", "sector"):
        found = _topics(facet, facts)
    else:
        found = _named(facet, facts)
    choices = [(code, name or code) for code, name in found.items() if code]
    return sorted(choices, key=lambda choice: folded(choice[1]))


def _with_code(code: str, name: str) -> str:
    """Write a region with its code, in the language of its name."""
    listed = list_region(code, name, "")
    return Text(listed, language_of(name)) if language_of(name) else listed


def _topics(scheme: str, facts: Facts) -> dict[str, str]:
    """Give code and name of the topics of a list in which some hub is strong."""
    used = {each["topic"] for rows in facts.groups(s.HUB_TOPICS).values() for each in rows}
    concepts = [facts.of(s.CONCEPT, topic) for topic in used]
    return {
        rows[0]["code"]: rows[0]["name"]
        for rows in concepts
        if rows and rows[0]["scheme"].endswith(f"/{scheme}")
    }


_PROPERTIES = {
    "pillar": (s.HUB_PILLARS, "pillar", "name"),
    "service": (s.HUB_SERVICES, "family", "name"),
    "facility": (s.HUB_FACILITIES, "type", "typeName"),
}


def _named(facet: str, facts: Facts) -> dict[str, str]:
    section, key, name = _PROPERTIES[facet]
    rows: Iterable[Row] = (each for rows in facts.groups(section).values() for each in rows)
    return {each[key].rpartition("/")[2]: each[name] for each in rows if each[key]}
