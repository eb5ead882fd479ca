"""Find what is really wrong where a shape failed because of shapes inside it. Asks pySHACL.

SHACL says of ``sh:node``, ``sh:or``, ``sh:xone`` and qualified shapes only that they failed.
Here the inner shapes are asked one by one, down to the constraints that name a fault, and of
alternatives the nearest speaks. Nothing here decides whether something is wrong.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from pyshacl.pytypes import SHACLExecutor
from pyshacl.shape import Shape
from pyshacl.validator import Validator
from rdflib import RDF, SH, SKOS, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from edihkg.validation.judge import Outcome, outcomes
from edihkg.validation.messages import Words
from edihkg.validation.sentences import Subject, fill, put
from edihkg.validation.shapes import Profile, Shapes

MOST: Final = 5
"""More causes of one finding are not said: nobody reads them."""

_DEEPEST: Final = 8
_LONGEST: Final = 40
_KINDS: Mapping[Node | None, str] = {
    None: "a text",
    XSD.string: "a text",
    RDF.langString: "a text with a language",
    XSD.date: "a day",
    XSD.gYearMonth: "a month",
    XSD.gYear: "a year",
    XSD.dateTime: "a moment",
    XSD.boolean: "true or false",
    XSD.integer: "a whole number",
    XSD.decimal: "a number",
    XSD.double: "a number",
    XSD.anyURI: "an address between quotation marks",
}
"""What values of each datatype are called."""


@dataclass(frozen=True, slots=True)
class _Failure:
    """A constraint that a value does not meet."""

    outcome: Outcome
    value: Node
    """What was asked about."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is needed to ask the inner shapes."""

    data: Graph
    profile: Profile
    shapes: Shapes


def causes(found: Outcome, subject: Subject, inquiry: Inquiry) -> tuple[str, ...]:
    """Say what is really wrong, in whole sentences; nothing where the finding itself says it."""
    failures = _inside(found, found.shape, inquiry, 0)
    sentences = (_sentence(failure, subject, inquiry) for failure in failures)
    return tuple(dict.fromkeys(sentence for sentence in sentences if sentence))[:MOST]


def _inside(found: Outcome, shape: Node, inquiry: Inquiry, depth: int) -> Iterator[_Failure]:
    """Give the innermost failures of what a shape demands through other shapes."""
    if depth > _DEEPEST:
        return
    graph: Graph = inquiry.profile.constraints.graph
    value = found.focus if found.value is None else found.value
    for inner in graph.objects(shape, SH.node):
        yield from _failures(value, inner, inquiry, depth)
    for term in (SH["or"], SH.xone):
        for members in graph.objects(shape, term):
            yield from _nearest(value, list(Collection(graph, members)), inquiry, depth)
    if found.missing and found.path is not None:
        for inner in graph.objects(shape, SH.qualifiedValueShape):
            for one in sorted(inquiry.data.objects(found.focus, found.path), key=str):
                yield from _failures(one, inner, inquiry, depth)


def _failures(value: Node, inner: Node, inquiry: Inquiry, depth: int) -> list[_Failure]:
    failures: list[_Failure] = []
    for outcome in _ask(value, inner, inquiry):
        deeper = list(_inside(outcome, outcome.shape, inquiry, depth + 1))
        failures += deeper or [_Failure(outcome, value)]
    return failures


def _nearest(value: Node, inner: list[Node], inquiry: Inquiry, depth: int) -> list[_Failure]:
    """Of several alternatives choose those that the value comes nearest to."""
    tried = [_failures(value, one, inquiry, depth) for one in inner]
    tried = [failures for failures in tried if failures]
    near = [failures for failures in tried if any(_nearly(one, inquiry) for one in failures)]
    return next(iter(near or tried), [])


def _nearly(failure: _Failure, inquiry: Inquiry) -> bool:
    """Tell whether a value has the datatype that was asked for, but is not written as it."""
    graph: Graph = inquiry.profile.constraints.graph
    wanted = graph.value(failure.outcome.shape, SH.datatype)
    return isinstance(failure.value, Literal) and wanted == failure.value.datatype is not None


def _ask(value: Node, inner: Node, inquiry: Inquiry) -> Iterator[Outcome]:
    """Ask an inner shape about one value."""
    constraints = inquiry.profile.constraints
    shape: Shape = constraints.lookup_shape_from_node(inner)
    results: list[tuple[Any, ...]]
    _, results = shape.validate(SHACLExecutor(), inquiry.data, focus=[value])  # type: ignore[list-item]
    report: Graph
    report, _ = Validator.create_validation_report(constraints, False, results)
    yield from outcomes(report)


def _sentence(failure: _Failure, subject: Subject, inquiry: Inquiry) -> str:
    """Put one failure into words; nothing if the finding itself says as much."""
    outcome = failure.outcome
    said = inquiry.shapes.causes.get(outcome.shape)
    if said:
        about = replace(subject, focus=failure.value, path=outcome.path, value=outcome.value)
        return fill(said, about)
    speak = _SPEAKERS.get(outcome.component)
    words = speak(failure, inquiry) if speak else None
    return put(words, subject.messages) if words else ""


def _wanted(failure: _Failure, term: URIRef, inquiry: Inquiry) -> Node | None:
    graph: Graph = inquiry.profile.constraints.graph
    return graph.value(failure.outcome.shape, term)


def _of_datatype(failure: _Failure, inquiry: Inquiry) -> Words:
    value = failure.value
    if not isinstance(value, Literal):
        return Words("It is an address, not a text.")
    if value.datatype is not None and value.datatype == _wanted(failure, SH.datatype, inquiry):
        text = str(value)[:_LONGEST]
        return Words(
            "It is marked as {kind}, but '{value}' is none.",
            (("kind", _kind(value.datatype)), ("value", text)),
        )
    kind = RDF.langString if value.language else value.datatype
    return Words("It is {kind}.", (("kind", _kind(kind)),))


def _of_node_kind(failure: _Failure, inquiry: Inquiry) -> Words:
    del inquiry
    if isinstance(failure.value, Literal):
        return Words("It is a text, not an address.")
    if isinstance(failure.value, BNode):
        return Words("It has no address of its own.")
    return Words("It is an address, not a text.")


def _of_list(failure: _Failure, inquiry: Inquiry) -> Words | None:
    """Say in which list a value stands instead, if the constraint is about lists."""
    if failure.outcome.path != SKOS.inScheme:
        return None
    if isinstance(failure.value, Literal):
        return Words("It is a text, not an entry of a list.")
    names = inquiry.shapes.lists
    for stated in sorted(inquiry.data.objects(failure.value, SKOS.inScheme), key=str):
        if stated in names:
            return Words("It is a {kind}.", (("kind", Words(names[stated])),))
    return Words("No list has an entry with this address.")


def _kind(datatype: Node | None) -> Words:
    return Words(_KINDS.get(datatype, "a value of another kind"))


_SPEAKERS: Mapping[Node | None, Callable[[_Failure, Inquiry], Words | None]] = {
    SH.NodeKindConstraintComponent: _of_node_kind,
    SH.DatatypeConstraintComponent: _of_datatype,
    SH.HasValueConstraintComponent: _of_list,
    SH.MinCountConstraintComponent: _of_list,
    SH.InConstraintComponent: _of_list,
}
"""What each kind of constraint has to say about a value."""
