"""What a build says about every submission: values, and ``report.json``. Pure.

Layout of ``report.json``::

    {"counts": {"submissions": 473, "published": 472, …, "Violation": 1, …},
     "submissions": [{"name": "si/x.ttl", "hub": IRI, "label": …, "outcome": "published",
                      "digest": …, "withdrawn": false,
                      "findings": [{"code", "severity", "message", "focus", "path", "value",
                                    "line", "column", "suggestion"}]}]}

Submissions are sorted by name, findings by place. No time, no id of the release.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from edihkg.errors import ReleaseError
from edihkg.graph import HubGraph

SEVERITIES = ("Violation", "Warning", "Info")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ReportedFinding:
    """One finding as plain text, so that it travels between processes and into JSON."""

    line: int = 0
    """Place in the file, from 1; 0 when the finding is about the network."""
    column: int = 0
    code: str
    """Defect code, for example ``D15``."""
    severity: str
    """One of SEVERITIES."""
    message: str
    focus: str = ""
    """IRI of what the finding is about."""
    path: str = ""
    value: str = ""
    suggestion: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One submission after it was read and checked."""

    name: str
    """Path inside the collection, for example ``si/4pdih.ttl``."""
    slug: str
    hub: str
    """IRI of the hub; empty when the file describes none or cannot be read."""
    label: str
    """Name of the hub; empty when it has none."""
    digest: str
    """SHA-256 of the file."""
    outcome: str
    """``published``, ``kept out``, ``withdrawn`` or ``unreadable``."""
    withdrawn: bool = False
    """The file says that the hub has left the network."""
    findings: tuple[ReportedFinding, ...] = ()
    graph: HubGraph | None = None
    """The statements; None unless published."""

    def with_findings(self, more: Iterable[ReportedFinding]) -> "Checked":
        """Add findings, keeping the order."""
        return replace(self, findings=tuple(sorted((*self.findings, *more))))


def count_outcomes(checked: Sequence[Checked]) -> dict[str, int]:
    """Count submissions by outcome and findings by severity."""
    outcomes = Counter(each.outcome.replace(" ", "_") for each in checked)
    severities = Counter(finding.severity for each in checked for finding in each.findings)
    return {
        "submissions": len(checked),
        **{name: outcomes[name] for name in ("published", "kept_out", "unreadable", "withdrawn")},
        **{name: severities[name] for name in SEVERITIES},
    }


def render_report(checked: Sequence[Checked]) -> str:
    """Write ``report.json``."""
    submissions = [_entry(each) for each in sorted(checked, key=lambda each: each.name)]
    report = {"counts": count_outcomes(checked), "submissions": submissions}
    return json.dumps(report, indent=1, ensure_ascii=False) + "\n"


def read_report(report: Path) -> list[Checked]:
    """Read a ``report.json`` back; graphs are not in it.

    Raises: ReleaseError when the file is damaged.
    """
    try:
        entries = json.loads(report.read_text(encoding="utf-8"))["submissions"]
        return [_checked(entry) for entry in entries]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError(
            f"The {report.name} of the current release cannot be read, so it is unknown which "
            "hubs it publishes; choose a whole release with 'edihkg release use', or build "
            "with --allow-loss."
        ) from error


def _entry(checked: Checked) -> dict[str, object]:
    return {
        "name": checked.name,
        "hub": checked.hub,
        "label": checked.label,
        "digest": checked.digest,
        "outcome": checked.outcome,
        "withdrawn": checked.withdrawn,
        "findings": [asdict(finding) for finding in checked.findings],
    }


def _checked(entry: dict[str, Any]) -> Checked:
    findings = tuple(ReportedFinding(**finding) for finding in entry["findings"])
    return Checked(
        name=entry["name"],
        slug=PurePosixPath(entry["name"]).stem,
        hub=entry["hub"],
        label=entry["label"],
        digest=entry["digest"],
        outcome=entry["outcome"],
        withdrawn=entry.get("withdrawn", entry["outcome"] == "withdrawn"),  # older reports lack it
        findings=findings,
    )
