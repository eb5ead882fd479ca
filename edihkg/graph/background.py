"""The graphs that every release holds: ontology, lists, reference data and shapes.

Layout (folder of the product → named graph)::

    ontology/edihkg.ttl, alignments/*.ttl  → ontology
    ontology/schemes/{scheme}.ttl          → concepts/{scheme}
    ontology/reference/{stem}.ttl          → reference/{stem}
    ontology/edihkg-dl.ttl                 → ontology-dl
    shapes/{core,profile,reference}/*.ttl  → shapes

Files are read, never changed.
"""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from edihkg import assets
from edihkg.errors import SourceError
from edihkg.graph.lines import Lines, of_triples

SHAPES = "shapes"
STRICTER = "ontology-dl"
NAMED_ONLY = frozenset({SHAPES, STRICTER})
"""Graphs that the default graph leaves out."""


def background_graphs() -> Iterator[tuple[str, Lines]]:
    """Read the graphs that do not come from submissions, each with its short name.

    Raises: SourceError naming file and line when one is no Turtle.
    """
    ontology = assets.folder("ontology")
    yield from _graph("ontology", [ontology / "edihkg.ttl", *_files(ontology / "alignments")])
    for kind, folder in (("concepts", "schemes"), ("reference", "reference")):
        for path in _files(ontology / folder):
            yield from _graph(f"{kind}/{path.stem}", [path])
    yield from _graph(STRICTER, [ontology / "edihkg-dl.ttl"])
    shapes = assets.folder("shapes")
    parts = ("core", "profile", "reference")
    yield from _graph(SHAPES, [path for part in parts for path in _files(shapes / part)])


def read_triples(path: Path) -> list[ox.Triple]:
    """Read one Turtle file of the product or of its curators.

    Raises: SourceError naming file and line.
    """
    try:
        quads = list(ox.parse(path=path, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))
    except SyntaxError as error:
        raise SourceError(f"{path.name}, line {error.lineno}: {error.msg}.") from error
    except OSError as error:
        raise SourceError(f"{path.name} cannot be read: {error.strerror or error}.") from error
    return [quad.triple for quad in quads]


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.ttl"))


def _graph(name: str, paths: list[Path]) -> Iterator[tuple[str, Lines]]:
    triples = [triple for path in paths for triple in read_triples(path)]
    if triples:
        yield name, of_triples(triples, name=name)
