"""Import tables and the catalogue's export into a folder of submissions.

What a person changed in a submission is never overwritten, importing twice changes nothing,
and no hub is ever removed (``merge`` says how). Nothing is written before everything is read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from edihkg import assets
from edihkg.errors import SourceError, UsageError
from edihkg.importing import values
from edihkg.importing.describe import describe
from edihkg.importing.draft import Context
from edihkg.importing.entries import describe_entry, match_entries
from edihkg.importing.merge import Conflict
from edihkg.importing.plan import Plan, Proposal, apply_plan, make_plan, read_existing
from edihkg.importing.register import Register
from edihkg.iris import IriSpace
from edihkg.sources.catalogue import Entry, read_catalogue
from edihkg.sources.lists import Lists, load
from edihkg.sources.tables import HUBS, HubRows, read_tables
from edihkg.sources.workbook import is_workbook, read_workbook

__all__ = ["Conflict", "ImportOutcome", "import_file"]

TABLES = "tables"
CATALOGUE = "catalogue"
UNKNOWN_COUNTRY = "zz"
"""Folder of a hub whose country cell names no country (a user-assigned code of ISO 3166-1)."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOutcome:
    """What an import did, or would do; files are named inside the collection."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
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
    if recorded_on and not values.is_date(recorded_on):
        raise UsageError(f"--recorded-on is '{recorded_on}', but must be a date such as 2025-05.")
    if into.exists() and not into.is_dir():
        raise UsageError(f"'{into}' is no folder; give the folder of the submissions.")
    source = _kind(path)
    if source == CATALOGUE and not recorded_on:
        raise UsageError(
            "The catalogue's export bears no date; say when it was downloaded, for example "
            "--recorded-on 2025-05."
        )
    plan = _plan(path, source, into, recorded_on or "", space, progress)
    written = 0 if dry_run else apply_plan(plan)
    return ImportOutcome(
        new=plan.new,
        changed=plan.changed,
        unchanged=plan.unchanged,
        conflicts=plan.conflicts,
        skipped=plan.skipped,
        written=written,
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


def _plan(  # noqa: PLR0913, PLR0917
    path: Path,
    source: str,
    into: Path,
    recorded_on: str,
    space: IriSpace,
    progress: Progress | None,
) -> Plan:
    tables = read_tables(path) if source == TABLES else []
    entries = read_catalogue(path) if source == CATALOGUE else []
    existing = read_existing(into, progress)
    context = Context(
        space=space,
        lists=load(assets.folder("ontology"), space),
        register=Register(space, existing.values()),
        recorded_on=recorded_on,
    )
    matches = match_entries(entries, existing, context)
    proposals = [_from_tables(rows, context) for rows in tables]
    proposals += [_from_entry(entry, match.slug, context) for entry, match in matches if match.slug]
    return make_plan(
        proposals,
        source=source,
        into=into,
        existing=existing,
        space=space,
        skipped=[match.problem for _, match in matches if match.problem],
    )


def _from_tables(rows: HubRows, context: Context) -> Proposal:
    graph = describe(rows, context)
    return Proposal(
        slug=rows.slug, country=_folder(rows.hub["country"], context.lists), graph=graph
    )


def _from_entry(entry: Entry, slug: str, context: Context) -> Proposal:
    country = _folder(entry.country, context.lists)
    return Proposal(slug=slug, country=country, graph=describe_entry(entry, slug, context))


def _folder(country: str, lists: Lists) -> str:
    known = lists.country(country)
    return lists.alpha2.get(known, UNKNOWN_COUNTRY) if known else UNKNOWN_COUNTRY
