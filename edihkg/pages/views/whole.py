"""Views of the pages that stand for the whole: home, lists, coverage, data and others."""

from collections.abc import Mapping

from edihkg.pages import sections as s
from edihkg.pages.rows import Facts, Row
from edihkg.pages.tiles import TileMap
from edihkg.pages.views.common import (
    SiteView,
    View,
    by_letter,
    count_statuses,
    distinct,
    group_by,
    is_co_funded,
    status_names,
)
from edihkg.pages.views.places import RegionSeats, all_countries, all_regions, draw_map
from edihkg.pages.views.seats import MAPPED, draw
from edihkg.queries import Question

TERM_KINDS = ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")


def view_home(row: Row, facts: Facts, site: SiteView) -> View:
    """Show what the site is, its counts, the map and the ways in."""
    regions = all_regions(facts)
    return {
        "context": site.context,
        "counts": _counts(facts, regions),
        "statuses": _statuses(facts),
        "map": draw_map(regions, facts, site, co_funded=False),
        "pillars": _of_list(facts, "pillar"),
        "technologies": _of_list(facts, "technology"),
        "countries": all_countries(facts),
    }


def _of_list(facts: Facts, scheme: str) -> list[Row]:
    """Give the concepts of a list, by name."""
    concepts = distinct(facts.all(s.CONCEPT), "page")
    return [each for each in concepts if f"/concept/{scheme}/" in each["page"]]


def _counts(facts: Facts, regions: list[RegionSeats]) -> Mapping[str, int]:
    hubs = distinct(facts.all(s.HUB), "page")
    return {
        "hubs": len(hubs),
        "co_funded": sum(map(is_co_funded, hubs)),
        "countries": len({row["country"] for row in hubs if row["country"]}),
        "regions": len(regions),
        "with_seat": sum(each.hubs > 0 for each in regions),
        "with_co_funded": sum(each.co_funded > 0 for each in regions),
        "organisations": len(facts.groups(s.ORGANISATION_HUBS)),
        "in_several": len(_in_several(facts)),
        "facilities": len(facts.groups(s.FACILITY)),
    }


def _statuses(facts: Facts) -> list[tuple[str, str, int]]:
    hubs = distinct(facts.all(s.HUB), "page")
    return count_statuses(hubs, status_names(hubs))


def view_hubs(row: Row, facts: Facts, site: SiteView) -> View:
    """List all hubs by letter."""
    hubs = [each for each in distinct(facts.all(s.HUB), "page") if each["page"] in site.paths]
    names = {page: rows[0]["name"] for page, rows in facts.groups(s.HUB_NAMES).items()}
    return {"letters": by_letter(hubs), "count": len(hubs), "short": names}


def view_organisations(row: Row, facts: Facts, site: SiteView) -> View:
    """List all organisations by letter, and first those in several hubs."""
    organisations = distinct(facts.all(s.ORGANISATION), "page")
    hubs = {
        page: len({each["hub"] for each in rows})
        for page, rows in facts.groups(s.ORGANISATION_HUBS).items()
    }
    several = [each for each in organisations if hubs.get(each["page"], 0) > 1]
    return {
        "letters": by_letter(organisations),
        "count": len(organisations),
        "in_hubs": len(hubs),
        "hubs": hubs,
        "several": sorted(several, key=lambda each: -hubs[each["page"]]),
        "hub_rows": {
            each["page"]: distinct(facts.of(s.ORGANISATION_HUBS, each["page"]), "hub")
            for each in several
        },
    }


def _in_several(facts: Facts) -> list[str]:
    groups = facts.groups(s.ORGANISATION_HUBS)
    return [page for page, rows in groups.items() if len({each["hub"] for each in rows}) > 1]


def view_facilities(row: Row, facts: Facts, site: SiteView) -> View:
    """List all facilities by country."""
    facilities = distinct(facts.all(s.FACILITY), "page")
    groups = group_by(facilities, "countryName")
    return {
        "countries": sorted(groups.items(), key=lambda item: (not item[0], item[0])),
        "count": len(facilities),
    }


def view_regions(row: Row, facts: Facts, site: SiteView) -> View:
    """List all regions by country."""
    groups: dict[str, list[RegionSeats]] = {}
    regions = all_regions(facts)
    for each in regions:
        groups.setdefault(each.row["countryName"], []).append(each)
    return {
        "countries": sorted(groups.items()),
        "count": len(regions),
        "served": _count_serving(facts),
    }


def _count_serving(facts: Facts) -> Mapping[str, int]:
    """Count the hubs that say they serve a region, by its IRI."""
    served = facts.groups(s.REGION_SERVED)
    return {page: len({row["hub"] for row in rows}) for page, rows in served.items()}


def view_countries(row: Row, facts: Facts, site: SiteView) -> View:
    """List all countries."""
    return {"countries": all_countries(facts)}


def view_coverage(row: Row, facts: Facts, site: SiteView) -> View:
    """Show which regions have a seat: two maps and a table of countries."""
    regions = all_regions(facts)
    served = facts.groups(s.REGION_SERVED)
    return {
        "map": draw_map(regions, facts, site, co_funded=False),
        "map_co_funded": draw_map(regions, facts, site, co_funded=True),
        "map_served": _draw_served(facts, regions, site),
        "maps": {name: _of_list(facts, name) for name in MAPPED},
        "counts": _counts(facts, regions),
        "countries": all_countries(facts),
        "served": sum(bool(served.get(each.row["page"])) for each in regions),
        "served_only": sum(bool(served.get(r.row["page"])) and not r.hubs for r in regions),
        "serving_hubs": len(facts.groups(s.HUB_AREAS)),
    }


def _draw_served(facts: Facts, regions: list[RegionSeats], site: SiteView) -> TileMap:
    counts = _count_serving(facts)
    marked = frozenset(each.row["page"] for each in regions if each.hubs)
    return draw(counts, facts, site, marked)


def view_about(row: Row, facts: Facts, site: SiteView) -> View:
    """Show sources, licences, what is missing."""
    hubs = distinct(facts.all(s.HUB), "page")
    filled = {
        "webpages": s.HUB_WEBPAGES,
        "facilities": s.HUB_FACILITIES,
        "partners": s.HUB_PARTNERS,
        "areas": s.HUB_AREAS,
        "grants": s.HUB_GRANTS,
        "topics": s.HUB_TOPICS,
    }
    return {
        "context": site.context,
        "sources": distinct(facts.of(s.DATA_SOURCES, ""), "source"),
        "hubs": len(hubs),
        "filled": {name: len(facts.groups(section)) for name, section in filled.items()},
        "kept_out": len(site.context.kept_out),
    }


def view_data(row: Row, facts: Facts, site: SiteView) -> View:
    """Show how to get the data."""
    return {
        "context": site.context,
        "questions": site.questions,
        "hubs": len(facts.groups(s.HUB)),
        "sources": distinct(facts.of(s.DATA_SOURCES, ""), "source"),
    }


def view_sparql(row: Row, facts: Facts, site: SiteView) -> View:
    """Show the query form and the published queries."""
    return {"questions": site.questions}


def view_questions(row: Row, facts: Facts, site: SiteView) -> View:
    """List the published queries by who asks, with what their parameters can be."""
    groups: dict[str, list[Question]] = {}
    for question in site.questions:
        groups.setdefault(question.asked_by, []).append(question)
    return {
        "count": len(site.questions),
        "groups": sorted(groups.items()),
        "choices": _choices(facts),
        "unanswered": site.unanswered,
    }


def _choices(facts: Facts) -> Mapping[str, list[tuple[str, str]]]:
    """Give code and name of each concept that the network uses, by the name of its list."""
    used = {
        page
        for section in (s.CONCEPT_HUBS, s.CONCEPT_ORGANISATIONS, s.CONCEPT_FACILITIES)
        for page in facts.groups(section)
    }
    concepts = [each for each in distinct(facts.all(s.CONCEPT), "page") if each["page"] in used]
    lists: dict[str, list[tuple[str, str]]] = {}
    for each in concepts:
        name = each["scheme"].rpartition("/")[2]
        lists.setdefault(name, []).append((each["code"], each["name"]))
    return lists


def view_terms(row: Row, facts: Facts, site: SiteView) -> View:
    """Show the terms of the ontology."""
    terms = distinct(facts.of(s.TERMS, ""), "term")
    kinds = {kind: [t for t in terms if t["kind"].endswith(f"#{kind}")] for kind in TERM_KINDS}
    return {
        "ontology": row,
        "kinds": kinds,
        "wider": group_by(facts.of(s.TERMS_WIDER, ""), "term"),
    }


def view_changes(row: Row, facts: Facts, site: SiteView) -> View:
    """Show what the release holds; what it changed is another page, as it depends on another."""
    return {"context": site.context}


def view_context(row: Row, facts: Facts, site: SiteView) -> View:
    """Show a page about the site itself."""
    return {"context": site.context}


def view_nothing(row: Row, facts: Facts, site: SiteView) -> View:
    """Show a page that needs no facts."""
    return {}
