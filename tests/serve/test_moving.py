"""Tests of moving from release to release while requests come in."""

import asyncio
import io
import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from edihkg.release import CHANGES, CURRENT, RELEASES, STORE, Release, prune, use
from edihkg.serve.app import create_app
from edihkg.settings import Settings
from tests.serve.releases import publish_release, read_quads
from tests.serve.servers import Served, serve
from tests.serve.workers import workers_on

HEADER = "edihkg-release"
OLD, NEW = "20250505T000000Z-old", "20250606T000000Z-new"


def _publish(out: Path, name: str) -> Release:
    """Publish a release each of whose answers says its name."""
    trig = f'<http://example.org/release> <http://example.org/is> "{name}" .'
    trig += "".join(f"<http://example.org/{n}> <http://example.org/n> {n} ." for n in range(80))
    files = {
        "site/index.html": f"<title>{name}</title>".encode(),
        "site/data.html": b"<title>Data</title>",
        "site/id/hub/north.ttl": f'<http://example.org/n> a "{name}" .'.encode(),
        "dumps/edihkg.nq": name.encode() * 40_000,
        "report.json": json.dumps({"of": name}).encode(),
    }
    return publish_release(out, name, quads=read_quads(trig), files=files)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Two releases, of which the first is current."""
    _publish(tmp_path, OLD)
    _publish(tmp_path, NEW)
    use(tmp_path, OLD)
    return tmp_path


@pytest.fixture
def moving(out: Path) -> Iterator[tuple[Path, Served, io.StringIO]]:
    """A server that follows ``current``."""
    log = io.StringIO()
    settings = Settings(workers=2, query_deadline_s=20, client_queries=64)
    with serve(use(out, OLD), settings, out=out, log=log) as server:
        yield out, server, log


def _wait(until: Callable[[], bool]) -> None:
    for _ in range(400):
        if until():
            return
        time.sleep(0.05)
    pytest.fail("it did not happen within 20 s")


def _release_of(served: Served) -> str:
    return str(served.client.head("/").headers[HEADER])


@dataclass
class Load:
    """Requests of several clients until it is told to stop; what was wrong is kept."""

    url: str
    wrong: list[str] = field(default_factory=list)
    tags: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    asked: int = 0
    stop: threading.Event = field(default_factory=threading.Event)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def run(self) -> None:
        """Ask for everything in turn."""
        with httpx.Client(base_url=self.url, timeout=30) as client:
            while not self.stop.is_set():
                for path in ("/", "/id/hub/north.ttl", "/dumps/edihkg.nq", "/sparql", "/health"):
                    self._ask(client, path)

    def run_slowly(self) -> None:
        """Ask what takes so long that moves happen in the middle of it."""
        n = "<http://example.org/n>"
        rows = f"?a {n} ?b . ?c {n} ?d . ?e {n} ?f . <http://example.org/release> ?p ?is"
        with httpx.Client(base_url=self.url, timeout=30) as client:
            while not self.stop.is_set():
                query = f"SELECT ?is {{ {rows} }} GROUP BY ?is LIMIT {next(self.numbers) + 1}"
                self._check("slow", client.get("/sparql", params={"query": query}))

    def _ask(self, client: httpx.Client, path: str) -> None:
        number = next(self.numbers) + 1
        query = f"SELECT ?is {{ <http://example.org/release> ?p ?is }} LIMIT {number}"
        response = client.get(path, params={"query": query} if path == "/sparql" else None)
        self._check(path, response)

    def _check(self, path: str, response: httpx.Response) -> None:
        release = response.headers.get(HEADER, "")
        other = NEW if release == OLD else OLD
        self.asked += 1
        if response.status_code != 200 or release not in response.text or other in response.text:
            self.wrong.append(f"{path}: {response.status_code} {release} {response.text[:80]}")
        if path not in ("/sparql", "/health", "slow"):
            self.tags.setdefault((path, release), set()).add(response.headers["etag"])


def test_moving_under_load_fails_and_mixes_nothing(
    moving: tuple[Path, Served, io.StringIO],
) -> None:
    """Whoever asks while a release is published gets the old one or the new one, whole."""
    out, server, log = moving
    load = Load(server.url)
    threads = [threading.Thread(target=load.run) for _ in range(4)]
    threads += [threading.Thread(target=load.run_slowly) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for name in (NEW, OLD, NEW, OLD, NEW):
            use(out, name)
            _wait(lambda name=name: _release_of(server) == name)  # type: ignore[misc]
    finally:
        load.stop.set()
        for thread in threads:
            thread.join()
    assert load.wrong == []
    assert load.asked > 50
    assert all(len(tags) == 1 for tags in load.tags.values())
    assert not {tag for (_, name), tags in load.tags.items() if name == OLD for tag in tags} & {
        tag for (_, name), tags in load.tags.items() if name == NEW for tag in tags
    }
    events = [json.loads(line) for line in log.getvalue().splitlines()]
    moves = [event for event in events if event["event"] == "release"]
    assert [(event["outcome"], event["release"]) for event in moves] == [
        ("moved", name) for name in (NEW, OLD, NEW, OLD, NEW)
    ]


def test_the_old_workers_end_when_their_queries_have(
    moving: tuple[Path, Served, io.StringIO],
) -> None:
    """Else each release would leave its processes behind."""
    out, server, _ = moving
    old = out.resolve() / RELEASES / OLD / STORE
    assert len(workers_on(old)) == 2
    use(out, NEW)
    _wait(lambda: _release_of(server) == NEW)
    _wait(lambda: workers_on(old) == [])
    assert len(workers_on(out.resolve() / RELEASES / NEW / STORE)) == 2


def test_a_release_that_cannot_be_served_changes_nothing(
    moving: tuple[Path, Served, io.StringIO],
) -> None:
    """A damaged store must not take the service down; the log says why it did not move."""
    out, server, log = moving
    for path in (out / RELEASES / NEW / STORE).iterdir():
        path.unlink()
    use(out, NEW)
    _wait(lambda: '"failed"' in log.getvalue())
    assert _release_of(server) == OLD
    assert server.client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
    (out / CURRENT).unlink()
    assert server.client.get("/").status_code == 200


def test_an_older_release_answers_at_its_own_address(
    moving: tuple[Path, Served, io.StringIO],
) -> None:
    """Papers cite a state of the data."""
    out, server, _ = moving
    base = f"/release/{NEW}"
    (out / RELEASES / NEW / CHANGES).write_text(f'{{"after": "{NEW}"}}')
    for path, told in (
        ("manifest.json", NEW),
        ("report.json", NEW),
        ("changes.json", NEW),
        ("dumps/edihkg.nq", NEW),
    ):
        response = server.client.get(f"{base}/{path}")
        assert (response.status_code, told in response.text) == (200, True)
        assert "immutable" in response.headers["cache-control"]
        assert server.client.head(f"{base}/{path}").status_code == 200
    assert (
        server.client.get(f"{base}/dumps/edihkg.nq", headers={"range": "bytes=0-9"}).text
        == (NEW[:10])
    )
    assert prune(out, keep=0) == [NEW]
    gone = server.client.get(f"{base}/manifest.json")
    assert (gone.status_code, "only the latest ones are kept" in gone.text) == (404, True)


def test_an_older_release_that_is_being_removed_is_not_found(
    moving: tuple[Path, Served, io.StringIO],
) -> None:
    """Its folder may still be there when the file is not any more."""
    out, server, _ = moving
    address = f"/release/{NEW}/manifest.json"
    assert server.client.get(address).status_code == 200
    (out / RELEASES / NEW / "report.json").unlink()
    gone = server.client.get(f"/release/{NEW}/report.json")
    assert (gone.status_code, gone.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize(
    "path",
    [
        f"{OLD}/store/FILES.json",
        f"{OLD}/site/index.html",
        f"{OLD}/%2e%2e/{NEW}/manifest.json",
        f"..%2freleases%2f{OLD}/manifest.json",
        f"{OLD}/dumps/..%2f..%2f.lock",
        f"{OLD}/dumps/",
        f"{OLD}",
        ".lock",
        "",
    ],
)
def test_nothing_else_of_a_release_is_served(
    moving: tuple[Path, Served, io.StringIO], path: str
) -> None:
    """Neither the id nor the file is ever joined to a path."""
    _, server, _ = moving
    address = httpx.URL(server.url).copy_with(raw_path=f"/release/{path}".encode())
    response = server.client.send(server.client.build_request("GET", address))
    assert response.status_code == 404


def test_the_folder_of_dumps_leads_to_their_page(moving: tuple[Path, Served, io.StringIO]) -> None:
    """People shorten addresses."""
    _, server, _ = moving
    for path in ("/dumps/", "/dumps"):
        assert server.client.get(path, follow_redirects=True).url.path == "/data.html"


def test_the_heap_is_tidied_when_a_release_is_taken_up_and_when_one_is_let_go(out: Path) -> None:
    """What stays is kept out of the search for garbage; what has left must be found by it."""
    told: list[str] = []

    async def move() -> None:
        mover = create_app(use(out, OLD), Settings(workers=1), out=out).mover
        mover.settled = lambda: told.append(mover.current.name)
        await mover.start()
        use(out, NEW)
        mover.look()
        while len(told) < 2:
            await asyncio.sleep(0.01)
        await mover.close()

    asyncio.run(asyncio.wait_for(move(), 60))
    assert told == [OLD, NEW]
