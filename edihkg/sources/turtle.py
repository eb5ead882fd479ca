"""Read Turtle and TriG and note where each statement stands.

RDFLib's parsers make all statements of an object list after the list was read, so these
subclasses note the offset at which each *object* begins and pair it with its statement.
Blank-node parts get their IRIs from their keys. Nothing is repaired and nothing is fetched.
"""

import hashlib
import re
from bisect import bisect_right
from collections import deque
from collections.abc import MutableSequence
from pathlib import PurePosixPath
from typing import Any

import pyoxigraph
from rdflib import Graph, Literal
from rdflib.plugins.parsers.notation3 import BadSyntax, RDFSink, SinkParser
from rdflib.plugins.parsers.trig import TrigSinkParser
from rdflib.term import Identifier, Node

from edihkg.sources.decoding import decode
from edihkg.sources.placed import (
    BASE,
    Places,
    UnreadableError,
    check_size,
    compose,
    unreadable,
    why,
)
from edihkg.submission import Position, Statement, Submission

_FAILURES = (
    *(BadSyntax, SyntaxError, ValueError, AssertionError, IndexError, RecursionError),
    AttributeError,  # of a variable (?x), which RDFLib only knows inside a formula
)


def read_turtle(content: bytes, name: PurePosixPath) -> Submission:
    """Read one Turtle file; a file that cannot be read becomes a broken submission."""
    digest = hashlib.sha256(content).hexdigest()
    try:
        return compose(parse_turtle(decode(content).text), name, digest)
    except UnreadableError as error:
        return unreadable(error, name, digest)


def parse_turtle(text: str) -> Places:
    """Parse Turtle.

    Raises: UnreadableError.
    """
    return _parse(text, _PlacedParser(), pyoxigraph.RdfFormat.TURTLE)


def parse_trig(text: str) -> Places:
    """Parse TriG; the statements of all graphs together, and where each named graph begins.

    Raises: UnreadableError.
    """
    return _parse(text, _PlacedTrigParser(), pyoxigraph.RdfFormat.TRIG)


def _parse(text: str, parser: "_PlacedParser", language: pyoxigraph.RdfFormat) -> Places:
    try:
        parser.loadBuf(text)
    except UnreadableError:
        raise
    except _FAILURES as error:
        raise _explain(text, error, language) from error
    lines = Lines(text)
    return Places(
        objects={statement: lines.position(at) for statement, at in parser.objects.items()},
        subjects={subject: lines.position(at) for subject, at in parser.subjects.items()},
        graphs={graph: lines.position(at) for graph, at in parser.graphs.items()},
    )


def _explain(text: str, error: Exception, language: pyoxigraph.RdfFormat) -> UnreadableError:
    """Say why a text cannot be read; Oxigraph words and places it better than RDFLib."""
    try:
        deque(pyoxigraph.parse(text, format=language, base_iri=BASE), maxlen=0)
    except SyntaxError as finding:
        return UnreadableError(why(finding), Position(finding.lineno or 1, finding.offset or 1))
    if isinstance(error, BadSyntax):
        at = len(error._str[: error._i].decode(errors="ignore"))
        return UnreadableError(str(error._why), Lines(text).position(at))
    return UnreadableError(f"it cannot be read as {language.name} ({error})")


class Lines:
    """Turns offsets in a text into lines and columns."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def position(self, offset: int) -> Position:
        """Give the line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)


class _PlacedParser(SinkParser):
    """RDFLib's Turtle parser that also notes where subjects and objects begin."""

    def __init__(self) -> None:
        self.objects: dict[Statement, int] = {}
        self.subjects: dict[Node, int] = {}
        self.graphs: dict[Node, int] = {}
        self._pending: deque[int] = deque()
        self._statement_at = -1
        super().__init__(_OneGraph(), baseURI=BASE, turtle=True)

    def statement(self, argstr: str, i: int) -> int:
        self._statement_at = self.skipSpace(argstr, i)
        return super().statement(argstr, i)

    def property_list(self, argstr: str, i: int, subj: Node) -> int:
        self.subjects.setdefault(subj, self._statement_at if self._statement_at >= 0 else i)
        self._statement_at = -1
        return super().property_list(argstr, i, subj)

    def objectList(self, argstr: str, i: int, res: MutableSequence[Any]) -> int:  # noqa: N802
        starts: list[int] = []
        while True:
            starts.append(self.skipSpace(argstr, i))
            i = self.object(argstr, i, res)
            if i < 0:
                return -1
            j = self.skipSpace(argstr, i)
            if j < 0:
                self.BadSyntax(argstr, i, "the file ends within a list of objects")
            if argstr[j] != ",":
                self._pending.extend(starts)
                return j
            i = j + 1

    def makeStatement(self, quadruple: Any) -> None:  # noqa: N802
        at = self._pending.popleft() if self._pending else 0
        sink: Any = self._store
        _, predicate, subject, value = (sink.normalise(self._context, term) for term in quadruple)
        if isinstance(subject, Literal):
            raise ValueError("a text cannot be the subject of a statement")
        self.objects.setdefault((subject, predicate, value), at)
        check_size(len(self.objects))

    def endDoc(self) -> None:  # noqa: N802
        sink: Any = self._store
        for statement in sink.graph:  # RDFLib states the members of lists there
            self.objects.setdefault(statement, 0)


class _OneGraph(RDFSink):
    """Puts the statements of all graphs into one, and keeps the names of the graphs."""

    def __init__(self) -> None:
        super().__init__(Graph(bind_namespaces="none"))
        self.opened: list[Node] = []

    def newGraph(self, identifier: Identifier) -> Graph:  # noqa: N802
        self.opened.append(identifier)
        return self.graph


class _PlacedTrigParser(_PlacedParser, TrigSinkParser):
    """The same for TriG; also notes where named graphs begin."""

    def graph(self, argstr: str, i: int) -> int:
        sink: Any = self._store
        before = len(sink.opened)
        end: int = super().graph(argstr, i)
        for name in sink.opened[before:]:
            if name != sink.graph.identifier:
                self.graphs.setdefault(name, i)
        return end
