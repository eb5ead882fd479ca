"""What independent checkers say of every kind of page."""

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from edihkg.pages.kinds import KINDS
from tests.browser.conftest import HERE, MODULES
from tests.serve.servers import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
THINGS = {
    "hub": "id/hub/rich",
    "organisation": "id/organisation/university-of-x",
    "facility": "id/facility/rich-lab",
    "grant": "id/grant/101083410",
    "call": "id/call/digital-2021-edih-01",
    "region": "region/SI04",
    "country": "country/si",
    "concept": "concept/technology/ROBOTICS",
    "scheme": "concept/technology",
    "ns": "ns",
    "edition": "ns/dl",
    "shapes": "shapes",
    "programme": "id/programme/digital-europe",
    "gone": "id/hub/left",
}
"""A page of each kind that has many, by kind."""
MADE = (
    "/search/?q=robotics&near=Ljubljana",
    "/search/?q=zzzz&near=Nowhere",
    "/id/hub/evil.html",
    "/id/hub/poor.html",
    "/q/pillars-by-country.html",
    "/sparql?query=SELECT%20%3Fs%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D",
    "/no-such-page",
)
"""Pages that the server makes, and those with the least and the worst on them."""
IN_GERMAN = (
    "/q/pillars-by-country.de.html?country=si",
    "/q/hubs.de.html?country=zz",
    "/sparql.de.html",
    "/sparql.de.html?query=SELECT%20%3Fs%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D",
)
"""Pages that the server makes in another language."""


LEAST_TARGET = 24
"""Least height of what is hit, in pixels."""
WINDOWS = ["phone", "desk-at-200-per-cent", "wide"]
MOST_STOPS = 60
"""Most presses of the tabulator from the begin of the content to a map."""


def module(name: str) -> Path:
    """Find what npm installs; skip where it is missing."""
    path = MODULES / name
    if not path.exists():
        pytest.skip(f"{name} is missing: npm install in tests/browser")
    return path


@pytest.fixture(scope="session")
def urls(served: Served, bilingual: Served, built: Path) -> list[str]:
    """Name pages of every kind, and what the server makes, as a browser opens them."""
    english = [f"{served.url}{address}" for address in (*addresses(built), *MADE)]
    return [*english, *(f"{bilingual.url}{address}" for address in IN_GERMAN)]


def addresses(built: Path) -> list[str]:
    """Name a page of every kind; a kind without one fails the test."""
    named = {kind.name: THINGS.get(kind.name, kind.path) for kind in KINDS}
    missing = [name for name, path in named.items() if not (built / f"{path}.html").exists()]
    assert missing == []
    return [
        f"/{path.removesuffix('index')}" if path.endswith("index") else f"/{path}.html"
        for path in named.values()
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_kind_of_page(
    browser: "Browser", urls: list[str], scheme: str
) -> None:
    """What axe finds shuts somebody out."""
    axe = (module("axe-core") / "axe.min.js").read_text(encoding="utf-8")
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    found = {}
    for address in urls:
        page.goto(address)
        if "/search/?" in address:
            page.get_by_role("status").wait_for()
        page.evaluate(axe)
        result = page.evaluate(f"axe.run({{runOnly: {json.dumps(RULES)}}})")
        broken = [(each["id"], each["nodes"][0]["html"][:160]) for each in result["violations"]]
        if broken:
            found[address] = broken
    context.close()
    assert found == {}


def test_html_validate_accepts_every_page(built: Path) -> None:
    """Browsers, voices and harvesters repair broken markup each in their own way."""
    assert validate(built) == []


def test_html_validate_accepts_what_the_server_makes(
    served: Served, bilingual: Served, tmp_path: Path
) -> None:
    """It comes from the same templates, with what nobody has seen before."""
    pages = [(served, each) for each in MADE] + [(bilingual, each) for each in IN_GERMAN]
    for number, (server, address) in enumerate(pages):
        page = server.client.get(address, headers={"accept": "text/html"})
        (tmp_path / f"{number}.html").write_bytes(page.content)
    assert validate(tmp_path) == []


def validate(site: Path) -> list[tuple[str, str, str]]:
    """Ask html-validate about every page of a site; give the first faults: rule, words, file."""
    command = module("html-validate") / "bin" / "html-validate.mjs"
    done = subprocess.run(
        ["node", command, "--config", HERE / "htmlvalidate.json", "--formatter", "json", site],
        capture_output=True,
        text=True,
        check=False,
    )
    messages = {
        (message["ruleId"], message["message"], Path(result["filePath"]).name)
        for result in json.loads(done.stdout)
        for message in result["messages"]
    }
    return sorted(messages)[:20]


def test_keys_alone_lead_past_the_navigation(browser: "Browser", served: Served) -> None:
    """Not everybody has a mouse."""
    context = browser.new_context(base_url=served.url)
    page = context.new_page()
    page.goto("/id/hub/rich.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    context.close()


MAPS = {
    "/": "past-map-home",
    "/coverage.html": "past-map-all",
    "/country/fi.html": "past-map-country",
    "/concept/technology/CYBERSECURITY.html": "past-map-of",
}
"""Pages with a map whose regions are links, and what stands behind each."""


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_keys_alone_lead_past_each_map(browser: "Browser", served: Served, scripts: bool) -> None:
    """A map of all regions is 326 stops; who wants to read on takes one."""
    context = browser.new_context(base_url=served.url, java_script_enabled=scripts)
    page = context.new_page()
    for address, behind in MAPS.items():
        page.goto(address)
        page.locator("main").focus()
        for _ in range(MOST_STOPS):
            page.keyboard.press("Tab")
            if page.locator("a:focus", has_text="Skip the map").count():
                break
        assert page.locator("a:focus").is_visible(), address
        box = page.locator("a:focus").bounding_box()
        assert box is not None
        assert box["height"] > LEAST_TARGET, address
        page.keyboard.press("Enter")
        assert page.url.endswith(f"#{behind}"), address
        page.keyboard.press("Tab")
        assert page.locator(":focus").count() == 1, address
        passed = f"figure:has(#{behind.removeprefix('past-')}-title)"
        assert page.locator(f"{passed} :focus, a.skip:focus").count() == 0, address
    context.close()


@pytest.mark.parametrize(("width", "scale"), [(360, 1), (640, 2), (1440, 1)], ids=WINDOWS)
def test_no_page_slides_sideways(
    browser: "Browser", urls: list[str], width: int, scale: int
) -> None:
    """Maps and tables scroll in their own frames; half of the visitors above sixty enlarge."""
    context = browser.new_context(
        viewport={"width": width, "height": 400}, device_scale_factor=scale
    )
    page = context.new_page()
    slid = {}
    for address in urls:
        page.goto(address)
        wide, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        if wide > window:
            slid[address] = wide
    context.close()
    assert slid == {}


def test_who_wants_no_motion_gets_none(browser: "Browser", served: Served) -> None:
    """Motion makes some people ill."""
    context = browser.new_context(base_url=served.url, reduced_motion="reduce")
    page = context.new_page()
    page.goto("/")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.evaluate("document.getAnimations().length") == 0
    context.close()
