"""Match the cells of a table to the concepts, countries and languages of the lists.

A cell is compared after folding (case, accents, punctuation) with the labels, alternative and
hidden labels and notations of a list. What matches nothing stays text: nothing is guessed.
Reads ``ontology/schemes/*.ttl`` and ``ontology/reference/authority.ttl``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox
from rdflib import URIRef

from edihkg.iris import IriSpace, fold

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_NOTATION = ox.NamedNode(f"{_SKOS}notation")
_LABELS = tuple(ox.NamedNode(_SKOS + n) for n in ("prefLabel", "altLabel", "hiddenLabel"))
_LEVEL = re.compile(r"\s{0,99}-\s*+(\d++)\s*+(?:,|$)")
_NEXT = re.compile(r"\s*(?:,|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One element of a catalogue cell such as ``Robotics - 5``."""

    text: str
    """The words of the cell."""
    concept: URIRef | None
    """The concept that they name; None when the list has none."""
    level: str = ""
    """Self-declared level as written; empty when there is none."""
    start: int = 0
    """Where it begins in the cell, from 0."""
    width: int = 0
    """How many characters of the cell it has, with its level."""


@dataclass(frozen=True, slots=True)
class Lists:
    """All lists, ready for matching."""

    concepts: Mapping[str, Mapping[str, URIRef]]
    """Scheme → folded label or notation → concept."""
    labels: Mapping[str, tuple[tuple[str, URIRef], ...]]
    """Scheme → labels as written with their concept, longest first."""
    countries: Mapping[str, URIRef]
    """Folded name, ISO 3166-1 alpha-2 code or authority code → country."""
    languages: Mapping[str, URIRef]
    """Folded name or ISO 639-1 code → language."""
    alpha2: Mapping[URIRef, str]
    """Country → lower-case ISO 3166-1 alpha-2 code."""

    def match(self, scheme: str, text: str) -> URIRef | None:
        """Find the concept that a text names in one list; None when there is none."""
        return self.concepts.get(scheme, {}).get(fold(text))

    def country(self, text: str) -> URIRef | None:
        """Find the country that an English name or a code names."""
        return self.countries.get(fold(text))

    def language(self, text: str) -> URIRef | None:
        """Find the language that an English name or a code names."""
        return self.languages.get(fold(text))

    def split_topics(self, scheme: str, cell: str) -> list[Topic]:
        """Split a catalogue cell ``Label - level, Label - level`` at known labels.

        Four official labels contain commas and one contains the separator of the level, so
        known labels are tried first, longest first; only then does a comma end an element.
        """
        topics: list[Topic] = []
        at = 0
        while at < len(cell):
            if cell[at] in " ,\n\t":
                at += 1
                continue
            start = at
            topic, at = self._known_topic(scheme, cell, at) or self._unknown_topic(scheme, cell, at)
            width = len(cell[start:at].rstrip(" ,\n\t"))
            topics.append(replace(topic, start=start, width=width))
        return topics

    def _known_topic(self, scheme: str, cell: str, at: int) -> tuple[Topic, int] | None:
        for label, concept in self.labels.get(scheme, ()):
            end = at + len(label)
            if cell[at:end].casefold() != label.casefold():
                continue
            level = _LEVEL.match(cell, end)
            stop = level or _NEXT.match(cell, end)
            if stop is not None:
                text = cell[at:end]
                found = Topic(text=text, concept=concept, level=level[1] if level else "")
                return found, stop.end()
        return None

    def _unknown_topic(self, scheme: str, cell: str, at: int) -> tuple[Topic, int]:
        """Take the text up to its level, or up to a comma that a known label follows."""
        level = _LEVEL.search(cell, at)
        end = level.start() if level else len(cell)
        for comma in re.finditer(r",\s*", cell[at:end]):
            after = at + comma.end()
            if self._known_topic(scheme, cell, after):
                return Topic(text=cell[at : at + comma.start()].strip(), concept=None), after
        text = cell[at:end].strip()
        found = Topic(text=text, concept=None, level=level[1] if level else "")
        return found, level.end() if level else end


def load(ontology: Path, space: IriSpace) -> Lists:
    """Read the lists of the ontology folder; concepts get their IRIs under ``space``."""
    concepts: dict[str, dict[str, URIRef]] = {}
    labels: dict[str, tuple[tuple[str, URIRef], ...]] = {}
    for path in sorted((ontology / "schemes").glob("*.ttl")):
        scheme = path.stem
        store = _read(path)
        entries = [
            (label, URIRef(space.concept(scheme, code)))
            for node, code in _notations(store)
            for label in (*_texts(store, node), code)
        ]
        concepts[scheme] = {fold(label): concept for label, concept in reversed(entries)}
        labels[scheme] = tuple(sorted(entries, key=lambda e: (-len(e[0]), e[0])))
    authority = _read(ontology / "reference" / "authority.ttl")
    return Lists(
        concepts=concepts,
        labels=labels,
        countries=_authority(authority, "country"),
        languages=_authority(authority, "language"),
        alpha2={
            URIRef(node.value): code.lower()
            for node, code in _notations(authority)
            if node.value.startswith(f"{_AUTHORITY}country/")
        },
    )


def _read(path: Path) -> ox.Store:
    store = ox.Store()
    store.load(path=str(path), format=ox.RdfFormat.TURTLE)
    return store


def _notations(store: ox.Store) -> list[tuple[ox.NamedNode, str]]:
    found = [
        (quad.subject, quad.object.value)
        for quad in store.quads_for_pattern(None, _NOTATION, None)
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal)
    ]
    return sorted(found, key=lambda pair: pair[0].value)


def _texts(store: ox.Store, node: ox.NamedNode) -> list[str]:
    return [
        quad.object.value
        for predicate in _LABELS
        for quad in sorted(store.quads_for_pattern(node, predicate, None), key=str)
        if isinstance(quad.object, ox.Literal)
    ]


def _authority(store: ox.Store, table: str) -> dict[str, URIRef]:
    found: dict[str, URIRef] = {}
    base = f"{_AUTHORITY}{table}/"
    for node, code in _notations(store):
        if node.value.startswith(base):
            for text in (*_texts(store, node), node.value.removeprefix(base), code):
                found[fold(text)] = URIRef(node.value)
    return found
