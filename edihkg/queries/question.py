"""What a published question is: values that the other modules share. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

KINDS = (
    *("string", "integer", "decimal", "date", "choice", "country", "region", "concept"),
    *("code", "list", "language", "hub", "file"),
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question may be given."""

    name: str
    """Of the variable and of the field in the address."""
    kind: str
    """One of KINDS."""
    scheme: str
    """Concept scheme (``concept``), schemes (``code``) or values (``choice``), parted by ``/``;
    bounds such as ``-90..90`` of a number."""
    default: str
    """Value when none is given; empty if it may be left out."""
    description: str


@dataclass(frozen=True, slots=True)
class Column:
    """What each row of an answer holds."""

    name: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A published query."""

    name: str
    """File name without ending; part of the address."""
    title: str
    description: str
    asked_by: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    """In the order of the answer."""
    sparql: str
    """The whole file."""
    number: int | None = None
    """Of the competency question that it answers."""
    min_rows: int = 0
    """Rows that the published network gives at least, with the default parameters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """What codes in parameters stand for."""

    id_base: str
    countries: Mapping[str, str] = field(default_factory=dict)
    """IRI of a country by its ISO 3166-1 alpha-2 code in lower case."""
    concepts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Codes by scheme; also by ``region``, ``language``, ``hub`` and ``file``; a list without
    entry is unknown."""
