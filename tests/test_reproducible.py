"""The same input gives the same bytes, whoever builds it, where and when."""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from edihkg import release
from tests.checkout import SAMPLES, environment, lay_checkout

PROGRAM = """
import sys
from datetime import UTC, datetime
from pathlib import Path

from edihkg.build import build
from edihkg.settings import Settings

if __name__ == "__main__":
    build(
        Path(sys.argv[1]),
        out=Path(sys.argv[2]),
        as_of=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        settings=Settings(min_hubs=1, min_regions_with_seat=1),
        processes=int(sys.argv[3]),
    )
"""
OTHER_DAY = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")


@dataclass(frozen=True, slots=True)
class Place:
    """Where, and under which conditions, somebody builds."""

    environ: Mapping[str, str]
    processes: int
    order: int
    """1 or -1: in which order the submissions came into their folder."""


HERE = Place({"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC"}, processes=1, order=1)
THERE = Place(
    {
        "PYTHONHASHSEED": "4711",
        "LC_ALL": "C.UTF-8",
        "LANGUAGE": "tr",
        "TZ": "Asia/Kathmandu",
        "HOME": "/nonexistent",
        "COLUMNS": "20",
    },
    processes=2,
    order=-1,
)


def _build(checkout: Path, folder: Path, place: Place) -> Path:
    """Build in a copy of the checkout and a folder of its own; give the release's path."""
    own = Path(shutil.copytree(checkout, folder / "checkout"))
    for path in sorted(SAMPLES.rglob("*.ttl"), reverse=place.order < 0):
        target = folder / "hubs" / path.relative_to(SAMPLES)
        target.parent.mkdir(parents=True)
        shutil.copyfile(path, target)
    (folder / "program.py").write_text(PROGRAM)
    subprocess.run(
        [sys.executable, "program.py", "hubs", "out", str(place.processes)],
        cwd=folder,
        env=environment(own, **place.environ),
        check=True,
    )
    return release.current(folder / "out").path


def _on_another_day() -> dict[str, str]:
    """Let programs see a later day, where Debian's faketime is installed."""
    if not OTHER_DAY.exists():
        return {}
    return {
        "LD_PRELOAD": str(OTHER_DAY),
        "FAKETIME": "+400d",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


@pytest.mark.slow
def test_the_same_input_gives_the_same_bytes_everywhere(tmp_path: Path) -> None:
    """Whoever doubts a release can build it again and compare; unchanged pages can be shared."""
    checkout = lay_checkout(tmp_path / "checkout")
    here = _build(checkout, tmp_path / "here", HERE)
    there = _build(
        checkout,
        tmp_path / "far" / "away",
        Place({**THERE.environ, **_on_another_day()}, THERE.processes, THERE.order),
    )
    assert here.name == there.name
    assert sum(path.is_file() for path in (here / release.SITE).rglob("*")) > 100
    different = subprocess.run(
        ["diff", "-r", f"--exclude={release.STORE}", str(here), str(there)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (different.returncode, different.stdout, different.stderr) == (0, "", "")
    assert release.verify(release.open_release(here)) == []
    assert release.verify(release.open_release(there)) == []
