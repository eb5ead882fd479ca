"""Show reports: as text for people, as JSON, as a standard validation report. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from rdflib import RDF, SH, BNode, Graph, Literal, URIRef

from edihkg.validation.report import Finding, Report, Severity

RULE_COMPONENT = URIRef("https://w3id.org/edihkg/shapes#RuleConstraintComponent")
"""Component named in the standard report for findings of our own rules."""

UNLAWFUL = "https://w3id.org/edihkg/shapes#Rule-lawful-terms"
"""Its findings name terms that cannot be written into any RDF file."""

_RULES = "https://w3id.org/edihkg/shapes#Rule-"
_PLURALS = {Severity.VIOLATION: "violation", Severity.WARNING: "warning", Severity.INFO: "note"}


def render_text(reports: Iterable[Report], *, sources: Mapping[str, str] | None = None) -> str:
    """Show findings grouped by hub, worst first, and end with a line of counts.

    ``sources`` maps the name of a file to its text; then the line is shown with a caret.
    """
    ordered = sorted(reports, key=_badness)
    blocks = [_hub_block(report, (sources or {}).get(report.name, "")) for report in ordered]
    return "\n".join([*(block for block in blocks if block), summary(ordered), ""])


def summary(reports: Sequence[Report]) -> str:
    """Count submissions and findings in one sentence."""
    accepted = sum(report.accepted for report in reports)
    counts = {one: sum(report.count(one) for report in reports) for one in Severity}
    found = ", ".join(_number(counts[one], word) for one, word in _PLURALS.items() if counts[one])
    kept_out = len(reports) - accepted
    return (
        f"{_number(len(reports), 'submission')}: {accepted} accepted, {kept_out} kept out; "
        f"{found or 'nothing to mend'}."
    )


def render_json(reports: Iterable[Report]) -> str:
    """Show reports as JSON: counts, then each report with its findings."""
    ordered = sorted(reports, key=lambda report: report.name)
    document = {
        "accepted": sum(report.accepted for report in ordered),
        "keptOut": sum(not report.accepted for report in ordered),
        "reports": [to_json(report) for report in ordered],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def to_json(report: Report) -> dict[str, object]:
    """Turn a report into plain values; empty fields are left out."""
    return {
        "name": report.name,
        "hub": report.hub,
        "label": report.label,
        "profile": report.profile,
        "accepted": report.accepted,
        "findings": [_finding_json(finding) for finding in report.findings],
    }


def render_turtle(report: Report) -> str:
    """Show the standard ``sh:ValidationReport``, with findings of our own rules added."""
    return standard_report(report).serialize(format="turtle")


def standard_report(report: Report) -> Graph:
    """Make the graph of the standard report; equal to pySHACL's own when no rule speaks."""
    graph = Graph(bind_namespaces="none")
    graph.bind("sh", SH)
    graph.bind("shapes", "https://w3id.org/edihkg/shapes#")
    for statement in report.standard:
        graph.add(statement)
    beside = [finding for finding in report.findings if finding.shape.startswith(_RULES)]
    root = graph.value(None, RDF.type, SH.ValidationReport) or BNode()
    if beside or not report.standard:
        graph.set((root, RDF.type, SH.ValidationReport))
        graph.set((root, SH.conforms, Literal(False)))
    for finding in beside:
        _add_result(graph, root, finding)
    return graph


def _add_result(graph: Graph, root: object, finding: Finding) -> None:
    result = BNode()
    graph.add((root, SH.result, result))  # type: ignore[arg-type]
    graph.add((result, RDF.type, SH.ValidationResult))
    graph.add((result, SH.resultSeverity, finding.severity.iri))
    graph.add((result, SH.sourceConstraintComponent, RULE_COMPONENT))
    graph.add((result, SH.sourceShape, URIRef(finding.shape)))
    graph.add((result, SH.resultMessage, Literal(finding.message, lang="en")))
    if finding.shape == UNLAWFUL:
        return
    if finding.focus:
        graph.add((result, SH.focusNode, URIRef(finding.focus)))
    if finding.path:
        graph.add((result, SH.resultPath, URIRef(finding.path)))


def _badness(report: Report) -> tuple[int, int, int, str]:
    violations, warnings, infos = (-report.count(severity) for severity in Severity)
    return violations, warnings, infos, report.name


def _hub_block(report: Report, source: str) -> str:
    if not report.findings:
        return ""
    verdict = "accepted" if report.accepted else "kept out"
    lines = source.split("\n")
    shown = [line for finding in report.findings for line in _finding_lines(finding, lines)]
    return "\n".join([f"{report.label} ({verdict})", *shown, ""])


def _finding_lines(finding: Finding, lines: Sequence[str]) -> list[str]:
    shown = [f"  {finding.place} {finding.severity.value} {finding.code} {finding.message}"]
    if 0 < finding.line <= len(lines) and lines[finding.line - 1].strip():
        shown += _source_lines(finding, lines[finding.line - 1])
    if finding.suggestion:
        shown.append(f"      {finding.suggestion}")
    return shown


def _source_lines(finding: Finding, line: str) -> list[str]:
    """Show the line and a caret under its column; long lines are cut around the caret."""
    plain = "".join(c if c.isprintable() else " " for c in line)
    start = max(0, finding.column - 60) if len(plain) > 100 else 0
    return [
        f"    {finding.line:>5} | {plain[start : start + 100]}",
        f"          | {' ' * (finding.column - 1 - start)}^",
    ]


def _finding_json(finding: Finding) -> dict[str, object]:
    values = asdict(finding) | {"severity": finding.severity.value}
    return {name: value for name, value in values.items() if value != ""}


def _number(count: int, word: str) -> str:
    return f"{count:,} {word}" + ("" if count == 1 else "s")
