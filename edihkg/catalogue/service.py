"""Describe the SPARQL service: what editors and federating engines read before they ask. Pure.

Prefixes follow the pattern that SIB's editor reads (``sh:prefix`` with ``sh:namespace``). The
published questions, described once in ``graph/questions``, stand beside them as examples.
Source: SPARQL 1.1 Service Description.
"""

from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from edihkg.catalogue.names import Names
from edihkg.catalogue.void import SD

SH = "http://www.w3.org/ns/shacl#"
_XSD_ANY_URI = ox.NamedNode("http://www.w3.org/2001/XMLSchema#anyURI")


def describe_prefixes(names: Names) -> Iterator[ox.Triple]:
    """Declare the prefixes that queries use."""
    for prefix, namespace in names.prefixes.items():
        node = names.node("prefix", prefix)
        yield ox.Triple(node, ox.NamedNode(f"{SH}prefix"), ox.Literal(prefix))
        value = ox.Literal(namespace, datatype=_XSD_ANY_URI)
        yield ox.Triple(node, ox.NamedNode(f"{SH}namespace"), value)


def describe_service(
    described: Sequence[ox.Triple], questions: Sequence[ox.Triple], names: Names
) -> Iterator[ox.Triple]:
    """Describe the endpoint: what it can, its dataset, parts of the default graph, examples.

    The parts of named graphs are left to the statistics, as few clients want them.
    """
    yield from names.read("service")
    service = ox.NamedNode(f"{names.site}sparql")
    yield ox.Triple(service, ox.NamedNode(f"{SD}defaultDataset"), names.node("dataset"))
    parts = names.node("graph", "").value
    for triple in described:
        if not (_is_part(triple.subject, parts) or _is_part(triple.object, parts)):
            yield triple
    yield from questions


def _is_part(term: object, start: str) -> bool:
    """Tell whether a term is a partition of a named graph."""
    if not isinstance(term, ox.NamedNode) or not term.value.startswith(start):
        return False
    return ".class." in term.value or ".property." in term.value
