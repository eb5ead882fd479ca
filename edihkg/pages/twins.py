"""Find what the RDF twins of a page say: the description of its thing.

A description holds, from the default graph: the statements of the thing and of its parts
(fragments of its IRI, blank nodes), what states that it lies in the thing where the kind of
page asks for it, and the labels of all IRIs named there. Statements are lines of N-Triples, so
they are found in the sorted dump, sort themselves and are a twin as they are.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pyoxigraph as ox

from edihkg.graph.lines import Lines, of_triples
from edihkg.prefixes import VOCABULARIES

PREFIXES: Mapping[str, str] = {
    **VOCABULARIES,
    "country": "http://publications.europa.eu/resource/authority/country/",
    "language": "http://publications.europa.eu/resource/authority/language/",
    "shapes": "https://w3id.org/edihkg/shapes#",
    "wgs": "http://www.w3.org/2003/01/geo/wgs84_pos#",
}
_OWN = ("hub", "organisation", "facility", "grant", "call")
_LABEL = b" <http://www.w3.org/2004/02/skos/core#prefLabel> "


@dataclass(frozen=True, slots=True)
class Describer:
    """Finds descriptions among all statements."""

    text: bytes
    """Sorted N-Triples."""
    about: Mapping[bytes, slice]
    """Where the statements of a subject stand."""
    naming: Mapping[tuple[bytes, bytes], Sequence[bytes]]
    """Statements by predicate and object, for the properties that were asked for."""

    @classmethod
    def read(cls, text: bytes, *, inverse: Iterable[str] = ()) -> Self:
        """Read sorted N-Triples; ``inverse`` names the properties that ``describe`` may be given.

        Terms are written as in N-Triples.
        """
        wanted = {f"<{iri}>".encode() for iri in inverse}
        about: dict[bytes, slice] = {}
        naming: dict[tuple[bytes, bytes], list[bytes]] = {}
        last, start, end = b"", 0, 0
        for line in io.BytesIO(text):
            subject, predicate, rest = line.split(b" ", 2)
            if subject != last:
                about[last] = slice(start, end)
                last, start = subject, end
            end += len(line)
            if predicate in wanted:
                naming.setdefault((predicate, rest[:-3]), []).append(line[:-1])
        about[last] = slice(start, end)
        return cls(text, about, naming)

    def describe(self, subjects: Iterable[str], *, inverse: Sequence[str] = ()) -> Lines:
        """Collect the description of one or more things: their own statements come first.

        ``inverse`` names properties whose statements *about* the things belong to it too.
        """
        things = {f"<{iri}>".encode() for iri in subjects}
        found: set[bytes] = set()
        for thing in things:
            self._collect(thing, thing[:-1] + b"#", found)
            for name in inverse:
                found.update(self.naming.get((f"<{name}>".encode(), thing), ()))
        named = {term for line in found for term in (subject_of(line), object_of(line))}
        for term in named - things:
            if term.startswith(b"<"):
                found.update(line for line in self._lines(term) if line.startswith(term + _LABEL))
        heads = tuple(thing + b" " for thing in things)
        return tuple(sorted(found, key=lambda line: (not line.startswith(heads), line)))

    def _lines(self, node: bytes) -> list[bytes]:
        where = self.about.get(node)
        return self.text[where].splitlines() if where else []

    def _collect(self, node: bytes, prefix: bytes, found: set[bytes]) -> None:
        """Add the statements of a node and, by way of them, of its parts."""
        for line in self._lines(node):
            if line in found:
                continue
            found.add(line)
            value = object_of(line)
            if value.startswith((prefix, b"_:")):
                self._collect(value, prefix, found)


def subject_of(line: bytes) -> bytes:
    """Cut out the subject of a statement."""
    return line[: line.index(b" ")]


def object_of(line: bytes) -> bytes:
    """Cut out the object of a statement."""
    return line.split(b" ", 2)[2][:-2]


def read_statements(paths: Iterable[Path], *, name: str) -> Lines:
    """Read the statements of Turtle files of the product, sorted; ``name`` labels blank nodes.

    Raises: OSError, SyntaxError.
    """
    quads = (q for path in paths for q in ox.parse(path=path, format=ox.RdfFormat.TURTLE))
    return of_triples((quad.triple for quad in quads), name=name)


def prefixes(id_base: str) -> dict[str, str]:
    """Give the prefixes of the twins, with those of our own things."""
    own = {name: f"{id_base}id/{name}/" for name in _OWN}
    return {**PREFIXES, **own, "concept": f"{id_base}concept/"}
