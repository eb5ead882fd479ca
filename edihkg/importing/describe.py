"""State what the tables say about a hub (docs/tables.md says which cell becomes what).

No cell is dropped and none is repaired: what matches no list, or cannot be read, stays as text
on the same property or on its ``…AsStated`` sister. Latitude and longitude are the exception:
they belong to the town, whose position stands in ``ontology/reference/places.ttl``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from rdflib import FOAF, ORG, RDF, SKOS, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from edihkg.errors import SourceError
from edihkg.importing import values
from edihkg.importing.draft import Context, Draft
from edihkg.importing.freely import state_freely
from edihkg.importing.grants import describe_grants
from edihkg.importing.names import bare
from edihkg.iris import is_slug
from edihkg.sources.cells import Cell
from edihkg.sources.columns import STATEMENTS
from edihkg.sources.tables import HubRows, Row
from edihkg.vocab import EDIH

CATALOGUE = URIRef("https://european-digital-innovation-hubs.ec.europa.eu/edih-catalogue")
FACETS = ("technology", "sector", "service-type")
_COORDINATOR = "coordinator"
_PERIOD = ("start_date", "end_date", "call")
_GEONAMES = "https://sws.geonames.org/"
_LISTED = (
    ("service_families", EDIH.offersServiceFamily, "service-family"),
    ("target_groups", EDIH.targetsGroup, "target-group"),
    ("pillars", EDIH.supportsPillar, "pillar"),
)
"""Columns that hold entries of lists, with what they state."""


def describe(rows: HubRows, context: Context) -> Graph:
    """Give the statements of all rows about one hub; parts bear their IRIs.

    Raises: SourceError when a row of ``statements`` is no statement.
    """
    draft = draft_of(rows, context)
    if draft.faults:
        raise SourceError(
            "The tables cannot be read; nothing was written.\n" + "\n".join(map(str, draft.faults))
        )
    return draft.finish()


def draft_of(rows: HubRows, context: Context) -> Draft:
    """State all rows about one hub."""
    draft = Draft(rows.slug, context)
    draft.begin(draft.hub, rows.hub.at)
    draft.state(draft.hub, RDF.type, EDIH.Hub, at=rows.hub.at)
    _hub(draft, rows.hub)
    _seat(draft, rows.hub)
    _status(draft, rows.hub)
    for table, state in _BY_ROW.items():
        for row in rows.rows(table):
            state(draft, row)
    _partners(draft, rows)
    for row in rows.rows("facilities"):
        _facility(draft, row)
    describe_grants(draft, rows)
    for row in rows.rows(STATEMENTS):
        state_freely(draft, row)
    return draft


def enrol(rows: HubRows, context: Context) -> None:
    """Give the organisations whose country is known their slugs; stated slugs are kept.

    Done for all hubs before any is described, so that ``x`` names the organisation of a country
    and a number is left to those of which no country is known.
    """
    partners = sorted(rows.rows("partners"), key=lambda row: not row["organisation_slug"])
    for row in partners:
        country = context.lists.country(row["country"]) if row["country"] else None
        slug, name = row["organisation_slug"], row["organisation"]
        if is_slug(slug) and name:
            context.register.keep_organisation(slug, name, country=country, hub=rows.slug)
        elif name and country is not None:
            context.register.organisation(name, country=country, hub=rows.slug)


def _hub(draft: Draft, row: Row) -> None:
    hub = draft.hub
    draft.text(hub, SKOS.prefLabel, row["name"])
    draft.text(hub, SKOS.altLabel, row["acronym"] if row["acronym"] != row["name"] else "")
    draft.text(hub, DCTERMS.description, row["summary_en"], language="en")
    draft.country(hub, row["country"])
    draft.addresses(hub, FOAF.page, [row["website"]])
    _languages(draft, DCTERMS.language, row.items("languages"))
    for column, predicate, scheme in _LISTED:
        draft.concepts(hub, predicate, scheme, row.items(column) or [row[column].with_text("")])
    draft.addresses(hub, DCTERMS.source, row.items("sources"))


def _languages(draft: Draft, predicate: URIRef, codes: Iterable[Cell]) -> None:
    for code in codes:
        language = draft.context.lists.language(code) or Literal(code)
        draft.value(draft.hub, predicate, language, at=code)


def _seat(draft: Draft, row: Row) -> None:
    draft.text(draft.hub, EDIH.townAsStated, row["city"])
    region = row["nuts2"]
    draft.value(draft.hub, EDIH.isLocatedIn, values.region(region) if region else None, at=region)
    draft.text(draft.hub, EDIH.locationBasis, row["nuts2_basis"])
    place = row["geonames_id"]
    known = place.isascii() and place.isdigit()
    town = URIRef(f"{_GEONAMES}{place}/") if known else Literal(place)
    draft.value(draft.hub, EDIH.seatPlace, town if place else None, at=place)


def _status(draft: Draft, row: Row) -> None:
    in_catalogue = str(CATALOGUE) in row.items("sources")
    recorded: str = row["recorded_on"]
    if not recorded and in_catalogue:
        recorded = draft.context.recorded_on
    when = values.date(recorded) if recorded else None
    if row["status"] or any(row[column] for column in _PERIOD):
        alone = in_catalogue and not any(row[column] for column in _PERIOD)
        _record(draft, row, when, [str(CATALOGUE)] if alone else row.items("sources"))
    if in_catalogue:
        entry = draft.part(EDIH.isRecordedIn, EDIH.CatalogueEntry, at=row["sources"].at)
        draft.value(entry, EDIH.inCatalogue, CATALOGUE, at=row["sources"])
        draft.value(entry, EDIH.recordedOn, when, at=row["recorded_on"])


def _status_record(draft: Draft, row: Row) -> None:
    recorded = row["recorded_on"]
    when = values.date(recorded) if recorded else None
    _record(draft, row, when, row.items("sources"))


def _record(draft: Draft, row: Row, when: Literal | None, sources: Sequence[str]) -> None:
    record = draft.part(EDIH.hasStatusRecord, EDIH.StatusRecord, at=row["status"].at)
    draft.concepts(record, EDIH.statusValue, "hub-status", [row["status"]])
    draft.value(record, EDIH.recordedOn, when, at=row["recorded_on"])
    for predicate, column in ((EDIH.startDate, "start_date"), (EDIH.endDate, "end_date")):
        text = row[column]
        draft.value(record, predicate, values.date(text) if text else None, at=text)
    draft.call(record, EDIH.underCall, row["call"])
    draft.addresses(record, DCTERMS.source, sources)


def _catalogue_entry(draft: Draft, row: Row) -> None:
    entry = draft.part(EDIH.isRecordedIn, EDIH.CatalogueEntry, at=row.at)
    draft.addresses(entry, EDIH.inCatalogue, [row["catalogue"]])
    recorded = row["recorded_on"]
    when = values.date(recorded) if recorded else None
    draft.value(entry, EDIH.recordedOn, when, at=recorded)
    draft.text(entry, EDIH.nameAsRecorded, row["name_as_recorded"])
    draft.text(entry, EDIH.titleAsRecorded, row["title_as_recorded"])


def _topic(draft: Draft, row: Row) -> None:
    facet = row["facet"] if row["facet"] in FACETS else ""
    concept = draft.context.lists.match(facet, row["term"]) if facet else None
    state_topic(draft, row["term"], concept, row["level"])


def state_topic(draft: Draft, text: Cell, concept: URIRef | None, level: Cell) -> None:
    """State one strength with its self-declared level."""
    part = draft.part(EDIH.hasExpertise, EDIH.Expertise, at=text.at)
    if concept is None:
        draft.text(part, EDIH.topicAsStated, text)
    else:
        draft.value(part, EDIH.concernsTopic, concept, at=text)
    draft.value(part, EDIH.expertiseLevel, values.level(level) if level else None, at=level)


def _area(draft: Draft, row: Row) -> None:
    area = draft.part(EDIH.hasServiceArea, EDIH.ServiceArea, at=row.at)
    region = row["nuts"]
    draft.value(area, EDIH.coversRegion, values.region(region) if region else None, at=region)
    draft.text(area, EDIH.areaAsStated, row["region_as_stated"])
    draft.text(area, EDIH.areaBasis, row["basis"])
    draft.addresses(area, DCTERMS.source, row.items("sources"))


def _page_language(draft: Draft, row: Row) -> None:
    _languages(draft, EDIH.publishesPagesIn, row.items("language_code"))
    draft.addresses(draft.hub, DCTERMS.source, row.items("sources"))


def _partners(draft: Draft, rows: HubRows) -> None:
    partners = sorted(rows.rows("partners"), key=lambda row: not row["country"])
    for row in partners:
        _partner(draft, row)
    coordinators = {bare(r["organisation"]) for r in partners if bare(r["role"]) == _COORDINATOR}
    for name in rows.hub.items("coordinator"):
        if bare(name) not in coordinators:
            country = _country_of(draft, name, partners)
            organisation = draft.organisation(name, country=country)
            role = Cell(_COORDINATOR, name.at)
            _partnership(draft, organisation, role, rows.hub.items("sources"))


def _country_of(draft: Draft, name: str, partners: list[Row]) -> URIRef | None:
    """Find the country of an organisation in the hub's rows that name it."""
    texts = {row["country"] for row in partners if bare(row["organisation"]) == bare(name)}
    stated = {draft.context.lists.country(text) for text in texts if text}
    return next(iter(stated)) if len(stated) == 1 else None


def _partner(draft: Draft, row: Row) -> None:
    country = draft.context.lists.country(row["country"]) if row["country"] else None
    organisation: URIRef | None = None
    if row["organisation"]:
        organisation = draft.organisation(
            row["organisation"], country=country, slug=row["organisation_slug"]
        )
        if country is None:
            draft.text(organisation, EDIH.country, row["country"])
        draft.addresses(organisation, FOAF.page, [row["website"]])
    kind = draft.context.lists.match("organisation-type", row["kind"]) if row["kind"] else None
    part = _partnership(draft, organisation, row["role"], row.items("sources"))
    if kind is not None and organisation is not None:
        draft.value(organisation, EDIH.organisationType, kind, at=row["kind"])
    else:
        draft.text(part, EDIH.kindAsStated, row["kind"])
    draft.text(part, EDIH.townAsStated, row["city"])


def _partnership(
    draft: Draft, organisation: URIRef | None, role: Cell, sources: Iterable[str]
) -> Node:
    part = draft.part(EDIH.hasPartnership, EDIH.Partnership, at=role.at)
    draft.value(part, ORG.member, organisation, at=role)
    draft.concepts(part, ORG.role, "partner-role", [role])
    draft.addresses(part, DCTERMS.source, sources)
    return part


def _facility(draft: Draft, row: Row) -> None:
    slug: str = row["facility_slug"]
    if not is_slug(slug):
        slug = draft.context.register.facility(row["name"], hub=draft.slug)
    facility = URIRef(draft.context.space.thing("facility", slug))
    draft.begin(facility, row.at)
    draft.state(draft.hub, EDIH.hasFacility, facility, at=row["name"])
    draft.state(facility, RDF.type, EDIH.Facility, at=row["name"])
    draft.text(facility, SKOS.prefLabel, row["name"])
    kind = row["kind"]
    known = draft.context.lists.match("facility-type", kind) if kind else None
    draft.value(facility, EDIH.facilityType, known, at=kind)
    draft.text(facility, EDIH.kindAsStated, kind)
    for text in row.items("technologies"):
        concept = draft.context.lists.match("technology", text)
        predicate = EDIH.topicAsStated if concept is None else EDIH.demonstratesTechnology
        draft.value(facility, predicate, concept or Literal(text), at=text)
    if row["operator"]:
        operator = draft.organisation(row["operator"], country=None)
        draft.value(facility, EDIH.isOperatedBy, operator, at=row["operator"])
    draft.text(facility, EDIH.townAsStated, row["city"])
    draft.addresses(facility, DCTERMS.source, row.items("sources"))


_BY_ROW: Mapping[str, Callable[[Draft, Row], None]] = {
    "status_records": _status_record,
    "catalogue_entries": _catalogue_entry,
    "hub_topics": _topic,
    "regions_served": _area,
    "page_languages": _page_language,
}
"""Tables of which each row stands for itself."""
