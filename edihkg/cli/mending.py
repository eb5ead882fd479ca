"""``edihkg validate --fix``: mend files in place and show what was changed.

Turtle and CSV tables are mended; a file is replaced as a whole, so that an interruption leaves
the old one. The difference goes to standard error: standard output is for the report.
"""

import difflib
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from edihkg.cli.inputs import Inputs, Reading
from edihkg.cli.talk import say
from edihkg.mending import mend, mend_tables
from edihkg.sources import ENDING, read_turtle
from edihkg.submission import Submission
from edihkg.terms import to_rdflib
from edihkg.validation import Report
from edihkg.validation.rendering.view import masked

_MARK = b"\xef\xbb\xbf"
"""Byte order mark of UTF-8, which some editors write; it stays."""


def mended(
    path: Path,
    submission: Submission,
    report: Report,
    check: Callable[[Submission], Report],
    *,
    write: bool,
) -> Report:
    """Mend one file and show the difference; gives the report on what the file then is.

    ``write`` false only shows what would be changed, and gives the report as it was.
    """
    if path.suffix != ENDING or not any(p.certain for f in report.findings for p in f.proposals):
        return report
    content = path.read_bytes()
    text = content.decode("utf-8-sig")
    found = mend(text, report, lambda now: check(read_turtle(now.encode(), submission.name)))
    if not found.done:
        return report
    for line in _difference(path, text, found.text):
        say(line)
    if not write:
        return report
    _replace(path, (_MARK if content.startswith(_MARK) else b"") + found.text.encode())
    return found.report


def mended_tables(  # noqa: PLR0913 - what was read, what reads and checks it again
    path: Path,
    reading: Reading,
    reports: Sequence[Report],
    check: Callable[[Submission], Report],
    inputs: Inputs,
    *,
    write: bool,
) -> Reading:
    """Mend CSV tables and show the differences; gives what the tables then say.

    ``path`` is their folder, or the one table. ``write`` false only shows what would be changed.
    """
    from edihkg.importing.tabulate import to_cell

    contents = reading.tables

    def read(tables: Mapping[str, bytes]) -> Reading:
        return inputs.read_tables(tables, file=reading.file)

    found = mend_tables(
        contents,
        reports,
        lambda tables: [check(each) for each in read(tables).submissions],
        lambda term: to_cell(to_rdflib(term), inputs.lists, inputs.space),
    )
    for name, content in found.contents.items():
        if content != contents[name]:
            file = path / name if path.is_dir() else path
            old, new = contents[name].decode("utf-8-sig"), content.decode("utf-8-sig")
            for line in _difference(file, old, new):
                say(line)
            if write:
                _replace(file, content)
    return read(found.contents) if write and found.contents != contents else reading


def _difference(path: Path, old: str, new: str) -> list[str]:
    lines = difflib.unified_diff(
        old.splitlines(), new.splitlines(), f"a/{path}", f"b/{path}", lineterm="", n=1
    )
    return [masked(line) for line in lines]


def _replace(path: Path, content: bytes) -> None:
    target = path.resolve()
    beside = target.with_name(f".{target.name}.new")
    try:
        beside.write_bytes(content)
        shutil.copymode(target, beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
