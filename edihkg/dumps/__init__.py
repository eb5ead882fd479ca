"""Write what a store holds as files: RDF in six formats, whole and in parts, tables, a map layer.

Lines come first: the store on disk is loaded from them, and all other forms are made of them.
Layout of the folder (every file but SHA256SUMS and hubs' graphs has a ``.gz`` twin)::

    edihkg.nq  edihkg.trig                 the named graphs, without their union
    edihkg.nt  .ttl  .jsonld  .rdf         the default graph
    hubs.csv   hubs.geojson                one row a hub; one point a town
    organisations.csv facilities.csv topics.csv, described by csv-metadata.json
    ontology.* lists.* reference.* country/{cc}.* graph/{name}.nt    parts (parts.py)
    SHA256SUMS                             digests, as ``sha256sum --check`` reads them

Everything is sorted and free of times and host paths: the same statements give the same bytes.
The store is only read.
"""

import gzip
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from edihkg.dumps.parts import PartFolder, write_parts
from edihkg.dumps.rdf import (
    write_dataset,
    write_dataset_lines,
    write_default_graph,
    write_default_lines,
)
from edihkg.dumps.tables import read_hubs, write_geojson, write_tables
from edihkg.graph import Assembly, LineFile
from edihkg.release import Earlier, FileEntry, measure_staged
from edihkg.release.files import walk

BASENAME = "edihkg"
SUMS = "SHA256SUMS"
LINES = f"{BASENAME}.nt"
"""The default graph, one line a statement."""

__all__ = [
    "BASENAME",
    "LINES",
    "Dumps",
    "read_lines",
    "write_default",
    "write_dumps",
    "write_named",
]


@dataclass(frozen=True, slots=True)
class Dumps:
    """What was written."""

    store_digest: str
    """SHA-256 of ``edihkg.nq``."""
    left_out_of_xml: int
    """Statements of the default graph that RDF/XML cannot carry."""


def write_default(made: Assembly, folder: Path) -> LineFile:
    """Write the default graph as N-Triples into a new folder.

    Raises: OSError when the disk refuses.
    """
    folder.mkdir()
    write_default_lines(made.default, folder, BASENAME)
    return LineFile(folder / LINES)


def write_named(made: Assembly, folder: Path) -> None:
    """Write the named graphs as N-Quads beside the default graph.

    Raises: OSError when the disk refuses.
    """
    write_dataset_lines(made.quads(), folder, BASENAME)


def read_lines(folder: Path) -> Iterator[bytes]:
    """Read the lines of named graphs, then of the default graph, without line ends."""
    for ending in ("nq", "nt"):
        yield from LineFile(folder / f"{BASENAME}.{ending}")


def write_dumps(store: ox.Store, folder: Path, *, earlier: Earlier | None = None) -> Dumps:
    """Write all other dumps beside the lines.

    ``store`` holds what the lines say; ``earlier`` are the dumps of a release of the same
    product, which serve again where they would be the same.
    Raises: OSError when the disk refuses.
    """
    write_dataset(folder, BASENAME)
    left_out = write_default_graph(folder, BASENAME)
    hubs = read_hubs(store)
    write_tables(store, folder, hubs=hubs)
    write_geojson(hubs, folder / "hubs.geojson")
    write_parts(folder / f"{BASENAME}.nq", PartFolder(folder, earlier), hubs=hubs)
    plain = [measure_staged(folder, name, earlier) for name in walk(folder)]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        for done in [threads.submit(_compress, folder, each, earlier) for each in plain]:
            done.result()
    digests = {each.path: each.sha256 for each in plain}
    packed = (name for name in walk(folder) if name not in digests)
    digests |= {name: measure_staged(folder, name, earlier).sha256 for name in packed}
    sums = "".join(f"{digests[name]}  {name}\n" for name in sorted(digests))
    (folder / SUMS).write_text(sums, encoding="utf-8", newline="\n")
    return Dumps(digests[f"{BASENAME}.nq"], left_out)


def _compress(folder: Path, plain: FileEntry, earlier: Earlier | None) -> None:
    """Make a gzip twin that holds neither time nor name, unless it is there or has no use."""
    twin = folder / f"{plain.path}.gz"
    if plain.path.startswith("graph/hub/") or plain.path.endswith(".gz") or twin.exists():
        return
    same = earlier if earlier is not None and earlier.noted.get(plain.path) == plain else None
    if same is not None and same.give([f"{plain.path}.gz"], folder):
        return
    with (
        (folder / plain.path).open("rb") as source,
        twin.open("wb") as target,
        gzip.GzipFile(filename="", mode="wb", fileobj=target, mtime=0, compresslevel=6) as packed,
    ):
        shutil.copyfileobj(source, packed, 1 << 20)
