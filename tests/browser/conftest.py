"""A small site, served by the real server, in Debian's Chromium.

Needs ``chromium``; the checkers of pages need ``npm install`` in this folder. What is missing
skips the test with a reason.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from edihkg.pages import Departed, build_site
from edihkg.settings import Settings
from tests.browser import hostile
from tests.pages.conftest import CONTEXT, load
from tests.serve.releases import build_release
from tests.serve.servers import Served, serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
NO_TERMS = '{"prefixes": {}, "classes": [], "properties": [], "codes": []}'
"""What the editor completes in a site that was built without a catalogue."""
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
    store = load(HERE / "hostile.ttl", HERE / "secure.ttl")
    build_site(store, site / "site", context=replace(CONTEXT, departed=(GONE,)))
    return site / "site"


@pytest.fixture(scope="session")
def served(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the site."""
    yield from _serve(built, tmp_path_factory.mktemp("release"))


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a site with hubs that have hostile text in every property."""
    folder = tmp_path_factory.mktemp("attacked")
    build_site(load(hostile.write(folder)), folder / "site", context=CONTEXT)
    yield from _serve(folder / "site", folder / "release")


@pytest.fixture(scope="session")
def bilingual(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the small network in English and German, with its statements to be asked."""
    folder, store = tmp_path_factory.mktemp("bilingual"), load(HERE / "secure.ttl")
    build_site(store, folder / "site", context=replace(CONTEXT, languages=("en", "de")))
    (folder / "site" / "static" / "terms.json").write_text(NO_TERMS, encoding="utf-8")
    yield from _serve(folder / "site", folder / "release", quads=store, languages="en,de")


def _serve(
    built: Path, folder: Path, *, quads: Iterable[ox.Quad] = (), languages: str = "en"
) -> Iterator[Served]:
    files = {
        f"site/{path.relative_to(built).as_posix()}": path.read_bytes()
        for path in built.rglob("*")
        if path.is_file()
    }
    settings = {"languages": languages}
    release = build_release(folder, quads=quads, files=files, settings=settings)
    with serve(release, Settings(log_requests=False)) as server:
        yield server


@pytest.fixture(
    params=[(1280, True), (1280, False), (360, True), (360, False)],
    ids=["desk", "desk-no-scripts", "phone", "phone-no-scripts"],
)
def window(request: pytest.FixtureRequest) -> tuple[int, bool]:
    """Give the width of a desk's or a phone's window, and whether scripts run in it."""
    width, scripts = request.param
    return width, scripts


def open_window(
    browser: "Browser", served: Served, width: int, *, scripts: bool
) -> Iterator["Page"]:
    """Open a window; any error of a script or of the policy fails the test."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=scripts, base_url=served.url
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console", lambda message: errors.append(message.text) if message.type == "error" else None
    )
    yield page
    context.close()
    assert errors == []
