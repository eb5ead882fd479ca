"""The page on security promises nothing that no test shows, and names settings that exist."""

import re
from dataclasses import fields
from pathlib import Path

from edihkg.settings import ENVIRONMENT_PREFIX, Settings

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "SECURITY.md"


def test_every_promise_names_a_test_that_exists() -> None:
    """A promise without a test is a wish."""
    named = set(re.findall(r"`(test_\w+)`", PAGE.read_text(encoding="utf-8")))
    sources = (path.read_text(encoding="utf-8") for path in TESTS.rglob("*.py"))
    there = set(re.findall(r"^(?:async )?def (test_\w+)", "\n".join(sources), re.MULTILINE))
    assert named
    assert named <= there


def test_every_setting_that_is_named_exists() -> None:
    """Operators copy names from pages."""
    pattern = rf"`{ENVIRONMENT_PREFIX}(\w+)`"
    named = set(re.findall(pattern, PAGE.read_text(encoding="utf-8")))
    assert named
    assert named <= {field.name.upper() for field in fields(Settings)}
