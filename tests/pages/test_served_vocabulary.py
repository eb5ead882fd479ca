"""What FOOPS! asks of a vocabulary's address, asked of the site served on loopback.

Every address of ours begins with ``https://w3id.org/edihkg/``; the redirect file that will stand
there is applied here to each, with the address of the local server in place of the public one.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from rdflib import DCTERMS, OWL, RDF, SKOS, Graph, URIRef

from edihkg import assets
from edihkg.settings import Settings
from edihkg.terms import to_rdflib
from tests.serve.releases import build_release
from tests.serve.servers import Served, serve

BASE = "https://w3id.org/edihkg/"
HOME = URIRef(f"{BASE}ns")
W3ID = assets.folder("ontology") / "w3id" / ".htaccess"
PUBLISHED = ("ns", "concept/pillar", "concept/hub-status", "shapes", "context", "static/icon")
"""What is served of the small site: the vocabulary."""
LANGUAGES = ("text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples")


@pytest.fixture(scope="module")
def served(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The vocabulary as the real server gives it out."""
    files = {
        f"site/{path.relative_to(site).as_posix()}": path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file() and path.relative_to(site).as_posix().startswith(PUBLISHED)
    }
    release = build_release(tmp_path_factory.mktemp("fair"), quads=(), files=files)
    with serve(release, Settings(workers=1)) as running:
        yield running


def _redirected(iri: str) -> str:
    """Give the path on the site that the redirect file sends a permanent address to."""
    rule = re.search(r"^RewriteRule (\S+) (\S+) ", W3ID.read_text(encoding="utf-8"), re.MULTILINE)
    assert rule is not None
    target = rule[2].replace("$1", r"\1")
    found = re.sub(rule[1], target, iri.removeprefix(BASE).partition("#")[0], count=1)
    return found.removeprefix("https://edihkg.example")


def _get(served: Served, iri: str, accept: str) -> httpx.Response:
    headers = {"Accept": accept}
    return served.client.get(_redirected(iri), headers=headers, follow_redirects=True)


def _read(served: Served, iri: str, accept: str) -> Graph:
    response = _get(served, iri, accept)
    assert response.status_code == 200, iri
    assert response.headers["content-type"].partition(";")[0] == accept
    language = ox.RdfFormat.from_media_type(accept)
    assert language is not None
    graph = Graph()
    for quad in ox.parse(response.content, format=language, base_iri=iri):
        graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    return graph


@pytest.mark.parametrize("accept", LANGUAGES)
def test_cn1_the_namespace_answers_in_every_language_of_rdf(served: Served, accept: str) -> None:
    """CN1, RDF1, FIND1: whoever dereferences a term gets the statements about it."""
    graph = _read(served, f"{BASE}ns#Hub", accept)
    assert (URIRef(f"{BASE}ns#Hub"), RDF.type, OWL.Class) in graph
    assert len(graph) == len(_read(served, str(HOME), "text/turtle"))


@pytest.mark.parametrize(
    "accept", ["text/html", "*/*", "text/html,application/xhtml+xml,*/*;q=0.8"]
)
def test_doc1_a_browser_gets_a_page_with_an_anchor_for_every_term(
    served: Served, accept: str
) -> None:
    """DOC1, HTTP1: people read, and each link to a term leads to its place."""
    response = _get(served, str(HOME), accept)
    assert response.headers["content-type"].startswith("text/html")
    core = Graph().parse(assets.folder("ontology") / "edihkg.ttl")
    for term in core.subjects(SKOS.definition):
        name = str(term).partition("#")[2]
        assert not name or f'id="{name}"' in response.text, name


def test_ver1_every_version_has_an_address_that_answers(served: Served) -> None:
    """VER1, VER2: who pins a version gets that one, in RDF and as a page."""
    core = _read(served, str(HOME), "text/turtle")
    folders = (assets.folder("ontology") / "releases").iterdir()
    older = [f"{BASE}ns/{folder.name}" for folder in folders]
    current = str(core.value(HOME, OWL.versionIRI))
    assert str(core.value(HOME, OWL.priorVersion)) in older
    for iri in (current, *older):
        version = _read(served, iri, "text/turtle")
        assert str(version.value(HOME, OWL.versionIRI)) == iri
        assert _get(served, iri, "text/html").headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    "term", [DCTERMS.license, DCTERMS.creator, DCTERMS.bibliographicCitation, DCTERMS.issued]
)
def test_om1_what_is_served_says_who_made_it_and_how_it_may_be_used(
    served: Served, term: URIRef
) -> None:
    """OM1, R1.1: the header that is read is the one that is served, not only the one on disk."""
    core = _read(served, str(HOME), "text/turtle")
    assert core.value(HOME, term) is not None
    response = _get(served, str(HOME), "text/html")
    assert "https://creativecommons.org/licenses/by/4.0/" in response.text


@pytest.mark.parametrize(
    "path", ["concept/pillar/AI", "concept/pillar", "shapes", "context.jsonld"]
)
def test_uri1_what_the_header_and_the_terms_point_to_resolves(served: Served, path: str) -> None:
    """URI1, URI2: a list, an entry of it, the shapes and the context have addresses that answer."""
    accept = "application/ld+json" if path.endswith("jsonld") else "text/turtle"
    response = _get(served, f"{BASE}{path}", accept)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(accept)


def test_a_language_that_there_is_not_is_refused_and_the_others_are_named(served: Served) -> None:
    """CN1: a wrong answer in a format that nobody asked for would be parsed as another."""
    response = _get(served, str(HOME), "application/pdf")
    assert response.status_code == 406
    assert "text/turtle" in response.text


def test_others_may_read_the_vocabulary_from_their_pages(served: Served) -> None:
    """A11: editors and validators in browsers fetch it across origins."""
    headers = {"Accept": "text/turtle", "Origin": "https://elsewhere.example"}
    response = served.client.get("/ns", headers=headers, follow_redirects=True)
    assert response.headers["access-control-allow-origin"] == "*"
