"""Messages are complete in English, hard-wired nowhere, and honest about other languages."""

import gettext
import json
import re
from functools import cache
from pathlib import Path, PurePosixPath

import pytest
from babel.messages.catalog import Message

from edihkg import assets
from edihkg.closure import Background, checker
from edihkg.errors import UsageError
from edihkg.sources import read_turtle
from edihkg.validation import Aid, Report, Shapes, View, check, render
from edihkg.validation.messages import Messages, languages
from edihkg.validation.rendering.text import draft_notice
from edihkg.validation.report import Finding, Proposal, Severity
from edihkg.validation.translating import completed, messages, read
from tests.validation.cases import CASES, Case
from tests.validation.conftest import TEXT

FOLDER = assets.folder("shapes") / "messages"
CATALOGUES = sorted(FOLDER.glob("*.po"))
PLACE = re.compile(r"\{\w+\}")
FOREIGN = frozenset({"D40", "D50", "D61"})
"""Codes whose sentences quote the words of a parser."""


class _Pseudo(gettext.NullTranslations):
    """A language in which every message stands between brackets, and notes what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str | tuple[str, str]] = set()

    def gettext(self, message: str) -> str:
        """Put a message between brackets."""
        self.asked.add(message)
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Put a counted message between brackets."""
        self.asked.add((msgid1, msgid2))
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


def _altered(case: Case) -> str:
    text = TEXT
    for old, new in case.changes:
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def pseudo() -> _Pseudo:
    """The language of brackets."""
    return _Pseudo()


@pytest.fixture(scope="module")
def reports(pseudo: _Pseudo, shapes: Shapes, background: Background) -> list[Report]:
    """The reports on all cases in the language of brackets."""
    spoken = Messages("qps", pseudo)
    aid = Aid(cache(background.lexicon))

    def report(case: Case) -> Report:
        submission = read_turtle(_altered(case).encode(), PurePosixPath(case.name))
        reached = background.reach(submission.graph)
        return check(submission, reached, shapes, messages=spoken, aid=aid)

    return [report(case) for case in CASES]


def test_nothing_in_a_finding_is_hard_wired(reports: list[Report]) -> None:
    """What stands outside of brackets could never be translated."""
    for finding in (finding for report in reports for finding in report.findings):
        for sentence in (finding.message, finding.suggestion, finding.rule, *finding.causes):
            assert not sentence or (sentence[0] == "⟦" and sentence[-1] == "⟧"), sentence


def _words_outside(text: str) -> list[str]:
    """Take out what stands between brackets, innermost first, and give the words that remain."""
    while "⟦" in text:
        shorter = re.sub("⟦[^⟦⟧]*⟧", "", text)
        assert shorter != text, text
        text = shorter
    return re.findall(r"[^\W\d_]{3,}", text)


@pytest.mark.parametrize("wanted", ["text", "html"])
def test_nothing_around_the_findings_is_hard_wired(wanted: str, pseudo: _Pseudo) -> None:
    """The frame of a report speaks the language of its messages."""
    report = Report(name="1", label="1", findings=())
    bad = Report(name="2", label="2", findings=(_finding(),))
    view = View(reports=(report, bad), messages=Messages("qps", pseudo, draft=True), most=0)
    whole = View(reports=(report, bad), messages=Messages("qps", pseudo, draft=True))
    for one in (view, whole):
        shown = re.sub(r"<style>.*?</style>|<[^>]*>|&#\d+;", " ", render(one, wanted), flags=re.S)
        assert _words_outside(shown) == []
        assert "⟦This translation is a draft" in shown


def _finding() -> Finding:
    return Finding(
        code="1",
        severity=Severity.WARNING,
        message="⟦x⟧",
        proposals=(Proposal(label="1"), Proposal(label="2", certain=True)),
        file="2",
    )


def test_the_catalogues_hold_what_the_validator_says(
    reports: list[Report], pseudo: _Pseudo
) -> None:
    """A message that no catalogue knows would never be translated."""
    assert reports
    known = set(messages(assets.folder("shapes")))
    assert pseudo.asked - known - {"{part}", ""} == set()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_is_up_to_date(path: Path) -> None:
    """Run python -m edihkg.validation.translating after every change of a message."""
    catalogue = read(path)
    wanted = messages(assets.folder("shapes"))
    assert {_key(message) for message in catalogue if message.id} == set(wanted)
    assert [m.id for m in completed(catalogue, wanted)] == [m.id for m in catalogue]


def _key(message: Message) -> str | tuple[str, ...]:
    return message.id if isinstance(message.id, str) else tuple(message.id)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_translations_keep_the_places(path: Path) -> None:
    """A place that is lost hides the value; an invented one breaks the report."""
    for message in read(path):
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = (
            [message.string] if isinstance(message.string, str) else list(message.string or ())
        )
        for string in strings:
            if message.id and string:
                assert {*PLACE.findall(string)} <= {*PLACE.findall(" ".join(originals))}
                assert {*PLACE.findall(originals[-1])} == {*PLACE.findall(string)}, string


@pytest.mark.parametrize("language", [one for one in languages(FOLDER) if one != "en"])
def test_a_draft_says_so(language: str) -> None:
    """Until a native reader has signed it, the English wording holds."""
    spoken = Messages.load(language, FOLDER)
    submission = read_turtle(
        TEXT.replace("nuts:SI04", "nuts:SI99").encode(), PurePosixPath("si/4pdih.ttl")
    )
    report = checker(language=language)(submission)
    (finding,) = report.findings
    assert spoken.draft
    assert "4P Digital Innovation Hub" in finding.message
    assert "is no region code" not in finding.message
    notice = draft_notice(spoken)
    assert notice in render(View(reports=(report,), messages=spoken))
    assert json.loads(render(View(reports=(report,), messages=spoken), "json"))["draft"] is True


def test_numbers_follow_the_language() -> None:
    """Slovenian has a dual."""
    spoken = Messages.load("sl", FOLDER)
    said = [spoken.count("{number} violation", "{number} violations", n) for n in (1, 2, 3, 5)]
    assert len(set(said)) == 4
    assert len({re.sub(r"\d", "", one) for one in said}) > 2


def test_an_unknown_language_is_wrong_use() -> None:
    """The message names those that exist."""
    with pytest.raises(UsageError, match="de, fr, sl"):
        Messages.load("xx", FOLDER)
    with pytest.raises(UsageError):
        Messages.load("../messages/de", FOLDER)
