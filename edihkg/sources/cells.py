"""Cells that know where they stand, rows of them, and problems with them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from edihkg.sources.columns import SEVERAL
from edihkg.submission import Position


class Cell(str):
    """The text of a cell, without surrounding blanks, and its place."""

    __slots__ = ("at",)
    at: Position | None

    def __new__(cls, text: str, at: Position | None = None) -> "Cell":
        """Keep where a text stands."""
        cell = super().__new__(cls, text)
        cell.at = at
        return cell

    @classmethod
    def of(cls, text: str) -> "Cell":
        """Give a text as a cell; one that is none already has no place."""
        return text if isinstance(text, Cell) else cls(text)

    def with_text(self, text: str) -> "Cell":
        """Give another text that comes from the same place."""
        return Cell(text, self.at)

    def part(self, text: str, start: int, width: int) -> "Cell":
        """Give a text that comes from so many characters of the cell; ``start`` counts from 0."""
        at = self.at and replace(self.at, column=self.at.column + start, width=width)
        return Cell(text, at)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    line: int
    """Line of the file, or row of the sheet."""
    cells: Mapping[str, str]
    """Column → cell."""
    at: Position | None = None
    """Where the row begins."""

    def __getitem__(self, column: str) -> Cell:
        """Give a cell; empty when the table has no such column."""
        return Cell.of(self.cells.get(column, ""))

    def items(self, column: str) -> list[Cell]:
        """Split a cell that holds a list."""
        cell, start = self[column], 0
        found: list[Cell] = []
        for part in cell.split(SEVERAL):
            if item := part.strip():
                found.append(cell.part(item, start + part.index(item), len(item)))
            start += len(part) + len(SEVERAL)
        return found


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a table itself."""

    table: str
    """File or sheet, as people call it."""
    text: str
    at: Position | None = None
    """Where; None when it concerns the table as a whole."""

    def __str__(self) -> str:
        place = f", line {self.at.line}" if self.at else ""
        return f"{self.table}{place}: {self.text}"


def read_cell(text: str, sheet: str, row: int, column: int, line: int) -> Cell:
    """Give the text of a cell without surrounding blanks, and its place."""
    bare = text.strip()
    start = len(text) - len(text.lstrip()) if bare else 0
    return Cell(bare, address(sheet, row, column, line)).part(bare, start, len(bare))


def address(sheet: str, row: int, column: int, line: int) -> Position:
    """Give the place of a cell; row and column count from 1.

    >>> address("facilities", 7, 3, 9)
    Position(line=9, column=1, cell='facilities!C7')
    """
    from openpyxl.utils import get_column_letter

    return Position(line, 1, f"{sheet}!{get_column_letter(column)}{row}")


def column_number(letters: str) -> int:
    """Count columns as spreadsheets name them.

    >>> column_number("A"), column_number("AA")
    (1, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
