"""Core, stricter axioms, alignments and examples contradict each other nowhere (OWL 2 RL)."""

from pathlib import Path

import pytest
from owlrl import DeductiveClosure, OWLRL_Semantics
from rdflib import OWL, RDF, RDFS, Graph, Literal, Namespace

from edihkg.vocab import EDIH
from tests.ontology.conftest import FOLDER, terms_of

TESTS = Path(__file__).parents[1]
EXAMPLES = (
    TESTS / "data" / "valid" / "si" / "4pdih.ttl",
    FOLDER / "examples" / "model-hub.ttl",
    FOLDER / "reference" / "programme.ttl",
    FOLDER / "reference" / "calls.ttl",
    FOLDER / "schemes" / "pillar.ttl",
)
ERROR = Namespace("http://www.daml.org/2002/03/agents/agent-ont#")
FIVE = (EDIH.Hub, EDIH.Facility, EDIH.HubService, EDIH.Grant, EDIH.Call)


@pytest.fixture(scope="module")
def axioms(core: Graph, alignments: Graph) -> Graph:
    """Core, alignments and stricter axioms, without texts."""
    union = core + alignments + Graph().parse(FOLDER / "edihkg-dl.ttl")
    return _without_texts(union)


def _without_texts(graph: Graph) -> Graph:
    plain = Graph()
    for subject, predicate, value in graph:
        if not (isinstance(value, Literal) and value.language):
            plain.add((subject, predicate, value))
    return plain


def _contradictions(graph: Graph) -> list[str]:
    """Close the graph under the rules of OWL 2 RL and give what they found wrong."""
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    return [str(text) for text in graph.objects(None, ERROR.error)]


def test_rule_4_axioms_and_examples_agree(axioms: Graph) -> None:
    """A reasoner that finds a contradiction can conclude anything."""
    examples = Graph()
    for path in EXAMPLES:
        examples.parse(path)
    assert _contradictions(axioms + _without_texts(examples)) == []


def test_rule_4_a_contradiction_is_found(axioms: Graph) -> None:
    """A check that finds nothing proves nothing until it has found something."""
    seeded = axioms + Graph()
    example = Namespace("https://example.org/")
    seeded.add((example.lab, RDF.type, EDIH.Facility))
    seeded.add((example.lab, EDIH.offersService, example.trial))
    assert any("lab" in text for text in _contradictions(seeded))


def test_rule_4_five_classes_exclude_each_other(axioms: Graph) -> None:
    """What is a hub is no facility, service, grant or call."""
    for first in FIVE:
        for second in FIVE:
            pair = (first, OWL.disjointWith, second) in axioms
            other = (second, OWL.disjointWith, first) in axioms
            assert (pair or other) == (first != second)


def test_rule_4_the_stricter_axioms_speak_of_existing_terms(core: Graph) -> None:
    """A misspelt term in an axiom is never noticed by a reasoner."""
    strict = Graph().parse(FOLDER / "edihkg-dl.ttl")
    known = set(terms_of(core))
    for predicate in (OWL.disjointWith, RDFS.domain, RDFS.range):
        for subject, value in strict.subject_objects(predicate):
            assert subject in known, subject
            assert value in known, value
