"""What maintainers do at /validate in a browser, and the report that is mailed to a hub."""

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest

from edihkg.cli.inputs import Inputs
from edihkg.cli.serving import REFEREE
from edihkg.closure import checker
from edihkg.iris import IriSpace
from edihkg.settings import Settings
from edihkg.sources import read_turtle
from edihkg.terms import quads
from edihkg.validation import View, render
from tests.browser.test_checkers import RULES, module
from tests.serve.releases import build_release
from tests.serve.servers import Served, serve
from tests.validation.conftest import TEXT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WRONG = TEXT.replace("nuts:SI04", "nuts:SI99", 1)
LINE = WRONG[: WRONG.index("nuts:SI99")].count("\n") + 1
CHANGED = TEXT.replace('"Ljubljana"', '"Ljubljana Center"', 1)
SIZES = [(1440, True), (360, False)]
NAMES = ["desk", "phone-no-scripts"]
TABLES = Path(__file__).parents[1] / "data" / "tables"


@pytest.fixture(scope="module")
def checks(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the site, the form, and a release in which the sample is published."""
    files = {
        f"site/{path.relative_to(built).as_posix()}": path.read_bytes()
        for path in built.rglob("*")
        if path.is_file()
    }
    submission = read_turtle(TEXT.encode(), PurePosixPath("si/4pdih.ttl"))
    published = quads(submission.graph, "https://w3id.org/edihkg/graph/hub/4pdih")
    release = build_release(tmp_path_factory.mktemp("release"), quads=published, files=files)
    settings = Settings(workers=1, validations_a_minute=10_000, log_requests=False)
    with serve(release, settings, referee=REFEREE) as server:
        yield server


def window(
    browser: "Browser", address: str, width: int, scripts: bool, scheme: str = "light"
) -> Iterator["Page"]:
    """Open a window; any error, refusal of the policy or foreign request fails the test."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        java_script_enabled=scripts,
        base_url=address,
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on(
        "request",
        lambda sent: (
            None if sent.url.startswith((address, "file:")) else complaints.append(sent.url)
        ),
    )
    yield page
    context.close()
    assert complaints == []


@pytest.fixture(params=SIZES, ids=NAMES)
def page(request: pytest.FixtureRequest, browser: "Browser", checks: Served) -> Iterator["Page"]:
    """A window on a desk or a phone, with or without scripts."""
    width, scripts = request.param
    yield from window(browser, checks.url, width, scripts)


@pytest.fixture
def desk(browser: "Browser", checks: Served) -> Iterator["Page"]:
    """A window with scripts."""
    yield from window(browser, checks.url, 1440, scripts=True)


def check(page: "Page", text: str) -> None:
    """Send a text with the form."""
    page.goto("/validate")
    page.get_by_label("Or a text").fill(text)
    page.get_by_role("button", name="Check").click()
    page.get_by_role("heading", name="Result").wait_for()


def test_a_text_is_checked_and_each_finding_leads_to_its_line(page: "Page") -> None:
    """Report and text stand side by side, or one above the other on a phone."""
    check(page, WRONG)
    assert "0 accepted, 1 kept out" in page.locator(".verdict").inner_text()
    finding = page.get_by_role("listitem").filter(has_text="SI99").first
    finding.get_by_role("link", name=f"{LINE}:").click()
    line = page.locator(f"#L{LINE}")
    assert "violation" in (line.get_attribute("class") or "")
    assert page.evaluate("location.hash") == f"#L{LINE}"
    assert (
        page.get_by_label("Or a text").input_value().replace("\r\n", "\n").strip() == WRONG.strip()
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_file_is_chosen_and_checked(page: "Page", tmp_path: Path) -> None:
    """Most maintainers have a file, and many a workbook or tables."""
    path = tmp_path / "4pdih.ttl"
    path.write_text(WRONG, encoding="utf-8")
    page.goto("/validate")
    page.get_by_label("A file").set_input_files(path)
    page.get_by_role("button", name="Check").click()
    page.get_by_role("heading", name="Result").wait_for()
    assert "Read as Turtle, UTF-8." in page.locator(".verdict").inner_text()
    assert page.locator("li.finding.violation").count() == 1


def test_tables_are_checked_and_each_finding_leads_to_its_cell(page: "Page") -> None:
    """Who works in a spreadsheet knows cells, not lines."""
    page.goto("/validate")
    page.get_by_label("A file").set_input_files(sorted(TABLES.glob("*.csv")))
    page.get_by_role("button", name="Check").click()
    page.get_by_role("heading", name="Result").wait_for()
    link = page.locator("li.finding a[href^='#']").first
    target = (link.get_attribute("href") or "").removeprefix("#")
    assert page.locator(f"td#{target}").count() == 1
    shown = page.locator("li.finding a[href^='#']").evaluate_all(
        "links => links.map(a => document.getElementById(a.hash.slice(1)) !== null)"
    )
    assert all(shown)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_example_is_loaded_and_shows_what_it_promises(page: "Page") -> None:
    """Who has nothing to check yet sees what a check is."""
    page.goto("/validate")
    page.get_by_role("link", name="Load an example with mistakes").click()
    assert "hub:example-hub" in page.get_by_label("Or a text").input_value()
    page.get_by_role("button", name="Check").click()
    page.get_by_role("heading", name="Result").wait_for()
    assert page.locator("li.finding.violation").count() == 3


def test_what_would_be_published_is_shown_with_what_would_change(page: "Page") -> None:
    """The maintainer sees the page, and the one statement that is new."""
    check(page, CHANGED)
    rows = page.locator("table.difference tbody tr")
    assert [row.split("\t") for row in rows.all_inner_texts()] == [
        ["goes", "4P Digital Innovation Hub", "town as stated", "Ljubljana"],
        ["comes", "4P Digital Innovation Hub", "town as stated", "Ljubljana Center"],
    ]
    frame = page.frame_locator("iframe.preview")
    assert frame.get_by_role("heading", level=1).inner_text() == "4P Digital Innovation Hub"
    assert "Ljubljana" in frame.locator("main").inner_text()


def test_what_is_published_already_changes_nothing(page: "Page") -> None:
    """Sending the same again must say so."""
    check(page, TEXT)
    assert page.get_by_text("Nothing: this is what is published now.").count() == 1


def test_a_published_hub_is_opened_corrected_and_checked(page: "Page") -> None:
    """The way from a hub's page: open, change one word, see the difference."""
    page.goto("/validate?hub=4pdih#send")
    field = page.get_by_label("Or a text")
    field.fill(field.input_value().replace('"Ljubljana"', '"Ljubljana Center"', 1))
    page.get_by_role("button", name="Check").click()
    page.get_by_role("heading", name="Result").wait_for()
    assert page.locator("table.difference tbody tr").count() == 2


def test_a_text_is_pasted_with_the_keyboard(desk: "Page") -> None:
    """The clipboard is how texts come into forms."""
    desk.goto("/validate?example=1")
    field = desk.get_by_label("Or a text")
    field.focus()
    for keys in ("Control+a", "Control+c", "Delete"):
        desk.keyboard.press(keys)
    assert field.input_value() == ""
    desk.keyboard.press("Control+v")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    desk.get_by_role("heading", name="Result").wait_for()
    assert desk.locator("li.finding.violation").count() == 3


DROPPED = """files => {
  const data = new DataTransfer();
  for (const [name, text] of files) data.items.add(new File([text], name));
  return data;
}"""


def test_a_file_is_dropped_anywhere_on_the_page(desk: "Page") -> None:
    """The place lights up while the file is above the page, and the answer comes by itself."""
    desk.goto("/validate")
    assert desk.get_by_text("or drop it here").is_visible()
    data = desk.evaluate_handle(DROPPED, [["4pdih.ttl", WRONG]])
    for event in ("dragenter", "dragover"):
        desk.dispatch_event("h1", event, {"dataTransfer": data})
    assert "over" in (desk.locator(".drop").get_attribute("class") or "").split()
    desk.dispatch_event("h1", "dragleave", {"dataTransfer": data})
    assert "over" not in (desk.locator(".drop").get_attribute("class") or "").split()
    desk.dispatch_event("h1", "drop", {"dataTransfer": data})
    desk.get_by_role("heading", name="Result").wait_for()
    assert desk.locator("li.finding.violation").count() == 1


def test_several_tables_are_dropped_together(desk: "Page") -> None:
    """CSV tables belong together."""
    desk.goto("/validate")
    tables = {path.name: path.read_text("utf-8") for path in sorted(TABLES.glob("*.csv"))}
    data = desk.evaluate_handle(
        DROPPED,
        list(tables.items()),
    )
    desk.dispatch_event(".drop", "drop", {"dataTransfer": data})
    desk.get_by_role("heading", name="Result").wait_for()
    assert "3 submissions" in desk.locator(".verdict").inner_text()


def test_a_dropped_text_stays_with_the_field(desk: "Page") -> None:
    """Only files are taken; words dragged about in the field are not sent."""
    desk.goto("/validate")
    data = desk.evaluate_handle(
        "() => { const d = new DataTransfer(); d.setData('text', 'x'); return d }"
    )
    desk.dispatch_event("textarea", "dragover", {"dataTransfer": data})
    desk.dispatch_event("textarea", "drop", {"dataTransfer": data})
    assert desk.get_by_role("heading", name="Result").count() == 0
    assert "over" not in (desk.locator(".drop").get_attribute("class") or "").split()


def mistakes(page: "Page") -> list[tuple[str, str]]:
    """Let axe look at a page."""
    page.evaluate((module("axe-core") / "axe.min.js").read_text(encoding="utf-8"))
    result = page.evaluate(f"axe.run({{runOnly: {json.dumps(RULES)}}})")
    return [(each["id"], each["nodes"][0]["html"][:160]) for each in result["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
def test_axe_finds_nothing_in_form_and_answer(
    browser: "Browser", checks: Served, width: int, scheme: str
) -> None:
    """Nobody may be kept from correcting an entry."""
    for page in window(browser, checks.url, width, scripts=True, scheme=scheme):
        page.goto("/validate")
        assert mistakes(page) == []
        for text in (WRONG, CHANGED):
            check(page, text)
            assert mistakes(page) == []
        page.goto("/validate")
        page.get_by_label("A file").set_input_files(sorted(TABLES.glob("*.csv")))
        page.get_by_role("button", name="Check").click()
        page.get_by_role("heading", name="Result").wait_for()
        assert mistakes(page) == []


def mailed(text: str) -> str:
    """Render a report about one file of RDF or, if that is empty, about tables."""
    inputs, check_one = Inputs(IriSpace("https://w3id.org/edihkg/")), checker()
    if text:
        reading = inputs.read_bytes(text.encode(), "4pdih.ttl")
    else:
        contents = {path.name: path.read_bytes() for path in TABLES.glob("*.csv")}
        reading = inputs.read_tables(contents, file="tables")
    reports = tuple(check_one(each) for each in reading.submissions)
    return render(
        View(
            reports=reports,
            sources={each.shown_name: reading.text for each in reading.submissions},
            cells=reading.cells(reports),
        ),
        "html",
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("text", [WRONG, ""], ids=["a file", "tables"])
def test_the_mailed_report_is_fit_to_be_read(
    browser: "Browser", tmp_path: Path, width: int, scheme: str, text: str
) -> None:
    """It goes to people who have nothing but a browser or a phone."""
    path = tmp_path / "report.html"
    path.write_text(mailed(text), encoding="utf-8")
    for page in window(browser, path.as_uri(), width, scripts=True, scheme=scheme):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.locator("li mark").count() > 0
        assert mistakes(page) == []
