"""Show findings as SARIF 2.1.0, for code scanning.

Source: OASIS, Static Analysis Results Interchange Format 2.1.0. A result has a fingerprint
that does not change when lines above it do, so that services know it again.
"""

import hashlib
import json
from typing import Any
from urllib.parse import quote

from edihkg.validation.rendering.common import Common
from edihkg.validation.rendering.text import advice, draft_notice, numbered
from edihkg.validation.rendering.view import View, width
from edihkg.validation.report import Finding, Report, Severity

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
HOME = "https://w3id.org/edihkg/"

_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_Values = dict[str, Any]


def show_sarif(view: View) -> str:
    """Show one run with all findings, by name of file."""
    findings, common = list(view.findings()), view.common()
    rules = {one.shape: one for _, one in findings} | {one.first.shape: one.first for one in common}
    order = {shape: index for index, shape in enumerate(rules)}
    run: _Values = {
        "tool": {"driver": _driver([_rule(finding) for finding in rules.values()])},
        "columnKind": "unicodeCodePoints",
        "language": view.messages.language,
        "results": [
            *(_result(report, one, order[one.shape], view) for report, one in findings),
            *(_common_result(one, order[one.first.shape], view) for one in common),
        ],
        "properties": {"counts": {one.value: view.count(one) for one in Severity}, **_draft(view)},
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _draft(view: View) -> _Values:
    return {"draft": draft_notice(view.messages)} if view.messages.draft else {}


def _driver(rules: list[_Values]) -> _Values:
    from edihkg import __version__

    return {"name": "edihkg", "version": __version__, "informationUri": HOME, "rules": rules}


def _rule(finding: Finding) -> _Values:
    return {
        "id": _rule_id(finding),
        "shortDescription": {"text": finding.rule or finding.message},
        "helpUri": finding.shape or HOME,
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
    }


def _rule_id(finding: Finding) -> str:
    return f"{finding.code}/{finding.shape.rpartition('#')[2]}"


def _result(report: Report, finding: Finding, rule: int, view: View) -> _Values:
    return {
        "ruleId": _rule_id(finding),
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": _words(finding, view)},
        "locations": [_location(report, finding, view)],
        "partialFingerprints": {"finding/v1": _fingerprint(finding)},
    }


def _common_result(common: Common, rule: int, view: View) -> _Values:
    """Say once what no hub of a file states, and how often it was observed."""
    finding = common.first
    uri = quote(view.path(finding.file))
    return {
        "ruleId": _rule_id(finding),
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{numbered(common, view.messages)} {finding.suggestion}".strip()},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}}}],
        "occurrenceCount": len(common.findings),
        "partialFingerprints": {"finding/v1": _digest(finding.file, finding.code, finding.lacks)},
        "properties": {"counts": {one.value: common.count(one) for one in Severity}},
    }


def _words(finding: Finding, view: View) -> str:
    parts = (finding.message, *finding.causes, advice(finding, view.messages))
    return " ".join(part for part in parts if part)


def _location(report: Report, finding: Finding, view: View) -> _Values:
    physical: _Values = {"artifactLocation": {"uri": quote(view.path(finding.file))}}
    if not finding.cell:
        physical["region"] = _region(finding, view)
    logical = {"name": report.label, "kind": "resource"}
    if finding.cell:
        logical = {"name": finding.cell, "kind": "cell"}
    return {"physicalLocation": physical, "logicalLocations": [logical]}


def _region(finding: Finding, view: View) -> _Values:
    line = view.line(finding)
    region: _Values = {"startLine": finding.line, "startColumn": finding.column}
    if line:
        region["endColumn"] = finding.column + width(line, finding)
        region["snippet"] = {"text": line}
    return region


def _fingerprint(finding: Finding) -> str:
    return _digest(finding.file, finding.shape, finding.focus, finding.path, finding.value)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
