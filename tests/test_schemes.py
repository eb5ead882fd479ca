"""The concept schemes keep the promises that importer, shapes and pages rely on."""

import json
from collections import defaultdict
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import Graph
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS, Namespace
from rdflib.term import BNode, Literal, Node, URIRef

EDIH = Namespace("https://w3id.org/edihkg/ns#")
CONCEPT = Namespace("https://w3id.org/edihkg/concept/")
ADMS_STATUS = URIRef("http://www.w3.org/ns/adms#status")
FOLDER = Path(__file__).parent.parent / "ontology" / "schemes"
MEMBERS = {
    "technology": 33 + 1,
    "sector": 42,
    "service-type": 15,
    "service-family": 4,
    "hub-status": 7,
    "pillar": 6,
    "partner-role": 6,
    "organisation-type": 12,
    "facility-type": 13,
    "target-group": 7,
    "maturity-dimension": 9,
    "maturity-stage": 2,
    "customer-size": 5,
    "public-body-kind": 4,
    "readiness-level": 9,
    "evolution-stage": 2,
    "geographic-scope": 4,
    "actor-type": 12,
    "collaboration-type": 6,
    "contribution-source": 7,
    "aid-basis": 4,
    "investment-type": 5,
    "indicator": 9,
    "outcome": 4,
    "channel-type": 5,
    "event-type": 5,
}
NAMES = sorted(MEMBERS)
OFFICIAL = json.loads((Path(__file__).parent / "data" / "official_labels.json").read_text("utf-8"))
"""The labels of the catalogue's three lists, sorted."""
LABELS = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, SKOS.notation)


def read_scheme(name: str) -> Graph:
    return Graph().parse(FOLDER / f"{name}.ttl")


@pytest.fixture(scope="module")
def everything() -> Graph:
    union = Graph()
    for name in NAMES:
        union += read_scheme(name)
    return union


def concepts_of(graph: Graph) -> list[URIRef]:
    found = {node for node in graph.subjects(RDF.type, SKOS.Concept) if isinstance(node, URIRef)}
    return sorted(found)


def fold(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def test_every_file_is_a_known_scheme() -> None:
    """A file that nobody lists would be published without being checked."""
    assert sorted(path.stem for path in FOLDER.glob("*.ttl")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_both_engines_read_the_same_file(name: str) -> None:
    """The store loads with one parser, the validator with the other."""
    quads = list(pyoxigraph.parse(path=FOLDER / f"{name}.ttl"))
    assert len(quads) == len(read_scheme(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_scheme_has_as_many_concepts_as_its_source(name: str) -> None:
    """The official lists are complete: a lost or invented member must be noticed."""
    assert len(concepts_of(read_scheme(name))) == MEMBERS[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_speaks_only_about_its_scheme_and_its_concepts(name: str) -> None:
    """One file is one graph, so it must not own statements about other resources."""
    graph = read_scheme(name)
    allowed = {
        CONCEPT[name],
        *(CONCEPT[f"{name}/{code}"] for code in graph.objects(None, SKOS.notation)),
        *graph.subjects(RDF.type, SKOS.Collection),
    }
    assert set(graph.subjects()) == allowed
    assert not [node for triple in graph for node in triple if isinstance(node, BNode)]


@pytest.mark.parametrize("name", NAMES)
def test_a_scheme_is_described(name: str) -> None:
    """Portals show label, definition, source and version of each list."""
    graph = read_scheme(name)
    scheme = CONCEPT[name]
    assert (scheme, RDF.type, SKOS.ConceptScheme) in graph
    for term in (SKOS.prefLabel, SKOS.definition, DCTERMS.source, OWL.versionInfo):
        assert len(list(graph.objects(scheme, term))) == 1, term


@pytest.mark.parametrize("name", NAMES)
def test_a_concept_is_complete(name: str) -> None:
    """Pages and shapes take label, code, definition, scheme and source for granted."""
    graph = read_scheme(name)
    for concept in concepts_of(graph):
        for term in (SKOS.prefLabel, SKOS.notation, SKOS.definition, DCTERMS.source):
            assert len(list(graph.objects(concept, term))) == 1, (concept, term)
        for term in (SKOS.inScheme, SKOS.topConceptOf, RDFS.isDefinedBy):
            assert list(graph.objects(concept, term)) == [CONCEPT[name]], (concept, term)


@pytest.mark.parametrize("name", NAMES)
def test_texts_are_tagged_as_english(name: str) -> None:
    """Readers in other languages must see which language they get."""
    graph = read_scheme(name)
    for term in (*LABELS[:3], SKOS.definition, SKOS.scopeNote, SKOS.editorialNote):
        for text in graph.objects(None, term):
            assert isinstance(text, Literal)
            assert text.language == "en", text


@pytest.mark.parametrize("name", NAMES)
def test_a_definition_is_a_sentence_that_explains(name: str) -> None:
    """A definition that opens with its own term explains nothing."""
    graph = read_scheme(name)
    for concept in concepts_of(graph):
        label = str(graph.value(concept, SKOS.prefLabel))
        text = str(graph.value(concept, SKOS.definition))
        assert text[0].isupper(), text
        assert text.endswith("."), text
        assert not fold(text).startswith(fold(label)), text


@pytest.mark.parametrize("name", NAMES)
def test_a_folded_label_belongs_to_one_concept(name: str) -> None:
    """The importer matches a cell by folded label: two owners would make it guess."""
    graph = read_scheme(name)
    owners: dict[str, set[Node]] = defaultdict(set)
    for term in LABELS:
        for concept, label in graph.subject_objects(term):
            if concept != CONCEPT[name]:
                owners[fold(str(label))].add(concept)
    assert {text: found for text, found in owners.items() if len(found) > 1} == {}


@pytest.mark.parametrize("name", NAMES)
def test_a_code_is_a_short_upper_case_mnemonic(name: str) -> None:
    """Codes become parts of IRIs and file names and are frozen once published."""
    for code in read_scheme(name).objects(None, SKOS.notation):
        assert isinstance(code, Literal)
        assert code.language is None
        assert str(code).replace("_", "").isalnum()
        assert str(code) == str(code).upper()
        assert len(code) <= 32


def test_each_questionnaire_on_maturity_has_six_dimensions() -> None:
    """Companies and public bodies are asked about different things; three are shared."""
    graph = read_scheme("maturity-dimension")
    collections = {
        str(collection).rpartition("#")[2]: set(graph.objects(collection, SKOS.member))
        for collection in graph.subjects(RDF.type, SKOS.Collection)
    }
    assert {name: len(found) for name, found in collections.items()} == {
        "companies": 6,
        "public-bodies": 6,
    }
    assert set.union(*collections.values()) == set(concepts_of(graph))


def test_a_collection_lies_in_the_document_of_its_scheme() -> None:
    """Its address must lead to the page of the list."""
    for name in NAMES:
        for collection in read_scheme(name).subjects(RDF.type, SKOS.Collection):
            assert str(collection).startswith(f"{CONCEPT[name]}#")


def test_links_between_schemes_lead_to_existing_concepts(everything: Graph) -> None:
    """A link to a concept that was renamed would silently empty a page."""
    known = set(concepts_of(everything))
    for term in (SKOS.broadMatch, EDIH.indicatesPillar):
        targets = set(everything.objects(None, term))
        assert targets
        assert targets <= known


def test_pillars_are_indicated_by_exactly_the_reviewed_concepts(everything: Graph) -> None:
    """These links are our own judgement, so a change of them must be deliberate."""
    prefix = len(str(CONCEPT))
    found = {
        (str(source)[prefix:], str(pillar)[prefix:])
        for source, pillar in everything.subject_objects(EDIH.indicatesPillar)
    }
    assert found == {
        ("service-family/SKILLS_AND_TRAINING", "pillar/SKILLS"),
        ("service-type/PUBLIC_SECTOR_INNOVATION", "pillar/DEPLOYMENT"),
        ("service-type/VOCATIONAL_TRAINING", "pillar/SKILLS"),
        ("technology/ARTIFICIAL_INTELLIGENCE", "pillar/AI"),
        ("technology/CYBERSECURITY", "pillar/CYBERSECURITY"),
        ("technology/HIGH_PERFORMANCE_COMPUTING", "pillar/HPC"),
        ("technology/MICRO_NANOELECTRONICS", "pillar/SEMICONDUCTORS"),
        ("technology/SEMICONDUCTORS_NANOTECHNOLOGY", "pillar/SEMICONDUCTORS"),
    }


@pytest.mark.parametrize("name", ["technology", "service-type", "service-family"])
def test_a_scheme_says_that_its_links_to_pillars_are_ours(name: str) -> None:
    """Users must not take our reading for a statement of the catalogue."""
    notes = read_scheme(name).objects(CONCEPT[name], SKOS.editorialNote)
    assert any("edih:indicatesPillar is own work" in str(note) for note in notes)


def test_what_could_not_be_verified_says_so(everything: Graph) -> None:
    """'data' is in the export but not in the official list; one stage is in no page at hand."""
    marked = sorted(everything.subjects(ADMS_STATUS), key=str)
    assert marked == [CONCEPT["evolution-stage/IN_PREPARATION"], CONCEPT["technology/DATA"]]
    for concept in marked:
        assert str(everything.value(concept, SKOS.editorialNote)).startswith("Unverified: ")


@pytest.mark.parametrize("name", OFFICIAL)
def test_official_labels_are_kept_letter_for_letter(name: str) -> None:
    """Whoever compares lists compares texts; the 34th technology is that of the export."""
    graph = read_scheme(name)
    assert sorted(str(graph.value(c, SKOS.prefLabel)) for c in concepts_of(graph)) == OFFICIAL[name]


def test_pillars_carry_the_number_of_their_objective(everything: Graph) -> None:
    """Programme texts say SO3 where people say cybersecurity: both must find it."""
    numbers = {
        str(everything.value(p, SKOS.altLabel)) for p in everything.subjects(RDF.type, EDIH.Pillar)
    }
    assert numbers == {f"SO{n}" for n in range(1, 7)}


CELLS = [
    ("technology", "AI", "ARTIFICIAL_INTELLIGENCE"),
    ("technology", "New technologies for Audio-Visual sector - Media", "AUDIOVISUAL_MEDIA"),
    ("sector", "Energy, fuels and petroleum engineering", "ENERGY_FUELS_PETROLEUM"),
    ("service-type", "Sme Business Development", "SME_BUSINESS_DEVELOPMENT"),
    ("facility-type", "HPC", "HPC_SYSTEM"),
    ("facility-type", "lab", "LABORATORY"),
    ("facility-type", "testbed", "TEST_BED"),
    ("facility-type", "showroom", "DEMONSTRATOR"),
    ("facility-type", "maker space", "FABLAB"),
    ("facility-type", "asset network node", None),
    ("facility-type", "technology centre / testbed", None),
    ("organisation-type", "research organisation", "RTO"),
    ("organisation-type", "public body", "PUBLIC_BODY"),
    ("organisation-type", "chamber", "CHAMBER"),
    ("partner-role", "associated", "ASSOCIATED_PARTNER"),
    ("target-group", "SMEs", "SME"),
    ("target-group", "small mid-caps", "SMALL_MIDCAP"),
    ("target-group", "farmers", "FARM"),
    ("hub-status", "Seal of Excellence", "SEAL_OF_EXCELLENCE"),
    ("hub-status", "SEAL_OF_EXCELLENCE", "SEAL_OF_EXCELLENCE"),
]


@pytest.mark.parametrize(("name", "cell", "code"), CELLS, ids=[f"{n}: {c}" for n, c, _ in CELLS])
def test_cells_of_the_real_tables_find_their_concept(
    name: str, cell: str, code: str | None
) -> None:
    """Spellings found in the wild are part of the list; ambiguous ones stay out."""
    graph = read_scheme(name)
    found = {
        concept
        for term in LABELS
        for concept, label in graph.subject_objects(term)
        if concept != CONCEPT[name] and str(label).casefold() == cell.casefold()
    }
    assert found == ({CONCEPT[f"{name}/{code}"]} if code else set())
