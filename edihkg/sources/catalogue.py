"""Read the export of the official EDIH catalogue, as the catalogue offers it.

Layout: one sheet, one hub a row, the columns of COLUMNS in any order; topics with levels in
one cell (``Robotics - 5, …``). The contact's name is never read, and of the contact's location
only the town. The export is often named ``.xls`` but is ``.xlsx``: the content decides.
"""

import difflib
import re
from dataclasses import dataclass
from pathlib import Path

from edihkg.errors import SourceError
from edihkg.sources.workbook import Line, read_workbook

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


def read_catalogue(path: Path) -> list[Entry]:
    """Read the rows of the export.

    Raises: SourceError when it is no such export; the message names every problem.
    """
    sheets = read_workbook(path)
    for lines in sheets.values():
        if lines and set(lines[0].cells) & set(COLUMNS.values()):
            return _entries(path.name, lines)
    raise SourceError(
        f"'{path.name}' is neither the export of the EDIH catalogue (its first row must name "
        f"the columns {', '.join(COLUMNS.values())}) nor a workbook with a sheet 'hubs' "
        "(docs/tables.md)."
    )


def _entries(file: str, lines: tuple[Line, ...]) -> list[Entry]:
    head, *body = lines
    columns = [cell.strip() for cell in head.cells]
    problems = _header(columns)
    places = {key: columns.index(name) for key, name in COLUMNS.items() if name in columns}
    for line in body:
        missing = [key for key in _NEEDED if key in places and not _cell(line, places, key)]
        if missing in (["title"], ["name"]):
            continue
        problems += [
            f"row {line.number}: '{COLUMNS[key]}' is empty; fill it in or delete the row."
            for key in missing
        ]
    if problems:
        raise SourceError(
            f"The export '{file}' cannot be read; nothing was written.\n" + "\n".join(problems)
        )
    return [_entry(line, places) for line in body]


def _header(columns: list[str]) -> list[str]:
    known = [*COLUMNS.values(), *UNREAD]
    problems = []
    for column in filter(None, columns):
        if column not in known:
            near = difflib.get_close_matches(column, known, n=1, cutoff=0.0)[0]
            problems.append(
                f"row 1: the column '{column}' is unknown; did you mean '{near}'? Else remove it."
            )
    problems += [
        f"row 1: the column '{COLUMNS[key]}' is missing; add it."
        for key in _NEEDED
        if COLUMNS[key] not in columns
    ]
    return problems


def _entry(line: Line, places: dict[str, int]) -> Entry:
    cells = {key: _cell(line, places, key) for key in COLUMNS}
    return Entry(
        line=line.number,
        name=cells["name"] or cells["title"],
        title=cells["title"] or cells["name"],
        description=cells["description"],
        country=cells["country"],
        town=town(cells["location"], cells["country"]),
        status=cells["status"],
        website=cells["website"],
        topics={key: cells[key] for key in ("technology", "sector", "service-type")},
    )


def _cell(line: Line, places: dict[str, int], key: str) -> str:
    place = places.get(key)
    return line.cells[place].strip() if place is not None and place < len(line.cells) else ""


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
