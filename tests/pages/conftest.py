"""A small site, built once: three invented hubs on the real lists and reference data."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest

from edihkg import assets
from edihkg.pages import KeptOut, SiteContext, build_site

NETWORK = Path(__file__).with_name("network.ttl")
CONTEXT = SiteContext(
    release_id="20261122T170000Z-0123456789ab",
    as_of=datetime(2026, 11, 22, 17, tzinfo=UTC),
    id_base="https://w3id.org/edihkg/",
    kept_out=(KeptOut("hr/x.ttl", "Hub <X>", "The region HR04 was retired."),),
    findings={"D04": 1200},
    hub_findings={
        "https://w3id.org/edihkg/id/hub/rich": {"D10b": 1, "D04": 2},
        "https://w3id.org/edihkg/id/hub/poor": {"D22": 1},
    },
)
Build = Callable[[SiteContext], Path]


def load(*more: Path, network: Path = NETWORK) -> ox.Store:
    """Load the network, the ontology, the lists, the reference data and more into one graph."""
    ontology = assets.folder("ontology")
    store = ox.Store()
    files = [
        ontology / "edihkg.ttl",
        *ontology.glob("schemes/*"),
        *ontology.glob("reference/*.ttl"),
    ]
    for path in [*sorted(files), network, *more]:
        store.load(path=path, format=ox.RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="session")
def store() -> ox.Store:
    """Hold the network, the ontology, the lists and the reference data in one graph."""
    return load()


@pytest.fixture(scope="session")
def build(store: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Build a site for a context."""

    def build(context: SiteContext) -> Path:
        site = tmp_path_factory.mktemp("site")
        build_site(store, site, context=context)
        return site

    return build


@pytest.fixture(scope="session")
def site(build: Build) -> Path:
    """Build the site of an operator who has not said where it is served."""
    return build(CONTEXT)
