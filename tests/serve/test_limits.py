"""Tests of what one client may have, of kept answers, numbers and log lines."""

import io
import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from edihkg.release import STORE, Release, open_release
from edihkg.settings import Settings
from tests.serve.servers import Served, serve
from tests.serve.workers import workers_on

N = "<http://example.org/n>"
CROSS = f"SELECT (COUNT(*) AS ?k) {{ ?a {N} ?b . ?c {N} ?d . ?e {N} ?f . ?g {N} ?h }}"
PATHS = f"SELECT (COUNT(*) AS ?k) {{ ?a ({N}|!{N})* ?b . ?c ({N}|!{N})* ?d . ?e {N} ?f }}"
TEXT = f"SELECT (GROUP_CONCAT(?b) AS ?t) {{ ?a {N} ?b . ?c {N} ?d . ?e {N} ?f }}"


def _ask(served: Served, query: str, **headers: str) -> httpx.Response:
    return served.client.get("/sparql", params={"query": query}, headers=headers)


def _metric(served: Served, name: str) -> float:
    lines = served.client.get("/metrics").text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


def test_one_client_with_too_many_queries_is_told_to_wait(release: Release) -> None:
    """The others need not even queue behind it."""
    settings = Settings(
        workers=1, query_deadline_s=2, client_queries=2, trusted_proxies="127.0.0.1"
    )
    with serve(release, settings) as server, ThreadPoolExecutor(6) as threads:
        mine = {"x-forwarded-for": "192.0.2.1"}
        hostile = [threads.submit(_ask, server, CROSS, **mine) for _ in range(6)]
        refused = [each.result() for each in hostile if each.result().status_code == 429]
        assert len(refused) >= 4
        assert {each.json()["code"] for each in refused} == {"too-many-queries"}
        assert all(each.headers["retry-after"].isdigit() for each in refused)
        other = _ask(server, "ASK { ?s ?p 7 }", **{"x-forwarded-for": "192.0.2.2"})
        assert other.status_code == 200


def test_a_client_cannot_choose_its_own_address(release: Release) -> None:
    """Without a trusted proxy the header is what any stranger writes."""
    settings = Settings(workers=1, query_deadline_s=2, client_queries=1)
    with serve(release, settings) as server, ThreadPoolExecutor(4) as threads:
        found = threads.map(
            lambda number: _ask(server, CROSS, **{"x-forwarded-for": f"192.0.2.{number}"}), range(4)
        )
        assert sorted(response.status_code for response in found) == [429, 429, 429, 503]


def test_no_process_works_on_after_its_deadline(release: Release, tmp_path: Path) -> None:
    """What was stopped for the client must have been stopped for the machine."""
    (tmp_path / "own").symlink_to(release.path)
    own = open_release(tmp_path / "own")
    with serve(own, Settings(workers=2, query_deadline_s=1)) as server:
        for query in (CROSS, PATHS, TEXT):
            assert _ask(server, query).status_code in (413, 503)
            time.sleep(0.5)
            before = {pid: _ticks(pid) for pid in workers_on(own.path / STORE)}
            threading.Event().wait(0.3)
            after = {pid: _ticks(pid) for pid in before}
            assert sum(after.values()) - sum(before.values()) <= 0.1 * os.sysconf("SC_CLK_TCK")


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


@pytest.fixture
def quiet(release: Release) -> Iterator[Served]:
    """A server that nobody else asks."""
    with serve(release, Settings(workers=1)) as server:
        yield server


def test_the_same_question_again_costs_no_worker(quiet: Served) -> None:
    """Dashboards ask the same all day; comments and spaces do not make another question."""
    first = _ask(quiet, f"SELECT ?b {{ ?a {N} ?b }} ORDER BY ?b LIMIT 3")
    again = _ask(quiet, f"SELECT ?b  # mine\n {{ ?a {N} ?b }} ORDER BY ?b LIMIT 3")
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    assert _metric(quiet, 'edihkg_answer_cache_total{result="hit"}') == 1
    headers = dict(first.headers)
    assert {**headers, "date": ""} == {**dict(again.headers), "date": ""}


@pytest.mark.parametrize(("rows", "hits"), [(4_000, 1), (8_000, 0)])
def test_an_answer_that_streams_is_kept_too_up_to_a_size(
    release: Release, rows: int, hits: int
) -> None:
    """Large answers are those that cost most; whoever asks again gets the same bytes."""
    query = f"SELECT * {{ ?a {N} ?b . ?c {N} ?d }} LIMIT {rows}"
    with serve(release, Settings(workers=1, answer_cache_bytes=16 << 20)) as server:
        first, again = (_ask(server, query, **{"accept-encoding": "identity"}) for _ in range(2))
        assert "content-length" not in first.headers
        assert len(first.content) > 128 << 10
        assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
        assert ("content-length" in again.headers) == bool(hits)
        assert _metric(server, 'edihkg_answer_cache_total{result="hit"}') == hits


def test_a_kept_answer_is_given_to_those_only_who_asked_for_it(quiet: Served) -> None:
    """Format, coding and graphs are part of the question."""
    query = "SELECT ?t { ?s a ?t FILTER(?t = <http://example.org/Thing>) }"
    graph = {"default-graph-uri": "http://example.org/graph/1"}
    seen = set()
    for accept, coding, more in (
        ("text/csv", "identity", {}),
        ("application/json", "identity", {}),
        ("application/json", "gzip", {}),
        ("application/json", "gzip", graph),
    ):
        headers = {"accept": accept, "accept-encoding": coding}
        response = quiet.client.get("/sparql", params={"query": query, **more}, headers=headers)
        assert response.headers.get("content-encoding", "identity") == coding
        assert response.headers["content-type"].startswith(accept.replace("/json", "/"))
        seen.add(response.headers["etag"])
    assert len(seen) == 4
    assert _metric(quiet, 'edihkg_answer_cache_total{result="hit"}') == 0


def test_head_of_a_kept_answer_tells_its_length_without_a_query(quiet: Served) -> None:
    """Also by another method than the one that it was first asked by."""
    params = {"query": "SELECT ?b { ?a <http://example.org/n> ?b } LIMIT 2"}
    first = quiet.client.post("/sparql", data=params)
    head = quiet.client.head("/sparql", params=params)
    assert head.headers["content-length"] == first.headers["content-length"]
    assert (head.content, _metric(quiet, 'edihkg_answer_cache_total{result="hit"}')) == (b"", 1)


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
def test_what_differs_each_time_is_never_kept(quiet: Served, call: str) -> None:
    """A random number from a cache is none."""
    query = f"SELECT ({call} AS ?v) {{}}"
    first, second = _ask(quiet, query), _ask(quiet, query)
    assert first.headers["cache-control"] == "no-store"
    assert "etag" not in first.headers
    assert _metric(quiet, "edihkg_answer_cache_total") == 0
    assert call in ("BNODE()",) or first.content != second.content


def test_half_a_request_is_never_run(quiet: Served) -> None:
    """The beginning of a query may be a query of its own."""
    head = "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    with socket.create_connection(("127.0.0.1", quiet.port)) as connection:
        connection.sendall(f"{head}Content-Length: 90\r\n\r\nASK {{}}".encode())
    while not _metric(quiet, 'edihkg_requests_total{route="sparql"'):
        time.sleep(0.01)
    assert _metric(quiet, 'edihkg_requests_total{route="sparql",status="0"}') == 1
    assert _metric(quiet, "edihkg_answer_cache_total") == 0


def test_failures_are_not_kept(release: Release) -> None:
    """A server that was busy once is not busy for ever."""
    with serve(release, Settings(workers=1, result_bytes=1_000)) as server:
        for _ in range(2):
            assert _ask(server, f"SELECT * {{ ?a {N} ?b }}").status_code == 413
        assert _metric(server, "edihkg_answer_cache_bytes") == 0


def test_numbers_are_for_this_machine_only(quiet: Served) -> None:
    """A proxy on the same machine comes from loopback too, but says for whom."""
    text = quiet.client.get("/metrics")
    assert text.headers["content-type"].startswith("text/plain; version=0.0.4")
    _ask(quiet, "ASK { ?s ?p 1 }")
    assert _metric(quiet, 'edihkg_requests_total{route="sparql",status="200"}') == 1
    assert _metric(quiet, 'edihkg_request_seconds_count{route="sparql"}') == 1
    assert _metric(quiet, "edihkg_workers ") == 1
    assert _metric(quiet, "edihkg_release_age_seconds") > 0
    for name in ("x-forwarded-for", "forwarded", "via"):
        assert quiet.client.get("/metrics", headers={name: "192.0.2.1"}).status_code == 404


def test_a_log_line_tells_what_happened_and_not_who_asked_what(release: Release) -> None:
    """Queries and addresses may be personal; operators need neither to see trouble."""
    log = io.StringIO()
    with serve(release, Settings(workers=1), log=log) as server:
        _ask(server, "SELECT ('secret' AS ?s) {}")
        server.client.get("/id/hub/secret-hub?token=secret")
        server.client.put("/q/secret.csv")
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [(line["route"], line["status"]) for line in lines] == [
        ("sparql", 200),
        ("files", 404),
        ("q", 405),
    ]
    assert all(line["ms"] >= 0 and line["bytes"] > 0 for line in lines)
    assert "secret" not in log.getvalue().lower()
    assert "127.0.0.1" not in log.getvalue()


@pytest.mark.parametrize(("trusted", "lines"), [("", 1), ("127.0.0.1", 0)])
def test_a_proxy_that_is_not_named_is_told_once(release: Release, trusted: str, lines: int) -> None:
    """Behind it all visitors share one client's queries; the operator hears of it at once."""
    log = io.StringIO()
    settings = Settings(workers=1, trusted_proxies=trusted, log_requests=False)
    with serve(release, settings, log=log) as server:
        server.client.get("/")
        for number in range(3):
            server.client.get("/hub/", headers={"x-forwarded-for": f"192.0.2.{number}"})
    assert log.getvalue().count("EDIHKG_TRUSTED_PROXIES") == lines


def test_requests_need_not_be_logged(release: Release) -> None:
    """A proxy in front may keep the log."""
    log = io.StringIO()
    with serve(release, Settings(workers=1, log_requests=False), log=log) as server:
        server.client.get("/")
    assert log.getvalue() == ""


def test_every_route_answers_head_as_it_answers_get(served: Served) -> None:
    """Portals and link checkers ask by HEAD first."""
    paths = ["/", "/hub/", "/id/hub/north", "/sparql", "/sparql?query=ASK%7B%7D", "/q/", "/q/hubs"]
    paths += ["/q/hubs.csv", "/health", "/metrics", "/openapi.json", "/catalogue.ttl", "/nothing"]
    for path in paths:
        get, head = served.client.get(path), served.client.head(path)
        assert (head.status_code, head.content) == (get.status_code, b""), path
        names = {"content-type", "etag", "location"}
        assert {n: head.headers.get(n) for n in names} == {n: get.headers.get(n) for n in names}


def test_a_named_graph_leads_to_its_statements(served: Served) -> None:
    """Graph names are addresses too."""
    response = served.client.get("/graph/hub/north", headers={"accept": "text/turtle"})
    assert response.status_code == 303
    assert response.headers["location"].startswith("../../sparql?default-graph-uri=")
    found = served.client.get("/graph/hub/north", follow_redirects=True)
    assert (found.status_code, "example.org/north" in found.text) == (200, True)
    for path in ("/graph/nothing", "/graph/", "/graph/%3E%20x"):
        assert served.client.get(path).status_code == 404
