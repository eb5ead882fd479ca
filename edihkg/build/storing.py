"""Make the store of a release from the sorted lines of its dumps.

Where there is an earlier release of the same product, its store is taken over (hard links, so
that takes no time) and only the statements that differ are changed. Otherwise all lines are
loaded. Either way the store holds what the lines say, as ``release verify`` counts again.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox

from edihkg.dumps import BASENAME, read_lines
from edihkg.graph import load_lines
from edihkg.release import DUMPS, STORE, Earlier, is_store_whole

_FILES = (f"{BASENAME}.nq", f"{BASENAME}.nt")
Key = Callable[[bytes], object]


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
    for name in _FILES:
        key = graph_and_line if name.endswith("nq") else None
        removed, added = compare_sorted(
            read_file(earlier.root / DUMPS / name), read_file(folder / DUMPS / name), key=key
        )
        for quad in _parse(removed):
            store.remove(quad)
        store.extend(_parse(added))
    return len(store) == sum(1 for name in _FILES for _ in read_file(folder / DUMPS / name))


def compare_sorted(
    old: Iterator[bytes], new: Iterator[bytes], *, key: Key | None = None
) -> tuple[list[bytes], list[bytes]]:
    """Find what only the one or the other of two sorted series has, without holding them.

    >>> compare_sorted(iter([b"a", b"b"]), iter([b"b", b"c"]))
    ([b'a'], [b'c'])
    """
    removed: list[bytes] = []
    added: list[bytes] = []
    before, now = next(old, None), next(new, None)
    while before is not None or now is not None:
        if before == now:
            before, now = next(old, None), next(new, None)
        elif now is None or (before is not None and _precedes(before, now, key)):
            removed.append(before or b"")
            before = next(old, None)
        else:
            added.append(now)
            now = next(new, None)
    return removed, added


def graph_and_line(line: bytes) -> tuple[bytes, bytes]:
    """Give what N-Quads of a dump are sorted by: the name of the graph, then the line."""
    start = line.rindex(b" <")
    return line[start + 2 : line.rindex(b">")], line[:start]


def read_file(path: Path) -> Iterator[bytes]:
    """Read lines of a file, each with its end."""
    with path.open("rb") as file:
        yield from file


def _precedes(one: bytes, other: bytes, key: Key | None) -> bool:
    return one < other if key is None else bool(key(one) < key(other))  # type: ignore[operator]


def _parse(lines: list[bytes]) -> Iterator[ox.Quad]:
    return ox.parse(b"".join(lines), format=ox.RdfFormat.N_QUADS, rename_blank_nodes=False)
