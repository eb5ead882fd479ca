"""The situations of the W3C's SPARQL 1.1 Protocol tests, by their names, and large answers.

The suite's own requests are for a graph store that it fills; these ask the same of our release,
which holds graphs 1 to 3.
"""

import gc
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.serve.servers import Served

GRAPH = "http://example.org/graph/"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
ONE = "<http://example.org/one> a ?type"
TWO = "<http://example.org/two> a ?type"
THREE = "<http://example.org/three> a ?type"
BOTH = {"default-graph-uri": [f"{GRAPH}1", f"{GRAPH}2"]}
NAMED = {"named-graph-uri": [f"{GRAPH}1", f"{GRAPH}2"]}
FULL = {"default-graph-uri": [f"{GRAPH}3"], "named-graph-uri": [f"{GRAPH}1", f"{GRAPH}2"]}
ASK_BOTH = f"ASK {{ {ONE} . {TWO} }}"
ASK_NAMED = f"ASK {{ GRAPH ?a {{ {ONE} }} GRAPH ?b {{ {TWO} }} }}"
ASK_FULL = (
    f"ASK {{ {THREE} . GRAPH ?a {{ {ONE} }} GRAPH ?b {{ {TWO} }} FILTER NOT EXISTS {{ {ONE} }} }}"
)

Fields = Mapping[str, str | list[str]]
Case = tuple[str, Fields, str, str, str]
BadCase = tuple[str, Fields, str, bytes, int]

QUERIES: Mapping[str, Case] = {
    "query_get": ("GET", {"query": "ASK {}"}, "", "", "application/sparql-results+json"),
    "query_post_form": ("POST", {}, FORM, urlencode({"query": "ASK {}"}), "sparql-results"),
    "query_post_direct": ("POST", {}, DIRECT, "ASK {}", "sparql-results"),
    "query_dataset_default_graphs_get": ("GET", {"query": ASK_BOTH, **BOTH}, "", "", "true"),
    "query_dataset_default_graphs_post": ("POST", BOTH, DIRECT, ASK_BOTH, "true"),
    "query_dataset_named_graphs_get": ("GET", {"query": ASK_NAMED, **NAMED}, "", "", "true"),
    "query_dataset_named_graphs_post": ("POST", NAMED, DIRECT, ASK_NAMED, "true"),
    "query_dataset_full": ("POST", FULL, DIRECT, ASK_FULL, "true"),
    "query_multiple_dataset": (
        "POST",
        {"default-graph-uri": [f"{GRAPH}2"]},
        DIRECT,
        f"ASK FROM <{GRAPH}1> {{ {TWO} FILTER NOT EXISTS {{ {ONE} }} }}",
        "true",
    ),
    "query_content_type_select": ("POST", {}, DIRECT, "SELECT (1 AS ?x) {}", "sparql-results"),
    "query_content_type_ask": ("POST", {}, DIRECT, "ASK {}", "sparql-results"),
    "query_content_type_describe": ("POST", {}, DIRECT, "DESCRIBE <a:b>", "text/turtle"),
    "query_content_type_construct": (
        "POST",
        {},
        DIRECT,
        "CONSTRUCT { <a:b> <a:b> 1 } WHERE {}",
        "text/turtle",
    ),
}
BAD_QUERIES: Mapping[str, BadCase] = {
    "bad_query_method": ("PUT", {"query": "ASK {}"}, "", b"", 405),
    "bad_multiple_queries": ("GET", {"query": ["ASK {}", "SELECT * {}"]}, "", b"", 400),
    "bad_query_wrong_media_type": ("POST", {}, "text/plain", b"ASK {}", 415),
    "bad_query_missing_form_type": ("POST", {}, "", b"query=ASK%20%7B%7D", 415),
    "bad_query_missing_direct_type": ("POST", {}, "", b"ASK {}", 415),
    "bad_query_non_utf8": ("POST", {}, DIRECT, "ASK { ?s ?p 'ä' }".encode("utf-16"), 400),
    "bad_query_syntax": ("GET", {"query": "ASK { ?s ?p }"}, "", b"", 400),
}
UPDATES: Mapping[str, BadCase] = {
    "update_get": ("GET", {"update": "CLEAR ALL"}, "", b"", 403),
    "update_post_form": ("POST", {}, FORM, b"update=CLEAR%20ALL", 403),
    "update_post_direct": ("POST", {}, "application/sparql-update", b"CLEAR ALL", 403),
    "update_with_dataset": ("POST", {"using-graph-uri": GRAPH}, FORM, b"update=CLEAR%20ALL", 403),
    "multiple_updates": ("POST", {}, FORM, b"update=CLEAR%20ALL&update=CLEAR%20ALL", 403),
    "update_beside_query": ("POST", {}, FORM, b"query=ASK%7B%7D&update=CLEAR%20ALL", 403),
    "update_wrong_media_type": ("POST", {}, "text/plain", b"CLEAR ALL", 415),
    "update_missing_form_type": ("POST", {}, "", b"update=CLEAR%20ALL", 415),
}


@pytest.mark.parametrize("name", QUERIES)
def test_good_requests(served: Served, name: str) -> None:
    """Thirteen ways to ask, each with its answer and content type."""
    method, parameters, kind, body, told = QUERIES[name]
    response = served.client.request(
        method,
        "/sparql",
        params=parameters,
        content=body,
        headers={"content-type": kind} if kind else {},
    )
    assert response.status_code == 200
    if "/" in told or told == "sparql-results":
        assert told in response.headers["content-type"]
    else:
        assert response.json()["boolean"] is True


@pytest.mark.parametrize("name", [*BAD_QUERIES, *UPDATES])
def test_bad_requests_and_updates(served: Served, name: str) -> None:
    """Seven mistakes of the suite, and every way to send an update, which never succeeds."""
    method, parameters, kind, body, status = BAD_QUERIES.get(name) or UPDATES[name]
    response = served.client.request(
        method,
        "/sparql",
        params=parameters,
        content=body,
        headers={"content-type": kind} if kind else {},
    )
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"]
    if status == 405:
        assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def _resident_bytes() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) << 10
    return 0


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux")
def test_a_large_answer_does_not_stay_in_memory(served: Served) -> None:
    """Fifty megabytes pass through the server, which is this process, and leave no trace."""
    number = "<http://example.org/n>"
    query = f"SELECT * {{ ?x {number} ?a . ?y {number} ?b . ?z {number} ?c }} LIMIT 500000"
    received = most = 0
    gc.collect()
    before = _resident_bytes()
    address = f"/sparql?{urlencode({'query': query})}"
    with served.client.stream("GET", address, headers={"accept": "text/csv"}) as response:
        for piece in response.iter_bytes(1 << 20):
            received += len(piece)
            most = max(most, _resident_bytes())
    assert received > 30_000_000
    assert most - before < 15_000_000
