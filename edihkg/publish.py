"""Publish a release to a remote engine: send its graphs aside, then switch.

A graph that the engine already holds, by the digest noted there, is left alone. Each other one
goes to a name of its own under ``staging/{release}/`` and is noted as arrived when the engine
has taken it whole; who publishes the same release again sends only what is not noted. When all
are there, an update takes away the note of what is published, moves every staged graph to its
public name, drops those that the new release lacks, and notes the new release. Engines that
run a request as one transaction show the old or the new release; with others the missing note
tells our own front to wait.

*Invariant:* nothing under a public name is touched before everything has arrived.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from edihkg.errors import ReleaseError, StoreError
from edihkg.release import DUMPS, Release
from edihkg.remote import Published, Remote

_NOTE_EVERY = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What publishing came to."""

    graphs: int
    statements: int
    changed: int
    """Graphs that the engine did not hold before."""
    sent: int
    """Graphs that were sent now; the other changed ones had arrived before."""


def publish(release: Release, remote: Remote, *, tell: Callable[[str], None]) -> Sent:
    """Make an engine hold a release; ``tell`` hears of the progress.

    Raises: StoreError, after which doing the same again goes on; ReleaseError.
    """
    release_id = release.manifest.release_id
    before = remote.published()
    held = before.graphs if before else {}
    arrived = _arrived(remote, release_id)
    digests: dict[str, str] = {}
    statements = sent = 0
    noted: list[str] = []
    for graph, lines in _graphs(release, remote):
        digests[graph] = hashlib.sha256(b"\n".join(lines)).hexdigest()
        statements += len(lines)
        staged = remote.layout.staged(graph, release_id)
        if held.get(graph) == digests[graph] or staged in arrived:
            continue
        try:
            remote.put_graph(staged, lines)
        except StoreError:
            with suppress(StoreError):
                _note(remote, release_id, noted)
            raise
        sent += 1
        noted.append(staged)
        if len(noted) == _NOTE_EVERY:
            _note(remote, release_id, noted)
            tell(f"{sent} graphs were sent.")
    _note(remote, release_id, noted)
    changed = [graph for graph, digest in digests.items() if held.get(graph) != digest]
    tell(f"All {len(changed)} changed graphs have arrived and now take their places.")
    _switch(remote, release_id, digests, before)
    return Sent(graphs=len(digests), statements=statements, changed=len(changed), sent=sent)


def _graphs(release: Release, remote: Remote) -> Iterator[tuple[str, list[bytes]]]:
    """Give each graph's name and N-Triples, the default graph first.

    Raises: ReleaseError when the release has no dumps.
    """
    folder = release.path / DUMPS
    yield remote.layout.default, _lines(folder / "edihkg.nt")
    for graph, quads in groupby(_lines(folder / "edihkg.nq"), key=_graph_of):
        yield graph.decode(), [quad[: -len(graph) - 4] + b"." for quad in quads]


def _lines(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().splitlines()
    except FileNotFoundError as error:
        raise ReleaseError(f"The release has no {path.name}; build it again.") from error


def _graph_of(quad: bytes) -> bytes:
    """Give the IRI with which a line of N-Quads ends.

    >>> _graph_of(b'<http://x/s> <http://x/p> "o" <http://x/g> .')
    b'http://x/g'
    """
    return quad[quad.rindex(b" <") + 2 : -3]


def _arrived(remote: Remote, release_id: str) -> frozenset[str]:
    """Find what an earlier try has sent and not moved: noted as arrived, and still there."""
    rows = remote.select(remote.text("arrived.rq", arrived=remote.layout.arrived(release_id)))
    return frozenset(row["graph"].value for row in rows) & _staged(remote)


def _staged(remote: Remote) -> frozenset[str]:
    rows = remote.select(remote.text("staged.rq", staging=remote.layout.staging))
    return frozenset(row["graph"].value for row in rows)


def _note(remote: Remote, release_id: str, staged: list[str]) -> None:
    """Note that graphs have arrived whole, and begin a new list."""
    arrived = remote.layout.arrived(release_id)
    remote.update([remote.text("arrive.ru", arrived=arrived, graph=graph) for graph in staged])
    staged.clear()


def _switch(
    remote: Remote, release_id: str, digests: Mapping[str, str], before: Published | None
) -> None:
    """Let the staged graphs take the place of the published ones.

    Raises: StoreError when the engine does not say afterwards that it holds the release.
    """
    layout = remote.layout
    held = before.graphs if before else {}
    staged = {
        graph: layout.staged(graph, release_id)
        for graph, digest in digests.items()
        if held.get(graph) != digest
    }
    debris = _staged(remote) - set(staged.values())
    gone = [*sorted(held.keys() - digests.keys()), *sorted(debris)]
    note = {"published": layout.published}
    remote.update(
        [
            remote.text("drop.ru", graph=layout.published),
            *(remote.text("move.ru", staged=from_, graph=to) for to, from_ in staged.items()),
            *(remote.text("drop.ru", graph=graph) for graph in gone),
            *(remote.text("part.ru", graph=g, digest=d, **note) for g, d in digests.items()),
            remote.text("publish.ru", release=release_id, **note),
        ]
    )
    found = remote.published()
    if found is None or (found.release_id, found.graphs) != (release_id, digests):
        raise StoreError(f"The engine does not hold release {release_id} whole; publish it again.")
