"""Each shape of services, selection, common work and results finds its defect and nothing else."""

import re
from pathlib import Path

import pytest

from edihkg.validation import Report
from tests.validation.cases import Case
from tests.validation.conftest import CheckText
from tests.validation.model_cases import MODEL_CASES, NAME

SAMPLE = Path(__file__).parents[1] / "data" / "model" / NAME
TEXT = SAMPLE.read_text(encoding="utf-8")
IDS = [f"{case.code}-{case.shape}" for case in MODEL_CASES]


def _altered(case: Case) -> str:
    text = TEXT
    for old, new in case.changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def reports(check_text: CheckText) -> dict[str, Report]:
    """The report on each case, by the shape that must speak."""
    return {case.shape: check_text(_altered(case), case.name) for case in MODEL_CASES}


def test_the_valid_sample_of_the_whole_model_gives_no_finding(check_text: CheckText) -> None:
    """It is the valid twin of every case below."""
    assert check_text(TEXT, NAME).findings == ()


@pytest.mark.parametrize("case", MODEL_CASES, ids=IDS)
def test_an_altered_sample_gives_the_finding_and_no_other(
    case: Case, reports: dict[str, Report]
) -> None:
    """A maintainer sees what is wrong, where, and nothing that is not."""
    (finding,) = reports[case.shape].findings
    assert finding.shape.rpartition("#")[2] == case.shape
    assert (finding.code, finding.message) == (case.code, case.message)
    rest = "\n".join(_altered(case).split("\n")[finding.line - 1 :])[finding.column - 1 :]
    assert rest.startswith(case.at)


def test_no_sentence_has_an_open_place(reports: dict[str, Report]) -> None:
    """Messages are read by people."""
    for finding in (finding for report in reports.values() for finding in report.findings):
        assert not re.search(r"\{\w+\}|_:|\bNone\b", finding.message + finding.suggestion)
