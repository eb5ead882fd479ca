"""What visitors come for, with and without scripts, on a desk and on a phone."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.serve.servers import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
WIDE = (
    "/",
    "/search/",
    "/id/hub/rich.html",
    "/id/hub/evil.html",
    "/id/hub/long.html",
    "/coverage.html",
    "/country/si.html",
    "/compare.html",
    "/network.html",
)
"""Pages with much on them."""
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


@pytest.fixture(
    params=[(1280, True), (1280, False), (360, True), (360, False)],
    ids=["desk", "desk-no-scripts", "phone", "phone-no-scripts"],
)
def page(request: pytest.FixtureRequest, browser: "Browser", served: Served) -> Iterator["Page"]:
    """Open a window; any error of a script or of the policy fails the test."""
    width, scripts = request.param
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


def test_a_robotics_laboratory_near_a_town_is_found(page: "Page") -> None:
    """A company asks first what it can try close by."""
    page.goto("/")
    page.get_by_role("searchbox").fill("robotics")
    page.get_by_role("button", name="Find").click()
    page.get_by_label("Near a town").fill("Ljubljana")
    page.get_by_label("Facility to try things").select_option("LABORATORY")
    page.get_by_role("button", name="Show").click()
    page.get_by_text("about 0 km from Ljubljana").wait_for()
    assert "near=Ljubljana" in page.url
    assert "facility=LABORATORY" in page.url
    assert page.get_by_text("1 hub", exact=True).count() == 1
    page.get_by_role("link", name="Rich Hub").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Rich Hub"
    page.get_by_role("link", name="5G lab").click()
    assert page.get_by_role("heading", level=1).inner_text() == "5G lab"


def test_a_filtered_view_has_an_address_that_can_be_given_on(page: "Page") -> None:
    """Whoever gets the link sees the same."""
    page.goto("/search/?country=SI&technology=ROBOTICS")
    page.get_by_text("1 hub", exact=True).wait_for()
    assert page.get_by_label("Country").input_value() == "SI"
    page.get_by_label("Take away: Robotics").click()
    page.get_by_text("3 hubs", exact=True).wait_for()
    assert "technology" not in page.url


def test_the_regions_of_a_country_without_a_seat_for_a_technology_are_named(page: "Page") -> None:
    """The question of a ministry."""
    page.goto("/coverage.html")
    page.get_by_text("Maps by pillar, status and technology").click()
    page.get_by_role("link", name="Robotics").click()
    page.get_by_text("Slovenia: 1 of 2 regions with a seat").click()
    assert page.get_by_role("link", name="Vzhodna Slovenija").first.is_visible()


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


def test_no_page_is_wider_than_the_window(page: "Page") -> None:
    """Nobody reads a page that slides sideways; maps and tables scroll in their own frames."""
    for address in WIDE:
        page.goto(address)
        box = page.locator("footer").bounding_box()
        assert box is not None
        viewport = page.viewport_size
        assert viewport is not None
        assert box["width"] <= viewport["width"], address


def test_hostile_text_stays_text(page: "Page") -> None:
    """What somebody writes into a submission must never run in somebody else's browser."""
    for address in TOUCHED:
        page.goto(address)
        assert page.locator("main script, main iframe, main img, main [onerror]").count() == 0
        hrefs = [link.get_attribute("href") or "" for link in page.locator("a").all()]
        assert not [href for href in hrefs if href.lower().startswith(("javascript:", "data:"))]
    page.goto("/id/hub/evil.html")
    assert (
        page.get_by_role("heading", level=1).inner_text() == "\"'><script>window.broken=1</script>"
    )
    assert "{{ 7*7 }}" in page.locator("main").inner_text()
