"""What may stand where a shape looks, read off the shapes: lists, classes, datatypes. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rdflib import SH, SKOS, Graph
from rdflib.collection import Collection
from rdflib.term import Node

from edihkg.vocab import EDIH

_NESTED = (SH.node, SH.property)
_LISTED = (SH["or"], SH.xone, SH["and"])


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a shape lets stand there."""

    lists: frozenset[Node] = frozenset()
    """Concept schemes and classes from which a value is chosen."""
    datatypes: frozenset[Node] = frozenset()
    values: tuple[Node, ...] = ()
    """The values themselves, where they are few."""
    languages: frozenset[str] = frozenset()
    kinds: frozenset[Node] = frozenset()
    """``sh:IRI``, ``sh:Literal`` …"""
    patterns: frozenset[str] = frozenset()
    unwanted: frozenset[str] = frozenset()
    """Patterns that a value must not fit (``sh:not``)."""


def expectations(graph: Graph) -> Mapping[Node, Expectation]:
    """Give the expectation of every shape that has a code."""
    return {shape: _expectation(graph, shape) for shape in graph.subjects(EDIH.defectCode)}


def _expectation(graph: Graph, shape: Node) -> Expectation:
    shapes = list(_reached(graph, shape))
    values = [v for one in shapes for v in graph.objects(one, SH["in"]) if one == shape]
    return Expectation(
        lists=frozenset(_lists(graph, shapes)),
        datatypes=frozenset(_objects(graph, shapes, SH.datatype)),
        values=tuple(Collection(graph, values[0])) if values else (),
        languages=frozenset(
            str(tag)
            for members in _objects(graph, shapes, SH.languageIn)
            for tag in Collection(graph, members)
        ),
        kinds=frozenset(_objects(graph, shapes, SH.nodeKind)),
        patterns=frozenset(str(p) for p in _objects(graph, shapes, SH.pattern)),
        unwanted=frozenset(
            str(p) for p in _objects(graph, _objects(graph, [shape], SH["not"]), SH.pattern)
        ),
    )


def _reached(graph: Graph, shape: Node) -> Iterator[Node]:
    """Give a shape and those that it demands or offers as alternatives."""
    waiting, seen = [shape], set[Node]()
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        yield one
        waiting += _objects(graph, [one], *_NESTED)
        waiting += [
            member
            for members in _objects(graph, [one], *_LISTED)
            for member in Collection(graph, members)
        ]


def _lists(graph: Graph, shapes: list[Node]) -> Iterator[Node]:
    for shape in shapes:
        yield from graph.objects(shape, SH["class"])
        if (shape, SH.path, SKOS.inScheme) in graph:
            yield from graph.objects(shape, SH.hasValue)
            for members in graph.objects(shape, SH["in"]):
                yield from Collection(graph, members)


def _objects(graph: Graph, shapes: list[Node], *terms: Node) -> list[Node]:
    return [value for shape in shapes for term in terms for value in graph.objects(shape, term)]
