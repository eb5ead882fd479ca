"""Read the sheets of an Excel workbook (.xlsx) as text, with guards against hostile files.

The kind is told by the content, never by the name: the official catalogue offers its export
as ``.xls`` although it is ``.xlsx``. Formulas, styles and macros are never looked at.
"""

import datetime
import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edihkg.errors import SourceError

UNPACKED_BYTES = 64 << 20
"""A workbook that unpacks to more is refused; the official export unpacks to 3 MB."""

MOST_ROWS = 20_000
MOST_COLUMNS = 200
"""Larger sheets are refused; the official export has some 500 rows of 11 columns."""

_SAVED = re.compile(r"<dcterms:modified[^>]*>(\d{4}-\d{2}-\d{2})")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    SyntaxError,  # of every XML parser that openpyxl may use
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    EOFError,
    OSError,
    RuntimeError,
)
"""What libraries raise for damaged archives and workbooks; RuntimeError also for locked ones."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table."""

    number: int
    """Line of the file, or row of the sheet; counts from 1."""
    cells: tuple[str, ...]
    """The cells as text; an empty cell is an empty text."""
    row: int = 0
    """Row as a spreadsheet counts it, where a cell of CSV runs over several lines."""


def is_workbook(path: Path) -> bool:
    """Tell whether a file begins like a workbook of either kind of Excel."""
    with path.open("rb") as stream:
        head = stream.read(4)
    return head in (b"PK\x03\x04", _OLD_EXCEL)


def read_workbook(path: Path) -> Mapping[str, tuple[Line, ...]]:
    """Read every sheet of a file; see ``parse_workbook``."""
    return parse_workbook(path.read_bytes(), path.name)


def parse_workbook(content: bytes, name: str) -> Mapping[str, tuple[Line, ...]]:
    """Read every sheet; lines without any text are left out.

    Raises: SourceError when it is no .xlsx workbook, is damaged or unpacks to too much.
    """
    from openpyxl import load_workbook  # half a second that other inputs do not need

    _check(content, name)
    try:
        # A stream, because openpyxl refuses names that end in .xls whatever they hold.
        with io.BytesIO(content) as stream, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(stream, read_only=True, data_only=True)
            sheets = {s.title: _lines(_rows(s, name)) for s in book.worksheets}
            book.close()
            return sheets
    except _BROKEN as error:
        raise SourceError(
            f"The workbook '{name}' is damaged ({error}); open it in a spreadsheet "
            "program and save it again as .xlsx."
        ) from error


def date_of(content: bytes) -> str:
    """Give the day on which a workbook says that it was last saved; empty if it does not."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = _SAVED.search(archive.read("docProps/core.xml").decode(errors="replace"))
    except _BROKEN:
        return ""
    return found[1] if found else ""


def parse_archive(content: bytes, name: str) -> Mapping[str, bytes]:
    """Unpack the CSV tables of an archive, by name without folders.

    Raises: SourceError when it is damaged, unpacks to too much or holds no table.
    """
    archive = _open(content, name)
    try:
        tables = {
            entry.filename.rpartition("/")[2]: archive.read(entry)
            for entry in archive.infolist()
            if entry.filename.lower().endswith(".csv")
        }
    except _BROKEN as error:
        raise SourceError(f"The archive '{name}' is damaged; pack it again.") from error
    if not tables:
        raise SourceError(f"The file '{name}' is an archive, but holds no table (*.csv).")
    return tables


def _rows(sheet: Any, name: str) -> Iterator[tuple[object, ...]]:  # noqa: ANN401
    """Give the rows of a sheet as it is read.

    Raises: SourceError when it has more than anybody fills in.
    """
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > MOST_ROWS or len(row) > MOST_COLUMNS:
            raise SourceError(
                f"The sheet '{sheet.title}' of '{name}' has more than {MOST_ROWS:,} rows or "
                f"{MOST_COLUMNS} columns; split it into several."
            )
        yield row


def _open(content: bytes, name: str) -> zipfile.ZipFile:
    if content.startswith(_OLD_EXCEL):
        raise SourceError(f"The file '{name}' is a workbook of Excel 97–2003; save it as .xlsx.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _BROKEN as error:
        raise SourceError(
            f"The file '{name}' is no .xlsx workbook; give the catalogue's export as "
            "downloaded, or a workbook or folder of tables (docs/tables.md)."
        ) from error
    size = sum(entry.file_size for entry in archive.infolist())
    if size > UNPACKED_BYTES:
        raise SourceError(
            f"The file '{name}' unpacks to {size:,} bytes, more than the "
            f"{UNPACKED_BYTES:,} that are read; split it into several."
        )
    return archive


def _check(content: bytes, name: str) -> None:
    if "[Content_Types].xml" not in _open(content, name).namelist():
        raise SourceError(f"The file '{name}' is an archive, but no .xlsx workbook.")


def _lines(rows: Iterable[tuple[object, ...]]) -> tuple[Line, ...]:
    lines = (Line(i, tuple(map(_text, row)), i) for i, row in enumerate(rows, start=1))
    return tuple(line for line in lines if any(line.cells))


def _text(value: object) -> str:
    """Write a cell as text: whole numbers without a point, dates as YYYY-MM-DD."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return str(value)
