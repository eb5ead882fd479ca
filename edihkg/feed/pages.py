"""Write the feed as Linked Data Event Stream: its root and its pages.

A member is a version of a hub. What it is stands in the default graph of its page; the hub's
statements stand in a named graph that bears the version's IRI, so that they are exactly those
of the hub's graph in the release. A page is complete by itself and only ever grows.

Source: Linked Data Event Streams; TREE hypermedia specification (both SEMIC).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox
from rdflib import OWL, RDF, RDFS
from rdflib.namespace import DCTERMS, PROV
from rdflib.term import Identifier

from edihkg import assets
from edihkg.feed.events import CREATE, DELETE, UPDATE, Event
from edihkg.feed.state import State
from edihkg.feed.terms import AS, LDES, TREE
from edihkg.graph import Lines, of_triples
from edihkg.graph.lines import of_text
from edihkg.graph.rendering import sort_prefixes
from edihkg.prefixes import PREFIXES

TITLE = "Changes of digital innovation hubs, one version a hub and release"
_TYPES = {CREATE: AS.Create, UPDATE: AS.Update, DELETE: AS.Delete}
_MOMENT = ox.NamedNode("http://www.w3.org/2001/XMLSchema#dateTime")


class Addresses:
    """Where the parts of a feed are served."""

    def __init__(self, site: str) -> None:
        """Take the address of the site, which ends in ``/``."""
        self.stream = f"{site}feed"
        """The feed itself; leads to its root or to the page about it."""
        self.root = f"{site}feed.ttl"
        self.shape = f"{site}feed/shape.ttl"
        self.context = f"{site}feed/context.jsonld"
        self._folder = f"{site}feed/"

    def page(self, number: int) -> str:
        """Give the address of a page."""
        return f"{self._folder}{number}.trig"

    def member(self, event: Event) -> str:
        """Give the IRI of a version: a place on its page, which stays for ever."""
        return f"{self.page(event.page)}#{event.name}"


def root_lines(state: State) -> Lines:
    """Describe the feed and lead to its pages by time."""
    at = Addresses(state.site)
    stream, root = _iri(at.stream), _iri(at.root)
    found = [
        ox.Triple(stream, _iri(RDF.type), _iri(LDES.EventStream)),
        ox.Triple(stream, _iri(DCTERMS.title), ox.Literal(TITLE, language="en")),
        ox.Triple(stream, _iri(TREE.view), root),
        ox.Triple(root, _iri(RDF.type), _iri(TREE.Node)),
        *_description(stream, at),
    ]
    for note in state.pages:
        for relation, kind, value in (
            ("from", TREE.GreaterThanOrEqualToRelation, note.first),
            ("until", TREE.LessThanOrEqualToRelation, note.last),
        ):
            node = _iri(f"{at.root}#{relation}-{note.number}")
            found += [
                ox.Triple(root, _iri(TREE.relation), node),
                ox.Triple(node, _iri(RDF.type), _iri(kind)),
                ox.Triple(node, _iri(TREE.node), _iri(at.page(note.number))),
                ox.Triple(node, _iri(TREE.path), _iri(PROV.generatedAtTime)),
                ox.Triple(node, _iri(TREE.value), ox.Literal(value, datatype=_MOMENT)),
            ]
    return of_triples(found, name="feed")


def page_quads(
    events: Iterable[Event], statements: Mapping[str, Iterable[bytes]], site: str, id_base: str
) -> Iterator[ox.Quad]:
    """Write new members; ``statements`` are the graphs of hubs by slug."""
    at = Addresses(site)
    for event in events:
        member = _iri(at.member(event))
        for triple in _about(event, member, at, id_base):
            yield ox.Quad(*triple)
        if event.kind != DELETE:
            for triple in of_text(statements[event.slug]):
                yield ox.Quad(triple.subject, triple.predicate, triple.object, member)


def page_head(site: str, number: int) -> list[ox.Quad]:
    """Say which stream a page belongs to."""
    at = Addresses(site)
    stream, page = _iri(at.stream), _iri(at.page(number))
    return [
        ox.Quad(stream, _iri(RDF.type), _iri(LDES.EventStream)),
        ox.Quad(stream, _iri(TREE.view), _iri(at.root)),
        ox.Quad(page, _iri(RDF.type), _iri(TREE.Node)),
        *(ox.Quad(*triple) for triple in _description(stream, at)),
    ]


def render_page(quads: Sequence[ox.Quad], id_base: str) -> bytes:
    """Write a page as TriG, in the order of the quads."""
    own = {name: f"{id_base}id/{name}/" for name in ("hub", "organisation", "facility", "grant")}
    schemes = sorted(path.stem for path in (assets.folder("ontology") / "schemes").glob("*.ttl"))
    own |= {name: f"{id_base}concept/{name}/" for name in schemes}
    written = ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes={**PREFIXES, **own}) or b""
    return sort_prefixes(written)


def _about(event: Event, member: ox.NamedNode, at: Addresses, id_base: str) -> Iterator[ox.Triple]:
    yield ox.Triple(_iri(at.stream), _iri(TREE.member), member)
    yield ox.Triple(member, _iri(RDF.type), _iri(_TYPES[event.kind]))
    yield ox.Triple(member, _iri(DCTERMS.isVersionOf), _iri(event.hub))
    moment = ox.Literal(event.moment, datatype=_MOMENT)
    yield ox.Triple(member, _iri(PROV.generatedAtTime), moment)
    yield ox.Triple(member, _iri(OWL.versionInfo), ox.Literal(event.release))
    if event.kind != DELETE:
        graph = _iri(f"{id_base}graph/hub/{event.slug}")
        yield ox.Triple(member, _iri(PROV.wasDerivedFrom), graph)
    if event.reason:
        yield ox.Triple(member, _iri(RDFS.comment), ox.Literal(event.reason, language="en"))
    if event.successor:
        yield ox.Triple(member, _iri(DCTERMS.isReplacedBy), _iri(event.successor))


def _description(stream: ox.NamedNode, at: Addresses) -> Iterator[ox.Triple]:
    yield ox.Triple(stream, _iri(LDES.timestampPath), _iri(PROV.generatedAtTime))
    yield ox.Triple(stream, _iri(LDES.versionOfPath), _iri(DCTERMS.isVersionOf))
    yield ox.Triple(stream, _iri(LDES.versionDeletePath), _iri(RDF.type))
    yield ox.Triple(stream, _iri(LDES.versionCreateObject), _iri(AS.Create))
    yield ox.Triple(stream, _iri(LDES.versionUpdateObject), _iri(AS.Update))
    yield ox.Triple(stream, _iri(LDES.versionDeleteObject), _iri(AS.Delete))
    yield ox.Triple(stream, _iri(TREE.shape), _iri(at.shape))
    yield ox.Triple(stream, _iri(RDFS.seeAlso), _iri(at.context))


def _iri(term: Identifier | str) -> ox.NamedNode:
    return ox.NamedNode(str(term))
