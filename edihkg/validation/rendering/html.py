"""Show reports as one self-contained HTML file: to mail to a hub, to open anywhere.

No script, nothing from another host; readable with a screen reader, in the dark and on paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from edihkg.validation.rendering.text import advice, counted, draft_notice, summary
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
    before: str
    marked: str
    after: str
    advice: str


@dataclass(frozen=True, slots=True)
class Section:
    """One submission as the template needs it."""

    report: Report
    verdict: str
    counts: str
    path: str
    findings: Sequence[Shown]


def show_html(view: View) -> str:
    """Show a page with a section for each submission that has findings, worst first."""
    shown = view.shown()
    sections = [
        _section(report, shown[id(report)], view)
        for report in view.worst_first()
        if shown[id(report)]
    ]
    page: str = _template().render(
        language=view.messages.language,
        draft=draft_notice(view.messages) if view.messages.draft else "",
        say=view.messages.translate,
        sections=sections,
        summary=summary(view.reports, view.messages),
        left_out=view.left_out and _left_out(view),
        title=view.reports[0].label if len(view.reports) == 1 else "",
    )
    return page


def _left_out(view: View) -> str:
    return view.messages.count(
        "{number} more finding is not shown.",
        "{number} more findings are not shown.",
        view.left_out,
    )


def _section(report: Report, findings: Sequence[Finding], view: View) -> Section:
    return Section(
        report=report,
        verdict=view.messages.translate("accepted" if report.accepted else "kept out"),
        counts=counted([report], view.messages),
        path=view.path(report.name),
        findings=[_shown(finding, view) for finding in findings],
    )


def _shown(finding: Finding, view: View) -> Shown:
    before, marked, after = _parts(view.line(finding), finding)
    return Shown(
        finding=finding,
        style=_CLASSES[finding.severity],
        severity=view.messages.translate(finding.severity.value),
        place=f"{view.path(finding.file)}:{finding.where}",
        before=before,
        marked=marked,
        after=after,
        advice=masked(advice(finding, view.messages)),
    )


def _parts(line: str, finding: Finding) -> tuple[str, str, str]:
    """Cut a line around what is marked in it."""
    start = max(0, finding.column - 60) if len(line) > LONGEST_LINE else 0
    at = finding.column - 1
    end = min(at + width(line, finding.column), start + LONGEST_LINE) if line else at
    return line[start:at], line[at:end], line[end : start + LONGEST_LINE]


@cache
def _template() -> Any:  # noqa: ANN401 - only HTML needs Jinja, and its import takes time
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    return environment.get_template("report.html")
