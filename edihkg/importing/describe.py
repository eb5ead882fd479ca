"""State what the tables say about a hub (docs/tables.md says which cell becomes what).

No cell is dropped and none is repaired: what matches no list, or cannot be read, stays as text
on the same property or on its ``…AsStated`` sister. Latitude and longitude are the exception:
they belong to the town, whose position stands in ``ontology/reference/places.ttl``.
"""

from rdflib import FOAF, ORG, RDF, SKOS, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from edihkg.importing import values
from edihkg.importing.draft import Context, Draft
from edihkg.importing.grants import describe_grants
from edihkg.importing.names import bare
from edihkg.sources.tables import HubRows, Row
from edihkg.vocab import EDIH

CATALOGUE = URIRef("https://european-digital-innovation-hubs.ec.europa.eu/edih-catalogue")
FACETS = ("technology", "sector", "service-type")
_COORDINATOR = "coordinator"
_GEONAMES = "https://sws.geonames.org/"


def describe(rows: HubRows, context: Context) -> Graph:
    """Give the statements of all rows about one hub; parts bear their IRIs."""
    draft = Draft(rows.slug, context)
    _hub(draft, rows.hub)
    _seat(draft, rows.hub)
    _status(draft, rows.hub)
    for row in rows.rows("hub_topics"):
        _topic(draft, row)
    for row in rows.rows("regions_served"):
        _area(draft, row)
    for row in rows.rows("page_languages"):
        _page_language(draft, row)
    _partners(draft, rows)
    for row in rows.rows("facilities"):
        _facility(draft, row)
    describe_grants(draft, rows)
    return draft.finish()


def enrol(rows: HubRows, context: Context) -> None:
    """Give the organisations whose country is known their slugs.

    Done for all hubs before any is described, so that ``x`` names the organisation of a country
    and a number is left to those of which no country is known.
    """
    for row in rows.rows("partners"):
        country = context.lists.country(row["country"]) if row["country"] else None
        if row["organisation"] and country is not None:
            context.register.organisation(row["organisation"], country=country, hub=rows.slug)


def _hub(draft: Draft, row: Row) -> None:
    hub = draft.hub
    draft.text(hub, SKOS.prefLabel, row["name"])
    draft.text(hub, SKOS.altLabel, row["acronym"] if row["acronym"] != row["name"] else "")
    draft.text(hub, DCTERMS.description, row["summary_en"], language="en")
    draft.country(hub, row["country"])
    draft.addresses(hub, FOAF.page, [row["website"]])
    _languages(draft, DCTERMS.language, row.items("languages"))
    draft.concepts(hub, EDIH.offersServiceFamily, "service-family", row.items("service_families"))
    draft.concepts(hub, EDIH.targetsGroup, "target-group", row.items("target_groups"))
    draft.addresses(hub, DCTERMS.source, row.items("sources"))


def _languages(draft: Draft, predicate: URIRef, codes: list[str]) -> None:
    for code in codes:
        draft.value(draft.hub, predicate, draft.context.lists.language(code) or Literal(code))


def _seat(draft: Draft, row: Row) -> None:
    draft.text(draft.hub, EDIH.townAsStated, row["city"])
    if row["nuts2"]:
        draft.value(draft.hub, EDIH.isLocatedIn, values.region(row["nuts2"]))
    draft.text(draft.hub, EDIH.locationBasis, row["nuts2_basis"])
    place = row["geonames_id"]
    if place:
        known = place.isascii() and place.isdigit()
        draft.value(
            draft.hub, EDIH.seatPlace, URIRef(f"{_GEONAMES}{place}/") if known else Literal(place)
        )


def _status(draft: Draft, row: Row) -> None:
    in_catalogue = str(CATALOGUE) in row.items("sources")
    recorded = row["recorded_on"] or (draft.context.recorded_on if in_catalogue else "")
    when = values.date(recorded) if recorded else None
    period = [row[column] for column in ("start_date", "end_date", "call")]
    if row["status"] or any(period):
        record = draft.part(EDIH.hasStatusRecord, EDIH.StatusRecord)
        draft.concepts(record, EDIH.statusValue, "hub-status", [row["status"]])
        draft.value(record, EDIH.recordedOn, when)
        for predicate, text in ((EDIH.startDate, period[0]), (EDIH.endDate, period[1])):
            draft.value(record, predicate, values.date(text) if text else None)
        draft.call(record, EDIH.underCall, row["call"])
        alone = in_catalogue and not any(period)
        sources = [str(CATALOGUE)] if alone else row.items("sources")
        draft.addresses(record, DCTERMS.source, sources)
    if in_catalogue:
        entry = draft.part(EDIH.isRecordedIn, EDIH.CatalogueEntry)
        draft.value(entry, EDIH.inCatalogue, CATALOGUE)
        draft.value(entry, EDIH.recordedOn, when)


def _topic(draft: Draft, row: Row) -> None:
    facet = row["facet"] if row["facet"] in FACETS else ""
    concept = draft.context.lists.match(facet, row["term"]) if facet else None
    state_topic(draft, row["term"], concept, row["level"])


def state_topic(draft: Draft, text: str, concept: URIRef | None, level: str) -> None:
    """State one strength with its self-declared level."""
    part = draft.part(EDIH.hasExpertise, EDIH.Expertise)
    if concept is None:
        draft.text(part, EDIH.topicAsStated, text)
    else:
        draft.value(part, EDIH.concernsTopic, concept)
    draft.value(part, EDIH.expertiseLevel, values.level(level) if level else None)


def _area(draft: Draft, row: Row) -> None:
    area = draft.part(EDIH.hasServiceArea, EDIH.ServiceArea)
    if row["nuts"]:
        draft.value(area, EDIH.coversRegion, values.region(row["nuts"]))
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
            _partnership(draft, organisation, _COORDINATOR, rows.hub.items("sources"))


def _country_of(draft: Draft, name: str, partners: list[Row]) -> URIRef | None:
    """Find the country of an organisation in the hub's rows that name it."""
    texts = {row["country"] for row in partners if bare(row["organisation"]) == bare(name)}
    stated = {draft.context.lists.country(text) for text in texts if text}
    return next(iter(stated)) if len(stated) == 1 else None


def _partner(draft: Draft, row: Row) -> None:
    country = draft.context.lists.country(row["country"]) if row["country"] else None
    organisation: URIRef | None = None
    if row["organisation"]:
        organisation = draft.organisation(row["organisation"], country=country)
        if country is None:
            draft.text(organisation, EDIH.country, row["country"])
        draft.addresses(organisation, FOAF.page, [row["website"]])
    kind = draft.context.lists.match("organisation-type", row["kind"]) if row["kind"] else None
    part = _partnership(draft, organisation, row["role"], row.items("sources"))
    if kind is not None and organisation is not None:
        draft.value(organisation, EDIH.organisationType, kind)
    else:
        draft.text(part, EDIH.kindAsStated, row["kind"])
    draft.text(part, EDIH.townAsStated, row["city"])


def _partnership(draft: Draft, organisation: URIRef | None, role: str, sources: list[str]) -> Node:
    part = draft.part(EDIH.hasPartnership, EDIH.Partnership)
    draft.value(part, ORG.member, organisation)
    draft.concepts(part, ORG.role, "partner-role", [role])
    draft.addresses(part, DCTERMS.source, sources)
    return part


def _facility(draft: Draft, row: Row) -> None:
    slug = draft.context.register.facility(row["name"], hub=draft.slug)
    facility = URIRef(draft.context.space.thing("facility", slug))
    draft.graph.add((draft.hub, EDIH.hasFacility, facility))
    draft.graph.add((facility, RDF.type, EDIH.Facility))
    draft.text(facility, SKOS.prefLabel, row["name"])
    draft.value(
        facility, EDIH.facilityType, draft.context.lists.match("facility-type", row["kind"])
    )
    draft.text(facility, EDIH.kindAsStated, row["kind"])
    for text in row.items("technologies"):
        concept = draft.context.lists.match("technology", text)
        predicate = EDIH.topicAsStated if concept is None else EDIH.demonstratesTechnology
        draft.value(facility, predicate, concept or Literal(text))
    if row["operator"]:
        draft.value(facility, EDIH.isOperatedBy, draft.organisation(row["operator"], country=None))
    draft.text(facility, EDIH.townAsStated, row["city"])
    draft.addresses(facility, DCTERMS.source, row.items("sources"))
