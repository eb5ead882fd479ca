"""The pipeline: from a folder of submissions to the current release.

::

    find → take over known verdicts → check the rest → guard against loss → assemble
         → findings across hubs → floors → report → dumps → pages → manifest → publish

Everything is written into a staging folder; the output folder's ``current`` changes with the
last step only. The same submissions, the same software and the same ``as_of`` give the same
bytes, but for ``store/``. This package never changes a submission.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from edihkg import pages
from edihkg.build.changes import summarise_changes
from edihkg.build.checking import Check, check_all
from edihkg.build.filling import Job, Progress, SiteBuilder, fill, read_languages
from edihkg.build.guards import guard_against_loss, refuse_taken_slugs
from edihkg.build.history import write_history
from edihkg.build.inputs import find_inputs
from edihkg.build.report import Checked, ReportedFinding
from edihkg.build.reusing import find_earlier, known_verdicts
from edihkg.build.spool import Spool, spool
from edihkg.closure import bare_checker
from edihkg.errors import ReleaseError
from edihkg.processes import choose_number, rare_collections
from edihkg.release import (
    Changes,
    Release,
    find_current,
    give_second_names,
    lock,
    publish,
    remove_debris,
    staging,
)
from edihkg.settings import Settings

__all__ = [
    "BuildOutcome",
    "Changes",
    "Checked",
    "Progress",
    "ReportedFinding",
    "Steps",
    "build",
    "summarise_changes",
    "up_to_date",
]


@dataclass(frozen=True, slots=True)
class BuildOutcome:
    """A finished build."""

    release: Release
    """The release, current now."""
    submissions: tuple[Checked, ...]
    """What became of each file, sorted by name."""
    unchanged: int = 0
    """Files whose verdict was taken over from the release that was current before."""
    changes: Changes | None = None
    """Against the release that was current before; None if there was none that can be read."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The two stations of the pipeline that cost most; tests put quick ones in their place."""

    make_check: Callable[[], Check] = bare_checker
    """Makes a checker; runs once in each process, so it must be a function of a module."""
    build_site: SiteBuilder = pages.build_site
    """Writes the pages."""


def build(  # noqa: PLR0913 - options of one command, keyword-only
    submissions: Path,
    *,
    out: Path,
    as_of: datetime,
    settings: Settings,
    allow_loss: bool = False,
    full: bool = False,
    processes: int = 0,
    steps: Steps = Steps(),
    progress: Progress | None = None,
    say: Callable[[str], None] | None = None,
) -> BuildOutcome:
    """Build a release and make it the current one.

    ``full`` makes everything anew, also what the current release has already.
    ``processes`` of 0 lets the number of submissions decide. ``progress`` is called with a
    step, the number done and the number of all; ``say`` with sentences worth knowing.
    Raises: UsageError for a folder that cannot be used, LossError when hubs would be lost,
    ReleaseError when a floor is not reached, the disk refuses or another build is at work.
    In all these cases the current release stays.
    """
    tell = progress or (lambda step, done, total: None)
    read_languages(settings)
    inputs = find_inputs(submissions, settings=settings)
    wanted = processes or choose_number(len(inputs.files))
    job = Job(inputs, as_of, settings, tell, steps.build_site, wanted)
    with rare_collections(), _failures_of_disk(out), lock(out), spool(out) as held:
        for name in remove_debris(out):
            if say:
                say(f"Removed {name}, left behind by a build that was stopped.")
        known = {} if full else known_verdicts(inputs, out=out, space=job.space, held=held)
        checked = _check(job, known, held, steps.make_check)
        if not allow_loss:
            guard_against_loss(checked, out=out)
        with staging(out) as folder:
            earlier = None if full else find_earlier(inputs, out=out)
            found, manifest = fill(folder, job, checked, earlier=earlier)
            tell("Publishing", 0, 1)
            changes = write_history(folder, job, found, manifest, out=out)
            give_second_names(folder)
            release = publish(folder, manifest, out=out)
            return BuildOutcome(release, tuple(found), len(known), changes)


def up_to_date(submissions: Path, *, out: Path, settings: Settings) -> Release | None:
    """Give the current release if a build from these inputs would publish the same data.

    Raises: UsageError for a folder that cannot be used.
    """
    inputs = find_inputs(submissions, settings=settings)
    try:
        current = find_current(out)
    except ReleaseError:
        return None
    same = current is not None and current.manifest.versions.get("inputs") == inputs.digest
    return current if same else None


def _check(
    job: Job, known: Mapping[str, Checked], held: Spool, make_check: Callable[[], Check]
) -> list[Checked]:
    """Check the files whose verdict is not known; start no more processes than they need."""
    root = job.inputs.root
    files = [f for f in job.inputs.files if f.relative_to(root).as_posix() not in known]
    processes = min(job.processes, choose_number(len(files))) if known else job.processes
    results = check_all(
        files, root=root, space=job.space, make_check=make_check, processes=processes
    )
    checked = list(known.values())
    for each in results:
        checked.append(held.hold(each))
        job.tell("Checking submissions", len(checked), len(job.inputs.files))
    return refuse_taken_slugs(checked)


@contextmanager
def _failures_of_disk(out: Path) -> Iterator[None]:
    """Say in one sentence that the disk refused."""
    try:
        yield
    except OSError as error:
        raise ReleaseError(
            f"The release cannot be written below '{out}': {error.strerror or error}. Make room "
            "or choose another folder with --out; the current release stays as it is."
        ) from error
