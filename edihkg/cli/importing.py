"""``edihkg import``: turn tables or a catalogue export into submissions."""

import argparse

from edihkg.cli.talk import progress_bar, say
from edihkg.importing import ImportOutcome, import_file
from edihkg.iris import IriSpace
from edihkg.settings import Settings


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Import, print the names of new and changed files, and tell about conflicts."""
    with progress_bar() as progress:
        outcome = import_file(
            arguments.file,
            into=arguments.into,
            recorded_on=arguments.recorded_on,
            dry_run=arguments.dry_run,
            space=IriSpace(settings.id_base),
            progress=progress,
        )
    for sign, names in (("+", outcome.new), ("~", outcome.changed)):
        for name in names:
            print(f"{sign} {name}")
    _tell(outcome, dry_run=arguments.dry_run)
    return 1 if outcome.conflicts else 0


def _tell(outcome: ImportOutcome, *, dry_run: bool) -> None:
    for conflict in outcome.conflicts:
        say(f"Conflict: {conflict}")
    for sentence in outcome.skipped:
        say(f"Skipped: {sentence}")
    would = "would be " if dry_run else ""
    say(
        f"{len(outcome.new)} submissions {would}new, {len(outcome.changed)} {would}changed, "
        f"{len(outcome.unchanged)} unchanged; {len(outcome.conflicts)} conflicts, "
        f"{len(outcome.skipped)} skipped."
    )
