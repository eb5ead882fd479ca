"""Cells that know where they stand, rows of them, and problems with them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

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

    def with_text(self, text: str) -> "Cell":
        """Give another text that comes from the same place."""
        return Cell(text, self.at)


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
        text = self.cells.get(column, "")
        return text if isinstance(text, Cell) else Cell(text)

    def items(self, column: str) -> list[Cell]:
        """Split a cell that holds a list."""
        cell = self[column]
        return [cell.with_text(item) for part in cell.split(SEVERAL) if (item := part.strip())]


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


def address(sheet: str, row: int, column: int, line: int) -> Position:
    """Give the place of a cell; row and column count from 1.

    >>> address("facilities", 7, 3, 9)
    Position(line=9, column=1, cell='facilities!C7')
    """
    from openpyxl.utils import get_column_letter

    return Position(line, 1, f"{sheet}!{get_column_letter(column)}{row}")
