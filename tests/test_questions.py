"""The published questions stand in the graph as SPARQL editors read them."""

from dataclasses import replace

import pyoxigraph as ox
import pytest

from edihkg import assets, queries
from edihkg.graph import Assembly, of_graph
from edihkg.iris import IriSpace
from edihkg.queries import Codes, Parameter, Question
from edihkg.questions import add_questions, with_defaults
from edihkg.store import Store
from tests.questions.networks import HERE, small_network

BASE = "https://w3id.org/edihkg/"
QUESTIONS = queries.load(assets.folder("sparql") / "questions")
EDITORS = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
SELECT ?question ?comment ?query ?target WHERE {
    ?question a sh:SPARQLExecutable ; rdfs:comment ?comment .
    ?question sh:select ?query ; schema:target ?target .
}
ORDER BY ?question
"""
PREFIXES = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?prefix ?namespace WHERE {
    ?question sh:prefixes/sh:declare ?one . ?one sh:prefix ?prefix ; sh:namespace ?namespace .
}
"""


@pytest.fixture(scope="module")
def store() -> Store:
    """Six hubs in three countries."""
    return small_network(HERE / "network.trig")


@pytest.fixture(scope="module")
def codes(store: Store) -> Codes:
    """What codes stand for in the small network."""
    return queries.read_codes(store, id_base=BASE)


def _of_this_network(question: Question) -> tuple[Parameter, ...]:
    """Name a file that the small network has as the default."""
    return tuple(
        replace(each, default="fi/aurora.ttl") if each.kind == "file" else each
        for each in question.parameters
    )


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_a_question_with_its_defaults_written_in_gives_the_same_rows(
    name: str, store: Store, codes: Codes
) -> None:
    """Whoever copies it from an editor must get what the question answers by itself."""
    question = replace(QUESTIONS[name], parameters=_of_this_network(QUESTIONS[name]))
    asked = store.select(question.sparql, bindings=queries.bind(question, {}, codes=codes))
    copied = store.select(with_defaults(question, codes))
    assert [[str(term) for term in row] for row in copied] == [
        [str(term) for term in row] for row in asked
    ]


@pytest.fixture
def engine() -> ox.Store:
    """A store that knows the country that questions have as their default."""
    engine = ox.Store()
    engine.load(
        b"@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
        b"<http://publications.europa.eu/resource/authority/country/FIN> skos:notation 'FI' ;"
        b" skos:inScheme <http://publications.europa.eu/resource/authority/country> .",
        format=ox.RdfFormat.TURTLE,
    )
    return engine


def test_editors_find_every_question_by_the_query_that_they_use(engine: ox.Store) -> None:
    """An editor looks in the default graph for executables with a comment and a query."""
    made = Assembly(IriSpace(BASE), default=engine)
    add_questions(made, id_base=BASE, public_url="https://hubs.example/")
    rows = list(Store(engine).select(EDITORS))
    assert {str(row["question"].value) for row in rows} == {f"{BASE}q/{n}" for n in QUESTIONS}
    assert {row["target"].value for row in rows} == {"https://hubs.example/sparql"}
    assert all(row["comment"].language == "en" for row in rows)
    described = set(made.named["questions"])
    assert described <= set(of_graph(engine, ox.DefaultGraph()))


def test_the_prefixes_of_the_questions_are_declared_once_each(engine: ox.Store) -> None:
    """Editors complete names by them; one prefix for two namespaces would mislead."""
    add_questions(Assembly(IriSpace(BASE), default=engine), id_base=BASE, public_url="")
    found = {(r["prefix"].value, r["namespace"].value) for r in Store(engine).select(PREFIXES)}
    assert ("edih", f"{BASE}ns#") in found
    assert len({prefix for prefix, _ in found}) == len(found)
