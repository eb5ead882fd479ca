"""A release appears whole or not at all."""

from pathlib import Path

import pytest

from edihkg import release
from edihkg.errors import ReleaseError
from edihkg.release.layout import render_manifest
from tests.release.conftest import Publish


def test_the_newest_release_is_current(out: Path, publish_small: Publish) -> None:
    """The pointer is what a server follows."""
    publish_small("Alpha", day=1)
    second = publish_small("Beta", day=2)
    assert release.current(out).path.resolve() == second.path.resolve()
    assert (out / "current").readlink() == Path("releases") / second.manifest.release_id


def test_the_pointer_is_relative(out: Path, publish_small: Publish, tmp_path: Path) -> None:
    """A release folder can be copied to another place or machine."""
    publish_small()
    moved = tmp_path / "moved"
    out.rename(moved)
    assert release.verify(release.current(moved)) == []


def test_an_equal_release_is_kept_as_it_is(out: Path, publish_small: Publish) -> None:
    """Building twice from the same input must not disturb a server that reads the release."""
    first = publish_small()
    inode = (first.path / "manifest.json").stat().st_ino
    again = publish_small()
    assert (again.path / "manifest.json").stat().st_ino == inode
    assert len(release.list_releases(out)) == 1


def test_a_damaged_equal_release_is_replaced(out: Path, publish_small: Publish) -> None:
    """Building again is how an operator mends a damaged release."""
    first = publish_small()
    (first.path / "dumps" / "edihkg.nq").write_bytes(b"")
    publish_small()
    assert release.verify(release.current(out)) == []


def test_an_id_never_names_two_contents(out: Path, publish_small: Publish) -> None:
    """A release never changes once it has its name."""
    first = publish_small()
    changed = render_manifest(first.manifest).replace("2026-01-01", "2026-01-03")
    (first.path / "manifest.json").write_text(changed)
    with pytest.raises(ReleaseError, match="other content already"):
        publish_small()


def test_a_failed_staging_leaves_nothing(out: Path) -> None:
    """A refused release must not fill the disk."""

    def fail() -> None:
        with release.lock(out), release.staging(out) as folder:
            (folder / "half.txt").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list((out / "releases").iterdir()) == []


def test_debris_of_a_killed_build_is_removed_and_named(out: Path, publish_small: Publish) -> None:
    """A build that was killed cannot clean up after itself."""
    publish_small()
    debris = out / "releases" / ".staging-0123"
    (debris / "store").mkdir(parents=True)
    (out / ".staging-4567").symlink_to("releases/none")
    assert release.remove_debris(out) == [".staging-4567", "releases/.staging-0123"]
    assert not debris.exists()
    assert release.verify(release.current(out)) == []


def test_two_writers_at_once_are_refused(out: Path) -> None:
    """Two builds would race for the pointer."""
    with (
        release.lock(out),
        pytest.raises(ReleaseError, match="Another build is at work"),
        release.lock(out),
    ):
        pass


def test_a_lock_is_free_again_after_its_holder(out: Path) -> None:
    """A finished build must not block the next."""
    with release.lock(out):
        pass
    with release.lock(out):
        pass


def test_no_file_says_where_the_release_was_made(
    out: Path, publish_small: Publish, tmp_path: Path
) -> None:
    """A published release must not tell about the machine of its maker."""
    made = publish_small()
    place = str(tmp_path).encode()
    tellers = [p for p in made.path.rglob("*") if p.is_file() and place in p.read_bytes()]
    assert tellers == []
