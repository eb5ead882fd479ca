"""``edihkg validate``: check submissions and show what was found."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from edihkg.cli.inputs import Inputs, Reading, find
from edihkg.cli.talk import progress_bar, say
from edihkg.closure import checker
from edihkg.iris import IriSpace
from edihkg.settings import Settings
from edihkg.validation import Report, Severity, View, render

FINDINGS = 1


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Check every file and print one report about all of them."""
    inputs = Inputs(IriSpace(settings.id_base), recorded_on=arguments.recorded_on or "")
    files = [file for path in arguments.paths for file in find(path)]
    checked = list(_check(files, inputs))
    reports = [report for _, found in checked for report in found]
    sys.stdout.write(_render(checked, arguments.format))
    worst = Severity(arguments.severity)
    found = any(f.severity.rank <= worst.rank for report in reports for f in report.findings)
    return FINDINGS if found else 0


def _check(files: list[Path], inputs: Inputs) -> Iterable[tuple[Reading, list[Report]]]:
    check = checker()
    with progress_bar() as progress:
        for done, path in enumerate(files, 1):
            reading = inputs.read(path)
            if not reading.usual:
                say(f"{path}: read as {reading.read_as}.")
            yield reading, [check(submission) for submission in reading.submissions]
            progress("Checking submissions", done, len(files))


def _render(checked: list[tuple[Reading, list[Report]]], wanted: str) -> str:
    texts = {s.shown_name: reading.text for reading, _ in checked for s in reading.submissions}
    reports = tuple(report for _, found in checked for report in found)
    return render(View(reports=reports, sources=texts), wanted)
