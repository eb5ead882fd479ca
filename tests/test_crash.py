"""Whenever a build is killed, the current release is whole and the next build succeeds."""

import random
import signal
from pathlib import Path

import pytest

from edihkg import release
from edihkg.release.verifying import damaged_files
from tests.builders import Builder, builder, checkout, out, published
from tests.crashing import BUILD, RELEASE

__all__ = ["builder", "checkout", "out", "published"]

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
LAST = 200
"""Number of a build after all others."""


def _problems(out: Path) -> list[str]:
    return [problem for each in release.list_releases(out) for problem in release.verify(each)]


def _debris(out: Path) -> list[str]:
    found = (*out.glob(f"{release.STAGING_PREFIX}*"), *out.glob(f"*/{release.STAGING_PREFIX}*"))
    return sorted(path.relative_to(out).as_posix() for path in found)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_build_killed_at_any_stage_leaves_a_valid_release(
    builder: Builder, out: Path, moment: str
) -> None:
    """Old or new, whole; debris is a staging folder at most, and the next build names it."""
    before = release.current(out).path.name
    assert builder.build(out, moment=moment).code == -signal.SIGKILL
    assert (release.current(out).path.name == before) == (moment not in PUBLISHED)
    assert release.verify(release.current(out)) == []
    debris = _debris(out)
    assert len(debris) == (moment not in NAMED)
    with release.lock(out):
        assert release.remove_debris(out) == debris
    assert _problems(out) == []


@pytest.mark.parametrize("moment", ["Publishing", "before:point_to"])
def test_the_build_after_a_killed_one_publishes(builder: Builder, out: Path, moment: str) -> None:
    """What was left must neither stop it nor get into its release."""
    assert builder.build(out, moment=moment).code == -signal.SIGKILL
    left = _debris(out)
    built = builder.build(out, number=LAST)
    assert built.said == [
        f"Removed {name}, left behind by a build that was stopped." for name in left
    ]
    assert built.code == 0
    assert release.current(out).path.name.startswith("20260720T")
    assert release.verify(release.current(out)) == []
    assert _debris(out) == []


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "times"), [(BUILD, 100), (RELEASE, 100)])
def test_a_build_killed_at_random_moments_leaves_a_valid_release(
    builder: Builder, out: Path, kind: str, times: int
) -> None:
    """Stages are where we look; a power cut comes in between. Most meet the last steps."""
    chance = random.Random(3)  # noqa: S311
    work_s = builder.build(out, number=1, kind=kind).work_s
    killed = 0
    for number in range(2, 2 + times):
        seconds = chance.uniform(0, work_s)
        killed += builder.build(out, number=number, kind=kind, seconds=seconds).code != 0
        assert damaged_files(release.current(out)) == []
        assert len(_debris(out)) <= 1
    assert killed > times / 10
    assert builder.build(out, number=LAST, kind=kind).code == 0
    assert _debris(out) == []
    assert _problems(out) == []
