"""Statements with their places: what every reader of RDF hands over. Pure.

A reader notes where each object, each subject and each named graph begins; here that becomes
a submission, in which the blank-node parts of the hub bear their IRIs.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from rdflib import RDF, BNode, URIRef
from rdflib.term import Node

from edihkg import assets
from edihkg.errors import SourceError
from edihkg.indexed import IndexedGraph
from edihkg.iris import KINDS
from edihkg.parts import KEYS, named_parts
from edihkg.prefixes import PREFIXES
from edihkg.submission import Position, Statement, Submission
from edihkg.vocab import EDIH

BASE = "https://w3id.org/edihkg/submission/"
"""What relative addresses are read against; a shape then says that they are relative."""
_SPACE = "https://w3id.org/edihkg/"
_UNDECLARED = re.compile(r"prefix ([\w-]*): has not been declared")
_PLACE = re.compile(r"^Parser error at line \d+ (?:between )?columns? \d+(?: and \d+)?: ")
MOST_STATEMENTS = 20_000
"""A submission with more is refused; one about a hub has some hundred."""


class UnreadableError(SourceError):
    """A text is not what it should be."""

    def __init__(self, reason: str, place: Position | None = None) -> None:
        """Keep why, as the end of a sentence without a stop, and where."""
        super().__init__(reason)
        self.reason = reason
        self.place = place


@dataclass(slots=True)
class Places:
    """What a reader collects while it reads."""

    objects: dict[Statement, Position] = field(default_factory=dict)
    subjects: dict[Node, Position] = field(default_factory=dict)
    graphs: dict[Node, Position] = field(default_factory=dict)

    def note(self, statement: Statement, at: Position, subject_at: Position | None = None) -> None:
        """Take a statement; what is stated twice keeps its first place.

        Raises: UnreadableError when there are too many.
        """
        self.objects.setdefault(statement, at)
        self.subjects.setdefault(statement[0], subject_at or at)
        check_size(len(self.objects))


def why(error: SyntaxError) -> str:
    """Give the reason of Oxigraph's parser without the place, which is told apart.

    >>> why(SyntaxError("Parser error at line 1 between columns 23 and 32: Unexpected end"))
    'unexpected end'
    """
    reason = _PLACE.sub("", error.msg)
    undeclared = _UNDECLARED.search(reason)
    if undeclared is not None:
        reason = f"{reason.rstrip('.')}; begin with @prefix {_declared(undeclared[1])}"
    return reason[:1].lower() + reason[1:]


def _declared(prefix: str) -> str:
    """Write the declaration of a prefix as submissions use it, as far as it is known."""
    is_list = (assets.folder("ontology") / "schemes" / f"{prefix}.ttl").is_file()
    own = {kind: f"{_SPACE}id/{kind}/" for kind in KINDS}
    address = f"{_SPACE}concept/{prefix}/" if is_list else {**PREFIXES, **own}.get(prefix, "…")
    return f"{prefix}: <{address}>"


def check_size(statements: int) -> None:
    """Refuse what no submission needs.

    Raises: UnreadableError.
    """
    if statements > MOST_STATEMENTS:
        raise UnreadableError(
            f"it has more than {MOST_STATEMENTS:,} statements; a submission is about one hub"
        )


def compose(places: Places, name: PurePosixPath, digest: str) -> Submission:
    """Make a submission of statements and places."""
    names = names_of_parts(places.objects)
    positions = {rename(s, names): at for s, at in places.objects.items()}
    subjects = {names.get(s, s): at for s, at in places.subjects.items()}
    graphs = {BNode(f"graph{n}"): graph for n, graph in enumerate(places.graphs)}
    return Submission(
        name=name,
        graph=IndexedGraph(positions),
        digest=digest,
        positions=positions,
        subjects=subjects | {node: places.graphs[graph] for node, graph in graphs.items()},
        graphs={node: str(graph) for node, graph in graphs.items()},
    )


def unreadable(error: UnreadableError, name: PurePosixPath, digest: str) -> Submission:
    """Make a submission that says why it cannot be read."""
    return Submission(
        name=name, graph=IndexedGraph(), digest=digest, broken=error.reason, broken_at=error.place
    )


def names_of_parts(statements: Iterable[Statement]) -> dict[Node, URIRef]:
    """Name the parts of the hub, if there is exactly one; only owners and parts matter."""
    typed = RDF.type
    hubs = [s for s, p, o in statements if o == EDIH.Hub and p == typed and isinstance(s, URIRef)]
    if len(hubs) != 1:
        return {}
    parts = (s for s in statements if isinstance(s[0], BNode) or s[1] in KEYS)
    return named_parts(IndexedGraph(parts), hubs[0])


def rename(statement: Statement, names: Mapping[Node, URIRef]) -> Statement:
    """Give the parts in a statement their names."""
    subject, predicate, value = statement
    return names.get(subject, subject), predicate, names.get(value, value)
