"""The shapes are complete, annotated, and cover what a submission may state."""

import re
from pathlib import Path

import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from edihkg import assets
from edihkg.validation.sentences import PLACES
from edihkg.validation.shapes import RULE, Shapes
from edihkg.vocab import DERIVED, EDIH

FOLDER = assets.folder("shapes")
FILES = sorted([*(FOLDER / "core").glob("*.ttl"), *(FOLDER / "profile").glob("*.ttl")])
NETWORK = sorted((FOLDER / "network").glob("*.rq"))
RULE_PLACES = frozenset(
    {"reason", "hubs", "hubIri", "fileName", "slug", "folder", "owner", "property", "part"}
    | {"nearest", "kind", "graph", "town", "kilometres", "whole"}
)
"""Places that rules fill themselves."""


@pytest.fixture(scope="module")
def graph() -> Graph:
    """All shapes in one graph."""
    merged = Graph()
    for path in FILES:
        merged.parse(path)
    return merged


def _speaking(graph: Graph) -> list[Node]:
    return sorted(set(graph.subjects(EDIH.defectCode)), key=str)


def test_every_shape_that_speaks_is_fully_annotated(graph: Graph) -> None:
    """A finding without name, message, sentence or severity would be a riddle."""
    for shape in _speaking(graph):
        for term in (SH.name, SH.description, SH.message, EDIH.sentence):
            texts = list(graph.objects(shape, term))
            assert [t.language for t in texts if isinstance(t, Literal)] == ["en"], (shape, term)
            assert str(texts[0]).strip() == str(texts[0]) != ""
        assert len(list(graph.objects(shape, SH.severity))) == 1, shape
        assert len(list(graph.objects(shape, EDIH.defectCode))) == 1, shape
        assert (shape, RDFS.isDefinedBy, URIRef("https://w3id.org/edihkg/shapes")) in graph


def test_every_shape_that_can_be_a_source_has_a_code(graph: Graph) -> None:
    """Only helpers inside sh:node, sh:or, sh:not and qualified shapes are silent."""
    speaking = set(_speaking(graph))
    for shape in graph.subjects(SH.targetClass):
        own = list(graph.objects(shape, SH.property))
        assert own or shape in speaking, shape
        assert not set(own) - speaking, shape


def test_no_shape_points_to_one_that_does_not_exist(graph: Graph) -> None:
    """Official shapes have shipped with dangling links, and validators then stop."""
    for link in (SH.property, SH.node, SH["not"], SH.qualifiedValueShape, SH.sparql):
        for target in graph.objects(None, link):
            assert (target, RDF.type, None) in graph, target
    for link in (SH["or"], SH["and"], SH.xone):
        for members in graph.objects(None, link):
            for target in graph.items(members):
                assert (target, RDF.type, None) in graph, target


def test_no_shape_is_left_unused(graph: Graph) -> None:
    """A shape that nothing reaches never speaks."""
    used = {
        o
        for p in (SH.property, SH.node, SH["not"], SH.qualifiedValueShape, SH.sparql)
        for o in graph.objects(None, p)
    }
    used |= {t for p in (SH["or"],) for m in graph.objects(None, p) for t in graph.items(m)}
    for shape in graph.subjects(RDFS.isDefinedBy):
        targets = (shape, SH.targetClass, None) in graph
        is_rule = (shape, RDF.type, RULE) in graph or shape == RULE
        assert shape in used or targets or is_rule, shape


def test_blank_nodes_are_lists_only(graph: Graph) -> None:
    """Everything else has a readable address."""
    for node in set(graph.subjects()):
        if isinstance(node, BNode):
            assert set(graph.predicates(node)) == {RDF.first, RDF.rest}


def test_every_place_in_a_sentence_can_be_filled(graph: Graph) -> None:
    """A misspelt place would stand in a report."""
    for sentence in (*graph.objects(None, EDIH.sentence), *graph.objects(None, EDIH.suggestion)):
        assert set(re.findall(r"\{(\w+)\}", str(sentence))) <= PLACES.keys() | RULE_PLACES


def test_standard_messages_have_no_places(graph: Graph) -> None:
    """Other engines show sh:message as it is."""
    assert not [m for m in graph.objects(None, SH.message) if "{" in str(m)]


def test_codes_stand_for_one_severity_within_the_core(graph: Graph) -> None:
    """One code is one kind of defect; only completeness depends on the profile."""
    core = Graph()
    for path in (FOLDER / "core").glob("*.ttl"):
        core.parse(path)
    codes: dict[str, set[Node]] = {}
    for shape, code in core.subject_objects(EDIH.defectCode):
        codes.setdefault(str(code), set()).update(core.objects(shape, SH.severity))
    assert {code: found for code, found in codes.items() if len(found) != 1} == {}


def test_every_property_of_a_submission_is_covered(graph: Graph) -> None:
    """A property without a shape would be published unread."""
    ontology = Graph().parse(assets.folder("ontology") / "edihkg.ttl")
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    stated = {p for kind in kinds for p in ontology.subjects(RDF.type, kind)}
    paths = set(graph.objects(None, SH.path)) | set(graph.objects(None, RDF.first))
    elsewhere = Graph()
    for path in (FOLDER / "reference").glob("*.ttl"):
        elsewhere.parse(path)
    assert stated - DERIVED - paths - set(elsewhere.objects(None, SH.path)) == set()
    assert not paths & DERIVED


def test_every_status_of_the_list_has_its_profile_or_none_on_purpose() -> None:
    """A new status must not silently go without a profile."""
    shapes = Shapes.load(FOLDER)
    scheme = Graph().parse(assets.folder("ontology") / "schemes" / "hub-status.ttl")
    prefix = "https://w3id.org/edihkg/concept/hub-status/"
    statuses = {s for s in scheme.subjects() if str(s).startswith(prefix)}
    assert statuses - shapes.statuses.keys() == {URIRef(f"{prefix}CLOSED")}


def test_queries_in_shapes_give_each_result_once(graph: Graph) -> None:
    """Engines differ in whether they drop repeated solutions."""
    for query in graph.objects(None, SH.select):
        assert "SELECT DISTINCT" in str(query) or "GROUP BY" in str(query)


@pytest.mark.slow
def test_shapes_conform_to_the_shapes_of_shapes(graph: Graph) -> None:
    """Other engines refuse malformed shapes."""
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=graph, meta_shacl=True)
    assert conforms, text


@pytest.mark.parametrize("path", NETWORK, ids=lambda path: path.stem)
def test_rules_across_hubs_never_keep_a_hub_out(path: Path) -> None:
    """Whether a submission is accepted never depends on other submissions."""
    head = dict(re.findall(r"^# (\w+): (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert head["severity"] in ("Warning", "Info")
    assert re.fullmatch(r"D\d\d[a-z]?", head["code"])
    assert head["message"].endswith((".", "?"))
