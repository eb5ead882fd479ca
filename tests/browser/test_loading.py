"""What loading a page costs its reader: bytes, and jumps of what was being read."""

from typing import TYPE_CHECKING

import pytest

from tests.browser.test_checkers import MADE, addresses
from tests.serve.servers import Served

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Request

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOST_BYTES = 60_000
MOST_EDITOR_BYTES = 200_000
MOST_SHIFT = 0.005
"""Cumulative layout shift below which it is reported as 0.00."""
SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => { for (const each of list.getEntries()) sum += each.value; })
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(sum), 50)));
})"""
"""Sums up how far what was shown has moved since, as browsers measure it."""


@pytest.mark.parametrize("width", [360, 1280], ids=["phone", "desk"])
def test_nothing_moves_and_no_page_is_heavy(
    browser: "Browser", served: Served, built: "Path", width: int
) -> None:
    """Who reads in a train waits for bytes, and loses the line when the page jumps."""
    context = browser.new_context(
        base_url=served.url, viewport={"width": width, "height": 800}, reduced_motion="reduce"
    )
    page = context.new_page()
    asked: list[Request] = []

    def note(request: "Request") -> None:
        asked.append(request)

    page.on("requestfinished", note)
    moved, heavy = {}, {}
    for address in [*addresses(built), *MADE]:
        asked.clear()
        page.goto(address, wait_until="networkidle")
        if (shift := page.evaluate(SHIFTS)) >= MOST_SHIFT:
            moved[address] = shift
        if (size := sum(_bytes(each) for each in asked)) > MOST_BYTES:
            heavy[address] = size
    context.close()
    assert moved == {}
    assert heavy == {}


def test_the_query_page_and_its_editor_are_light(browser: "Browser", served: Served) -> None:
    """The page is for everybody, the editor for who writes queries; neither may grow unseen."""
    page = browser.new_page(base_url=served.url)
    asked: list[Request] = []

    def note(request: "Request") -> None:
        asked.append(request)

    page.on("requestfinished", note)
    page.goto("/sparql.html", wait_until="networkidle")
    editor = [each.sizes()["responseBodySize"] for each in asked if "/editor/" in each.url]
    rest = sum(_bytes(each) for each in asked)
    page.close()
    assert len(editor) > 1
    assert sum(editor) < MOST_EDITOR_BYTES
    assert rest < MOST_BYTES


def _bytes(request: "Request") -> int:
    """Count what one request transferred.

    Pictures do not count, nor the editor that a server, but no release, adds to the query page.
    """
    if request.resource_type == "image" or "/editor/" in request.url:
        return 0
    sizes = request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]


def test_the_index_of_the_search_is_fetched_when_it_is_first_needed(
    browser: "Browser", served: Served
) -> None:
    """It weighs more than the page; who only looks at the page must not wait for it."""
    page = browser.new_page(base_url=served.url)
    fetched: list[str] = []
    page.on("requestfinished", lambda request: fetched.append(request.url))
    for address in ("/search/", "/search/?q=robotics"):
        page.goto(address, wait_until="networkidle")
    assert not [url for url in fetched if url.endswith("index.json")]
    page.goto("/search/")
    with page.expect_response(lambda response: response.url.endswith("index.json")):
        page.get_by_role("searchbox").focus()
    page.get_by_role("searchbox").fill("robotics")
    page.get_by_text("hub", exact=False).first.wait_for()
    page.close()
