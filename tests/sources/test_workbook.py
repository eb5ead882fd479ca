"""Workbooks from strangers: told by content, refused in one sentence, never unpacked blindly."""

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from edihkg.errors import SourceError
from edihkg.sources import workbook
from edihkg.sources.workbook import is_workbook, read_workbook


def save(path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_the_name_does_not_matter(tmp_path: Path) -> None:
    """The official catalogue calls its .xlsx export .xls."""
    path = save(tmp_path / "export.xls", ["a", 1, 2.5, None], [], ["b", True, 3.0, ""])
    assert is_workbook(path)
    (lines,) = read_workbook(path).values()
    assert [(line.number, line.cells) for line in lines] == [
        (1, ("a", "1", "2.5")),
        (3, ("b", "True", "3", "")),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"slug,name\n", "is no .xlsx workbook"),
        (b"", "is no .xlsx workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel 97"),
        (b"PK\x03\x04 and then nothing", "is no .xlsx workbook"),
    ],
    ids=["text", "empty", "old Excel", "cut off"],
)
def test_other_files_are_refused_in_one_sentence(
    tmp_path: Path, content: bytes, message: str
) -> None:
    """A traceback of an archive library helps nobody."""
    path = tmp_path / "export.xls"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=message):
        read_workbook(path)


def test_any_other_archive_is_refused(tmp_path: Path) -> None:
    """A .docx or a plain .zip is an archive, too."""
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(SourceError, match=r"archive, but no \.xlsx workbook"):
        read_workbook(path)


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    """Half a workbook must not become half an import."""
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types")
    with pytest.raises(SourceError, match="damaged"):
        read_workbook(path)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """A few kilobytes that unpack to gigabytes would stop the machine."""
    path = save(tmp_path / "bomb.xlsx", ["a"])
    block = b"0" * (1 << 20)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet2.xml", "w", force_zip64=True) as stream,
    ):
        for _ in range((workbook.UNPACKED_BYTES >> 20) + 1):
            stream.write(block)
    assert path.stat().st_size < 1 << 20
    with pytest.raises(SourceError, match="unpacks to"):
        read_workbook(path)
