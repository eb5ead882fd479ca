"""A German visitor goes from the home page to an answer, with and without scripts."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.browser.conftest import open_window
from tests.browser.waiting import wait_until
from tests.serve.servers import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
HUBS = "SELECT ?hub { ?hub a <https://w3id.org/edihkg/ns#Hub> }"


@pytest.fixture
def page(window: tuple[int, bool], browser: "Browser", bilingual: Served) -> Iterator["Page"]:
    """Open a window on a desk or a phone, with scripts or without."""
    width, scripts = window
    yield from open_window(browser, bilingual, width, scripts=scripts)


@pytest.fixture
def desk(browser: "Browser", bilingual: Served) -> Iterator["Page"]:
    """Open a window on a desk, with scripts."""
    yield from open_window(browser, bilingual, 1280, scripts=True)


def test_from_the_home_page_to_an_answer_everything_is_german(page: "Page") -> None:
    """One page in English on the way, and a visitor thinks that the rest is, too."""
    page.goto("/index.de.html")
    page.get_by_role("navigation", name="Hauptmenü").get_by_role("link", name="Daten").click()
    page.locator("main").get_by_role("link", name="aller Fragen").click()
    page.get_by_role("link", name="Regionen eines Landes ohne Sitz", exact=False).first.click()
    assert "/q/regions-without-edih-seat.de.html" in page.url
    page.get_by_label("Land", exact=True).select_option("si")
    page.get_by_role("button", name="Antwort").click()
    assert page.url.endswith("/q/regions-without-edih-seat.de.html?country=si")
    assert page.locator("html").get_attribute("lang") == "de"
    assert page.get_by_role("columnheader", name="Region").count() == 1
    assert page.locator(".answer tbody tr").count() > 0
    rows = page.locator(".answer tbody").inner_text()
    page.get_by_role("navigation", name="Sprachen").get_by_role("link", name="English").click()
    assert page.url.endswith("/q/regions-without-edih-seat.html?country=si")
    assert page.get_by_label("Country", exact=True).input_value() == "si"
    assert page.locator(".answer tbody").inner_text() == rows
    page.get_by_role("navigation", name="Languages").get_by_role("link", name="Deutsch").click()
    page.get_by_role("button", name="Auf der Abfrageseite öffnen").click()
    assert "/sparql.de.html?query=" in page.url


def test_the_query_page_answers_in_german(page: "Page") -> None:
    """Without scripts the form leads to its own language, with them the answer comes into it."""
    page.goto(f"/sparql.de.html?query={quote(HUBS)}")
    page.get_by_role("button", name="Fragen").click()
    page.get_by_role("heading", name="Antwort").wait_for()
    assert page.locator("html").get_attribute("lang") == "de"
    assert page.locator("#results .tally").inner_text().endswith("Zeilen")


def test_the_editor_speaks_the_language_of_its_page(desk: "Page") -> None:
    """Its words come from the page; the switch of languages follows what was asked."""
    desk.goto("/sparql.de.html")
    content = desk.get_by_role("textbox", name="SPARQL-Abfrage")
    content.focus()
    desk.keyboard.press("Control+a")
    desk.keyboard.press("Delete")
    desk.keyboard.insert_text(HUBS)
    desk.keyboard.press("Control+Enter")
    desk.locator("#results table").wait_for()
    assert re.fullmatch(r"\d+ Zeilen, nach \d+,\d\d s\.", desk.locator("#status").inner_text())
    assert desk.get_by_role("tab").all_inner_texts() == ["Tabelle", "Rohtext"]
    english = desk.get_by_role("navigation", name="Sprachen").get_by_role("link", name="English")
    assert quote("ns#Hub", safe="") in (english.get_attribute("href") or "")
    desk.locator("details.tools summary").click()
    desk.get_by_role("button", name="curl", exact=True).click()
    command = desk.locator("details.tools pre").inner_text()
    assert "/sparql'" in command
    example = desk.locator("details#regions-without-edih-seat")
    example.locator("summary").click()
    example.get_by_label("Land", exact=True).wait_for()
    example.get_by_role("button", name="In den Editor übernehmen").click()
    wait_until(desk, "document.querySelector('#query').value.includes('edih:Region')")


def test_keys_alone_lead_to_an_answer(desk: "Page") -> None:
    """The first stop leads past the navigation, and the next ones through form and table."""
    desk.goto("/q/regions-without-edih-seat.de.html?country=si")
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.textContent") == "Zum Inhalt springen"
    desk.keyboard.press("Enter")
    assert desk.evaluate("document.activeElement.id") == "content"
    found: list[str] = []
    while "answer" not in (found or [""])[-1] and len(found) < 60:
        desk.keyboard.press("Tab")
        found.append(desk.evaluate("document.activeElement.id || document.activeElement.className"))
    assert "field-country" in found
    assert found[-1] == "scroll answer"
