"""Wait for what a page comes to, also under a policy that forbids ``eval``.

Playwright's own ``wait_for_function`` asks within the page by ``eval`` from the second time on.
"""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

WAIT_MS = 30_000
_STEP_MS = 50


def wait_until(page: "Page", expression: str) -> None:
    """Wait until an expression of JavaScript is true in a page."""
    for _ in range(WAIT_MS // _STEP_MS):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(_STEP_MS)
    pytest.fail(f"it did not become true within {WAIT_MS // 1000} s: {expression}")
