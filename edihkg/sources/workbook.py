"""Read the sheets of an Excel workbook (.xlsx) as text, with guards against hostile files.

The kind is told by the content, never by the name: the official catalogue offers its export
as ``.xls`` although it is ``.xlsx``. Formulas, styles and macros are never looked at.
"""

import datetime
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from edihkg.errors import SourceError

UNPACKED_BYTES = 64 << 20
"""A workbook that unpacks to more is refused; the official export unpacks to 3 MB."""

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_BROKEN = (
    zipfile.BadZipFile,
    InvalidFileException,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    EOFError,
    OSError,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table."""

    number: int
    """Line of the file, or row of the sheet; counts from 1."""
    cells: tuple[str, ...]
    """The cells as text; an empty cell is an empty text."""


def is_workbook(path: Path) -> bool:
    """Tell whether a file begins like a workbook of either kind of Excel."""
    with path.open("rb") as stream:
        head = stream.read(4)
    return head in (b"PK\x03\x04", _OLD_EXCEL)


def read_workbook(path: Path) -> Mapping[str, tuple[Line, ...]]:
    """Read every sheet; lines without any text are left out.

    Raises: SourceError when the file is no .xlsx workbook, is damaged or unpacks to too much.
    """
    _check(path)
    try:
        # A stream, because openpyxl refuses names that end in .xls whatever they hold.
        with path.open("rb") as stream, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(stream, read_only=True, data_only=True)
            sheets = {s.title: _lines(s.iter_rows(values_only=True)) for s in book.worksheets}
            book.close()
            return sheets
    except _BROKEN as error:
        raise SourceError(
            f"The workbook '{path.name}' is damaged ({error}); open it in a spreadsheet "
            "program and save it again as .xlsx."
        ) from error


def _check(path: Path) -> None:
    with path.open("rb") as stream:
        if stream.read(4) == _OLD_EXCEL:
            raise SourceError(
                f"The file '{path.name}' is a workbook of Excel 97–2003; save it as .xlsx."
            )
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise SourceError(
            f"The file '{path.name}' is no .xlsx workbook; give the catalogue's export as "
            "downloaded, or a workbook or folder of tables (docs/tables.md)."
        ) from error
    if "[Content_Types].xml" not in names:
        raise SourceError(f"The file '{path.name}' is an archive, but no .xlsx workbook.")
    if size > UNPACKED_BYTES:
        raise SourceError(
            f"The workbook '{path.name}' unpacks to {size:,} bytes, more than the "
            f"{UNPACKED_BYTES:,} that are read; split it into several."
        )


def _lines(rows: Iterable[tuple[object, ...]]) -> tuple[Line, ...]:
    lines = (Line(i, tuple(map(_text, row))) for i, row in enumerate(rows, start=1))
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
