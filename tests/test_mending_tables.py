"""Certain mistakes in CSV tables are mended in their cell; every other byte stays."""

import shutil
from pathlib import Path

import pytest

from edihkg.cli import main

HEAD = (
    "slug,name,acronym,country,nuts2,city,website,service_families,target_groups,"
    "languages,summary_en,sources"
)
ROW = (
    'four-hub,"Four, the ""small"" hub",FOUR,SI,SI04,Ljubljana,https://four.example/,'
    "TEST_BEFORE_INVEST;SKILLS_AND_TRAINING,SME,sl;en,Robotics for small firms.,"
    "https://four.example/about"
)
RECORDS = (
    "hub_slug,status,recorded_on,start_date,end_date,call,sources\n"
    "four-hub,EDIH,2025-05,2022-11-01,2025-10-31,DIGITAL-2021-EDIH-01,https://four.example/x\n"
)
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of tables about one hub, good ones."""
    monkeypatch.chdir(tmp_path)
    tables = tmp_path / "tables"
    tables.mkdir()
    write(tables, "hubs", f"{HEAD}\n{ROW}\n")
    write(tables, "status_records", RECORDS)
    return tables


def write(folder: Path, table: str, text: str) -> Path:
    path = folder / f"{table}.csv"
    path.write_bytes(text.encode())
    return path


def test_good_tables_are_left_alone(folder: Path) -> None:
    """Nothing is written where nothing is wrong."""
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert main(["validate", "tables", "--fix"]) == 0
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


SLIPS = {
    "an address": ("hubs", "https://four.example/,", "htps://four.example/,"),
    "an entry of a list": ("hubs", "SKILLS_AND_TRAINING", "SKILS_AND_TRAINING"),
    "an entry with blanks": ("hubs", "INVEST;SKILLS_AND_TRAINING ", "INVEST;SKILS_AND_TRAINING "),
    "a region": ("hubs", ",SI04,", ",si-04,"),
    "a country, which is the folder": ("hubs", ",SI,", ",Slovenija,"),
    "a country in another language": ("hubs", ",SI,", ",Slowenien,"),
    "a date": ("status_records", "2022-11-01", "1.11.2022"),
    "a date in words": ("status_records", "2022-11-01", "1. november 2022"),
}


@pytest.mark.parametrize(("table", "right", "wrong"), SLIPS.values(), ids=SLIPS.keys())
def test_a_slip_is_mended_in_its_cell(
    table: str, right: str, wrong: str, folder: Path, capsys: Captured
) -> None:
    """What can be meant in one way only is that."""
    good = {"hubs": f"{HEAD}\n{ROW}\n", "status_records": RECORDS}[table]
    good = good if right in good else good.replace(right.strip(), right)
    path = write(folder, table, good.replace(right, wrong))
    assert main(["validate", "tables", "--fix", "--max", "0"]) == 0
    assert path.read_text("utf-8") == good
    assert sorted(each.name for each in folder.iterdir()) == ["hubs.csv", "status_records.csv"]
    assert f"--- a/tables/{table}.csv\n+++ b/tables/{table}.csv\n" in capsys.readouterr().err


def test_every_other_byte_stays(folder: Path) -> None:
    """Byte order mark, line ends, quotes, blanks and empty lines belong to the maintainer."""
    good = f"\ufeff{HEAD}\r\n\r\n{ROW}\r\n".replace(",FOUR,", ",  FOUR ,")
    good = good.replace(",https://four.example/,", ',"https://four.example/",')
    path = write(folder, "hubs", good.replace('"https://four', '"htps://four'))
    assert main(["validate", "tables", "--fix"]) == 0
    assert path.read_bytes() == good.encode()


def test_tables_with_semicolons_are_mended_and_keep_them(folder: Path) -> None:
    """Excel saves them where a comma stands in numbers; cells with lists stand in quotes then."""
    semicolons = str.maketrans({",": ";"})
    row = ROW.replace(",TEST", ',"TEST').replace("ING,SME,sl;en,", 'ING",SME,"sl;en",')
    name, rest = row[: row.index(",FOUR")], row[row.index(",FOUR") :]
    name = name.replace("hub,", "hub;", 1)
    good = f"{HEAD.translate(semicolons)}\n{name}{rest.translate(semicolons)}\n"
    assert '"TEST_BEFORE_INVEST;SKILLS_AND_TRAINING"' in good
    bad = good.replace("SKILLS_AND", "SKILS_AND").replace("https:", "htps:", 1)
    path = write(folder, "hubs", bad)
    write(folder, "status_records", RECORDS.translate(semicolons))
    assert main(["validate", "tables", "--fix"]) == 0
    assert path.read_text("utf-8") == good


def test_what_is_not_certain_is_offered_only(folder: Path, capsys: Captured) -> None:
    """SI99 may be any region of Slovenia, 3/4/2022 March or April."""
    bad = f"{HEAD}\n{ROW}\n".replace(",SI04,", ",SI99,")
    path = write(folder, "hubs", bad)
    records = write(folder, "status_records", RECORDS.replace("2022-11-01", "3/4/2022"))
    before = path.read_bytes(), records.read_bytes()
    assert main(["validate", "tables", "--fix"]) == 1
    assert (path.read_bytes(), records.read_bytes()) == before
    assert "Did you mean SI03 (Vzhodna Slovenija)" in capsys.readouterr().out


def test_one_hub_is_mended_though_another_cannot_be(folder: Path) -> None:
    """Hubs share a table, not their fate."""
    other = ROW.replace("four-hub", "five-hub").replace("htt", "ht").replace("Four,", "Five,")
    good, bad = f"{HEAD}\n{ROW}\n", ROW.replace("https://four.example/,", "htps://four.example/,")
    path = write(folder, "hubs", f"{HEAD}\n{bad}\n{other.replace('SI04', 'SI99')}\n")
    main(["validate", "tables", "--fix", "--max", "0"])
    assert path.read_text("utf-8").startswith(good)


def test_diff_shows_and_writes_nothing(folder: Path, capsys: Captured) -> None:
    """To look before one leaps."""
    path = write(folder, "hubs", f"{HEAD}\n{ROW}\n".replace("SKILLS_AND", "SKILS_AND"))
    before = path.read_bytes()
    assert main(["validate", "tables", "--diff"]) == 1
    assert path.read_bytes() == before
    assert "+four-hub" in capsys.readouterr().err


def test_one_table_by_its_name_is_mended_too(folder: Path) -> None:
    """Who names the file means the file."""
    path = write(folder, "hubs", f"{HEAD}\n{ROW}\n".replace("SKILLS_AND", "SKILS_AND"))
    main(["validate", "tables/hubs.csv", "--fix", "--max", "0"])
    assert path.read_text("utf-8") == f"{HEAD}\n{ROW}\n"


def test_packed_tables_are_left_as_they_are(folder: Path) -> None:
    """A file inside an archive has no place of its own."""
    write(folder, "hubs", f"{HEAD}\n{ROW}\n".replace("SKILLS_AND", "SKILS_AND"))
    packed = Path(shutil.make_archive("packed", "zip", folder))
    before = packed.read_bytes()
    assert main(["validate", "packed.zip", "--fix"]) == 1
    assert packed.read_bytes() == before
