"""Each shape and rule finds its defect, at its place, in its words, and nothing else."""

import re

import pytest

from edihkg.validation import Report, Shapes
from tests.validation.cases import CASES, Case
from tests.validation.conftest import TEXT, CheckText
from tests.validation.model_cases import MODEL_CASES

IDS = [f"{case.code}-{case.shape}" for case in CASES]


def _altered(case: Case) -> str:
    text = TEXT
    for old, new in case.changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def reports(check_text: CheckText) -> dict[str, Report]:
    """The report on each case, by the shape that must speak."""
    return {case.shape: check_text(_altered(case), case.name) for case in CASES}


def test_the_valid_sample_gives_no_finding(check_text: CheckText) -> None:
    """It is the valid twin of every case below."""
    assert check_text(TEXT).findings == ()


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_an_altered_sample_gives_the_finding_and_no_other(
    case: Case, reports: dict[str, Report]
) -> None:
    """A maintainer sees what is wrong, where, and nothing that is not."""
    findings = reports[case.shape].findings
    found = {finding.shape.rpartition("#")[2]: finding for finding in findings}
    assert sorted(found) == sorted({case.shape, *case.others})
    finding = found[case.shape]
    assert (finding.code, finding.message) == (case.code, case.message)
    rest = "\n".join(_altered(case).split("\n")[finding.line - 1 :])[finding.column - 1 :]
    assert rest.startswith(case.at)


def test_no_sentence_has_an_open_place_or_a_blank_node(reports: dict[str, Report]) -> None:
    """Messages are read by people."""
    for finding in (finding for report in reports.values() for finding in report.findings):
        for sentence in (finding.message, finding.suggestion):
            assert not re.search(r"\{\w+\}|_:|\bNone\b", sentence)
        assert finding.message[0] == finding.message[0].upper()
        assert finding.message.endswith(".")


def test_there_is_a_case_for_every_shape_and_rule(shapes: Shapes) -> None:
    """A shape without an example is a shape that nobody has seen work."""
    names = {shape.rpartition("#")[2] for shape in map(str, shapes.notes)}
    assert {case.shape for case in (*CASES, *MODEL_CASES)} == names
