"""What the shapes can reach from a submission: the reference data, parsed once.

A submission names regions, countries, concepts, towns and calls; the shapes look at their
types, lists and successors, the messages at their labels. Which properties are read, and
which are followed further, is derived from the shapes. The whole reference data stays here;
a check sees the few statements that its submission leads to.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.term import Node

from edihkg import assets
from edihkg.errors import UsageError
from edihkg.submission import Statement, Submission
from edihkg.terms import to_rdflib
from edihkg.validation import Aid, Report, Shapes, check
from edihkg.validation.lexicon import Lexicon
from edihkg.validation.messages import SOURCE, Messages

FOLDERS = ("schemes", "reference")

_Description = list[tuple[ox.NamedNode, ox.NamedNode | ox.BlankNode | ox.Literal]]


@dataclass(frozen=True, slots=True)
class Background:
    """The reference data, by subject."""

    descriptions: Mapping[str, _Description]
    reads: frozenset[Node]
    """Properties that shapes or messages look at."""
    follows: frozenset[Node]
    """Properties whose values are looked at in turn."""
    _described: dict[URIRef, list[tuple[Node, Node]]] = field(default_factory=dict)
    """What was looked at before: most submissions name the same regions and concepts."""

    @classmethod
    def load(cls, folder: Path, shapes: Shapes) -> "Background":
        """Read ``schemes/*.ttl`` and ``reference/*.ttl`` of the ontology's folder.

        Raises: UsageError when a file cannot be read.
        """
        reads = {str(term) for term in shapes.reads}
        descriptions: dict[str, _Description] = {}
        for path in sorted(path for name in FOLDERS for path in (folder / name).glob("*.ttl")):
            for quad in _parse(path):
                if quad.predicate.value in reads and isinstance(quad.subject, ox.NamedNode):
                    description = descriptions.setdefault(quad.subject.value, [])
                    description.append((quad.predicate, quad.object))  # type: ignore[arg-type]
        return cls(descriptions, shapes.reads, shapes.follows)

    def reach(self, submission: Graph) -> list[Statement]:
        """Collect what the shapes can see from the things that a submission names."""
        reached: list[Statement] = []
        seen: set[Node] = set()
        waiting: list[Node] = [*set(submission.objects())]
        while waiting:
            subject = waiting.pop()
            if subject in seen or not isinstance(subject, URIRef):
                continue
            seen.add(subject)
            for predicate, value in self.describe(subject):
                reached.append((subject, predicate, value))
                if predicate in self.follows:
                    waiting.append(value)
        return reached

    def describe(self, subject: URIRef) -> list[tuple[Node, Node]]:
        """Give what the reference data says about a thing, as far as it is ever looked at."""
        if str(subject) not in self.descriptions:
            return []
        if subject not in self._described:
            said = self.descriptions[str(subject)]
            self._described[subject] = [(to_rdflib(p), to_rdflib(o)) for p, o in said]
        return self._described[subject]

    def lexicon(self) -> Lexicon:
        """Collect everything that a submission may choose from; takes a moment."""
        return Lexicon.of(
            (subject, predicate.value, value.value)
            for subject, description in self.descriptions.items()
            for predicate, value in description
            if not isinstance(value, ox.BlankNode)
        )


class Checker(Protocol):
    """Checks submissions, one after another."""

    def __call__(self, submission: Submission, messages: Messages = ..., /) -> Report:
        """Check one, and say it in the language of ``messages``, if they are given."""


def checker(
    shapes_folder: Path | None = None,
    ontology_folder: Path | None = None,
    *,
    language: str = SOURCE,
    most: int | None = None,
) -> Checker:
    """Load shapes and reference data, and give the function that checks with them.

    Each process makes its own; both folders default to those of the product. ``most`` is
    that of ``Aid``: 0 where nobody reads causes and proposals.
    Raises: UsageError when an installation is incomplete.
    """
    # A date that is none is a finding; RDFLib would also print a traceback about it.
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    folder = shapes_folder or assets.folder("shapes")
    shapes = Shapes.load(folder)
    default = Messages.load(language, folder / "messages")
    background = Background.load(ontology_folder or assets.folder("ontology"), shapes)

    aid = Aid(cache(background.lexicon), most)

    def run(submission: Submission, messages: Messages = default) -> Report:
        reached = background.reach(submission.graph)
        return check(submission, reached, shapes, messages=messages, aid=aid)

    return run


def bare_checker() -> Callable[[Submission], Report]:
    """Give a checker for a machine that reads what is wrong, not how to mend it.

    Raises: UsageError when an installation is incomplete.
    """
    return checker(most=0)


def _parse(path: Path) -> Iterable[ox.Quad]:
    try:
        with path.open("rb") as stream:
            yield from ox.parse(stream, format=ox.RdfFormat.TURTLE)
    except (OSError, SyntaxError) as error:
        raise UsageError(f"The reference data in '{path}' cannot be read: {error}.") from error
