"""Measure the real network: build, validation of all and of one, pages.

Run: ``python -m benchmarks.network [SUBMISSIONS]``. Each step runs in a process of its own, so
that its peak memory is its own; times are wall seconds. Quote ratios: machines differ.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from edihkg import assets, release, sources
from edihkg.build.checking import check_all
from edihkg.closure import checker
from edihkg.iris import IriSpace
from edihkg.settings import Settings

SPACE = IriSpace(Settings().id_base)
WARM_FILES = 60
_QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def measure_build(submissions: Path, out: Path) -> None:
    """Build a release as a user would: the whole command."""
    command = [sys.executable, "-m", "edihkg", "build", str(submissions), "--out", str(out)]
    seconds = _seconds(lambda: subprocess.run(command, check=True, **_QUIET))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    made = release.current(out)
    pages = sum(file.path.endswith(".html") for file in made.manifest.files)
    print(
        f"build: {seconds:.1f} s, largest process {peak:.0f} MB, {len(made.manifest.files)} files"
    )
    print(f"       {made.manifest.counts['hubs']} hubs, {pages} HTML pages")


def measure_validation(submissions: Path) -> None:
    """Check every submission on all cores, one cold, then some again in this warm process."""
    paths = sources.find(submissions)
    cores = os.cpu_count() or 1
    every = partial(check_all, paths, root=submissions, space=SPACE, make_check=checker)
    seconds = _seconds(lambda: list(every(processes=cores)))
    print(f"validation of all {len(paths)} on {cores} cores: {seconds:.1f} s")
    cold = [sys.executable, "-m", "edihkg", "validate", str(paths[0])]
    seconds = min(_seconds(lambda: subprocess.run(cold, check=True, **_QUIET)) for _ in range(3))
    print(f"validation of one, cold, the whole command: {seconds:.2f} s (best of 3)")
    check = checker()
    submitted = [
        sources.read(path, root=submissions) for path in paths[:: len(paths) // WARM_FILES]
    ]
    check(submitted[0])
    times = sorted(_seconds(lambda s=s: check(s)) * 1000 for s in submitted)  # type: ignore[misc]
    print(f"validation of one, warm: median {median(times):.0f} ms, slowest {times[-1]:.0f} ms")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else assets.folder("submissions")
    with tempfile.TemporaryDirectory() as temporary:
        measure_build(folder, Path(temporary))
    measure_validation(folder)
