"""The page of defect codes says what the shapes say."""

import re
from pathlib import Path

from edihkg import assets
from edihkg.validation.defects import render_defects


def test_the_page_of_defect_codes_is_up_to_date() -> None:
    """Run python -m edihkg.validation.defects after a change of the shapes."""
    page = Path(__file__).parents[2] / "docs" / "defects.md"
    assert page.read_text(encoding="utf-8") == render_defects(assets.folder("shapes"))


def test_each_of_the_thirty_defects_has_a_code() -> None:
    """The sixth alone is left out: whether a site answers differs from day to day."""
    page = render_defects(assets.folder("shapes"))
    numbers = {int(code) for code in re.findall(r"^\| D([0-9]+)[a-z]? \|", page, re.MULTILINE)}
    assert {*range(1, 31)} - numbers == {6}
