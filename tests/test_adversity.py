"""A machine that refuses leaves the current release as it is, and is told in a sentence."""

import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edihkg import release
from edihkg.errors import ReleaseError
from tests.builders import Builder, builder, checkout, out, published, start_builder
from tests.checkout import SAMPLES, environment
from tests.crashing import DAY

__all__ = ["builder", "checkout", "out", "published"]

MOUNT = """
set -e
size=$1 place=$2 published=$3 kept=$4; shift 4
mount -t tmpfs -o "size=$size" tmpfs "$place"
cp -a "$published" "$place/out"
if [ "$kept" = read-only ]; then mount -o remount,ro "$place"; exec "$@"; fi
"$@"
cp -a "$place/out" "$kept"
"""
"""Runs a command beside a file system of its own that holds an output folder."""

FAR_FUTURE = (datetime(2999, 1, 1, tzinfo=UTC) - DAY).days
UNSHARE = ("unshare", "--map-root-user", "--mount")


@pytest.fixture(scope="module")
def mounting(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skip where nobody may mount a file system, not even inside a name space."""
    folder = str(tmp_path_factory.mktemp("try"))
    command = [*UNSHARE, "mount", "-t", "tmpfs", "tmpfs", folder]
    if not shutil.which("unshare") or subprocess.run(command, check=False).returncode:
        pytest.skip("file systems cannot be mounted here")


def _is_as_before(out: Path, published: Path) -> bool:
    """Tell whether an output folder has the one release, whole, and nothing besides."""
    current = release.current(out)
    assert release.verify(current) == []
    names = [path.name for path in (out / release.RELEASES).iterdir()]
    return names == [release.current(published).path.name] == [current.path.name]


@pytest.mark.usefixtures("mounting")
@pytest.mark.parametrize("room_kib", [300, 2000], ids=["store", "dumps"])
def test_a_full_disk_leaves_the_current_release(
    checkout: Path, published: Path, tmp_path: Path, room_kib: int
) -> None:
    """It fills up early or late; the next build, with more room, finds no debris."""
    place, kept = tmp_path / "disk", tmp_path / "kept"
    place.mkdir()
    used = subprocess.run(["du", "-sk", published], capture_output=True, text=True, check=True)
    size = f"{int(used.stdout.split()[0]) + room_kib}k"
    script = ("sh", "-c", MOUNT, "sh", size, str(place), str(published), str(kept))
    with start_builder(checkout, inside=(*UNSHARE, *script)) as builder:
        built = builder.build(place / "out")
    assert built.code == ReleaseError.exit_code
    assert "No space left on device" in built.said[-1]
    assert built.said[-1].endswith("the current release stays as it is.")
    assert _is_as_before(kept, published)


@pytest.mark.usefixtures("mounting")
def test_a_folder_that_is_read_only_is_told(
    checkout: Path, published: Path, tmp_path: Path
) -> None:
    """Rights do not stop root, a file system that is mounted read-only does."""
    place = tmp_path / "disk"
    place.mkdir()
    script = ("sh", "-c", MOUNT, "sh", "64m", str(place), str(published), "read-only")
    with start_builder(checkout, inside=(*UNSHARE, *script)) as builder:
        built = builder.build(place / "out")
    assert built.code == ReleaseError.exit_code
    assert "Read-only file system" in built.said[-1]
    assert "choose another folder with --out" in built.said[-1]


def test_a_file_that_may_not_grow_leaves_the_current_release(
    checkout: Path, published: Path, out: Path
) -> None:
    """A quota is met in the middle of a file."""
    with start_builder(checkout, inside=("sh", "-c", 'ulimit -f 900; exec "$@"', "sh")) as builder:
        built = builder.build(out)
    assert built.code == ReleaseError.exit_code
    assert "File too large" in built.said[-1]
    assert _is_as_before(out, published)


def _command(out: Path, *more: str) -> list[str]:
    return [sys.executable, "-P", "-m", "edihkg", "build", str(SAMPLES), "--out", str(out), *more]


@pytest.mark.slow
def test_of_two_builds_at_once_the_second_is_refused(checkout: Path, out: Path) -> None:
    """The first is halted in its middle while the second tries, so they do meet."""
    environ = environment(checkout)
    with subprocess.Popen(_command(out), env=environ, stdout=subprocess.PIPE) as first:
        try:
            while not list((out / release.RELEASES).glob(f"{release.STAGING_PREFIX}*")):
                assert first.poll() is None
                time.sleep(0.01)
            os.kill(first.pid, signal.SIGSTOP)
            second = subprocess.run(
                _command(out), env=environ, capture_output=True, text=True, check=False
            )
            assert second.returncode == ReleaseError.exit_code
            assert second.stderr.startswith(f"edihkg: Another build is at work in '{out}'")
            assert second.stderr.count("\n") == 1
        finally:
            os.kill(first.pid, signal.SIGCONT)
        assert first.wait() == 0
    assert len(release.list_releases(out)) == 2
    assert release.verify(release.current(out)) == []


@pytest.mark.parametrize(
    "given",
    [(), pytest.param(("--as-of", "2026-05-05"), marks=pytest.mark.slow)],
    ids=["clock", "given"],
)
def test_a_clock_that_jumped_back_is_told(
    checkout: Path, builder: Builder, out: Path, given: tuple[str, ...]
) -> None:
    """Who follows the dates would take the new release for an old one; who means it says so."""
    assert builder.build(out, number=FAR_FUTURE).code == 0
    before = release.current(out)
    done = subprocess.run(
        _command(out, *given),
        env=environment(checkout),
        capture_output=True,
        text=True,
        check=False,
    )
    if given:
        assert done.returncode == 0
        assert release.current(out).manifest.as_of == "2026-05-05T00:00:00Z"
        return
    assert done.returncode == ReleaseError.exit_code
    assert done.stderr.startswith("edihkg: The current release speaks for 2999-01-01T00:00:00Z")
    assert "--as-of" in done.stderr
    assert release.current(out) == before
