"""Each seeded error is found at its exact place, whatever language the file is written in.

The errors are those of ``tests/validation/cases.py``: each is checked once as Turtle, which
tells the statement that is wrong; then the same statements are written in every language by
a writer that knows where it put each value, and the reader must give that very place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

import pytest
from rdflib import BNode, Graph, Literal
from rdflib.compare import isomorphic
from rdflib.term import Node

from edihkg.closure import checker
from edihkg.sources.documents import read_document
from edihkg.submission import Position, Statement, Submission
from edihkg.validation import Finding
from tests.sources.pens import HUB, PENS, Pen
from tests.validation.cases import CASES
from tests.validation.conftest import TEXT

FLAT_AND_NESTED = [(ending, nest) for ending in PENS for nest in (False, True)]
FLAT_AND_NESTED = [row for row in FLAT_AND_NESTED if row not in (("nt", True), ("nq", True))]


@dataclass(frozen=True)
class Seeded:
    """A wrong submission, and the statements or subjects that its findings are about."""

    graph: Graph
    statements: tuple[Statement, ...]
    subjects: tuple[Node, ...]


@cache
def seeded() -> dict[str, Seeded]:
    """Check every altered sample as Turtle and tell what each finding is about."""
    check = checker()
    found: dict[str, Seeded] = {}
    for number, case in enumerate(CASES):
        text = TEXT
        for old, new in case.changes:
            text = text.replace(old, new)
        submission = read_document(text.encode(), PurePosixPath("si/4pdih.ttl")).submission
        report = check(submission)
        if submission.broken or submission.hub != HUB or case.focus == "":
            continue
        wrong = [f for f in report.findings if f.code == case.code]
        statements = tuple(s for f in wrong for s in _statements_at(submission, f))
        subjects = tuple(s for f in wrong for s in _subjects_at(submission, f))
        if statements or subjects:
            found[f"{number} {case.shape}"] = Seeded(submission.graph, statements, subjects)
    return found


def _statements_at(submission: Submission, finding: Finding) -> Iterator[Statement]:
    place = Position(finding.line, finding.column)
    yield from (s for s, at in submission.positions.items() if at == place)


def _subjects_at(submission: Submission, finding: Finding) -> Iterator[Node]:
    place = Position(finding.line, finding.column)
    yield from (s for s, at in submission.subjects.items() if at == place)


@pytest.mark.parametrize(("ending", "nest"), FLAT_AND_NESTED)
def test_every_seeded_error_is_located_in_every_language(ending: str, nest: bool) -> None:
    """A maintainer who writes JSON-LD deserves the same help as one who writes Turtle."""
    located = 0
    for name, case in seeded().items():
        pen = Pen(case.graph, nest=nest)
        PENS[ending](pen)
        submission = read_document(
            pen.text.encode(), PurePosixPath(f"si/4pdih.{ending}")
        ).submission
        if submission.broken:
            assert ending in ("nt", "nq"), (name, submission.broken)
            lines = [pen.objects[statement].line for statement in case.statements]
            assert submission.where(None, None, None).line in lines, name
            continue
        for statement in case.statements:
            if any(isinstance(term, BNode) for term in statement):
                assert pen.objects[statement] in submission.positions.values(), name
            else:
                at = submission.where(*_as_written(statement, ending))
                assert at == pen.objects[statement], (name, statement)
            located += 1
        for subject in case.subjects:
            assert pen.subjects[subject] in submission.subjects.values(), (name, subject)
            located += 1
    assert located >= 80, located


@pytest.mark.parametrize(("ending", "nest"), FLAT_AND_NESTED)
def test_every_language_says_the_same(ending: str, nest: bool) -> None:
    """Noting places must not change what is read."""
    graph = read_document(TEXT.encode(), PurePosixPath("si/4pdih.ttl")).submission.graph
    pen = Pen(graph, nest=nest)
    PENS[ending](pen)
    again = read_document(pen.text.encode(), PurePosixPath(f"x.{ending}")).submission
    assert isomorphic(again.graph, graph)


def _as_written(statement: Statement, ending: str) -> Statement:
    """XML has no difference between kinds of line ends; nothing else may change."""
    subject, predicate, value = statement
    if ending == "rdf" and isinstance(value, Literal):
        text = str(value).replace("\r\n", "\n")
        value = Literal(text, lang=value.language, datatype=value.datatype, normalize=False)
    return subject, predicate, value
