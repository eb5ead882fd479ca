"""A draft: the statements that a source makes about one hub, while they are collected.

Parts are blank nodes until ``Draft.finish`` gives them the IRIs of their keys. An empty cell
states nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from rdflib import ORG, RDF, SKOS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from edihkg.importing import values
from edihkg.importing.register import Register
from edihkg.indexed import IndexedGraph
from edihkg.iris import IriSpace, is_slug, slugify
from edihkg.parts import named_parts
from edihkg.sources.cells import Cell, Problem
from edihkg.sources.lists import Lists
from edihkg.sources.placed import Places, rename
from edihkg.submission import Position, Submission
from edihkg.vocab import EDIH

Place = Cell | Position | None
"""A cell, or a place; None where a source has no places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What every row is read with."""

    space: IriSpace
    lists: Lists
    register: Register
    recorded_on: str = ""
    """Date on which the catalogue was read: YYYY, YYYY-MM or YYYY-MM-DD; empty if unknown."""


class Draft:
    """Statements about one hub from one source, and the cells that they come from."""

    def __init__(self, slug: str, context: Context) -> None:
        self.slug = slug
        self.context = context
        self.hub = URIRef(context.space.thing("hub", slug))
        self.graph = Graph(store="SimpleMemory", bind_namespaces="none")
        self.places = Places()
        self.gaps: dict[tuple[Node, Node], Position] = {}
        """Cells, mostly empty ones, by what they would state."""
        self.faults: list[Problem] = []
        """Rows that say nothing."""
        self.state(self.hub, RDF.type, EDIH.Hub)

    def state(self, subject: Node, predicate: URIRef, value: Node, *, at: Place = None) -> None:
        """State a value that comes from a cell or from somewhere in a row."""
        self.graph.add((subject, predicate, value))
        place = at.at if isinstance(at, Cell) else at
        if place is not None:
            self.places.note((subject, predicate, value), place)

    def begin(self, subject: Node, at: Position | None) -> None:
        """Note where a subject is first spoken of."""
        if at is not None:
            self.places.subjects.setdefault(subject, at)

    def text(self, subject: Node, predicate: URIRef, text: str, *, language: str = "") -> None:
        """State a text."""
        if text:
            self.state(subject, predicate, Literal(text, lang=language or None), at=_place(text))
        else:
            self.reserve(subject, predicate, text)

    def value(
        self, subject: Node, predicate: URIRef, value: Node | None, *, at: Place = None
    ) -> None:
        """State a value that was made of a cell; None states nothing."""
        if value is not None:
            self.state(subject, predicate, value, at=at)
        else:
            self.reserve(subject, predicate, at)

    def reserve(self, subject: Node, predicate: URIRef, cell: object) -> None:
        """Note the cell in which a value of a property, or an entry of a list, could stand."""
        place = _place(cell)
        if place is not None:
            self.gaps.setdefault((subject, predicate), place)

    def concepts(self, subject: Node, predicate: URIRef, scheme: str, texts: Iterable[str]) -> None:
        """State the concepts that texts name; what names none stays text."""
        for text in texts:
            if text:
                concept = self.context.lists.match(scheme, text)
                self.state(subject, predicate, concept or Literal(text), at=_place(text))
            else:
                self.reserve(subject, predicate, text)

    def addresses(self, subject: Node, predicate: URIRef, texts: Iterable[str]) -> None:
        """State web addresses; what is none stays text."""
        for text in texts:
            if text:
                self.state(subject, predicate, values.address(text), at=_place(text))
            else:
                self.reserve(subject, predicate, text)

    def country(self, subject: Node, text: str) -> URIRef | None:
        """State a country; returns it where the text names one."""
        country = self.context.lists.country(text) if text else None
        self.value(
            subject, EDIH.country, (country or Literal(text)) if text else None, at=_place(text)
        )
        return country

    def part(self, link: URIRef, kind: URIRef, *, at: Position | None = None) -> BNode:
        """Begin a part of the hub."""
        part = BNode()
        self.begin(part, at)
        self.state(self.hub, link, part, at=at)
        self.state(part, RDF.type, kind, at=at)
        return part

    def call(self, subject: Node, link: URIRef, text: str) -> None:
        """State a call by its identifier, else as it is worded."""
        if values.is_call(text):
            call = URIRef(self.context.space.thing("call", slugify(text)))
            self.state(subject, link, call, at=_place(text))
        elif text:
            self.state(subject, EDIH.callAsStated, Literal(text), at=_place(text))
        else:
            self.reserve(subject, link, text)

    def organisation(self, name: str, *, country: URIRef | None, slug: str = "") -> URIRef:
        """Name an organisation; a second spelling becomes an alternative label.

        ``slug`` is its frozen identifier where the source knows it.
        """
        if not is_slug(slug):
            slug = self.context.register.organisation(name, country=country, hub=self.slug)
        subject = URIRef(self.context.space.thing("organisation", slug))
        known = self.graph.value(subject, SKOS.prefLabel)
        at = _place(name)
        self.begin(subject, at)
        self.state(subject, RDF.type, ORG.FormalOrganization, at=at)
        label = SKOS.prefLabel if known is None or str(known) == name else SKOS.altLabel
        self.state(subject, label, Literal(name), at=at)
        self.value(subject, EDIH.country, country, at=at if country else None)
        return subject

    def finish(self) -> Graph:
        """Give the statements, in which the parts bear their IRIs."""
        names = named_parts(self.graph, self.hub)
        return IndexedGraph(rename(statement, names) for statement in self.graph)

    def submission(self, name: PurePosixPath, *, file: str, digest: str = "") -> Submission:
        """Give the statements as a submission whose places are cells of ``file``."""
        names = named_parts(self.graph, self.hub)
        placed = self.places
        return Submission(
            name=name,
            file=file,
            digest=digest,
            graph=self.finish(),
            positions={rename(s, names): at for s, at in placed.objects.items()},
            subjects={names.get(s, s): at for s, at in placed.subjects.items()},
            gaps={(names.get(s, s), p): at for (s, p), at in self.gaps.items()},
        )


def _place(text: object) -> Position | None:
    return text.at if isinstance(text, Cell) else None
