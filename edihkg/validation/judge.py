"""Ask pySHACL, the judge. The only module that runs it.

The shapes graph is built once and used again; no inference, no advanced features, no
network. ``focus_nodes`` is never used: it gives wrong results with nested shapes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyshacl.pytypes import SHACLExecutor
from pyshacl.validator import Validator
from rdflib import RDF, RDFS, SH, Graph, URIRef
from rdflib.term import IdentifiedNode, Node

from edihkg.indexed import IndexedGraph
from edihkg.validation.shapes import Profile

_MISSING = frozenset(
    {
        SH.MinCountConstraintComponent,
        SH.QualifiedMinCountConstraintComponent,
        SH.HasValueConstraintComponent,
    }
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One result of a shape, as SHACL gives it."""

    shape: URIRef
    focus: Node
    path: URIRef | None
    """The property, or the first step of a longer path; None for a node shape."""
    value: Node | None
    missing: bool
    """Whether something is missing, rather than wrong or too many."""
    component: Node | None = None
    """The kind of constraint that is not met."""


def judge(data: IndexedGraph, profile: Profile) -> Graph:
    """Validate the data; gives the standard ``sh:ValidationReport``."""
    executor = SHACLExecutor()
    conforms = True
    results: list[tuple[Any, ...]] = []
    members = _Members(data)
    for target in profile.targets:
        focus = [
            member
            for member in {member for one in target.classes for member in members[one]}
            if not target.acquits(data, member)
        ]
        if focus:
            holds, found = target.shape.validate(executor, data, focus=focus)
            conforms = conforms and holds
            results.extend(found)
    report: Graph
    report, _ = Validator.create_validation_report(profile.constraints, conforms, results)
    return report


class _Members(dict[Node, set[IdentifiedNode]]):
    """The things of each class or of classes below it, found when first asked for."""

    def __init__(self, data: Graph) -> None:
        super().__init__()
        self._data = data

    def __missing__(self, one: Node) -> set[IdentifiedNode]:
        below = self._data.transitive_subjects(RDFS.subClassOf, one)
        found = (member for each in below for member in self._data.subjects(RDF.type, each))
        self[one] = {member for member in found if isinstance(member, IdentifiedNode)}
        return self[one]


def outcomes(report: Graph) -> Iterator[Outcome]:
    """Give the results of a validation report, without those nested in ``sh:detail``."""
    for result in report.objects(None, SH.result):
        shape, focus = report.value(result, SH.sourceShape), report.value(result, SH.focusNode)
        if isinstance(shape, URIRef) and focus is not None:
            component = report.value(result, SH.sourceConstraintComponent)
            yield Outcome(
                shape=shape,
                focus=focus,
                path=_first_step(report, report.value(result, SH.resultPath)),
                value=report.value(result, SH.value),
                missing=component in _MISSING,
                component=component,
            )


def _first_step(report: Graph, path: Node | None) -> URIRef | None:
    step = path if path is None or isinstance(path, URIRef) else report.value(path, RDF.first)
    return step if isinstance(step, URIRef) else None
