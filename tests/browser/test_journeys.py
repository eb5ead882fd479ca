"""What visitors come for, with and without scripts, on a desk and on a phone."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import open_window
from tests.browser.hostile import ATTACKS, HUB, TIES, properties
from tests.serve.servers import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser
TOUCHED = (
    "/id/hub/evil.html",
    "/id/organisation/evil.html",
    "/id/facility/evil.html",
    "/search/?q=script",
    "/hub/",
    "/country/si.html",
    "/region/SI04.html",
)
"""Pages on which text of the hostile hub stands."""
HANDLERS = ", ".join(f"[on{name}]" for name in ("error", "load", "click", "focus", "mouseover"))
ADDRESSES = "all => all.map(e => e.getAttribute('href') || e.getAttribute('src') || '')"
LANGUAGES = "all => all.map(each => [each.lang, each.textContent])"
SHARED = (
    *("/", "/hub/", "/organisation/", "/facility/", "/country/mt.html", "/region/MT00.html"),
    *("/concept/hub-status/DIH.html", "/search/?country=MT", "/search/?q=javascript&near=evil"),
    *("/report.html", "/network.html", "/timeline.html", "/about.html", "/data.html"),
)
"""Pages on which texts of all attacks may stand."""


@pytest.fixture
def page(window: tuple[int, bool], browser: "Browser", served: Served) -> Iterator["Page"]:
    """Open a window on a desk or a phone, with scripts or without."""
    width, scripts = window
    yield from open_window(browser, served, width, scripts=scripts)


@pytest.fixture
def scripted(browser: "Browser", attacked: Served) -> Iterator["Page"]:
    """Open a window in which scripts run, on the site that is attacked."""
    yield from open_window(browser, attacked, 1280, scripts=True)


@pytest.fixture
def narrow(browser: "Browser", attacked: Served) -> Iterator["Page"]:
    """Open a window of a phone on the site that is attacked."""
    yield from open_window(browser, attacked, 360, scripts=True)


def test_a_robotics_laboratory_near_a_town_is_found(page: "Page") -> None:
    """A company asks first what it can try close by."""
    page.goto("/")
    page.get_by_role("searchbox").fill("robotics")
    page.get_by_role("button", name="Find").click()
    page.get_by_label("Near a town").fill("Ljubljana")
    page.get_by_label("Facility to try things").select_option("LABORATORY")
    page.get_by_role("button", name="Show").click()
    page.get_by_text("in Ljubljana itself").wait_for()
    assert "near=Ljubljana" in page.url
    assert "facility=LABORATORY" in page.url
    assert page.get_by_text("1 hub", exact=True).count() == 1
    assert page.locator(".results .fitting a").inner_text() == "5G lab"
    page.get_by_role("link", name="Rich Hub").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Rich Hub"
    page.get_by_role("link", name="5G lab").click()
    assert page.get_by_role("heading", level=1).inner_text() == "5G lab"


def test_what_is_typed_before_the_script_runs_stays(scripted: "Page") -> None:
    """On a slow line a reader is faster than the script."""
    held: list[Route] = []
    scripted.route("**/static/search.js", lambda route: held.append(route))  # noqa: PLW0108 - it marks its handler
    with scripted.expect_request("**/static/search.js"):
        scripted.goto("/search/?q=robotics", wait_until="commit")
    scripted.get_by_label("Near a town").fill("Ljubljana")
    held[0].continue_()
    scripted.wait_for_load_state("load")
    assert scripted.get_by_label("Near a town").input_value() == "Ljubljana"
    scripted.get_by_role("button", name="Show").click()
    scripted.get_by_text("in Ljubljana itself").first.wait_for()
    assert "near=Ljubljana" in scripted.url


def test_a_filtered_view_has_an_address_that_can_be_given_on(page: "Page") -> None:
    """Whoever gets the link sees the same."""
    page.goto("/search/?country=SI&technology=ROBOTICS")
    page.get_by_text("1 hub", exact=True).wait_for()
    assert page.get_by_label("Country").input_value() == "SI"
    page.get_by_label("Take away: Robotics").click()
    page.get_by_text("3 hubs", exact=True).wait_for()
    assert "technology" not in page.url


def test_the_regions_of_a_country_without_a_seat_for_cybersecurity_are_named(page: "Page") -> None:
    """The question of a ministry; the answer can be taken along as a table."""
    page.goto("/coverage.html")
    page.get_by_text("Maps by pillar, status and technology").click()
    page.locator("a[href$='concept/technology/CYBERSECURITY.html']").click()
    page.get_by_text("Finland: 1 of 5 regions with a seat").click()
    without = page.locator("details[open]")
    assert "Länsi-Suomi" in without.inner_text()
    assert "Helsinki-Uusimaa" not in without.inner_text()
    table = page.get_by_role("link", name="regions by technology (CSV)")
    assert table.get_attribute("href") == "../../q/regions-by-technology.csv"
    without.get_by_role("link", name="Länsi-Suomi").click()
    assert "No hub has its seat here." in page.locator("main").inner_text()


def test_hubs_near_a_region_are_found_also_those_that_only_serve_it(page: "Page") -> None:
    """Most regions have no hub of their own, and their companies ask all the same."""
    page.goto("/search/")
    page.get_by_label("Near a town or region").fill("Vzhodna Slovenija")
    page.get_by_role("button", name="Show").click()
    page.get_by_text("says it serves Vzhodna Slovenija").wait_for()
    hubs = page.locator(".results > li")
    assert "seat in Vzhodna Slovenija" in hubs.nth(0).inner_text()
    assert hubs.nth(1).get_by_role("link").inner_text() == "Rich Hub"


@pytest.mark.parametrize(
    ("at", "first"), [((60.171234, 24.941234), "Secure Hub"), ((46.051234, 14.501234), "Rich Hub")]
)
def test_near_me_finds_the_nearest_hubs_and_sends_the_position_nowhere(
    browser: "Browser", served: Served, at: tuple[float, float], first: str
) -> None:
    """Where somebody is, is nobody's business; the browser knows all distances itself."""
    context = browser.new_context(
        base_url=served.url,
        permissions=["geolocation"],
        geolocation={"latitude": at[0], "longitude": at[1]},
    )
    page = context.new_page()
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(f"{asked.url} {asked.headers} {asked.post_data}"))
    page.goto("/search/")
    page.get_by_role("button", name="Near me").click()
    page.get_by_text("km from your position").first.wait_for()
    assert page.locator(".results > li").first.get_by_role("link").inner_text() == first
    page.get_by_label("Country").select_option("SI")
    page.get_by_label("Take away: near your position").click()
    page.get_by_text("your position").first.wait_for(state="detached")
    assert [each for each in sent if not _is_own(each, served.url)] == []
    assert [each for each in sent if _tells(each, at)] == []
    kept = page.evaluate(
        "[location.href, document.cookie, JSON.stringify({...localStorage, ...sessionStorage})]"
    )
    assert not _tells(" ".join(kept), at)
    context.close()


def _is_own(request: str, address: str) -> bool:
    return request.startswith(address)


def _tells(text: str, at: tuple[float, float]) -> bool:
    """Tell whether a text has a coordinate, even one that is rounded to two digits."""
    return any(f"{part:.2f}" in text for part in at)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("FI", "FI1B", "Helsinki"), ["fi", "Auttaa yrityksiä tietoturvassa."]),
        (("BG", "BG41", "Югозападен"), ["bg", "Югозападен"]),
    ],
    ids=["description", "region"],
)
def test_results_made_in_the_browser_say_their_language_as_those_of_the_server(
    browser: "Browser", served: Served, asked: tuple[str, str, str], expected: list[str]
) -> None:
    """A voice reads Finnish as English where nothing says that it is Finnish."""
    country, region, near = asked
    context = browser.new_context(base_url=served.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/search/?country={country}&region={region}&near={near}")
    by_server = page.locator("#results [lang]").evaluate_all(LANGUAGES)
    context.close()
    page = browser.new_page(base_url=served.url)
    page.goto("/search/")
    page.get_by_text("More conditions").click()
    page.get_by_label("Country").select_option(country)
    page.get_by_label("Region of the seat").select_option(region)
    page.get_by_label("Near a town or region").fill(near)
    page.locator(".chosen > li").nth(2).wait_for()
    assert page.locator("#results [lang]").evaluate_all(LANGUAGES) == by_server
    page.close()
    assert expected in by_server


def test_a_hub_leads_to_its_coordinator_and_to_that_ones_other_hubs(page: "Page") -> None:
    """People ask who is behind a hub, and where else."""
    page.goto("/id/hub/rich.html")
    page.get_by_role("table").get_by_role("link", name="University of X").click()
    assert page.get_by_role("heading", level=1).inner_text() == "University of X"
    page.get_by_role("row").filter(has_text="Partner").get_by_role("link").first.click()
    assert page.url.endswith("/id/hub/hostile.html")


def test_a_fact_leads_to_its_source(page: "Page") -> None:
    """Trust needs one click."""
    page.goto("/id/hub/rich.html")
    page.get_by_role("row").filter(has_text="University of X").get_by_label("Source").click()
    fragment = page.url.partition("#")[2]
    assert page.locator(f"#{fragment} a").get_attribute("href") == "https://source.example/b"


def test_no_name_is_wider_than_the_window(narrow: "Page") -> None:
    """A name of 100 kB is somebody's joke, or a mistake; the page must stand it."""
    for kind in ("hub", "organisation", "facility", "grant"):
        _expect_to_fit(narrow, f"/id/{kind}/attack-long.html")


def _expect_to_fit(page: "Page", address: str) -> None:
    page.goto(address)
    width, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= window, address


def test_hostile_text_stays_text(page: "Page") -> None:
    """What somebody writes into a submission must never run in somebody else's browser."""
    for address in TOUCHED:
        _expect_harmless(page, address)
    page.goto("/id/hub/evil.html")
    assert (
        page.get_by_role("heading", level=1).inner_text() == "\"'><script>window.broken=1</script>"
    )
    assert "{{ 7*7 }}" in page.locator("main").inner_text()


def test_every_attack_has_a_member_of_every_class_that_a_submission_may_describe() -> None:
    """A class that no hub leads to would be attacked where nobody looks."""
    assert {each.of for each in properties()} == {HUB, *TIES}


@pytest.mark.parametrize("attack", ATTACKS)
def test_every_property_of_a_submission_is_shown_harmless(scripted: "Page", attack: str) -> None:
    """Whichever property a page shows, today or later, its text must stay text."""
    for kind in ("hub", "organisation", "facility", "grant"):
        _expect_harmless(scripted, f"/id/{kind}/attack-{attack}.html")


def test_lists_with_hostile_names_are_harmless(scripted: "Page") -> None:
    """A name stands on many more pages than its own."""
    for address in SHARED:
        _expect_harmless(scripted, address)


def _expect_harmless(page: "Page", address: str) -> None:
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, address
    assert page.locator("main").locator("script, iframe, img, object, embed").count() == 0, address
    assert page.locator(HANDLERS).count() == 0, address
    hrefs = page.locator("[href], [src], [action]").evaluate_all(ADDRESSES)
    schemes = {href.partition(":")[0].strip().lower() for href in hrefs if ":" in href}
    assert schemes <= {"http", "https"}, address


def test_a_text_that_turns_its_direction_turns_nothing_else(scripted: "Page") -> None:
    """A name could else make the words behind it say something other."""
    scripted.goto("/id/hub/attack-turned.html")
    text = scripted.content()
    opened, closed = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068", "\u202c\u2069"
    count = sum(text.count(each) for each in opened)
    assert count > 0
    assert sum(text.count(each) for each in closed) == count
