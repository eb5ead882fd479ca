"""Make the store of a release from the sorted lines of its dumps.

Where there is an earlier release of the same product, its store is taken over (hard links, so
that takes no time) and only the statements that differ are changed. Otherwise all lines are
loaded. Either way the store holds what the lines say, as ``release verify`` counts again.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from edihkg.dumps import BASENAME, read_lines
from edihkg.graph import load_lines
from edihkg.graph.comparing import compare_quads, compare_triples
from edihkg.release import DUMPS, STORE, Earlier, is_store_whole

_FILES = {f"{BASENAME}.nq": compare_quads, f"{BASENAME}.nt": compare_triples}
"""What the store holds, and how to compare it."""


def make_store(folder: Path, earlier: Earlier | None) -> ox.Store:
    """Make the store of a staged release whose lines are written; it is flushed.

    Raises: OSError from the disk.
    """
    if earlier is not None and _take_over(folder, earlier):
        store = ox.Store(str(folder / STORE))
        if _change(store, folder, earlier):
            store.flush()
            return store
        del store
        shutil.rmtree(folder / STORE)
    store = ox.Store(str(folder / STORE))
    load_lines(store, read_lines(folder / DUMPS))
    store.flush()
    return store


def _take_over(folder: Path, earlier: Earlier) -> bool:
    """Copy the earlier store if it and the lines that it holds are as they were noted."""
    lines = [f"{DUMPS}/{name}" for name in _FILES]
    if not (is_store_whole(earlier.root) and all(earlier.is_whole(path) for path in lines)):
        return False
    ox.Store.read_only(str(earlier.root / STORE)).backup(str(folder / STORE))
    return True


def _change(store: ox.Store, folder: Path, earlier: Earlier) -> bool:
    """Change the statements that differ; False if the store then has not as many as it should."""
    for name, compare in _FILES.items():
        removed, added = compare(earlier.root / DUMPS / name, folder / DUMPS / name)
        for quad in _parse(removed):
            store.remove(quad)
        store.extend(_parse(added))
    return len(store) == sum(1 for _ in read_lines(folder / DUMPS))


def _parse(lines: list[bytes]) -> Iterator[ox.Quad]:
    return ox.parse(b"".join(lines), format=ox.RdfFormat.N_QUADS, rename_blank_nodes=False)
