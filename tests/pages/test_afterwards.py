"""Pages that depend on earlier releases: what changed, and hubs that left without a word."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from edihkg.pages import Departed, write_changes, write_left
from edihkg.release import ChangedFinding, ChangedHub, Changes
from tests.pages.conftest import CONTEXT
from tests.pages.html import Reader, read

HUB = "https://w3id.org/edihkg/id/hub/"
PUBLIC = replace(CONTEXT, public_url="https://hubs.example/", languages=("en", "de"))
MANY = 130
CHANGES = Changes(
    before="20261101T000000Z-ba9876543210",
    after=CONTEXT.release_id,
    added=(ChangedHub(f"{HUB}new", "New <Hub>"),),
    changed=(),
    withdrawn=(),
    lost=(ChangedHub(f"{HUB}silent", ""),),
    new_findings=tuple(
        ChangedFinding(f"si/h{n}.ttl", "D15", "Warning", "An end & a start") for n in range(MANY)
    ),
    gone_findings=(ChangedFinding("si/x.ttl", "D04", "Info", "It had no <summary>."),),
    counts={"hubs": (471, 1472), "kept_out": (1, 0)},
)
LEFT = Departed(
    hub=f"{HUB}silent", label="Silent", since="2026-11-22", reason="Nobody said why.", stated=False
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site that has the page of one hub."""
    (tmp_path / "feed").mkdir()
    (tmp_path / "id/hub").mkdir(parents=True)
    (tmp_path / "id/hub/new.html").write_text("there")
    return tmp_path


def _is_well(page: Reader) -> bool:
    return not page.faults and page.one("html").attributes["lang"] == "en"


def test_changes_are_shown_with_hubs_findings_and_numbers(site: Path) -> None:
    """Whoever publishes, or follows, sees at one look what a release did."""
    assert write_changes(site, CHANGES, CONTEXT) == [site / "feed/changes.html"]
    page = read(site / "feed/changes.html")
    assert _is_well(page)
    text = " ".join(page.one("main").text.split())
    for words in (
        CHANGES.before,
        "New <Hub>",
        f"{HUB}silent",
        f"{MANY} new, 1 gone",
        "D15 Warning",
        "and 30 more",
        "It had no <summary>.",
        "hubs 471 1,472",
        "kept out 1 0",
    ):
        assert words in text, words
    links = {each.attributes["href"] for each in page.all("a")}
    assert {"../id/hub/new.html", "changes.json", "../feed.html"} <= links
    assert "../id/hub/silent.html" not in links, "it has no page"


def test_the_first_release_has_nothing_before_it(site: Path) -> None:
    """Its page is there, as others lead to it."""
    write_changes(site, None, CONTEXT)
    page = read(site / "feed/changes.html")
    assert _is_well(page)
    assert "nothing to compare it with" in page.one("main").text
    assert "changes.json" not in {each.attributes["href"] for each in page.all("a")}


def test_a_release_that_changes_nothing_says_so(site: Path) -> None:
    """An empty page would look broken."""
    none = replace(CHANGES, added=(), lost=(), new_findings=(), gone_findings=(), counts={})
    write_changes(site, none, CONTEXT)
    text = read(site / "feed/changes.html").one("main").text
    assert "No hub was added, changed or removed." in text
    assert "They are the same." in text


def test_a_hub_that_nobody_speaks_of_keeps_its_address(site: Path) -> None:
    """That it left is more than is known, so neither page nor RDF says so."""
    written = write_left(site, [LEFT, Departed(hub=f"{HUB}new", label="")], PUBLIC)
    names = {path.relative_to(site).as_posix() for path in written}
    endings = ("html", "de.html", "ttl", "jsonld", "nt", "rdf", "linkset")
    assert names == {"feed/gone.json", *(f"id/hub/silent.{ending}" for ending in endings)}
    assert (site / "id/hub/new.html").read_text() == "there", "a page is never written over"
    page = read(site / "id/hub/silent.html")
    assert _is_well(page)
    text = page.one("main").text
    assert "No longer published here since" in text
    assert "Nobody said why." in text
    assert "part of the network" not in text
    quads = list(ox.parse(path=site / "id/hub/silent.ttl", format=ox.RdfFormat.TURTLE))
    assert "Nobody said why." in {getattr(quad.object, "value", "") for quad in quads}
    assert not [quad for quad in quads if quad.predicate.value.endswith("adms#status")]
    listed = json.loads((site / "feed/gone.json").read_text())
    assert listed["id/hub/silent"] == ""


WRITERS: dict[str, tuple[Callable[[Path], object], str]] = {
    "changes": (lambda site: write_changes(site, CHANGES, PUBLIC), "feed/changes"),
    "left": (lambda site: write_left(site, [LEFT], PUBLIC), "id/hub/silent"),
}


@pytest.mark.parametrize("which", WRITERS)
def test_they_exist_in_every_language(site: Path, which: str) -> None:
    """A reader must not fall out of the language."""
    write, path = WRITERS[which]
    write(site)
    german = read(site / f"{path}.de.html")
    assert german.one("html").attributes["lang"] == "de"
    rels = {
        (each.attributes["rel"], each.attributes["href"])
        for each in german.all("link")
        if each.attributes["rel"] == "canonical" or "hreflang" in each.attributes
    }
    name = path.rpartition("/")[2]
    assert rels == {
        ("canonical", f"https://hubs.example/{path}.de.html"),
        ("alternate", f"./{name}.html"),
        ("alternate", f"./{name}.de.html"),
    }


def test_a_successor_is_linked_where_it_has_a_page(site: Path) -> None:
    """The reason of a departure that was told once outlives its file, with the successor."""
    write_left(site, [replace(LEFT, successor=f"{HUB}new")], CONTEXT)
    links = {each.attributes["href"] for each in read(site / "id/hub/silent.html").all("a")}
    assert "../../id/hub/new.html" in links
    assert json.loads((site / "feed/gone.json").read_text()) == {"id/hub/silent": "id/hub/new"}
