"""Read a Turtle submission and note where each statement stands.

RDFLib's Turtle parser makes all statements of an object list after the list was read, so
this subclass notes the offset at which each *object* begins and pairs it with its statement.
Blank-node parts get their IRIs from their keys. Nothing is repaired and nothing is fetched.
"""

import hashlib
import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Mapping, MutableSequence
from pathlib import PurePosixPath
from typing import Any

import pyoxigraph
from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.plugins.parsers.notation3 import BadSyntax, RDFSink, SinkParser
from rdflib.term import Node

from edihkg.parts import named_parts
from edihkg.submission import Position, Statement, Submission
from edihkg.vocab import EDIH

BASE = "https://w3id.org/edihkg/submission/"


def read_turtle(content: bytes, name: PurePosixPath) -> Submission:
    """Read one Turtle file; a file that cannot be read becomes a broken submission."""
    digest = hashlib.sha256(content).hexdigest()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place: Position | None = Position(content.count(b"\n", 0, error.start) + 1)
        reason = f"byte {error.start + 1} is not UTF-8; save the file as UTF-8"
        return Submission(name=name, graph=Graph(), digest=digest, broken=reason, broken_at=place)
    parser = _PlacedParser()
    try:
        parser.loadBuf(text)
    except (
        BadSyntax,
        SyntaxError,
        ValueError,
        AssertionError,
        IndexError,
        RecursionError,
    ) as error:
        reason, place = _explain(text, error)
        return Submission(name=name, graph=Graph(), digest=digest, broken=reason, broken_at=place)
    return _submission(parser, _Lines(text), name, digest)


def _submission(
    parser: "_PlacedParser", lines: "_Lines", name: PurePosixPath, digest: str
) -> Submission:
    names = _names_of_parts(parser.objects)
    positions = {_rename(s, names): lines.position(at) for s, at in parser.objects.items()}
    return Submission(
        name=name,
        graph=_graph(positions),
        digest=digest,
        positions=positions,
        subjects={names.get(s, s): lines.position(at) for s, at in parser.subjects.items()},
    )


def _names_of_parts(statements: Iterable[Statement]) -> dict[Node, URIRef]:
    """Name the parts of the hub, if there is exactly one; only what parts state matters."""
    hubs = [
        s for s, p, o in statements if p == RDF.type and o == EDIH.Hub and isinstance(s, URIRef)
    ]
    if len(hubs) != 1:
        return {}
    parts = (s for s in statements if s[0] == hubs[0] or isinstance(s[0], BNode))
    return named_parts(_graph(parts), hubs[0])


def _graph(statements: Iterable[Statement]) -> Graph:
    graph = Graph(store="SimpleMemory", bind_namespaces="none")
    for statement in statements:
        graph.add(statement)
    return graph


def _rename(statement: Statement, names: Mapping[Node, URIRef]) -> Statement:
    subject, predicate, value = statement
    return names.get(subject, subject), predicate, names.get(value, value)


def _explain(text: str, error: Exception) -> tuple[str, Position | None]:
    """Say why a text is no Turtle; Oxigraph words and places it better than RDFLib."""
    try:
        deque(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE, base_iri=BASE), maxlen=0)
    except SyntaxError as finding:
        return finding.msg, Position(finding.lineno or 1, finding.offset or 1)
    if isinstance(error, BadSyntax):
        return str(error._why), _Lines(text).position(
            len(error._str[: error._i].decode(errors="ignore"))
        )
    return f"it cannot be read as Turtle ({error})", None


class _Lines:
    """Turns offsets in a text into lines and columns."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def position(self, offset: int) -> Position:
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)


class _PlacedParser(SinkParser):
    """RDFLib's Turtle parser that also notes where subjects and objects begin."""

    def __init__(self) -> None:
        self.objects: dict[Statement, int] = {}
        self.subjects: dict[Node, int] = {}
        self._pending: deque[int] = deque()
        self._statement_at = -1
        super().__init__(RDFSink(Graph(bind_namespaces="none")), baseURI=BASE, turtle=True)

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

    def endDoc(self) -> None:  # noqa: N802
        sink: Any = self._store
        for statement in sink.graph:  # RDFLib states the members of lists there
            self.objects.setdefault(statement, 0)
