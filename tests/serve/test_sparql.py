"""Tests of ``/sparql`` by the protocol, over real HTTP with real workers.

The situations are those of the W3C's SPARQL 1.1 Protocol tests for queries, and those in
which other servers were seen to fail.
"""

import gzip
import json
import socket
import xml.etree.ElementTree as ET
from typing import Any
from urllib.parse import unquote_plus, urlencode

import httpx
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edihkg.serve.asking import read_fields
from tests.serve.servers import Served

GRAPH = "http://example.org/graph/"
FORM = "application/x-www-form-urlencoded"
ONE = "<http://example.org/one> a ?type"
TWO = "<http://example.org/two> a ?type"
PAIRS = "SELECT ?a ?b { ?x <http://example.org/n> ?a . ?y <http://example.org/n> ?b } LIMIT "
ANY = "SELECT ?o WHERE { <http://example.org/n/1> ?p ?o }"


def _get(
    served: Served, query: str, accept: str = "*/*", *, coding: str = "gzip", **more: Any
) -> httpx.Response:
    headers = {"accept": accept, "accept-encoding": coding}
    return served.client.get("/sparql", params={"query": query, **more}, headers=headers)


def _code(response: httpx.Response) -> str:
    assert response.headers["content-type"] == "application/problem+json"
    assert "/work" not in response.text
    assert "/tmp" not in response.text  # noqa: S108
    return str(response.json()["code"])


def _pairs(**values: str | list[str]) -> str:
    names = {name.replace("_", "-"): value for name, value in values.items()}
    return urlencode(names, doseq=True)


TRUE_REQUESTS = [
    ("GET", "GET", _pairs(query="ASK {}"), "", ""),
    ("POST form", "POST", "", FORM, _pairs(query="ASK {}")),
    ("POST form with charset", "POST", "", FORM + ";charset=UTF-8", _pairs(query="ASK {}")),
    ("POST direct", "POST", "", "application/sparql-query", "ASK {}"),
    (
        "default graphs by GET",
        "GET",
        _pairs(query=f"ASK {{ {ONE} . {TWO} }}", default_graph_uri=[GRAPH + "1", GRAPH + "2"]),
        "",
        "",
    ),
    (
        "default graphs by POST",
        "POST",
        _pairs(default_graph_uri=[GRAPH + "1", GRAPH + "2"]),
        "application/sparql-query",
        f"ASK {{ {ONE} . {TWO} }}",
    ),
    (
        "default graph in a form",
        "POST",
        "",
        FORM,
        _pairs(query=f"ASK {{ {ONE} }}", default_graph_uri=GRAPH + "1"),
    ),
    (
        "named graphs by GET",
        "GET",
        _pairs(
            query=f"ASK {{ GRAPH ?a {{ {ONE} }} GRAPH ?b {{ {TWO} }} }}",
            named_graph_uri=[GRAPH + "1", GRAPH + "2"],
        ),
        "",
        "",
    ),
    (
        "both kinds of graphs",
        "POST",
        _pairs(default_graph_uri=GRAPH + "3", named_graph_uri=[GRAPH + "1"]),
        "application/sparql-query",
        f"ASK {{ <http://example.org/three> a ?t . GRAPH ?g {{ {ONE} }} }}",
    ),
    (
        "the protocol's graphs win over FROM",
        "GET",
        _pairs(
            query=f"ASK FROM <{GRAPH}1> {{ {TWO} FILTER NOT EXISTS {{ {ONE} }} }}",
            default_graph_uri=GRAPH + "2",
        ),
        "",
        "",
    ),
    (
        "a named graph alone leaves the default graph empty",
        "GET",
        _pairs(query="ASK { FILTER NOT EXISTS { ?s ?p ?o } }", named_graph_uri=GRAPH + "1"),
        "",
        "",
    ),
    (
        "a default graph alone leaves no named graph",
        "GET",
        _pairs(query="ASK { FILTER NOT EXISTS { GRAPH ?g {} } }", default_graph_uri=GRAPH + "1"),
        "",
        "",
    ),
    ("trailing slash", "GET/", _pairs(query="ASK {}"), "", ""),
]


@pytest.mark.parametrize(
    ("method", "parameters", "kind", "body"),
    [row[1:] for row in TRUE_REQUESTS],
    ids=[row[0] for row in TRUE_REQUESTS],
)
def test_queries_are_answered_as_the_protocol_says(
    served: Served, method: str, parameters: str, kind: str, body: str
) -> None:
    """Every client library uses one of these ways."""
    path = "/sparql/" if method.endswith("/") else "/sparql"
    headers = {"content-type": kind} if kind else {}
    url = path + ("?" + parameters if parameters else "")
    response = served.client.request(method.rstrip("/"), url, content=body, headers=headers)
    assert response.status_code == 200, response.text
    assert response.json()["boolean"] is True


BAD_REQUESTS = [
    ("method PUT", "PUT", "query=ASK%7B%7D", "", b"", 405, "method"),
    ("two queries", "GET", "query=ASK%7B%7D&query=SELECT", "", b"", 400, "one-query"),
    ("no query in POST", "POST", "", FORM, b"", 400, "one-query"),
    ("unknown kind of body", "POST", "", "text/plain", b"ASK {}", 415, "content-type"),
    ("form without its type", "POST", "", "", b"query=ASK%7B%7D", 415, "content-type"),
    (
        "charset",
        "POST",
        "",
        "application/sparql-query; charset=UTF-16",
        "ASK {}".encode("utf-16"),
        415,
        "content-type",
    ),
    ("bytes", "POST", "", "application/sparql-query", b"ASK {} #\xff", 400, "encoding"),
    ("bytes in a form", "POST", "", FORM, b"query=%ff", 400, "fields"),
    ("mistake", "GET", "query=ASK%20%7B%7DWHERE%20%7B%7D", "", b"", 400, "query-syntax"),
    ("update by GET", "GET", "update=CLEAR%20ALL", "", b"", 403, "query-refused"),
    ("update in a form", "POST", "", FORM, b"update=CLEAR%20ALL", 403, "query-refused"),
    ("update", "POST", "", "application/sparql-update", b"CLEAR ALL", 403, "query-refused"),
    ("update as query", "GET", "query=CLEAR%20ALL", "", b"", 403, "query-refused"),
    (
        "graph that is no IRI",
        "GET",
        "query=ASK%7B%7D&default-graph-uri=a%20b",
        "",
        b"",
        400,
        "parameter",
    ),
    ("unknown format", "GET", "query=ASK%7B%7D&format=pdf", "", b"", 400, "format"),
    ("too large", "POST", "", "application/sparql-query", b"#" * 100_001, 413, "request-too-large"),
]


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [(row[1:5], row[5:]) for row in BAD_REQUESTS],
    ids=[row[0] for row in BAD_REQUESTS],
)
def test_bad_requests_are_refused_with_the_right_status(
    served: Served, asked: tuple[str, str, str, bytes], refusal: tuple[int, str]
) -> None:
    """Neither the client's mistake nor ours may be reported as the other's."""
    method, parameters, kind, body = asked
    headers = {"content-type": kind} if kind else {}
    response = served.client.request(method, f"/sparql?{parameters}", content=body, headers=headers)
    assert (response.status_code, _code(response)) == refusal


def test_a_mistake_is_told_with_line_and_column(served: Served) -> None:
    """The person who wrote the query finds the place."""
    response = _get(served, "SELECT *\nWHERE { ?s ?p }")
    assert response.status_code == 400
    assert "line 2, column" in response.json()["detail"]


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SELECT_TYPES = [
    ("*/*", "application/sparql-results+json"),
    ("application/sparql-results+xml", "application/sparql-results+xml"),
    ("application/json", "application/json"),
    ("text/csv", "text/csv; charset=utf-8"),
    ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
    ("text/csv;q=0.5, application/sparql-results+xml;q=0.7", "application/sparql-results+xml"),
    (
        "text/html;q=0.8,application/xml;q=0.7,*/*;q=0.9",
        "application/sparql-results+json",
    ),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
]


@pytest.mark.parametrize(("accept", "content_type"), SELECT_TYPES)
def test_select_comes_in_the_format_asked_for(
    served: Served, accept: str, content_type: str
) -> None:
    """Spreadsheets, browsers and libraries each want their own."""
    response = _get(served, ANY, accept)
    assert response.status_code == 200
    assert response.headers["content-type"] == content_type
    assert response.headers["vary"] == "Accept, Accept-Encoding"
    assert "1" in response.text


@pytest.mark.parametrize(
    ("accept", "content_type", "rdf_format"),
    [
        ("*/*", "text/turtle; charset=utf-8", ox.RdfFormat.TURTLE),
        ("application/n-triples", "application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/ld+json", "application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf+xml", "application/rdf+xml", ox.RdfFormat.RDF_XML),
    ],
)
@pytest.mark.parametrize(
    "query",
    [
        "CONSTRUCT { ?s a <http://example.org/N> } WHERE { ?s <http://example.org/n> '1' }",
        "DESCRIBE <http://example.org/n/1>",
    ],
    ids=["construct", "describe"],
)
def test_triples_come_in_the_format_asked_for(
    served: Served, query: str, accept: str, content_type: str, rdf_format: ox.RdfFormat
) -> None:
    """Each serialisation holds the same triple."""
    response = _get(served, query, accept)
    assert response.headers["content-type"] == content_type
    assert len(list(ox.parse(response.content, format=rdf_format))) == 1


def test_ask_comes_as_xml_and_csv_too(served: Served) -> None:
    """A yes or no has all the formats of a table."""
    root = ET.fromstring(_get(served, "ASK {}", "application/sparql-results+xml").content)  # noqa: S314
    assert [element.text for element in root if element.tag.endswith("boolean")] == ["true"]
    assert _get(served, "ASK {}", "text/csv").text.strip() == "true"


@pytest.mark.parametrize(
    ("query", "accept"),
    [("ASK {}", "image/png"), ("ASK {}", "text/turtle"), ("DESCRIBE <a:b>", "text/csv")],
)
def test_a_format_that_does_not_exist_is_not_acceptable(
    served: Served, query: str, accept: str
) -> None:
    """Other servers send something else and call it a success."""
    response = _get(served, query, accept)
    assert response.status_code == 406
    assert _code(response) == "not-acceptable"


def test_the_parameter_format_wins_over_accept(served: Served) -> None:
    """Links cannot carry an Accept header."""
    response = _get(served, "ASK {}", "application/sparql-results+json", format="csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"


def test_head_gives_the_headers_of_get_and_no_body(served: Served) -> None:
    """Harvesters look before they load, on the same connection."""
    got = _get(served, ANY)
    head = served.client.head("/sparql", params={"query": ANY})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == got.headers["etag"]
    assert head.headers["content-length"] == got.headers["content-length"]
    assert _get(served, "ASK {}").status_code == 200


def test_an_answer_is_not_sent_twice(served: Served) -> None:
    """A release never changes, so what a client has stays right."""
    first = _get(served, ANY)
    etag = first.headers["etag"]
    assert etag.startswith('"')
    again = served.client.get(
        "/sparql",
        params={"query": "# the same\n" + ANY},
        headers={"if-none-match": f'"other", W/{etag}'},
    )
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == etag
    assert "vary" in again.headers


def test_different_answers_have_different_tags(served: Served) -> None:
    """A cache that mixes formats, codings or graphs gives wrong answers."""
    answers = [
        _get(served, ANY),
        _get(served, ANY, "text/csv"),
        _get(served, ANY, **{"default-graph-uri": GRAPH + "1"}),
        _get(served, ANY, **{"named-graph-uri": GRAPH + "1"}),
        _get(served, ANY.replace("n/1", "n/2")),
        served.client.get(
            "/sparql", params={"query": ANY}, headers={"accept-encoding": "identity"}
        ),
    ]
    assert len({answer.headers["etag"] for answer in answers}) == len(answers)


def test_answers_that_change_are_not_kept(served: Served) -> None:
    """NOW and its like differ at each call."""
    response = _get(served, "SELECT (NOW() AS ?n) {}")
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers


def test_answers_are_compressed_when_the_client_can_unpack(served: Served) -> None:
    """JSON results shrink to a tenth."""
    with served.client.stream(
        "GET", "/sparql", params={"query": ANY}, headers={"accept-encoding": "gzip"}
    ) as response:
        packed = b"".join(response.iter_raw())
    assert response.headers["content-encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed)) == _get(served, ANY).json()


def test_browsers_may_ask_from_any_page(served: Served) -> None:
    """Open data is open to scripts of other sites, before and in the request."""
    preflight = served.client.options(
        "/sparql",
        headers={"origin": "https://example.org", "access-control-request-method": "POST"},
    )
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    for response in (preflight, _get(served, "ASK {}"), _get(served, "broken")):
        assert response.headers["access-control-allow-origin"] == "*"


def test_without_a_query_the_page_is_shown(served: Served) -> None:
    """People open the endpoint's address in a browser."""
    page = served.client.get("/sparql", headers={"accept": "text/html"})
    assert (page.status_code, "Ask with SPARQL" in page.text) == (200, True)
    assert served.client.head("/sparql").status_code == 200
    assert _code(served.client.get("/sparql", headers={"accept": "text/csv"})) == "no-query"


def test_a_large_answer_streams_whole(served: Served) -> None:
    """Sixteen thousand rows need many pieces, and the last must arrive."""
    query = (
        "SELECT ?a ?b { ?x <http://example.org/n> ?a . ?y <http://example.org/n> ?b } LIMIT 16000"
    )
    assert len(_get(served, query).json()["results"]["bindings"]) == 16000


def test_http_1_0_gets_a_length(served: Served) -> None:
    """To HTTP/1.0 the end of the connection would look like the end of the answer."""
    query = (
        "SELECT ?a ?b { ?x <http://example.org/n> ?a . ?y <http://example.org/n> ?b } LIMIT 9000"
    )
    target = "/sparql?" + urlencode({"query": query})
    with socket.create_connection(("127.0.0.1", served.port)) as connection:
        connection.sendall(f"GET {target} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert f"content-length: {len(body)}".encode() in head.lower()
    assert len(json.loads(body)["results"]["bindings"]) == 9000


@pytest.mark.parametrize(
    "source", ["file:///etc/passwd", "http://127.0.0.1:9/", "http://localhost/"]
)
@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_from_names_graphs_of_the_store_only(served: Served, clause: str, source: str) -> None:
    """Other engines read files of the server or call hosts here."""
    query = f"SELECT * {clause} <{source}> {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"
    response = _get(served, query)
    assert response.status_code == 200
    assert response.json()["results"]["bindings"] == []


def test_an_offer_to_speak_http_2_is_passed_over(served: Served) -> None:
    """Java's client makes it with every query, and the parser then forgets the body."""
    head = (
        "POST /sparql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings, close\r\n"
        "Upgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\nContent-Length: 6\r\n"
        "Content-Type: application/sparql-query\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", served.port)) as connection:
        connection.sendall(f"{head}ASK {{}}".encode())
        answer = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    assert answer.startswith(b"HTTP/1.1 200")
    assert b'"boolean":true' in answer


def test_a_mistake_is_not_answered_with_advice_to_use_what_is_refused(served: Served) -> None:
    """The engine's parser would go on with SERVICE there, which is never followed."""
    response = served.client.get("/sparql", params={"query": "SELECT * {\n ?s ?p }"})
    assert response.status_code == 400
    assert response.json()["detail"] == "The query has a mistake in line 2, column 9."


@given(
    st.lists(st.sampled_from(["%", "=", "+", " ", "\n", "%41", "%3D", "%0D%0A", "%C3%A9", "=3D"]))
)
def test_fields_are_decoded_as_forms_are(parts: list[str]) -> None:
    """Our way is quicker than the library's; nobody may see a difference."""
    value = "".join(["a", *parts]).encode()
    (field,) = read_fields(b"query=" + value)
    assert field == ("query", unquote_plus(value.decode()))
