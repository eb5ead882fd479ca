"""The page of defect codes says what the shapes say."""

from pathlib import Path

from edihkg import assets
from edihkg.validation.defects import render_defects


def test_the_page_of_defect_codes_is_up_to_date() -> None:
    """Run python -m edihkg.validation.defects after a change of the shapes."""
    page = Path(__file__).parents[2] / "docs" / "defects.md"
    assert page.read_text(encoding="utf-8") == render_defects(assets.folder("shapes"))
