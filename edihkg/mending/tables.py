"""Mend CSV tables in the cells that are wrong, and only where nothing else can be meant. Pure.

Only the characters of a cell are replaced: byte order mark, line ends, quotes and blanks of
everything else stay. The edits of a hub count only if it validates better with them, and if
nothing else validates otherwise than before.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from edihkg.mending.sureness import badness, read_term, sure
from edihkg.sources.cells import column_number
from edihkg.sources.columns import SEVERAL
from edihkg.sources.tables import SEPARATORS, separator_of
from edihkg.validation import Report

Contents = Mapping[str, bytes]
"""Tables by the names of their files."""
Check = Callable[[Contents], Sequence[Report]]
Write = Callable[[ox.NamedNode | ox.Literal], str]
"""Writes a term as people write it in a cell."""

_MARK = "\ufeff"
_FIELDS = {
    sign: re.compile(rf'("(?:[^"]|"")*"|(?!")[^{sign}\r\n]*)({sign}|\r\n|\n|\r|\Z)')
    for sign in SEPARATORS
}
_CELL = re.compile(r"(\w+)!([A-Z]+)([0-9]+)")


@dataclass(frozen=True, slots=True)
class MendedTables:
    """Tables after mending."""

    contents: Contents
    reports: tuple[Report, ...]
    """On the tables as they are now."""


@dataclass(frozen=True, slots=True)
class _Edit:
    """What a cell says, and what it is to say."""

    hub: str
    file: str
    row: int
    column: int
    old: str
    new: str


def mend_tables(
    contents: Contents, reports: Sequence[Report], check: Check, write: Write
) -> MendedTables:
    """Write every certain proposal that makes a hub better; the rest stays offered."""
    before = {_hub(report): badness(report) for report in reports}
    edits = [edit for report in reports for edit in _edits(report, write)]
    while edits:
        edited = _apply(contents, edits)
        if edited == contents:
            break
        after = tuple(check(edited))
        now = {_hub(report): badness(report) for report in after}
        wanted = {edit.hub for edit in edits}
        worse = {name for name in wanted if name not in now or now[name] >= before[name]}
        if not worse and all(now.get(name) == before[name] for name in before.keys() - wanted):
            return MendedTables(edited, after)
        edits = [edit for edit in edits if edit.hub not in worse] if worse else []
    return MendedTables(contents, tuple(reports))


def _hub(report: Report) -> str:
    """Name what a report is about; its file's name changes with the country."""
    return report.hub or report.name


def _edits(report: Report, write: Write) -> Iterator[_Edit]:
    for finding in sure(report):
        place = _CELL.fullmatch(finding.cell)
        term = finding.proposals[0].term
        if place and term:
            row, column = int(place[3]), column_number(place[2])
            new = write(read_term(term))
            yield _Edit(_hub(report), f"{place[1]}.csv", row, column, finding.value, new)


def _apply(contents: Contents, edits: Sequence[_Edit]) -> Contents:
    edited = dict(contents)
    for file in {edit.file for edit in edits} & contents.keys():
        text = contents[file].decode()
        fields = _fields(text)
        cells: dict[tuple[int, int], str] = {}
        for edit in (edit for edit in edits if edit.file == file):
            at = edit.row, edit.column
            if at in fields:
                old = cells.get(at, text[slice(*fields[at])])
                cells[at] = _field(old, edit, separator_of(text))
        for at in sorted(cells, reverse=True):
            start, end = fields[at]
            text = text[:start] + cells[at] + text[end:]
        edited[file] = text.encode()
    return edited


def _fields(text: str) -> dict[tuple[int, int], tuple[int, int]]:
    """Find where each field begins and ends, by row and column."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    separator = separator_of(text)
    row, column, at = 1, 1, int(text.startswith(_MARK))
    while at < len(text) and (field := _FIELDS[separator].match(text, at)):
        found[row, column] = field.span(1)
        row, column = (row, column + 1) if field[2] == separator else (row + 1, 1)
        at = field.end()
    return found


def _field(field: str, edit: _Edit, separator: str) -> str:
    """Write a field anew; the same if the value does not stand there once."""
    is_quoted = field.startswith('"')
    old = field[1:-1].replace('""', '"') if is_quoted else field
    new = _replaced(old, edit)
    if new == old:
        return field
    quoted = new.replace('"', '""')
    needs_quotes = is_quoted or any(sign in new for sign in (separator, *'"\r\n'))
    return f'"{quoted}"' if needs_quotes else new


def _replaced(cell: str, edit: _Edit) -> str:
    if cell.strip() == edit.old:
        return cell.replace(edit.old, edit.new)
    items = cell.split(SEVERAL)
    places = [number for number, item in enumerate(items) if item.strip() == edit.old]
    if len(places) != 1 or SEVERAL in edit.new:
        return cell
    items[places[0]] = items[places[0]].replace(edit.old, edit.new)
    return SEVERAL.join(items)
