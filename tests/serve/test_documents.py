"""Tests of pages, twins and dumps as files over HTTP."""

import asyncio
import hashlib
import os
from pathlib import Path

import httpx
import pytest
from starlette.types import Message, Scope

from edihkg.release import Release
from edihkg.serve.cache import ByteCache
from edihkg.serve.files import Files, How
from edihkg.settings import Settings
from tests.serve.conftest import DUMP, PAGE
from tests.serve.releases import build_release
from tests.serve.servers import Served, serve


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/hub/", "text/html; charset=utf-8"),
        ("/coverage", "text/html; charset=utf-8"),
        ("/coverage.html", "text/html; charset=utf-8"),
        ("/id/hub/north.ttl", "text/turtle; charset=utf-8"),
        ("/id/hub/north.jsonld", "application/ld+json"),
        ("/static/style.css", "text/css; charset=utf-8"),
        ("/catalogue.ttl", "text/turtle; charset=utf-8"),
        ("/dumps/edihkg.nq.gz", "application/gzip"),
    ],
)
def test_files_come_with_their_media_type_and_digest(
    served: Served, release: Release, path: str, content_type: str
) -> None:
    """What is served is what the manifest promises."""
    response = served.client.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"] == content_type
    digest = hashlib.sha256(response.content).hexdigest()
    assert response.headers["etag"] == f'"{digest}"'
    assert digest in {entry.sha256 for entry in release.manifest.files}


@pytest.mark.parametrize("path", ["/", "/id/hub/north.ttl", "/dumps/edihkg.nq.gz"])
def test_a_file_is_not_sent_twice(served: Served, path: str) -> None:
    """Harvesters come every night."""
    etag = served.client.head(path).headers["etag"]
    response = served.client.get(path, headers={"if-none-match": etag})
    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["etag"] == etag


def test_pages_are_packed_for_who_takes_them_so(tmp_path: Path) -> None:
    """A phone in a train waits for bytes; an entity tag names the bytes that are sent."""
    page = b"<!DOCTYPE html><title>x</title>" + b"<p>again and again" * 500
    files = {"site/index.html": page, "site/short.html": PAGE, "dumps/x.nq": page}
    packed_release = build_release(tmp_path / "release", quads=[], files=files)
    with serve(packed_release, Settings(log_requests=False)) as server:
        plain = server.client.get("/", headers={"accept-encoding": "identity"})
        packed = server.client.get("/", headers={"accept-encoding": "br, gzip"})
        assert plain.content == packed.content == page
        assert "content-encoding" not in plain.headers
        assert packed.headers["content-encoding"] == "gzip"
        assert int(packed.headers["content-length"]) < len(page) / 10
        assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding"
        assert packed.headers["etag"] == plain.headers["etag"][:-1] + '-gzip"'
        again = {"accept-encoding": "gzip", "if-none-match": packed.headers["etag"]}
        assert server.client.get("/", headers=again).status_code == 304
        for path in ("/short.html", "/dumps/x.nq"):
            assert "content-encoding" not in server.client.get(path).headers


def test_head_tells_the_length_and_sends_nothing(served: Served) -> None:
    """Portals look at the size before they fetch."""
    for path, size in (("/", len(PAGE)), ("/dumps/edihkg.nq.gz", len(DUMP))):
        response = served.client.head(path)
        assert (response.headers["content-length"], response.content) == (str(size), b"")


def test_a_dump_can_be_fetched_in_parts(served: Served) -> None:
    """Broken downloads go on where they stopped, but never across two releases."""
    path = "/dumps/edihkg.nq.gz"
    etag = served.client.head(path).headers["etag"]
    part = served.client.get(path, headers={"range": "bytes=100-199", "if-range": etag})
    assert (part.status_code, part.content) == (206, DUMP[100:200])
    other = served.client.get(path, headers={"range": "bytes=100-199", "if-range": '"old"'})
    assert (other.status_code, other.content) == (200, DUMP)


def test_a_small_file_can_be_fetched_in_parts_too(served: Served) -> None:
    """A download of a table goes on as well; curl gives up where a server has no parts."""
    part = served.client.get("/id/hub/north.ttl", headers={"range": "bytes=3-"})
    whole = served.client.get("/id/hub/north.ttl")
    assert (part.status_code, part.content) == (206, whole.content[3:])


def test_a_list_without_its_slash_keeps_what_was_asked(served: Served) -> None:
    """A search that is passed on by hand would be empty otherwise."""
    response = served.client.get("/hub?q=robots%20%26+more", follow_redirects=False)
    assert response.headers["location"] == "hub/?q=robots%20%26+more"


@pytest.mark.parametrize(
    ("accept", "location"),
    [
        ("application/json", "north.jsonld"),
        ("application/json, text/plain;q=0.5, */*;q=0.1", "north.jsonld"),
        ("text/html", "north.html"),
        ("text/turtle", "north.ttl"),
        ("application/ld+json", "north.jsonld"),
        ("application/n-triples, text/turtle;q=0.1", "north.ttl"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "north.html"),
    ],
)
def test_a_thing_leads_to_the_document_asked_for(
    served: Served, accept: str, location: str
) -> None:
    """A hub is no document; 303 says so, and caches must not mix the answers."""
    response = served.client.get("/id/hub/north", headers={"accept": accept})
    assert response.status_code == 303
    assert response.headers["location"] == location
    assert response.headers["vary"] == "Accept"
    assert served.client.get(f"/id/hub/{location}").status_code == 200


def test_a_thing_without_an_acceptable_document_names_what_there_is(served: Served) -> None:
    """Trifid answers a picture with HTML and success."""
    response = served.client.get("/id/hub/north", headers={"accept": "image/png"})
    assert response.status_code == 406
    assert response.headers["vary"] == "Accept"
    assert '<north.ttl>; rel="alternate"; type="text/turtle"' in response.headers["link"]


def test_a_page_points_to_its_twins(served: Served) -> None:
    """Programs that land on HTML find the data."""
    link = served.client.get("/id/hub/north.html").headers["link"]
    assert '<north.jsonld>; rel="alternate"; type="application/ld+json"' in link
    assert "north.html" not in link


def test_a_list_without_its_slash_is_found(served: Served) -> None:
    """People type addresses."""
    response = served.client.get("/hub")
    assert (response.status_code, response.headers["location"]) == (303, "hub/")


@pytest.mark.parametrize(
    "path",
    [
        "/../manifest.json",
        "/..%2fmanifest.json",
        "/static/../../manifest.json",
        "/%2e%2e/store/CURRENT",
        "/store/CURRENT",
        "/manifest.json",
        "/report.json",
        "/dumps/../manifest.json",
        "//etc/passwd",
        "/etc/passwd",
        "/id/hub/north.ttl%00",
        "/site/index.html",
    ],
)
def test_nothing_outside_the_table_is_served(served: Served, path: str) -> None:
    """Addresses are looked up, never joined to a path."""
    address = httpx.URL(served.url).copy_with(raw_path=path.encode())
    response = served.client.send(served.client.build_request("GET", address))
    assert response.status_code == 404
    assert b"/tmp" not in response.content


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/Hub/", "/hub/"),
        ("/HUB", "/hub/"),
        ("/coverage/", "/coverage"),
        ("/Coverage.HTML", "/coverage.html"),
        ("/id/hub/North/?a=b", "/id/hub/north?a=b"),
        ("/STATIC/style.css", "/static/style.css"),
    ],
)
def test_an_address_written_by_hand_leads_to_the_one_that_is_meant(
    served: Served, path: str, place: str
) -> None:
    """People type capitals, and slashes at the end."""
    response = served.client.get(path, follow_redirects=False)
    assert response.status_code == 303
    assert response.url.join(response.headers["location"]).raw_path.decode() == place


def test_a_missing_page_is_a_page_to_people_and_a_problem_to_programs(served: Served) -> None:
    """Both are told in their language, with the same status."""
    page = served.client.get("/nothing", headers={"accept": "text/html"})
    assert (page.status_code, b"Not found" in page.content) == (404, True)
    problem = served.client.get("/nothing", headers={"accept": "application/json"})
    assert (problem.status_code, problem.json()["code"]) == (404, "not-found")


def test_files_cannot_be_changed(served: Served) -> None:
    """A release is immutable, over HTTP as well."""
    response = served.client.put("/coverage.html", content=b"x")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_every_answer_carries_the_security_headers(served: Served) -> None:
    """Pages may load nothing from elsewhere, and data is open to all."""
    for path in ("/", "/nothing", "/id/hub/north", "/sparql", "/health", "/q/"):
        headers = served.client.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "referrer-policy" in headers
        assert headers["access-control-allow-origin"] == "*"


def test_a_damaged_file_is_an_error_and_not_served(tmp_path: Path) -> None:
    """A file that differs from its digest would be cached under a wrong tag."""
    release = build_release(tmp_path, quads=[], files={"site/index.html": PAGE})
    (tmp_path / "site/index.html").write_bytes(b"changed")
    with serve(release, Settings(workers=1)) as server:
        response = server.client.get("/")
    assert response.status_code == 500
    assert str(tmp_path) not in response.text


SMALL_FILE, LARGE_FILE = "site/index.html", "dumps/edihkg.nq.gz"


@pytest.fixture
def fading(tmp_path: Path) -> Release:
    """A release from which files are taken away."""
    files = {SMALL_FILE: b"<!doctype html>", LARGE_FILE: bytes(3 << 20)}
    return build_release(tmp_path / "fading", quads=[], files=files)


@pytest.mark.parametrize("name", [SMALL_FILE, LARGE_FILE])
def test_a_release_that_was_removed_is_no_failure_of_the_server(fading: Release, name: str) -> None:
    """The next release is about to be served; who asks again gets it."""
    with serve(fading, Settings(workers=1)) as server:
        (fading.path / name).unlink()
        response = server.client.get(f"/{name.removeprefix('site/')}")
    assert (response.status_code, response.json()["code"]) == (503, "release-gone")
    assert response.headers["retry-after"].isdigit()
    assert str(fading.path) not in response.text


def test_a_large_file_that_was_cut_is_not_served(fading: Release) -> None:
    """Its beginning would look like the whole to whoever does not count."""
    os.truncate(fading.path / LARGE_FILE, 1 << 20)
    with serve(fading, Settings(workers=1)) as server:
        assert server.client.get(f"/{LARGE_FILE}").status_code == 500


def test_a_file_that_is_removed_while_it_is_sent_is_sent_whole(fading: Release) -> None:
    """Old releases are pruned while somebody downloads them."""
    (entry,) = (each for each in fading.manifest.files if each.path == LARGE_FILE)
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        (fading.path / LARGE_FILE).unlink(missing_ok=True)
        sent.append(message)

    scope: Scope = {"type": "http", "method": "GET", "headers": [], "asgi": {"spec_version": "2.4"}}
    asyncio.run(Files(fading.path, ByteCache(0)).send(entry, How(), scope, receive, send))
    assert sent[0]["status"] == 200
    assert sum(len(message.get("body", b"")) for message in sent) == entry.size_bytes


def test_health_names_the_release(served: Served, release: Release) -> None:
    """Operators see what is served and whether workers run."""
    health = served.client.get("/health").json()
    assert health["release"] == release.manifest.release_id
    assert (health["status"], health["workers"]) == ("ok", 2)
    assert health["counts"] == {"hubs": 3}


def test_the_interface_is_described(served: Served) -> None:
    """Programs find the endpoint and the questions in OpenAPI."""
    described = served.client.get("/openapi.json").json()
    assert {"/health", "/sparql", "/q/", "/q/hubs.{ending}"} <= set(described["paths"])
