"""What tests of several folders share."""

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Start Debian's Chromium; what is missing skips the test with a reason.

    While a driver of Playwright lives, its process can run no other event loop, so each module
    of tests ends its own.
    """
    driver = pytest.importorskip("playwright.sync_api", reason="Playwright is missing")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("Debian's chromium is missing")
    with driver.sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu"]
        started = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield started
        started.close()
