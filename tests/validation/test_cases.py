"""Each shape and rule finds its defect, at its place, in its words, and nothing else."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

import pytest
from rdflib import BNode, Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

from edihkg import assets
from edihkg.sources import read_turtle
from edihkg.validation import Report, Shapes
from edihkg.writers import to_turtle
from tests.validation.cases import CASES, Case
from tests.validation.conftest import TEXT, CheckText
from tests.validation.model_cases import MODEL_CASES
from tests.validation.model_cases import NAME as MODEL_NAME
from tests.validation.plausible_cases import PLAUSIBLE_CASES, TWINS

MODEL = (assets.folder("ontology") / "examples" / "model-hub.ttl").read_text(encoding="utf-8")
BASIC = (*CASES, *PLAUSIBLE_CASES)
ALL = {case.shape: (case, TEXT) for case in BASIC} | {c.shape: (c, MODEL) for c in MODEL_CASES}
IDS = [f"{case.code}-{case.shape}" for case, _ in ALL.values()]
HUBS = "https://w3id.org/edihkg/id/hub/"


def _altered(changes: Iterable[tuple[str, str]], text: str) -> str:
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def reports(check_text: CheckText) -> dict[str, Report]:
    """The report on each case, by the shape that must speak."""
    return {
        name: check_text(_altered(case.changes, text), case.name)
        for name, (case, text) in ALL.items()
    }


@pytest.mark.parametrize(
    ("text", "name"), [(TEXT, "si/4pdih.ttl"), (MODEL, MODEL_NAME)], ids=["basic", "whole model"]
)
def test_the_valid_sample_gives_no_finding(check_text: CheckText, text: str, name: str) -> None:
    """It is the valid twin of every case below."""
    assert check_text(text, name).findings == ()


@pytest.mark.parametrize(("case", "text"), ALL.values(), ids=IDS)
def test_an_altered_sample_gives_the_finding_and_no_other(
    case: Case, text: str, reports: dict[str, Report]
) -> None:
    """A maintainer sees what is wrong, about what and where, and nothing that is not."""
    findings = reports[case.shape].findings
    found = {finding.shape.rpartition("#")[2]: finding for finding in findings}
    assert sorted(found) == sorted({case.shape, *case.others})
    finding = found[case.shape]
    assert (finding.code, finding.message) == (case.code, case.message)
    assert finding.focus == _focus(case)
    lines = _altered(case.changes, text).split("\n")
    rest = "\n".join(lines[finding.line - 1 :])[finding.column - 1 :]
    assert rest.startswith(case.at)


@pytest.mark.parametrize("changes", [c for _, c in TWINS], ids=[name for name, _ in TWINS])
def test_what_only_comes_near_to_a_defect_gives_no_finding(
    changes: tuple[tuple[str, str], ...], check_text: CheckText
) -> None:
    """A false alarm teaches maintainers to look away."""
    findings = check_text(_altered(changes, TEXT), "si/4pdih.ttl").findings
    assert [f.message for f in findings if f.code not in ("D13b",)] == []


def _focus(case: Case) -> str:
    """Give the address of the focus node of a case: the hub, a part of it, or another one."""
    hub = f"{HUBS}{case.name.rpartition('/')[2].removesuffix('.ttl')}"
    if case.focus is None or case.focus.startswith("#"):
        return f"{hub}{case.focus or ''}"
    return f"https://w3id.org/edihkg/{case.focus}" if case.focus.startswith("id/") else case.focus


def test_no_two_cases_are_about_one_shape() -> None:
    """The later one would hide the earlier."""
    assert len(ALL) == len(BASIC) + len(MODEL_CASES)


def test_no_sentence_has_an_open_place_or_a_blank_node(reports: dict[str, Report]) -> None:
    """Messages are read by people."""
    for finding in (finding for report in reports.values() for finding in report.findings):
        for sentence in (finding.message, finding.suggestion):
            assert not re.search(r"\{\w+\}|_:|\bNone\b", sentence)
        assert finding.message[0] == finding.message[0].upper()
        assert finding.message.endswith(".")


NOT_IN_TURTLE = {"Rule-table", "Rule-default-graph"}
"""Rules that no Turtle file can break; tests/test_inputs.py has their examples."""


def test_there_is_a_case_for_every_shape_and_rule(shapes: Shapes) -> None:
    """A shape without an example is a shape that nobody has seen work."""
    assert set(ALL) | NOT_IN_TURTLE == {
        shape.rpartition("#")[2] for shape in map(str, shapes.notes)
    }


def test_every_part_may_be_written_without_an_address(check_text: CheckText) -> None:
    """Who writes by hand should not have to invent addresses; each part gets one by its key."""
    stated = Graph().parse(data=MODEL, format="turtle")
    parts: dict[Node, BNode] = {
        s: BNode() for s in set(stated.subjects()) if str(s).startswith(f"{HUBS}model-hub#")
    }
    blank = Graph()
    for s, p, o in stated:
        blank.add((parts.get(s, s), p, parts.get(o, o)))
    text = blank.serialize(format="turtle")
    assert check_text(text, MODEL_NAME).findings == ()
    read = read_turtle(text.encode(), PurePosixPath(MODEL_NAME))
    assert not [s for s in read.graph.subjects() if isinstance(s, BNode)]
    written = to_turtle(read.graph, URIRef(f"{HUBS}model-hub"))
    assert "model-hub#" not in written
    assert isomorphic(read_turtle(written.encode(), PurePosixPath(MODEL_NAME)).graph, read.graph)
