"""What harvesters rely on: hubs that have left, signposts, caching of the feed, changes since."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from edihkg import signposts
from edihkg.release import note_history
from edihkg.settings import Settings
from tests.serve.releases import build_release, read_quads
from tests.serve.servers import Served, serve

ENDINGS = ("html", "ttl", "jsonld", "nt", "rdf")
NAMED = {
    "text/turtle": "north.ttl",
    "application/ld+json": "north.jsonld",
    "application/n-triples": "north.nt",
    "application/rdf+xml": "north.rdf",
}
HUBS = [
    {
        "hub": f"https://x.example/{name}",
        "label": name,
        "change": change,
        "modified": moment,
        "release": "r",
        "version": "v",
        "successor": "",
        "reason": "",
    }
    for name, change, moment in (
        ("old", "create", "2026-01-01T00:00:00Z"),
        ("gone", "delete", "2026-02-01T00:00:00Z"),
        ("new", "update", "2026-03-01T12:00:00Z"),
    )
]


@pytest.fixture(scope="module")
def harvested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over a release with a hub, two that have left, and a feed of three pages."""
    files = {
        f"site/id/hub/{name}.{ending}": f"{name} {ending}".encode()
        for name in ("north", "merged", "silent")
        for ending in ENDINGS
    }
    files |= {
        "site/id/hub/silent.de.html": b"silent de.html",
        "site/gone.json": b'{"id/hub/merged": "id/hub/north", "id/hub/silent": ""}',
        "site/id/hub/north.linkset": signposts.render_linkset(
            "id/hub/north", NAMED, id_base=""
        ).encode(),
    }
    path: Path = tmp_path_factory.mktemp("harvested")
    release = build_release(path, quads=read_quads(""), files=files)
    feed = {f"site/feed/{n}.trig": b"" for n in (1, 2, 10)} | {
        "site/feed/patches/r.rdfp": b"TX .\nTC .\n",
        "site/feed/hubs.json": json.dumps(HUBS).encode(),
        "site/feed/hubs.csv": b"all",
        "site/feed.ttl": b"",
        "site/feed.nt": b"",
    }
    for name, content in feed.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    note_history(path, [path / name for name in feed])
    with serve(release, Settings(workers=2)) as server:
        yield server


def _links(response: httpx.Response) -> set[tuple[str, str]]:
    links = response.headers["link"].split(", ")
    return {(part.split('rel="')[1].split('"')[0], part[1 : part.index(">")]) for part in links}


def test_a_hub_that_became_another_leads_there_and_says_why(harvested: Served) -> None:
    """People follow; programs that do not still learn the reason."""
    response = harvested.client.get("/id/hub/merged", headers={"accept": "text/turtle"})
    assert (response.status_code, response.headers["location"]) == (301, "north")
    assert response.text == "merged ttl"
    assert response.headers["vary"] == "Accept"
    assert ("successor-version", "north") in _links(response)
    followed = harvested.client.get("/id/hub/merged", follow_redirects=True)
    assert followed.text == "north html"


@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "image/png"])
def test_a_hub_that_left_without_successor_is_gone(harvested: Served, accept: str) -> None:
    """404 could be a mistake of the server; 410 is an answer."""
    response = harvested.client.get("/id/hub/silent", headers={"accept": accept})
    assert response.status_code == 410
    assert response.text == ("silent ttl" if accept == "text/turtle" else "silent html")


def test_a_hub_that_left_is_gone_in_every_language(harvested: Served) -> None:
    """Who follows a German link hears the same."""
    response = harvested.client.get("/id/hub/silent.de.html")
    assert (response.status_code, response.text) == (410, "silent de.html")


def test_the_graph_of_a_hub_that_left_is_gone_too(harvested: Served) -> None:
    """Whoever keeps graphs apart deletes it, and finds the reason."""
    for name in ("merged", "silent"):
        response = harvested.client.get(f"/graph/hub/{name}")
        assert (response.status_code, response.json()["code"]) == (410, "gone")
        assert _links(response) == {("describedby", f"../../id/hub/{name}")}
    assert harvested.client.get("/graph/hub/never").status_code == 404
    page = harvested.client.get(
        "/graph/hub/silent", headers={"accept": "text/html"}, follow_redirects=True
    )
    assert (page.status_code, page.text) == (410, "silent html")


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_documents_of_a_hub_that_left_are_gone_too(harvested: Served, ending: str) -> None:
    """A harvester that fetches documents by name must see it as well, with the reason."""
    for name in ("merged", "silent"):
        response = harvested.client.get(f"/id/hub/{name}.{ending}")
        assert (response.status_code, response.text) == (410, f"{name} {ending}")
        again = harvested.client.get(
            f"/id/hub/{name}.{ending}", headers={"if-none-match": response.headers["etag"]}
        )
        assert again.status_code == 410, "a deletion is said each time"


def test_a_page_carries_the_links_of_its_linkset(harvested: Served) -> None:
    """FAIR Signposting: three places, one story."""
    linkset = json.loads(harvested.client.get("/id/hub/north.linkset").content)["linkset"]
    for context in linkset:
        response = harvested.client.head(f"/id/hub/{context['anchor']}")
        told = {
            (rel, target["href"])
            for rel, targets in context.items()
            if rel != "anchor"
            for target in targets
        }
        alternates = {link for link in _links(response) if link[0] == "alternate"}
        assert _links(response) - alternates == told
    served = harvested.client.get("/id/hub/north.linkset")
    assert served.headers["content-type"] == "application/linkset+json"


@pytest.mark.parametrize(
    ("path", "immutable"),
    [
        ("/feed/1.trig", True),
        ("/feed/2.trig", True),
        ("/feed/10.trig", False),
        ("/feed.ttl", False),
        ("/feed/hubs.json", False),
        ("/feed/patches/r.rdfp", True),
    ],
)
def test_full_pages_of_the_feed_are_kept_for_ever(
    harvested: Served, path: str, immutable: bool
) -> None:
    """Who reads the whole feed every night fetches only what may have grown."""
    response = harvested.client.get(path)
    assert response.status_code == 200
    assert ("immutable" in response.headers["cache-control"]) == immutable
    etag = {"if-none-match": response.headers["etag"]}
    assert harvested.client.get(path, headers=etag).status_code == 304


def test_the_feed_leads_to_the_form_asked_for(harvested: Served) -> None:
    """Its address is that of the stream, not of one document."""
    response = harvested.client.get("/feed", headers={"accept": "application/n-triples"})
    assert (response.status_code, response.headers["location"]) == (303, "feed.nt")
    kind = harvested.client.get("/feed/patches/r.rdfp").headers["content-type"]
    assert kind == "application/rdf-patch"


@pytest.mark.parametrize(
    ("since", "labels"),
    [
        ("2025-01-01", ["old", "gone", "new"]),
        ("2026-02-01", ["gone", "new"]),
        ("2026-03-01T12:00:00Z", ["new"]),
        ("2026-03-01T12:00:01Z", []),
    ],
)
def test_only_what_changed_since_can_be_asked_for(
    harvested: Served, since: str, labels: list[str]
) -> None:
    """A harvester that was here last night needs nothing older, but every deletion."""
    address = f"/feed/hubs.json?modified_since={since}"
    response = harvested.client.get(address)
    assert [row["label"] for row in response.json()] == labels
    table = harvested.client.get(address.replace("json", "csv"))
    assert [row["label"] for row in csv.DictReader(io.StringIO(table.text))] == labels
    etag = {"if-none-match": response.headers["etag"]}
    assert harvested.client.get(address, headers=etag).status_code == 304
    assert harvested.client.head(address).headers["etag"] == response.headers["etag"]


@pytest.mark.parametrize(
    "since",
    ["", "yesterday", "2026", "2026-1-1", "2026-01-01T00:00:00", "2026-13-01", "2026-02-30"],
)
def test_a_date_that_is_none_is_refused(harvested: Served, since: str) -> None:
    """The whole list in place of a part would look like an answer."""
    response = harvested.client.get("/feed/hubs.json", params={"modified_since": since})
    assert (response.status_code, response.json()["code"]) == (400, "parameter")
    assert harvested.client.get("/feed/hubs.csv").text == "all"


def test_a_misspelt_parameter_is_refused(harvested: Served) -> None:
    """The whole list would look like an answer to what was meant."""
    response = harvested.client.get("/feed/hubs.json", params={"since": "2026-01-01"})
    assert (response.status_code, response.json()["code"]) == (400, "parameter")
    assert "it is modified_since" in response.json()["detail"]
