"""Write the template that maintainers fill in: a workbook, or a folder of CSV tables.

Layout of the workbook: ``read me``, one sheet for each table of ``sources.columns``, ``lists``
with what the cells offer. All cells are text, so that no spreadsheet turns a date or a level
into something else. A filled template is read by ``edihkg validate`` and ``edihkg import``.
"""

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from edihkg.errors import SourceError
from edihkg.sources.choices import Choice
from edihkg.sources.columns import FACET_NAMES, FACETS, HUBS, TABLES, Column, offered
from edihkg.sources.tables import ENDING

LISTS = "lists"
README = "read me"
ROWS = 1000
"""Rows for which the workbook offers values."""
LONGEST = 32_767
"""Characters that a cell of a workbook can hold."""

Tables = Mapping[str, Sequence[Mapping[str, str]]]
Choices = Mapping[str, Sequence[Choice]]

_BOLD = Font(bold=True)
_HEAD = PatternFill("solid", fgColor="DCE6F1")
_NEEDED = PatternFill("solid", fgColor="FCE4D6")
_TEXT = "@"
_WORDS = (
    "One hub a row in the sheet hubs; what a hub has several of stands in the other sheets, "
    "one a row, with the hub's slug in front.",
    "Orange columns must be filled in. An empty cell states nothing.",
    "Hold the mouse over the name of a column to see what it means; a cell with an arrow "
    "offers its values. Where a cell takes several, write them with ; between them.",
    "Dates are 2025, 2025-05 or 2025-05-31. Web addresses begin with https://.",
    "Do not enter names, telephone numbers or e-mail addresses of persons.",
    "Check the file: edihkg validate FILE, or the form /validate of the website.",
)
_DATE_OF_FILES = (1980, 1, 1, 0, 0, 0)


def write_workbook(tables: Tables, choices: Choices) -> bytes:
    """Write a workbook with the rows of ``tables``, which may be empty.

    Raises: SourceError when a text is too long for a cell.
    """
    book = Workbook()
    readme = book.active
    if not isinstance(readme, Worksheet):
        raise TypeError("a new workbook begins with a sheet")
    _write_readme(readme)
    for table, columns in offered():
        rows = tables.get(table, ())
        _write_table(book.create_sheet(table), _used(table, columns, rows), rows)
    _write_lists(book, choices)
    for table, columns in offered():
        for number, column in enumerate(_used(table, columns, tables.get(table, ())), start=1):
            _offer(book[table], column, get_column_letter(number), choices)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def write_tables(tables: Tables) -> dict[str, str]:
    """Write CSV tables, by the names of their files; the first line names the columns."""
    return {
        f"{table}{ENDING}": _csv(columns, tables.get(table, ())) for table, columns in offered()
    }


def write_archive(tables: Tables) -> bytes:
    """Write CSV tables into one archive; the same rows give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in write_tables(tables).items():
            archive.writestr(zipfile.ZipInfo(name, _DATE_OF_FILES), text)
    return stream.getvalue()


def _csv(columns: Sequence[Column], rows: Sequence[Mapping[str, str]]) -> str:
    text = io.StringIO(newline="")
    names = [column.name for column in columns]
    writer = csv.DictWriter(text, names, lineterminator="\n", restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _used(table: str, columns: Sequence[Column], rows: Sequence[Mapping[str, str]]) -> list[Column]:
    """Add columns that the template leaves out but the rows fill."""
    filled = {name for row in rows for name, text in row.items() if text}
    return [c for c in TABLES[table] if c in columns or c.name in filled]


def _write_readme(sheet: Worksheet) -> None:
    sheet.title = README
    sheet.append(["Hubs: template of edihkg"])
    sheet["A1"].font = Font(bold=True, size=14)
    for line in _WORDS:
        sheet.append([line])
    sheet.append([])
    sheet.append(["sheet", "column", "needed", "what to write", "example"])
    for cell in sheet[sheet.max_row]:
        cell.font = _BOLD
    for table, columns in offered():
        for column in columns:
            needed = "yes" if column.needed else ""
            sheet.append([table, column.name, needed, column.help, column.example])
            for cell in sheet[sheet.max_row]:
                cell.data_type = "s"
    for letter, width in zip("ABCDE", (20, 20, 8, 70, 50), strict=True):
        sheet.column_dimensions[letter].width = width


def _write_table(
    sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Mapping[str, str]]
) -> None:
    for number, column in enumerate(columns, start=1):
        cell = sheet.cell(1, number, column.name)
        cell.font = _BOLD
        cell.fill = _NEEDED if column.needed else _HEAD
        cell.comment = Comment(_help(column), "edihkg", height=120, width=320)
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.number_format = _TEXT
        dimension.width = max(14, len(column.name) + 4)
    for index, row in enumerate(rows, start=2):
        for number, column in enumerate(columns, start=1):
            _write_text(sheet, index, number, row.get(column.name, ""))
    sheet.freeze_panes = "B2"


def _write_text(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Write a text that no spreadsheet takes for a formula, a number or a date."""
    if not text:
        return
    place = f"{sheet.title}!{get_column_letter(column)}{row}"
    if len(text) > LONGEST:
        raise SourceError(
            f"The text for {place} has {len(text):,} characters, but a cell of a workbook holds "
            f"{LONGEST:,}; write CSV instead (--out with a folder or a name ending in .zip)."
        )
    cell = sheet.cell(row, column)
    cell.value = text
    cell.data_type = "s"
    cell.number_format = _TEXT
    cell.alignment = Alignment(vertical="top", wrap_text=len(text) > 60)


def _help(column: Column) -> str:
    return f"{column.help}\nExample: {column.example}"


def _write_lists(book: Workbook, choices: Choices) -> None:
    sheet = book.create_sheet(LISTS)
    columns = {**{name: [c.label for c in found] for name, found in choices.items()}}
    columns[FACETS] = list(FACET_NAMES)
    for number, (name, labels) in enumerate(columns.items(), start=1):
        sheet.cell(1, number, name).font = _BOLD
        for row, label in enumerate(labels, start=2):
            _write_text(sheet, row, number, label)
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = 30
        place = f"{LISTS}!${letter}$2:${letter}${len(labels) + 1}"
        book.defined_names[_range_name(name)] = DefinedName(_range_name(name), attr_text=place)


def _range_name(name: str) -> str:
    return "list_" + re.sub(r"\W", "_", name)


def _offer(sheet: Worksheet, column: Column, letter: str, choices: Choices) -> None:
    """Add the help of a column to its cells and, where there are choices, the list."""
    formula = _source(column, choices)
    rule = DataValidation(
        type="list" if formula else None,
        formula1=formula,
        allow_blank=True,
        errorStyle="warning",
        errorTitle="Not in the list",
        error="This value is in no list; it will be kept as you write it, and reported.",
        showErrorMessage=bool(formula) and not column.several,
        promptTitle=column.name[:32],
        prompt=_help(column)[:255],
        showInputMessage=True,
    )
    rule.add(f"{letter}2:{letter}{ROWS}")
    sheet.add_data_validation(rule)


def _source(column: Column, choices: Choices) -> str | None:
    """Give the formula of a drop-down: slugs of hubs, terms of the row's facet, or a list."""
    if column.name == "hub_slug":
        return f"{HUBS}!$A$2:$A${ROWS}"
    if column.name == "term":
        return f'INDIRECT("{_range_name("")}"&SUBSTITUTE($B2,"-","_"))'
    if column.choices in choices or column.choices == FACETS:
        return _range_name(column.choices)
    return None
