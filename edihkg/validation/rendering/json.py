"""Show reports as JSON; ``report.schema.json`` beside this module describes the document."""

import json
from dataclasses import asdict

from edihkg.validation.rendering.common import Common
from edihkg.validation.rendering.text import numbered
from edihkg.validation.rendering.view import View
from edihkg.validation.report import Finding, Report, Severity

SCHEMA = "https://w3id.org/edihkg/schema/validation-report.json"
"""Identifier of the schema."""


def show_json(view: View) -> str:
    """Show counts, what no hub of a file states, then each report with its findings, by name."""
    shown = view.shown()
    document = {
        "$schema": SCHEMA,
        "language": view.messages.language,
        "draft": view.messages.draft,
        "accepted": sum(report.accepted for report in view.reports),
        "keptOut": sum(not report.accepted for report in view.reports),
        "counts": {one.value: view.count(one) for one in Severity},
        "notShown": view.left_out,
        "common": [_common_json(one, view) for one in view.common()],
        "reports": [to_json(report, shown[id(report)]) for report in view.by_name()],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _common_json(common: Common, view: View) -> dict[str, object]:
    """Say once what no hub of a file states, and of which reports."""
    first = common.first
    values: dict[str, object] = {
        "code": first.code,
        "severity": first.severity.value,
        "message": numbered(common, view.messages),
        "file": first.file,
        "gap": first.gap and first.gap.value,
        "column": common.column,
        "lacks": first.lacks,
        "suggestion": first.suggestion,
        "counts": {one.value: common.count(one) for one in Severity},
        "reports": [report.name for report, _ in common.findings],
    }
    return _filled(values)


def to_json(report: Report, findings: tuple[Finding, ...] | None = None) -> dict[str, object]:
    """Turn a report into plain values; empty fields of findings are left out."""
    shown = report.findings if findings is None else findings
    return {
        "name": report.name,
        "hub": report.hub,
        "label": report.label,
        "profile": report.profile,
        "accepted": report.accepted,
        "counts": {one.value: report.count(one) for one in Severity},
        "findings": [_finding_json(finding) for finding in shown],
    }


def _finding_json(finding: Finding) -> dict[str, object]:
    values = asdict(finding) | {
        "severity": finding.severity.value,
        "gap": finding.gap and finding.gap.value,
        "width": finding.width or None,
        "proposals": [_filled(asdict(proposal)) for proposal in finding.proposals],
    }
    return _filled(values)


def _filled(values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value not in ("", (), [], None)}
