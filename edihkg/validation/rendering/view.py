"""What every format looks at: reports, worst first, and which of their findings are shown. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from edihkg.validation.messages import ENGLISH, Messages
from edihkg.validation.report import Finding, Report, Severity
from edihkg.validation.sentences import MAIL

LONGEST_LINE = 100
"""Characters of a source line that are shown."""

_TOKEN = re.compile(
    r'<[^<>\s]*>|"""|\'\'\'|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^[^\s;,\])]+)?'
    r"|'(?:[^'\\]|\\.)*'(?:@[\w-]+|\^\^[^\s;,\])]+)?|\[|\(|[^\s;,\[\]()<>\"']+"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Reports, and how they are to be shown."""

    reports: tuple[Report, ...]
    sources: Mapping[str, str] = field(default_factory=dict)
    """Text of a file, by its name."""
    paths: Mapping[str, str] = field(default_factory=dict)
    """Where the reader finds a file, by its name."""
    most: int | None = None
    """How many findings are shown at most."""
    messages: Messages = ENGLISH
    colour: bool = False

    def in_colour(self) -> "View":
        """Give the same view for a terminal with colours."""
        return replace(self, colour=True)

    def path(self, name: str) -> str:
        """Say where the reader finds a file."""
        return self.paths.get(name, name)

    def worst_first(self) -> list[Report]:
        """Order the reports by what was found."""
        return sorted(self.reports, key=_badness)

    def by_name(self) -> list[Report]:
        """Order the reports by the names of their files."""
        return sorted(self.reports, key=lambda report: report.name)

    def shown(self) -> dict[int, tuple[Finding, ...]]:
        """Choose the findings to show, by ``id`` of their report: the worst of all."""
        ranked = [
            (finding.severity.rank, place, index)
            for place, report in enumerate(self.worst_first())
            for index, finding in enumerate(report.findings)
        ]
        kept = set(sorted(ranked)[: self.most])
        return {
            id(report): tuple(
                finding
                for index, finding in enumerate(report.findings)
                if (finding.severity.rank, place, index) in kept
            )
            for place, report in enumerate(self.worst_first())
        }

    def findings(self) -> Iterator[tuple[Report, Finding]]:
        """Give the findings to show, by name of file, worst first within it."""
        shown = self.shown()
        for report in self.by_name():
            for finding in shown[id(report)]:
                yield report, finding

    def count(self, severity: Severity) -> int:
        """Count all findings of one severity, shown or not."""
        return sum(report.count(severity) for report in self.reports)

    @property
    def left_out(self) -> int:
        """How many findings are not shown."""
        total = sum(len(report.findings) for report in self.reports)
        return 0 if self.most is None else max(0, total - self.most)

    def line(self, finding: Finding) -> str:
        """Give the source line of a finding, fit to be shown; empty when it is unknown."""
        lines = self.sources.get(finding.file, "").split("\n")
        known = not finding.cell and 0 < finding.line <= len(lines)
        return masked(lines[finding.line - 1]) if known else ""


def masked(text: str) -> str:
    """Hide e-mail addresses and control characters; the length stays."""
    hidden = MAIL.sub(lambda found: "•" * len(found[0]), text)
    return "".join(c if c.isprintable() else " " for c in hidden)


def width(line: str, column: int) -> int:
    """Measure what stands at a column of a Turtle line, in characters; at least 1."""
    found = _TOKEN.match(line, column - 1)
    return max(1, len(found[0])) if found else 1


def _badness(report: Report) -> tuple[int, int, int, str]:
    violations, warnings, infos = (-report.count(severity) for severity in Severity)
    return violations, warnings, infos, report.name
