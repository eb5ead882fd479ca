"""Compare files of sorted lines, as dumps are, without holding them. Nothing is written."""

from collections.abc import Callable, Iterator
from pathlib import Path

Key = Callable[[bytes], object]
Difference = tuple[list[bytes], list[bytes]]
"""Lines that only the old and that only the new file has, with their ends."""


def compare_quads(old: Path, new: Path) -> Difference:
    """Compare N-Quads that are sorted by graph and then by line.

    Raises: OSError when one cannot be read.
    """
    return compare_sorted(_lines(old), _lines(new), key=_graph_and_line)


def compare_triples(old: Path, new: Path) -> Difference:
    """Compare sorted N-Triples.

    Raises: OSError when one cannot be read.
    """
    return compare_sorted(_lines(old), _lines(new))


def compare_sorted(
    old: Iterator[bytes], new: Iterator[bytes], *, key: Key | None = None
) -> Difference:
    """Find what only the one or the other of two sorted series has.

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


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file


def _graph_and_line(line: bytes) -> tuple[bytes, bytes]:
    """Give what N-Quads of a dump are sorted by: the name of the graph, then the line."""
    start = line.rindex(b" <")
    return line[start + 2 : line.rindex(b">")], line[:start]


def _precedes(one: bytes, other: bytes, key: Key | None) -> bool:
    return one < other if key is None else bool(key(one) < key(other))  # type: ignore[operator]
