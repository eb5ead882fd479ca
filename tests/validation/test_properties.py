"""A hub with one statement taken away or altered gives the findings concerned, and no other."""

import os
from dataclasses import replace
from functools import cache
from pathlib import PurePosixPath

import pyshacl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rdflib import SH, XSD, Graph, Literal, URIRef

from edihkg import assets
from edihkg.closure import Background
from edihkg.sources import read_turtle
from edihkg.submission import Statement, Submission
from edihkg.validation import Report, Shapes, check
from tests.validation.conftest import TEXT

SUBMISSION = read_turtle(TEXT.encode(), PurePosixPath("si/4pdih.ttl"))
STATEMENTS = sorted(SUBMISSION.graph)
ALTERATIONS = (
    Literal(""),
    Literal(" x "),
    Literal("x", lang="xx"),
    Literal(7),
    Literal("2025-13-45", datatype=XSD.date),
    URIRef("https://example.eu/nothing"),
    URIRef("http://data.europa.eu/nuts/code/HR04"),
    URIRef("https://w3id.org/edihkg/concept/sector/AUTOMOTIVE"),
)
"""What a value may be altered to: wrong kinds, wrong lists, unknown and retired codes."""
STEP = int(os.environ.get("EDIHKG_ALTERED_STEP", str(len(ALTERATIONS))))
"""1 tries every statement with every value from its turn on, which takes minutes."""

_SETTINGS = settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


def _with(statements: list[Statement]) -> Submission:
    graph = Graph()
    for statement in statements:
        graph.add(statement)
    return replace(SUBMISSION, graph=graph)


@cache
def _tools() -> tuple[Shapes, Background]:
    shapes = Shapes.load(assets.folder("shapes"))
    return shapes, Background.load(assets.folder("ontology"), shapes)


def _report(submission: Submission) -> Report:
    shapes, background = _tools()
    return check(submission, background.reach(submission.graph), shapes)


@cache
def _plain(profile: str) -> Graph:
    folder, graph = assets.folder("shapes"), Graph()
    paths = sorted((folder / "core").glob("*.ttl"))
    for path in [*paths, folder / "profile" / f"{profile}.ttl"] if profile else paths:
        graph.parse(path)
    return graph


def _concerned(submission: Submission, profile: str) -> set[str]:
    """Ask plain pySHACL, with the shapes as they are published, which of them fail."""
    data = Graph()
    for statement in (*submission.graph, *_tools()[1].reach(submission.graph)):
        data.add(statement)
    _, report, _ = pyshacl.validate(data, shacl_graph=_plain(profile))
    assert isinstance(report, Graph)
    return {str(report.value(result, SH.sourceShape)) for result in report.objects(None, SH.result)}


def _assert_exact(statements: list[Statement]) -> None:
    submission = _with(statements)
    report = _report(submission)
    found = {finding.shape for finding in report.findings if "#Rule-" not in finding.shape}
    concerned = _concerned(submission, report.profile)
    assert found <= concerned
    assert _said(found) == _said(concerned)
    for finding in report.findings:
        assert "_:" not in finding.message


def _said(shapes: set[str]) -> set[tuple[str, str]]:
    """Give code and sentence of shapes; two that say the same of one value are one finding."""
    notes = {str(note.shape): note for note in _tools()[0].notes.values()}
    return {(notes[shape].code, notes[shape].sentence) for shape in shapes}


@_SETTINGS
@given(statement=st.sampled_from(STATEMENTS))
def test_a_statement_taken_away_gives_exactly_the_findings_of_its_shapes(
    statement: Statement,
) -> None:
    """Nothing is missed, nothing is invented, whatever is missing."""
    _assert_exact([one for one in STATEMENTS if one != statement])


@_SETTINGS
@given(statement=st.sampled_from(STATEMENTS), value=st.sampled_from(ALTERATIONS))
def test_an_altered_statement_gives_exactly_the_findings_of_its_shapes(
    statement: Statement, value: Literal | URIRef
) -> None:
    """Nothing is missed, nothing is invented, whatever is wrong."""
    subject, predicate, _ = statement
    rest = [one for one in STATEMENTS if one != statement]
    _assert_exact([*rest, (subject, predicate, value)])


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(STATEMENTS)))
def test_any_one_statement_taken_away_or_altered_gives_exactly_the_findings(number: int) -> None:
    """The same of every statement; each is altered in one of the ways, in turn."""
    subject, predicate, _ = STATEMENTS[number]
    rest = [*STATEMENTS[:number], *STATEMENTS[number + 1 :]]
    _assert_exact(rest)
    for value in ALTERATIONS[number % len(ALTERATIONS) :: STEP]:
        _assert_exact([*rest, (subject, predicate, value)])


def test_the_whole_gives_no_finding() -> None:
    """It is what is altered above."""
    assert _report(_with(STATEMENTS)).findings == ()
