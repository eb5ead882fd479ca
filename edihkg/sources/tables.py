"""Read a folder of CSV tables, or one workbook with sheets of those names, about hubs.

Layout: ``hubs`` is needed, the other tables of ``columns.TABLES`` are optional. The first line
names the columns (docs/tables.md says what each means). Lists inside a cell are separated by
``;``, columns by a comma, or by a semicolon or a tab if the first line has more of those. Cells
are handed on as they stand; contact persons have no column and are never read.
"""

import csv
import difflib
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from edihkg.errors import SourceError
from edihkg.iris import is_slug
from edihkg.sources.cells import Problem, Row, address, read_cell
from edihkg.sources.columns import COLUMNS, FACET_NAMES, HUBS, NEEDED, TABLES
from edihkg.sources.workbook import MOST_COLUMNS, MOST_ROWS, Line, parse_workbook
from edihkg.submission import Position

__all__ = ["COLUMNS", "HUBS", "NEEDED", "HubRows", "Row", "read_tables"]

MOST_TITLES = 10
"""Lines above the header among which it is still found, to say so."""
SHOWN = 50
"""Problems that one message lists before it only counts the rest."""

ENDING = ".csv"
SEPARATORS = ",;\t"
"""What stands between columns: a comma, or what spreadsheets of many countries write."""
TOPICS = "hub_topics"
TOO_LARGE = f"it has more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns; split it into several."


@dataclass(frozen=True, slots=True)
class HubRows:
    """All rows about one hub."""

    slug: str
    hub: Row
    """The row of ``hubs``."""
    others: Mapping[str, tuple[Row, ...]]
    """Table → its rows about this hub, in the order of the file."""

    def rows(self, table: str) -> tuple[Row, ...]:
        """Give the hub's rows of one table."""
        return self.others.get(table, ())


@dataclass(frozen=True, slots=True)
class Sheets:
    """Tables as they were found, before their columns are looked at."""

    name: str
    """Of the workbook, archive or folder."""
    tables: Mapping[str, tuple[Line, ...]]
    ragged: bool = False
    """Whether a short row is an error, as in CSV."""
    problems: tuple[Problem, ...] = ()

    def place(self, table: str) -> str:
        """Name a table for people."""
        return f"{table}{ENDING}" if self.ragged else f"{self.name}, sheet {table}"


def read_tables(path: Path) -> list[HubRows]:
    """Read all tables at a path, a folder or a workbook.

    Returns: one value a hub, sorted by slug.
    Raises: SourceError that lists every problem of all tables, with file, line and remedy.
    """
    sheets = read_folder(path) if path.is_dir() else read_sheets(path.read_bytes(), name=path.name)
    hubs, problems = sort_rows(sheets)
    if problems:
        raise SourceError(_all_problems(problems))
    return hubs


def read_sheets(content: bytes, *, name: str) -> Sheets:
    """Read the tables of a workbook.

    Raises: SourceError when it is none.
    """
    return Sheets(name, parse_workbook(content, name))


def read_folder(path: Path) -> Sheets:
    """Read the CSV tables of a folder; other files are left alone."""
    files = {f"{name}{ENDING}": path / f"{name}{ENDING}" for name in COLUMNS}
    contents = {name: file.read_bytes() for name, file in files.items() if file.is_file()}
    return read_csv(contents, name=path.name)


def read_csv(contents: Mapping[str, bytes], *, name: str) -> Sheets:
    """Read CSV tables by the names of their files; others are left alone."""
    problems: list[Problem] = []
    found: dict[str, tuple[Line, ...]] = {}
    for table in COLUMNS:
        content = contents.get(f"{table}{ENDING}")
        lines = None if content is None else _csv(f"{table}{ENDING}", content, problems)
        if lines is not None:
            found[table] = lines
    return Sheets(name, found, ragged=True, problems=tuple(problems))


def sort_rows(sheets: Sheets) -> tuple[list[HubRows], list[Problem]]:
    """Sort the rows by hub, and tell every problem of all tables.

    Raises: SourceError when there is no table of hubs.
    """
    problems = list(sheets.problems)
    if HUBS not in sheets.tables and not problems:
        raise SourceError(
            f"'{sheets.name}' has no table 'hubs'; docs/tables.md says which tables are read."
        )
    tables = {name: _table(name, sheets, problems) for name in COLUMNS if name in sheets.tables}
    problems += _strange_facets(tables.get(TOPICS, []), sheets.place(TOPICS))
    hubs = _hubs(tables.get(HUBS, []), sheets.place(HUBS), problems)
    others = {
        name: _by_hub(rows, hubs, sheets.place(name), problems)
        for name, rows in tables.items()
        if name != HUBS
    }
    rows = [
        HubRows(slug, hubs[slug], {name: tuple(by_hub[slug]) for name, by_hub in others.items()})
        for slug in sorted(hubs)
    ]
    return rows, problems


def _all_problems(problems: list[Problem]) -> str:
    rest = len(problems) - SHOWN
    shown = [str(problem) for problem in problems[:SHOWN]]
    shown += [f"… and {rest} more of this kind."] if rest > 0 else []
    return "The tables cannot be read; nothing was written.\n" + "\n".join(shown)


def _csv(file: str, content: bytes, problems: list[Problem]) -> tuple[Line, ...] | None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        remedy = "this is not UTF-8; save the table as 'CSV UTF-8'."
        problems.append(Problem(file, remedy, Position(line)))
        return None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator_of(text))
    lines: list[Line] = []
    start = 1
    try:
        for row, cells in enumerate(reader, start=1):
            if row > MOST_ROWS or len(cells) > MOST_COLUMNS:
                problems.append(Problem(file, TOO_LARGE, Position(start)))
                return None
            lines.append(Line(start, tuple(cells), row))
            start = reader.line_num + 1
    except csv.Error as error:
        remedy = f"{error}; put cells that hold a quote or what separates columns in quotes."
        problems.append(Problem(file, remedy, Position(start)))
        return None
    return tuple(line for line in lines if any(line.cells))


def separator_of(text: str) -> str:
    """Tell what stands between the columns of CSV.

    >>> separator_of("slug;name;country"), separator_of("slug,name"), separator_of("slug")
    (';', ',', ',')
    """
    head = text.lstrip("\ufeff").partition("\n")[0]
    return max(SEPARATORS, key=head.count)


def _table(name: str, sheets: Sheets, problems: list[Problem]) -> list[Row]:
    head, *body = list(sheets.tables[name]) or [Line(1, (), 1)]
    columns = column_names(name, head)
    wrong = [
        Problem(sheets.place(name), text, address(name, head.row, number, head.number))
        for number, text in _header(name, columns, body[:MOST_TITLES])
    ]
    problems += wrong
    if wrong:
        return []
    rows = (_row(name, sheets, line, columns, problems) for line in body)
    return [row for row in rows if row is not None]


def column_names(name: str, head: Line) -> list[str]:
    """Give the names of the columns; capitals and blanks in place of ``_`` do not matter."""
    columns = [cell.strip() for cell in head.cells]
    while columns and not columns[-1]:
        columns.pop()
    folded = ["_".join(column.casefold().split()) for column in columns]
    known = COLUMNS[name]
    return [new if new in known else old for old, new in zip(columns, folded, strict=True)]


def _header(name: str, columns: list[str], body: list[Line]) -> Iterable[tuple[int, str]]:
    """Tell what is wrong with the names of the columns, and in which column."""
    known = COLUMNS[name]
    if not set(columns) & set(known):
        below = [line for line in body if set(NEEDED[name]) <= set(column_names(name, line))]
        offered = ",".join(column.name for column in TABLES[name] if column.offered)
        yield (
            1,
            f"the names of the columns stand in line {below[0].number}; delete what is above them."
            if below
            else f"the header is missing; the first line names the columns, such as {offered}.",
        )
        return
    for number, column in enumerate(columns, start=1):
        if column not in known:
            near = difflib.get_close_matches(column.casefold(), known, n=1)
            hint = f"did you mean '{near[0]}'? Else remove it." if near else "remove it."
            yield number, f"the column '{column}' is unknown; {hint}"
        elif column in columns[: number - 1] and columns[:number].count(column) == 2:
            yield number, f"the column '{column}' occurs twice; keep one."
    for column in NEEDED[name]:
        if column not in columns:
            yield 1, f"the column '{column}' is missing; add it."


def _row(
    name: str, sheets: Sheets, line: Line, columns: list[str], problems: list[Problem]
) -> Row | None:
    cells = list(line.cells)
    at = address(name, line.row, 1, line.number)
    while len(cells) > len(columns) and not cells[-1].strip():
        cells.pop()
    if (sheets.ragged and len(line.cells) < len(columns)) or len(cells) > len(columns):
        text = (
            f"{len(cells)} cells, but the header names {len(columns)} columns; quote cells "
            "that hold commas and fill up short rows."
        )
        problems.append(Problem(sheets.place(name), text, at))
        return None
    cells += [""] * (len(columns) - len(cells))
    found = {
        column: read_cell(cell, name, line.row, number, line.number)
        for number, (column, cell) in enumerate(zip(columns, cells, strict=True), start=1)
    }
    return Row(line.number, found, at)


def _hubs(rows: list[Row], place: str, problems: list[Problem]) -> dict[str, Row]:
    hubs: dict[str, Row] = {}
    for row in rows:
        slug = row["slug"]
        if not is_slug(slug):
            text = (
                f"'{slug}' is no slug; use lower-case letters a–z, "
                "digits and single hyphens, at most 80 characters."
            )
            problems.append(Problem(place, text, slug.at))
        elif slug in hubs:
            text = f"the slug '{slug}' stands in line {hubs[slug].line} too; give each hub its own."
            problems.append(Problem(place, text, slug.at))
        else:
            hubs[slug] = row
    return hubs


def _by_hub(
    rows: list[Row], hubs: Mapping[str, Row], place: str, problems: list[Problem]
) -> dict[str, list[Row]]:
    by_hub: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        slug = row["hub_slug"]
        if hubs and slug not in hubs:
            near = difflib.get_close_matches(slug, hubs, n=1)
            hint = f"write '{near[0]}' if you mean that" if near else "add the hub there first"
            text = f"no hub '{slug}' in the table hubs; {hint}."
            problems.append(Problem(place, text, slug.at))
        by_hub[slug].append(row)
    return by_hub


def _strange_facets(rows: list[Row], place: str) -> Iterable[Problem]:
    """Tell which rows name no list of topics, so that their term cannot be looked up."""
    for row in rows:
        facet = row["facet"]
        if facet not in FACET_NAMES:
            text = f"'{facet}' is no list of topics; the lists are {', '.join(FACET_NAMES)}."
            yield Problem(place, text, facet.at)
