"""Terms cross between the two RDF libraries without loss."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import XSD, BNode, Graph, Literal, URIRef, Variable

from edihkg.terms import quads, to_oxigraph, to_rdflib

LITERALS = st.builds(Literal, st.text(alphabet=st.characters(exclude_categories=["Cs"])))


@given(LITERALS)
def test_a_text_comes_back_as_it_was(literal: Literal) -> None:
    """A changed character would change a fact."""
    assert to_rdflib(to_oxigraph(literal)) == literal


@pytest.mark.parametrize(
    "term",
    [
        URIRef("https://w3id.org/edihkg/"),
        BNode("b1"),
        Literal("x", lang="sl"),
        Literal("2025-05", datatype=XSD.gYearMonth, normalize=False),
        Literal("007", datatype=XSD.integer, normalize=False),
    ],
    ids=str,
)
def test_each_kind_of_term_is_a_round_trip(term: URIRef | BNode | Literal) -> None:
    """Datatypes, languages and lexical forms are part of a fact."""
    assert to_rdflib(to_oxigraph(term)) == term


def test_what_is_no_rdf_term_is_refused() -> None:
    """A variable in data is a programming error."""
    with pytest.raises(TypeError, match="no RDF term"):
        to_oxigraph(Variable("x"))


def test_a_graph_becomes_quads_of_one_named_graph() -> None:
    """The graph is the unit of replacement."""
    graph = Graph()
    graph.add((URIRef("http://a.example/"), URIRef("http://b.example/"), Literal("c")))
    assert [quad.graph_name for quad in quads(graph, "http://g.example/")] == [
        ox.NamedNode("http://g.example/")
    ]
