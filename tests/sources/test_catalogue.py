"""The official export: read as offered, without the personal data in it."""

from dataclasses import asdict
from pathlib import Path

import pytest
from openpyxl import Workbook

from edihkg.errors import SourceError
from edihkg.sources.catalogue import COLUMNS, UNREAD, read_catalogue, town

HEAD = [*COLUMNS.values(), *UNREAD]
ROW = {
    "EDIH Name": "ALPHA",
    "EDIH Title": "Alpha Hub",
    "Country": "Slovenia",
    "Contact name": "Jane Doe",
    "Contact Location": "Jane Doe Street 1, 1000 Ljubljana, Slovenia",
    "EDIH/SoE": "EDIH",
    "Website": "Website",
    "Formatted technologies": "Robotics - 5",
}


def save(path: Path, head: list[str], *rows: dict[str, str]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(head)
    for row in rows:
        sheet.append([row.get(column) for column in head])
    book.save(path)
    return path


def test_a_row_becomes_an_entry(tmp_path: Path) -> None:
    """Columns may stand in any order; empty cells are empty texts."""
    (entry,) = read_catalogue(save(tmp_path / "export.xls", HEAD[::-1], ROW))
    assert (entry.line, entry.name, entry.title, entry.town) == (
        2,
        "ALPHA",
        "Alpha Hub",
        "Ljubljana",
    )
    assert entry.topics["technology"] == "Robotics - 5"
    assert entry.topics["sector"] == ""


def test_contact_persons_are_never_read(tmp_path: Path) -> None:
    """Personal data must not get further than the file it came in."""
    (entry,) = read_catalogue(save(tmp_path / "export.xls", HEAD, ROW))
    assert "Jane" not in str(asdict(entry))


def test_problems_of_all_rows_come_together(tmp_path: Path) -> None:
    """Unknown columns, missing ones and rows without a name are told at once."""
    head = ["EDIH Name", "EDIH Titel", "Country", "EDIH/SoE"]
    path = save(tmp_path / "export.xls", head, ROW, {"EDIH Name": "B"})
    with pytest.raises(SourceError) as caught:
        read_catalogue(path)
    text = str(caught.value)
    assert "'EDIH Titel' is unknown; did you mean 'EDIH Title'" in text
    assert "the column 'EDIH Title' is missing" in text
    assert "row 3: 'Country' is empty" in text


def test_another_workbook_is_refused(tmp_path: Path) -> None:
    """The message names both kinds of workbook that can be imported."""
    with pytest.raises(SourceError, match="neither the export of the EDIH catalogue"):
        read_catalogue(save(tmp_path / "a.xlsx", ["x", "y"]))


@pytest.mark.parametrize(
    ("location", "country", "expected"),
    [
        ("Via Santa Croce 77, 38122 Trento TN, Italy", "Italy", "Trento"),
        ("University of Technology, 971 87 Luleå, Sweden", "Sweden", "Luleå"),
        ("Industrijska cesta 1a, Nova gorica, Slovenia", "Slovenia", "Nova gorica"),
        ("Plaza viriato s/n, 49071 Zamora Zamora, Spain", "Spain", "Zamora"),
        ("Calle 1, 48009 Bilbao Vizcaya, Spain", "Spain", ""),
        ("14 dzerbenes street, Riga, LV-1006, Latvia", "Latvia", ""),
        ("Budapest, Záhony utca 7., Hungary", "Hungary", ""),
        ("Ljubljana, Slovenia", "Slovenia", ""),
        ("Main street 1, Paris, France", "Germany", ""),
        ("", "Slovenia", ""),
    ],
)
def test_only_a_certain_town_is_taken(location: str, country: str, expected: str) -> None:
    """An address may be a person's; a wrong town is worse than none."""
    assert town(location, country) == expected
