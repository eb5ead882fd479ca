"""Files that depend on earlier releases stand outside the manifest and are checked all the same."""

import json
from pathlib import Path

from edihkg import release
from edihkg.release import HISTORY, list_files, note_history, read_history
from tests.release.conftest import Publish


def _add(made: release.Release, text: str = "one") -> Path:
    feed = made.path / "site" / "feed.ttl"
    feed.parent.mkdir()
    feed.write_text(text, encoding="utf-8")
    note_history(made.path, [feed])
    return feed


def test_the_same_input_gives_the_same_manifest_whatever_came_before(
    publish_small: Publish,
) -> None:
    """A feed grows from release to release; what the input decides must not change with it."""
    made = publish_small()
    _add(made)
    assert list_files(made.path) == made.manifest.files
    assert [entry.path for entry in read_history(made.path)] == ["site/feed.ttl"]
    assert release.verify(made) == []


def test_a_changed_or_lost_file_of_the_feed_is_found(publish_small: Publish) -> None:
    """An operator who verifies must hear of every file that is served."""
    made = publish_small()
    feed = _add(made)
    feed.write_text("two", encoding="utf-8")
    assert release.verify(made) == ["site/feed.ttl: the content was changed."]
    feed.unlink()
    assert release.verify(made) == ["site/feed.ttl: the file is missing."]


def test_a_damaged_list_leaves_its_files_without_a_home(publish_small: Publish) -> None:
    """What nothing vouches for does not belong to a release."""
    made = publish_small()
    _add(made)
    (made.path / HISTORY).write_text(json.dumps([{"path": 1}]), encoding="utf-8")
    assert "site/feed.ttl: the file does not belong to the release." in release.verify(made)
