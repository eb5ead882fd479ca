"""Describe the SPARQL service: what editors and federating engines read before they ask. Pure.

Prefixes and examples follow the pattern that SIB's editor reads (``sh:prefix`` with
``sh:namespace``, ``sh:SPARQLExecutable`` with ``rdfs:comment`` and ``sh:select``).
Source: SPARQL 1.1 Service Description.
"""

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from edihkg.catalogue.names import Names
from edihkg.catalogue.void import SD
from edihkg.queries import Question

SH = "http://www.w3.org/ns/shacl#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_A = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_XSD_ANY_URI = ox.NamedNode("http://www.w3.org/2001/XMLSchema#anyURI")


def describe_prefixes(names: Names) -> Iterator[ox.Triple]:
    """Declare the prefixes that queries use."""
    for prefix, namespace in names.prefixes.items():
        node = names.node("prefix", prefix)
        yield ox.Triple(node, ox.NamedNode(f"{SH}prefix"), ox.Literal(prefix))
        value = ox.Literal(namespace, datatype=_XSD_ANY_URI)
        yield ox.Triple(node, ox.NamedNode(f"{SH}namespace"), value)


def describe_examples(questions: Iterable[Question], names: Names) -> Iterator[ox.Triple]:
    """Offer the published questions as examples."""
    for question in questions:
        node = names.node("question", question.name)
        for kind in ("SPARQLExecutable", "SPARQLSelectExecutable"):
            yield ox.Triple(node, _A, ox.NamedNode(f"{SH}{kind}"))
        comment = ox.Literal(question.title, language="en")
        yield ox.Triple(node, ox.NamedNode(f"{RDFS}comment"), comment)
        yield ox.Triple(node, ox.NamedNode(f"{SH}select"), ox.Literal(question.sparql))


def describe_service(described: Sequence[ox.Triple], names: Names) -> Iterator[ox.Triple]:
    """Describe the endpoint: what it can, its dataset, the parts of the default graph.

    The parts of named graphs are left to the statistics, as few clients want them.
    """
    yield from names.read("service")
    service = ox.NamedNode(f"{names.site}sparql")
    yield ox.Triple(service, ox.NamedNode(f"{SD}defaultDataset"), names.node("dataset"))
    parts = names.node("graph", "").value
    for triple in described:
        if not (_is_part(triple.subject, parts) or _is_part(triple.object, parts)):
            yield triple


def _is_part(term: object, start: str) -> bool:
    """Tell whether a term is a partition of a named graph."""
    if not isinstance(term, ox.NamedNode) or not term.value.startswith(start):
        return False
    return ".class." in term.value or ".property." in term.value
