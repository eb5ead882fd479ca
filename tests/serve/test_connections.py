"""Tests of clients that are slow, silent or send without end: they cost themselves only."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from urllib.parse import urlencode

import pytest

from edihkg.release import Release
from edihkg.settings import Settings
from tests.serve.servers import Served, serve

N = "<http://example.org/n>"


@pytest.fixture(scope="module")
def tight(release: Release) -> Iterator[Served]:
    """A server with small limits and short times."""
    settings = Settings(
        workers=1,
        url_bytes=2_000,
        header_bytes=4_000,
        request_bytes=3_000,
        connections=40,
        request_timeout_s=1.0,
        stall_timeout_s=1.0,
        idle_timeout_s=1,
    )
    with serve(release, settings) as server:
        yield server


def _connect(served: Served) -> socket.socket:
    return socket.create_connection(("127.0.0.1", served.port), timeout=30)


def _read_all(connection: socket.socket) -> bytes:
    data = b""
    with suppress(ConnectionResetError):
        while piece := connection.recv(1 << 16):
            data += piece
    return data


def _problem(answer: bytes) -> tuple[int, str]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    return int(head.split()[1]), str(json.loads(body)["code"])


@pytest.mark.parametrize(
    ("head", "answer"),
    [
        (b"GET /?" + b"a" * 3_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", (414, "url-too-long")),
        (b"GET /?" + b"a" * 60_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", (414, "url-too-long")),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 5_000 + b"\r\n\r\n", (431, "headers-too-large")),
        (b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 900 + b"\r\n", (431, "headers-too-large")),
        (b"no http at all\r\n\r\n", (400, "request")),
    ],
    ids=["url", "url above all limits", "one field", "many fields", "no http"],
)
def test_a_head_that_is_too_large_is_refused(
    tight: Served, head: bytes, answer: tuple[int, str]
) -> None:
    """The answer is a problem like all others, and the connection ends."""
    with _connect(tight) as connection:
        connection.sendall(head)
        assert _problem(_read_all(connection)) == answer


def test_a_head_without_end_is_refused_before_it_fills_the_memory(tight: Served) -> None:
    """The parser keeps a field until it is whole, so nobody else would count."""
    with _connect(tight) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nX: ")
        sent = 0
        with suppress(ConnectionError):
            while sent < 50_000_000:
                sent += connection.send(b"a" * 65_536)
        assert sent < 50_000_000


def test_a_body_that_is_too_large_is_refused(tight: Served) -> None:
    """Whether its length is declared or not."""
    for body in (b"x" * 4_000, iter([b"x" * 1_000] * 4)):
        response = tight.client.post(
            "/sparql", content=body, headers={"content-type": "application/sparql-query"}
        )
        assert (response.status_code, response.json()["code"]) == (413, "request-too-large")


@pytest.mark.parametrize(
    ("begun", "answer"),
    [
        (b"GET / HT", 408),
        (b"GET / HTTP/1.1\r\nHost: x\r\n", 408),
        (b"POST /sparql HTTP/1.1\r\nContent-Type: application/sparql-query\r\n"
         b"Content-Length: 90\r\n\r\nASK {}", 408),
        (b"", None),
        (b"\r\n", None),
    ],
    ids=["line", "head", "body", "silence", "empty line"],
)  # fmt: skip
def test_a_request_that_does_not_arrive_is_given_up(
    tight: Served, begun: bytes, answer: int | None
) -> None:
    """Slow clients would keep connections for ever; half a query is never run."""
    with _connect(tight) as connection:
        connection.sendall(begun)
        got = _read_all(connection)
    assert (int(got.split()[1]) if got else None) == answer


def test_a_client_that_sends_a_byte_now_and_then_is_given_up(tight: Served) -> None:
    """Each byte must not buy new time."""
    pause = threading.Event()
    with _connect(tight) as connection:
        with suppress(ConnectionError):
            for byte in b"GET / HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n" * 9:
                connection.sendall(bytes([byte]))
                pause.wait(0.1)
            pytest.fail("the server took everything")
        got = _read_all(connection)
    assert got == b"" or _problem(got) == (408, "request-timeout")


def test_a_client_that_does_not_read_is_cut_off(tight: Served) -> None:
    """Else its answer would stay in memory and its worker be lost."""
    query = f"SELECT * {{ ?a {N} ?b . ?c {N} ?d . ?e {N} ?f }}".replace(" ", "%20")
    request = f"GET /sparql?query={query.replace('?', '%3F')} HTTP/1.1\r\nHost: x\r\n\r\n"
    with _connect(tight) as connection:
        connection.sendall(request.encode())
        pause = threading.Event()
        for _ in range(200):
            if _open_connections(tight) == 1:
                break
            pause.wait(0.05)
        assert _open_connections(tight) == 1
    assert tight.client.get("/sparql", params={"query": "ASK { ?s ?p 9 }"}).status_code == 200


def _open_connections(served: Served) -> int:
    """Count the connections beside the one that asks."""
    lines = served.client.get("/metrics").text.splitlines()
    (line,) = [line for line in lines if line.startswith("edihkg_connections ")]
    return int(float(line.split()[1]))


def test_idle_connections_make_room_for_new_clients(release: Release) -> None:
    """Whoever opens connections by the thousand must not shut out anybody."""
    settings = Settings(workers=1, connections=100, request_timeout_s=60)
    with serve(release, settings) as server, ExitStack() as stack:
        for _ in range(500):
            stack.enter_context(_connect(server))
        for number in range(5):
            with _connect(server) as connection:
                connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                assert b" 200 " in _read_all(connection)[:20], number
        assert _open_connections(server) <= 100


def test_without_room_a_new_client_is_told_when_to_come_back(release: Release) -> None:
    """Connections that work are not closed for it."""
    settings = Settings(workers=1, connections=2, query_deadline_s=3)
    query = f"SELECT (COUNT(*) AS ?k) {{ ?a {N} ?b . ?c {N} ?d . ?e {N} ?f . ?g {N} ?h }}"
    target = f"/sparql?{urlencode({'query': query})}"
    with serve(release, settings) as server, ExitStack() as stack:
        working = [stack.enter_context(_connect(server)) for _ in range(2)]
        for connection in working:
            connection.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        refused = b""
        while b" 503 " not in refused[:20]:
            with _connect(server) as connection:
                refused = _read_all(connection)
        assert _problem(refused) == (503, "connections")
        assert b"\r\nretry-after: 5\r\n" in refused.lower()
        assert all(b" 503 " in connection.recv(1 << 16)[:20] for connection in working)


def test_a_bad_request_never_ends_up_inside_another_answer(tight: Served) -> None:
    """A proxy would give the mixture to somebody else."""
    query = f"SELECT%20*%20%7B%3Fa%20{N}%20%3Fb%20.%3Fc%20{N}%20%3Fd%7D"
    first = f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n"
    with _connect(tight) as connection:
        connection.sendall(first.encode() + b"this is no http\r\n\r\n")
        got = _read_all(connection)
    assert b"no HTTP" not in got
    assert got.count(b"HTTP/1.1") <= 1
