"""Write the RDF twins of a page: the description of its thing in every RDF format.

A description holds, from the default graph: the statements of the thing and of its parts
(fragments of its IRI, blank nodes), what states that it lies in the thing where the kind of
page asks for it, and the labels of all IRIs named there. The lines are sorted, so the same
statements give the same bytes. All statements are read once, as N-Triples: a line says what a
statement is about, sorts it and is its own twin.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

import pyoxigraph as ox

from edihkg.formats import RDF_FORMATS
from edihkg.graph.lines import Lines, of_text, of_triples
from edihkg.graph.rendering import VOCABULARIES

PREFIXES: Mapping[str, str] = {
    **VOCABULARIES,
    "country": "http://publications.europa.eu/resource/authority/country/",
    "language": "http://publications.europa.eu/resource/authority/language/",
    "shapes": "https://w3id.org/edihkg/shapes#",
    "wgs": "http://www.w3.org/2003/01/geo/wgs84_pos#",
}
_OWN = ("hub", "organisation", "facility", "grant", "call")
_LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"


class Statement(NamedTuple):
    """One statement; terms are written as in N-Triples."""

    line: str
    """The whole line, without its end."""
    predicate: str
    value: str
    """The object if that is a node, else empty."""
    triple: ox.Triple


@dataclass(frozen=True, slots=True)
class Describer:
    """Finds descriptions among all statements."""

    about: Mapping[str, Sequence[Statement]]
    """Statements by subject."""
    naming: Mapping[tuple[str, str], Sequence[Statement]]
    """Statements by predicate and object, for the properties that were asked for."""

    @classmethod
    def read(cls, lines: bytes, *, inverse: Iterable[str] = ()) -> Self:
        """Read N-Triples; ``inverse`` names the properties that ``describe`` may be given."""
        wanted = {f"<{iri}>" for iri in inverse}
        about: dict[str, list[Statement]] = {}
        naming: dict[tuple[str, str], list[Statement]] = {}
        texts = lines.decode("utf-8").split("\n")
        for line, triple in zip(
            texts, ox.parse(lines, format=ox.RdfFormat.N_TRIPLES), strict=False
        ):
            subject, predicate, rest = line.split(" ", 2)
            value = "" if rest[0] == '"' else rest[:-2]
            statement = Statement(line, predicate, value, triple.triple)
            about.setdefault(subject, []).append(statement)
            if predicate in wanted:
                naming.setdefault((predicate, value), []).append(statement)
        return cls(about, naming)

    def describe(self, subjects: Iterable[str], *, inverse: Sequence[str] = ()) -> list[Statement]:
        """Collect the description of one or more things, sorted.

        ``inverse`` names properties whose statements *about* the things belong to it too.
        """
        things = {f"<{iri}>" for iri in subjects}
        found: dict[str, Statement] = {}
        for thing in things:
            self._collect(thing, f"{thing[:-1]}#", found)
            for name in inverse:
                found.update(
                    (each.line, each) for each in self.naming.get((f"<{name}>", thing), ())
                )
        named = {each.value for each in found.values()}
        named.update(line[: line.index(" ")] for line in found)
        for term in named - things:
            if term.startswith("<"):
                labels = (each for each in self.about.get(term, ()) if each.predicate == _LABEL)
                found.update((each.line, each) for each in labels)
        heads = tuple(f"{thing} " for thing in things)
        return [found[line] for line in sorted(found, key=lambda n: (not n.startswith(heads), n))]

    def _collect(self, node: str, prefix: str, found: dict[str, Statement]) -> None:
        """Add the statements of a node and, by way of them, of its parts."""
        for each in self.about.get(node, ()):
            if each.line in found:
                continue
            found[each.line] = each
            if each.value.startswith((prefix, "_:")):
                self._collect(each.value, prefix, found)


def read_statements(paths: Iterable[Path], *, name: str) -> list[Statement]:
    """Read the statements of Turtle files of the product, sorted; ``name`` labels blank nodes.

    Raises: OSError, SyntaxError.
    """
    quads = (q for path in paths for q in ox.parse(path=path, format=ox.RdfFormat.TURTLE))
    return statements_of(of_triples((quad.triple for quad in quads), name=name))


def statements_of(lines: Lines) -> list[Statement]:
    """Take sorted lines as statements."""
    return [
        Statement(line.decode("utf-8"), "", "", triple)
        for line, triple in zip(lines, of_text(lines), strict=True)
    ]


def prefixes(id_base: str) -> dict[str, str]:
    """Give the prefixes of the twins, with those of our own things."""
    own = {name: f"{id_base}id/{name}/" for name in _OWN}
    return {**PREFIXES, **own, "concept": f"{id_base}concept/"}


def render_twins(statements: Sequence[Statement], names: Mapping[str, str]) -> dict[str, bytes]:
    """Write a description in each RDF format; the keys are the endings of the files."""
    text = "".join(f"{each.line}\n" for each in statements)
    used = {name: iri for name, iri in sorted(names.items()) if f"<{iri}" in text}
    triples = [each.triple for each in statements]
    found: dict[str, bytes] = {}
    for each in RDF_FORMATS:
        if each.engine is ox.RdfFormat.N_TRIPLES:
            found[each.ending] = text.encode("utf-8")
        elif isinstance(each.engine, ox.RdfFormat):
            found[each.ending] = ox.serialize(triples, format=each.engine, prefixes=used) or b""
    return found
