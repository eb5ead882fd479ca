"""What every format looks at: reports, worst first, and which of their findings are shown. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from edihkg.validation.messages import ENGLISH, Messages
from edihkg.validation.rendering.common import Common, gather
from edihkg.validation.report import Finding, Report, Severity
from edihkg.validation.sentences import MAIL

LONGEST_LINE = 100
"""Characters of a source line that are shown."""

_TOKEN = re.compile(
    r'<[^<>\s]*>|"""|\'\'\'|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^[^\s;,\])]+)?'
    r"|'(?:[^'\\]|\\.)*'(?:@[\w-]+|\^\^[^\s;,\])]+)?|\[|\(|[^\s;,\[\]()<>\"']+"
)


@dataclass(frozen=True, kw_only=True)
class View:
    """Reports, and how they are to be shown."""

    reports: tuple[Report, ...]
    sources: Mapping[str, str] = field(default_factory=dict)
    """Text of a file, by its name."""
    cells: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Text of a cell, by the name of the file and the cell."""
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
        """Order the reports by what was found in them alone."""
        return sorted(self.reports, key=self._badness)

    def by_name(self) -> list[Report]:
        """Order the reports by the names of their files."""
        return sorted(self.reports, key=lambda report: report.name)

    @cached_property
    def all_common(self) -> tuple[Common, ...]:
        """Give what no hub of a file states, shown or not."""
        return gather(self.reports)

    def common(self) -> tuple[Common, ...]:
        """Choose what to show of what no hub of a file states."""
        return self._chosen[0]

    def shown(self) -> dict[int, tuple[Finding, ...]]:
        """Choose the findings to show for themselves, by ``id`` of their report."""
        return self._chosen[1]

    @cached_property
    def _chosen(self) -> tuple[tuple[Common, ...], dict[int, tuple[Finding, ...]]]:
        """Choose the worst of all; one sentence about a file counts as one."""
        every, reports = self.all_common, self.worst_first()
        ranked = [(one.first.severity.rank, -1, index) for index, one in enumerate(every)]
        ranked += [
            (finding.severity.rank, place, index)
            for place, report in enumerate(reports)
            for index, finding in enumerate(report.findings)
            if id(finding) not in self._gathered
        ]
        kept = set(sorted(ranked)[: self.most])
        return tuple(
            one for i, one in enumerate(every) if (one.first.severity.rank, -1, i) in kept
        ), {
            id(report): tuple(
                finding
                for index, finding in enumerate(report.findings)
                if (finding.severity.rank, place, index) in kept
            )
            for place, report in enumerate(reports)
        }

    def alone(self, report: Report) -> Counter[Severity]:
        """Count what was found in a report apart from what no hub of its file states."""
        return Counter(one.severity for one in report.findings if id(one) not in self._gathered)

    @cached_property
    def _gathered(self) -> frozenset[int]:
        """Give the ``id`` of the findings that are said in common."""
        return frozenset(id(each) for one in self.all_common for _, each in one.findings)

    def _badness(self, report: Report) -> tuple[int, int, int, str]:
        alone = self.alone(report)
        violations, warnings, infos = (-alone[severity] for severity in Severity)
        return violations, warnings, infos, report.name

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
        common, shown = self._chosen
        told = sum(len(one.findings) for one in common) + sum(map(len, shown.values()))
        return sum(len(report.findings) for report in self.reports) - told

    def line(self, finding: Finding) -> str:
        """Give the source line, or cell, of a finding, fit to be shown; empty if unknown."""
        if finding.cell:
            return masked(self.cells.get((finding.file, finding.cell), ""))
        lines = self.sources.get(finding.file, "").split("\n")
        known = 0 < finding.line <= len(lines)
        return masked(lines[finding.line - 1]) if known else ""


def masked(text: str) -> str:
    """Hide e-mail addresses and control characters; the length stays."""
    hidden = MAIL.sub(lambda found: "•" * len(found[0]), text)
    return "".join(c if c.isprintable() else " " for c in hidden)


def width(line: str, finding: Finding) -> int:
    """Measure what stands at the place of a finding in its line, in characters; at least 1."""
    if finding.cell:
        return finding.width or max(1, len(line.rstrip()) - finding.column + 1)
    found = _TOKEN.match(line, finding.column - 1)
    return max(1, len(found[0])) if found else 1
