"""Show reports at a terminal: by hub, worst first, with the line or cell and a caret.

What no hub of a file states follows, beside the counts that it explains.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from edihkg.validation.messages import ENGLISH, Messages, group
from edihkg.validation.rendering.common import Common
from edihkg.validation.rendering.view import LONGEST_LINE, View, width
from edihkg.validation.report import Finding, Report, Severity

COUNTED = {
    Severity.VIOLATION: ("{number} violation", "{number} violations"),
    Severity.WARNING: ("{number} warning", "{number} warnings"),
    Severity.INFO: ("{number} note", "{number} notes"),
}
"""How findings are counted: one, and many."""

_COLOURS = {Severity.VIOLATION: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_BOLD = "1"
_QUIET = "2"


def show_text(view: View) -> str:
    """Show findings grouped by hub, worst first, and end with a line of counts."""
    shown = view.shown()
    lines: list[str] = []
    for report in view.worst_first():
        if shown[id(report)]:
            lines += [*_hub_lines(report, shown[id(report)], view), ""]
    for _, some in groupby(view.common(), key=lambda one: one.first.file):
        lines += [*_file_lines(tuple(some), view), ""]
    return "\n".join([*lines, *_notices(view), summary(view.reports, view.messages), ""])


def summary(reports: Iterable[Report], messages: Messages = ENGLISH) -> str:
    """Count submissions and findings in one sentence."""
    every = list(reports)
    accepted = sum(report.accepted for report in every)
    submissions = messages.count("{number} submission", "{number} submissions", len(every))
    sentence = messages.translate("{submissions}: {accepted} accepted, {out} kept out; {found}.")
    places = {
        "submissions": submissions,
        "accepted": group(accepted, messages.language),
        "out": group(len(every) - accepted, messages.language),
        "found": counted(every, messages),
    }
    return sentence.format_map(places)


def counted(reports: Sequence[Report], messages: Messages) -> str:
    """Count findings by severity, in words."""
    return in_words({one: sum(r.count(one) for r in reports) for one in Severity}, messages)


def in_words(totals: Mapping[Severity, int], messages: Messages) -> str:
    """Say how many findings of each severity there are."""
    parts = [messages.count(*COUNTED[one], totals[one]) for one in Severity if totals[one]]
    return ", ".join(parts) or messages.translate("nothing to mend")


def said_once(view: View) -> str:
    """Say how many findings the sentences about files stand for; empty without such."""
    number = sum(len(one.findings) for one in view.common())
    said = view.messages.count(
        "{number} of the findings is said once, for a file as a whole.",
        "{number} of the findings are said once, for a file as a whole.",
        number,
    )
    return said if number else ""


def _notices(view: View) -> Iterator[str]:
    if view.common():
        yield said_once(view)
    if view.left_out:
        yield view.messages.count(
            "{number} more finding is not shown.",
            "{number} more findings are not shown.",
            view.left_out,
        )
    if view.messages.draft:
        yield draft_notice(view.messages)


def draft_notice(messages: Messages) -> str:
    """Say that the translation is a draft, how much of it there is and how it is signed."""
    sentence = messages.translate(
        "This translation is a draft that no native reader has signed ({done} of {whole} "
        "sentences); the English wording holds. To mend or sign it: {file}."
    )
    return sentence.format(
        done=group(messages.coverage.done, messages.language),
        whole=group(messages.coverage.whole, messages.language),
        file=f"shapes/messages/{messages.language}.po",
    )


def file_heading(common: Common, view: View) -> str:
    """Head what no hub of a file states."""
    heading = view.messages.translate("What no hub of {file} states")
    return heading.format(file=view.path(common.first.file))


def numbered(common: Common, messages: Messages) -> str:
    """Say what no hub of a file states, and how many findings that is."""
    counts = in_words({one: common.count(one) for one in Severity}, messages)
    return common.message(messages, counts)


def _file_lines(common: Sequence[Common], view: View) -> Iterator[str]:
    yield _paint(file_heading(common[0], view), _BOLD, view)
    for one in common:
        severity = view.messages.translate(one.first.severity.value)
        mark = _paint(f"{severity} {one.first.code}", _COLOURS[one.first.severity], view)
        yield f"  {mark} {numbered(one, view.messages)}"
        if one.first.suggestion:
            yield f"      {one.first.suggestion}"


def _hub_lines(report: Report, findings: Sequence[Finding], view: View) -> Iterator[str]:
    verdict = view.messages.translate("accepted" if report.accepted else "kept out")
    yield _paint(f"{report.label} ({verdict})", _BOLD, view)
    place = ""
    for finding in findings:
        yield from _finding_lines(finding, view, again=finding.where == place)
        place = finding.where


def _finding_lines(finding: Finding, view: View, *, again: bool) -> Iterator[str]:
    severity = view.messages.translate(finding.severity.value)
    mark = _paint(f"{severity} {finding.code}", _COLOURS[finding.severity], view)
    yield f"  {view.path(finding.file)}:{finding.where} {mark} {finding.message}"
    line = view.line(finding)
    if line.strip() and not again:
        yield from _source_lines(finding, line, view)
    yield from (f"      - {cause}" for cause in finding.causes)
    said = advice(finding, view.messages)
    if said:
        yield f"      {said}"


def advice(finding: Finding, messages: Messages) -> str:
    """Say what to do: what could stand there instead, else what helps in general."""
    if not finding.proposals:
        return finding.suggestion
    first, *others = finding.proposals
    if first.certain:
        return messages.translate("Write {proposal}.").format(proposal=first.label)
    names = ", ".join(one.label for one in (first, *others))
    return messages.translate("Did you mean {proposal}?").format(proposal=names)


def _source_lines(finding: Finding, line: str, view: View) -> Iterator[str]:
    """Show the line and carets under its column; long lines are cut around them."""
    start = max(0, finding.column - 60) if len(line) > LONGEST_LINE else 0
    shown = line[start : start + LONGEST_LINE]
    at = finding.column - 1 - start
    carets = "^" * max(1, min(width(line, finding), len(shown) - at))
    yield f"{_paint(f'    {label(finding):>5} |', _QUIET, view)} {shown}"
    yield (
        f"{_paint('          |', _QUIET, view)} {' ' * at}"
        f"{_paint(carets, _COLOURS[finding.severity], view)}"
    )


def label(finding: Finding) -> str:
    """Name a line by its number, a cell by its address in the sheet."""
    return finding.cell.rpartition("!")[2] or str(finding.line)


def _paint(text: str, colour: str, view: View) -> str:
    return f"\x1b[{colour}m{text}\x1b[0m" if view.colour else text
