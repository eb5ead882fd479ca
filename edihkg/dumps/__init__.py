"""Write what a store holds as files: RDF in six formats, hubs as a table and as a map layer.

Layout of the folder (every file but SHA256SUMS has a ``.gz`` twin)::

    edihkg.nq  edihkg.trig                 the named graphs, without their union
    edihkg.nt  .ttl  .jsonld  .rdf         the default graph
    hubs.csv   hubs.geojson                one row a hub; one point a town
    SHA256SUMS                             digests, as ``sha256sum --check`` reads them

Everything is sorted and free of times and host paths: the same statements give the same bytes.
The store is only read.
"""

import gzip
import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from edihkg.dumps.rdf import write_dataset, write_default_graph
from edihkg.dumps.tables import read_hubs, write_csv, write_geojson

BASENAME = "edihkg"
SUMS = "SHA256SUMS"

__all__ = ["BASENAME", "Dumps", "write_dumps"]


@dataclass(frozen=True, slots=True)
class Dumps:
    """What was written."""

    store_digest: str
    """SHA-256 of ``edihkg.nq``."""
    left_out_of_xml: int
    """Statements of the default graph that RDF/XML cannot carry."""


def write_dumps(
    store: ox.Store, folder: Path, *, progress: Callable[[int, int], None] | None = None
) -> Dumps:
    """Write all dumps of a store into a new folder; ``progress`` gets done and total steps.

    Raises: OSError when the disk refuses.
    """
    folder.mkdir()
    advance = progress or (lambda done, total: None)
    advance(0, 4)
    write_dataset(store, folder, BASENAME)
    advance(1, 4)
    left_out = write_default_graph(store, folder, BASENAME)
    advance(2, 4)
    hubs = read_hubs(store)
    write_csv(hubs, folder / "hubs.csv")
    write_geojson(hubs, folder / "hubs.geojson")
    advance(3, 4)
    for path in sorted(folder.iterdir()):
        _compress(path)
    digests = {path.name: _digest(path) for path in sorted(folder.iterdir())}
    sums = "".join(f"{digest}  {name}\n" for name, digest in digests.items())
    (folder / SUMS).write_text(sums, encoding="utf-8", newline="\n")
    advance(4, 4)
    return Dumps(digests[f"{BASENAME}.nq"], left_out)


def _compress(path: Path) -> None:
    """Write a gzip twin that holds neither time nor name."""
    twin = path.with_name(f"{path.name}.gz")
    with (
        path.open("rb") as source,
        twin.open("wb") as target,
        gzip.GzipFile(filename="", mode="wb", fileobj=target, mtime=0, compresslevel=6) as packed,
    ):
        shutil.copyfileobj(source, packed, 1 << 20)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
