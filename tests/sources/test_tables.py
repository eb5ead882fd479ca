"""Tables are read as they stand, and every problem is told at once, with the remedy."""

import csv
import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook

from edihkg.errors import SourceError
from edihkg.sources.tables import COLUMNS, NEEDED, read_tables

DATA = Path(__file__).parent.parent / "data" / "tables"
DOCS = Path(__file__).parents[2] / "docs" / "tables.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "tables"))


def problems(path: Path) -> str:
    with pytest.raises(SourceError) as caught:
        read_tables(path)
    return str(caught.value)


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_rows_are_sorted_to_their_hubs() -> None:
    """One value a hub carries everything that the tables say about it."""
    hubs = read_tables(DATA)
    assert [hub.slug for hub in hubs] == ["alpha-hub", "beta-hub", "gamma-hub"]
    assert [row["term"] for row in hubs[0].rows("hub_topics")] == [
        "Robotics",
        "Chemical engineering (plants, products)",
        "Alchemy",
    ]
    assert hubs[0].hub["summary_en"] == 'Robotics, explained to "small" firms.'
    assert hubs[2].hub.items("coordinator") == ["GATE 4.0", "Delta Park"]


def test_hubs_alone_are_enough(tmp_path: Path) -> None:
    """The other tables are optional, and so are most columns."""
    (tmp_path / "hubs.csv").write_text("name,slug,country\nA,a,SI\n", encoding="utf-8-sig")
    (hub,) = read_tables(tmp_path)
    assert (hub.slug, hub.hub["acronym"], hub.rows("partners")) == ("a", "", ())


def test_a_workbook_with_the_same_sheets_reads_the_same(tmp_path: Path) -> None:
    """Many people keep such tables in a spreadsheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "hubs"
    sheet.append(["slug", "name", "country", "grant_number", "start_date"])
    sheet.append(["a", "A", "SI", 101083410, None])
    topics = book.create_sheet("hub_topics")
    topics.append(["hub_slug", "facet", "term", "level"])
    topics.append(["a", "technology", "Robotics", 5.0])
    book.save(tmp_path / "network.xls")
    (hub,) = read_tables(tmp_path / "network.xls")
    assert hub.hub["grant_number"] == "101083410"
    assert hub.rows("hub_topics")[0]["level"] == "5"


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        (
            "hubs",
            ",website,",
            ",wobsite,",
            "the column 'wobsite' is unknown; did you mean 'website'",
        ),
        ("hubs", "slug,name,acronym", "slug,acronym,acronym", "'acronym' occurs twice"),
        ("hubs", "slug,name,", "slug,acronim,", "the column 'name' is missing; add it"),
        ("hubs", "\nbeta-hub,", "\nBeta Hub,", "hubs.csv, line 3: 'Beta Hub' is no slug"),
        ("hubs", "\nbeta-hub,", "\nalpha-hub,", "line 3: the slug 'alpha-hub' stands in line 2"),
        ("hubs", "\nbeta-hub,", "\nbeta-hub,x,", "hubs.csv, line 3: 23 cells, but the header"),
        ("partners", "beta-hub,Gears", "betahub,Gears", "write 'beta-hub' if you mean that."),
        ("hubs", ",website,", ",trl,", "the column 'trl' is unknown; remove it."),
        ("hub_topics", ",technology,", ",tech,", "'tech' is no list of topics; the lists are"),
        ("facilities", "Robot hall,lab", '"Robot" hall,lab', "facilities.csv, line 2"),
        ("hub_topics", ",3\n", "\n", "hub_topics.csv, line 3: 3 cells"),
    ],
)
def test_problems_name_file_line_and_remedy(
    folder: Path, table: str, old: str, new: str, message: str
) -> None:
    """Whoever filled in the table must find the cell without help."""
    replace(folder / f"{table}.csv", old, new)
    assert message in problems(folder)


def test_a_missing_header_is_told_with_the_header_to_write(folder: Path) -> None:
    """Without names of columns no cell has a meaning."""
    path = folder / "hubs.csv"
    path.write_text(path.read_text(encoding="utf-8").partition("\n")[2], encoding="utf-8")
    text = (
        "hubs.csv, line 1: the header is missing; the first line names the columns, such as slug,"
    )
    assert text in problems(folder)


def test_a_title_above_the_header_is_told(folder: Path) -> None:
    """People like to put one over a sheet; the names of all columns would not help them."""
    path = folder / "hubs.csv"
    path.write_text(f"Our hubs,,\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    expected = "hubs.csv, line 1: the names of the columns stand in line 2; delete what is above"
    assert expected in problems(folder)


def test_capitals_and_blanks_in_the_header_do_not_matter(folder: Path) -> None:
    """Spreadsheets and their users write headings as headings."""
    before = read_tables(folder)
    replace(folder / "hubs.csv", "slug,name,acronym", "Slug, Name ,ACRONYM")
    replace(folder / "partners.csv", "hub_slug,", "Hub slug,")
    assert [hub.hub.cells for hub in read_tables(folder)] == [hub.hub.cells for hub in before]


def test_a_wrong_encoding_names_the_line(folder: Path) -> None:
    """Spreadsheets love to save in another encoding."""
    path = folder / "partners.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    assert "partners.csv, line 2: this is not UTF-8; save the table as 'CSV UTF-8'" in problems(
        folder
    )


def test_all_problems_of_all_tables_come_together(folder: Path) -> None:
    """Nobody likes to find one mistake a run."""
    replace(folder / "hubs.csv", "\nbeta-hub,", "\nBeta Hub,")
    replace(folder / "partners.csv", ",role,", ",rolle,")
    text = problems(folder)
    assert "hubs.csv, line 3" in text
    assert "did you mean 'role'" in text
    assert "nothing was written" in text


@pytest.mark.parametrize("separator", [";", "\t"], ids=["semicolon", "tab"])
def test_columns_may_be_separated_as_spreadsheets_of_many_countries_do(
    folder: Path, separator: str
) -> None:
    """Where a comma stands in numbers, saving as CSV writes semicolons; cells are the same."""
    before = read_tables(folder)
    for path in folder.glob("*.csv"):
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=separator).writerows(rows)
    after = read_tables(folder)
    assert [hub.hub.cells for hub in after] == [hub.hub.cells for hub in before]
    assert [hub.others.keys() for hub in after] == [hub.others.keys() for hub in before]


def test_a_folder_without_hubs_says_what_is_needed(tmp_path: Path) -> None:
    """An empty folder is the most likely mistake."""
    assert "has no table 'hubs'" in problems(tmp_path)


def test_every_column_is_documented() -> None:
    """A column that is read but not explained cannot be filled in."""
    text = DOCS.read_text(encoding="utf-8")
    for table, columns in COLUMNS.items():
        section = text.partition(f"\n## `{table}`")[2].partition("\n## ")[0]
        missing = [column for column in columns if f"| `{column}` |" not in section]
        assert not missing, table
        assert set(NEEDED[table]) <= set(columns)
