"""Find and read what is to be checked: files in any format, folders, standard input, bytes.

    si/4pdih.ttl, x.jsonld.gz …   one document, one hub
    network.xlsx, tables.zip      tables, or the catalogue's export: many hubs
    folder with hubs.csv          tables
    any other folder              the documents and workbooks in it and one level below
    -                             standard input

What each is gets told by content and name (``sources.detecting``), and is said.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePosixPath

from edihkg import assets, sources
from edihkg.errors import SourceError, UsageError
from edihkg.iris import IriSpace
from edihkg.sources.cells import column_number
from edihkg.sources.columns import HUBS
from edihkg.sources.decoding import GZIP, MOST_BYTES
from edihkg.sources.detecting import ENDINGS, Kind, detect_bytes, ending_of
from edihkg.sources.documents import Document, read_document
from edihkg.sources.lists import Lists, load
from edihkg.sources.placed import UnreadableError, unreadable
from edihkg.sources.tables import ENDING as CSV
from edihkg.sources.workbook import Line
from edihkg.submission import CURATED, Submission
from edihkg.validation.report import Report

STANDARD_INPUT = Path("-")
SHOWN_INPUT = "<stdin>"
_COUNTRY = re.compile(r"[a-z]{2}")
_IN_FOLDERS = frozenset(ENDINGS) - {"json", "xml", "owl", "csv", "zip", "xls"}
"""Endings that are looked for in folders; other files there need to be named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one input gave."""

    submissions: tuple[Submission, ...]
    text: str = ""
    """What was read, for showing lines; empty for tables."""
    read_as: str = ""
    """Kind and encoding as people write them."""
    usual: bool = True
    """Whether nothing need be said about that."""
    tables: Mapping[str, bytes] = field(default_factory=dict)
    """CSV tables by the names of their files; empty for all else."""
    file: str = ""
    """What the tables are called together."""
    sheets: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    """Tables of any kind by name, for showing cells."""

    def cells(self, reports: Iterable[Report]) -> dict[tuple[str, str], str]:
        """Give the texts of the cells that findings name, by file and cell."""
        rows = {(name, line.row): line for name, lines in self.sheets.items() for line in lines}
        found: dict[tuple[str, str], str] = {}
        for finding in (one for report in reports for one in report.findings):
            sheet, _, place = finding.cell.rpartition("!")
            letters = place.rstrip("0123456789")
            line = rows.get((sheet, int(place.removeprefix(letters) or 0)))
            column = column_number(letters) - 1
            if line is not None and 0 <= column < len(line.cells):
                found[finding.file, finding.cell] = line.cells[column]
        return found


@dataclass(frozen=True)
class Inputs:
    """Reads inputs of all kinds."""

    space: IriSpace
    recorded_on: str = ""
    """Date of a catalogue's export that bears none."""

    @cached_property
    def lists(self) -> Lists:
        """The lists that cells are matched to; read when the first table comes."""
        return load(assets.folder("ontology"), self.space)

    def read(self, path: Path) -> Reading:
        """Read one input that ``find`` gave.

        Raises: UsageError when it cannot be opened.
        """
        if path == STANDARD_INPUT:
            content = sys.stdin.buffer.read(MOST_BYTES + 1)
            return self.read_bytes(content, SHOWN_INPUT, unnamed=True)
        if path.is_dir():
            contents = {file.name: _content(file) for file in sorted(path.glob(f"*{CSV}"))}
            return self.read_tables(contents, file=path.name)
        if path.suffix == sources.ENDING and 0 < path.stat().st_size <= MOST_BYTES:
            return _plain(path)
        return self.read_bytes(_content(path), path.relative_to(_root(path)).as_posix())

    def read_bytes(
        self, content: bytes, name: str, *, hint: Kind | None = None, unnamed: bool = False
    ) -> Reading:
        """Read one input; ``unnamed`` when the name is not the hub's to choose."""
        kind = detect_bytes(content) or hint or ENDINGS.get(ending_of(name))
        if kind is Kind.WORKBOOK and detect_bytes(content):
            from edihkg.importing.tabled import from_workbook

            found = from_workbook(
                content,
                file=name,
                space=self.space,
                lists=self.lists,
                recorded_on=self.recorded_on,
            )
            return Reading(submissions=found.submissions, read_as=kind.value, sheets=found.sheets)
        if kind is Kind.ARCHIVE and detect_bytes(content):
            return self._read_archive(content, name)
        if kind is Kind.CSV:
            return self.read_tables({f"{HUBS}{CSV}": content}, file=name)
        document = read_document(content, _name(name), hint=hint)
        return _reading(document, name, unnamed=unnamed, packed=content.startswith(GZIP))

    def read_tables(self, contents: Mapping[str, bytes], *, file: str) -> Reading:
        """Read CSV tables by the names of their files."""
        from edihkg.importing.tabled import from_csv

        found = from_csv(contents, file=file, space=self.space, lists=self.lists)
        return Reading(
            submissions=found.submissions,
            read_as=f"{Kind.CSV.value} tables",
            sheets=found.sheets,
            tables=contents,
            file=file,
        )

    def _read_archive(self, content: bytes, name: str) -> Reading:
        from edihkg.sources.workbook import parse_archive

        try:
            found = self.read_tables(parse_archive(content, name), file=name)
            return replace(found, tables={})  # what is packed is not mended
        except SourceError as error:
            broken = UnreadableError(str(error).rstrip("."))
            return Reading(submissions=(unreadable(broken, _name(name), ""),))


def find(path: Path) -> list[Path]:
    """List what there is to read at a path, sorted.

    Raises: UsageError when there is nothing.
    """
    if path == STANDARD_INPUT or path.is_file() or (path / f"{HUBS}{CSV}").is_file():
        return [path]
    if not path.is_dir():
        raise UsageError(
            f"There is no file or folder '{path}'; give a submission, tables, a folder of them, "
            "or - for standard input."
        )
    files = sorted(_documents(path, "*/*")) or sorted(_documents(path, "*"))
    if not files:
        raise UsageError(
            f"The folder '{path}' holds nothing to check (<country>/<slug>{sources.ENDING}, "
            "another language of RDF, or tables with hubs.csv)."
        )
    return files


def _documents(folder: Path, pattern: str) -> Iterator[Path]:
    for path in folder.glob(pattern):
        if ending_of(path.name) in _IN_FOLDERS and path.is_file() and path.name not in CURATED:
            yield path


def _root(path: Path) -> Path:
    """Give the collection of a file; a file outside of one has no folder that means anything."""
    return path.parent.parent if _COUNTRY.fullmatch(path.parent.name) else path.parent


def _plain(path: Path) -> Reading:
    submission = sources.read(path, root=_root(path))
    text = path.read_text("utf-8-sig", "replace")
    return Reading(submissions=(submission,), text=text, read_as=f"{Kind.TURTLE.value}, UTF-8")


def _content(path: Path) -> bytes:
    """Read a file, and of one that is too large only enough to see that.

    Raises: UsageError.
    """
    try:
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"The file '{path}' cannot be opened: {error.strerror}.") from error


def _name(name: str) -> PurePosixPath:
    """Name a document as its collection would: without what it is packed in."""
    return PurePosixPath(name.removesuffix(".gz"))


def _reading(document: Document, name: str, *, unnamed: bool, packed: bool) -> Reading:
    submission = document.submission
    if unnamed:
        slug = str(submission.hub or "submission").rpartition("/")[2] or "submission"
        submission = replace(submission, name=PurePosixPath(f"{slug}.ttl"), file=name)
    elif packed:
        submission = replace(submission, file=name)
    return Reading(
        submissions=(submission,),
        text=document.text,
        read_as=document.read_as,
        usual=document.usual and not packed,
    )
