"""Read N-Triples and N-Quads, one line a statement, and note where each object stands.

Oxigraph reads each line; where its terms begin is found beside it, which is exact because
a term of these languages never holds a line end.
"""

import re

import pyoxigraph as ox
from rdflib.term import Node

from edihkg.sources.placed import Places, UnreadableError, why
from edihkg.submission import Position, Statement
from edihkg.terms import to_rdflib

_TERM = re.compile(
    r'(<[^<>]*>|_:[^\s<"]+|"(?:[^"\\]|\\.)*+"?(?:\^\^[ \t]*<[^<>]*>|@[A-Za-z0-9-]+)?)'
)
_LINE = re.compile(r"[^\r\n]+")


def parse_triples(text: str) -> Places:
    """Parse N-Triples.

    Raises: UnreadableError at the first line that is none.
    """
    return _parse(text, ox.RdfFormat.N_TRIPLES)


def parse_quads(text: str) -> Places:
    """Parse N-Quads; the statements of all graphs together, and where each is first named.

    Raises: UnreadableError at the first line that is none.
    """
    return _parse(text, ox.RdfFormat.N_QUADS)


def _parse(text: str, language: ox.RdfFormat) -> Places:
    places = Places()
    number, counted = 1, 0
    for match in _LINE.finditer(text):
        number += _line_ends(text, counted, match.start())
        counted = match.start()
        for quad in _read_line(match[0], number, language):
            _note(quad, match[0], number, places)
    return places


def _line_ends(text: str, start: int, end: int) -> int:
    """Count line ends of all three kinds as one each."""
    piece = text[start:end]
    return piece.count("\n") + piece.count("\r") - piece.count("\r\n")


def _read_line(line: str, number: int, language: ox.RdfFormat) -> list[ox.Quad]:
    try:
        return list(ox.parse(line, format=language))
    except SyntaxError as error:
        raise UnreadableError(why(error), Position(number, error.offset or 1)) from error


def _note(quad: ox.Quad, line: str, number: int, places: Places) -> None:
    starts = [Position(number, match.start(1) + 1) for match in _TERM.finditer(line)]
    subject_at, _, object_at, *rest = [*starts, *[Position(number)] * 4]
    places.note(_statement(quad, object_at), object_at, subject_at)
    if isinstance(quad.graph_name, ox.NamedNode | ox.BlankNode):
        places.graphs.setdefault(to_rdflib(quad.graph_name), rest[0])


def _statement(quad: ox.Quad, at: Position) -> Statement:
    terms: list[Node] = []
    for term in quad.triple:
        if not isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal):
            raise UnreadableError("a statement about a statement cannot be submitted", at)
        terms.append(to_rdflib(term))
    subject, predicate, value = terms
    return subject, predicate, value
