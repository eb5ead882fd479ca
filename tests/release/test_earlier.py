"""Files of an earlier release serve again, and the earlier release stays whole."""

import os
from pathlib import Path

import pytest

from edihkg import release
from edihkg.release import Earlier
from edihkg.release.files import measure
from tests.release.conftest import Publish

DUMP = "dumps/edihkg.nq"


def test_a_file_is_given_a_second_name(publish_small: Publish, tmp_path: Path) -> None:
    """It takes neither time nor space."""
    made = publish_small()
    earlier = Earlier.of(made)
    assert earlier.had(DUMP, (made.path / DUMP).read_bytes())
    assert not earlier.had(DUMP, b"other")
    assert not earlier.had("dumps/other.nq", b"")
    assert earlier.give([DUMP], tmp_path / "new")
    assert (tmp_path / "new" / DUMP).samefile(made.path / DUMP)


def test_a_part_of_a_release_has_paths_of_its_own(publish_small: Publish, tmp_path: Path) -> None:
    """Whoever writes the dumps knows nothing of the folder that holds them."""
    made = publish_small()
    dumps = Earlier.of(made).within(release.DUMPS)
    assert dumps.read("edihkg.nq") == (made.path / DUMP).read_bytes()
    assert dumps.give(["edihkg.nq"], tmp_path)
    assert list(dumps.noted) == ["edihkg.nq"]


def test_damage_does_not_spread(publish_small: Publish, tmp_path: Path) -> None:
    """The manifest says what a file was, not what it is."""
    made = publish_small()
    (made.path / DUMP).write_bytes(b"damaged")
    earlier = Earlier.of(made)
    assert earlier.read(DUMP) is None
    assert not earlier.give([DUMP], tmp_path / "new")
    (made.path / DUMP).unlink()
    assert earlier.read(DUMP) is None
    assert not earlier.give([DUMP], tmp_path / "new")


def test_of_several_files_all_are_given_or_none(
    publish_small: Publish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was left half done would be written to, and the earlier release with it."""
    made = publish_small()
    link = os.link

    def refuse_second(source: str, target: str) -> None:
        if target.endswith("/second"):
            raise OSError(31, "Too many links")
        link(source, target)

    monkeypatch.setattr(os, "link", refuse_second)
    entry = Earlier.of(made).noted[DUMP]
    second = made.path / "dumps" / "second"
    second.write_bytes((made.path / DUMP).read_bytes())
    noted = {DUMP: entry, "dumps/second": measure(made.path, "dumps/second")}
    assert not Earlier(made.path, noted).give([DUMP, "dumps/second"], tmp_path / "new")
    assert not any(path.is_file() for path in (tmp_path / "new").rglob("*"))
