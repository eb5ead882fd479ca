"""Run the queries of the pages and group their rows by page.

A query is a file of ``sparql/pages/``. Its variable ``page`` is the thing that a row belongs
to, so that a later incremental build can bind it; a query without it belongs to the whole
site. Values are plain strings; a text that states a language keeps it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from edihkg import assets
from edihkg.iris import fold
from edihkg.pages.directions import settle
from edihkg.store import Store

Row = Mapping[str, str]
"""One row of a query: variable → text; empty where unbound."""
Groups = Mapping[str, Sequence[Row]]
"""Rows by the IRI of their page; the key is empty for a query without ``page``."""


class Text(str):
    """A text that states its language."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str) -> "Text":
        """Join a text and its language tag, for example ``el``."""
        made = super().__new__(cls, text)
        made.language = language
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        """Give what makes it again in another process."""
        return str(self), self.language

    def __repr__(self) -> str:
        """Show text and language: what two pages show differs if either does."""
        return f"Text({str(self)!r}, {self.language!r})"


def language_of(text: str) -> str:
    """Give the language that a text states; empty for none."""
    return text.language if isinstance(text, Text) else ""


@dataclass(frozen=True, slots=True)
class Section:
    """One query of the pages and the order of its rows."""

    query: str
    """Name of a file of ``sparql/pages/``, without ending."""
    order: tuple[str, ...] = ("name",)
    """Variables to sort by, folded; a leading ``-`` means numbers, largest first."""


@dataclass(slots=True)
class Facts:
    """The rows of all sections, each query being run once."""

    store: Store
    folder: Path = field(default_factory=lambda: assets.folder("sparql") / "pages")
    """Where the queries lie."""
    _groups: dict[Section, Groups] = field(default_factory=dict)
    _all: dict[Section, Sequence[Row]] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)
    """Each plain text once: most stand in many rows, which this makes half as large."""

    def groups(self, section: Section) -> Groups:
        """Give the rows of a section by page.

        Raises: QuerySyntaxError, QueryError, StoreError.
        """
        if section not in self._groups:
            self._groups[section] = self._fetch(section)
        return self._groups[section]

    def of(self, section: Section, page: str) -> Sequence[Row]:
        """Give the rows of one page, in the section's order."""
        return self.groups(section).get(page, ())

    def all(self, section: Section) -> Sequence[Row]:
        """Give the rows of all pages, in the section's order."""
        if section not in self._all:
            rows = [row for group in self.groups(section).values() for row in group]
            self._all[section] = sorted(rows, key=lambda row: _rank(row, section.order))
        return self._all[section]

    def keep(self, sections: Iterable[Section]) -> None:
        """Forget the rows of all other sections; they would be fetched again."""
        kept = set(sections)
        for section in self._groups.keys() - kept:
            del self._groups[section]
            self._all.pop(section, None)

    def _fetch(self, section: Section) -> Groups:
        query = (self.folder / f"{section.query}.rq").read_text(encoding="utf-8")
        found: dict[str, list[Row]] = {}
        for row in self._rows(query):
            found.setdefault(row.get("page", ""), []).append(row)
        for rows in found.values():
            rows.sort(key=lambda row: _rank(row, section.order))
        return found

    def _rows(self, query: str) -> Iterator[Row]:
        table = self.store.select(query)
        names = table.variables
        for solution in table:
            yield {name: self._text(term) for name, term in zip(names, solution, strict=True)}

    def _text(self, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> str:
        if term is None or isinstance(term, ox.Triple):
            return ""
        value = term.value
        if isinstance(term, ox.Literal):
            value = settle(value)
            if term.language:
                return Text(value, term.language)
        return self._texts.setdefault(value, value)


def _rank(row: Row, order: tuple[str, ...]) -> tuple[object, ...]:
    wanted = [
        -read_number(row[name[1:]]) if name.startswith("-") else folded(row[name]) for name in order
    ]
    return (*wanted, *row.values())


def read_number(text: str) -> float:
    """Read a number for sorting; what is none comes after all others."""
    try:
        return float(text)
    except ValueError:
        return -1.0


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """Fold a name for sorting; see ``edihkg.iris.fold``."""
    return fold(text)
