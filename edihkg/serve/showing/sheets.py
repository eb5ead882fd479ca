"""Write a table as a spreadsheet or as a map layer. Pure: the same table gives the same bytes."""

import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime

import pyoxigraph as ox
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from edihkg.serve.showing.drawings import Position
from edihkg.serve.showing.shown import is_number
from edihkg.serve.showing.tables import Table
from edihkg.store import Term

MOST_ROWS = 20_000
_MOST_CHARACTERS = 32_767
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_CONTROLS = {code: None for code in range(32) if code not in (9, 10, 13)}
_WIDTH = 22


def write_xlsx(
    table: Table, *, title: str, about: Sequence[tuple[str, str]], at: datetime
) -> bytes:
    """Write a workbook: the table, and a second sheet that says what it is.

    Texts stay texts, even those that look like formulas. ``at`` is the moment of the release.
    """
    book = Workbook(write_only=True)
    book.properties.title = title
    book.properties.creator = "edihkg"
    book.properties.created = at.replace(tzinfo=None)
    sheet = book.create_sheet("Answer")
    sheet.freeze_panes = "A2"
    for index in range(len(table.columns)):
        sheet.column_dimensions[_letter(index)].width = _WIDTH
    sheet.append([_heading(sheet, name) for name in table.columns])
    for row in table.rows:
        sheet.append([_value(sheet, term) for term in row])
    notes = book.create_sheet("About")
    notes.column_dimensions["A"].width = _WIDTH
    notes.column_dimensions["B"].width = 5 * _WIDTH
    for name, text in about:
        notes.append([_heading(notes, name), _text(notes, text)])
    written = io.BytesIO()
    book.save(written)
    return _with_time(written.getvalue(), at)


def write_geojson(
    table: Table, positions: Sequence[Position | None], *, title: str, about: str
) -> bytes:
    """Write one point for each row that has a position.

    Source: RFC 7946.
    """
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": list(position)},
            "properties": {
                name: _plain(term) for name, term in zip(table.columns, row, strict=True)
            },
        }
        for row, position in zip(table.rows, positions, strict=True)
        if position is not None
    ]
    layer: Mapping[str, object] = {
        "type": "FeatureCollection",
        "name": title,
        "description": about,
        "features": features,
    }
    return json.dumps(layer, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _heading(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    cell = _text(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _value(sheet: WriteOnlyWorksheet, term: Term | None) -> object:
    if term is None:
        return None
    value = _plain(term)
    return value if not isinstance(value, str) else _text(sheet, value)


def _text(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    """Make a cell that no program takes for a formula."""
    cell = WriteOnlyCell(sheet, value="")
    cell.value = text.translate(_CONTROLS)[:_MOST_CHARACTERS]
    cell.data_type = "s"
    return cell


def _plain(term: Term | None) -> str | int | float | bool | None:
    """Give the value of a term as JSON and spreadsheets know it."""
    if not isinstance(term, ox.Literal):
        return None if term is None else getattr(term, "value", str(term))
    kind = term.datatype.value.rpartition("#")[2]
    if kind == "boolean":
        return term.value in ("true", "1")
    if is_number(term):
        try:
            return float(term.value) if kind in ("decimal", "double", "float") else int(term.value)
        except ValueError:
            return term.value
    return term.value


def _letter(index: int) -> str:
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _with_time(book: bytes, at: datetime) -> bytes:
    """Write a workbook's parts anew with one time in place of that of writing."""
    written = io.BytesIO()
    moment = f"{at:%Y-%m-%dT%H:%M:%SZ}".encode()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = _MODIFIED.sub(rb"\g<1>" + moment, old.read(name))
            new.writestr(zipfile.ZipInfo(name, _ZIP_TIME), part, zipfile.ZIP_DEFLATED)
    return written.getvalue()
