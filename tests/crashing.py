"""A build that kills itself at a given moment: ``python crashing.py SUBMISSIONS OUT MOMENT``.

A moment is a step that the build tells of, or a function of the release that is about to run
(``before:…``) or has just run (``after:…``). Without a moment the build ends in order.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from edihkg.build import Steps, build
from edihkg.release import keeping, publishing
from edihkg.settings import Settings
from tests.test_build import one_page

SMALL = Settings(min_hubs=1, min_regions_with_seat=1)


def kill() -> None:
    """End as by a power cut: nothing is cleaned up."""
    os.kill(os.getpid(), signal.SIGKILL)


def killing(when: str, work: Callable[..., object]) -> Callable[..., object]:
    """Wrap a function so that the process dies before or after it."""

    def run(*arguments: object) -> object:
        if when == "before":
            kill()
        result = work(*arguments)
        kill()
        return result

    return run


def arm(moment: str) -> None:
    """Let the functions of the release kill."""
    when, _, name = moment.partition(":")
    for module in (publishing, keeping) if name else ():
        if hasattr(module, name):
            setattr(module, name, killing(when, getattr(module, name)))


def main(submissions: Path, out: Path, moment: str) -> None:
    """Build, and die at the moment."""
    arm(moment)
    print("ready", flush=True)
    build(
        submissions,
        out=out,
        as_of=datetime(2026, 2, 2, tzinfo=UTC),
        settings=SMALL,
        processes=1,
        steps=Steps(build_site=one_page),
        progress=lambda step, done, total: kill() if step == moment else None,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
