"""``edihkg import``: turn tables or a catalogue export into submissions."""

import argparse

from edihkg.cli.talk import progress_bar, say
from edihkg.importing import ImportOutcome, import_file
from edihkg.iris import IriSpace
from edihkg.settings import Settings

_NAMED = 6


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Import, print the plan (what is new, changed, gone), and tell about conflicts."""
    with progress_bar() as progress:
        outcome = import_file(
            arguments.file,
            into=arguments.into,
            recorded_on=arguments.recorded_on,
            dry_run=arguments.dry_run,
            space=IriSpace(settings.id_base),
            progress=progress,
        )
    _print_plan(outcome)
    _tell(outcome, dry_run=arguments.dry_run)
    return 1 if outcome.conflicts else 0


def _print_plan(outcome: ImportOutcome) -> None:
    """Print one line a file: what is new, what changes in it, what is gone."""
    for name in outcome.new:
        print(f"+ {name}")
    for name in outcome.changed:
        units = outcome.details.get(name, ())
        if units:
            more = f" and {len(units) - _NAMED} more" if len(units) > _NAMED else ""
            print(f"~ {name}: {', '.join(units[:_NAMED])}{more}")
    for name in outcome.gone:
        print(f"- {name}: no longer listed; the file stays and says so")


def _tell(outcome: ImportOutcome, *, dry_run: bool) -> None:
    for conflict in outcome.conflicts:
        say(f"Conflict: {conflict}")
    for sentence in outcome.doubts:
        say(f"Perhaps: {sentence}")
    for sentence in outcome.skipped:
        say(f"Skipped: {sentence}")
    would = "would be " if dry_run else ""
    real = sum(bool(outcome.details.get(name)) for name in outcome.changed)
    say(
        f"{len(outcome.new)} submissions {would}new, {real} {would}changed, "
        f"{len(outcome.changed) - real} confirmed with a new date, "
        f"{len(outcome.unchanged)} unchanged, {len(outcome.gone)} no longer listed; "
        f"{len(outcome.conflicts)} conflicts, {len(outcome.skipped)} skipped."
    )
