"""Whenever a build is killed, the current release is whole and the next build succeeds."""

import random
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edihkg import release
from edihkg.build import build
from tests.crashing import SMALL
from tests.test_build import SAMPLES, STEPS

ROOT = Path(__file__).parents[1]
FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)
MOMENTS = (
    "Assembling the graph",
    "Writing pages",
    "Writing dumps",
    "Publishing",
    "before:close_store",
    "after:write_text",
    "before:sync_tree",
    "after:sync_tree",
    "after:sync",
    "before:point_to",
    "after:point_to",
)
PUBLISHED = ("after:point_to",)
NAMED = ("after:sync", "before:point_to", *PUBLISHED)
"""Moments at which the new release bears its name already."""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with one release."""
    out = tmp_path_factory.mktemp("published") / "out"
    build(SAMPLES, out=out, as_of=FIRST, settings=SMALL, steps=STEPS)
    return out


@pytest.fixture
def out(published: Path, tmp_path: Path) -> Path:
    """A copy of the output folder."""
    return Path(shutil.copytree(published, tmp_path / "out", symlinks=True))


def _start(out: Path, moment: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "tests.crashing", str(SAMPLES), str(out), moment]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)


def _is_whole(out: Path) -> bool:
    return release.verify(release.current(out)) == []


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_build_killed_at_any_stage_leaves_a_valid_release(out: Path, moment: str) -> None:
    """Old or new, whole; debris is a staging folder at most, and the next build names it."""
    before = release.current(out).path.name
    with _start(out, moment) as process:
        assert process.wait() == -signal.SIGKILL
    assert (release.current(out).path.name == before) == (moment not in PUBLISHED)
    assert _is_whole(out)
    debris = [path.name for path in (out / "releases").glob(f"{release.STAGING_PREFIX}*")]
    assert len(debris) == (moment not in NAMED)
    with release.lock(out):
        removed = release.remove_debris(out)
    assert removed == [f"releases/{name}" for name in debris]
    assert all(release.verify(each) == [] for each in release.list_releases(out))


@pytest.mark.parametrize("moment", ["Publishing", "before:point_to"])
def test_the_build_after_a_killed_one_publishes(out: Path, moment: str) -> None:
    """What was left must neither stop it nor get into its release."""
    with _start(out, moment) as process:
        assert process.wait() == -signal.SIGKILL
    said: list[str] = []
    build(SAMPLES, out=out, as_of=LAST, settings=SMALL, steps=STEPS, say=said.append)
    assert release.current(out).manifest.as_of == "2026-03-03T00:00:00Z"
    assert _is_whole(out)
    assert len(said) == (moment not in NAMED)
    assert not list((out / "releases").glob(f"{release.STAGING_PREFIX}*"))


@pytest.mark.slow
def test_a_build_killed_at_random_moments_leaves_a_valid_release(out: Path) -> None:
    """Stages are where we look; a power cut comes in between."""
    chance = random.Random(3)  # noqa: S311
    for _ in range(12):
        with _start(out, "") as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0, 2))
            process.kill()
        assert _is_whole(out)
    build(SAMPLES, out=out, as_of=LAST, settings=SMALL, steps=STEPS)
    assert _is_whole(out)
    assert not list((out / "releases").glob(f"{release.STAGING_PREFIX}*"))
