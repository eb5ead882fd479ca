"""``edihkg validate`` and ``edihkg template`` as their users run them: any file, any format."""

import gzip
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook
from rdflib import Graph

from edihkg.cli import main
from edihkg.sources.catalogue import COLUMNS
from tests.validation.conftest import SAMPLE, TEXT

TABLES = Path(__file__).parent / "data" / "tables"
WRONG = TEXT.replace("nuts:SI04", "nuts:SI99", 1)
UNSHARE = shutil.which("unshare")


def validate(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["validate", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_every_language_of_rdf_is_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One run takes a folder of everything, and says nothing of what is as expected."""
    graph = Graph().parse(data=WRONG, format="turtle")
    for ending, language in (("nt", "nt"), ("rdf", "xml"), ("jsonld", "json-ld")):
        folder = tmp_path / "si"
        folder.mkdir(exist_ok=True)
        text = graph.serialize(format=language)
        (folder / f"4pdih.{ending}").write_text(text, encoding="utf-8")
    code, out, err = validate(capsys, str(tmp_path))
    assert (code, err) == (1, "")
    assert out.count("'SI99' is no region code") == 3
    assert "3 submissions: 0 accepted" in out


def test_of_many_documents_at_once_each_error_is_located_in_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """So many that several processes check them; above each error stand long texts and signs."""
    expected = set()
    for number in range(42):
        text = WRONG.replace("4pdih", f"hub-{number}")
        note = "Žirafa 🦒\n" * number
        text = text.replace(
            "    edih:isLocatedIn", f'    skos:note """{note}"""@sl ;\n    edih:isLocatedIn'
        )
        path = tmp_path / "si" / f"hub-{number}.ttl"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        before = text[: text.index("nuts:SI99")]
        place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        expected.add((f"si/hub-{number}.ttl", *place))
    code, out, _ = validate(capsys, str(tmp_path), "--format", "json")
    findings = [one for report in json.loads(out)["reports"] for one in report["findings"]]
    found = {(f["file"], f["line"], f["column"]) for f in findings if f["severity"] == "Violation"}
    assert (code, found) == (1, expected)


def test_what_is_unusual_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever sends UTF-16 under another name should know that it was understood."""
    path = tmp_path / "4pdih.nt"
    path.write_bytes(Graph().parse(SAMPLE).serialize(format="xml").encode("utf-16"))
    assert "read as RDF/XML, UTF-16." in validate(capsys, str(path))[2]
    packed = tmp_path / "4pdih.ttl.gz"
    packed.write_bytes(gzip.compress(TEXT.encode()))
    code, _, err = validate(capsys, str(packed))
    assert (code, "read as Turtle, UTF-8, gzip." in err) == (0, True)


def test_standard_input_is_a_file_without_a_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a pipe there is no name that the hub could have to bear."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WRONG.encode())))
    code, out, _ = validate(capsys, "-")
    line = WRONG[: WRONG.index("nuts:SI99")].count("\n") + 1
    assert (code, f"<stdin>:{line}:" in out) == (1, True)


def test_a_folder_of_tables_is_checked_by_cell(capsys: pytest.CaptureFixture[str]) -> None:
    """The place is a cell, as people see it in their spreadsheet."""
    code, out, _ = validate(capsys, str(TABLES))
    assert code == 1
    assert "hub_topics!C" in out
    assert "3 submissions" in out


def test_problems_of_tables_are_findings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong column must not hide what else is wrong."""
    folder = shutil.copytree(TABLES, tmp_path / "tables")
    hubs = folder / "hubs.csv"
    hubs.write_text(hubs.read_text("utf-8").replace("\nbeta-hub,", "\nBeta Hub,"), encoding="utf-8")
    code, out, _ = validate(capsys, str(folder))
    assert code == 1
    assert "hubs!A3" in out
    assert "'Beta Hub' is no slug" in out


@pytest.mark.parametrize(
    ("ending", "text", "place"),
    [
        ("trig", TEXT + "\n<http://g.example/> { hub:4pdih dct:source <http://a.example/> }\n", -2),
        ("nq", "{lines}<{hub}> <{note}> <http://a.example/> <http://g.example/> .\n", -2),
    ],
)
def test_a_named_graph_is_refused_at_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str, text: str, place: int
) -> None:
    """Which graph statements go to is not a submission's to say; all else is checked as well."""
    if ending == "nq":
        lines = Graph().parse(SAMPLE).serialize(format="nt")
        hub = "https://w3id.org/edihkg/id/hub/4pdih"
        note = "http://purl.org/dc/terms/source"
        text = text.replace("{lines}", lines).replace("{hub}", hub).replace("{note}", note)
    path = tmp_path / f"4pdih.{ending}"
    path.write_text(text, encoding="utf-8")
    code, out, _ = validate(capsys, str(path))
    number = len(text.split("\n")) + place + 1
    assert code == 1
    assert "D62 The file puts statements into the named graph <http://g.example/>." in out
    assert f".{ending}:{number}:" in out


TOPICS = "Robotics - 5, Alchemy - 9, Big data - 4"


def test_the_catalogues_export_is_checked_as_downloaded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is an .xlsx that is called .xls, and its rows have no slugs."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "EDIH Catalogue"
    row = {"EDIH Name": "ALPHA", "EDIH Title": "Alpha Hub", "Country": "Slovenia"}
    row |= {"EDIH/SoE": "EDIH", "Website": "Website", "Formatted technologies": TOPICS}
    sheet.append(list(COLUMNS.values()))
    sheet.append([row.get(column) for column in COLUMNS.values()])
    path = tmp_path / "export-edihs.xls"
    book.save(path)
    code, out, _ = validate(capsys, str(path), "--recorded-on", "2025-05")
    letters = {name: chr(ord("A") + number) for number, name in enumerate(COLUMNS.values())}
    assert code == 1
    for column in ("Website", "Formatted technologies"):
        assert f"EDIH Catalogue!{letters[column]}2" in out
    page, topics = letters["Website"], letters["Formatted technologies"]
    assert f"       {page}2 | Website\n          | ^^^^^^^\n" in out
    line = f"       {topics}2 | Robotics - 5, Alchemy - 9, Big data - 4\n"
    assert f"{line}          | {' ' * 14}^^^^^^^^^^^\n" in out


def test_a_template_is_filled_and_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole way of a maintainer without Turtle."""
    book = tmp_path / "si.xlsx"
    assert main(["template", "--from", str(SAMPLE), "--out", str(book)]) == 0
    assert capsys.readouterr().out.strip() == str(book)
    assert validate(capsys, str(book))[0] == 0
    assert main(["template", "--out", str(book)]) == 2
    assert "exists" in capsys.readouterr().err
    folder = tmp_path / "tables"
    assert main(["template", "--from", str(SAMPLE), "--out", str(folder)]) == 0
    capsys.readouterr()
    assert validate(capsys, str(folder))[0] == 0


def test_what_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistyped path is wrong use, not a finding."""
    assert validate(capsys, str(tmp_path / "nothing"))[0] == 2
    assert validate(capsys, str(tmp_path))[0] == 2


@pytest.mark.skipif(UNSHARE is None, reason="needs unshare of util-linux")
def test_a_good_submission_passes_with_the_network_cut_off() -> None:
    """All that a check needs is bundled."""
    cut = [str(UNSHARE), "--net", "--map-root-user"]
    if subprocess.run([*cut, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody cut the network off")
    command = [*cut, sys.executable, "-m", "edihkg", "validate", str(SAMPLE)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    assert b"1 accepted" in done.stdout
