"""Say in a submission that a catalogue does not list the hub any more. Pure.

The entry of that catalogue is kept and gets a status and the date of the reading in which it
was missing::

    edih:isRecordedIn [ a edih:CatalogueEntry ; edih:inCatalogue <…> ; edih:recordedOn "2025-05" ;
        adms:status <http://purl.org/adms/status/Withdrawn> ; dct:modified "2026-11" ]

The hub itself is not withdrawn: that is a person's decision. When a later reading lists the hub
again, the mark goes away.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from edihkg.submission import Statement
from edihkg.vocab import EDIH

STATUS = URIRef("http://www.w3.org/ns/adms#status")
WITHDRAWN = URIRef("http://purl.org/adms/status/Withdrawn")
_DATED = (EDIH.recordedOn, DCTERMS.modified)


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a whole catalogue."""

    catalogue: URIRef
    when: Node
    """Literal: year, month or day."""


def mark(graph: Graph, hub: URIRef, reading: Reading) -> Graph | None:
    """Mark the entry of a catalogue as no longer listed; an older mark stays as it is.

    Returns: the statements, marked; None when the catalogue never listed the hub, when the entry
    was recorded at that time or later, or when a person has withdrawn the hub already.
    """
    entries = [
        entry
        for entry in _entries(graph, hub)
        if (entry, EDIH.inCatalogue, reading.catalogue) in graph
    ]
    fresh = [entry for entry in entries if _is_older(graph, entry, reading)]
    if not fresh or (hub, STATUS, WITHDRAWN) in graph:
        return None
    marked = Graph(store="SimpleMemory", bind_namespaces="none")
    for statement in graph:
        marked.add(statement)
    for entry in fresh:
        if (entry, STATUS, WITHDRAWN) not in graph:
            marked.add((entry, STATUS, WITHDRAWN))
            marked.add((entry, DCTERMS.modified, reading.when))
    return marked


def without_marks(graph: Graph) -> Graph:
    """Leave out the marks: what is compared with a source is what the source once said."""
    entries = {
        entry
        for _, _, entry in graph.triples((None, EDIH.isRecordedIn, None))
        if (entry, STATUS, WITHDRAWN) in graph
    }
    if not entries:
        return graph
    plain = Graph(store="SimpleMemory", bind_namespaces="none")
    for subject, predicate, value in graph:
        if subject not in entries or predicate not in (STATUS, DCTERMS.modified):
            plain.add((subject, predicate, value))
    return plain


def without_dates(statements: Iterable[Statement]) -> frozenset[tuple[Node, Node]]:
    """Reduce a unit to what it says: without the day of the reading, which is in names, too."""
    return frozenset(
        (predicate, value)
        for _, predicate, value in statements
        if predicate not in _DATED and predicate not in (EDIH.hasStatusRecord, EDIH.isRecordedIn)
    )


def _entries(graph: Graph, hub: URIRef) -> Iterator[Node]:
    return graph.objects(hub, EDIH.isRecordedIn)


def _is_older(graph: Graph, entry: Node, reading: Reading) -> bool:
    """Compare dates of whatever precision as texts; an entry without a date is older."""
    recorded = str(graph.value(entry, EDIH.recordedOn) or "")
    read = str(reading.when) if isinstance(reading.when, Literal) else ""
    return recorded < read
