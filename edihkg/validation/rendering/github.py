"""Show findings as annotations of a pull request.

Source: GitHub Actions, workflow commands (``::error file=…,line=…,col=…,title=…::message``).
"""

from edihkg.validation.rendering.common import Common
from edihkg.validation.rendering.text import advice, counted, draft_notice, numbered, summary
from edihkg.validation.rendering.view import View, masked, width
from edihkg.validation.report import Finding, Report, Severity

_COMMANDS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def show_github(view: View) -> str:
    """Show one command for each finding, and the counts in a group of their own."""
    lines = [_command(report, finding, view) for report, finding in view.findings()]
    lines += [_common_command(one, view) for one in view.common()]
    head = _data(counted(view.reports, view.messages))
    counts = [f"::group::{head}", _data(summary(view.reports, view.messages)), "::endgroup::"]
    if view.messages.draft:
        lines.append(f"::notice::{_data(draft_notice(view.messages))}")
    return "\n".join([*lines, *counts, ""])


def _command(report: Report, finding: Finding, view: View) -> str:
    properties = {"file": view.path(finding.file), **_region(finding, view)}
    properties["title"] = f"{finding.code} {report.label}"
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {written}::{_data(_words(finding, view))}"


def _common_command(common: Common, view: View) -> str:
    """Say once what no hub of a file states."""
    finding = common.first
    properties = f"file={_property(view.path(finding.file))},title={finding.code}"
    words = f"{numbered(common, view.messages)} {finding.suggestion}".strip()
    return f"::{_COMMANDS[finding.severity]} {properties}::{_data(words)}"


def _region(finding: Finding, view: View) -> dict[str, str]:
    if finding.cell:
        return {}
    line = view.line(finding)
    end = finding.column + (width(line, finding) if line else 1)
    return {"line": str(finding.line), "col": str(finding.column), "endColumn": str(end)}


def _words(finding: Finding, view: View) -> str:
    """Say everything; GitHub shows the place of a cell nowhere else."""
    place = f"{finding.cell}: " if finding.cell else ""
    parts = (f"{place}{finding.message}", *finding.causes, advice(finding, view.messages))
    return masked(" ".join(part for part in parts if part))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
