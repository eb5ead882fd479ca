"""What a spreadsheet offers to choose from: the labels of lists, countries and languages.

A label is offered only if the readers match it to the very same thing; else its code is.
Reads ``ontology/schemes/*.ttl`` and ``ontology/reference/authority.ttl``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from rdflib import URIRef

from edihkg.sources.columns import COUNTRIES, FACET_NAMES, FACETS, LANGUAGES, TABLES
from edihkg.sources.lists import Lists

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_LABEL = ox.NamedNode(f"{_SKOS}prefLabel")
_NOTATION = ox.NamedNode(f"{_SKOS}notation")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a cell may have."""

    label: str
    thing: URIRef


def load_choices(ontology: Path, lists: Lists) -> Mapping[str, tuple[Choice, ...]]:
    """Give the choices of every list that a column or a facet names, sorted by label."""
    schemes = sorted({c.choices for columns in TABLES.values() for c in columns} - {"", FACETS})
    found: dict[str, tuple[Choice, ...]] = {}
    for name in sorted({*schemes, *FACET_NAMES} - {COUNTRIES, LANGUAGES}):
        path = ontology / "schemes" / f"{name}.ttl"
        concepts = set(lists.concepts.get(name, {}).values())
        found[name] = _sorted(_choices(path, lambda t, n=name: lists.match(n, t), concepts))
    authority = ontology / "reference" / "authority.ttl"
    found[COUNTRIES] = _sorted(_choices(authority, lists.country, set(lists.alpha2)))
    languages = set(lists.languages.values())
    found[LANGUAGES] = _sorted(_choices(authority, lists.language, languages))
    return found


def _choices(path: Path, match: object, things: set[URIRef]) -> Iterator[Choice]:
    store = ox.Store()
    store.load(path=str(path), format=ox.RdfFormat.TURTLE)
    for thing in things:
        for text in _texts(store, ox.NamedNode(str(thing))):
            if callable(match) and match(text) == thing:
                yield Choice(text, thing)
                break


def _texts(store: ox.Store, node: ox.NamedNode) -> Iterator[str]:
    """Give the English label, then the codes."""
    for predicate in (_LABEL, _NOTATION):
        for quad in sorted(store.quads_for_pattern(node, predicate, None), key=str):
            value = quad.object
            if isinstance(value, ox.Literal) and (value.language or "en") == "en":
                yield value.value


def _sorted(choices: Iterator[Choice]) -> tuple[Choice, ...]:
    return tuple(sorted(choices, key=lambda choice: choice.label))
