"""One whole release: crawled twice, served by a plain file server, read by foreign parsers."""

import http.server
import re
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit
from xml.etree import ElementTree as Xml

import httpx
import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from edihkg import formats, signposts
from edihkg.release import current
from tests.harvest import tools
from tests.harvest.conftest import MakeNetwork, Network
from tests.pages.html import read

pytestmark = pytest.mark.slow

THINGS = (
    "id/hub/alpha",
    "id/organisation/university-of-alpha",
    "region/FI1B",
    "country/si",
    "concept/technology/ROBOTICS",
    "concept/technology",
    "ns",
    "catalogue",
    "feed",
)
RAPTOR = {"ttl": "turtle", "nt": "ntriples", "rdf": "rdfxml"}
LOCAL = re.compile(
    rb"https?://(?:localhost|127\.[0-9.]+|0\.0\.0\.0|\[::1?\]|testserver)(?::\d+)?/?"
)
HOST = re.compile(rb"https?://([A-Za-z0-9.-]+[A-Za-z0-9])")
WITH_ADDRESSES = {*(f".{each.ending}" for each in formats.RDF_FORMATS)} | {
    *(".html", ".trig", ".linkset", ".xml", ".atom", ".txt", ".json", ".csv", ".nq", ".rdfp")
}
WRITTEN = {".ttl", ".rq", ".html", ".py", ".csv", ".jsonld", ".toml", ".json", ".po", ".js"}
"""Endings of the files that people write and a site is made from."""
ANSWERED = ("q/", "search/", "sparql.html")
"""What our server answers itself, where a file server has a page without answers."""
OF_THE_PAGE = ("@context", "@type", "license", "inLanguage")
"""What a description says of the page, or in words of schema.org."""
GONE = ("id/hub/gamma.", "id/hub/delta.")
"""Documents of hubs that have left: a file server cannot say so but in their words."""


@pytest.fixture(scope="module")
def whole(make_network: MakeNetwork) -> Network:
    """A network whose release has all pages; one hub is merged, one was lost."""
    network = make_network()
    for slug in ("gamma", "delta"):
        network.copy("fi/beta.ttl", slug)
    network.publish()
    network.leave("fi/gamma.ttl", says="dct:isReplacedBy hub:beta ;")
    network.lose("fi/delta.ttl")
    network.publish(pages="all", loss=True)
    return network


@pytest.fixture(scope="module")
def client(whole: Network) -> Iterator[httpx.Client]:
    """The server of the whole release."""
    with whole.served() as client:
        yield client


@pytest.fixture(scope="module")
def addresses(whole: Network, client: httpx.Client) -> list[str]:
    """Every address of the sitemap."""
    sitemap = Xml.fromstring(client.get("/sitemap.xml").text)  # noqa: S314 - our own
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
    places = [each.text or "" for each in sitemap.iter(name)]
    assert len(places) > 100
    assert all(each.startswith(whole.url) for each in places)
    return places


def test_who_crawls_again_gets_nothing_twice(client: httpx.Client, addresses: list[str]) -> None:
    """A harvester that comes every night must cost next to nothing."""
    tags = {}
    for address in addresses:
        response = client.head(address)
        assert response.status_code == 200, address
        tags[address] = response.headers["etag"]
    again = {
        address: client.get(address, headers={"if-none-match": tag}).status_code
        for address, tag in tags.items()
    }
    assert set(again.values()) == {304}


def test_head_says_what_get_says(client: httpx.Client) -> None:
    """Older portals give up when HEAD differs."""
    for thing in THINGS:
        for ending in ("html", "ttl", "jsonld", "nt", "rdf"):
            head, get = client.head(f"/{thing}.{ending}"), client.get(f"/{thing}.{ending}")
            del head.headers["date"], get.headers["date"]
            assert head.headers == get.headers, thing
            assert head.content == b""


def test_a_plain_file_server_gives_the_same(whole: Network, client: httpx.Client) -> None:
    """Whoever only has web space publishes the same documents."""
    site = current(whole.out).path / "site"
    names = [path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()]
    chosen = [name for name in names if not name.startswith(ANSWERED)]
    assert len(chosen) > 300
    with _file_server(site) as url, httpx.Client() as other:
        for name in sorted(chosen):
            ours, theirs = client.get(f"/{name}"), other.get(f"{url}{name}")
            expected = 410 if name.startswith(GONE) else 200
            assert (ours.status_code, theirs.status_code) == (expected, 200), name
            assert ours.content == theirs.content, name


@contextmanager
def _file_server(site: Path) -> Iterator[str]:
    """Serve a folder as ``python -m http.server`` does."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_every_link_of_a_page_leads_somewhere(
    whole: Network, client: httpx.Client, addresses: list[str]
) -> None:
    """Also those to dumps, feed and catalogue, which are written after the pages.

    The page of changes leads to pages that say why a hub is gone.
    """
    site = current(whole.out).path / "site"
    targets, left = set(), set()
    for address in addresses:
        path = address.removeprefix(whole.url)
        name = f"{path}index.html" if path.endswith("/") or not path else path
        found = read(site / name)
        links = [*found.all("a"), *found.all("link")]
        hrefs = (each.attributes.get("href", "") for each in links)
        own = {urldefrag(urljoin(address, href))[0] for href in hrefs if href}
        targets |= own
        if name == "feed/changes.html":
            left = {each for each in own if "/id/hub/" in each}
    own = {each for each in targets if each.startswith(whole.url)}
    assert len(own) > 300
    known = set(addresses)
    dead = {
        each: client.head(each, follow_redirects=True).status_code
        for each in sorted(own - known)
        if "/q/" not in each  # a question may want a parameter first
    }
    assert {each for each, status in dead.items() if status == 410} <= left
    assert {each: status for each, status in dead.items() if status not in (200, 410)} == {}


def test_nothing_points_to_this_machine_by_mistake(whole: Network) -> None:
    """A harvester elsewhere cannot follow a link to localhost, nor to a folder."""
    release = current(whole.out).path
    own = whole.url.encode()
    for path in release.rglob("*"):
        if not path.is_file() or "store" in path.parts or path.suffix in (".gz", ".png", ".js"):
            continue
        content = path.read_bytes()
        found = {each for each in LOCAL.findall(content) if not own.startswith(each)}
        assert found <= {b"http://127.0.0.1:8000/"}, path
        assert str(release).encode() not in content, path


def test_nothing_points_elsewhere_by_mistake(whole: Network) -> None:
    """Every host that a document names is the site's own or stands in what it was made from."""
    site = current(whole.out).path / "site"
    files = [path for path in site.rglob("*") if path.suffix in WITH_ADDRESSES]
    assert len(files) > 300
    sources = [p for p in whole.checkout.rglob("*") if p.suffix in WRITTEN]
    known = _hosts([*sources, *whole.submissions.rglob("*.ttl*")])
    own = urlsplit(whole.url).hostname or ""
    assert _hosts(files) - known - {own} == set()


def _hosts(paths: Iterable[Path]) -> set[str]:
    """Find the hosts of all web addresses in files."""
    found = set()
    for path in paths:
        found |= {each.decode().lower() for each in HOST.findall(path.read_bytes())}
    return found


@tools.needs_raptor
@pytest.mark.parametrize("thing", THINGS)
def test_raptor_reads_each_form_as_the_same_graph(whole: Network, thing: str) -> None:
    """Most of the tools of libraries and archives read RDF with Raptor."""
    site = current(whole.out).path / "site"
    expected = _canonical(ox.parse(path=site / f"{thing}.nt"))
    for ending, name in RAPTOR.items():
        path = site / f"{thing}.{ending}"
        found = tools.parse_with_raptor(path, name, f"{whole.url}{thing}.{ending}")
        assert _canonical(found) == expected, ending


@tools.needs_n3
@pytest.mark.parametrize("thing", THINGS)
def test_n3_reads_each_form_as_the_same_graph(whole: Network, thing: str) -> None:
    """Programs in browsers read RDF with N3.js."""
    site = current(whole.out).path / "site"
    expected = _canonical(ox.parse(path=site / f"{thing}.nt"))
    for ending in ("ttl", "nt"):
        found = tools.parse_with_n3(site / f"{thing}.{ending}", f"{whole.url}{thing}.{ending}")
        assert _canonical(found) == expected, ending


@tools.needs_n3
def test_n3_reads_the_pages_of_the_feed(whole: Network) -> None:
    """The LDES client reads them with it."""
    path = current(whole.out).path / "site" / "feed" / "1.trig"
    found = tools.parse_with_n3(path, f"{whole.url}feed/1.trig")
    assert _canonical(found) == _canonical(ox.parse(path=path))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # RDFLib's own, in its reader
@pytest.mark.parametrize("thing", THINGS)
def test_rdflib_reads_json_ld_as_the_same_graph(whole: Network, thing: str) -> None:
    """Most programs in Python read it so."""
    site = current(whole.out).path / "site"
    found = Graph().parse(site / f"{thing}.jsonld", format="json-ld")
    assert isomorphic(found, Graph().parse(site / f"{thing}.nt", format="nt"))


def _canonical(quads: Any) -> list[str]:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(str(quad) for quad in dataset)


@pytest.fixture(scope="module")
def read_by_tools(whole: Network, client: httpx.Client) -> dict[str, dict[str, Any]]:
    """What extruct and signposting find in every page that has RDF, by its place on the site."""
    del client
    site = current(whole.out).path / "site"
    ending = f".{signposts.LINKSET}"
    things = [p.relative_to(site).as_posix().removesuffix(ending) for p in site.rglob(f"*{ending}")]
    there = [f"{whole.url}{thing}.html" for thing in sorted(things) if not _is_gone(thing)]
    return {
        address.removeprefix(whole.url).removesuffix(".html"): found
        for address, found in tools.read_pages(there).items()
    }


def _is_gone(thing: str) -> bool:
    return f"{thing}.".startswith(GONE)


@tools.needs_web
def test_header_page_and_linkset_carry_the_same_signposts(
    read_by_tools: dict[str, dict[str, Any]],
) -> None:
    """FAIR tools look at any of the three."""
    assert set(THINGS) < set(read_by_tools)
    for thing, found in read_by_tools.items():
        assert found["header"] == found["page"] == found["linkset"], thing
        rels = [each[0] for each in found["header"]]
        assert rels.count("describedby") == 4, thing
        assert {"license", "type", "linkset"} <= set(rels), thing
        if thing.startswith(("id/", "concept/", "ns", "catalogue")):
            cited = [each[1] for each in found["header"] if each[0] == "cite-as"]
            assert cited == [f"https://w3id.org/edihkg/{thing}"]


@tools.needs_web
def test_embedded_data_says_what_the_turtle_says(
    whole: Network, read_by_tools: dict[str, dict[str, Any]]
) -> None:
    """A search engine must not learn anything else than a harvester, on any page.

    Of the town and the country that a hub names, position and code stand in their own records.
    """
    site = current(whole.out).path / "site"
    records = _records(site.with_name("dumps") / "reference.nq")
    foreign = {}
    for thing, found in read_by_tools.items():
        (embedded,) = found["embedded"]
        said = _said(site / f"{thing}.ttl")
        assert embedded.get("@id", thing) in {*said, thing}, thing
        known = said.union(*(records.get(each, ()) for each in said))
        more = {each for each in _leaves(embedded) if each not in known}
        if more:
            foreign[thing] = more
    assert foreign == {}


def _said(path: Path) -> set[str]:
    """Give every address and text of a description."""
    return {
        term.value
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)
        for term in (quad.subject, quad.object)
        if isinstance(term, ox.NamedNode | ox.Literal)
    }


def _records(path: Path) -> dict[str, set[str]]:
    """Give what the reference data says of towns and countries, by their addresses."""
    found: dict[str, set[str]] = {}
    for quad in ox.parse(path=path):
        about, term = str(quad.subject)[1:-1], quad.object
        if re.search(r"geonames|/authority/country/", about) and isinstance(term, ox.Literal):
            found.setdefault(about, set()).add(term.value)
    return found


def _leaves(embedded: object) -> Iterator[str]:
    """Give every value of a description but the words of schema.org itself."""
    if isinstance(embedded, dict):
        for name, value in embedded.items():
            if name not in OF_THE_PAGE:
                yield from _leaves(value)
    elif isinstance(embedded, list):
        for value in embedded:
            yield from _leaves(value)
    else:
        yield str(embedded)


@tools.needs_web
def test_the_catalogue_for_search_engines_has_the_datasets_of_the_catalogue(
    whole: Network, read_by_tools: dict[str, dict[str, Any]]
) -> None:
    """Two catalogues that differ are none."""
    (embedded,) = read_by_tools["catalogue"]["embedded"]
    listed = {each["@id"]: (each["name"], each["url"]) for each in embedded["dataset"]}
    graph = Graph().parse(current(whole.out).path / "catalogue.ttl")
    rows = graph.query(
        "PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dct: <http://purl.org/dc/terms/>"
        " SELECT ?d ?t ?p { ?d a dcat:Dataset ; dct:title ?t ; dcat:landingPage ?p }"
    )
    assert listed == {str(d): (str(t), str(p)) for d, t, p in rows}  # type: ignore[misc]


@tools.needs_web
@pytest.mark.parametrize("page", ["index", "data"])
def test_the_network_is_described_for_search_engines_as_in_the_catalogue(
    whole: Network, client: httpx.Client, page: str
) -> None:
    """The same dataset under two names would be found twice."""
    del client
    ((embedded,),) = tools.read_embedded([f"{whole.url}{page}.html"]).values()
    catalogue = Graph().parse(current(whole.out).path / "catalogue.ttl")
    said = {str(term) for triple in catalogue for term in triple}
    for name in ("@id", "name", "description", "version", "keywords", "creator"):
        assert {*_leaves({"x": embedded[name]})} <= said, name
    files = {each["contentUrl"] for each in embedded["distribution"]}
    assert files <= said


@tools.needs_csvw
def test_the_tables_are_as_their_description_says(whole: Network, tmp_path: Path) -> None:
    """Whoever loads the tables trusts types, keys and which cells are filled; a tool checks."""
    dumps = current(whole.out).path / "dumps"
    for path in (*dumps.glob("*.csv"), dumps / "csv-metadata.json"):
        shutil.copyfile(path, tmp_path / path.name)
    assert tools.run(tools.CSVW, tmp_path / "csv-metadata.json").startswith("OK")
    table = tmp_path / "hubs.csv"
    table.write_bytes(table.read_bytes().replace(b"https://w3id.org/edihkg/id/hub/alpha,", b",", 1))
    with pytest.raises(AssertionError):
        tools.run(tools.CSVW, tmp_path / "csv-metadata.json")


def test_every_form_has_its_media_type(client: httpx.Client) -> None:
    """Clients choose their parser by it."""
    for each in formats.RDF_FORMATS:
        response = client.get("/id/hub/alpha", headers={"accept": each.media_type})
        assert (response.status_code, response.headers["vary"]) == (303, "Accept")
        document = client.get(urljoin("/id/hub/", response.headers["location"]))
        assert document.headers["content-type"].partition(";")[0] == each.media_type
