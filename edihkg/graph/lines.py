"""Graphs as sorted N-Triples lines: the form in which they travel, compare and load. Pure.

A line is canonical N-Triples as Oxigraph writes it, without its line end: ``… .``. Lines are
cheap to pass between processes, sort the same everywhere and need no parsing to be loaded.
Blank nodes get labels from RDFC-1.0 and the name of their graph, so that they are the same
in every build and never clash between graphs.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from edihkg import terms
from edihkg.submission import Submission

Lines = tuple[bytes, ...]


def of_submission(submission: Submission) -> Lines:
    """Write the statements of a submission as sorted lines."""
    found = [quad.triple for quad in terms.quads(submission.graph, "urn:x-edihkg:hub")]
    return as_stored(of_triples(found, name=f"hub/{submission.slug}"))


def as_stored(lines: Lines) -> Lines:
    """Write lines as a store gives them back: it keeps the number ``1.10`` as ``1.1``."""
    typed = tuple(line for line in lines if b'"^^<' in line)
    if not typed:
        return lines
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in of_text(typed))
    return tuple(sorted({*lines}.difference(typed).union(of_graph(store, ox.DefaultGraph()))))


def of_triples(triples: Iterable[ox.Triple], *, name: str) -> Lines:
    """Write triples as sorted lines without repetition; ``name`` makes blank labels unique."""
    return _sorted(_labelled(list(triples), name.replace("/", "-")))


def of_text(text: Iterable[bytes]) -> Iterator[ox.Triple]:
    """Read lines back as triples, in their order."""
    for quad in ox.parse(b"\n".join(text), format=ox.RdfFormat.N_TRIPLES, rename_blank_nodes=False):
        yield quad.triple


def in_graph(lines: Iterable[bytes], graph: str) -> Iterator[bytes]:
    """Turn N-Triples lines into N-Quads lines of a named graph."""
    end = f"<{graph}> .".encode()
    for line in lines:
        yield line[:-1] + end


def of_graph(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph) -> Lines:
    """Write one graph of a store as sorted lines."""
    text = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph) or b""
    return tuple(sorted(text.splitlines()))


def dataset_lines(store: ox.Store) -> Iterator[bytes]:
    """Write all named graphs as N-Quads lines, sorted by graph and then by line."""
    graphs = (graph for graph in store.named_graphs() if isinstance(graph, ox.NamedNode))
    for graph in sorted(graphs, key=lambda each: each.value):
        yield from in_graph(of_graph(store, graph), graph.value)


@dataclass(frozen=True, slots=True)
class LineFile:
    """The lines of a file, without their ends; they are read whenever they are asked for."""

    path: Path

    def __iter__(self) -> Iterator[bytes]:
        """Give line after line. Raises: OSError."""
        with self.path.open("rb") as file:
            for line in file:
                yield line.removesuffix(b"\n")


class Feed(io.RawIOBase):
    """A readable stream over lines, so that a store loads them without a copy in memory."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        """Take the lines; they are read once, when the stream is."""
        self._lines = iter(lines)
        self._rest = b""

    def readable(self) -> bool:
        """Say that the stream can be read."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Fill the buffer with the next lines, each with its line end."""
        chunks, size = [self._rest], len(self._rest)
        while size < len(buffer):
            line = next(self._lines, None)
            if line is None:
                break
            chunks += [line, b"\n"]
            size += len(line) + 1
        text = b"".join(chunks)
        taken = min(len(text), len(buffer))
        buffer[:taken] = text[:taken]
        self._rest = text[taken:]
        return taken


def _labelled(triples: list[ox.Triple], prefix: str) -> list[ox.Triple]:
    if not any(
        isinstance(term, ox.BlankNode) for triple in triples for term in (triple[0], triple[2])
    ):
        return triples
    dataset = ox.Dataset(ox.Quad(*triple) for triple in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return [
        ox.Triple(_rename(q.subject, prefix), q.predicate, _rename(q.object, prefix))  # type: ignore[arg-type]
        for q in dataset
    ]


def _rename(term: "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple", prefix: str) -> object:
    if isinstance(term, ox.BlankNode):
        return ox.BlankNode(f"{prefix}-{term.value}")
    return term


def _sorted(triples: list[ox.Triple]) -> Lines:
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    return tuple(sorted(set(text.splitlines())))
