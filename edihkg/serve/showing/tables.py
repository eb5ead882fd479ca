"""Read the beginning of an answer as a table of terms. Pure.

Answers to be shown come as TSV (SELECT, ASK) or N-Triples (CONSTRUCT, DESCRIBE): both have one
row a line, so that the first rows can be read without the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from edihkg.store import Term

SHOWN_ROWS = 1000
TRIPLE_COLUMNS = ("subject", "property", "value")

Row = tuple[Term | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The first rows of an answer."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    is_whole: bool = True
    """Whether these are all rows."""
    truth: bool | None = None
    """The answer to an ASK, which has no rows."""

    def column(self, name: str) -> tuple[Term | None, ...]:
        """Give the values of one column."""
        index = self.columns.index(name)
        return tuple(row[index] for row in self.rows)


def read_rows(text: bytes, *, is_whole: bool, most: int = SHOWN_ROWS) -> Table:
    """Read the TSV of a SELECT or an ASK; a broken last line is left out."""
    if text.strip() in (b"true", b"false"):
        return Table((), (), truth=text.strip() == b"true")
    lines, cut = _cut(text, most + 1)
    results = ox.parse_query_results(lines, format=ox.QueryResultsFormat.TSV)
    if not isinstance(results, ox.QuerySolutions):
        raise TypeError("A table of results was expected.")
    columns = tuple(variable.value for variable in results.variables)
    rows = tuple(tuple(solution) for solution in results)
    return Table(columns, rows, is_whole and not cut)


def read_triples(text: bytes, *, is_whole: bool, most: int = SHOWN_ROWS) -> Table:
    """Read N-Triples as a table of three columns."""
    lines, cut = _cut(text, most)
    quads = ox.parse(lines, format=ox.RdfFormat.N_TRIPLES, rename_blank_nodes=False)
    rows: Sequence[Row] = [(q.subject, q.predicate, q.object) for q in quads]
    return Table(TRIPLE_COLUMNS, tuple(rows), is_whole and not cut)


def _cut(text: bytes, most: int) -> tuple[bytes, bool]:
    """Keep whole lines only, and not more than ``most``; tell whether any was left out."""
    lines = text[: text.rfind(b"\n") + 1].splitlines(keepends=True)
    return b"".join(lines[:most]), len(lines) > most
