"""A small collection, imported afresh for each test."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from edihkg.importing import ImportOutcome, import_file
from edihkg.iris import IriSpace
from edihkg.sources.catalogue import COLUMNS

DATA = Path(__file__).parent.parent / "data" / "tables"
SPACE = IriSpace("https://w3id.org/edihkg/")
Run = Callable[..., ImportOutcome]


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A copy of the tables that a test may change."""
    return Path(shutil.copytree(DATA, tmp_path / "tables"))


@pytest.fixture
def into(tmp_path: Path) -> Path:
    """Where submissions go; it does not exist yet."""
    return tmp_path / "submissions"


@pytest.fixture
def run(into: Path) -> Run:
    """Import something into the folder."""

    def import_into(
        path: Path, *, recorded_on: str = "2025-05", dry_run: bool = False
    ) -> ImportOutcome:
        return import_file(path, into=into, recorded_on=recorded_on, dry_run=dry_run, space=SPACE)

    return import_into


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    """Make an export of the catalogue from rows of {column: cell}."""

    def save(*rows: dict[str, str]) -> Path:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        head = [*COLUMNS.values(), "Contact name"]
        sheet.append(head)
        for row in rows:
            sheet.append([row.get(column) for column in head])
        path = tmp_path / "export-edihs.xls"
        book.save(path)
        return path

    return save


def replace(path: Path, old: str, new: str) -> None:
    """Edit a file as a person would."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path.name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def snapshot(folder: Path) -> dict[str, bytes]:
    """Give the bytes of every file of a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
