"""The ontology, read once."""

from pathlib import Path

import pytest
from rdflib import RDF, Graph, URIRef

from edihkg import assets

FOLDER = assets.folder("ontology")
SHAPES = assets.folder("shapes")
NAMESPACE = "https://w3id.org/edihkg/ns#"
HOME = URIRef("https://w3id.org/edihkg/ns")


def read_all(folder: Path) -> Graph:
    """Merge the Turtle files of a folder."""
    merged = Graph()
    for path in sorted(folder.glob("*.ttl")):
        merged.parse(path)
    return merged


def terms_of(graph: Graph) -> list[URIRef]:
    """List our terms that a graph gives a type."""
    found = {str(subject) for subject in graph.subjects(RDF.type)}
    return [URIRef(iri) for iri in sorted(found) if iri.startswith(NAMESPACE)]


def name_of(term: object) -> str:
    """Give the local name of a term."""
    return str(term).rpartition("#")[2]


@pytest.fixture(scope="session")
def core() -> Graph:
    """The core ontology."""
    return Graph().parse(FOLDER / "edihkg.ttl")


@pytest.fixture(scope="session")
def alignments() -> Graph:
    """The links to outside vocabularies."""
    return read_all(FOLDER / "alignments")


@pytest.fixture(scope="session")
def concepts() -> Graph:
    """All lists."""
    return read_all(FOLDER / "schemes")


@pytest.fixture(scope="session")
def shapes() -> Graph:
    """All shapes: of submissions, of profiles, of reference data."""
    merged = Graph()
    for folder in ("core", "profile", "reference"):
        merged += read_all(SHAPES / folder)
    return merged
