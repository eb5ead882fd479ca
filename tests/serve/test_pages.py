"""Tests of answers for people: pages, spreadsheets, map layers, over real HTTP."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import openpyxl
import pytest

from edihkg.release import Release
from edihkg.settings import Settings
from tests.serve.conftest import BULK, DATA, PAGE
from tests.serve.releases import build_release, read_quads
from tests.serve.servers import Served, serve

HTML = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
HUBS = "SELECT ?hub ?name { ?hub a <https://w3id.org/edihkg/ns#Hub> . ?hub skos:prefLabel ?name }"
SKOS = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
NORTH = "http://example.org/north"
LAYER = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [24.94, 60.17]},
            "properties": {"town": "Helsinki", "hubs": [{"iri": NORTH, "name": "North"}]},
        }
    ],
}
TERMS = {
    "prefixes": {"technology": "https://w3id.org/edihkg/concept/technology/"},
    "classes": [],
    "properties": [],
    "codes": [["technology:ROBOTICS", "Robotics"]],
}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The small release with what pages show beside an answer."""
    files = {
        "site/sparql.html": PAGE,
        "site/sparql.ttl": b"<sparql> a <http://example.org/Service> .",
        "site/.well-known/void.ttl": b"<#d> a <http://rdfs.org/ns/void#Dataset> .",
        "site/.well-known/void.jsonld": b"[]",
        "site/region/FI1C.html": PAGE,
        "site/country/fi.html": PAGE,
        "site/static/terms.json": json.dumps(TERMS).encode(),
        "dumps/hubs.geojson": json.dumps(LAYER).encode(),
        "dumps/hubs.csv": f"iri,nuts2\n{NORTH},FI1B\n".encode(),
    }
    path: Path = tmp_path_factory.mktemp("pages")
    return build_release(path, quads=read_quads(DATA + BULK), files=files)


@pytest.fixture(scope="module")
def served(release: Release) -> Iterator[Served]:
    """A server of that release."""
    with serve(release, Settings(workers=2)) as server:
        yield server


def _ask(served: Served, query: str) -> httpx.Response:
    return served.client.get("/sparql", params={"query": query}, headers=HTML)


def test_a_browser_gets_a_table_with_links(served: Served) -> None:
    """Without scripts, too, a query leads to something that one can read and follow."""
    page = _ask(served, "SELECT ?region { ?region a <https://w3id.org/edihkg/ns#Region> }")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert '<a href="region/FI1C.html">' in page.text
    assert '<a href="http://data.europa.eu/nuts/code/SE11" rel="external' in page.text
    assert "4 rows" in page.text


def test_the_page_keeps_the_query_and_offers_files(served: Served) -> None:
    """One goes on from what one has asked."""
    page = _ask(served, SKOS + HUBS)
    assert "skos:prefLabel ?name }</textarea>" in page.text
    address = re.search(r'href="(sparql\?[^"]*format=csv)"', page.text)
    assert address
    file = served.client.get("/" + address[1].replace("&amp;", "&"))
    assert len(list(csv.DictReader(io.StringIO(file.text)))) == 3


def test_a_column_of_names_is_linked_to_its_things(served: Served) -> None:
    """IRIs are for programs."""
    page = _ask(served, SKOS + HUBS)
    assert f'<a href="{NORTH}" rel="external nofollow noopener" lang="en">North, the' in page.text
    assert 'data-name="name"' not in page.text


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("ASK {}", "Yes"),
        ("ASK { <a:a> <a:b> <a:c> }", "No"),
        ("SELECT ?s { ?s <a:none> ?o }", "The answer is empty"),
        ("CONSTRUCT WHERE { ?s <http://example.org/n> '7' }", "n/7"),
        ("SELECT * {}", "1 row"),
    ],
)
def test_every_kind_of_answer_has_a_page(served: Served, query: str, told: str) -> None:
    """Also a yes, a nothing and a graph."""
    page = _ask(served, query)
    assert page.status_code == 200
    assert told in page.text


def test_an_empty_answer_tells_terms_that_the_ontology_does_not_have(served: Served) -> None:
    """Who misspelt a property would else believe that nothing is known."""
    ours = "PREFIX edih: <https://w3id.org/edihkg/ns#> "
    page = _ask(served, ours + "SELECT ?s { ?s edih:hasCordinator ?o }")
    assert "<code>edih:hasCordinator</code>" in page.text
    assert "<code>edih:hasCoordinator</code>" in page.text
    slipped = _ask(served, ours.replace("ns#", "ns/") + "SELECT ?s { ?s edih:country ?o }")
    assert "<code>&lt;https://w3id.org/edihkg/ns#country&gt;</code>" in slipped.text
    known = _ask(served, ours + "SELECT ?s { ?s edih:hasCoordinator <a:b> }")
    assert "no term of this name" not in known.text


def test_a_long_answer_shows_its_beginning_and_says_so(served: Served) -> None:
    """A page of a million rows would be no page; a cut that is not told would be a lie."""
    page = _ask(
        served, "SELECT ?a ?b { ?x <http://example.org/n> ?a . ?y <http://example.org/n> ?b }"
    )
    assert "The first 1,000 rows; the files have all" in page.text
    assert page.text.count("<tr>") == 1001


def test_text_of_strangers_stays_text(served: Served) -> None:
    """A query is text of whoever made the link."""
    page = _ask(served, "SELECT ('<script>x</script>' AS ?x) ('javascript:y' AS ?y) {}")
    assert "<script>x" not in page.text
    assert 'href="javascript' not in page.text


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("SELECT *\nWHERE { ?s ?p }", 400, "line 2, column"),
        ("CLEAR ALL", 403, "only answers queries"),
        ("SELECT * { SERVICE <http://x> {} }", 403, "SERVICE is not followed"),
    ],
)
def test_a_refusal_stands_beside_the_query(
    served: Served, query: str, status: int, told: str
) -> None:
    """The person mends the query where it is."""
    page = _ask(served, query)
    assert (page.status_code, page.headers["content-type"][:9]) == (status, "text/html")
    assert told in page.text
    assert query.split("\n", maxsplit=1)[0].replace("<", "&lt;")[:9] in page.text


def test_pages_have_tags_and_need_no_second_query(served: Served) -> None:
    """A page is an answer like any other."""
    first = _ask(served, SKOS + HUBS)
    headers = {**HTML, "if-none-match": first.headers["etag"]}
    again = served.client.get("/sparql", params={"query": SKOS + HUBS}, headers=headers)
    assert (again.status_code, again.content) == (304, b"")
    data = served.client.get("/sparql", params={"query": SKOS + HUBS})
    assert data.headers["etag"] != first.headers["etag"]
    assert "Accept" in first.headers["vary"]
    now = _ask(served, "SELECT (NOW() AS ?n) {}")
    assert now.headers["cache-control"] == "no-store"


def test_the_page_loads_nothing_from_elsewhere(served: Served) -> None:
    """Who asks what is nobody else's business; the policy forbids it, too."""
    page = served.client.get("/sparql", headers=HTML)
    policy = page.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    loaded = re.findall(r'(?:src|<link rel="stylesheet" href)="([^"]+)"', page.text)
    assert loaded
    for address in loaded:
        assert "//" not in address
        if address.startswith("editor/"):
            assert served.client.get(f"/{address}").status_code == 200


def test_the_editor_is_small_and_kept(served: Served) -> None:
    """Half of a second on a slow line, once."""
    packed = served.client.get("/editor/query.js", headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < 200_000
    etag = {"if-none-match": packed.headers["etag"], "accept-encoding": "gzip"}
    assert served.client.get("/editor/query.js", headers=etag).status_code == 304
    assert b"Marijn Haverbeke" in served.client.get("/editor/licences.txt").content
    assert served.client.get("/editor/../query.js").status_code == 404
    assert served.client.post("/editor/query.js").status_code == 405


@pytest.mark.parametrize(
    ("accept", "status", "content_type"),
    [
        ("text/turtle", 200, "text/turtle; charset=utf-8"),
        ("text/html", 200, "text/html; charset=utf-8"),
        ("text/csv", 400, "application/problem+json"),
    ],
)
def test_without_a_query_programs_get_the_description(
    served: Served, accept: str, status: int, content_type: str
) -> None:
    """The same address is the endpoint, its description and a page."""
    response = served.client.get("/sparql", headers={"accept": accept})
    assert (response.status_code, response.headers["content-type"]) == (status, content_type)


@pytest.mark.parametrize(
    ("accept", "ending"), [("text/turtle", "ttl"), ("application/ld+json", "jsonld")]
)
def test_statistics_are_at_their_well_known_place(served: Served, accept: str, ending: str) -> None:
    """Crawlers look there first."""
    response = served.client.get("/.well-known/void", headers={"accept": accept})
    assert (response.status_code, response.headers["location"]) == (303, f"void.{ending}")
    assert served.client.get(f"/.well-known/void.{ending}").status_code == 200


def test_a_question_has_a_page_with_its_form(served: Served) -> None:
    """What it means, what one can choose, the answer, the files, the query."""
    page = served.client.get("/q/regions-without-edih-seat.html?country=fi")
    assert page.status_code == 200
    assert '<option value="fi" selected>' in page.text
    assert '<a href="../region/FI1C.html">Etelä-Suomi</a>' in page.text
    assert 'href="regions-without-edih-seat.xlsx?country=fi"' in page.text
    assert "VALUES ?country { &lt;http://publications.europa.eu" in page.text
    assert 'class="tiles' in page.text


def test_browsers_are_led_to_the_page_of_a_question(served: Served) -> None:
    """A link without ending suits everybody."""
    response = served.client.get("/q/hubs?country=fi", headers=HTML)
    assert (response.status_code, response.headers["location"]) == (303, "hubs.html?country=fi")


@pytest.mark.parametrize("value", ["zz", "<script>"])
def test_a_wrong_value_is_told_on_the_page(served: Served, value: str) -> None:
    """With the values that there are, and the form to choose one."""
    page = served.client.get(f"/q/hubs.html?country={quote(value)}")
    assert (page.status_code, page.headers["content-type"][:9]) == (400, "text/html")
    assert "there are fi, se" in page.text or "is no value for the parameter" in page.text
    assert 'aria-invalid="true"' in page.text
    assert "<script>&lt;" not in page.text


def test_a_question_comes_as_a_spreadsheet(served: Served) -> None:
    """Numbers are numbers, and a second sheet says what it is."""
    response = served.client.get("/q/hubs.xlsx")
    assert response.headers["content-type"].endswith("spreadsheetml.sheet")
    assert "hubs.xlsx" in response.headers["content-disposition"]
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    rows = list(book["Answer"].iter_rows(values_only=True))
    assert rows[0][0] == "hub"
    assert len(rows) == 4
    about = list(book["About"].iter_rows(values_only=True, max_col=2))
    assert ("Question", "All hubs as one table") in about
    again = served.client.get("/q/hubs.xlsx", headers={"if-none-match": response.headers["etag"]})
    assert again.status_code == 304


def test_a_question_about_hubs_comes_as_a_map_layer(served: Served) -> None:
    """Each row at the town of its hub; hubs of unknown towns are in the table only."""
    response = served.client.get("/q/hubs-with-strong-technologies.geojson?atLeast=1")
    assert response.headers["content-type"] == "application/geo+json"
    features = response.json()["features"]
    assert {tuple(each["geometry"]["coordinates"]) for each in features} <= {(24.94, 60.17)}
    refused = served.client.get("/q/regions-without-edih-seat.geojson")
    assert refused.status_code == 404
    assert "xlsx" in refused.json()["detail"]


def test_the_query_of_a_question_can_be_asked_by_itself(served: Served) -> None:
    """People begin with it, change it and ask it elsewhere."""
    address = "/q/regions-without-edih-seat"
    query = served.client.get(f"{address}.rq?country=fi")
    assert query.headers["content-type"] == "application/sparql-query; charset=utf-8"
    headers = {"accept": "text/csv"}
    asked = served.client.get("/sparql", params={"query": query.text}, headers=headers)
    assert asked.text == served.client.get(f"{address}.csv?country=fi").text


def test_products_are_not_mixed_up(served: Served) -> None:
    """One tag for each ending, value and coding."""
    addresses = ["hubs.html", "hubs.xlsx", "hubs.geojson", "hubs.html?country=fi", "hubs.csv"]
    tags = [served.client.get(f"/q/{address}").headers["etag"] for address in addresses]
    plain = served.client.get("/q/hubs.html", headers={"accept-encoding": "identity"})
    assert len({*tags, plain.headers["etag"]}) == len(addresses) + 1


def test_the_list_names_all_endings(served: Served) -> None:
    """Programs need not guess."""
    listed = {e["name"]: e for e in served.client.get("/q/", headers={"accept": "*/*"}).json()}
    assert listed["hubs"]["answers"]["geojson"] == "hubs.geojson"
    assert "geojson" not in listed["regions-without-edih-seat"]["answers"]
