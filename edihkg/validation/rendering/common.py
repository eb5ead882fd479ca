"""What no hub of a file states: said once about the file, not once for each hub. Pure.

A table without a column for facilities lacks them for every hub. Two thousand such findings would
hide the forty that matter. They are counted as what they are, one for each hub, but a report
shows them as one sentence where

- the file is a table, and what is missing is asked for completeness, so nothing is kept out by it;
- every hub of the file of which it is asked lacks it, and there are at least ``FEWEST`` of them.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from edihkg.validation.messages import Messages
from edihkg.validation.report import Finding, Gap, Report, Severity

FEWEST = 3
"""Hubs below which each finding stands for itself."""

SENTENCES: Mapping[Gap, str] = {
    Gap.COLUMN: "{What}: this file has no such column; {missing}.",
    Gap.ROW: "{What}: no row of this file states any; {missing}.",
    Gap.CELL: "{What}: the column {column} is empty in every row; {missing}.",
}
"""How it is said: ``Facility: this file has no such column; missing for 251 hubs (251 notes).``"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What no hub of a file states."""

    findings: tuple[tuple[Report, Finding], ...]
    """One for each hub, worst first."""

    @property
    def first(self) -> Finding:
        """One of them; of file, code, gap and what is missing all say the same."""
        return self.findings[0][1]

    @property
    def column(self) -> str:
        """Sheet and column, for example ``hubs!C``; only where the cell is empty."""
        return self.first.cell.rstrip("0123456789") if self.first.gap is Gap.CELL else ""

    def count(self, severity: Severity) -> int:
        """Count the findings of one severity."""
        return sum(finding.severity is severity for _, finding in self.findings)

    def message(self, messages: Messages, counts: str) -> str:
        """Say it in one sentence; ``counts`` says how many findings of each severity that is."""
        number = len(self.findings)
        missing = messages.count("missing for {number} hub", "missing for {number} hubs", number)
        what = self.first.lacks
        sentence = messages.translate(SENTENCES[self.first.gap or Gap.ROW])
        return sentence.format(
            What=what[:1].upper() + what[1:], column=self.column, missing=f"{missing} ({counts})"
        )


def gather(reports: Sequence[Report]) -> tuple[Common, ...]:
    """Find what no hub of a file states, by file, worst first."""
    asked = Counter((report.file, report.profile) for report in reports)
    found: dict[tuple[str, str, Gap], dict[str, list[tuple[Report, Finding]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for report in reports:
        for one in report.findings:
            if one.gap and one.lacks and one.severity is not Severity.VIOLATION:
                found[one.file, one.code, one.gap][report.profile].append((report, one))
    commons = []
    for (file, _, _), profiles in found.items():
        everywhere = all(len(some) == asked[file, name] for name, some in profiles.items())
        members = [pair for some in profiles.values() for pair in some]
        if everywhere and len(members) >= FEWEST:
            commons.append(Common(findings=tuple(sorted(members, key=_rank))))
    return tuple(sorted(commons, key=_order))


def _rank(pair: tuple[Report, Finding]) -> int:
    return pair[1].severity.rank


def _order(common: Common) -> tuple[str, int, int, str]:
    first = common.first
    return first.file, first.severity.rank, -len(common.findings), first.code
