"""Tests of the short ways: nobody can see from an answer which way it took."""

import os
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from edihkg.release import STORE, Release, open_release
from edihkg.serve.cache import Kept
from edihkg.serve.short import key_of
from edihkg.settings import Settings
from tests.serve.servers import Served, serve
from tests.serve.workers import workers_on

N = "<http://example.org/n>"
LIGHT = f"SELECT ?b {{ ?a {N} ?b }} ORDER BY ?b LIMIT 2"
SLOWISH = f"SELECT (COUNT(*) AS ?k) {{ ?a {N} ?b . ?c {N} ?d FILTER(?b < ?d) }}"
ENDLESS = f"SELECT (COUNT(*) AS ?k) {{ ?a {N} ?b . ?c {N} ?d . ?e {N} ?f . ?g {N} ?h }}"


def _get(query: str, *fields: str, path: str = "/sparql") -> bytes:
    """Write a request."""
    head = [f"GET {path}?query={quote(query)} HTTP/1.1", "Host: x", *fields]
    return "\r\n".join([*head, "", ""]).encode()


def _exchange(served: Served, *requests: bytes, answers: int) -> list[tuple[bytes, bytes]]:
    """Send everything in one go; give head and body of each answer."""
    found = []
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
        connection.sendall(b"".join(requests))
        with connection.makefile("rb") as stream:
            for _ in range(answers):
                head = b""
                while not head.endswith(b"\r\n\r\n"):
                    line = stream.readline()
                    assert line, head
                    head += line
                size = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
                found.append((head, stream.read(size)))
    return found


def _without_date(head: bytes) -> set[bytes]:
    return {line for line in head.split(b"\r\n") if not line.lower().startswith(b"date:")}


def _metric(served: Served, name: str) -> float:
    lines = served.client.get("/metrics").text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


@pytest.mark.parametrize("path", ["/", "/hub/", "/id/hub/north.ttl", "/static/style.css"])
def test_a_kept_file_is_what_it_was(served: Served, path: str) -> None:
    """Heads and bodies are the same, but for the date."""
    request = f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    first, again = _exchange(served, request, request, answers=2)
    assert (_without_date(first[0]), first[1]) == (_without_date(again[0]), again[1])


def test_a_kept_answer_is_what_it_was(release: Release) -> None:
    """It is counted, too, as a request and as an answer that was kept."""
    with serve(release, Settings(workers=1)) as server:
        first, again = _exchange(server, _get(LIGHT), _get(LIGHT), answers=2)
        assert (_without_date(first[0]), first[1]) == (_without_date(again[0]), again[1])
        _exchange(server, _get(LIGHT), answers=1)
        assert _metric(server, 'edihkg_requests_total{route="sparql",status="200"}') == 3
        assert _metric(server, 'edihkg_answer_cache_total{result="miss"}') == 1
        assert _metric(server, 'edihkg_answer_cache_total{result="hit"}') == 2
        assert _metric(server, 'edihkg_request_seconds_count{route="sparql"}') == 3


@pytest.mark.parametrize("query", ["SELECT ({} AS ?x) {{}}", "SELECT (NOW() AS ?n) {{}} #{}"])
@pytest.mark.parametrize("field", ["Accept: text/csv", "Accept-Encoding: gzip", "Accept: */*"])
def test_both_ways_write_the_same_head(served: Served, query: str, field: str) -> None:
    """Line by line in the same order; a field that makes a request special leads the usual way."""
    request = query.format(time.time_ns()), field
    short, usual = _exchange(served, _get(*request), _get(*request, "Range: bytes=0-"), answers=2)
    assert _lines(short[0]) == _lines(usual[0])


def _lines(head: bytes) -> list[bytes]:
    """Give the lines without those that tell the moment."""
    lines = head.lower().split(b"\r\n")
    return [line for line in lines if not line.startswith((b"date:", b"content-length:"))]


def test_answers_keep_the_order_of_their_requests(served: Served) -> None:
    """A client may send the next request before it has the answer; some ways are shorter."""
    page = b"GET /hub/ HTTP/1.1\r\nHost: x\r\n\r\n"
    _exchange(served, page, _get(LIGHT), answers=2)
    slowish = f"{SLOWISH} VALUES ?none {{ {time.time_ns()} }}"
    requests = (_get(slowish), page, _get(LIGHT), _get(slowish), _get("ASK {}"), page)
    bodies = [body for _, body in _exchange(served, *requests, answers=6)]
    assert b'"k"' in bodies[0]
    assert bodies[3] == bodies[0]
    assert b'"b"' in bodies[2]
    assert b'"boolean":true' in bodies[4]
    assert b"hubs" in bodies[1]
    assert bodies[5] == bodies[1]


def test_what_is_no_http_behind_a_query_ends_the_connection(served: Served) -> None:
    """The query may still run; nothing else gets into its answer, and the server goes on."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
        connection.sendall(_get(f"{ENDLESS} VALUES ?none {{ {time.time_ns()} }}"))
        connection.sendall(b"\x16\x03\x01 no HTTP\r\n\r\n")
        with connection.makefile("rb") as stream:
            assert stream.read() == b""
    assert _exchange(served, _get(LIGHT), answers=1)[0][0].startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("field", "status"),
    [("Range: bytes=0-3", 200), ("If-None-Match: {etag}", 304), ("If-None-Match: *", 200)],
)
def test_a_kept_answer_is_no_answer_to_a_conditional_request(
    served: Served, field: str, status: int
) -> None:
    """What a client has already is not sent again."""
    first = served.client.get("/sparql", params={"query": LIGHT})
    name, value = field.format(etag=first.headers["etag"]).split(": ")
    again = served.client.get("/sparql", params={"query": LIGHT}, headers={name: value})
    assert again.status_code == status


def test_a_kept_answer_ends_the_connection_for_those_who_wish_so(served: Served) -> None:
    """A client that says close waits for the end."""
    _exchange(served, _get(LIGHT), answers=1)
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
        connection.sendall(_get(LIGHT, "Connection: close"))
        with connection.makefile("rb") as stream:
            assert b"connection: close" in stream.read().lower()


def test_head_gives_no_body_of_a_kept_answer(served: Served) -> None:
    """A body after HEAD would be taken for the next answer."""
    request = _get(LIGHT)
    _exchange(served, request, answers=1)
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
        connection.sendall(request.replace(b"GET", b"HEAD") + _get("ASK {}", "Connection: close"))
        with connection.makefile("rb") as stream:
            text = stream.read()
    assert text.count(b"HTTP/1.1 200") == 2
    assert b'"b"' not in text


def test_queries_on_the_short_way_count_against_their_client(release: Release) -> None:
    """Also those that a proxy passes on; the limit holds from the first moment."""
    settings = Settings(
        workers=1, client_queries=1, query_deadline_s=2, trusted_proxies="127.0.0.1"
    )
    with serve(release, settings) as server, ThreadPoolExecutor(4) as threads:

        def ask(client: str) -> int:
            headers = {"x-forwarded-for": client}
            params = {"query": f"{ENDLESS} VALUES ?none {{ {time.time_ns()} }}"}
            return server.client.get("/sparql", params=params, headers=headers).status_code

        found = sorted(threads.map(ask, ["192.0.2.1"] * 3 + ["192.0.2.2"]))
        assert found == [429, 429, 503, 503]
        assert server.client.get("/sparql", params={"query": "ASK {}"}).status_code == 200


def test_a_client_that_leaves_at_once_takes_its_query_along(release: Release) -> None:
    """The short way does not look whether the client stays; the usual one takes over and does."""
    settings = Settings(workers=1, query_deadline_s=60)
    with serve(release, settings) as server:
        for _ in range(3):
            with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
                connection.sendall(_get(f"{ENDLESS} VALUES ?none {{ {time.time_ns()} }}"))
        assert server.client.get("/sparql", params={"query": "ASK {}"}).status_code == 200


def test_a_worker_that_dies_with_a_query_costs_nobody_an_answer(
    release: Release, tmp_path: Path
) -> None:
    """The query is asked again of another one, and of a third if that one was dying already."""
    (tmp_path / "own").symlink_to(release.path)
    own = open_release(tmp_path / "own")
    with serve(own, Settings(workers=2)) as server, ThreadPoolExecutor(1) as thread:
        for number in range(6):
            params = {"query": f"{SLOWISH} VALUES ?none {{ {number} }}"}
            response = thread.submit(server.client.get, "/sparql", params=params)
            threading.Event().wait(0.03 * number)
            pids = workers_on(own.path / STORE)
            os.kill(pids[number % len(pids)], signal.SIGKILL)
            assert response.result().status_code == 200, response.result().text


@pytest.mark.parametrize("step", [1, -1])
def test_a_query_may_lose_two_workers(release: Release, tmp_path: Path, step: int) -> None:
    """Whichever of the two has the query first, it goes to the other one and then to a third."""
    (tmp_path / "own").symlink_to(release.path)
    own = open_release(tmp_path / "own")
    with serve(own, Settings(workers=2)) as server, ThreadPoolExecutor(1) as thread:
        pids = sorted(workers_on(own.path / STORE))
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        response = thread.submit(server.client.get, "/sparql", params={"query": LIGHT})
        for pid in pids[::step]:
            time.sleep(0.5)
            assert not response.done()
            os.kill(pid, signal.SIGKILL)
        assert response.result().status_code == 200, response.result().text
        assert len(pids) == 2


def test_a_full_queue_refuses_the_usual_way(release: Release) -> None:
    """What cannot be begun is told as ever."""
    settings = Settings(workers=1, query_queue=1, query_deadline_s=3, client_queries=64)
    with serve(release, settings) as server, ThreadPoolExecutor(8) as threads:

        def ask(number: int) -> httpx.Response:
            params = {"query": f"{ENDLESS} VALUES ?none {{ {number} }}"}
            return server.client.get("/sparql", params=params)

        found = [each.json()["code"] for each in threads.map(ask, range(8))]
        assert set(found) <= {"busy", "query-timeout"}
        assert "busy" in found


def test_kept_answers_take_no_more_than_they_may() -> None:
    """What was not asked for longest is dropped first; addresses and heads count, too."""
    kept = Kept(160_000)
    for number in range(100):
        kept.put((b"/%d" % number, ()), [(b"etag", b"x")], b"a" * 5_000, "files")
        assert kept.size_bytes <= 160_000
    assert kept.get((b"/99", ())) is not None
    assert kept.get((b"/0", ())) is None
    kept.put((b"/large", ()), [], b"a" * 20_000, "files")
    assert kept.get((b"/large", ())) is None


def test_a_request_is_named_by_all_that_matters() -> None:
    """Names of programs and cookies do not; what makes a request special has no name."""
    fields = [(b"host", b"a"), (b"accept", b"text/csv"), (b"user-agent", b"a"), (b"cookie", b"b")]
    assert key_of(b"/x", fields) == (b"/x", ((b"host", b"a"), (b"accept", b"text/csv")))
    assert key_of(b"/x", [*fields, (b"range", b"bytes=0-1")]) is None
    assert key_of(b"/x", [*fields, (b"content-length", b"0")]) is None
