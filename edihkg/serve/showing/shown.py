"""Decide how the columns and cells of a table look: words, links, numbers. Pure.

A column of IRIs beside a column of their names (``hub`` and ``hubName``, or ``region`` and
``name``) becomes one column of linked names. What a question was asked for (its parameters) is
not repeated in each row.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from edihkg.pages.languages import SOURCE
from edihkg.pages.links import is_address, shown_address
from edihkg.pages.rows import Text, language_of
from edihkg.queries import to_words
from edihkg.serve.showing.tables import Row, Table
from edihkg.store import Term

NUMBERS = ("integer", "decimal", "double", "float", "nonNegativeInteger", "int", "long")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_LONG_TEXT = 600
_FIRST = ("hub", "hubName")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, ready to be written."""

    text: str
    href: str = ""
    """Address of a page of the site or elsewhere; empty for plain text."""
    is_outside: bool = False
    language: str = ""
    datatype: str = ""
    """Short name, for literals that are neither text nor number."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column."""

    text: str
    name: str
    """Name of the variable."""
    is_number: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A table, ready to be written."""

    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """The language of a page, and what things are called in it."""

    code: str = SOURCE
    labels: Mapping[str, Text] = field(default_factory=dict)
    """Names of concepts and countries in that language, by IRI."""


ENGLISH = Spoken()


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """What IRIs are called and where their pages lie."""

    find_page: Callable[[str], str]
    """Gives the address of an IRI's page, relative to the page that shows it; empty without."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Names of well-known IRIs: concepts and countries; each may state its language."""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    """Namespaces by prefix, for IRIs without a name."""
    language: str = SOURCE
    """Language of the page."""

    def translate(self, term: Term | None) -> Cell | None:
        """Show a thing by its name in the page's language; None without one, or in English."""
        label = self.labels.get(term.value, "") if isinstance(term, ox.NamedNode) else ""
        is_translated = self.language != SOURCE and language_of(label) == self.language
        return show_term(term, self) if is_translated else None


def show(
    table: Table,
    naming: Naming,
    *,
    descriptions: Mapping[str, str] | None = None,
    asked: Collection[str] = (),
) -> Shown:
    """Make a table readable; ``asked`` are the columns that repeat what was asked for."""
    columns = [
        name for name in table.columns if not (_is_asked(name, asked) and _repeats(table, name))
    ]
    columns.sort(key=lambda name: name not in _FIRST)
    pairs = pair_names(columns, table)
    headings, makers = [], []
    for name in columns:
        if name in pairs.values():
            continue
        label = pairs.get(name, "")
        described = (descriptions or {}).get(label or name, "")
        numeric = is_number_column(table, name)
        headings.append(Heading(to_words(name), name, numeric, described))
        makers.append((table.columns.index(name), table.columns.index(label) if label else None))
    rows = tuple(
        tuple(_cell(row, own, label, naming) for own, label in makers) for row in table.rows
    )
    return Shown(tuple(headings), rows)


def pair_names(columns: Sequence[str], table: Table) -> dict[str, str]:
    """Find for columns of IRIs those that hold their names."""
    pairs = {
        name: f"{name}Name"
        for name in columns
        if f"{name}Name" in columns and _holds_iris(table, name)
    }
    if "name" in columns:
        before = [
            name
            for name in columns[: columns.index("name")]
            if name not in pairs and name not in pairs.values() and _holds_iris(table, name)
        ]
        if before:
            pairs[before[-1]] = "name"
    return pairs


def is_number(term: Term | None) -> bool:
    """Tell whether a term is a number."""
    return isinstance(term, ox.Literal) and term.datatype.value.removeprefix(_XSD) in NUMBERS


def is_number_column(table: Table, name: str) -> bool:
    """Tell whether a column holds numbers and nothing else."""
    values = [value for value in table.column(name) if value is not None]
    return bool(values) and all(is_number(value) for value in values)


def show_term(term: Term | None, naming: Naming) -> Cell:
    """Make one term readable."""
    if term is None:
        return Cell("")
    if isinstance(term, ox.NamedNode):
        return _show_iri(term.value, naming)
    if isinstance(term, ox.Literal):
        return _show_literal(term)
    return Cell(str(term))


def _show_iri(iri: str, naming: Naming) -> Cell:
    href = naming.find_page(iri)
    label = naming.labels.get(iri, "")
    text = str(label) or _shorten(iri, naming.prefixes)
    spoken = language_of(label)
    language = "" if spoken == naming.language else spoken
    if href:
        return Cell(text, href, language=language)
    if is_address(iri):
        shown = text if text != iri else shown_address(iri)
        return Cell(shown, iri, is_outside=True, language=language)
    return Cell(text, language=language)


def _show_literal(term: ox.Literal) -> Cell:
    text = term.value if len(term.value) <= _LONG_TEXT else f"{term.value[: _LONG_TEXT - 1]}…"
    if is_address(term.value):
        return Cell(shown_address(term.value), term.value, is_outside=True)
    if term.language:
        return Cell(text, language=term.language)
    kind = term.datatype.value.removeprefix(_XSD)
    plain = kind in ("string", "date", "gYear", "gYearMonth", "boolean", "anyURI", *NUMBERS)
    return Cell(text, datatype="" if plain else kind.rpartition("#")[2])


def _cell(row: Row, own: int, label: int | None, naming: Naming) -> Cell:
    cell = show_term(row[own], naming)
    name = row[label] if label is not None else None
    if not isinstance(name, ox.Literal) or naming.translate(row[own]):
        return cell
    return Cell(name.value, cell.href, cell.is_outside, name.language or "")


def _is_asked(name: str, asked: Collection[str]) -> bool:
    """Tell whether a column holds what was asked for, or its name."""
    return name in asked or name.removesuffix("Name") in asked


def _repeats(table: Table, name: str) -> bool:
    """Tell whether a column has one value, or none, in all rows."""
    return len(set(table.column(name))) <= 1


def _holds_iris(table: Table, name: str) -> bool:
    values = [value for value in table.column(name) if value is not None]
    return bool(values) and all(isinstance(value, ox.NamedNode) for value in values)


def _shorten(iri: str, prefixes: Mapping[str, str]) -> str:
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace) and "/" not in iri.removeprefix(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
