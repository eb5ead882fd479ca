"""Measure how fast the pages of a release are written, on this machine, in one run.

Run: ``python -m benchmarks.pages [RELEASE]`` (default: the current release below build/).
Prints the rate at which bare Jinja2 renders a page of about the size of a hub's, then pages a
second of HTML alone, of all files in one process, and of all files in two, as wall clock and
processor time. The numbers hold for a machine that does nothing else, and for a disk on which
nothing was deleted in the last minute: ext4 looks for a free inode among those that were, one by
one, so a new file then costs as much as a page. The folders are removed at the end for that reason.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import pyoxigraph as ox
from jinja2 import Environment

from edihkg.dumps import LINES
from edihkg.pages import Helpers, SiteContext, build_site
from edihkg.pages.rows import Facts
from edihkg.pages.shares import Share
from edihkg.pages.site import Place, find_all, write_html
from edihkg.pages.vocabulary import read_vocabulary
from edihkg.release import CURRENT, DUMPS, open_release
from edihkg.store import Store

_BARE = "<ul>{% for row in rows %}<li><a href='{{ row.a }}'>{{ row.b }}</a></li>{% endfor %}</ul>"
_ROWS = 100
_PAGES = 500
_CONTEXT = SiteContext(
    release_id="benchmark",
    as_of=datetime(2026, 1, 1, tzinfo=UTC),
    id_base="https://w3id.org/edihkg/",
)


def main() -> None:
    """Measure and print."""
    release = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("build", CURRENT)
    path = open_release(release).path
    lines = path / DUMPS / LINES
    print(f"load of the machine: {os.getloadavg()[0]:.1f}, processors: {os.cpu_count()}")
    print(f"bare Jinja2, {_ROWS} rows a page: {_bare():.0f} pages/s")
    store = ox.Store()
    store.load(path=lines, format=ox.RdfFormat.N_TRIPLES)
    html = Share(html=True, twins=False, part=0, parts=1)
    with (
        tempfile.TemporaryDirectory() as name,
        ProcessPoolExecutor(1, get_context("spawn")) as executor,
    ):
        executor.submit(_load, lines).result()
        helpers = Helpers(executor, lines, 1)
        ways: dict[str, Callable[[Path], int]] = {
            "HTML, 1 process": lambda site: _write(store, site, html),
            "HTML, 2 processes": lambda site: _write_both(store, site, executor),
            "HTML and twins, 1 process": lambda site: len(
                build_site(store, site, context=_CONTEXT)
            ),
            "HTML and twins, 2 processes": lambda site: len(
                build_site(store, site, context=_CONTEXT, helpers=helpers)
            ),
        }
        for number, (what, build) in enumerate(ways.items()):
            _tell(what, build, Path(name, str(number)))


def _bare() -> float:
    """Measure rendering alone, in pages a second of processor time."""
    template = Environment(autoescape=True).from_string(_BARE)
    rows = [{"a": f"a{i}", "b": f"A name of some length {i}"} for i in range(_ROWS)]
    start = time.process_time()
    for _ in range(_PAGES):
        template.render(rows=rows)
    return _PAGES / (time.process_time() - start)


def _write(store: ox.Store, site: Path, share: Share) -> int:
    facts, vocabulary = Facts(Store(store)), read_vocabulary()
    pages = find_all(facts, _CONTEXT, vocabulary)
    place = Place(site, _CONTEXT)
    return len(write_html(pages, place, share, facts=facts, vocabulary=vocabulary))


def _load(lines: Path) -> None:
    """Load the statements in the other process, as they are loaded in this one already."""
    store = ox.Store()
    store.load(path=lines, format=ox.RdfFormat.N_TRIPLES)
    _loaded.append(store)


_loaded: list[ox.Store] = []


def _write_half(site: Path) -> int:
    return _write(_loaded[0], site, Share(html=True, twins=False, part=1, parts=2))


def _write_both(store: ox.Store, site: Path, executor: Executor) -> int:
    """Write half of the pages here, half in the other process."""
    other = executor.submit(_write_half, site)
    own = _write(store, site, Share(html=True, twins=False, part=0, parts=2))
    return own + other.result()


def _tell(what: str, build: Callable[[Path], int], site: Path) -> None:
    """Run one way of building and print its rates."""
    wall, spent = time.perf_counter(), time.process_time()
    number = build(site)
    wall, spent = time.perf_counter() - wall, time.process_time() - spent
    print(
        f"{what}: {number} pages, {number / wall:.0f} pages/s by the clock ({wall:.1f} s), "
        f"{number / spent:.0f} a second of this process ({spent:.1f} s)"
    )


if __name__ == "__main__":
    main()
