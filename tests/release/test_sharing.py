"""Files that did not change are stored once."""

import os
from pathlib import Path

import pytest

from edihkg import release
from edihkg.release.files import list_files
from tests.release.conftest import Publish

DUMP = "dumps/edihkg.nq"


def _staged(made: release.Release, tmp_path: Path) -> Path:
    """Make a folder with the same dump as a release."""
    staged = tmp_path / "staged"
    (staged / "dumps").mkdir(parents=True)
    (staged / DUMP).write_bytes((made.path / DUMP).read_bytes())
    return staged


def test_an_equal_file_becomes_a_second_name(publish_small: Publish, tmp_path: Path) -> None:
    """Ten releases of a network that hardly changes should not take ten times the space."""
    made = publish_small()
    staged = _staged(made, tmp_path)
    assert release.share_files(staged, list_files(staged), earlier=made) == 1
    assert (staged / DUMP).samefile(made.path / DUMP)
    assert [path.name for path in (staged / "dumps").iterdir()] == ["edihkg.nq"]


def test_a_file_that_is_shared_already_leaves_nothing_behind(
    publish_small: Publish, tmp_path: Path
) -> None:
    """Steps of a build may share files themselves, and a rename onto oneself does nothing."""
    made = publish_small()
    staged = _staged(made, tmp_path)
    (staged / DUMP).unlink()
    os.link(made.path / DUMP, staged / DUMP)
    assert release.share_files(staged, list_files(staged), earlier=made) == 1
    assert [path.name for path in (staged / "dumps").iterdir()] == ["edihkg.nq"]


def test_damage_does_not_spread(publish_small: Publish, tmp_path: Path) -> None:
    """The manifest of the earlier release says what the file was, not what it is."""
    made = publish_small()
    staged = _staged(made, tmp_path)
    files = list_files(staged)
    (made.path / DUMP).write_bytes(b"damaged")
    assert release.share_files(staged, files, earlier=made) == 0
    assert list_files(staged) == files


def test_without_links_a_release_keeps_its_own_copy(
    publish_small: Publish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not every file system has links, and a file has only so many names."""

    def refuse(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    made = publish_small()
    staged = _staged(made, tmp_path)
    files = list_files(staged)
    monkeypatch.setattr(os, "link", refuse)
    assert release.share_files(staged, files, earlier=made) == 0
    assert list_files(staged) == files
    assert not (staged / DUMP).samefile(made.path / DUMP)
