"""Engines and small releases for the tests of publishing."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from edihkg.dumps.rdf import write_dataset_lines, write_default_lines
from edihkg.graph import dataset_lines
from edihkg.release import DUMPS, STORE, Release
from tests.publish.engines import Engine, oxigraph, virtuoso
from tests.serve.releases import build_release

GRAPH = "https://w3id.org/edihkg/graph/"
_ENGINES = {"oxigraph": oxigraph, "virtuoso": virtuoso}


@pytest.fixture(
    scope="session", params=["oxigraph", pytest.param("virtuoso", marks=pytest.mark.slow)]
)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """Each engine, empty at first."""
    with _ENGINES[request.param](tmp_path_factory.mktemp(request.param)) as running:
        yield running


@pytest.fixture(scope="module")
def native(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An Oxigraph server for tests that need only one engine."""
    with oxigraph(tmp_path_factory.mktemp("native")) as running:
        yield running


def make_release(path: Path, name: str, *, hubs: int, said: str) -> Release:
    """Make a release of some hubs, each in its graph; all of them say the same thing."""
    quads = []
    for number in range(hubs):
        hub = ox.NamedNode(f"http://example.org/hub/{number}")
        statement = (hub, ox.NamedNode("http://example.org/says"), ox.Literal(said, language="en"))
        quads += [ox.Quad(*statement), ox.Quad(*statement, ox.NamedNode(f"{GRAPH}hub/{number}"))]
    fixed = (
        ox.NamedNode("http://example.org/place"),
        ox.NamedNode("http://example.org/fixed"),
        ox.BlankNode("unnamed"),
    )
    quads += [ox.Quad(*fixed), ox.Quad(*fixed, ox.NamedNode(f"{GRAPH}reference/places"))]
    return with_dumps(build_release(path, quads=quads), name)


def with_dumps(release: Release, name: str) -> Release:
    """Write the dumps that are published, and give the release a name."""
    folder = release.path / DUMPS
    folder.mkdir(exist_ok=True)
    store = ox.Store.read_only(str(release.path / STORE))
    write_dataset_lines(dataset_lines(store), folder, "edihkg")
    write_default_lines(store, folder, "edihkg")
    return replace(release, manifest=replace(release.manifest, release_id=name))
