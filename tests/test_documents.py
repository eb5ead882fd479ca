"""Documents that cannot lie: what they name exists, what they show is what happens."""

import re
from pathlib import Path

import pytest

from edihkg.cli.arguments import parse
from edihkg.settings import Settings

ROOT = Path(__file__).parents[1]
PATH_LIKE = re.compile(
    r"`((?:edihkg|ontology|shapes|sparql|site|submissions|tests|docs|benchmarks)/[\w./-]*)`"
)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_and_link_that_a_document_names_exists(document: Path) -> None:
    """A reader who follows a dead name loses trust in the rest."""
    text = document.read_text("utf-8")
    named = {name for name in PATH_LIKE.findall(text) if "NAME" not in name}
    missing = [name for name in sorted(named) if not (ROOT / name).exists()]
    missing += [link for link in LINK.findall(text) if not (document.parent / link).exists()]
    assert not missing


@pytest.mark.parametrize("verb", ["build", "serve", "validate", "import", "query", "release"])
def test_the_readme_shows_every_verb(verb: str) -> None:
    """A verb that the README does not show will not be found."""
    readme = (ROOT / "README.md").read_text("utf-8")
    assert re.search(rf"edihkg {verb}\b", readme)
    with pytest.raises(SystemExit) as ended:
        parse([verb, "--help"])
    assert ended.value.code == 0


def test_a_setting_that_the_readme_shows_exists() -> None:
    """A variable copied from the README must work."""
    shown = re.findall(r"EDIHKG_([A-Z_]+)", (ROOT / "README.md").read_text("utf-8"))
    assert shown
    assert {name.lower() for name in shown} <= set(Settings.__slots__)
