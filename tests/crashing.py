"""Builds that are killed at will: ``python -m tests.crashing SUBMISSIONS``.

Each line on standard input, ``KIND OUT NUMBER SECONDS MOMENT``, starts a build of the release of
one day in a process of its own; of the kind ``release`` it publishes a ready one only. It is
killed after so many seconds of work (0 is never), whatever else the machine does, or at the
moment: a step that the build tells of, or a function of the release that is about to run
(``before:…``) or has just run (``after:…``); ``-`` is never. On standard output comes what the
build says, each sentence behind a ``#``, and then its exit code and its seconds of work. This
process has all modules loaded and never opens a store, so that builds begin at once.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from edihkg.build import Steps, build
from edihkg.errors import EdihkgError
from edihkg.release import keeping, lock, publish, publishing, remove_debris, staging
from edihkg.settings import Settings
from tests.release.conftest import fill
from tests.test_build import one_page

SMALL = Settings(min_hubs=1, min_regions_with_seat=1)
DAY = datetime(2026, 1, 1, tzinfo=UTC)
NEVER = "-"
BUILD, RELEASE = "build", "release"


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


def build_once(submissions: Path, out: Path, *, number: int, moment: str) -> int:
    """Build the release of one day, and die at the moment; give the exit code."""
    arm(moment)
    try:
        build(
            submissions,
            out=out,
            as_of=DAY + timedelta(days=number),
            settings=SMALL,
            processes=1,
            steps=Steps(build_site=one_page),
            progress=lambda step, done, total: kill() if step == moment else None,
            say=_say,
        )
    except EdihkgError as error:
        _say(str(error))
        return error.exit_code
    return 0


def publish_once(out: Path, *, number: int) -> int:
    """Publish a release of one statement as a build does; give the exit code."""
    with lock(out):
        remove_debris(out)
        with staging(out) as folder:
            publish(folder, fill(folder, str(number), DAY + timedelta(days=number)), out=out)
    return 0


def build_and_kill(submissions: Path, line: str) -> tuple[int, float]:
    """Build in another process that the system may kill; give exit code and seconds of work."""
    kind, out, number, seconds, moment = line.rstrip("\n").split("\t")
    child = os.fork()
    if child == 0:
        signal.setitimer(signal.ITIMER_PROF, float(seconds))
        if kind == RELEASE:
            os._exit(publish_once(Path(out), number=int(number)))
        os._exit(build_once(submissions, Path(out), number=int(number), moment=moment))
    _, status, usage = os.wait4(child, 0)
    return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime


def _say(sentence: str) -> None:
    print("#", sentence, flush=True)


def main(submissions: Path) -> None:
    """Build and kill as long as lines come."""
    for line in sys.stdin:
        print(*build_and_kill(submissions, line), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
