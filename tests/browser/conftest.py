"""A small site, served by the real server, in Debian's Chromium.

Needs ``chromium``; the checkers of pages need ``npm install`` in this folder. What is missing
skips the test with a reason.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from edihkg.pages import Departed, build_site
from edihkg.settings import Settings
from tests.pages.conftest import CONTEXT, load
from tests.serve.releases import build_release
from tests.serve.servers import Served, serve

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
GONE = Departed(
    hub="https://w3id.org/edihkg/id/hub/left",
    label="Left Hub",
    since="2026-05",
    reason="It became another.",
    successor="https://w3id.org/edihkg/id/hub/rich",
)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site of the small network and of one hub made of hostile text."""
    site = tmp_path_factory.mktemp("browsed")
    store = load(HERE / "hostile.ttl", _long_names(site))
    build_site(store, site / "site", context=replace(CONTEXT, departed=(GONE,)))
    return site / "site"


def _long_names(folder: Path) -> Path:
    """Describe a hub whose name has 100 kB."""
    path = folder / "long.ttl"
    path.write_text(
        "@prefix edih: <https://w3id.org/edihkg/ns#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        f'<https://w3id.org/edihkg/id/hub/long> a edih:Hub ; skos:prefLabel "{"W" * 100_000}" .\n',
        encoding="utf-8",
    )
    return path


@pytest.fixture(scope="session")
def served(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the site."""
    files = {
        f"site/{path.relative_to(built).as_posix()}": path.read_bytes()
        for path in built.rglob("*")
        if path.is_file()
    }
    release = build_release(tmp_path_factory.mktemp("release"), quads=[], files=files)
    with serve(release, Settings(log_requests=False)) as server:
        yield server
