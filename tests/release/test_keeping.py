"""Choosing and removing releases."""

from pathlib import Path

import pytest

from edihkg import release
from edihkg.errors import ReleaseError, UsageError
from tests.release.conftest import Publish


def test_without_a_release_the_remedy_is_said(out: Path) -> None:
    """The first thing a new user meets."""
    with pytest.raises(ReleaseError, match="edihkg build"):
        release.current(out)
    assert release.find_current(out) is None


def test_use_goes_back_to_an_older_release(out: Path, publish_small: Publish) -> None:
    """An operator must be able to undo a publication."""
    first = publish_small("Alpha", day=1)
    publish_small("Beta", day=2)
    release.use(out, first.manifest.release_id)
    assert release.current(out).manifest == first.manifest


@pytest.mark.parametrize("name", ["20990101T000000Z-0", "", "..", "../..", ".staging-1"])
def test_an_unknown_release_is_refused_with_those_there_are(
    out: Path, publish_small: Publish, name: str
) -> None:
    """Ids are long; a list helps, and a path is never followed."""
    made = publish_small()
    with pytest.raises(UsageError, match=made.manifest.release_id):
        release.use(out, name)


def test_prune_keeps_the_newest_and_the_current(out: Path, publish_small: Publish) -> None:
    """What is served must never be removed."""
    ids = [publish_small(f"Hub {day}", day=day).manifest.release_id for day in (1, 2, 3, 4)]
    release.use(out, ids[0])
    assert release.prune(out, keep=2) == [ids[1]]
    assert [each.manifest.release_id for each in release.list_releases(out)] == [
        ids[0],
        ids[2],
        ids[3],
    ]


def test_prune_to_none_still_keeps_the_current(out: Path, publish_small: Publish) -> None:
    """A zero must not take the site down."""
    publish_small("Alpha", day=1)
    second = publish_small("Beta", day=2)
    release.prune(out, keep=0)
    assert release.current(out).manifest == second.manifest


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": []}', '{"files": 3}'])
def test_a_damaged_manifest_is_an_error_with_a_remedy(
    out: Path, publish_small: Publish, text: str
) -> None:
    """A half-copied release must not be served or end in a traceback."""
    made = publish_small()
    (made.path / "manifest.json").write_text(text)
    with pytest.raises(ReleaseError, match="use another release or build again"):
        release.current(out)


def test_one_damaged_release_does_not_hide_the_others(out: Path, publish_small: Publish) -> None:
    """A half-copied folder must not stop an operator from listing or making room."""
    ids = [publish_small(f"Hub {day}", day=day).path.name for day in (1, 2, 3)]
    (out / "releases" / ids[1] / "manifest.json").write_text("{")
    assert [each.path.name for each in release.list_releases(out)] == [ids[0], ids[2]]
    assert len(release.list_damaged(out)) == 1
    assert release.prune(out, keep=1) == [ids[0]]
    assert (out / "releases" / ids[1]).is_dir()


def test_prune_works_with_a_damaged_current_release(out: Path, publish_small: Publish) -> None:
    """What ``current`` points to stays, whatever its state."""
    ids = [publish_small(f"Hub {day}", day=day).path.name for day in (1, 2)]
    (out / "releases" / ids[1] / "manifest.json").write_text("{")
    assert release.prune(out, keep=0) == [ids[0]]
    assert (out / "current").resolve().name == ids[1]
