"""Compare ``/sparql`` with ``oxigraph serve-read-only`` on the same store, as ratios.

Run: ``python -m benchmarks.sparql [RELEASE]`` (default: the current release below build/). Each
query of ``benchmarks/queries/`` is asked for about two seconds over four connections that stay
open, first one server, then the other; a client of a few lines reads the answers, so that it
costs as little as possible on the same machine. "New" queries differ each time by a VALUES
clause that changes no row, so that no kept answer helps; "again" is the same text each time.
Needs the extra ``bench``.
"""

import asyncio
import itertools
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import uvloop

from edihkg.release import CURRENT, RELEASES, STORE, open_release

SECONDS = 2.0
CONNECTIONS = 4
QUERIES = Path(__file__).with_name("queries")
_SERVE = """
import sys
from pathlib import Path
from edihkg.serve.run import run
from edihkg.settings import Settings
run(Path(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), settings=Settings())
"""


def main(release: Path) -> None:
    """Measure every query on both servers and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        store = _copy(release, out)
        ours, theirs = _free_port(), _free_port()
        oxigraph = str(Path(sys.executable).with_name("oxigraph"))
        bind = f"127.0.0.1:{theirs}"
        with (
            _server([sys.executable, "-c", _SERVE, str(out), str(ours)], ours, "/sparql"),
            _server([oxigraph, "serve-read-only", "-l", str(store), "-b", bind], theirs, "/query"),
        ):
            _compare((ours, "/sparql"), (theirs, "/query"))


def _compare(ours: tuple[int, str], theirs: tuple[int, str]) -> None:
    print(f"{'':34} {'edihkg, new':>26} {'edihkg, again':>26} {'oxigraph, new':>26} {'ratio':>13}")
    print(f"{'query':34}" + f" {'req/s':>8} {'p50 ms':>8} {'p99 ms':>8}" * 3 + "    new  again")
    ratios: list[tuple[float, float]] = []
    for path in sorted(QUERIES.glob("*.rq")):
        query = path.read_text(encoding="utf-8")
        new = uvloop.run(_measure(*ours, query, new=True))
        again = uvloop.run(_measure(*ours, query, new=False))
        peer = uvloop.run(_measure(*theirs, query, new=True))
        ratios.append((len(new) / len(peer), len(again) / len(peer)))
        row = f"{path.stem:34}{_row(new)}{_row(again)}{_row(peer)}"
        print(f"{row} {ratios[-1][0]:6.2f} {ratios[-1][1]:6.2f}", flush=True)
    means = [statistics.geometric_mean(each) for each in zip(*ratios, strict=True)]
    print(f"{'geometric mean':34}{'':81} {means[0]:6.2f} {means[1]:6.2f}")


async def _measure(port: int, path: str, query: str, *, new: bool) -> list[float]:
    """Ask one query again and again; give the seconds of each answer."""
    accept = "text/turtle;q=0.9, application/sparql-results+json"
    head = f"GET {path}?query={quote(query)}"
    tail = f" HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n\r\n"
    start = time.time_ns()
    numbers = (quote(f" VALUES ?none {{ {start + n} }}") for n in itertools.count())
    requests = (f"{head}{next(numbers) if new else ''}{tail}".encode() for _ in itertools.count())
    until = time.perf_counter() + SECONDS
    each = [_ask(port, requests, until) for _ in range(CONNECTIONS)]
    return [seconds for times in await asyncio.gather(*each) for seconds in times]


async def _ask(port: int, requests: Iterator[bytes], until: float) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 24)
    times: list[float] = []
    while not times or time.perf_counter() < until:
        request = next(requests)
        start = time.perf_counter()
        writer.write(request)
        await _read_answer(reader)
        times.append(time.perf_counter() - start)
    writer.close()
    return times


async def _read_answer(reader: asyncio.StreamReader) -> None:
    """Read one answer whole; anything but 200 ends the run."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if b" 200 " not in head[:20]:
        raise SystemExit(head.decode())
    if b"content-length: " in head:
        await reader.readexactly(int(head.partition(b"content-length: ")[2].split(b"\r\n")[0]))
        return
    while size := int(await reader.readuntil(b"\r\n"), 16):
        await reader.readexactly(size + 2)
    await reader.readexactly(2)


def _row(times: list[float]) -> str:
    ordered = sorted(times)
    p50, p99 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    return f" {len(times) / SECONDS:8.0f} {p50 * 1000:8.2f} {p99 * 1000:8.2f}"


def _copy(release: Path, out: Path) -> Path:
    """Copy the store for Oxigraph, and make an output folder that holds the release."""
    open_release(release)
    (out / RELEASES).mkdir()
    (out / RELEASES / release.name).symlink_to(release)
    (out / CURRENT).symlink_to(Path(RELEASES) / release.name)
    shutil.copytree(release / STORE, out / STORE)
    return out / STORE


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def _server(command: list[str], port: int, path: str) -> Iterator[None]:
    """Run a server until it answers, and end it afterwards."""
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=os.environ)
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{path}?query=ASK%7B%7D").read()
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/current").resolve())
