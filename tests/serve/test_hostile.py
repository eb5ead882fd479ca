"""Tests with queries of ill will: each costs itself, and nothing else.

No time is asserted, only what comes before what, and that everything ends.
"""

import asyncio
import contextlib
import itertools
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from ctypes.util import find_library
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from edihkg.errors import StoreError
from edihkg.release import STORE, Release, open_release
from edihkg.serve.starting import Zygote
from edihkg.settings import Settings
from tests.serve import hostile
from tests.serve.servers import Served, serve
from tests.serve.workers import processes_on, talk, workers_on

N = "<http://example.org/n>"
CROSS = f"SELECT (COUNT(*) AS ?k) {{ ?a {N} ?b . ?c {N} ?d . ?e {N} ?f . ?g {N} ?h }}"
STREAM = f"SELECT * {{ ?a {N} ?b . ?c {N} ?d . ?e {N} ?f . ?g {N} ?h }}"
LIMITS = ((413, "query-too-large"), (503, "query-timeout"))
_NUMBERS = itertools.count(1_000_000)
BOMB = f"SELECT * {{ ?a {N} ?b . ?c {N} ?d . ?e {N} ?f }} ORDER BY ?b ?d ?f"


@pytest.fixture(scope="module")
def strict(release: Release) -> Iterator[Served]:
    """A server with a short deadline and little memory for each worker."""
    settings = Settings(workers=2, query_deadline_s=2, worker_memory_bytes=600 << 20)
    with serve(release, settings) as server:
        yield server


@pytest.fixture
def own(release: Release, tmp_path: Path) -> Release:
    """The release under a path that no other server of these tests uses."""
    (tmp_path / "own").symlink_to(release.path)
    return open_release(tmp_path / "own")


def _light() -> str:
    """Make a query that no cache has the answer of."""
    return f"SELECT ({next(_NUMBERS)} AS ?n) {{}}"


def _ask(served: Served, query: str) -> httpx.Response:
    return served.client.get("/sparql", params={"query": query})


def test_a_hostile_query_ends_with_an_error_while_others_are_answered(strict: Served) -> None:
    """The cross product is the query that stops other servers for everybody."""
    order: list[str] = []

    def ask(name: str, query: str) -> httpx.Response:
        response = _ask(strict, query)
        order.append(name)
        return response

    with ThreadPoolExecutor() as threads:
        hostile = threads.submit(ask, "hostile", CROSS)
        light = [ask("light", _light()) for _ in range(5)]
        assert [response.status_code for response in light] == [200] * 5
        assert hostile.result().status_code == 503
    assert hostile.result().json()["code"] == "query-timeout"
    assert hostile.result().headers["retry-after"].isdigit()
    assert order == ["light"] * 5 + ["hostile"]


def test_as_many_hostile_queries_as_workers_leave_a_lane_free(release: Release) -> None:
    """The last worker is never held by a slow query when somebody else wants it."""
    settings = Settings(workers=2, query_deadline_s=4, trusted_proxies="127.0.0.1")

    def ask(query: str, client: str) -> httpx.Response:
        headers = {"x-forwarded-for": client}
        return server.client.get("/sparql", params={"query": query}, headers=headers)

    with serve(release, settings) as server, ThreadPoolExecutor() as threads:
        hostile = [threads.submit(ask, CROSS, "192.0.2.1") for _ in range(4)]
        answered = 0
        while not all(each.done() for each in hostile):
            answered += ask(_light(), "192.0.2.2").status_code == 200
        assert answered > 0
        assert {each.result().status_code for each in hostile} == {503}
        assert {each.result().json()["code"] for each in hostile} <= {"query-timeout", "busy"}


def test_a_full_queue_says_when_to_come_back(release: Release) -> None:
    """A queue without end would answer nobody."""
    with (
        serve(release, Settings(workers=1, query_deadline_s=1, query_queue=1)) as server,
        ThreadPoolExecutor(8) as threads,
    ):
        responses = list(threads.map(lambda _: _ask(server, CROSS), range(6)))
    refused = [response for response in responses if response.json()["code"] == "busy"]
    assert {response.status_code for response in responses} == {503}
    assert refused
    assert all(response.headers["retry-after"].isdigit() for response in refused)


def test_a_memory_bomb_is_an_error_and_the_next_query_is_answered(release: Release) -> None:
    """The process that asks for too much dies alone."""
    settings = Settings(workers=1, query_deadline_s=60, worker_memory_bytes=600 << 20)
    with serve(release, settings) as server:
        response = _ask(server, BOMB)
        assert (response.status_code, response.json()["code"]) == (413, "query-too-large")
        assert "600" not in _ask(server, _light()).text
        assert _ask(server, _light()).status_code == 200


def test_an_answer_above_the_limit_is_an_error(release: Release) -> None:
    """Half a table that looks like a table is worse than none."""
    with serve(release, Settings(workers=1, result_bytes=10_000)) as server:
        response = _ask(server, f"SELECT * {{ ?a {N} ?b }}")
        assert (response.status_code, response.json()["code"]) == (413, "query-too-large")
        assert _ask(server, f"SELECT * {{ ?a {N} ?b }} LIMIT 5").status_code == 200


@pytest.mark.parametrize("limit", [{"query_deadline_s": 1.0}, {"result_bytes": 3_000_000}])
def test_an_answer_that_breaks_off_is_seen_to_break(
    release: Release, limit: dict[str, float]
) -> None:
    """After the status line only a broken connection can say that something is missing."""
    settings = Settings(workers=1, **limit)  # type: ignore[arg-type]
    with (
        serve(release, settings) as server,
        server.client.stream(
            "GET",
            "/sparql",
            params={"query": STREAM},
            headers={"accept-encoding": "identity"},
        ) as response,
    ):
        assert response.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            for _ in response.iter_bytes():
                pass


def test_a_client_that_leaves_takes_its_query_along(own: Release) -> None:
    """Else whoever presses stop and asks again fills all workers."""
    with serve(own, Settings(workers=1, query_deadline_s=600)) as server:
        before = workers_on(own.path / STORE)
        ticks = {pid: _cpu_ticks(pid) for pid in before}
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            target = "/sparql?" + urlencode({"query": CROSS})
            connection.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            _wait(lambda: any(_cpu_ticks(pid) > 10 + ticks[pid] for pid in before))
        assert _ask(server, _light()).status_code == 200
        _wait(lambda: not set(before) <= set(workers_on(own.path / STORE)))


def test_a_slow_query_lets_all_others_go_first(own: Release) -> None:
    """On a machine with few processors light queries would else wait for their share."""
    with (
        serve(own, Settings(workers=2, query_deadline_s=5)) as server,
        ThreadPoolExecutor(1) as threads,
    ):
        hostile = threads.submit(_ask, server, CROSS)
        usual = os.getpriority(os.PRIO_PROCESS, 0)
        _wait(lambda: any(_niceness(pid) > usual for pid in workers_on(own.path / STORE)))
        assert any(_niceness(pid) == usual for pid in workers_on(own.path / STORE))
        assert hostile.result().status_code == 503


def _niceness(pid: int) -> int:
    with contextlib.suppress(OSError):
        return os.getpriority(os.PRIO_PROCESS, pid)
    return -20


@pytest.mark.skipif(find_library("mimalloc") is None, reason="Debian's libmimalloc2.0 is missing")
def test_workers_take_memory_through_the_faster_allocator(own: Release) -> None:
    """Also with little room, of which the allocator reserves a part at once."""
    with serve(own, Settings(workers=1, worker_memory_bytes=400 << 20)) as server:
        assert _ask(server, _light()).status_code == 200
        maps = [Path(f"/proc/{pid}/maps").read_text() for pid in workers_on(own.path / STORE)]
    assert maps
    assert all("libmimalloc.so" in each for each in maps)


def test_a_killed_worker_is_replaced(own: Release) -> None:
    """The system may kill a process at any moment."""
    with serve(own, Settings(workers=1)) as server:
        for _ in range(3):
            for worker in workers_on(own.path / STORE):
                os.kill(worker, signal.SIGKILL)
            assert _ask(server, _light()).status_code == 200


def test_the_process_that_workers_are_copies_of_is_replaced(own: Release) -> None:
    """With it end all its copies; a query that runs is asked again of a new one."""
    with serve(own, Settings(workers=2)) as server, ThreadPoolExecutor(1) as threads:
        for _ in range(3):
            ((origin,), before) = processes_on(own.path / STORE)
            os.kill(before[0], signal.SIGSTOP)
            os.kill(before[1], signal.SIGSTOP)
            asked = threads.submit(_ask, server, _light())
            time.sleep(0.3)
            os.kill(origin, signal.SIGKILL)
            assert asked.result().status_code == 200
            _wait(lambda: len(workers_on(own.path / STORE)) == 2)
            assert not set(before) & set(workers_on(own.path / STORE))


def test_a_copy_that_cannot_work_is_told(own: Release) -> None:
    """The system may have nothing left for it; what makes them ends as it does otherwise."""

    async def run() -> None:
        zygote = Zygote(own.path / STORE, 1 << 30)
        try:
            worker = await zygote.fork()
            await worker.end()
            ((origin,), _) = processes_on(own.path / STORE)
            resource.prlimit(origin, resource.RLIMIT_AS, (1, 1))
            with pytest.raises(StoreError, match="could not"):
                await zygote.fork()
        finally:
            await zygote.close()

    asyncio.run(run())
    assert processes_on(own.path / STORE) == ([], [])


def test_no_process_is_left_when_the_server_ends(own: Release) -> None:
    """Also when it ends in the middle of a query."""
    with serve(own, Settings(workers=2, query_deadline_s=600)) as server:
        assert len(workers_on(own.path / STORE)) == 2
        with contextlib.suppress(httpx.HTTPError):
            server.client.get("/sparql", params={"query": CROSS}, timeout=0.5)
    assert processes_on(own.path / STORE) == ([], [])


class Canary:
    """A listener on loopback that remembers whether anybody came."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/"
        self.visits = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self.socket.accept()[0].close()
                self.visits += 1


@pytest.fixture
def canary() -> Iterator[Canary]:
    """A listener that must hear nothing."""
    listener = Canary()
    yield listener
    listener.socket.close()


@pytest.fixture(scope="module")
def hurried(release: Release) -> Iterator[Served]:
    """A server whose queries have next to no time."""
    settings = Settings(
        workers=2, query_deadline_s=0.4, worker_memory_bytes=600 << 20, request_bytes=2 << 20
    )
    with serve(release, settings) as server:
        yield server


def _post(served: Served, query: str) -> httpx.Response:
    headers = {"content-type": "application/sparql-query"}
    return served.client.post("/sparql", content=query.encode(), headers=headers)


@pytest.mark.parametrize("query", hostile.COSTLY.values(), ids=hostile.COSTLY)
def test_a_costly_query_ends_at_a_limit(hurried: Served, query: str) -> None:
    """Each of these keeps other engines busy for minutes, or ends as half a success."""
    response = _post(hurried, query)
    assert (response.status_code, response.json()["code"]) in LIMITS
    assert _ask(hurried, _light()).status_code == 200


@pytest.mark.parametrize("query", hostile.DEEP.values(), ids=hostile.DEEP)
def test_a_deep_query_ends_its_own_worker_only(hurried: Served, query: str) -> None:
    """Parsers read by recursion; a full stack ends the process, and nobody can catch it."""
    response = _post(hurried, query)
    assert (response.status_code, response.json()["code"]) in (*LIMITS, (400, "query-syntax"))
    assert _ask(hurried, _light()).status_code == 200


@pytest.mark.parametrize("text", hostile.CALLING.values(), ids=hostile.CALLING)
def test_no_query_makes_the_server_call_anybody(strict: Served, canary: Canary, text: str) -> None:
    """The server stands inside networks that strangers do not."""
    response = _post(strict, text.replace("URL", canary.url))
    assert response.status_code in (400, 403)
    assert canary.visits == 0


@pytest.mark.parametrize("query", hostile.NAMING.values(), ids=hostile.NAMING)
def test_a_graph_is_looked_up_and_never_fetched(strict: Served, canary: Canary, query: str) -> None:
    """Some engines read FROM as "load this", also files of the host."""
    response = _post(strict, query.replace("URL", canary.url))
    assert response.status_code == 200
    assert "root:" not in response.text
    assert canary.visits == 0


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_a_graph_of_the_protocol_is_never_fetched(
    strict: Served, canary: Canary, name: str
) -> None:
    """The protocol lets a client name graphs beside the query, too."""
    fields = {
        "query": "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }",
        name: canary.url,
    }
    response = strict.client.get("/sparql", params=fields)
    assert (response.status_code, response.json()["results"]["bindings"]) == (200, [])
    assert canary.visits == 0


def test_a_worker_cannot_call_anybody_even_without_the_gate(
    release: Release, canary: Canary
) -> None:
    """Two walls: what slips through the reading of the text meets the kernel."""
    query = f"SELECT * {{ SERVICE <{canary.url}> {{ ?s ?p ?o }} }}"
    isolated, tag, payload = talk(release.path / STORE, query)
    if not isolated:
        pytest.skip("libseccomp is not installed here")
    assert (tag, b"engine" in payload) == (b"X", True)
    assert canary.visits == 0


def test_a_worker_dies_with_its_parent(release: Release) -> None:
    """A server that is killed cannot clean up."""
    program = Path(__file__).with_name("orphan.py")
    pids = _orphans(program, release.path / STORE)
    _wait(lambda: not any(_runs(pid) for pid in pids))


def _orphans(program: Path, store: Path) -> list[int]:
    """Start a pool in a process that kills itself; give the ids of its workers."""
    done = subprocess.run(
        [sys.executable, str(program), str(store)], capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    return [int(pid) for pid in done.stdout.split()]


def _runs(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    return False


def _cpu_ticks(pid: int) -> int:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text(encoding="ascii").split()[13])
    return 1 << 30


def _wait(until: Callable[[], bool]) -> None:
    """Wait for a condition, up to what is surely a failure."""
    pause = threading.Event()
    for _ in range(600):
        if until():
            return
        pause.wait(0.05)
    pytest.fail("it did not happen within 30 s")


def test_slow_queries_of_one_client_leave_others_slow_ones_a_way(release: Release) -> None:
    """Else one user would stop all questions that take more than a moment."""
    settings = Settings(workers=3, query_deadline_s=10, trusted_proxies="127.0.0.1")
    rows = f"SELECT * {{ ?a {N} ?b . ?c {N} ?d . ?e {N} ?f }} LIMIT 600000"
    heavy = f"SELECT (COUNT(*) AS ?k) {{ {{ {rows} }} }}"
    with serve(release, settings) as server, ThreadPoolExecutor() as threads:

        def ask(query: str, client: str) -> httpx.Response:
            headers = {"x-forwarded-for": client}
            return server.client.get("/sparql", params={"query": query}, headers=headers)

        hostile = [threads.submit(ask, CROSS, "192.0.2.1") for _ in range(6)]
        assert ask(heavy, "192.0.2.2").status_code == 200
        assert {each.result().status_code for each in hostile} == {503}


def test_strangers_with_slow_queries_do_not_stop_a_client_with_short_ones(release: Release) -> None:
    """However many addresses they come from, and though each is new to the server."""
    settings = Settings(query_deadline_s=3, trusted_proxies="127.0.0.1")
    with serve(release, settings) as server, ThreadPoolExecutor() as threads:

        def ask(query: str, client: str) -> int:
            headers = {"x-forwarded-for": client}
            return server.client.get(
                "/sparql", params={"query": query}, headers=headers
            ).status_code

        assert ask(_light(), "192.0.2.100") == 200
        hostile = [threads.submit(ask, CROSS, f"192.0.2.{number}") for number in range(8)]
        found = []
        while not all(each.done() for each in hostile):
            found.append(ask(_light(), "192.0.2.100"))
        assert len(found) > 10
        assert set(found) == {200}
        assert {each.result() for each in hostile} == {503}


@pytest.mark.parametrize("others", [False, True], ids=["alone", "beside a short one"])
def test_a_slow_query_is_stopped_only_for_the_sake_of_others(
    release: Release, *, others: bool
) -> None:
    """Stopping it early wastes what it has done; not stopping it would take the last worker."""
    settings = Settings(workers=2, query_deadline_s=3, trusted_proxies="127.0.0.1")
    with serve(release, settings) as server, ThreadPoolExecutor() as threads:

        def ask(query: str, client: str) -> int:
            params, headers = {"query": query}, {"x-forwarded-for": client}
            return server.client.get("/sparql", params=params, headers=headers).status_code

        slow = [threads.submit(ask, CROSS, "192.0.2.1") for _ in range(2)]
        if others:
            assert ask(_light(), "192.0.2.2") == 200
        assert [each.result() for each in slow] == [503, 503]
        text = server.client.get("/metrics").text
        assert ('edihkg_workers_ended_total{reason="slow"}' in text) == others
