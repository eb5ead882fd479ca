"""Run a server under mixed load for a while and count what must never happen.

Run: ``python -m benchmarks.soak [RELEASE] [--seconds 60]`` (default: the current release below
build/). Several clients on loopback ask for pages, light, heavy and hostile queries; three
times another release is published. It prints, and exits with 1 if one of them is not as
promised: failed light requests (0), mixed releases (0), memory at the end against memory after
the first minute or third (within 10 %), processes left over (0). Needs the extra ``bench``.
"""

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psutil

from edihkg.release import CURRENT, MANIFEST, RELEASES, open_release, use

HEAVY = (Path(__file__).with_name("queries") / "7-count-by-country-and-pillar.rq").read_text()
LIGHT = "SELECT ?p ?o {{ ?s ?p ?o }} LIMIT {n}"
HOSTILE = (
    "SELECT (COUNT(*) AS ?k) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }} LIMIT {n}",
    "SELECT * {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }} ORDER BY ?c ?f ?i LIMIT {n}",
    "SELECT * {{ ?a (!<x:{n}>)* ?b . ?c (!<x:y>)* ?d }}",
    "SELECT * {{ SERVICE <http://127.0.0.1:9/{n}> {{ ?s ?p ?o }} }}",
)
PUBLISHES = 3
_SERVE = """
import sys
from pathlib import Path
from edihkg.serve.run import run
from edihkg.settings import Settings
settings = Settings(query_deadline_s=5, log_requests=False, answer_cache_bytes=2 << 20,
    trusted_proxies="127.0.0.1")
run(Path(sys.argv[1]), host="127.0.0.1", port=0, settings=settings)
"""


@dataclass
class Tally:
    """What the clients saw."""

    until: float
    answers: Counter[str] = field(default_factory=Counter)
    failed_light: list[str] = field(default_factory=list)
    slowest_light_s: float = 0.0
    releases_of_tag: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    tag_of_release: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @property
    def mixed(self) -> int:
        """Count addresses that had two tags in one release, or one tag in two stores."""
        return sum(len(tags) > 1 for tags in self.tag_of_release.values()) + sum(
            len(releases) > 1 for releases in self.releases_of_tag.values()
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer."""

    status: int
    headers: dict[str, str]
    whole: bool


class Client:
    """A client with its own address and one connection at a time."""

    def __init__(self, port: int, address: str) -> None:
        self._port = port
        self._address = address
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, target: str) -> Answer:
        """Ask; a connection that the server closed while resting is opened anew."""
        for attempt in (1, 2):
            fresh = self._streams is None
            if self._streams is None:
                self._streams = await asyncio.open_connection("127.0.0.1", self._port)
            try:
                return await self._ask(target)
            except (ConnectionError, asyncio.IncompleteReadError):
                self.leave()
                if fresh or attempt == 2:
                    return Answer(0, {}, whole=False)
        raise AssertionError

    def leave(self) -> None:
        """Close the connection."""
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None

    async def _ask(self, target: str) -> Answer:
        assert self._streams is not None
        reader, writer = self._streams
        writer.write(
            f"GET {target} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {self._address}\r\n"
            "Accept: text/html, */*;q=0.5\r\n\r\n".encode()
        )
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
        try:
            await _read_body(reader, headers)
        except (ConnectionError, asyncio.IncompleteReadError):
            self.leave()
            return Answer(int(lines[0].split()[1]), headers, whole=False)
        if headers.get("connection") == "close":
            self.leave()
        return Answer(int(lines[0].split()[1]), headers, whole=True)


async def _read_body(reader: asyncio.StreamReader, headers: dict[str, str]) -> None:
    if "content-length" in headers:
        await reader.readexactly(int(headers["content-length"]))
        return
    if "transfer-encoding" not in headers:
        return
    while size := int(await reader.readuntil(b"\r\n"), 16):
        await reader.readexactly(size + 2)
    await reader.readexactly(2)


async def _ask_light(client: Client, tally: Tally, paths: list[str]) -> None:
    """Ask for pages and light queries, and look whether each answer is whole and of one piece."""
    for number in itertools.cycle(range(len(paths) + 3)):
        if time.monotonic() > tally.until:
            return
        fresh = f"/sparql?query={quote(LIGHT.format(n=next(tally.numbers) % 90 + 1))}"
        target = paths[number] if number < len(paths) else fresh
        begun = time.monotonic()
        answer = await client.get(target)
        tally.slowest_light_s = max(tally.slowest_light_s, time.monotonic() - begun)
        tally.answers[f"light {answer.status}"] += 1
        if answer.status != 200 or not answer.whole:
            tally.failed_light.append(f"{answer.status} {target[:60]}")
            continue
        release, tag = answer.headers["edihkg-release"], answer.headers["etag"]
        tally.tag_of_release.setdefault((target, release), set()).add(tag)
        if target.startswith("/sparql"):
            tally.releases_of_tag.setdefault((target, tag), set()).add(release)
        await asyncio.sleep(0.002)


async def _ask_heavy(client: Client, tally: Tally) -> None:
    while time.monotonic() < tally.until:
        query = f"{HEAVY} VALUES ?none {{ {next(tally.numbers)} }}"
        answer = await client.get(f"/sparql?query={quote(query)}")
        tally.answers[f"heavy {answer.status}"] += 1


async def _ask_hostile(client: Client, tally: Tally) -> None:
    for query in itertools.cycle(HOSTILE):
        if time.monotonic() > tally.until:
            return
        text = query.format(n=next(tally.numbers) + 100_000)
        answer = await client.get(f"/sparql?query={quote(text)}")
        shown = answer.status if answer.whole else "cut off"
        tally.answers[f"hostile {shown}"] += 1


async def _idle(port: int, tally: Tally) -> None:
    """Open connections and say nothing, or a byte a second."""
    while time.monotonic() < tally.until:
        writers = [(await asyncio.open_connection("127.0.0.1", port))[1] for _ in range(100)]
        for _ in range(5):
            for writer in writers:
                with contextlib.suppress(ConnectionError):
                    writer.write(b"G")
            await asyncio.sleep(1)
        for writer in writers:
            writer.close()


async def _publish(out: Path, tally: Tally, names: list[str], seconds: float) -> None:
    """Point to the other release, three times, evenly spread over the run."""
    for name in itertools.islice(itertools.cycle(reversed(names)), PUBLISHES):
        await asyncio.sleep(seconds / (PUBLISHES + 1))
        await asyncio.to_thread(use, out, name)
        tally.answers["publishes"] += 1


async def _measure(pid: int, tally: Tally, seconds: float) -> tuple[int, int]:
    """Take the server's memory after the first minute (or third) and at the end."""
    first = min(60.0, seconds / 3)
    await asyncio.sleep(first)
    early = await _quiet_memory(pid)
    await asyncio.sleep(max(0.0, tally.until - time.monotonic()))
    return early, await _quiet_memory(pid)


async def _quiet_memory(pid: int) -> int:
    """Take the median of the server process's resident memory over two seconds."""
    values: list[int] = []
    for _ in range(10):
        values.append(int(psutil.Process(pid).memory_info().rss))
        await asyncio.sleep(0.2)
    return sorted(values)[5]


async def _load(port: int, pid: int, out: Path, seconds: float) -> tuple[Tally, int, int]:
    tally = Tally(time.monotonic() + seconds)
    names = sorted(path.name for path in (out / RELEASES).iterdir())
    release = open_release((out / CURRENT).resolve())
    pages = [entry.path for entry in release.manifest.files if entry.path.endswith(".html")]
    paths = ["/", *(f"/{path.removeprefix('site/')}" for path in pages[:: len(pages) // 40])]
    work: list[Awaitable[None]] = [
        *(_ask_light(Client(port, f"192.0.2.{n}"), tally, paths) for n in range(4)),
        *(_ask_heavy(Client(port, f"198.51.100.{n}"), tally) for n in range(2)),
        *(_ask_hostile(Client(port, "203.0.113.9"), tally) for _ in range(4)),
        _idle(port, tally),
        _publish(out, tally, names, seconds),
    ]
    memory = asyncio.create_task(_measure(pid, tally, seconds))
    await asyncio.gather(*work)
    return tally, *await memory


def run(release: Path, seconds: float) -> bool:
    """Run it all and print what was seen; true when everything is as promised."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        _two_releases(release, out)
        command = [sys.executable, "-c", _SERVE, str(out)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            found = re.search(r":(\d+)/", process.stderr.readline())
            assert found, "the server did not start"
            tally, early, late = asyncio.run(_load(int(found[1]), process.pid, out, seconds))
            children = psutil.Process(process.pid).children(recursive=True)
            process.send_signal(signal.SIGTERM)
            code = process.wait(60)
            moves = sum('"moved"' in line for line in process.stderr)
        left = [child.pid for child in children if psutil.pid_exists(child.pid)]
    return _report(tally, early=early, late=late, left=left, code=code, moves=moves)


def _report(  # noqa: PLR0913
    tally: Tally, *, early: int, late: int, left: list[int], code: int, moves: int
) -> bool:
    for name, number in sorted(tally.answers.items()):
        print(f"{name:28}{number:>10}")
    growth = 100 * (late / early - 1)
    print(f"{'slowest light request':28}{tally.slowest_light_s * 1000:>10.0f} ms")
    print(f"{'moves to another release':28}{moves:>10}")
    print(f"{'failed light requests':28}{len(tally.failed_light):>10}", *tally.failed_light[:5])
    print(f"{'mixed releases':28}{tally.mixed:>10}")
    memory = f"{early >> 20} MB after the first minute or third, {late >> 20} MB at the end"
    print(f"{'memory growth':28}{growth:>10.1f} % ({memory})")
    print(f"{'processes left over':28}{len(left):>10}")
    print(f"{'exit code after SIGTERM':28}{code:>10}")
    good = not tally.failed_light and not tally.mixed and not left and code == 0
    return good and growth <= 10 and moves == PUBLISHES


def _two_releases(release: Path, out: Path) -> None:
    """Lay the release and a twin of it under another name below ``out``."""
    manifest = json.loads((release / MANIFEST).read_text(encoding="utf-8"))
    for name in (release.name, f"{release.name}-twin"):
        target = out / RELEASES / name
        shutil.copytree(release, target, copy_function=_link)
        changed = {**manifest, "release_id": name, "store_digest": name}
        (target / MANIFEST).unlink()
        (target / MANIFEST).write_text(json.dumps(changed), encoding="utf-8")
    use(out, release.name)


def _link(source: str, target: str) -> None:
    """Link a file, or copy it where links do not reach."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def main(arguments: list[str]) -> int:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("release", nargs="?", type=Path, default=Path("build/current"))
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args(arguments)
    return 0 if run(given.release.resolve(), given.seconds) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
