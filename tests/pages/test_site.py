"""What holds for every page of a site."""

import gzip
import json
import re
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pyoxigraph as ox
import pytest
from PIL import Image
from rdflib import Graph
from rdflib.compare import isomorphic

from edihkg import assets
from edihkg.dumps.rdf import write_default_lines
from edihkg.pages import Helpers, build_site
from edihkg.pages.kinds import KINDS
from edihkg.pages.shares import deal
from tests.pages.conftest import CONTEXT, Build
from tests.pages.html import Reader, read

SCRIPTS = {"search/index.html": ["../static/search.js"]}
"""The pages that a script of the site makes better; all others have none."""
ANSWERED_BY_THE_RELEASE = (
    "dumps/",
    "catalogue.",
    "q/",
    "sparql",
    ".well-known/",
    "feed/",
    *("feed.ttl", "feed.jsonld", "feed.nt", "feed.rdf"),
    "validate",
)
PARTS_OF_TEMPLATES = {
    *("base.html", "macros.html", "country-table.html", "seats-of.html", "results.html")
}
DIAGRAMS = ("ns.html",)
"""Pages whose drawings show their own words, which are also the page's twins."""
AFTERWARDS = {"changes.html"}
"""Templates of pages that are written when the release is finished."""
OF_THE_SERVER = {"question.html", "validate.html"}
"""Templates of pages that the server renders when they are asked for."""


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, Reader]:
    """Read all pages once."""
    return {p.relative_to(site).as_posix(): read(p) for p in sorted(site.rglob("*.html"))}


def test_the_table_of_kinds_and_the_templates_agree() -> None:
    """A template that no kind names would never be rendered, nor looked at."""
    templates = {path.name for path in (assets.folder("site") / "templates").glob("*.html")}
    assert {
        kind.template for kind in KINDS
    } == templates - PARTS_OF_TEMPLATES - OF_THE_SERVER - AFTERWARDS


def test_the_sections_and_the_queries_agree() -> None:
    """A query that no kind names is dead text; a missing one breaks the build."""
    used = {section.query for kind in KINDS for section in kind.sections}
    used |= {kind.select.query for kind in KINDS if kind.select}
    assert used == {path.stem for path in (assets.folder("sparql") / "pages").glob("*.rq")}


def test_every_internal_link_leads_to_a_file_and_every_fragment_to_an_element(
    site: Path, pages: dict[str, Reader]
) -> None:
    """A dead link on a page is a promise broken to its reader."""
    assert find_dead_links(site, pages) == set()


def find_dead_links(site: Path, pages: dict[str, Reader]) -> set[tuple[str, str]]:
    """Find pages and the addresses on them that lead nowhere."""
    return {
        (name, address)
        for name, page in pages.items()
        for element in page.elements
        for attribute in ("href", "src", "action")
        for address in (element.attributes.get(attribute),)
        if address is not None and not resolves(site, pages, name, address)
    }


def resolves(site: Path, pages: dict[str, Reader], name: str, address: str) -> bool:
    """Tell whether an address on a page leads to a file, and its fragment to an element."""
    parts = urlsplit(address)
    if parts.scheme in ("http", "https"):
        return True
    path, fragment = urldefrag(parts._replace(query="").geturl())
    start = site if path.startswith("/") or not path else (site / name).parent
    target = (start / unquote(path).lstrip("/")).resolve() if path else site / name
    if target.is_dir():
        target /= "index.html"
    relative = target.relative_to(site.resolve()).as_posix() if path else name
    if relative.startswith(ANSWERED_BY_THE_RELEASE) and relative not in (
        "sparql.html",
        "q/index.html",
    ):
        return True
    ids = {e.attributes.get("id") for e in pages[relative].elements} if fragment else {""}
    return target.is_file() and fragment in ids


def test_every_page_can_be_read_by_everybody(pages: dict[str, Reader]) -> None:
    """Title, language, one heading, a way past the navigation, landmarks: the least there is."""
    for name, page in pages.items():
        assert page.one("html").attributes["lang"] == "en", name
        assert len(page.all("title")[0].text) > len(" · edihkg"), name
        assert page.one("h1").text.strip(), name
        assert page.one("main").attributes["id"] == "content", name
        assert page.all("a")[0].attributes == {"class": "skip", "href": "#content"}, name
        assert "not a site of the European Commission" in page.one("footer").text, name
        assert any(a.attributes["href"].endswith("about.html#correct") for a in page.all("a")), name


def test_every_page_is_well_formed(pages: dict[str, Reader]) -> None:
    """Browsers repair broken nesting each in their own way."""
    assert {name: page.faults for name, page in pages.items() if page.faults} == {}


def test_every_drawing_has_a_title_a_description_words_and_the_data_behind_it(
    pages: dict[str, Reader],
) -> None:
    """A picture alone tells nothing to who cannot see it, and nobody can check it."""
    drawn = 0
    for name, page in pages.items():
        texts = {
            e.attributes.get("id"): e.text.strip() for e in page.elements if "id" in e.attributes
        }
        for svg in page.all("svg"):
            if "aria-hidden" in svg.attributes or name in DIAGRAMS:
                continue
            drawn += 1
            named = [texts[each] for each in svg.attributes["aria-labelledby"].split()]
            assert len(named) == 2, name
            assert all(named), name
            assert svg.attributes["role"] in ("img", "group"), name
            assert _has_words(page), name
            behind = [e.text for e in page.all("p") if e.attributes.get("class") == "behind"]
            assert any("(CSV)" in text and "its query" in text for text in behind), name
    assert drawn > len([name for name in pages if name.startswith("region/")]) // 2


def _has_words(page: Reader) -> bool:
    """Tell whether a page says what its drawings show: in a table, a list of facts, or linked."""
    links = {e.attributes.get("href", "") for e in page.all("a")}
    has_facts = any(e.attributes.get("class") == "facts" for e in page.all("dl"))
    return bool(page.all("table")) or has_facts or "region/" in links


def test_headings_never_skip_a_level_and_ids_are_unique(pages: dict[str, Reader]) -> None:
    """People who cannot see the page walk it by its headings."""
    for name, page in pages.items():
        levels = [int(e.name[1]) for e in page.elements if re.fullmatch(r"h[1-6]", e.name)]
        assert levels[0] == 1, name
        assert all(after - before <= 1 for before, after in pairwise(levels)), (name, levels)
        ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
        assert len(ids) == len(set(ids)), name
        labels = [
            e.attributes["aria-labelledby"]
            for e in page.elements
            if "aria-labelledby" in e.attributes
        ]
        assert {word for text in labels for word in text.split()} <= set(ids), name


def test_every_table_has_a_caption_and_headers_with_scope(pages: dict[str, Reader]) -> None:
    """A table read aloud is a heap of words without them."""
    for name, page in pages.items():
        assert len(page.all("caption")) == len(page.all("table")), name
        assert all(cell.attributes.get("scope") in ("row", "col") for cell in page.all("th")), name


def test_no_page_loads_anything_from_elsewhere_or_runs_anything(pages: dict[str, Reader]) -> None:
    """Visitors are promised no foreign host and no script; a strict policy must hold."""
    for name, page in pages.items():
        for element in page.elements:
            assert "style" not in element.attributes, name
            assert not [a for a in element.attributes if a.startswith("on")], name
        loaded = [e.attributes["src"] for e in page.elements if "src" in e.attributes]
        loaded += [
            e.attributes["href"]
            for e in page.all("link")
            if e.attributes["rel"] in ("stylesheet", "icon")
        ]
        assert not [address for address in loaded if urlsplit(address).netloc], name
        assert page.all("style") == [], name
        scripts = [script.attributes for script in page.all("script")]
        assert {"type": "application/ld+json"} in scripts, name
        scripts.remove({"type": "application/ld+json"})
        assert scripts == [{"type": "module", "src": src} for src in SCRIPTS.get(name, ())], name


def test_what_has_a_page_here_is_not_linked_elsewhere(pages: dict[str, Reader]) -> None:
    """The address of a thing leads to its page only where the operator has arranged for it."""
    for name, page in pages.items():
        hrefs = [a.attributes["href"] for a in page.all("a")]
        own = [href for href in hrefs if href.startswith(CONTEXT.id_base)]
        assert own == [], name


def test_links_to_elsewhere_lead_to_web_addresses_only(pages: dict[str, Reader]) -> None:
    """An address is text of strangers; only http and https are followed by a click."""
    for name, page in pages.items():
        for element in page.all("a"):
            assert urlsplit(element.attributes["href"]).scheme in ("", "http", "https"), name


def test_every_embedded_description_is_json_about_the_thing(pages: dict[str, Reader]) -> None:
    """Search engines drop what they cannot parse."""
    described = {name: json.loads(_embedded(page)) for name, page in pages.items()}
    assert all(each["@context"] == "https://schema.org" for each in described.values())
    hub = described["id/hub/rich.html"]
    assert (hub["@type"], hub["@id"]) == ("Organization", "https://w3id.org/edihkg/id/hub/rich")


def _embedded(page: Reader) -> str:
    return next(e.text for e in page.all("script") if "src" not in e.attributes)


def test_twins_say_the_same_in_every_format_and_describe_their_thing(site: Path) -> None:
    """Who asks for another format must not get other facts."""
    for name in ("id/hub/rich", "id/organisation/university-of-x", "region/SI04", "country/si"):
        turtle = Graph().parse(site / f"{name}.ttl", format="turtle")
        assert isomorphic(turtle, Graph().parse(site / f"{name}.rdf", format="xml")), name
        assert isomorphic(turtle, Graph().parse(site / f"{name}.nt", format="nt")), name
        lines = set(ox.parse(path=site / f"{name}.nt", format=ox.RdfFormat.N_TRIPLES))
        assert lines == set(ox.parse(path=site / f"{name}.jsonld", format=ox.RdfFormat.JSON_LD))
    hub = (site / "id/hub/rich.nt").read_text(encoding="utf-8")
    assert "<https://w3id.org/edihkg/id/hub/rich#technology-ROBOTICS>" in hub
    assert '"Robotics"@en' in hub


def test_pages_with_twins_name_them(site: Path, pages: dict[str, Reader]) -> None:
    """Harvesters find the data by way of the page."""
    for name, page in pages.items():
        links = [e.attributes for e in page.all("link") if e.attributes["rel"] == "alternate"]
        twins = {e["href"] for e in links if not e["href"].endswith(".atom")}
        stem = Path(name).stem
        beside = {f"{stem}.{ending}" for ending in ("ttl", "jsonld", "nt", "rdf")}
        exist = (site / name).with_suffix(".ttl").exists()
        assert twins == (beside if exist else set()), name


def test_building_twice_gives_the_same_bytes(site: Path, build: Build) -> None:
    """A page that changes without cause is published and fetched again for nothing."""
    other = build(CONTEXT)
    files = {p.relative_to(site): p.read_bytes() for p in site.rglob("*") if p.is_file()}
    assert files == {p.relative_to(other): p.read_bytes() for p in other.rglob("*") if p.is_file()}


def test_the_release_stands_on_four_pages_only(site: Path) -> None:
    """All other pages stay byte-identical from release to release."""
    naming = {p.name for p in site.rglob("*") if p.is_file() and b"20261122T" in p.read_bytes()}
    assert naming == {"index.html", "about.html", "data.html", "feed.html"}


def test_regions_in_force_have_pages_and_no_others(site: Path) -> None:
    """Retired codes, British ones and those outside all regions are no place to have a seat."""
    codes = {path.stem for path in (site / "region").glob("*.html")} - {"index"}
    assert len(codes) == 326
    assert not {"HR04", "UKC1", "FIZZ", "SI0", "SI041"} & codes


def test_progress_counts_every_page(store: ox.Store, tmp_path: Path) -> None:
    """A bar that stops short looks like a failure."""
    told: dict[str, tuple[int, int]] = {}
    marks = build_site(
        store,
        tmp_path,
        context=CONTEXT,
        progress=lambda kind, done, total: told.__setitem__(kind, (done, total)),
    )
    assert all(done == total for done, total in told.values())
    assert (
        sum(total for _, total in told.values())
        == len(marks)
        == len(list(tmp_path.rglob("*.html")))
    )


def test_absolute_addresses_appear_only_where_the_operator_gave_one(
    site: Path, build: Build
) -> None:
    """A canonical link to a place where the site is not served hides the site from searches."""
    assert not (site / "sitemap.xml").exists()
    assert "canonical" not in (site / "index.html").read_text(encoding="utf-8")
    public = build(replace(CONTEXT, public_url="https://hubs.example/kg/"))
    page = (public / "id/hub/rich.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://hubs.example/kg/id/hub/rich.html">' in page
    sitemap = (public / "sitemap.xml").read_text(encoding="utf-8")
    assert "<loc>https://hubs.example/kg/hub/</loc>" in sitemap
    assert "<loc>https://hubs.example/kg/feed/changes.html</loc>" in sitemap
    assert "Sitemap: https://hubs.example/kg/sitemap.xml" in (public / "robots.txt").read_text()
    assert 'href="/kg/static/style.css"' in (public / "404.html").read_text(encoding="utf-8")


def test_the_style_sheet_is_small_and_loads_nothing() -> None:
    """One small file is fetched once and kept."""
    style = (assets.folder("site") / "static" / "style.css").read_text(encoding="utf-8")
    assert len(gzip.compress(style.encode())) < 8_000
    assert "url(" not in style
    assert "@import" not in style


def test_helpers_write_the_same_bytes(site: Path, store: ox.Store, tmp_path: Path) -> None:
    """How many processes a machine can spare must not show in a release."""
    lines = tmp_path / "lines.nt"
    write_default_lines(store, tmp_path, "lines")
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        helpers = Helpers(executor, lines, 2)
        build_site(store, tmp_path / "site", context=CONTEXT, helpers=helpers)
    files = {p.relative_to(site): p.read_bytes() for p in site.rglob("*") if p.is_file()}
    shared = tmp_path / "site"
    assert files == {
        p.relative_to(shared): p.read_bytes() for p in shared.rglob("*") if p.is_file()
    }


def test_the_shares_of_processes_hold_every_file_once() -> None:
    """A page that two processes write, or none, would go unnoticed until it is looked for."""
    for processes in range(1, 8):
        shares = deal(processes)
        assert len(shares) == processes
        for number in range(30):
            mine = [each for each in shares if number % each.parts == each.part]
            assert [sum(each.html for each in mine), sum(each.twins for each in mine)] == [1, 1]


def test_a_hub_has_a_picture_for_those_who_link_to_it(site: Path, build: Build) -> None:
    """A link in a message shows where the hub is, once the operator has said where the site is."""
    assert not (site / "share").exists()
    public = build(replace(CONTEXT, public_url="https://hubs.example/kg/"))
    shown = {
        meta.attributes["property"]: meta.attributes["content"]
        for meta in read(public / "id/hub/rich.html").all("meta")
        if "property" in meta.attributes
    }
    address = shown["og:image"]
    assert re.fullmatch(r"https://hubs\.example/kg/share/SI04-[0-9a-f]{8}\.png", address)
    with Image.open(public / address.removeprefix("https://hubs.example/kg/")) as picture:
        size = (int(shown["og:image:width"]), int(shown["og:image:height"]))
        assert picture.size == size
        colours = {colour for _, colour in picture.convert("RGB").getcolors() or ()}
    assert {(10, 71, 68), (143, 195, 183)} <= colours
    assert {path.name for path in (public / "share").iterdir()} > {"SI03.png", "EL30.png"}
    with Image.open(public / "static" / "share.png") as plain:
        assert plain.size == size
    lists = (public / "hub" / "index.html").read_text(encoding="utf-8")
    assert 'content="https://hubs.example/kg/static/share.png"' in lists
