"""Whatever is sent goes all the way: read, checked, mended, shown in every format, previewed.

Two kinds of altered files: bytes altered anywhere, as ``tests/sources/test_hostile.py`` does it,
and words that changed places, which mostly can still be read and so reach the shapes. Short here,
for minutes with the marker ``slow`` (EDIHKG_FUZZ_S seconds of the processor, default 20).
"""

import json
import os
import random
import re
import resource
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path, PurePosixPath

import jsonschema
import pytest
from rdflib import Graph

from edihkg import assets
from edihkg.cli.judging import Judging
from edihkg.closure import checker
from edihkg.mending import mend
from edihkg.release import STORE
from edihkg.sources import read_turtle
from edihkg.submission import Submission
from edihkg.terms import quads
from edihkg.validation import FORMATS, Report, View, render
from edihkg.validation import rendering as rendering_package
from tests.serve.releases import build_release
from tests.sources.test_hostile import MEMORY_BYTES, altered, read, seeds
from tests.validation.conftest import TEXT

MOST = 200
"""Findings that are shown and explained, as a server would limit them."""
MODEL = (assets.folder("ontology") / "examples" / "model-hub.ttl").read_text("utf-8")
HANGS_S = 60
"""Seconds of the processor after which one file counts as a hang."""
_WORD = re.compile(r'"""[\s\S]*?"""|"(?:[^"\\]|\\.)*"|<[^>]*>|[\w:./#-]+|[\[\]();,]')
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SCHEMA = json.loads(
    (Path(rendering_package.__file__).parent / "report.schema.json").read_text("utf-8")
)


@pytest.fixture(scope="module")
def judging(tmp_path_factory: pytest.TempPathFactory) -> Judging:
    """What answers at /validate, with the sample published."""
    published = read_turtle(TEXT.encode(), PurePosixPath("si/4pdih.ttl")).graph
    named = quads(published, "https://w3id.org/edihkg/graph/hub/4pdih")
    return Judging(build_release(tmp_path_factory.mktemp("release"), quads=named).path / STORE)


@cache
def check_once() -> Callable[[Submission], Report]:
    """Load shapes and reference data."""
    return checker(most=MOST)


def shuffled(seed: int) -> bytes:
    """Let words of a good file change places, or stand in for others; by the seed alone."""
    chance = random.Random(f"words {seed}")  # noqa: S311 - nothing is secret
    text = chance.choice((TEXT, MODEL))
    for _ in range(chance.randrange(1, 5)):
        head = text.rindex("\n@prefix") + 80
        words = [word for word in _WORD.finditer(text, head) if len(word[0]) > 1]
        first = chance.choice(words)
        alike = [word for word in words if _kind(word[0]) == _kind(first[0])]
        stand_in = chance.choice(words if chance.random() < 0.1 else alike)
        one, other = sorted((first, stand_in), key=lambda word: word.start())
        if one.start() == other.start():
            continue
        second = chance.choice((one[0], other[0]))
        between = text[one.end() : other.start()]
        text = f"{text[: one.start()]}{other[0]}{between}{second}{text[other.end() :]}"
    return text.encode()


def _kind(word: str) -> str:
    """Tell texts, addresses and names apart, so that most files stay readable."""
    return word[0] if word[0] in '"<' else "name"


def follow(content: bytes, name: str, judging: Judging) -> Counter[str]:
    """Go the whole way with one file, and tell how far that was."""
    begun = time.process_time()
    reading = read(content, f"si/{name}")
    reports = tuple(check_once()(each) for each in reading.submissions)
    view = View(
        reports=reports,
        sources={each.shown_name: reading.text for each in reading.submissions},
        cells=reading.cells(reports),
        most=MOST,
    )
    for wanted in FORMATS:
        _look_at(wanted, render(view, wanted))
    if name.endswith(".ttl") and reading.text and len(reports) == 1:
        _mend(reading.text, reading.submissions[0], reports[0])
    head = {"id_base": "https://w3id.org/edihkg/", "root": "", "format": "html"}
    told, page = judging.answer(head, content)
    assert told["status"] == "200"
    assert b"Traceback" not in page
    assert time.process_time() - begun < HANGS_S
    accepted = bool(reports) and all(report.accepted for report in reports)
    return Counter(files=1, read=any(report.hub for report in reports), accepted=accepted)


def _look_at(wanted: str, shown: str) -> None:
    """Read a format as those do who read it."""
    assert "Traceback" not in shown
    assert not _CONTROL.search(shown)
    if wanted == "json":
        document = json.loads(shown)
        jsonschema.validate(document, _SCHEMA)
        told = sum(len(one["findings"]) for one in document["reports"])
        told += sum(sum(one["counts"].values()) for one in document["common"])
        assert told + document["notShown"] == sum(document["counts"].values())
    elif wanted == "junit":
        ET.fromstring(shown)  # noqa: S314 - our own output
    elif wanted == "turtle":
        Graph().parse(data=shown, format="turtle")
    elif wanted == "sarif":
        assert json.loads(shown)["version"] == "2.1.0"


def _mend(text: str, submission: Submission, report: Report) -> None:
    """Mend it; that never makes anything worse."""

    def check(now: str) -> Report:
        return check_once()(read_turtle(now.encode(), submission.name))

    mended = mend(text, report, check)
    if mended.done:
        assert len(mended.report.findings) <= len(report.findings)
    else:
        assert mended.text == text


def follow_all(seed: int, judging: Judging) -> Counter[str]:
    """Go the whole way with one altered file of every kind, and with shuffled words."""
    cases = [(name, altered(name, seed)) for name in seeds()]
    cases += [("4pdih.ttl", shuffled(seed * 10 + number)) for number in range(10)]
    found: Counter[str] = Counter()
    for name, content in cases:
        try:
            found += follow(content, name, judging)
        except Exception as error:
            raise AssertionError((name, seed, content[:2000])) from error
    return found


def test_altered_files_go_the_whole_way(judging: Judging) -> None:
    """A reader that survives is of no use if the report about what it read does not."""
    found = follow_all(0, judging) + follow_all(1, judging)
    assert found["read"] > found["files"] / 4


@pytest.mark.slow
def test_altered_files_go_the_whole_way_for_minutes(judging: Judging) -> None:
    """The same for longer, with other seeds, and within a limit of memory."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, before[1]))
    ends = time.process_time() + float(os.environ.get("EDIHKG_FUZZ_S", "20"))
    found: Counter[str] = Counter()
    seed = int(os.environ.get("EDIHKG_FUZZ_FROM", "1000"))
    try:
        while time.process_time() < ends:
            found += follow_all(seed, judging)
            seed += 1
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
        print(dict(found))
