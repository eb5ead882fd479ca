"""Where each hub graph comes from and what became of its submission. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import FOAF, RDF
from rdflib.term import Identifier

from edihkg.graph.lines import Lines, of_triples
from edihkg.iris import IriSpace
from edihkg.vocab import EDIH


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """One submission, published or not."""

    slug: str
    """Slug of the hub: the file's name without its ending."""
    hub: str
    """IRI of the hub; empty when the file describes none or cannot be read."""
    file_name: str
    """Path inside the collection, for example ``si/4pdih.ttl``."""
    digest: str
    """SHA-256 of the file's bytes."""
    outcome: str
    """``published``, ``kept out``, ``withdrawn`` or ``unreadable``."""


def provenance_graph(
    records: Iterable[Provenance], *, shapes_version: str, space: IriSpace
) -> Lines:
    """Describe every submission; of two files with one slug the published one is described."""
    chosen: dict[str, Provenance] = {}
    for record in records:
        if record.slug not in chosen or record.outcome == "published":
            chosen[record.slug] = record
    triples = [t for each in chosen.values() for t in _describe(each, shapes_version, space)]
    return of_triples(triples, name="provenance")


def _describe(record: Provenance, shapes_version: str, space: IriSpace) -> Iterator[ox.Triple]:
    submission = ox.NamedNode(space.graph(f"hub/{record.slug}"))
    yield ox.Triple(submission, _node(RDF.type), _node(EDIH.Submission))
    if record.hub:
        yield ox.Triple(submission, _node(FOAF.primaryTopic), ox.NamedNode(record.hub))
    for predicate, text in (
        (EDIH.fileName, record.file_name),
        (EDIH.fileDigest, record.digest),
        (EDIH.shapesVersion, shapes_version),
        (EDIH.outcome, record.outcome),
    ):
        yield ox.Triple(submission, _node(predicate), ox.Literal(text))


def _node(term: Identifier) -> ox.NamedNode:
    return ox.NamedNode(str(term))
