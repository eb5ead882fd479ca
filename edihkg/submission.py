"""What a reader makes of a file: its statements, and where each one stands. Pure.

Layout of a submission (Turtle is the usual form)::

    <…/id/hub/{slug}> a edih:Hub ; …      exactly one hub; {slug} is the file's name
    <…/id/facility/{slug}> …              its facilities, grants and named organisations
    [ … ]                                 its parts; each gets its IRI from its key
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from rdflib import RDF, Graph
from rdflib.term import Node, URIRef

from edihkg.vocab import EDIH

Statement = tuple[Node, Node, Node]
ORGANISATIONS_FILE = "organisations.ttl"
SAME_HUB_FILE = "same-hub.ttl"
CURATED = (ORGANISATIONS_FILE, SAME_HUB_FILE)
"""Names of files beside submissions that hold curators' overrides and are no submissions."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a text file or in a table; line and column count from 1."""

    line: int
    column: int = 1
    cell: str = ""
    """Sheet and cell, for example ``facilities!C7``; empty where the file is no table. There
    ``column`` counts characters of the cell."""
    width: int = field(default=0, compare=False, repr=False)
    """How many characters of the cell it is about; 0 means all that follow."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where tables state something."""

    table: str
    column: str
    present: bool
    """Whether the tables that were read have that column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One file about one hub."""

    name: PurePosixPath
    """Path inside the collection, for example ``si/4pdih.ttl``; never an absolute path."""
    graph: Graph
    """The statements; parts of the hub already bear their IRIs."""
    digest: str = ""
    """SHA-256 of the file's bytes, in hexadecimal."""
    positions: Mapping[Statement, Position] = field(default_factory=dict)
    """Where the object of each statement stands, as far as the format lets one know."""
    subjects: Mapping[Node, Position] = field(default_factory=dict)
    """Where the first statement about each subject stands."""
    broken: str = ""
    """Why the file cannot be read, with line and column where known; else empty."""
    broken_at: Position | None = None
    """Where reading failed."""
    file: str = ""
    """What was read, as reports name it (``hubs.xlsx``); empty means ``name``."""
    faults: Mapping[Node, str] = field(default_factory=dict)
    """What else is wrong with the file itself: a blank node, whose place ``subjects`` knows,
    and the reason."""
    graphs: Mapping[Node, str] = field(default_factory=dict)
    """Named graphs, which no submission should have: likewise a blank node, and the name."""
    gaps: Mapping[tuple[Node, Node], Position] = field(default_factory=dict)
    """The cell of a table in which a value of a property, or an entry of a list, could stand."""
    homes: Mapping[Node, Home] = field(default_factory=dict)
    """Where tables state a property, or entries of a list; empty where the file is no table."""

    @property
    def shown_name(self) -> str:
        """What reports call the file."""
        return self.file or str(self.name)

    @property
    def slug(self) -> str:
        """Name of the file without its ending: the slug that the hub must have."""
        return self.name.stem

    @property
    def hub(self) -> URIRef | None:
        """The hub that the file describes; None unless there is exactly one."""
        hubs = [s for s in self.graph.subjects(RDF.type, EDIH.Hub) if isinstance(s, URIRef)]
        return hubs[0] if len(hubs) == 1 else None

    def where(self, subject: Node | None, predicate: Node | None, value: Node | None) -> Position:
        """Find the place of a statement, else of its subject, else the start of the file.

        Without a value: the cell where one could stand, as far as the file is a table.
        """
        if subject is None:
            return self.broken_at or Position(1)
        exact = None
        if predicate is not None and value is not None:
            exact = self.positions.get((subject, predicate, value))
        elif predicate is not None:
            exact = self.gaps.get((subject, predicate))
        if exact is not None:
            return exact
        return self.subjects.get(subject, Position(1))
