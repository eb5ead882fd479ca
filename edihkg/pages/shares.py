"""Deal the files of a site to processes. Pure; whoever calls starts and ends the processes."""

from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Helpers:
    """Processes that write a part of a site."""

    executor: Executor
    """Runs ``number`` works at once, each in a fresh process (``spawn``): one that was forked
    would share the open store."""
    lines: Path
    """The default graph as sorted N-Triples; each process reads it."""
    number: int
    """1 or more, beside the process that calls."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one process writes: the pages, their twins or both, of each ``parts``-th thing."""

    html: bool
    twins: bool
    part: int
    parts: int


def deal(processes: int) -> list[Share]:
    """Make a share for each process; together they hold every file once.

    Pages and twins need different things from the store, so they are parted first.

    >>> deal(1)
    [Share(html=True, twins=True, part=0, parts=1)]
    >>> deal(2)
    [Share(html=True, twins=False, part=0, parts=1), Share(html=False, twins=True, part=0, parts=1)]
    """
    if processes == 1:
        return [Share(html=True, twins=True, part=0, parts=1)]
    of_twins = processes // 2
    of_html = processes - of_twins
    return [
        *(Share(html=True, twins=False, part=i, parts=of_html) for i in range(of_html)),
        *(Share(html=False, twins=True, part=i, parts=of_twins) for i in range(of_twins)),
    ]
