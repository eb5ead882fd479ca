"""Read the export of the official EDIH catalogue, as the catalogue offers it.

Layout: one sheet, one hub a row, the columns of COLUMNS in any order; topics with levels in
one cell (``Robotics - 5, …``). The contact's name is never read, and of the contact's location
only the town. The export is often named ``.xls`` but is ``.xlsx``: the content decides.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from edihkg.errors import SourceError
from edihkg.sources.cells import Cell, Problem, address, read_cell
from edihkg.sources.workbook import Line, parse_workbook
from edihkg.submission import Position

COLUMNS = {
    "name": "EDIH Name",
    "title": "EDIH Title",
    "description": "Description (indexed field)",
    "country": "Country",
    "location": "Contact Location",
    "status": "EDIH/SoE",
    "website": "Website",
    "sector": "Formatted sectors",
    "service-type": "Formatted services",
    "technology": "Formatted technologies",
}
"""What each column that is read is called in the export."""

UNREAD = ("Contact name",)
"""Columns with personal data, which are never read."""

_ANYWHERE = frozenset({COLUMNS["country"], COLUMNS["website"]})
_NEEDED = ("name", "title", "country", "status")
_LETTERS = r"[^\W\d_]"
_TOWN = re.compile(rf"{_LETTERS}(?:[ '’./-]*{_LETTERS})+")
_PROVINCE_FOLLOWS = ("Spain",)
"""Countries in whose addresses the province follows the town without a comma."""
_POSTCODES = (
    re.compile(r"^[A-Z]{1,3}-?(?=\d)"),
    re.compile(r"^\d[\d -]*\d(?:\s?[A-Z]{2}\b)?\s+"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the export."""

    line: int
    name: str
    title: str
    description: str
    country: str
    town: str
    """Town of the contact's address as far as it can be told; else empty."""
    status: str
    website: str
    topics: dict[str, str]
    """Scheme (technology, sector, service-type) → cell."""
    at: Position | None = None
    """Where the row begins."""


def read_catalogue(path: Path) -> list[Entry]:
    """Read the rows of the export.

    Raises: SourceError when it is no such export; the message names every problem.
    """
    entries, problems = read_entries(path.read_bytes(), path.name)
    if problems:
        raise SourceError(
            f"The export '{path.name}' cannot be read; nothing was written.\n"
            + "\n".join(f"row {p.at.line if p.at else 1}: {p.text}" for p in problems)
        )
    return entries


def read_entries(content: bytes, name: str) -> tuple[list[Entry], list[Problem]]:
    """Read the rows of the export, and tell every problem with them.

    Raises: SourceError when it is no such export.
    """
    return find_entries(parse_workbook(content, name), name)


def find_entries(
    sheets: Mapping[str, tuple[Line, ...]], name: str
) -> tuple[list[Entry], list[Problem]]:
    """Find the export among the sheets of a workbook, and tell every problem with its rows.

    Raises: SourceError when there is none.
    """
    for sheet, lines in sheets.items():
        if is_catalogue(lines):
            return _entries(sheet, lines)
    raise SourceError(
        f"'{name}' is neither the export of the EDIH catalogue (its first row must name "
        f"the columns {', '.join(COLUMNS.values())}) nor a workbook with a sheet 'hubs' "
        "(docs/tables.md)."
    )


def is_catalogue(lines: tuple[Line, ...]) -> bool:
    """Tell whether a sheet has the columns of the export; some are named so in any table."""
    return bool(lines) and bool(set(lines[0].cells) & set(COLUMNS.values()) - _ANYWHERE)


def _entries(sheet: str, lines: tuple[Line, ...]) -> tuple[list[Entry], list[Problem]]:
    head, *body = lines
    columns = [cell.strip() for cell in head.cells]
    problems = [Problem(sheet, text, address(sheet, 1, at, 1)) for at, text in _header(columns)]
    places = {key: columns.index(name) for key, name in COLUMNS.items() if name in columns}
    for line in body:
        missing = [k for k in _NEEDED if k in places and not _cell(sheet, line, places, k)]
        if missing in (["title"], ["name"]):
            continue
        problems += [
            Problem(
                sheet,
                f"'{COLUMNS[key]}' is empty; fill it in or delete the row.",
                address(sheet, line.row, places[key] + 1, line.number),
            )
            for key in missing
        ]
    return [_entry(sheet, line, places) for line in body], problems


def _header(columns: list[str]) -> Iterator[tuple[int, str]]:
    """Tell what is wrong with the names of the columns, and in which column."""
    known = [*COLUMNS.values(), *UNREAD]
    for number, column in enumerate(columns, start=1):
        if column and column not in known:
            near = difflib.get_close_matches(column, known, n=1)
            hint = f"did you mean '{near[0]}'? Else remove it." if near else "remove it."
            yield number, f"the column '{column}' is unknown; {hint}"
    for key in _NEEDED:
        if COLUMNS[key] not in columns:
            yield 1, f"the column '{COLUMNS[key]}' is missing; add it."


def _entry(sheet: str, line: Line, places: dict[str, int]) -> Entry:
    cells = {key: _cell(sheet, line, places, key) for key in COLUMNS}
    location = cells["location"]
    return Entry(
        line=line.number,
        name=cells["name"] or cells["title"],
        title=cells["title"] or cells["name"],
        description=cells["description"],
        country=cells["country"],
        town=location.with_text(town(location, cells["country"])),
        status=cells["status"],
        website=cells["website"],
        topics={key: cells[key] for key in ("technology", "sector", "service-type")},
        at=address(sheet, line.row, 1, line.number),
    )


def _cell(sheet: str, line: Line, places: dict[str, int], key: str) -> Cell:
    place = places.get(key)
    if place is None:
        return Cell("")
    text = line.cells[place] if place < len(line.cells) else ""
    return read_cell(text, sheet, line.row, place + 1, line.number)


def town(location: str, country: str) -> str:
    """Tell the town of an address that ends in its country; empty when unsure.

    >>> town("Via Santa Croce 77, 38122 Trento TN, Italy", "Italy")
    'Trento'
    >>> town("14 dzerbenes street, Riga, LV-1006, Latvia", "Latvia")
    ''
    """
    parts = [part.strip() for part in location.split(",")]
    if len(parts) < 3 or parts[-1].casefold() != country.casefold():
        return ""
    text = parts[-2]
    for pattern in _POSTCODES:
        text = pattern.sub("", text)
    text = re.sub(r"\s+(?:[A-Z]{2}|[A-Za-z])$", "", text.removesuffix(parts[-1]).strip())
    words = text.split()
    half = len(words) // 2
    if half and words[:half] == words[half:]:
        return " ".join(words[:half])
    if country in _PROVINCE_FOLLOWS and text != parts[-2] and half:
        return ""
    return text if _TOWN.fullmatch(text) else ""
