"""What the tables say becomes statements; what cannot be read stays as text, nothing is lost."""

from pathlib import Path

import pytest
from rdflib import DCTERMS, FOAF, ORG, RDF, SKOS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from edihkg.iris import IriSpace
from edihkg.sources import read
from edihkg.submission import Submission
from edihkg.vocab import EDIH
from tests.importing.conftest import Run

SPACE = IriSpace("https://w3id.org/edihkg/")
CATALOGUE = URIRef("https://european-digital-innovation-hubs.ec.europa.eu/edih-catalogue")
REGION = "http://data.europa.eu/nuts/code/"
MONTH = Literal("2025-05", datatype=XSD.gYearMonth)


@pytest.fixture
def collection(run: Run, tables: Path, into: Path) -> dict[str, Submission]:
    run(tables)
    return {path.stem: read(path, root=into) for path in into.glob("*/*.ttl")}


def hub(slug: str, part: str = "") -> URIRef:
    return URIRef(SPACE.thing("hub", slug, part=part))


def thing(kind: str, slug: str) -> URIRef:
    return URIRef(SPACE.thing(kind, slug))


def concept(scheme: str, code: str) -> URIRef:
    return URIRef(SPACE.concept(scheme, code))


def values(graph: Graph, subject: Node, predicate: URIRef) -> set[Node]:
    return set(graph.objects(subject, predicate))


def test_files_lie_in_the_folder_of_their_country(
    collection: dict[str, Submission], into: Path
) -> None:
    """Folders are ISO codes: Greece is gr, Kosovo xk."""
    found = sorted(str(path.relative_to(into)) for path in into.glob("*/*"))
    assert found == ["gr/beta-hub.ttl", "si/alpha-hub.ttl", "xk/gamma-hub.ttl"]
    assert {s.hub for s in collection.values()} == {hub(slug) for slug in collection}


def test_a_hub_states_its_row(collection: dict[str, Submission]) -> None:
    """Name, country, seat, page, services and sources come from one row of hubs."""
    graph, subject = collection["alpha-hub"].graph, hub("alpha-hub")
    assert values(graph, subject, SKOS.prefLabel) == {Literal("Alpha Hub for Robotics")}
    assert values(graph, subject, SKOS.altLabel) == {Literal("ALPHA")}
    assert values(graph, subject, EDIH.isLocatedIn) == {URIRef(f"{REGION}SI04")}
    assert values(graph, subject, EDIH.seatPlace) == {URIRef("https://sws.geonames.org/3196359/")}
    assert values(graph, subject, FOAF.page) == {URIRef("https://alpha.example/")}
    assert values(graph, subject, EDIH.targetsGroup) == {
        concept("target-group", "SME"),
        Literal("dragons"),
    }
    assert values(graph, subject, DCTERMS.source) == {
        CATALOGUE,
        URIRef("https://alpha.example/news"),
        URIRef("https://alpha.example/en"),
    }


def test_status_is_a_dated_record(collection: dict[str, Submission]) -> None:
    """The catalogue's date counts for rows that name the catalogue, and for no others."""
    graph, record = collection["alpha-hub"].graph, hub("alpha-hub", "status-2025-05")
    assert values(graph, record, EDIH.statusValue) == {concept("hub-status", "EDIH")}
    assert values(graph, record, EDIH.recordedOn) == {MONTH}
    assert values(graph, record, EDIH.startDate) == {Literal("2022-11-01", datatype=XSD.date)}
    assert values(graph, record, EDIH.endDate) == {Literal("2025", datatype=XSD.gYear)}
    assert values(graph, record, EDIH.underCall) == {thing("call", "digital-2021-edih-01")}
    undated = collection["beta-hub"].graph
    assert values(undated, hub("beta-hub", "status-DIH"), EDIH.recordedOn) == set()
    assert values(undated, hub("beta-hub"), EDIH.isRecordedIn) == set()
    (entry,) = values(graph, hub("alpha-hub"), EDIH.isRecordedIn)
    assert values(graph, entry, EDIH.inCatalogue) == {CATALOGUE}


@pytest.mark.parametrize(
    ("slug", "part", "predicate", "text"),
    [
        ("beta-hub", "", FOAF.page, "Website"),
        ("beta-hub", "", DCTERMS.language, "xx"),
        ("beta-hub", "status-DIH", EDIH.startDate, "soon"),
        ("beta-hub", "status-DIH", EDIH.callAsStated, "phase two of everything"),
        ("beta-hub", "service-type-SME_SUPPORT", EDIH.expertiseLevel, "high"),
        ("gamma-hub", "", EDIH.seatPlace, "not-a-number"),
        ("gamma-hub", "", DCTERMS.source, "not an address"),
        ("gamma-hub", "status-unheard-of", EDIH.statusValue, "UNHEARD_OF"),
        ("alpha-hub", "topic-alchemy", EDIH.topicAsStated, "Alchemy"),
        ("alpha-hub", "partner-gears-PARTNER", EDIH.kindAsStated, "workshop"),
        ("gamma-hub", "area-the-whole-valley", EDIH.areaAsStated, "the whole valley"),
    ],
)
def test_what_cannot_be_read_stays_as_text(
    collection: dict[str, Submission], slug: str, part: str, predicate: URIRef, text: str
) -> None:
    """The importer never repairs: the shapes can only speak about what is there."""
    assert values(collection[slug].graph, hub(slug, part), predicate) == {Literal(text)}


def test_a_retired_region_stays_as_it_is(collection: dict[str, Submission]) -> None:
    """HR04 is wrong, but whether it is kept out is for the shapes to decide."""
    area = hub("beta-hub", "area-HR04")
    graph = collection["beta-hub"].graph
    assert values(graph, area, EDIH.coversRegion) == {URIRef(f"{REGION}HR04")}
    assert values(graph, hub("beta-hub"), EDIH.isLocatedIn) == {URIRef(f"{REGION}HR04")}


def test_one_organisation_is_one_name_in_one_country(collection: dict[str, Submission]) -> None:
    """Legal forms, case and accents do not count; countries do."""
    slovene, greek = thing("organisation", "gears"), thing("organisation", "gears-2")
    alpha, beta = collection["alpha-hub"].graph, collection["beta-hub"].graph
    assert (slovene, SKOS.prefLabel, Literal("Gears d.o.o.")) in alpha
    assert (slovene, SKOS.prefLabel, Literal("Gears, d.o.o.")) in beta
    assert (greek, SKOS.prefLabel, Literal("Gears")) in beta
    assert values(beta, slovene, FOAF.page) == {Literal("gears.example")}


def test_a_coordinator_is_named_once(collection: dict[str, Submission]) -> None:
    """The column of hubs repeats what partners says, in another spelling."""
    graph = collection["alpha-hub"].graph
    coordinators = set(graph.subjects(ORG.role, concept("partner-role", "COORDINATOR")))
    assert coordinators == {hub("alpha-hub", "partner-university-of-alpha-COORDINATOR")}


def test_a_coordinator_that_partners_does_not_name_gets_a_partnership(
    collection: dict[str, Submission],
) -> None:
    """Its country is known only where a row of the same hub tells it."""
    graph = collection["gamma-hub"].graph
    names = {
        o
        for s in graph.subjects(ORG.role, concept("partner-role", "COORDINATOR"))
        for o in graph.objects(s, ORG.member)
    }
    assert names == {thing("organisation", "gate-4-0"), thing("organisation", "delta-park")}
    known = values(graph, thing("organisation", "delta-park"), EDIH.country)
    assert known
    assert values(graph, hub("gamma-hub"), EDIH.country) == known
    assert values(graph, thing("organisation", "gate-4-0"), EDIH.country) == set()


def test_a_facility_knows_its_operator(collection: dict[str, Submission]) -> None:
    """The hub's organisation of that name; else a new one, of which no country is known."""
    graph = collection["alpha-hub"].graph
    hall, moon = (thing("facility", f"alpha-hub-{n}") for n in ("robot-hall", "moon-base"))
    assert values(graph, hub("alpha-hub"), EDIH.hasFacility) == {hall, moon}
    assert values(graph, hall, EDIH.isOperatedBy) == {thing("organisation", "gears")}
    assert values(graph, moon, EDIH.isOperatedBy) == {thing("organisation", "lunar-works")}
    assert values(graph, hall, EDIH.facilityType) == {concept("facility-type", "LABORATORY")}
    assert values(graph, hall, EDIH.demonstratesTechnology) == {concept("technology", "ROBOTICS")}
    assert values(graph, hall, EDIH.topicAsStated) == {Literal("5G")}
    assert values(graph, moon, EDIH.facilityType) == set()
    assert values(graph, moon, EDIH.kindAsStated) == {Literal("asset network node")}


def test_rows_about_one_grant_are_joined(collection: dict[str, Submission]) -> None:
    """Sources and notes are united; the more precise date covers the other."""
    graph, first = collection["alpha-hub"].graph, hub("alpha-hub", "grant-alpha")
    assert values(graph, first, EDIH.startDate) == {Literal("2022-11", datatype=XSD.gYearMonth)}
    assert values(graph, first, SKOS.note) == {
        Literal("first note", lang="en"),
        Literal("second note", lang="en"),
    }
    assert len(values(graph, first, DCTERMS.source)) == 2
    assert values(graph, first, EDIH.totalCost) == {Literal("3000000.0", datatype=XSD.decimal)}
    assert values(graph, first, EDIH.euContribution) == {
        Literal("1500000.50", datatype=XSD.decimal)
    }


def test_a_second_generation_succeeds_the_first(collection: dict[str, Submission]) -> None:
    """ALPHA+ folds to the same word, but its status says that it is another grant."""
    graph = collection["alpha-hub"].graph
    second = hub("alpha-hub", "grant-alpha-second-generation")
    assert values(graph, second, EDIH.succeedsGrant) == {hub("alpha-hub", "grant-alpha")}
    assert values(graph, second, SKOS.altLabel) == {Literal("ALPHA+")}
    assert values(graph, second, EDIH.totalCost) == {Literal("about four million")}


def test_a_grant_number_of_the_hub_makes_a_grant(collection: dict[str, Submission]) -> None:
    """A number is an identity, even when no row of projects describes the grant."""
    grant = thing("grant", "101000001")
    graph = collection["gamma-hub"].graph
    assert (hub("gamma-hub"), EDIH.isFundedBy, grant) in graph
    assert (grant, RDF.type, EDIH.Grant) in graph
    assert values(graph, grant, EDIH.grantNumber) == {Literal("101000001")}
