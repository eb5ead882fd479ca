"""Tests of the query page in a real browser: keyboard, completion, views, policy, width."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from edihkg.release import Release
from edihkg.settings import Settings
from tests.browser.waiting import wait_until
from tests.serve.servers import Served, serve
from tests.serve.test_pages import release

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]
__all__ = ["release"]

NUMBERS = "SELECT ?x ?n { ?x <http://example.org/n> ?n } ORDER BY ?n LIMIT 5"
WIDE = """SELECT ?name ?first ?second ?third ?fourth ?fifth ?sixth ?seventh {
  ?x <http://example.org/n> ?name BIND("a long text" AS ?first) BIND("a long text" AS ?second)
  BIND("a long text" AS ?third) BIND(1 AS ?fourth) BIND(2 AS ?fifth) BIND(3 AS ?sixth)
  BIND(4 AS ?seventh)
} ORDER BY ?name LIMIT 60"""
HUBS = "SELECT ?hub { ?hub a <https://w3id.org/edihkg/ns#Hub> }"


@pytest.fixture(scope="module")
def served(release: Release) -> Iterator[Served]:
    """A server of the small release."""
    with serve(release, Settings(workers=2)) as server:
        yield server


@pytest.fixture
def page(browser: "Browser", served: Served) -> Iterator["Page"]:
    """A new page that complains about every error, refusal of the policy and foreign request."""
    context = browser.new_context(base_url=served.url, viewport={"width": 1200, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text)
            if "policy" in message.text.lower() or "violat" in message.text.lower()
            else None
        ),
    )
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith(served.url) else complaints.append(request.url)
        ),
    )
    yield page
    context.close()
    assert complaints == []


def _open(page: "Page", query: str = "") -> None:
    page.goto(f"/sparql?query={quote(query)}" if query else "/sparql")
    page.locator(".editor .cm-content").wait_for()


def _write(page: "Page", text: str) -> None:
    content = page.locator(".editor .cm-content")
    content.focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)


def test_a_query_is_asked_with_the_keyboard_and_can_be_shared(page: "Page") -> None:
    """The answer comes without leaving the page, and the address leads to it again."""
    _open(page)
    _write(page, NUMBERS)
    page.keyboard.press("Control+Enter")
    page.locator("#results table").wait_for()
    assert page.locator("#results tbody tr").count() == 5
    assert "5 rows" in page.locator("#status").inner_text()
    assert quote("LIMIT 5", safe="").replace("%20", "+") in page.url
    page.reload()
    assert page.locator("#results tbody tr").count() == 5
    assert "LIMIT 5" in page.locator(".editor .cm-content").inner_text()


def test_tab_leaves_the_editor(page: "Page") -> None:
    """Who uses the keyboard only must not be caught in it."""
    _open(page)
    page.locator(".editor .cm-content").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Ask"


def test_the_editor_says_what_it_is(page: "Page") -> None:
    """A screen reader hears a name, and that it is a field of several lines."""
    _open(page)
    field = page.get_by_role("textbox", name="SPARQL query")
    assert field.count() == 1
    assert field.get_attribute("aria-multiline") == "true"
    assert page.get_by_role("status").count() >= 1


def test_terms_of_the_data_are_completed_and_their_prefix_is_filled_in(page: "Page") -> None:
    """Nobody knows the names by heart."""
    _open(page)
    _write(page, "SELECT ?h { ?h ?p ")
    page.keyboard.type("technology:ROB")
    option = page.locator(".cm-tooltip-autocomplete li").first
    option.wait_for()
    assert "technology:ROBOTICS" in option.inner_text()
    page.wait_for_timeout(100)
    page.keyboard.press("Enter")
    page.keyboard.insert_text(" }")
    page.keyboard.press("Control+Enter")
    page.locator("#answer").wait_for()
    text = page.locator(".editor .cm-content").inner_text()
    assert "PREFIX technology: <https://w3id.org/edihkg/concept/technology/>" in text


def test_a_mistake_is_shown_in_its_line(page: "Page") -> None:
    """The message says where, and the editor shows it."""
    _open(page)
    _write(page, "SELECT *\nWHERE { ?s ?p }")
    page.keyboard.press("Control+Enter")
    page.locator("#problem").wait_for()
    assert "line 2" in page.locator("#problem").inner_text()
    assert "WHERE" in page.locator(".cm-mistake").inner_text()
    assert page.locator("#problem").get_attribute("role") == "alert"


def test_views_are_tabs_for_the_keyboard(page: "Page") -> None:
    """Table, map and raw text of one answer, by arrow keys."""
    _open(page, HUBS)
    tabs = page.get_by_role("tab")
    tabs.first.wait_for()
    assert tabs.all_inner_texts() == ["Table", "Map", "Raw"]
    tabs.first.focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("tab", selected=True).inner_text() == "Map"
    assert page.locator("#view-map svg.tiles").is_visible()
    assert not page.locator("#view-table").is_visible()
    page.keyboard.press("End")
    page.locator("#view-raw pre", has_text='"bindings"').wait_for()


@pytest.mark.parametrize(
    ("name", "told"), [("curl", "--data-urlencode"), ("Python", "pd.read_csv"), ("R", "httr2")]
)
def test_a_query_can_be_taken_into_a_program(page: "Page", name: str, told: str) -> None:
    """What is copied names this endpoint and this query."""
    _open(page, NUMBERS)
    page.locator("details.tools summary").click()
    page.get_by_role("button", name=name, exact=True).click()
    text = page.locator("details.tools pre")
    text.wait_for()
    assert told in text.inner_text()
    assert "/sparql" in text.inner_text()
    assert "LIMIT 5" in text.inner_text()


def test_a_published_question_is_put_into_the_editor_with_its_values(page: "Page") -> None:
    """An example is more than a text to be changed by hand."""
    _open(page)
    example = page.locator("details#regions-without-edih-seat")
    example.locator("summary").click()
    example.locator("select").select_option("se")
    example.get_by_role("button", name="Put into the editor").click()
    wait_until(page, "document.querySelector('#query').value.includes('VALUES ?country')")
    assert "country/SWE" in page.locator("#query").input_value()
    page.keyboard.press("Control+Enter")
    page.locator("#answer").wait_for()


def test_without_scripts_the_form_asks(browser: "Browser", served: Served) -> None:
    """The editor is an improvement, not a condition."""
    context = browser.new_context(base_url=served.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sparql")
    page.locator("#query").fill(NUMBERS)
    page.get_by_role("button", name="Ask").click()
    assert page.locator("#results tbody tr").count() == 5
    assert re.search(r"format=html", page.url)
    context.close()


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize(
    "address",
    [
        "/sparql",
        f"/sparql?query={quote(HUBS)}",
        "/q/hubs.html",
        "/q/regions-without-edih-seat.html",
    ],
)
def test_no_page_is_wider_than_the_screen(
    browser: "Browser", served: Served, address: str, width: int
) -> None:
    """Telephones scroll in one direction."""
    context = browser.new_context(base_url=served.url, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


PLACES = """e => {
  const [first, head] = [e.querySelector("tbody th"), e.querySelector("thead th")];
  const [box, own, top] = [e, first, head].map(each => each.getBoundingClientRect());
  const over = document.elementFromPoint(top.left + 20, top.top + 10);
  return [own.left - box.left, top.left - box.left, top.top - box.top, over === head];
}"""


def test_a_wide_table_keeps_the_names_of_its_rows_and_is_moved_by_keys(
    browser: "Browser", served: Served
) -> None:
    """On a telephone a number without its row says nothing; not everybody has a finger on it."""
    context = browser.new_context(
        base_url=served.url, viewport={"width": 360, "height": 500}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"/sparql?query={quote(WIDE)}")
    table = page.locator(".answer")
    table.focus()
    page.keyboard.press("ArrowRight")
    wait_until(page, "document.querySelector('.answer').scrollLeft > 0")
    table.evaluate("e => { e.scrollIntoView(); e.scrollLeft = 150; e.scrollTop = 120; }")
    first, head, top, on_top = table.evaluate(PLACES)
    assert max(first, head, top) <= 2
    assert on_top, "a row lies over the heads of the columns"
    context.close()
