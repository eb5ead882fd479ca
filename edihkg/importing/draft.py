"""A draft: the statements that a source makes about one hub, while they are collected.

Parts are blank nodes until ``Draft.finish`` gives them the IRIs of their keys. An empty cell
states nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import ORG, RDF, SKOS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from edihkg.importing import values
from edihkg.importing.register import Register
from edihkg.iris import IriSpace, slugify
from edihkg.parts import named_parts
from edihkg.sources.lists import Lists
from edihkg.vocab import EDIH


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What every row is read with."""

    space: IriSpace
    lists: Lists
    register: Register
    recorded_on: str = ""
    """Date on which the catalogue was read: YYYY, YYYY-MM or YYYY-MM-DD; empty if unknown."""


class Draft:
    """Statements about one hub from one source."""

    def __init__(self, slug: str, context: Context) -> None:
        self.slug = slug
        self.context = context
        self.hub = URIRef(context.space.thing("hub", slug))
        self.graph = Graph(store="SimpleMemory", bind_namespaces="none")
        self.graph.add((self.hub, RDF.type, EDIH.Hub))

    def text(self, subject: Node, predicate: URIRef, text: str, *, language: str = "") -> None:
        """State a text."""
        if text:
            self.graph.add((subject, predicate, Literal(text, lang=language or None)))

    def value(self, subject: Node, predicate: URIRef, value: Node | None) -> None:
        """State a value that was made of a cell; None states nothing."""
        if value is not None:
            self.graph.add((subject, predicate, value))

    def concepts(self, subject: Node, predicate: URIRef, scheme: str, texts: Iterable[str]) -> None:
        """State the concepts that texts name; what names none stays text."""
        for text in texts:
            if text:
                concept = self.context.lists.match(scheme, text)
                self.graph.add((subject, predicate, concept or Literal(text)))

    def addresses(self, subject: Node, predicate: URIRef, texts: Iterable[str]) -> None:
        """State web addresses; what is none stays text."""
        for text in texts:
            if text:
                self.graph.add((subject, predicate, values.address(text)))

    def country(self, subject: Node, text: str) -> URIRef | None:
        """State a country; returns it where the text names one."""
        country = self.context.lists.country(text) if text else None
        if text:
            self.graph.add((subject, EDIH.country, country or Literal(text)))
        return country

    def part(self, link: URIRef, kind: URIRef) -> BNode:
        """Begin a part of the hub."""
        part = BNode()
        self.graph.add((self.hub, link, part))
        self.graph.add((part, RDF.type, kind))
        return part

    def call(self, subject: Node, link: URIRef, text: str) -> None:
        """State a call by its identifier, else as it is worded."""
        if values.is_call(text):
            call = URIRef(self.context.space.thing("call", slugify(text)))
            self.graph.add((subject, link, call))
        elif text:
            self.graph.add((subject, EDIH.callAsStated, Literal(text)))

    def organisation(self, name: str, *, country: URIRef | None) -> URIRef:
        """Name an organisation; a second spelling becomes an alternative label."""
        slug = self.context.register.organisation(name, country=country, hub=self.slug)
        subject = URIRef(self.context.space.thing("organisation", slug))
        known = self.graph.value(subject, SKOS.prefLabel)
        self.graph.add((subject, RDF.type, ORG.FormalOrganization))
        label = SKOS.prefLabel if known is None or str(known) == name else SKOS.altLabel
        self.graph.add((subject, label, Literal(name)))
        self.value(subject, EDIH.country, country)
        return subject

    def finish(self) -> Graph:
        """Give the statements, in which the parts bear their IRIs."""
        names = named_parts(self.graph, self.hub)
        finished = Graph(store="SimpleMemory", bind_namespaces="none")
        for subject, predicate, value in self.graph:
            finished.add((names.get(subject, subject), predicate, names.get(value, value)))
        return finished
