"""Pages in other languages."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from jinja2 import nodes

from edihkg import assets
from edihkg.errors import UsageError
from edihkg.pages.languages import Language, lead_on, read_language
from edihkg.pages.rendering import make_environment
from tests.pages.conftest import CONTEXT, Build
from tests.pages.html import read

TEMPLATES = assets.folder("site") / "templates"
ALL = sorted(path.stem for path in TEMPLATES.glob("*.html"))
NAMES = {
    *("edihkg", "SPARQL", "CSV", "JSON", "Excel", "TriG", "Turtle", "Triples", "Quads", "LD", "N"),
    *("RDF", "XML", "TSV", "SHA2", "SUMS", "CC", "BY", "hubs", "csv", "geojson", "context"),
    *("jsonld", "km", "s1", "s2", "s3", "s4", "DIH", "EDIH"),
}
"""Names of formats, files and marks that are the same in every language."""
UNSPOKEN = re.compile(r"(?<!['\"])<(code|pre|script|textarea)\b.*?</\1>", re.DOTALL)


@pytest.mark.parametrize("name", ALL)
def test_no_word_is_hard_wired(name: str) -> None:
    """A word that no catalogue knows stays English in every language."""
    source = UNSPOKEN.sub(" ", (TEMPLATES / f"{name}.html").read_text("utf-8"))
    tree = make_environment(TEMPLATES).parse(source)
    data = "".join(f"{node.data}\0" for node in tree.find_all(nodes.TemplateData))
    text = re.sub(r"<[^<>]*>", " ", data)
    open_tags = re.sub(r"<[^<>]*|[^<>]*>", " ", text.replace("\0", " "))
    words = set(re.findall(r"[A-Za-z]+[0-9]?", open_tags)) - NAMES
    assert words == set()


@pytest.mark.parametrize("code", ["de", "fr", "sl"])
def test_catalogues_are_drafts_and_name_their_language(code: str) -> None:
    """Nobody may take a draft for a signed translation."""
    language = read_language(code, assets.folder("site") / "texts")
    assert language.draft
    assert language.words.gettext("en") == code


def test_a_language_without_a_catalogue_is_refused() -> None:
    """An operator who asks for Finnish must not get English without a word."""
    with pytest.raises(UsageError, match="fi"):
        read_language("fi", assets.folder("site") / "texts")


def test_links_lead_to_pages_of_the_same_language_and_only_to_those() -> None:
    """A reader must not fall out of the language; data has none."""
    page = (
        '<a href="../hub/">a</a><a href="x.html#y">b</a><a href="x.ttl">c</a>'
        '<a href="https://x.example/x.html">d</a><a href="./x.html">e</a><a href="none.html">f</a>'
    )
    paths = {"hub/index", "id/x"}
    assert lead_on(page, "id/y", Language("de"), paths) == (
        '<a href="../hub/index.de.html">a</a><a href="x.de.html#y">b</a><a href="x.ttl">c</a>'
        '<a href="https://x.example/x.html">d</a><a href="./x.html">e</a><a href="none.html">f</a>'
    )


@pytest.fixture(scope="module")
def both(build: Build) -> Path:
    """Build the site in two languages."""
    return build(replace(CONTEXT, languages=("en", "de"), public_url="https://hubs.example/"))


def test_a_page_in_another_language_says_so(both: Path) -> None:
    """A voice reads German words as German only when told."""
    page = read(both / "id/hub/rich.de.html")
    assert page.one("html").attributes["lang"] == "de"
    assert "Noch nicht festgehalten" in (both / "id/hub/poor.de.html").read_text("utf-8")
    assert "Entwurf" in page.one("main").text
    assert "Mit wem: 1 Organisation" in page.one("main").text
    assert page.one("h1").text == "Rich Hub"


def test_every_page_names_itself_in_all_languages(both: Path) -> None:
    """Search engines show each reader the own language only if the pages say it."""
    for path in sorted(both.rglob("*.html")):
        name = path.name.removesuffix(".html").removesuffix(".de")
        page = read(path)
        found = {
            (e.attributes["hreflang"], e.attributes["href"])
            for e in page.all("link")
            if "hreflang" in e.attributes
        }
        assert found == {
            ("en", f"./{name}.html"),
            ("x-default", f"./{name}.html"),
            ("de", f"./{name}.de.html"),
        }, path


def test_a_page_is_the_original_of_itself_in_every_language(both: Path) -> None:
    """A page that names another as its original is left out of every search."""
    for path, address in (
        ("id/hub/rich.html", "id/hub/rich.html"),
        ("id/hub/rich.de.html", "id/hub/rich.de.html"),
        ("hub/index.html", "hub/"),
        ("hub/index.de.html", "hub/index.de.html"),
    ):
        (link,) = [e for e in read(both / path).all("link") if e.attributes["rel"] == "canonical"]
        assert link.attributes["href"] == f"https://hubs.example/{address}", path


def test_links_of_german_pages_exist(both: Path) -> None:
    """Most links are made by rule, so one wrong rule breaks them all."""
    for path in (both / "index.de.html", both / "id/hub/rich.de.html"):
        for element in read(path).all("a"):
            href = element.attributes["href"].partition("#")[0].partition("?")[0]
            if href.endswith(".de.html"):
                assert (path.parent / href).exists(), href
    german = (both / "id/hub/rich.de.html").read_text("utf-8")
    assert 'href="../../country/si.de.html"' in german
    assert 'action="../../search/index.de.html"' in german
