"""``edihkg validate``: check submissions and show what was found."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from edihkg import assets
from edihkg.cli.changed import changed_since
from edihkg.cli.inputs import STANDARD_INPUT, Inputs, Reading, find
from edihkg.cli.mending import mended, mended_tables
from edihkg.cli.talk import progress_bar, say
from edihkg.closure import checker
from edihkg.errors import UsageError
from edihkg.iris import IriSpace
from edihkg.settings import Settings
from edihkg.submission import Submission
from edihkg.validation import Report, Severity, View, render
from edihkg.validation.messages import Messages

FINDINGS = 1
WORTH_PROCESSES = 40
"""Files from which on several processes are quicker than one."""


@dataclass(frozen=True, slots=True)
class _Checked:
    """What was found in one submission."""

    path: Path
    submission: Submission
    report: Report
    text: str
    cells: Mapping[tuple[str, str], str]
    """Texts of the cells that findings about the file name, by file and cell."""

    @property
    def name(self) -> str:
        """Name of the file, as findings have it."""
        return self.submission.file or str(self.submission.name)


_Found = tuple[str, list[_Checked]]
"""What a file was read as, where that is worth saying; what was found in it."""


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Check every file and show one report about all of them, in every format asked for."""
    if sum(file is None for _, file in arguments.format) > 1:
        raise UsageError("Only one format can go to standard output; write --format NAME=FILE.")
    inputs = Inputs(IriSpace(settings.id_base), recorded_on=arguments.recorded_on or "")
    files = [file for path in arguments.paths for file in find(path)]
    if arguments.changed_since:
        files = changed_since(arguments.changed_since, files)
    checked = list(_check(files, inputs, arguments))
    _show(checked, arguments)
    worst = Severity(arguments.severity)
    findings = (finding for one in checked for finding in one.report.findings)
    return FINDINGS if any(f.severity.rank <= worst.rank for f in findings) else 0


def _check(files: list[Path], inputs: Inputs, arguments: argparse.Namespace) -> Iterator[_Checked]:
    with progress_bar() as progress:
        for done, (read_as, found) in enumerate(_check_each(files, inputs, arguments), 1):
            if read_as:
                say(f"{files[done - 1]}: read as {read_as}.")
            yield from found
            progress("Checking submissions", done, len(files))


def _check_each(
    files: list[Path], inputs: Inputs, arguments: argparse.Namespace
) -> Iterator[_Found]:
    """Check files in their order, in several processes when there are many."""
    check_here = partial(_check_file, inputs=inputs, arguments=arguments)
    if len(files) < WORTH_PROCESSES:
        yield from map(check_here, files)
        return
    from edihkg.processes import choose_number, pool

    with pool(choose_number(len(files))) as executor:
        yield from executor.map(check_here, files, chunksize=4)


def _check_file(path: Path, *, inputs: Inputs, arguments: argparse.Namespace) -> _Found:
    mending = arguments.fix or arguments.diff
    check = _checker_of_process(arguments.language, None if mending else arguments.max)
    reading = inputs.read(path)
    reports = [check(submission) for submission in reading.submissions]
    if mending and reading.tables and path != STANDARD_INPUT:
        tables = mended_tables(path, reading, reports, check, inputs, write=arguments.fix)
        if tables is not reading:
            reading, reports = tables, [check(each) for each in tables.submissions]
    elif mending:
        reports = [
            mended(path, submission, report, check, write=arguments.fix)
            for submission, report in zip(reading.submissions, reports, strict=True)
        ]
    text, cells = _text(path, reading, arguments), reading.cells(reports)
    found = [
        _Checked(path, submission, report, text, cells)
        for submission, report in zip(reading.submissions, reports, strict=True)
    ]
    return "" if reading.usual else reading.read_as, found


@cache
def _checker_of_process(language: str, most: int | None) -> Callable[[Submission], Report]:
    return checker(language=language, most=most)


def _text(path: Path, reading: Reading, arguments: argparse.Namespace) -> str:
    """Give the text that lines are shown of: after mending, that of the file as it is now."""
    if arguments.fix and reading.text and path.is_file():
        return path.read_bytes().decode("utf-8-sig", "replace")
    return reading.text


def _show(checked: list[_Checked], arguments: argparse.Namespace) -> None:
    view = View(
        reports=tuple(one.report for one in checked),
        sources={one.name: one.text for one in checked},
        cells={place: text for one in checked for place, text in one.cells.items()},
        paths={one.name: _here(one.path, one.name) for one in checked},
        most=arguments.max,
        messages=Messages.load(arguments.language, assets.folder("shapes") / "messages"),
    )
    for wanted, file in arguments.format:
        if file is not None:
            file.write_text(render(view, wanted), encoding="utf-8")
        elif wanted == "text" and _has_colour():
            sys.stdout.write(render(view.in_colour(), wanted))
        else:
            sys.stdout.write(render(view, wanted))


def _here(path: Path, name: str) -> str:
    """Write a path as seen from here; of one that lies elsewhere only its name is shown."""
    if path == STANDARD_INPUT:
        return name
    here = Path.cwd()
    whole = path.resolve()
    return whole.relative_to(here).as_posix() if whole.is_relative_to(here) and path.name else name


def _has_colour() -> bool:
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain
