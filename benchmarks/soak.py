"""Run a server under mixed load for a while and count what must never happen.

Run: ``python -m benchmarks.soak [RELEASE] [--seconds 60]`` (default: the current release below
build/). Several clients on loopback ask for pages, light, heavy and hostile queries; three
times another release is published. It prints, and exits with 1 if one of them is not as
promised: failed light requests (0), failures of the server (0), mixed releases (0), memory at
the end against memory after the first minute or third (within 10 %), processes left over (0).
Needs the extra ``bench``.
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
import statistics
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
SAMPLES = 100
_MEDIAN_OF = 5
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
    failures: list[str] = field(default_factory=list)
    """What the server said of itself with status 500."""
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

    def note(self, kind: str, answer: "Answer") -> None:
        """Count an answer."""
        self.answers[f"{kind} {answer.status if answer.whole else 'cut off'}"] += 1
        if answer.status == 500:
            self.failures.append(f"{kind}: {answer.text}")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer."""

    status: int
    headers: dict[str, str]
    whole: bool
    text: str = ""
    """The beginning of the answer."""


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
        status = int(lines[0].split()[1])
        try:
            text = await _read_body(reader, headers)
        except (ConnectionError, asyncio.IncompleteReadError):
            self.leave()
            return Answer(status, headers, whole=False)
        if headers.get("connection") == "close":
            self.leave()
        return Answer(status, headers, True, text)


async def _read_body(reader: asyncio.StreamReader, headers: dict[str, str]) -> str:
    """Read a body; give its beginning."""
    if "content-length" in headers:
        return (await reader.readexactly(int(headers["content-length"])))[:300].decode(
            errors="replace"
        )
    if "transfer-encoding" not in headers:
        return ""
    begun = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        piece = await reader.readexactly(size + 2)
        begun = begun or piece
    await reader.readexactly(2)
    return begun[:300].decode(errors="replace")


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
        tally.note("light", answer)
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
        tally.note("heavy", await client.get(f"/sparql?query={quote(query)}"))


async def _ask_hostile(client: Client, tally: Tally) -> None:
    for query in itertools.cycle(HOSTILE):
        if time.monotonic() > tally.until:
            return
        text = query.format(n=next(tally.numbers) + 100_000)
        tally.note("hostile", await client.get(f"/sparql?query={quote(text)}"))


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
    """Point to the other release, soon after the start and then evenly spread over the run.

    So the memory after the first minute holds what a move needs, and later moves add to it only
    what leaks.
    """
    for number, name in zip(range(PUBLISHES), itertools.cycle(reversed(names)), strict=False):
        await asyncio.sleep(seconds / (PUBLISHES if number else 20))
        await asyncio.to_thread(use, out, name)
        tally.answers["publishes"] += 1


async def _measure(pid: int, tally: Tally, seconds: float) -> list[int]:
    """Take the server's resident memory a hundred times, evenly spread over the run."""
    server = psutil.Process(pid)
    samples: list[int] = []
    while time.monotonic() < tally.until:
        samples.append(int(server.memory_info().rss))
        await asyncio.sleep(seconds / SAMPLES)
    return samples


async def _load(port: int, pid: int, out: Path, seconds: float) -> tuple[Tally, list[int]]:
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
    return tally, await memory


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
            tally, memory = asyncio.run(_load(int(found[1]), process.pid, out, seconds))
            children = psutil.Process(process.pid).children(recursive=True)
            process.send_signal(signal.SIGTERM)
            code = process.wait(60)
            lines = process.stderr.readlines()
        left = [child.pid for child in children if psutil.pid_exists(child.pid)]
    early = memory[: max(1, round(SAMPLES * _first_s(seconds) / seconds))][-_MEDIAN_OF:]
    print("memory in MB, ten times ", *(size >> 20 for size in memory[:: SAMPLES // 10]))
    moves = sum('"moved"' in line for line in lines)
    print(*(line for line in lines if not line.startswith("{")), sep="", end="")
    sizes = statistics.median(early), statistics.median(memory[-_MEDIAN_OF:])
    return _report(tally, memory=sizes, left=left, code=code, moves=moves)


def _first_s(seconds: float) -> float:
    return min(60.0, seconds / 3)


def _report(
    tally: Tally, *, memory: tuple[float, float], left: list[int], code: int, moves: int
) -> bool:
    for name, number in sorted(tally.answers.items()):
        print(f"{name:28}{number:>10}")
    early, late = memory
    growth = 100 * (late / early - 1)
    print(f"{'slowest light request':28}{tally.slowest_light_s * 1000:>10.0f} ms")
    print(f"{'moves to another release':28}{moves:>10}")
    print(f"{'failed light requests':28}{len(tally.failed_light):>10}", *tally.failed_light[:5])
    print(f"{'failures of the server':28}{len(tally.failures):>10}", *tally.failures[:5])
    print(f"{'mixed releases':28}{tally.mixed:>10}")
    shown = (
        f"{early / 2**20:.0f} MB after the first minute or third, {late / 2**20:.0f} MB at the end"
    )
    print(f"{'memory growth':28}{growth:>10.1f} % ({shown})")
    print(f"{'processes left over':28}{len(left):>10}")
    print(f"{'exit code after SIGTERM':28}{code:>10}")
    good = not (tally.failed_light or tally.failures or tally.mixed or left or code)
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
