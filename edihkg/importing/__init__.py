"""Import tables and the catalogue's export into a folder of submissions.

What a person changed in a submission is never overwritten, importing twice changes nothing,
and no hub is ever removed (``merge`` says how); one that the catalogue has dropped says so from
then on (``listing``). Nothing is written before everything is read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import SKOS

from edihkg import assets
from edihkg.errors import SourceError, UsageError
from edihkg.importing import values
from edihkg.importing.describe import CATALOGUE as EDIH_CATALOGUE
from edihkg.importing.describe import describe, enrol
from edihkg.importing.draft import Context
from edihkg.importing.entries import SUGGESTIONS, describe_entry, match_entries
from edihkg.importing.listing import Reading
from edihkg.importing.merge import Conflict
from edihkg.importing.plan import Progress, Proposal, apply_plan, make_plan, read_existing
from edihkg.importing.register import Register
from edihkg.iris import IriSpace
from edihkg.sources.catalogue import Entry, read_catalogue
from edihkg.sources.lists import Lists, load
from edihkg.sources.tables import HUBS, HubRows, read_tables
from edihkg.sources.workbook import is_workbook, read_workbook
from edihkg.submission import Submission

__all__ = ["Conflict", "ImportOutcome", "import_file"]

TABLES = "tables"
CATALOGUE = "catalogue"
UNKNOWN_COUNTRY = "zz"
"""Folder of a hub whose country cell names no country (a user-assigned code of ISO 3166-1)."""

Told = tuple[str, HubRows | Entry]
"""The slug of a hub and what a source says about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOutcome:
    """What an import did, or would do; files are named inside the collection."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    gone: tuple[str, ...] = ()
    """Hubs that the catalogue does not list any more: their files stay and say so."""
    details: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What changes in each changed file; empty for a file that is merely confirmed."""
    doubts: tuple[str, ...] = ()
    """New hubs that may be there under another name, one sentence each."""
    skipped: tuple[str, ...]
    """What was left alone, with the reason, one sentence each."""
    written: int
    """Number of submissions written; 0 on a dry run."""


def import_file(  # noqa: PLR0913
    path: Path,
    *,
    into: Path,
    recorded_on: str | None = None,
    dry_run: bool = False,
    space: IriSpace,
    progress: Progress | None = None,
) -> ImportOutcome:
    """Import a folder of tables, a workbook of tables or the catalogue's export.

    ``recorded_on`` is the date on which the catalogue was read (YYYY, YYYY-MM or YYYY-MM-DD);
    ``progress`` is called with a stage, the number done and the number of all.
    Raises: UsageError when the path or the date cannot be used; SourceError when the file
    cannot be read, with every problem found. Nothing is written then.
    """
    source = _kind(path)
    _check(source, into, recorded_on)
    rows = read_tables(path) if source == TABLES else read_catalogue(path)
    existing = read_existing(into, progress)
    context = Context(
        space=space,
        lists=load(assets.folder("ontology"), space),
        register=Register(space, existing.values()),
        recorded_on=recorded_on or "",
    )
    told, skipped = _assign(rows, existing, context)
    plan = make_plan(
        list(_propose(told, existing, context, progress)),
        source=source,
        into=into,
        existing=existing,
        space=space,
        skipped=skipped,
        reading=_reading(source, recorded_on),
    )
    return ImportOutcome(
        new=plan.new,
        changed=plan.changed,
        unchanged=plan.unchanged,
        conflicts=plan.conflicts,
        gone=plan.gone,
        details=plan.details,
        doubts=plan.doubts,
        skipped=plan.skipped,
        written=0 if dry_run else apply_plan(plan),
    )


def _reading(source: str, recorded_on: str | None) -> Reading | None:
    """Tell which catalogue was read, and when; None for tables, which are no list of all."""
    when = values.date(recorded_on or "")
    if source != CATALOGUE or when is None:
        return None
    return Reading(EDIH_CATALOGUE, when)


def _check(source: str, into: Path, recorded_on: str | None) -> None:
    """Refuse options that cannot be used."""
    if recorded_on and not values.is_date(recorded_on):
        raise UsageError(f"--recorded-on is '{recorded_on}', but must be a date such as 2025-05.")
    if into.exists() and not into.is_dir():
        raise UsageError(f"'{into}' is no folder; give the folder of the submissions.")
    if source == CATALOGUE and not recorded_on:
        raise UsageError(
            "The catalogue's export bears no date; say when it was downloaded, for example "
            "--recorded-on 2025-05."
        )


def _kind(path: Path) -> str:
    """Tell by content what is imported."""
    if path.is_dir():
        return TABLES
    if not path.is_file():
        raise UsageError(f"There is no file or folder '{path}'; give tables or an export.")
    if is_workbook(path):
        return TABLES if HUBS in read_workbook(path) else CATALOGUE
    if path.suffix.lower() == ".csv":
        raise SourceError(
            f"'{path.name}' is one table; give the folder that holds it, with a table hubs.csv."
        )
    raise SourceError(
        f"'{path.name}' is neither a folder of CSV tables nor an .xlsx workbook; docs/tables.md "
        "says what can be imported."
    )


def _assign(
    rows: Sequence[HubRows] | Sequence[Entry], existing: Mapping[str, Submission], context: Context
) -> tuple[list[Told], list[str]]:
    """Tell which hub each row is about, and which rows are skipped for what reason."""
    tables = [row for row in rows if isinstance(row, HubRows)]
    for row in tables:
        enrol(row, context)
    told: list[Told] = [(row.slug, row) for row in tables]
    entries = [row for row in rows if isinstance(row, Entry)]
    matches = match_entries(entries, existing, context)
    told += [(match.slug, entry) for entry, match in matches if match.slug]
    return told, [match.problem for _, match in matches if match.problem]


def _propose(
    told: Sequence[Told],
    existing: Mapping[str, Submission],
    context: Context,
    progress: Progress | None,
) -> Iterator[Proposal]:
    for number, (slug, row) in enumerate(told, start=1):
        if isinstance(row, Entry):
            yield Proposal(
                slug=slug,
                country=_folder(row.country, context.lists),
                graph=describe_entry(row, slug, context, label=_label(existing.get(slug))),
                suggestions=SUGGESTIONS,
            )
        else:
            country = _folder(row.hub["country"], context.lists)
            yield Proposal(slug=slug, country=country, graph=describe(row, context))
        if progress:
            progress("Describing hubs", number, len(told))


def _label(submission: Submission | None) -> str:
    """Give the name of a hub in its submission; empty when it has none."""
    if submission is None or submission.hub is None:
        return ""
    return str(submission.graph.value(submission.hub, SKOS.prefLabel) or "")


def _folder(country: str, lists: Lists) -> str:
    known = lists.country(country)
    return lists.alpha2.get(known, UNKNOWN_COUNTRY) if known else UNKNOWN_COUNTRY
