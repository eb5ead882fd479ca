"""Put the graphs of a release together: named graphs, the default graph, what rules derive."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from edihkg import assets
from edihkg.errors import SourceError
from edihkg.graph.background import NAMED_ONLY, background_graphs, read_triples
from edihkg.graph.hubs import HubGraph
from edihkg.graph.lines import Feed, Lines, as_stored, in_graph, of_triples
from edihkg.graph.organisations import Claim, organisations_graph
from edihkg.iris import IriSpace
from edihkg.submission import ORGANISATIONS_FILE, SAME_HUB_FILE
from edihkg.vocab import EDIH

DERIVED = "derived"
_PIECE = 100_000
"""Lines loaded at a time: a million take 1 GB of memory, and pieces no longer."""


@dataclass(frozen=True, slots=True)
class Curation:
    """What curators decided about the whole network."""

    organisations: tuple[ox.Triple, ...] = ()
    """Statements about organisations that beat those of the hubs."""
    same_hubs: Lines = ()
    """Which entries are one hub."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a release is assembled from, besides the product's own files."""

    hubs: tuple[HubGraph, ...]
    """Accepted submissions."""
    provenance: Lines
    """What is known of every submission."""
    curation: Curation = Curation()
    """Overrides."""


@dataclass(frozen=True, slots=True)
class Assembly:
    """The statements of a release; those of hubs stay where the hubs have them."""

    space: IriSpace
    named: dict[str, Iterable[bytes]] = field(default_factory=dict)
    """Lines of named graphs by what follows ``graph/`` in their IRIs; none is empty."""
    default: ox.Store = field(default_factory=ox.Store)
    """The default graph alone: queries on it are answered three times faster than beside the
    named graphs."""

    def add(self, name: str, lines: Lines) -> None:
        """Add a graph that is part of the default graph as well."""
        self.add_named(name, lines)
        load_lines(self.default, lines)

    def add_named(self, name: str, lines: Lines) -> None:
        """Add a graph that is no part of the default graph, or is so already."""
        if lines:
            self.named[name] = as_stored(lines)

    def quads(self) -> Iterator[bytes]:
        """Write the named graphs as N-Quads lines, sorted by graph and then by line."""
        for name in sorted(self.named, key=self.space.graph):
            yield from in_graph(self.named[name], self.space.graph(name))


def read_curation(submissions: Path, *, space: IriSpace) -> Curation:
    """Read the curators' files beside the submissions, as far as there are any.

    Raises: SourceError when a file is no Turtle or says what it may not say.
    """
    organisations = _read_if_there(submissions / ORGANISATIONS_FILE)
    for triple in organisations:
        if not str(triple.subject).startswith(f"<{space.base}id/organisation/"):
            raise SourceError(
                f"{ORGANISATIONS_FILE} speaks about {triple.subject}, which is no organisation; "
                "state facts of hubs in the hubs' own files."
            )
    same_hubs = _read_if_there(submissions / SAME_HUB_FILE)
    for triple in same_hubs:
        if triple.predicate.value != str(EDIH.sameHubAs):
            raise SourceError(
                f"{SAME_HUB_FILE} states {triple.predicate}; only edih:sameHubAs belongs there."
            )
    return Curation(tuple(organisations), of_triples(same_hubs, name="curation"))


def assemble(parts: Parts, *, space: IriSpace) -> Assembly:
    """Put the graphs together.

    Raises: SourceError when a file of the product or of the curators cannot be used.
    """
    made = Assembly(space)
    organisations = organisations_graph(_claims(parts))
    background = tuple(background_graphs())
    shared = (*background, ("organisations", organisations), ("curation", parts.curation.same_hubs))
    for name, lines in (*shared, ("provenance", parts.provenance)):
        made.add_named(name, lines)
    made.named.update((f"hub/{hub.slug}", hub.statements) for hub in parts.hubs)
    public = chain.from_iterable(lines for name, lines in shared if name not in NAMED_ONLY)
    own = chain.from_iterable(hub.own_statements() for hub in parts.hubs)
    load_lines(made.default, chain(public, own))
    made.add(DERIVED, _derive(made.default))
    return made


def load_lines(store: ox.Store, lines: Iterable[bytes]) -> None:
    """Load lines of N-Quads or N-Triples in bulk; blank nodes keep their labels."""
    # Bulk loading renames blank nodes, so those lines go apart.
    labelled: list[bytes] = []
    plain = _without_blank_nodes(lines, labelled)
    for first in plain:
        feed = Feed(chain([first], islice(plain, _PIECE - 1)))
        quads = cast(IO[bytes], feed)
        store.bulk_load(input=quads, format=ox.RdfFormat.N_QUADS, lenient=True)
    if labelled:
        text = b"\n".join(labelled)
        store.extend(ox.parse(text, format=ox.RdfFormat.N_QUADS, rename_blank_nodes=False))


def _read_if_there(path: Path) -> list[ox.Triple]:
    return read_triples(path) if path.is_file() else []


def _claims(parts: Parts) -> Iterator[Claim]:
    for triple in parts.curation.organisations:
        yield Claim(triple, override=True)
    for hub in parts.hubs:
        yield from hub.claims()


def _without_blank_nodes(lines: Iterable[bytes], others: list[bytes]) -> Iterator[bytes]:
    for line in lines:
        if line.startswith(b"_:") or b" _:" in line:
            others.append(line)
        else:
            yield line


def _derive(store: ox.Store) -> Lines:
    """Run every rule on the default graph; no rule sees what another one derives.

    What rules say is about things with IRIs, so that no line has to be labelled.
    """
    found: set[bytes] = set()
    for path in sorted((assets.folder("sparql") / "rules").glob("*.rq")):
        triples = store.query(path.read_text(encoding="utf-8"))
        if not isinstance(triples, ox.QueryTriples):
            raise SourceError(f"The rule {path.name} is no CONSTRUCT.")
        text = triples.serialize(format=ox.RdfFormat.N_TRIPLES) or b""
        found.update(text.splitlines())
    return tuple(sorted(found))
