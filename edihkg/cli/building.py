"""``edihkg build``: make a release and say what became of the submissions."""

import argparse
import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from edihkg import assets
from edihkg.build import BuildOutcome, build, summarise_changes
from edihkg.cli.talk import progress_bar, say
from edihkg.errors import ReleaseError, UsageError
from edihkg.release import find_current
from edihkg.settings import Settings


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Build and print the path of the release."""
    print(build_release(arguments, settings).release.path)
    return 0


def build_release(arguments: argparse.Namespace, settings: Settings) -> BuildOutcome:
    """Build with the arguments of ``build`` or ``serve`` and say what came of it."""
    with progress_bar() as progress:
        outcome = build(
            submissions_folder(arguments),
            out=arguments.out,
            as_of=arguments.as_of or moment_of_build(arguments.out),
            settings=settings,
            allow_loss=arguments.allow_loss,
            full=arguments.full,
            progress=progress,
            say=say,
        )
    say(summarise(outcome))
    return outcome


def submissions_folder(arguments: argparse.Namespace) -> Path:
    """Tell which submissions are meant."""
    return arguments.submissions or assets.folder("submissions")


def moment_of_build(out: Path) -> datetime:
    """Take the moment from SOURCE_DATE_EPOCH, else from the clock.

    Raises: ReleaseError when the clock stands before the moment of the current release.
    Source: reproducible-builds.org, SOURCE_DATE_EPOCH.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return _moment_of_clock(out)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"SOURCE_DATE_EPOCH is '{epoch}', but must be seconds.") from error


def _moment_of_clock(out: Path) -> datetime:
    now = datetime.now(UTC)
    try:
        current = find_current(out)
    except ReleaseError:
        return now
    if current is not None and datetime.fromisoformat(current.manifest.as_of) > now:
        raise ReleaseError(
            f"The current release speaks for {current.manifest.as_of}, but the clock says "
            f"{now:%Y-%m-%dT%H:%M:%SZ}; set the clock, or give the moment with --as-of."
        )
    return now


def summarise(outcome: BuildOutcome) -> str:
    """Tell in a few lines what a build published and what it kept out."""
    counts = outcome.release.manifest.counts
    found = Counter(f.severity for each in outcome.submissions for f in each.findings)
    lines = [
        f"Release {outcome.release.manifest.release_id}: {counts['published']} of "
        f"{counts['submissions']} submissions published, {counts['triples']} statements; "
        f"{_number(found['Violation'], 'violation')}, {_number(found['Warning'], 'warning')}, "
        f"{_number(found['Info'], 'note')}.",
        f"{outcome.unchanged} unchanged, {len(outcome.submissions) - outcome.unchanged} checked.",
    ]
    for each in outcome.submissions:
        if each.outcome in ("kept out", "unreadable"):
            reason = next((f.message for f in each.findings if f.severity == "Violation"), "")
            lines.append(f"{each.name} was {each.outcome}: {reason}".rstrip(": "))
    if outcome.changes is not None:
        lines.append(summarise_changes(outcome.changes))
    return "\n".join(lines)


def _number(count: int, word: str) -> str:
    """Say how many there are.

    >>> _number(1, "violation"), _number(0, "note")
    ('1 violation', '0 notes')
    """
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
