"""Read a folder of CSV tables, or one workbook with sheets of those names, about hubs.

Layout: ``hubs`` is needed; ``hub_topics``, ``partners``, ``facilities``, ``regions_served``,
``projects`` and ``page_languages`` are optional. The first line names the columns (COLUMNS;
docs/tables.md says what each means); lists inside a cell are separated by ``;``. Cells are
handed on as they stand; contact persons have no column and are never read.
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
from edihkg.sources.workbook import Line, read_workbook

HUBS = "hubs"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    HUBS: (
        "slug",
        "name",
        "acronym",
        "status",
        "recorded_on",
        "country",
        "nuts2",
        "nuts2_basis",
        "city",
        "geonames_id",
        "latitude",
        "longitude",
        "website",
        "coordinator",
        "call",
        "grant_number",
        "start_date",
        "end_date",
        "service_families",
        "target_groups",
        "languages",
        "summary_en",
        "sources",
    ),
    "hub_topics": ("hub_slug", "facet", "term", "level"),
    "partners": (
        "hub_slug",
        "organisation",
        "role",
        "country",
        "city",
        "website",
        "kind",
        "sources",
    ),
    "facilities": ("hub_slug", "name", "kind", "technologies", "operator", "city", "sources"),
    "regions_served": ("hub_slug", "nuts", "region_as_stated", "basis", "sources"),
    "projects": (
        "hub_slug",
        "project_acronym",
        "grant_number",
        "call",
        "start_date",
        "end_date",
        "total_cost_eur",
        "eu_contribution_eur",
        "status",
        "note",
        "sources",
    ),
    "page_languages": ("hub_slug", "language_code", "sources"),
}
"""Every table with its columns; the order in a file is free."""

NEEDED: Mapping[str, tuple[str, ...]] = {
    HUBS: ("slug", "name", "country"),
    "hub_topics": ("hub_slug", "facet", "term"),
    "partners": ("hub_slug", "organisation", "role"),
    "facilities": ("hub_slug", "name"),
    "regions_served": ("hub_slug", "nuts"),
    "projects": ("hub_slug", "project_acronym"),
    "page_languages": ("hub_slug", "language_code"),
}
"""Columns without which a table says nothing; the others may be absent."""

SHOWN = 50
"""Problems that one message lists before it only counts the rest."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    line: int
    """Line of the file, or row of the sheet."""
    cells: Mapping[str, str]
    """Column → cell, without surrounding blanks."""

    def __getitem__(self, column: str) -> str:
        """Give a cell; empty when the table has no such column."""
        return self.cells.get(column, "")

    def items(self, column: str) -> list[str]:
        """Split a cell that holds a list."""
        return [item for part in self[column].split(";") if (item := part.strip())]


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


def read_tables(path: Path) -> list[HubRows]:
    """Read all tables at a path, a folder or a workbook.

    Returns: one value a hub, sorted by slug.
    Raises: SourceError that lists every problem of all tables, with file, line and remedy.
    """
    problems: list[str] = []
    sheets = _folder(path, problems) if path.is_dir() else dict(read_workbook(path))
    if HUBS not in sheets and not problems:
        raise SourceError(
            f"'{path.name}' has no table 'hubs'; docs/tables.md says which tables are read."
        )
    tables = {
        name: _table(name, _place(path, name), sheets[name], problems)
        for name in COLUMNS
        if name in sheets
    }
    hubs = _hubs(tables.get(HUBS, []), _place(path, HUBS), problems)
    others = {
        name: _by_hub(rows, hubs, _place(path, name), problems)
        for name, rows in tables.items()
        if name != HUBS
    }
    if problems:
        raise SourceError(_all_problems(problems))
    return [
        HubRows(slug, hubs[slug], {name: tuple(by_hub[slug]) for name, by_hub in others.items()})
        for slug in sorted(hubs)
    ]


def _place(path: Path, table: str) -> str:
    return f"{table}.csv" if path.is_dir() else f"{path.name}, sheet {table}"


def _all_problems(problems: list[str]) -> str:
    rest = len(problems) - SHOWN
    shown = problems[:SHOWN] + ([f"… and {rest} more of this kind."] if rest > 0 else [])
    return "The tables cannot be read; nothing was written.\n" + "\n".join(shown)


def _folder(path: Path, problems: list[str]) -> dict[str, tuple[Line, ...]]:
    found: dict[str, tuple[Line, ...]] = {}
    for name in COLUMNS:
        file = path / f"{name}.csv"
        if file.is_file():
            lines = _csv(file, problems)
            if lines is not None:
                found[name] = lines
    return found


def _csv(file: Path, problems: list[str]) -> tuple[Line, ...] | None:
    content = file.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.append(
            f"{file.name}, line {line}: this is not UTF-8; save the table as 'CSV UTF-8'."
        )
        return None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[Line] = []
    start = 1
    try:
        for cells in reader:
            lines.append(Line(start, tuple(cells)))
            start = reader.line_num + 1
    except csv.Error as error:
        problems.append(
            f"{file.name}, line {start}: {error}; put cells that hold a quote or a comma in quotes."
        )
        return None
    return tuple(line for line in lines if any(line.cells))


def _table(name: str, place: str, lines: Iterable[Line], problems: list[str]) -> list[Row]:
    head, *body = list(lines) or [Line(1, ())]
    columns = [cell.strip() for cell in head.cells]
    while columns and not columns[-1]:
        columns.pop()
    before = len(problems)
    problems += [f"{place}, line {head.number}: {text}" for text in _header(name, columns)]
    if len(problems) > before:
        return []
    return [row for line in body if (row := _row(place, line, columns, problems)) is not None]


def _header(name: str, columns: list[str]) -> list[str]:
    """Tell what is wrong with the names of the columns."""
    known = COLUMNS[name]
    if not set(columns) & set(known):
        text = f"the first line must be {','.join(known)}."
        if len(columns) == 1 and ";" in columns[0]:
            return [f"the columns are separated by ';'; separate them by ',': {text}"]
        return [f"the header is missing; {text}"]
    found = []
    for column in columns:
        if column not in known:
            near = difflib.get_close_matches(column.casefold(), known, n=1, cutoff=0.0)[0]
            found.append(
                f"the column '{column}' is unknown; did you mean '{near}'? Else remove it."
            )
    found += [
        f"the column '{column}' occurs twice; keep one."
        for column in sorted({c for c in columns if columns.count(c) > 1})
    ]
    found += [
        f"the column '{column}' is missing; add it."
        for column in NEEDED[name]
        if column not in columns
    ]
    return found


def _row(place: str, line: Line, columns: list[str], problems: list[str]) -> Row | None:
    cells = list(line.cells)
    while len(cells) > len(columns) and not cells[-1].strip():
        cells.pop()
    if (place.endswith(".csv") and len(line.cells) < len(columns)) or len(cells) > len(columns):
        problems.append(
            f"{place}, line {line.number}: {len(cells)} cells, but the header names "
            f"{len(columns)} columns; quote cells that hold commas and fill up short rows."
        )
        return None
    return Row(line.number, dict(zip(columns, (c.strip() for c in cells), strict=False)))


def _hubs(rows: list[Row], place: str, problems: list[str]) -> dict[str, Row]:
    hubs: dict[str, Row] = {}
    for row in rows:
        slug = row["slug"]
        if not is_slug(slug):
            problems.append(
                f"{place}, line {row.line}: '{slug}' is no slug; use lower-case letters a–z, "
                "digits and single hyphens, at most 80 characters."
            )
        elif slug in hubs:
            problems.append(
                f"{place}, line {row.line}: the slug '{slug}' stands in line "
                f"{hubs[slug].line} too; give each hub its own."
            )
        else:
            hubs[slug] = row
    return hubs


def _by_hub(
    rows: list[Row], hubs: Mapping[str, Row], place: str, problems: list[str]
) -> dict[str, list[Row]]:
    by_hub: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        slug = row["hub_slug"]
        if hubs and slug not in hubs:
            near = difflib.get_close_matches(slug, hubs, n=1)
            hint = f"; did you mean '{near[0]}'?" if near else "; add the hub there first."
            problems.append(f"{place}, line {row.line}: no hub '{slug}' in the table hubs{hint}")
        by_hub[slug].append(row)
    return by_hub
