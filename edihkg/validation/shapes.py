"""Load the shapes once: what pySHACL judges by, and what our reports say beside it.

Layout of the folder::

    core/*.ttl      shapes for every submission; core/file.ttl holds the rules of ``rules.py``
    profile/*.ttl   completeness; dct:subject names the statuses that a profile is for

pySHACL gets the constraints without their annotations, which makes it quicker and changes
no result. ``owl:imports`` is never followed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox
from pyshacl.shape import Shape
from pyshacl.shapes_graph import ShapesGraph
from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from edihkg.errors import UsageError
from edihkg.indexed import IndexedGraph
from edihkg.terms import to_rdflib
from edihkg.validation.acquittal import Acquittal, Acquittals, asked
from edihkg.validation.expectations import Expectation, expectations
from edihkg.validation.positions import LATITUDE, LONGITUDE
from edihkg.validation.report import Severity
from edihkg.vocab import EDIH

RULE = URIRef("https://w3id.org/edihkg/shapes#Rule")
ONTOLOGY = URIRef("https://w3id.org/edihkg/shapes")

_ANNOTATIONS = frozenset(
    {SH.name, SH.description, EDIH.sentence, EDIH.suggestion, EDIH.defectCode, RDFS.isDefinedBy}
)
_KEPT_BY_SHAPES = frozenset({RDF.type, SH.path, SH.message, SH.severity, SH.targetClass})
"""pySHACL reads these once and then tries each, at each evaluation, as a constraint."""
_OTHER_TARGETS = frozenset({SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target})
_FOR_MESSAGES = (SKOS.prefLabel, SKOS.notation, EDIH.country, DCTERMS.isReplacedBy)
_FOR_RULES = (LATITUDE, LONGITUDE)
_IRI = re.compile(r"<([^<>\s]+)>")
_LISTS = frozenset(
    f"https://w3id.org/edihkg/concept/{name}" for name in ("technology", "sector", "service-type")
)
"""The lists of topics."""


@dataclass(frozen=True, slots=True)
class Note:
    """What is said about a finding of one shape or rule."""

    shape: URIRef
    code: str
    name: str
    description: str
    severity: Severity
    sentence: str
    """Message with places such as ``{hub}``."""
    suggestion: str
    completes: bool = False
    """Whether it asks for completeness."""


@dataclass(frozen=True, slots=True)
class Target:
    """A shape with focus nodes of its own."""

    shape: Shape
    classes: frozenset[Node]
    """The classes whose members it is about."""
    acquits: Acquittal
    """Tells which of them surely conform."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What one kind of hub is judged by: the core shapes and those of its profile."""

    constraints: ShapesGraph
    targets: tuple["Target", ...]
    """The shapes that have focus nodes of their own."""
    queries: frozenset[str]
    """The queries of SPARQL constraints."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """All shapes, parsed."""

    version: str
    notes: Mapping[URIRef, Note]
    """By IRI of the shape or rule."""
    causes: Mapping[Node, str]
    """What is said of the shapes without a code, if they have something to say; by IRI."""
    lists: Mapping[Node, str]
    """What an entry of a list is called: ``concept of the list of sectors``; by IRI of the list."""
    expectations: Mapping[Node, Expectation]
    """What may stand where a shape looks, by IRI of the shape."""
    concerned: Mapping[Node, Node]
    """The list of topics that a shape is about, by IRI of the shape."""
    paths: Mapping[Node, Node]
    """The property, or first step of a longer path, that a shape looks at."""
    profiles: Mapping[str, Profile]
    """By name; the empty name stands for the core shapes alone. Built when first asked for."""
    statuses: Mapping[Node, str]
    """Which profile each recorded status asks for."""
    expected: Mapping[Node, frozenset[Node]]
    """The properties that the shapes describe for each class."""
    reads: frozenset[Node]
    """Properties of referenced things that shapes or messages look at."""
    follows: frozenset[Node]
    """Properties whose values are looked at in turn."""

    @classmethod
    def load(cls, folder: Path) -> "Shapes":
        """Read ``core/`` and ``profile/`` of the folder.

        Raises: UsageError when a folder or file is missing or cannot be read.
        """
        core = _parse(folder / "core")
        profiles = {path.stem: _parse_file(path) for path in _files(folder / "profile")}
        graph = IndexedGraph(chain(core, *profiles.values()))
        completing = {shape for own in profiles.values() for shape, _, _ in own}
        return cls(
            version=str(graph.value(ONTOLOGY, OWL.versionInfo) or ""),
            notes=MappingProxyType({note.shape: note for note in _notes(graph, completing)}),
            causes=MappingProxyType(dict(_causes(graph))),
            lists=MappingProxyType(dict(_lists(graph))),
            expectations=MappingProxyType(dict(expectations(graph))),
            concerned=MappingProxyType(dict(_concerned(graph))),
            paths=MappingProxyType(dict(_paths(graph))),
            profiles=_Profiles({"": core, **profiles}, frozenset(_queries(graph))),
            statuses=MappingProxyType(
                {o: n for n, own in profiles.items() for _, p, o in own if p == DCTERMS.subject}
            ),
            expected=MappingProxyType(_expected(graph)),
            reads=frozenset(_reads(graph)),
            follows=frozenset(_follows(graph)),
        )

    def lists_of(self, path: Node) -> frozenset[Node]:
        """Give the lists from which the values of a property are chosen."""
        shapes = (shape for shape, looked_at in self.paths.items() if looked_at == path)
        return frozenset(one for shape in shapes for one in self.expectations[shape].lists)


_Statement = tuple[Node, Node, Node]


class _Profiles(Mapping[str, Profile]):
    """Profiles by name, made when they are first asked for; they share one graph of shapes."""

    def __init__(self, statements: Mapping[str, list[_Statement]], queries: frozenset[str]) -> None:
        """Take the statements of the core, under the empty name, and of each profile."""
        self._statements = statements
        self._queries = queries
        self._made: dict[str, Profile] = {}

    def __getitem__(self, name: str) -> Profile:
        if name not in self._made:
            parts = [self._statements[""], self._statements[name] if name else []]
            targets: dict[Node, set[Node]] = {}
            for shape, one in chain.from_iterable(map(_class_targets, parts)):
                targets.setdefault(shape, set()).add(one)
            self._made[name] = self._make(targets)
        return self._made[name]

    def _make(self, targets: Mapping[Node, set[Node]]) -> Profile:
        constraints, acquittals = self._judged
        made = (
            Target(constraints.lookup_shape_from_node(node), frozenset(some), acquittals.of(node))
            for node, some in sorted(targets.items(), key=lambda item: str(item[0]))
            if acquittals.of(node).tests
        )
        return Profile(constraints, tuple(made), self._queries)

    @cached_property
    def _judged(self) -> tuple[ShapesGraph, Acquittals]:
        """Build what pySHACL judges by, with its shapes, and what acquits before."""
        stated = chain.from_iterable(self._statements.values())
        graph = IndexedGraph(s for s in stated if s[1] not in _ANNOTATIONS)
        constraints = ShapesGraph(graph)
        _ = constraints.shapes  # found now, while the graph still says which they are
        owners = {*graph.subjects(SH.targetClass)}
        flat = IndexedGraph(s for s in graph if s[1] != SH.property or s[0] not in owners)
        constraints.graph = IndexedGraph(s for s in flat if s[1] not in _KEPT_BY_SHAPES)
        return constraints, Acquittals(flat)

    def __iter__(self) -> Iterator[str]:
        return iter(self._statements)

    def __len__(self) -> int:
        return len(self._statements)


def _class_targets(statements: list[_Statement]) -> Iterator[tuple[Node, Node]]:
    """Give shapes with the classes whose members they are about.

    pySHACL asks the property shapes of a node shape once for each focus node, but a shape with
    a target once for all of them, with the same results. So the property shapes of a shape with
    targets have its targets themselves.
    Raises: UsageError when a shape finds its focus nodes in another way.
    """
    classes: dict[Node, list[Node]] = {}
    for subject, predicate, value in statements:
        if predicate in _OTHER_TARGETS:
            raise UsageError(f"The shape <{subject}> has another target than classes.")
        if predicate == SH.targetClass:
            classes.setdefault(subject, []).append(value)
    for subject, predicate, value in statements:
        if subject in classes:
            shape = value if predicate == SH.property else subject
            yield from ((shape, one) for one in classes[subject])


def _files(folder: Path) -> list[Path]:
    files = sorted(folder.glob("*.ttl"))
    if not files:
        raise UsageError(f"There are no shapes in '{folder}'; install edihkg again.")
    return files


def _parse(folder: Path) -> list[_Statement]:
    return [statement for path in _files(folder) for statement in _parse_file(path)]


def _parse_file(path: Path) -> list[_Statement]:
    try:
        with path.open("rb") as stream:
            return [
                (to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object))
                for quad in ox.parse(stream, format=ox.RdfFormat.TURTLE)
            ]
    except (OSError, SyntaxError) as error:
        raise UsageError(f"The shapes in '{path}' cannot be read: {error}.") from error


def _queries(graph: Graph) -> Iterator[str]:
    """Give the queries of SPARQL constraints."""
    for constraint, text in graph.subject_objects(SH.select):
        yield asked(constraint, str(text))


def _notes(graph: Graph, completing: set[Node]) -> Iterator[Note]:
    for shape, code in graph.subject_objects(EDIH.defectCode):
        severity = str(graph.value(shape, SH.severity)).removeprefix(str(SH))
        yield Note(
            shape=URIRef(str(shape)),
            code=str(code),
            name=_text(graph, shape, SH.name),
            description=_text(graph, shape, SH.description),
            severity=Severity(severity),
            sentence=_text(graph, shape, EDIH.sentence),
            suggestion=_text(graph, shape, EDIH.suggestion),
            completes=shape in completing,
        )


def _concerned(graph: Graph) -> Iterator[tuple[Node, Node]]:
    """Give the one list that a shape asks entries of, or that its query names."""
    for shape in graph.subjects(EDIH.defectCode):
        yield from ((shape, one) for one in graph.objects(shape, SH.hasValue))
        for constraint in graph.objects(shape, SH.sparql):
            named = set(_IRI.findall(str(graph.value(constraint, SH.select)))) & _LISTS
            yield from ((shape, URIRef(iri)) for iri in named if len(named) == 1)


def _paths(graph: Graph) -> Iterator[tuple[Node, Node]]:
    for shape in graph.subjects(EDIH.defectCode):
        yield from ((shape, step) for step in _steps(graph, shape)[:1])


def _causes(graph: Graph) -> Iterator[tuple[Node, str]]:
    for shape in {*graph.subjects(EDIH.sentence)} - {*graph.subjects(EDIH.defectCode)}:
        yield shape, _text(graph, shape, EDIH.sentence)


def _lists(graph: Graph) -> Iterator[tuple[Node, str]]:
    """Give the list that a shape asks for, and the name of the shape that refers to it."""
    for shape, one in graph.subject_objects(SH.hasValue):
        if (shape, SH.path, SKOS.inScheme) in graph:
            for concept in graph.subjects(SH.property, shape):
                yield one, _text(graph, concept, SH.name)


def _text(graph: Graph, shape: Node, term: URIRef) -> str:
    """Give the English text of an annotation; other languages come with translations."""
    texts = [t for t in graph.objects(shape, term) if isinstance(t, Literal) and t.language == "en"]
    return str(texts[0]) if texts else ""


def _expected(graph: Graph) -> dict[Node, frozenset[Node]]:
    """Collect for each class the first steps of the paths of its shapes."""
    expected: dict[Node, set[Node]] = {}
    for shape, target in graph.subject_objects(SH.targetClass):
        properties = expected.setdefault(target, {RDF.type})
        for constraint in graph.objects(shape, SH.property):
            properties.update(_steps(graph, constraint)[:1])
    return {target: frozenset(properties) for target, properties in expected.items()}


def _steps(graph: Graph, shape: Node) -> list[Node]:
    path = graph.value(shape, SH.path)
    if path is None:
        return []
    return [path] if isinstance(path, URIRef) else list(Collection(graph, path))


def _reads(graph: Graph) -> Iterator[Node]:
    yield from (RDF.type, *_FOR_MESSAGES, *_FOR_RULES)
    for shape in graph.subjects(SH.path):
        yield from _steps(graph, shape)
    for query in graph.objects(None, SH.select):
        yield from (URIRef(iri) for iri in _IRI.findall(str(query)))


def _follows(graph: Graph) -> Iterator[Node]:
    yield from (EDIH.country, DCTERMS.isReplacedBy)
    for shape in graph.subjects(SH.path):
        yield from _steps(graph, shape)[:-1]
