"""Show reports as one self-contained HTML file: to mail to a hub, to open anywhere.

No script, nothing from another host; readable with a screen reader, in the dark and on paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from edihkg.validation.rendering.common import Common
from edihkg.validation.rendering.text import (
    advice,
    draft_notice,
    file_heading,
    in_words,
    label,
    numbered,
    said_once,
    summary,
)
from edihkg.validation.rendering.view import LONGEST_LINE, View, masked, width
from edihkg.validation.report import Finding, Report, Severity

_CLASSES = {Severity.VIOLATION: "violation", Severity.WARNING: "warning", Severity.INFO: "info"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding as the template needs it."""

    finding: Finding
    style: str
    severity: str
    place: str
    label: str
    """What the line or cell is called."""
    before: str
    marked: str
    after: str
    advice: str
    rule: str
    """What must hold; empty where the message says as much."""


@dataclass(frozen=True, slots=True)
class Section:
    """One submission as the template needs it."""

    number: int
    """Place among the sections, from 1."""
    report: Report
    verdict: str
    counts: str
    path: str
    findings: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class ShownCommon:
    """What no hub of a file states, as the template needs it."""

    style: str
    severity: str
    code: str
    message: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class FileSection:
    """A file about several hubs, as the template needs it."""

    heading: str
    common: Sequence[ShownCommon]


def show_html(view: View) -> str:
    """Show a page with a section for each submission that has findings, worst first.

    What no hub of a file states stands before them, because it explains the counts.
    """
    shown = view.shown()
    found = [report for report in view.worst_first() if shown[id(report)]]
    sections = [
        _section(number, report, shown[id(report)], view) for number, report in enumerate(found, 1)
    ]
    page: str = _template().render(
        language=view.messages.language,
        draft=draft_notice(view.messages) if view.messages.draft else "",
        say=view.messages.translate,
        files=[
            _file_section(tuple(some), view)
            for _, some in groupby(view.common(), key=lambda one: one.first.file)
        ],
        said_once=said_once(view),
        sections=sections,
        kept_out=[one for one in sections if not one.report.accepted],
        accepted=[one for one in sections if one.report.accepted],
        summary=summary(view.reports, view.messages),
        left_out=view.left_out and _left_out(view),
        title=_title(view),
    )
    return page


def _title(view: View) -> str:
    """Name the hub, else the table, that the report is about; empty if there are several."""
    files = {report.file for report in view.reports}
    if len(view.reports) == 1:
        return view.reports[0].label
    return view.path(files.pop()) if len(files) == 1 else ""


def _left_out(view: View) -> str:
    return view.messages.count(
        "{number} more finding is not shown.",
        "{number} more findings are not shown.",
        view.left_out,
    )


def _file_section(common: Sequence[Common], view: View) -> FileSection:
    return FileSection(
        heading=file_heading(common[0], view),
        common=[
            ShownCommon(
                style=_CLASSES[one.first.severity],
                severity=view.messages.translate(one.first.severity.value),
                code=one.first.code,
                message=numbered(one, view.messages),
                suggestion=one.first.suggestion,
            )
            for one in common
        ],
    )


def _section(number: int, report: Report, findings: Sequence[Finding], view: View) -> Section:
    return Section(
        number=number,
        report=report,
        verdict=view.messages.translate("accepted" if report.accepted else "kept out"),
        counts=in_words(view.alone(report), view.messages),
        path=view.path(report.file or report.name),
        findings=[_shown(finding, view) for finding in findings],
    )


def _shown(finding: Finding, view: View) -> Shown:
    before, marked, after = _parts(view.line(finding), finding)
    return Shown(
        finding=finding,
        style=_CLASSES[finding.severity],
        severity=view.messages.translate(finding.severity.value),
        place=finding.cell or f"{view.path(finding.file)}:{finding.where}",
        label=label(finding),
        before=before,
        marked=marked,
        after=after,
        advice=masked(advice(finding, view.messages)),
        rule="" if finding.lacks else finding.rule,
    )


def _parts(line: str, finding: Finding) -> tuple[str, str, str]:
    """Cut a line around what is marked in it."""
    start = max(0, finding.column - 60) if len(line) > LONGEST_LINE else 0
    at = finding.column - 1
    end = min(at + width(line, finding), start + LONGEST_LINE) if line else at
    return line[start:at], line[at:end], line[end : start + LONGEST_LINE]


@cache
def _template() -> Any:  # noqa: ANN401 - only HTML needs Jinja, and its import takes time
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    return environment.get_template("report.html")
