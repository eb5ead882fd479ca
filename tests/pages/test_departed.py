"""Hubs that have left keep their address, with the reason, as page and as RDF."""

import json
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from edihkg.pages import Departed
from tests.pages.conftest import CONTEXT, Build
from tests.pages.html import read

HUB = "https://w3id.org/edihkg/id/hub/"
LEFT = (
    Departed(
        hub=f"{HUB}merged",
        label="Merged <Hub>",
        since="2026-03",
        reason="It was merged & renamed.",
        successor=f"{HUB}alpha",
    ),
    Departed(hub=f"{HUB}silent", label=""),
)


@pytest.fixture(scope="module")
def left(build: Build) -> Path:
    """A site with two hubs that have left."""
    return build(replace(CONTEXT, departed=LEFT, public_url="https://hubs.example/"))


def test_the_page_says_why_since_when_and_what_follows(left: Path) -> None:
    """Old links explain themselves."""
    text = (left / "id/hub/merged.html").read_text(encoding="utf-8")
    assert "Merged &lt;Hub&gt;" in text
    assert "It was merged &amp; renamed." in text
    assert "March 2026" in text
    assert f"{HUB}alpha" in text
    assert "Its submission does not say." in (left / "id/hub/silent.html").read_text()


@pytest.mark.parametrize("ending", ["ttl", "jsonld", "nt", "rdf"])
def test_programs_are_told_the_same(left: Path, ending: str) -> None:
    """A harvester that asks for RDF must not get a page for people."""
    quads = list(ox.parse(path=left / f"id/hub/merged.{ending}"))
    told = {(str(quad.predicate), str(quad.object)) for quad in quads}
    assert {str(quad.subject) for quad in quads} == {f"<{HUB}merged>"}
    assert ("<http://purl.org/dc/terms/isReplacedBy>", f"<{HUB}alpha>") in told
    assert (
        "<http://www.w3.org/ns/adms#status>",
        "<http://purl.org/adms/status/Withdrawn>",
    ) in told
    assert any("It was merged & renamed." in value for _, value in told)


def test_a_server_can_know_them(left: Path, site: Path) -> None:
    """A file server answers 200; ours says 410 or leads to the successor."""
    listed = json.loads((left / "gone.json").read_text())
    assert listed == {"id/hub/merged": "id/hub/alpha", "id/hub/silent": ""}
    assert json.loads((site / "gone.json").read_text()) == {}


def test_crawlers_are_not_sent_there(left: Path) -> None:
    """A sitemap lists what is worth a visit."""
    sitemap = (left / "sitemap.xml").read_text()
    assert "/id/hub/merged" not in sitemap
    assert "/catalogue.html" in sitemap
    assert "/feed.html" in sitemap


def test_pages_with_rdf_carry_the_signposts_of_their_linkset(left: Path) -> None:
    """Header, page and linkset must agree; the header is tested with the server."""
    base = "https://hubs.example/"
    for path in ("id/hub/merged", "catalogue", "feed", "concept/technology", "ns"):
        contexts = json.loads((left / f"{path}.linkset").read_text())["linkset"]
        folder = base + path[: path.rfind("/") + 1]
        page = next(each for each in contexts if each["anchor"] == f"{base}{path}.html")
        told = {
            (rel, target["href"].removeprefix(folder), target.get("type", ""))
            for rel, targets in page.items()
            if rel != "anchor"
            for target in targets
        }
        links = {
            (each.attributes["rel"], each.attributes["href"], each.attributes.get("type", ""))
            for each in read(left / f"{path}.html").all("link")
        }
        assert told <= links, path
        assert len([each for each in told if each[0] == "describedby"]) == 4


def test_a_hub_that_a_catalogue_has_dropped_says_since_when(site: Path) -> None:
    """The hub is still there; readers should know that the list does not have it any more."""
    text = (site / "id/hub/rich.html").read_text(encoding="utf-8")
    assert "no longer listed there since" in text
    assert "November 2026" in text.partition("no longer listed there since")[2][:80]
