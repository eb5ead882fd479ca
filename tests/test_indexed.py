"""The indexed graph answers what RDFLib's own would."""

import itertools

from rdflib import Graph, Literal, URIRef

from edihkg.indexed import IndexedGraph

A, B, P, Q = (URIRef(f"urn:{name}") for name in "abpq")
STATEMENTS = [(A, P, B), (A, P, Literal("x")), (A, Q, B), (B, P, Literal("x")), (B, Q, A)]


def test_every_pattern_gives_what_a_graph_gives() -> None:
    """PySHACL must not notice the difference."""
    plain = Graph()
    for statement in STATEMENTS:
        plain.add(statement)
    indexed = IndexedGraph(STATEMENTS)
    values = (None, A, B, Literal("x"))
    for pattern in itertools.product((None, A, B), (None, P, Q), values):
        assert set(indexed.triples(pattern)) == set(plain.triples(pattern))
        assert (pattern in indexed) == (pattern in plain)
    assert set(indexed.objects(A, P)) == set(plain.objects(A, P))
    assert set(indexed.subjects(P, Literal("x"))) == {A, B}
    assert (len(indexed), set(indexed)) == (5, set(plain))
