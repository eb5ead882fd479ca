"""Views of hubs, organisations, facilities, grants and calls."""

from collections.abc import Sequence
from typing import cast

from edihkg.pages import sections as s
from edihkg.pages.rows import Facts, Row, folded, read_number
from edihkg.pages.views.common import (
    SiteView,
    View,
    date_sources,
    distinct,
    group_by,
    number_sources,
)
from edihkg.pages.views.nearby import Neighbourhood
from edihkg.pages.views.seats import find_place, name_picture

TOPIC_SCHEMES = ("technology", "sector", "service-type")


def view_hub(row: Row, facts: Facts, site: SiteView) -> View:
    """Show one hub: who, what, for whom, with what, where, with whom, how funded."""
    page = row["page"]
    topics = _topics([_with_concept(each, facts) for each in facts.of(s.HUB_TOPICS, page)])
    areas = distinct(facts.of(s.HUB_AREAS, page), "item")
    view: View = {
        "hub": row,
        "names": distinct(facts.of(s.HUB_NAMES, page), "name"),
        "webpages": facts.of(s.HUB_WEBPAGES, page),
        "languages": facts.of(s.HUB_LANGUAGES, page),
        "services": facts.of(s.HUB_SERVICES, page),
        "groups": facts.of(s.HUB_GROUPS, page),
        "topics": topics,
        "pillars": group_by(facts.of(s.HUB_PILLARS, page), "how", ("stated", "indicated")),
        "statuses": distinct(facts.of(s.HUB_STATUSES, page), "item"),
        "recorded": _recorded(row, facts.of(s.HUB_STATUSES, page)),
        "entries": distinct(facts.of(s.HUB_ENTRIES, page), "item"),
        "same": facts.of(s.HUB_SAME, page),
        "facilities": distinct(facts.of(s.HUB_FACILITIES, page), "item"),
        "facility_topics": group_by(facts.of(s.HUB_FACILITY_TOPICS, page), "item"),
        "areas": areas,
        "place": find_place(row["regionCode"], [each["regionCode"] for each in areas], site),
        "picture": name_picture(row["regionCode"], [each["regionCode"] for each in areas]),
        "partners": _partners(facts.of(s.HUB_PARTNERS, page)),
        "has_place": _has_place(row, facts.of(s.HUB_PARTNERS, page)),
        "partner_hubs": _other_hubs(facts, page),
        "grants": distinct(facts.of(s.HUB_GRANTS, page), "item"),
        "footnotes": date_sources(
            number_sources(facts.of(s.HUB_SOURCES, page), facts, page),
            facts.of(s.HUB_ENTRIES, page),
        ),
        "near": _neighbourhood(facts, site).near(page),
        "alike": _neighbourhood(facts, site).alike(page),
    }
    return view | {"missing": _missing(view, row)}


def _other_hubs(facts: Facts, page: str) -> dict[str, list[Row]]:
    """Give the other hubs of each organisation of a hub that has any."""
    found: dict[str, list[Row]] = {}
    for organisation in sorted({row["organisation"] for row in facts.of(s.HUB_PARTNERS, page)}):
        hubs = distinct(facts.of(s.ORGANISATION_HUBS, organisation), "hub")
        others = [each for each in hubs if each["hub"] != page]
        if others:
            found[organisation] = [{"hub": o["hub"], "name": o["hubName"]} for o in others]
    return found


def _neighbourhood(facts: Facts, site: SiteView) -> Neighbourhood:
    found = site.remembered.setdefault("neighbourhood", Neighbourhood(facts))
    return cast(Neighbourhood, found)


def _with_concept(row: Row, facts: Facts) -> Row:
    """Add name and list of a strength's topic; a text that matches no concept has neither."""
    concept = facts.of(s.CONCEPT, row["topic"])
    known = concept[0] if concept else {"name": "", "scheme": ""}
    return {**row, "name": known["name"], "scheme": known["scheme"]}


def _topics(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Group strengths by list; text that matches no concept stands under ``other``."""
    groups: dict[str, list[Row]] = {name: [] for name in (*TOPIC_SCHEMES, "other")}
    for row in sorted(rows, key=_strength):
        scheme = row["scheme"].rpartition("/")[2]
        groups[scheme if scheme in TOPIC_SCHEMES else "other"].append(row)
    return groups


def _strength(row: Row) -> tuple[float, str, str]:
    """Rank a strength: highest level first, then by name."""
    return -read_number(row["level"]), folded(row["name"] or row["stated"]), row["topic"]


def _recorded(row: Row, statuses: Sequence[Row]) -> Row | None:
    """Find the newest record of the status that the hub has."""
    of_status = [each for each in statuses if each["status"] == row["status"]]
    return of_status[-1] if of_status else None


def _partners(rows: Sequence[Row]) -> list[Row]:
    return sorted(distinct(rows, "item"), key=lambda row: row["roleCode"] != "COORDINATOR")


def _has_place(hub: Row, partners: Sequence[Row]) -> bool:
    """Tell whether a partner's place says more than the hub's country."""
    return any(row["town"] or row["country"] not in (hub["country"], "") for row in partners)


def _missing(view: View, row: Row) -> list[str]:
    """Name the parts of a hub's description for which nothing is recorded."""
    empty = [
        name
        for name in ("webpages", "services", "groups", "facilities", "partners", "areas", "grants")
        if not view[name]
    ]
    topics = view["topics"]
    if isinstance(topics, dict) and not any(topics.values()):
        empty.append("topics")
    return empty + [name for name in ("summary", "town", "region") if not row[name]]


def view_organisation(row: Row, facts: Facts, site: SiteView) -> View:
    """Show one organisation: its hubs with role, its facilities."""
    page = row["page"]
    rows = facts.of(s.ORGANISATION_HUBS, page)
    sources = [{"item": each["hub"], "source": each["source"]} for each in rows if each["source"]]
    return {
        "organisation": row,
        "names": facts.of(s.ORGANISATION_NAMES, page),
        "webpages": facts.of(s.ORGANISATION_WEBPAGES, page),
        "hubs": _one_role_each(rows),
        "facilities": distinct(facts.of(s.ORGANISATION_FACILITIES, page), "facility"),
        "footnotes": number_sources(sources, facts, page),
    }


def _one_role_each(rows: Sequence[Row]) -> list[Row]:
    """Keep one row for each hub and role."""
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        found.setdefault((row["hub"], row["role"]), row)
    return list(found.values())


def view_facility(row: Row, facts: Facts, site: SiteView) -> View:
    """Show one facility."""
    page = row["page"]
    return {
        "facility": row,
        "topics": facts.of(s.FACILITY_TOPICS, page),
        "footnotes": number_sources(facts.of(s.FACILITY_SOURCES, page), facts, page),
    }


def view_grant(row: Row, facts: Facts, site: SiteView) -> View:
    """Show one grant."""
    page = row["page"]
    return {
        "grant": row,
        "hubs": distinct(facts.of(s.GRANT, page), "hub"),
        "footnotes": number_sources(facts.of(s.GRANT_SOURCES, page), facts, page),
    }


def view_call(row: Row, facts: Facts, site: SiteView) -> View:
    """Show one call for proposals."""
    page = row["page"]
    return {
        "call": row,
        "hubs": facts.of(s.CALL_HUBS, page),
        "footnotes": number_sources(
            [each for each in facts.of(s.CALL, page) if each["source"]], facts, page
        ),
    }
