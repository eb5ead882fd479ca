"""Count a graph: classes, properties, what they lead to. Pure.

The input is sorted N-Triples lines as ``edihkg.graph`` makes them, in which the statements of
one subject stand together. Statements are first counted by the classes of their subject and
by property, then these cells are added up: one pass costs less than the aggregates would.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

RDF_TYPE = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LANGUAGE_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
STRING = "http://www.w3.org/2001/XMLSchema#string"

Classes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large a graph is."""

    triples: int
    subjects: int
    properties: int
    objects: int


@dataclass(slots=True)
class PropertyCount:
    """How a property is used, in a graph or by the members of one class."""

    triples: int = 0
    subjects: int = 0
    objects: set[bytes] = field(default_factory=set)
    """Distinct ones, as ends of N-Triples lines."""
    classes: Counter[str] = field(default_factory=Counter)
    """Triples by class of the object."""
    datatypes: Counter[str] = field(default_factory=Counter)
    """Triples by datatype of the literal."""

    def add(self, other: "PropertyCount") -> None:
        """Add what was counted for other subjects."""
        self.triples += other.triples
        self.subjects += other.subjects
        self.objects |= other.objects
        self.classes += other.classes
        self.datatypes += other.datatypes


@dataclass(slots=True)
class ClassCount:
    """Members of a class, and the properties that they have."""

    entities: int = 0
    properties: dict[str, PropertyCount] = field(default_factory=dict)


@dataclass(slots=True)
class GraphCount:
    """What one graph holds."""

    triples: int = 0
    subjects: int = 0
    objects: int = 0
    properties: dict[str, PropertyCount] = field(default_factory=dict)
    classes: dict[str, ClassCount] = field(default_factory=dict)

    @property
    def sizes(self) -> Sizes:
        """How large it is."""
        return Sizes(self.triples, self.subjects, len(self.properties), self.objects)


def count(lines: Iterable[bytes]) -> GraphCount:
    """Count sorted N-Triples lines, which are read twice."""
    types = _types(lines)
    found = GraphCount()
    cells = _cells(lines, types, found)
    for classes, number in Counter(types.values()).items():
        for name in classes:
            found.classes.setdefault(name, ClassCount()).entities += number
    for (classes, predicate), cell in cells.items():
        counted = _sum_up(cell, types)
        tables = [found.properties, *(found.classes[name].properties for name in classes)]
        for table in tables:
            table.setdefault(_iri(predicate), PropertyCount()).add(counted)
    found.objects = len(set().union(*(each.objects for each in found.properties.values())))
    return found


def measure(lines: Iterable[bytes]) -> Sizes:
    """Tell how large a graph is; a single pass without regard to classes."""
    terms = [line.split(b" ", 2) for line in lines]
    subjects, properties, objects = (len(set(each)) for each in zip(*terms, strict=True))
    return Sizes(len(terms), subjects, properties, objects)


def count_links(lines: Iterable[bytes], spaces: Sequence[str]) -> Counter[tuple[str, str]]:
    """Count statements that lead into a space of names from outside it.

    Returns: numbers by property and space, which is the beginning of IRIs.
    """
    starts = {space: f"<{space}".encode() for space in spaces}
    any_start = tuple(starts.values())
    links: Counter[tuple[str, str]] = Counter()
    for line in lines:
        subject, predicate, value = line.split(b" ", 2)
        if value.startswith(any_start):
            space = next(name for name, start in starts.items() if value.startswith(start))
            links[_iri(predicate), space] += not subject.startswith(starts[space])
    return +links


def _types(lines: Iterable[bytes]) -> dict[bytes, Classes]:
    """Read the classes of each subject."""
    types: dict[bytes, Classes] = {}
    for line in lines:
        if RDF_TYPE in line:
            subject, predicate, rest = line.split(b" ", 2)
            if predicate == RDF_TYPE and rest.startswith(b"<"):
                types[subject] = (*types.get(subject, ()), _iri(rest[:-2]))
    return types


@dataclass(slots=True)
class _Cell:
    """The statements with one property about subjects of the same classes."""

    subjects: int = 0
    values: dict[bytes, int] = field(default_factory=dict)
    """Number of statements by object; each with the end of its line."""


def _cells(
    lines: Iterable[bytes], types: Mapping[bytes, Classes], found: GraphCount
) -> dict[tuple[Classes, bytes], _Cell]:
    """Part statements by the classes of the subject and by property; count both in ``found``."""
    cells: dict[tuple[Classes, bytes], _Cell] = {}
    before_subject = before_predicate = b""
    classes: Classes = ()
    cell = _Cell()
    for line in lines:
        subject, predicate, value = line.split(b" ", 2)
        if subject != before_subject:
            before_subject, before_predicate = subject, b""
            found.subjects += 1
            classes = types.get(subject, ())
        if predicate != before_predicate:
            before_predicate = predicate
            cell = cells.setdefault((classes, predicate), _Cell())
            cell.subjects += 1
        cell.values[value] = cell.values.get(value, 0) + 1
        found.triples += 1
    return cells


def _sum_up(cell: _Cell, types: Mapping[bytes, Classes]) -> PropertyCount:
    """Count what the statements of a cell lead to."""
    found = PropertyCount(sum(cell.values.values()), cell.subjects, set(cell.values))
    for value, number in cell.values.items():
        if value.startswith(b'"'):
            found.datatypes[_datatype(value[:-2])] += number
        else:
            for name in types.get(value[:-2], ()):
                found.classes[name] += number
    return found


def _datatype(literal: bytes) -> str:
    if literal.endswith(b">"):
        return literal[literal.rindex(b'"^^<') + 4 : -1].decode()
    return STRING if literal.endswith(b'"') else LANGUAGE_STRING


def _iri(term: bytes) -> str:
    return term[1:-1].decode()
