"""Links to outside vocabularies stand apart, are true, and say why they are not more."""

import re
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef
from rdflib.term import BNode

from edihkg.vocab import EDIH
from tests.ontology.conftest import FOLDER, NAMESPACE, terms_of

FILES = sorted((FOLDER / "alignments").glob("*.ttl"))
MAPPINGS = ("nace", "regulation")
"""Files that map concepts of lists, not terms of the ontology."""
NAMESPACES: dict[str, tuple[str, ...]] = {
    "org": ("http://www.w3.org/ns/org#",),
    "cpov": ("http://data.europa.eu/m8g/",),
    "cpsv-ap": ("http://data.europa.eu/m8g/", "http://purl.org/vocab/cpsv#"),
    "eurio": ("http://data.europa.eu/s66#",),
    "frapo": ("http://purl.org/cerif/frapo/",),
    "schema": ("https://schema.org/",),
    "prov": ("http://www.w3.org/ns/prov#",),
    "dcat": ("http://www.w3.org/ns/dcat#",),
}
TERM_FILES = [path for path in FILES if path.stem not in MAPPINGS]
LINKS = (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.seeAlso)


def test_rule_11_every_file_is_known() -> None:
    """Each outside vocabulary has its file, and no file is without a check."""
    assert sorted(path.stem for path in FILES) == sorted((*NAMESPACES, *MAPPINGS))


@pytest.mark.parametrize("path", TERM_FILES, ids=lambda path: path.stem)
def test_rule_11_a_file_links_our_terms_to_one_vocabulary(path: Path, core: Graph) -> None:
    """Who does without a vocabulary leaves out its file and nothing else."""
    graph = Graph().parse(path)
    assert not [node for triple in graph for node in triple if isinstance(node, BNode)]
    assert set(graph.subjects()) <= set(terms_of(core))
    assert set(graph.predicates()) <= {*LINKS, RDFS.comment}
    for link in LINKS:
        for target in graph.objects(None, link):
            assert str(target).startswith(NAMESPACES[path.stem]), target


@pytest.mark.parametrize("path", TERM_FILES, ids=lambda path: path.stem)
def test_rule_11_a_weak_link_says_why_it_is_not_more(path: Path) -> None:
    """Readers should not have to guess what was thought."""
    graph = Graph().parse(path)
    assert set(graph.subjects(RDFS.seeAlso)) == set(graph.subjects(RDFS.comment))
    for comment in graph.objects(None, RDFS.comment):
        assert getattr(comment, "language", None) == "en"
        assert str(comment).endswith(".")


@pytest.mark.parametrize("path", TERM_FILES, ids=lambda path: path.stem)
def test_rule_11_classes_link_to_classes(path: Path, core: Graph) -> None:
    """A class below a property is nonsense to a reasoner."""
    graph = Graph().parse(path)
    for term in graph.subjects(RDFS.subClassOf):
        assert (term, RDF.type, OWL.Class) in core, term
    for term in graph.subjects(RDFS.subPropertyOf):
        assert (term, RDF.type, OWL.Class) not in core, term


def test_rule_11_the_core_links_only_to_skos_and_dublin_core(core: Graph) -> None:
    """Links to others are for their files."""
    allowed = (NAMESPACE, str(SKOS), "http://purl.org/dc/terms/")
    for link in LINKS:
        for target in core.objects(None, link):
            assert str(target).startswith(allowed), target


def test_rule_11_mapping_properties_join_concepts_only(core: Graph, alignments: Graph) -> None:
    """skos:closeMatch between classes makes concepts of them."""
    for match in (SKOS.closeMatch, SKOS.exactMatch, SKOS.broadMatch, SKOS.narrowMatch):
        assert not list(core.subjects(match))
        for subject in alignments.subjects(match):
            assert str(subject).startswith("https://w3id.org/edihkg/concept/")


def test_sectors_are_mapped_to_sections_and_divisions_of_nace(concepts: Graph) -> None:
    """A finer code than the source allows would be a guess."""
    graph = Graph().parse(FOLDER / "alignments" / "nace.ttl")
    prefix = "http://data.europa.eu/ux2/nace2.1/"
    for sector, match, target in graph:
        assert (sector, RDF.type, SKOS.Concept) in concepts, sector
        assert match in (SKOS.broadMatch, SKOS.closeMatch)
        assert re.fullmatch(rf"{re.escape(prefix)}([A-V]|\d\d)", str(target)), target


def test_every_pillar_rests_on_an_article_of_the_regulation(concepts: Graph) -> None:
    """A pillar is a specific objective set by law."""
    graph = Graph().parse(FOLDER / "alignments" / "regulation.ttl")
    laws = dict(graph.subject_objects(EDIH.hasLegalBasis))
    assert laws.keys() == set(concepts.subjects(RDF.type, EDIH.Pillar))
    assert len(set(laws.values())) == 6
    for law in laws.values():
        assert isinstance(law, URIRef)
        assert str(law).startswith("http://data.europa.eu/eli/reg/")
