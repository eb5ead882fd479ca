"""``edihkg validate``: check submissions and show what was found."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from edihkg import sources
from edihkg.build import curated
from edihkg.cli.talk import progress_bar
from edihkg.closure import checker
from edihkg.settings import Settings
from edihkg.validation import Report, Severity, View, render

FINDINGS = 1


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Check every file and print one report about all of them."""
    del settings
    files = [file for path in arguments.paths for file in sources.find(path) if not curated(file)]
    reports = list(_check(files))
    sys.stdout.write(_render(reports, files, arguments.format))
    worst = Severity(arguments.severity)
    found = any(f.severity.rank <= worst.rank for report in reports for f in report.findings)
    return FINDINGS if found else 0


def _check(files: list[Path]) -> Iterable[Report]:
    check = checker()
    with progress_bar() as progress:
        for done, path in enumerate(files, 1):
            yield check(sources.read(path))
            progress("Checking submissions", done, len(files))


def _render(reports: list[Report], files: list[Path], wanted: str) -> str:
    texts = {f"{p.parent.name}/{p.name}": p.read_text("utf-8-sig", "replace") for p in files}
    return render(View(reports=tuple(reports), sources=texts), wanted)
