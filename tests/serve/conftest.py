"""One small release, and one server for the tests that only ask."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edihkg.release import Release
from edihkg.settings import Settings
from tests.serve.releases import build_release, read_quads
from tests.serve.servers import Served, serve

DATA = """
@prefix ex: <http://example.org/> .
@prefix edih: <https://w3id.org/edihkg/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix country: <http://publications.europa.eu/resource/authority/country/> .
@prefix nuts: <http://data.europa.eu/nuts/code/> .
@prefix tech: <https://w3id.org/edihkg/concept/technology/> .
@prefix status: <https://w3id.org/edihkg/concept/hub-status/> .

tech:BLOCKCHAIN a skos:Concept ; skos:notation "BLOCKCHAIN" ;
    skos:inScheme <https://w3id.org/edihkg/concept/technology> .
tech:ROBOTICS a skos:Concept ; skos:notation "ROBOTICS" ;
    skos:inScheme <https://w3id.org/edihkg/concept/technology> .
country:FIN skos:inScheme <http://publications.europa.eu/resource/authority/country> ;
    skos:notation "FI" .
country:SWE skos:inScheme <http://publications.europa.eu/resource/authority/country> ;
    skos:notation "SE" .
nuts:FI1B a edih:Region ; edih:nutsLevel 2 ; edih:country country:FIN ; skos:notation "FI1B" ;
    skos:prefLabel "Helsinki-Uusimaa" .
nuts:FI1C a edih:Region ; edih:nutsLevel 2 ; edih:country country:FIN ; skos:notation "FI1C" ;
    skos:prefLabel "Etelä-Suomi" .
nuts:FIZZ a edih:Region ; edih:nutsLevel 2 ; edih:country country:FIN ; skos:notation "FIZZ" ;
    edih:isExtraRegio true ; skos:prefLabel "Extra-Regio NUTS 2" .
nuts:SE11 a edih:Region ; edih:nutsLevel 2 ; edih:country country:SWE ; skos:notation "SE11" ;
    skos:prefLabel "Stockholm" .
status:EDIH skos:notation "EDIH" .
status:DIH skos:notation "DIH" .

ex:north a edih:Hub ; skos:prefLabel "North, the \\"hub\\""@en ; skos:altLabel "NH" ;
    edih:country country:FIN ; edih:hasSeatIn nuts:FI1B ;
    edih:latestRecordedStatus status:EDIH ; edih:usesTechnology tech:ROBOTICS ;
    edih:hasFacility ex:lab ; edih:hasExpertise ex:robots .
ex:robots edih:concernsTopic tech:ROBOTICS ; edih:expertiseLevel 5 .
ex:lab skos:prefLabel "Robot lab"@en ; edih:demonstratesTechnology tech:ROBOTICS .
ex:south a edih:Hub ; skos:prefLabel "South"@en ; edih:country country:SWE ;
    edih:hasSeatIn nuts:SE11 ; edih:latestRecordedStatus status:DIH ;
    edih:usesTechnology tech:ROBOTICS .
ex:west a edih:Hub ; skos:prefLabel "West"@en ; edih:country country:FIN ;
    edih:hasSeatIn nuts:FI1C ; edih:latestRecordedStatus status:DIH .
ex:university skos:prefLabel "University" ; edih:isPartnerIn ex:north, ex:south .
ex:firm skos:prefLabel "Firm" ; edih:isPartnerIn ex:north .

<https://w3id.org/edihkg/graph/hub/north> { ex:north a edih:Hub . }
<http://example.org/graph/1> { ex:one a ex:Thing . }
<http://example.org/graph/2> { ex:two a ex:Thing . }
<http://example.org/graph/3> { ex:three a ex:Thing . }
"""
BULK = "".join(f'<http://example.org/n/{n}> <http://example.org/n> "{n}" .\n' for n in range(400))
PAGE = b"<!doctype html><title>A page</title>"
DUMP = bytes(range(256)) * 4096


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Three hubs, three named graphs, 400 more triples and a few files."""
    files = {
        "site/index.html": PAGE,
        "site/404.html": b"<!doctype html><title>Not found</title>",
        "site/coverage.html": PAGE + b"coverage",
        "site/hub/index.html": PAGE + b"hubs",
        "site/id/hub/north.html": PAGE + b"north",
        "site/id/hub/north.ttl": b"<http://example.org/north> a <http://example.org/Hub> .\n",
        "site/id/hub/north.jsonld": b"[]",
        "site/sparql.html": PAGE + b"query page",
        "site/static/style.css": b"body { margin: 0 }",
        "dumps/edihkg.nq.gz": DUMP,
        "catalogue.ttl": b"<> a <http://www.w3.org/ns/dcat#Catalog> .\n",
        "report.json": b"{}",
    }
    path: Path = tmp_path_factory.mktemp("release")
    return build_release(path, quads=read_quads(DATA + BULK), files=files)


@pytest.fixture(scope="session")
def served(release: Release) -> Iterator[Served]:
    """A server with generous limits."""
    with serve(release, Settings(workers=2, request_bytes=100_000)) as server:
        yield server
