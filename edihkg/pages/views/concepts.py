"""Views of concepts and of their lists."""

from collections.abc import Sequence

from edihkg.pages import sections as s
from edihkg.pages.rows import Facts, Row, folded, read_number
from edihkg.pages.views.common import SiteView, View, card, distinct, group_by
from edihkg.pages.views.seats import MAPPED, find_seats

HOW = ("level", "offers", "targets", "status", "stated", "indicated")
"""Ways in which a hub is tied to a concept."""


def view_concept(row: Row, facts: Facts, site: SiteView) -> View:
    """Show one concept: what it means, which hubs, organisations, facilities have it."""
    page = row["page"]
    ties = facts.of(s.CONCEPT_HUBS, page)
    told = ((tie, facts.of(s.HUB, tie["hub"])) for tie in ties)
    joined = [{**card(hubs[0]), **tie} for tie, hubs in told if hubs]
    rows = sorted(joined, key=lambda each: (folded(each["name"]), each["hub"]))
    hubs = group_by(rows, "how", HOW)
    scheme = row["scheme"].rpartition("/")[2]
    mapped = {each["hub"] for each in rows} if scheme in MAPPED else set()
    return {
        "seats": find_seats(mapped, facts, site) if mapped else None,
        "concept": row,
        "scheme": row["scheme"].rpartition("/")[2],
        "notes": group_by(facts.of(s.CONCEPT_NOTES, page), "kind", ("name", "note")),
        "pillars": facts.of(s.CONCEPT_PILLARS, page),
        "topics": facts.of(s.CONCEPT_TOPICS, page),
        "levels": _levels(hubs.pop("level")),
        "hubs": hubs,
        "hub_count": len({each["hub"] for each in rows}),
        "organisations": facts.of(s.CONCEPT_ORGANISATIONS, page),
        "facilities": distinct(facts.of(s.CONCEPT_FACILITIES, page), "facility"),
    }


def _levels(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Group hubs by level, 5 first; hubs without a level come last."""
    groups = group_by(rows, "level")
    return sorted(groups.items(), key=lambda item: -read_number(item[0]))


def view_scheme(row: Row, facts: Facts, site: SiteView) -> View:
    """Show one list with its concepts and how much each is used."""
    return {"scheme": row, "concepts": _used(facts, row["page"])}


def view_schemes(row: Row, facts: Facts, site: SiteView) -> View:
    """Show all lists with their concepts."""
    schemes = [each for each in facts.all(s.SCHEME) if each["page"] in site.paths]
    return {"schemes": [(each, _used(facts, each["page"])) for each in distinct(schemes, "page")]}


def _used(facts: Facts, scheme: str) -> list[tuple[Row, int, int, int]]:
    """Give each concept of a list with its numbers of hubs, organisations, facilities."""
    concepts = [row for row in facts.all(s.CONCEPT) if row["scheme"] == scheme]
    return [
        (
            row,
            len({each["hub"] for each in facts.of(s.CONCEPT_HUBS, row["page"])}),
            len(facts.of(s.CONCEPT_ORGANISATIONS, row["page"])),
            len(facts.of(s.CONCEPT_FACILITIES, row["page"])),
        )
        for row in distinct(concepts, "page")
    ]
