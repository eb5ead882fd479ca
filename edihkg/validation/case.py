"""What the rules look at, and what they give. Pure values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rdflib import URIRef
from rdflib.term import Node

from edihkg.indexed import IndexedGraph
from edihkg.submission import Submission
from edihkg.validation.lexicon import Lexicon
from edihkg.validation.messages import Words
from edihkg.validation.naming import SPACE

Places = Mapping[str, str | Words]


@dataclass(frozen=True, slots=True)
class Case:
    """What the rules look at."""

    submission: Submission
    stated: IndexedGraph
    """The statements of the submission alone."""
    graph: IndexedGraph
    """Submission and background."""
    name: str
    """Name of the hub, else of the file."""
    expected: Mapping[Node, frozenset[Node]]
    """The properties that the shapes describe for each class."""
    hub: URIRef | None
    """The hub, if there is exactly one."""
    lexicon: Callable[[], Lexicon]
    """Everything that could be named; asked only where something is wrong."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One place where a rule is broken."""

    rule: URIRef
    focus: Node | None = None
    path: Node | None = None
    value: Node | None = None
    places: Places = field(default_factory=dict)


def rule(name: str) -> URIRef:
    """Give the IRI of a rule, under which ``shapes/core/file.ttl`` describes it."""
    return URIRef(f"{SPACE.base}shapes#Rule-{name}")
