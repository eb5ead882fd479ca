"""Tests of the server's pages in the languages of a release, over real HTTP."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, quote, urljoin, urlsplit

import httpx
import pytest

from edihkg import assets
from edihkg.queries import load
from edihkg.release import Release
from edihkg.serve.serving import Serving, share
from edihkg.serve.showing.templates import Templates
from edihkg.settings import Settings
from tests.pages.html import Reader
from tests.pages.test_wording import find_hard_wired, match_facts, speak_pseudo
from tests.serve.conftest import DATA, PAGE
from tests.serve.releases import build_release, read_quads
from tests.serve.servers import Served, serve

LABELS = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix tech: <https://w3id.org/edihkg/concept/technology/> .
tech:ROBOTICS skos:prefLabel "Robotics"@en, "Robotik"@de .
tech:BLOCKCHAIN skos:prefLabel "Blockchains"@en .
<http://data.europa.eu/nuts/code/SE11> skos:prefLabel "Stockholm und Umland"@de ;
    skos:inScheme <http://data.europa.eu/nuts/scheme/2024> .
"""
"""One concept with a German name, one without, and a place, which keeps its own."""
TERMS = {
    "prefixes": {"technology": "https://w3id.org/edihkg/concept/technology/"},
    "classes": [],
    "properties": [],
    "codes": [["technology:ROBOTICS", "Robotics"], ["technology:BLOCKCHAIN", "Blockchains"]],
}
TOPICS = "SELECT ?technology { VALUES ?technology { technology:ROBOTICS technology:BLOCKCHAIN } }"
PREFIX = "PREFIX technology: <https://w3id.org/edihkg/concept/technology/> "
PLACE = """SELECT ?region ?name {
  VALUES (?region ?name) { (<http://data.europa.eu/nuts/code/SE11> "Stockholm") }
}"""
MISSING = b"<!doctype html><title>Nothing is here</title>"
HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
ADDRESS = "/q/hubs-by-technology-with-facility{}.html?technology=ROBOTICS&country=fi"


def _files(languages: tuple[str, ...]) -> Mapping[str, bytes]:
    """Give the pages that those of the server lead to, in each language."""
    paths = ("index", "data", "about", "q/index", "search/index", "sparql", "ns")
    endings = [".html" if code == "en" else f".{code}.html" for code in languages]
    pages = {f"site/{path}{ending}": PAGE for path in paths for ending in endings}
    concept = {f"site/concept/technology/ROBOTICS{ending}": PAGE for ending in endings}
    others = {"site/static/terms.json": json.dumps(TERMS).encode(), "site/404.html": MISSING}
    return {**pages, **concept, **others}


def _release(path: Path, languages: str) -> Release:
    quads = read_quads(DATA + LABELS)
    files = _files(tuple(languages.split(",")))
    return build_release(path, quads=quads, files=files, settings={"languages": languages})


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of a release in English and German."""
    release = _release(tmp_path_factory.mktemp("languages"), "en,de")
    with serve(release, Settings(workers=2)) as server:
        yield server


def _get(served: Served, address: str, status: int = 200) -> str:
    response = served.client.get(address, headers=HTML)
    assert response.status_code == status, response.text[:300]
    return response.text


def _read(text: str) -> Reader:
    page = Reader()
    page.feed(text)
    return page


@pytest.mark.parametrize("address", [ADDRESS.format(".de"), "/sparql.de.html"])
def test_a_page_of_the_server_speaks_german_and_says_that_it_is_a_draft(
    served: Served, address: str
) -> None:
    """Who reads German should not be thrown out of it by asking a question."""
    page = _read(_get(served, address))
    assert page.one("html").attributes["lang"] == "de"
    assert "Entwurf" in page.one("main").text
    assert "Ask" not in page.one("main").text


def test_title_labels_and_headings_of_a_question_are_translated(served: Served) -> None:
    """They are our words; what a question says at length is English and says so."""
    text = _get(served, ADDRESS.format(".de"))
    assert "<h1>In einer Technologie starke Zentren mit einer Einrichtung" in text
    assert '<label for="field-country">Land</label>' in text
    assert 'data-name="hub">Zentrum</th>' in text
    assert '<p class="lead small"><span lang="en">' in text


def test_things_have_their_german_names_where_the_graph_has_them(served: Served) -> None:
    """A voice reads what is in English only as English; places and hubs keep their names."""
    text = _get(served, ADDRESS.format(".de"))
    assert '<option value="ROBOTICS" selected>Robotik</option>' in text
    assert '<option value="BLOCKCHAIN" lang="en">Blockchains</option>' in text
    assert 'lang="en">Robot lab</a>' in text
    asked = _get(served, f"/sparql.de.html?query={quote(PREFIX + TOPICS)}")
    assert '<a href="concept/technology/ROBOTICS.de.html">Robotik</a>' in asked
    assert 'lang="en">Blockchains</a>' in asked
    assert "Umland" not in _get(served, f"/sparql.de.html?query={quote(PLACE)}")
    english = _get(served, ADDRESS.format(""))
    assert '<option value="ROBOTICS" selected>Robotics</option>' in english


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("q/hubs-by-technology-with-facility", {"technology": "ROBOTICS", "country": "fi"}),
        ("sparql", {"query": PREFIX + TOPICS, "default-graph-uri": "http://example.org/graph/1"}),
    ],
)
@pytest.mark.parametrize("ending", [".html", ".de.html"])
def test_each_page_leads_to_itself_in_the_other_language_with_what_was_asked(
    served: Served, path: str, asked: dict[str, str], ending: str
) -> None:
    """A switch that forgets the question is no switch; search engines read the same links."""
    address = f"/{path}{ending}"
    text = _get(served, str(httpx.URL(address, params=asked)))
    page = _read(text)
    switched = {
        (e.attributes["hreflang"], urljoin(address, e.attributes["href"] or ""))
        for e in (*page.all("link"), *page.all("a"))
        if "hreflang" in e.attributes
    }
    assert {code for code, _ in switched} == {"en", "x-default", "de"}
    for code, target in switched:
        parts = urlsplit(target)
        assert parts.path == f"/{path}{'.de.html' if code == 'de' else '.html'}"
        assert {name: values[0] for name, values in parse_qs(parts.query).items()} == asked
        lang = _read(_get(served, target)).one("html").attributes["lang"]
        assert lang == ("de" if code == "de" else "en")


def test_links_of_german_pages_lead_to_german_pages_and_files_stay(served: Served) -> None:
    """Addresses that programs use have no language."""
    address = ADDRESS.format(".de")
    page = _read(_get(served, address))
    targets = [urljoin(address, e.attributes.get("href") or "") for e in page.all("a")]
    german = [each for each in targets if ".de.html" in each]
    assert {"/index.de.html", "/q/index.de.html", "/data.de.html"} <= {*german}
    for target in german:
        _get(served, target.partition("#")[0])
    actions = {e.attributes.get("action") for e in page.all("form")}
    assert "hubs-by-technology-with-facility.de.html" in actions
    assert "../sparql.de.html" in actions
    files = [each for each in targets if ".csv" in each or ".xlsx" in each]
    assert files
    assert all(served.client.get(each).status_code == 200 for each in files)
    german_form = _get(served, "/sparql.de.html")
    assert 'action="sparql.de.html"' in german_form
    assert 'href="q/hubs.de.html"' in german_form


def test_the_form_of_a_german_query_page_gives_files_too(served: Served) -> None:
    """It has one address for whatever is chosen."""
    fields = {"query": PREFIX + TOPICS, "format": "csv"}
    response = served.client.get("/sparql.de.html", params=fields, headers=HTML)
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.text == served.client.get("/sparql", params=fields).text


def test_a_refusal_is_shown_on_the_german_page(served: Served) -> None:
    """With the form to mend it; its reason is in English and says so."""
    text = _get(served, "/q/hubs.de.html?country=zz", 400)
    assert '<html lang="de">' in text
    assert '<strong><span lang="en">A parameter cannot be used</span>.</strong>' in text
    assert 'hreflang="en" href="./hubs.html?country=zz"' in text
    asked = _get(served, "/sparql.de.html?query=SELEC", 400)
    assert '<html lang="de">' in asked
    assert 'href="./sparql.html?query=SELEC"' in asked


@pytest.mark.parametrize(
    "address", ["/q/hubs.fr.html", "/q/hubs.en.html", "/q/hubs.de.csv", "/sparql.fr.html"]
)
def test_a_language_that_the_release_lacks_has_no_pages(served: Served, address: str) -> None:
    """Half a language would be neither found nor kept up."""
    assert served.client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/q/none", "/q/none.html", "/q/hubs.xx.html"])
def test_a_browser_that_mistypes_a_question_gets_a_page(served: Served, address: str) -> None:
    """Programs hear which questions there are; people are led on."""
    page = served.client.get(address, headers=HTML)
    assert (page.status_code, page.text) == (404, MISSING.decode())
    problem = served.client.get(address)
    assert (problem.status_code, problem.json()["code"]) == (404, "not-found")


def test_languages_are_not_mixed_up(served: Served) -> None:
    """A cache knows pages by their tags."""
    addresses = ("/q/hubs.html", "/q/hubs.de.html", "/sparql.html", "/sparql.de.html")
    tags = [served.client.get(address, headers=HTML).headers["etag"] for address in addresses]
    asked = [f"{each}?query={quote(PREFIX + TOPICS)}" for each in addresses[2:]]
    tags += [served.client.get(address, headers=HTML).headers["etag"] for address in asked]
    assert len(set(tags)) == len(tags)
    again = {**HTML, "if-none-match": tags[1]}
    assert served.client.get(addresses[1], headers=again).status_code == 304


def test_pages_of_an_english_release_name_no_other_language(tmp_path: Path) -> None:
    """A switch with one position is noise."""
    with serve(_release(tmp_path, "en"), Settings(workers=1)) as server:
        for address in ("/q/hubs.html", "/sparql.html"):
            assert "hreflang" not in _get(server, address)
        assert server.client.get("/q/hubs.de.html").status_code == 404


async def _fetch(serving: Serving, addresses: list[str]) -> dict[str, str]:
    """Get pages straight from the applications of a release, whose workers are real."""
    found = {}
    await serving.start()
    try:
        for address in addresses:
            app = serving.routes[address.strip("/").partition("/")[0].partition("?")[0]]
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                found[address] = (await client.get(address, headers=HTML)).text
    finally:
        await serving.close()
    return found


def test_a_language_that_the_software_lacks_is_no_failure(tmp_path: Path) -> None:
    """A release of a newer version may have one; its files are served, our pages are not made."""
    release = _release(tmp_path / "release", "en,qx")
    with serve(release, Settings(workers=1)) as server:
        assert server.client.get("/q/index.qx.html").status_code == 200
        assert server.client.get("/q/hubs.qx.html", headers=HTML).status_code == 404
        page = server.client.get("/q/hubs.html", headers=HTML)
        assert (page.status_code, "qx" in page.text) == (200, False)


def test_no_word_of_the_servers_pages_is_hard_wired(tmp_path: Path) -> None:
    """A word outside of the brackets of a pseudo-language could never be translated."""
    shared = replace(share(Settings(workers=1)), templates=Templates(speak=speak_pseudo))
    serving = Serving(_release(tmp_path, "en,qps"), shared)
    names = load(assets.folder("sparql") / "questions")
    addresses = [
        *(f"/q/{name}.qps.html" for name in names),
        "/q/hubs.qps.html?country=zz",
        "/sparql.qps.html",
        *(f"/sparql.qps.html?query={quote(text)}" for text in ("ASK {}", "SELEC", PREFIX + TOPICS)),
    ]
    pages = asyncio.run(_fetch(serving, addresses))
    facts = match_facts(read_quads(DATA + LABELS))
    found = {address: find_hard_wired(text, facts) for address, text in pages.items()}
    assert all('<html lang="qps">' in text for text in pages.values())
    assert {address: words for address, words in found.items() if words} == {}
