"""``edihkg validate --fix``: mend files in place and show what was changed.

Only Turtle is mended; a file is replaced as a whole, so that an interruption leaves the old
one. The difference goes to standard error: standard output is for the report.
"""

import difflib
import shutil
from collections.abc import Callable
from pathlib import Path

from edihkg.cli.talk import say
from edihkg.mending import mend
from edihkg.sources import ENDING, read_turtle
from edihkg.submission import Submission
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
