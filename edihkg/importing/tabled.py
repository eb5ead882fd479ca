"""Turn tables or the catalogue's export into submissions that know their cells, for checking.

Nothing is written and no other submission is looked at, so rows of the export get the slugs
that they would get in an empty collection. What is wrong with the tables themselves becomes
faults of a submission that bears the name of the file.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from rdflib import BNode, Graph
from rdflib.term import Node

from edihkg.errors import SourceError
from edihkg.importing.describe import draft_of, enrol
from edihkg.importing.draft import Context, Draft
from edihkg.importing.entries import draft_of_entry
from edihkg.importing.homes import homes
from edihkg.importing.register import Register
from edihkg.iris import IriSpace
from edihkg.sources.catalogue import Entry, find_entries, is_catalogue
from edihkg.sources.cells import Problem
from edihkg.sources.columns import COLUMNS
from edihkg.sources.lists import Lists
from edihkg.sources.tables import Sheets, column_names, read_csv, sort_rows
from edihkg.sources.workbook import Line, date_of, parse_workbook
from edihkg.submission import Position, Submission

UNFILED = "zz"
"""Folder of a hub whose country names none."""


@dataclass(frozen=True, slots=True)
class Tabled:
    """What tables gave."""

    submissions: tuple[Submission, ...]
    sheets: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    """The tables themselves, for showing cells; empty when they cannot be read."""


def from_workbook(
    content: bytes, *, file: str, space: IriSpace, lists: Lists, recorded_on: str = ""
) -> Tabled:
    """Read a workbook of tables, or the catalogue's export, as submissions.

    ``recorded_on`` is the date of the export; without it the workbook's own counts.
    """
    digest = hashlib.sha256(content).hexdigest()
    try:
        sheets = parse_workbook(content, file)
        if not any(is_catalogue(lines) for lines in sheets.values()):
            return _from_sheets(Sheets(file, sheets), file, digest, _context(space, lists))
        entries, problems = find_entries(sheets, file)
    except SourceError as error:
        return Tabled((_faulty(file, digest, [Problem(file, str(error))]),))
    context = _context(space, lists, recorded_on or date_of(content))
    found = _finish(_of_entries(entries, context), problems, file, digest)
    return Tabled(_housed(found, {}, space), sheets)


def from_csv(contents: Mapping[str, bytes], *, file: str, space: IriSpace, lists: Lists) -> Tabled:
    """Read CSV tables, by the names of their files, as submissions."""
    digest = hashlib.sha256(b"\0".join(contents.values())).hexdigest()
    try:
        sheets = read_csv(contents, name=file)
        return _from_sheets(sheets, file, digest, _context(space, lists))
    except SourceError as error:
        return Tabled((_faulty(file, digest, [Problem(file, str(error))]),))


def _context(space: IriSpace, lists: Lists, recorded_on: str = "") -> Context:
    return Context(space=space, lists=lists, register=Register(space, ()), recorded_on=recorded_on)


def _from_sheets(sheets: Sheets, file: str, digest: str, context: Context) -> Tabled:
    hubs, problems = sort_rows(sheets)
    for rows in hubs:
        enrol(rows, context)
    drafts = [(draft_of(rows, context), rows.hub["country"]) for rows in hubs]
    found = _finish(drafts, problems, file, digest)
    columns = {
        name: {*column_names(name, lines[0])}
        for name, lines in sheets.tables.items()
        if lines and name in COLUMNS
    }
    return Tabled(_housed(found, columns, context.space), sheets.tables)


def _housed(
    submissions: Iterable[Submission], columns: Mapping[str, Collection[str]], space: IriSpace
) -> tuple[Submission, ...]:
    """Tell each submission where tables state what it may lack."""
    found = homes(columns, space)
    return tuple(replace(submission, homes=found) for submission in submissions)


def _of_entries(entries: Iterable[Entry], context: Context) -> list[tuple[Draft, str]]:
    return [
        (draft_of_entry(entry, context.register.hub(entry.name), context), entry.country)
        for entry in entries
    ]


def _finish(
    drafts: Iterable[tuple[Draft, str]], problems: list[Problem], file: str, digest: str
) -> list[Submission]:
    found = [_submission(draft, country, file, digest) for draft, country in drafts]
    return ([_faulty(file, digest, problems)] if problems else []) + found


def _submission(draft: Draft, country: str, file: str, digest: str) -> Submission:
    lists = draft.context.lists
    known = lists.country(country)
    folder = lists.alpha2.get(known, UNFILED) if known else UNFILED
    name = PurePosixPath(folder, f"{draft.slug}.ttl")
    submission = draft.submission(name, file=file, digest=digest)
    if not draft.faults:
        return submission
    faults, places = _faults(draft.faults)
    return replace(submission, faults=faults, subjects={**submission.subjects, **places})


def _faulty(file: str, digest: str, problems: list[Problem]) -> Submission:
    """Make a submission that only says what is wrong with the tables."""
    faults, places = _faults(problems)
    return Submission(
        name=PurePosixPath(PurePosixPath(file).name),
        file=file,
        digest=digest,
        graph=Graph(),
        faults=faults,
        subjects=places,
    )


def _faults(
    problems: Iterable[Problem],
) -> tuple[dict[Node, str], dict[Node, Position]]:
    faults: dict[Node, str] = {}
    places: dict[Node, Position] = {}
    for number, problem in enumerate(problems):
        node = BNode(f"fault{number}")
        faults[node] = problem.text.rstrip(".")
        places[node] = problem.at or Position(1)
    return faults, places
