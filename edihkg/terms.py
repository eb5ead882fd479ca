"""Convert RDF terms between rdflib (shapes, submissions) and Oxigraph (stores, dumps).

The only place where both libraries' terms meet. Pure.
"""

from collections.abc import Iterator
from functools import lru_cache

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node


def to_oxigraph(term: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Convert one rdflib term.

    Raises: TypeError for what is no IRI, blank node or literal.
    """
    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, BNode):
        return ox.BlankNode(str(term))
    if isinstance(term, Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        datatype = ox.NamedNode(str(term.datatype)) if term.datatype else None
        return ox.Literal(str(term), datatype=datatype)
    raise TypeError(f"{term!r} is no RDF term that can be stored.")


def to_rdflib(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> Node:
    """Convert one Oxigraph term; literals keep their lexical form."""
    if isinstance(term, ox.NamedNode):
        return _address(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    plain = term.datatype.value == "http://www.w3.org/2001/XMLSchema#string"
    return Literal(
        term.value, datatype=None if plain else URIRef(term.datatype.value), normalize=False
    )


@lru_cache(maxsize=4096)
def _address(iri: str) -> URIRef:
    """Make an address, the same for the same IRI: RDFLib takes long to make and to compare them."""
    return URIRef(iri)


def quads(graph: Graph, name: str) -> Iterator[ox.Quad]:
    """Give the triples of an rdflib graph as quads of the named graph ``name``."""
    graph_name = ox.NamedNode(name)
    for subject, predicate, value in graph:
        yield ox.Quad(
            to_oxigraph(subject),  # type: ignore[arg-type]
            to_oxigraph(predicate),  # type: ignore[arg-type]
            to_oxigraph(value),
            graph_name,
        )
