"""A change of one hub renders the pages that show it, and no others."""

import os
import pickle
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from edihkg.pages import MARKS, SiteContext, build_site, render_marks
from edihkg.pages.marks import mark
from edihkg.pages.rows import Text
from edihkg.release import SITE, Earlier, list_files
from tests.pages.conftest import CONTEXT, NETWORK, load

NEXT = replace(CONTEXT, release_id="20261123T170000Z-0123456789ab")
EACH_TIME = {
    *("index.html", "about.html", "data.html", "feed.html"),
    *("catalogue.html", "accessibility.html"),
}
"""Pages that name the release, or may: they are rendered for each."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of the network and what depends on it."""

    old: str
    new: str
    pages: frozenset[str]
    """Pages that show what changed, or lists whose rows hold it."""
    twins: frozenset[str]
    """Things whose RDF says what changed."""


EDITS = {
    "nothing": Edit("", "", frozenset(), frozenset()),
    "a description": Edit(
        "Helps with robots & more.",
        "Helps with robots.",
        frozenset(
            {
                *("id/hub/rich.html", "hub/index.html", "search/index.html"),
                "timeline.html",
            }
        ),
        frozenset({"id/hub/rich"}),
    ),
    "a facility's name": Edit(
        '"5G lab"',
        '"6G lab"',
        frozenset(
            {
                *("id/hub/rich.html", "id/facility/rich-lab.html", "facility/index.html"),
                *("id/organisation/university-of-x.html", "concept/technology/ROBOTICS.html"),
                *("concept/facility-type/LABORATORY.html",),
            }
        ),
        frozenset({"id/hub/rich", "id/facility/rich-lab"}),
    ),
}


def build(
    root: Path,
    context: SiteContext,
    *,
    edit: Edit = EDITS["nothing"],
    earlier: Earlier | None = None,
) -> Earlier:
    """Build the site of an edited network into a folder that is noted like a release."""
    root.mkdir()
    network = root / "network.ttl"
    text = NETWORK.read_text(encoding="utf-8")
    network.write_text(text.replace(edit.old, edit.new), encoding="utf-8")
    store = load(network=network)
    marks = build_site(store, root / SITE, context=context, earlier=earlier)
    (root / MARKS).write_text(render_marks(marks), encoding="utf-8")
    return Earlier(root, {entry.path: entry for entry in list_files(root)})


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Earlier:
    """The site before any edit."""
    return build(tmp_path_factory.mktemp("before") / "release", CONTEXT)


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_only_what_shows_a_change_is_made_again(
    before: Earlier, tmp_path: Path, edit: Edit
) -> None:
    """Cost follows the change, and what is made so has the bytes of a full build."""
    upon = build(tmp_path / "upon", NEXT, edit=edit, earlier=before)
    fresh = build(tmp_path / "fresh", NEXT, edit=edit)
    assert upon.noted == fresh.noted
    made = {path for path in upon.within(SITE).noted if not _is_taken_over(path, upon, before)}
    assert {path for path in made if path.endswith(".html")} == EACH_TIME | edit.pages
    assert {path.removesuffix(".ttl") for path in made if path.endswith(".ttl")} == edit.twins


def _is_taken_over(path: str, upon: Earlier, before: Earlier) -> bool:
    then = before.root / SITE / path
    return then.exists() and then.samefile(upon.root / SITE / path)


def test_pictures_of_hubs_are_taken_over(tmp_path: Path) -> None:
    """A picture shows codes of regions alone, which a change of words leaves as they are."""
    public = replace(CONTEXT, public_url="https://hubs.example/")
    earlier = build(tmp_path / "earlier", public)
    upon = build(tmp_path / "upon", public, edit=EDITS["a description"], earlier=earlier)
    pictures = sorted(path for path in upon.within(SITE).noted if path.startswith("share/"))
    assert pictures
    assert [path for path in pictures if not _is_taken_over(path, upon, earlier)] == []
    assert upon.noted == build(tmp_path / "fresh", public, edit=EDITS["a description"]).noted


def test_a_damaged_page_is_rendered_again(tmp_path: Path) -> None:
    """What somebody did to the files of one release must not enter the next."""
    earlier = build(tmp_path / "earlier", CONTEXT)
    page = earlier.root / SITE / "id" / "hub" / "rich.html"
    page.write_text("<p>damaged</p>", encoding="utf-8")
    upon = build(tmp_path / "upon", CONTEXT, earlier=earlier)
    assert upon.noted == earlier.noted


def test_a_mark_tells_languages_and_documents_apart() -> None:
    """Equal words in another language, or with a link, are another page."""
    view = {"name": Text("Lab", "en"), "page": "https://x.example/a"}
    one = mark(view, {})
    assert mark({**view, "name": Text("Lab", "de")}, {}) != one
    assert mark(view, {"https://x.example/a": "a"}) != one
    assert mark(view, {"https://x.example/b": "b"}) == one


def test_marks_hold_nothing_of_this_process(before: Earlier) -> None:
    """An address in memory, a path of this machine or an unordered set would render all again."""
    code = (
        "from tests.pages.conftest import CONTEXT; from tests.pages.test_incremental import build;"
        "import sys, pathlib; build(pathlib.Path(sys.argv[1]), CONTEXT)"
    )
    other = before.root.parent / "other"
    environment = {**os.environ, "PYTHONHASHSEED": "77"}
    subprocess.run([sys.executable, "-c", code, str(other)], check=True, env=environment)
    assert (other / MARKS).read_bytes() == before.read(MARKS)


def test_a_text_keeps_its_language_on_the_way_to_another_process() -> None:
    """Rows are handed to the process that writes twins."""
    text = pickle.loads(pickle.dumps(Text("Lab", "el")))  # noqa: S301 - our own
    assert (text, text.language) == ("Lab", "el")
