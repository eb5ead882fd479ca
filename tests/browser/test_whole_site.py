"""Every page of the real network: markup, links, hosts, weight."""

import gzip
from pathlib import Path

import pytest

from edihkg.pages import build_site
from tests.browser.test_checkers import validate
from tests.browser.test_loading import MOST_BYTES
from tests.pages.conftest import CONTEXT
from tests.pages.html import Reader, read
from tests.pages.test_site import find_dead_links
from tests.questions.networks import real_engine

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LEAST_PAGES = 2_000


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site of the project's own submissions."""
    site = tmp_path_factory.mktemp("whole")
    build_site(real_engine(), site, context=CONTEXT)
    return site


@pytest.fixture(scope="module")
def pages(whole: Path) -> dict[str, Reader]:
    """Read all pages once."""
    return {p.relative_to(whole).as_posix(): read(p) for p in sorted(whole.rglob("*.html"))}


def test_html_validate_accepts_every_page_of_the_real_network(whole: Path) -> None:
    """Real names break what invented ones do not."""
    assert validate(whole) == []


def test_no_page_of_the_real_network_is_heavy(whole: Path) -> None:
    """A page with its style sheet and its script is here at once, on a phone, in a train."""
    static = whole / "static"
    beside = sum(_packed(static / name) for name in ("style.css", "icon.svg"))
    script = _packed(static / "search.js")
    sizes = {
        path.relative_to(whole).as_posix(): _packed(path) + beside for path in whole.rglob("*.html")
    }
    sizes["search/index.html"] += script
    assert len(sizes) > LEAST_PAGES
    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}


def _packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6))


def test_no_link_of_the_real_network_is_dead_and_none_loads_from_elsewhere(
    whole: Path, pages: dict[str, Reader]
) -> None:
    """One dead link among a hundred thousand is a promise broken to its reader."""
    elements = (element for page in pages.values() for element in page.elements)
    loaded = {element.attributes.get("src", "") for element in elements}
    assert find_dead_links(whole, pages) == set()
    assert {address for address in loaded if "//" in address} == set()


def test_every_page_of_the_real_network_is_well_formed(pages: dict[str, Reader]) -> None:
    """What a browser repairs in silence another tool reads otherwise."""
    assert {name: page.faults for name, page in pages.items() if page.faults} == {}
