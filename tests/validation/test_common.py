"""What no hub of a table states is said once, and still counted for each hub."""

import json
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from edihkg.cli.inputs import Inputs
from edihkg.closure import checker
from edihkg.iris import IriSpace
from edihkg.validation import FORMATS, Severity, View, render
from edihkg.validation import rendering as rendering_package
from edihkg.validation.rendering.common import FEWEST
from edihkg.validation.report import Gap
from tests.validation.test_rendering import COUNTS

SCHEMA = json.loads(
    (Path(rendering_package.__file__).parent / "report.schema.json").read_text("utf-8")
)
HEAD = "slug,name,status,recorded_on,country,website,service_families,summary_en,sources\n"
ROW = "h{n},Hub {n},EDIH,2025-05,SI,https://h{n}.example/,{families},,https://s.example/\n"
FAMILY = "TEST_BEFORE_INVEST"


@cache
def look(*families: str) -> View:
    """Check a table with a hub for each cell of service families; it has no other column more."""
    rows = "".join(ROW.format(n=n, families=each) for n, each in enumerate(families))
    reading = Inputs(IriSpace("https://w3id.org/edihkg/")).read_tables(
        {"hubs.csv": (HEAD + rows).encode()}, file="tables"
    )
    check = checker()
    reports = tuple(check(submission) for submission in reading.submissions)
    return View(reports=reports, cells=reading.cells(reports))


def told(view: View) -> dict[str, tuple[Gap | None, int]]:
    """Give what is said once, by code."""
    return {one.first.code: (one.first.gap, len(one.findings)) for one in view.common()}


def test_a_column_that_is_not_there_is_said_once_for_the_file() -> None:
    """Two thousand sentences would hide the forty that keep a hub out."""
    view = look(FAMILY, FAMILY, FAMILY)
    assert told(view)["D19a"] == (Gap.COLUMN, 3)
    assert told(view)["D53"] == (Gap.COLUMN, 3)
    assert not any(one.code == "D19a" for _, one in view.findings())
    assert render(view).count("D19a") == 1
    assert (
        "  Warning D19a Region of the seat: this file has no such column; missing for 3 hubs "
        "(3 warnings).\n"
        "      Give it in the column nuts2 of the table hubs; edihkg template writes such tables.\n"
    ) in render(view)


def test_a_column_that_is_empty_in_every_row_is_named() -> None:
    """There the remedy is another: fill it in."""
    view = look("", "", "")
    assert told(view)["D13a"] == (Gap.CELL, 3)
    assert "Description: the column hubs!H is empty in every row; missing for 3 hubs" in render(
        view
    )
    assert told(view)["D12d"] == (Gap.CELL, 3)


def test_what_one_hub_states_is_said_of_each_of_the_others() -> None:
    """Then it is no property of the file, and each hub has a cell to fill in."""
    view = look(FAMILY, "", "", "")
    assert "D12d" not in told(view)
    cells = [one.cell for _, one in view.findings() if one.code == "D12d"]
    assert cells == ["hubs!G3", "hubs!G4", "hubs!G5"]


def test_few_hubs_are_told_each_for_itself() -> None:
    """Whoever sends the table of two hubs wants to read what each of them lacks."""
    assert not look(*[""] * (FEWEST - 1)).common()
    assert look(*[""] * FEWEST).common()


def test_files_of_rdf_are_never_told_together() -> None:
    """Each has its own author, and a line for what it lacks."""
    view = look("", "", "")
    apart = tuple(replace(report, file=f"{report.name}") for report in view.reports)
    alone = [replace(r, findings=tuple(replace(f, gap=None) for f in r.findings)) for r in apart]
    assert not View(reports=tuple(alone)).common()


@pytest.mark.parametrize("wanted", FORMATS)
@pytest.mark.parametrize("most", [None, 0, 1, 3, 7, 1000])
def test_counts_are_those_of_every_hub_whatever_is_shown(wanted: str, most: int | None) -> None:
    """A cap and a common sentence change what is shown, never what is counted."""
    view = replace(look(FAMILY, "", "", ""), most=most)
    every = Counter(one.severity for report in view.reports for one in report.findings)
    shown = len(list(view.findings())) + sum(len(one.findings) for one in view.common())
    assert shown + view.left_out == every.total()
    if most is not None:
        assert len(list(view.findings())) + len(view.common()) == min(most, 8 + 3)
    if wanted != "turtle":
        lines = len(list(view.findings())) + len(view.common())
        assert COUNTS[wanted](render(view, wanted)) == lines
    else:
        assert COUNTS[wanted](render(view, wanted)) == every.total()


def test_the_json_adds_up_and_names_the_reports() -> None:
    """Programs must be able to give each hub what it lacks."""
    view = look("", "", "")
    document = json.loads(render(view, "json"))
    jsonschema.validate(document, SCHEMA)
    alone = Counter(f["severity"] for r in document["reports"] for f in r["findings"])
    for one in document["common"]:
        alone.update(one["counts"])
    assert alone == Counter(document["counts"])
    assert document["notShown"] == 0
    (first,) = (one for one in document["common"] if one["code"] == "D12d")
    assert first["reports"] == ["si/h0.ttl", "si/h1.ttl", "si/h2.ttl"]
    assert (first["gap"], first["lacks"], first["column"]) == ("cell", "service families", "hubs!G")


def test_sarif_says_how_often_it_was_observed() -> None:
    """The format has a property for that."""
    run = json.loads(render(look("", "", ""), "sarif"))["runs"][0]
    counted = [one["occurrenceCount"] for one in run["results"] if "occurrenceCount" in one]
    assert counted == [3] * len(look("", "", "").common())
    assert sum(run["properties"]["counts"].values()) == sum(counted) + len(run["results"]) - len(
        counted
    )


def test_junit_has_a_suite_for_the_file_that_passes() -> None:
    """What is merely missing fails no build."""
    root = ET.fromstring(render(look("", "", ""), "junit"))  # noqa: S314 - our own output
    suite = root.find("testsuite[@name='tables']")
    assert suite is not None
    assert suite.get("failures") == "0"
    assert int(suite.get("tests", "")) == len(look("", "", "").common())


def test_a_page_counts_in_a_section_what_stands_there() -> None:
    """A hub with one finding of its own must not be said to have eight."""
    page = render(look(FAMILY, "", "", ""), "html")
    assert 'Hub 1</a> <span class="quiet">(1 warning)' in page
    assert "of the findings are said once, for a file as a whole." in page


def test_the_cell_is_shown_and_the_item_in_it_marked() -> None:
    """A list of many things is of little help if nobody says which of them is wrong."""
    view = look(f"{FAMILY}; NONSENSE ;{FAMILY}", FAMILY)
    assert (
        f"       G2 | {FAMILY}; NONSENSE ;{FAMILY}\n          | {' ' * (len(FAMILY) + 2)}^^^^^^^^\n"
    ) in render(view)
    assert "<mark>NONSENSE</mark>" in render(view, "html")
    (found,) = (one for _, one in view.findings() if one.value == "NONSENSE")
    assert (found.cell, found.column, found.width) == ("hubs!G2", len(FAMILY) + 3, 8)


def test_cells_show_no_address_of_e_mail_and_no_control_character() -> None:
    """What a cell says goes to terminals and is mailed, as lines of files do."""
    view = look("jane@mail.example\x1b[2J", FAMILY)
    for wanted in FORMATS:
        assert "jane@" not in render(view, wanted)
        assert "\x1b" not in render(view, wanted)


def test_violations_are_never_told_together() -> None:
    """Each keeps a hub out, and its maintainer must find it there."""
    for report in look("", "", "").reports:
        kinds = {one.severity for one in report.findings if one.gap}
        assert Severity.VIOLATION not in kinds


@pytest.mark.parametrize("text", ["x", "x.", "a@b.", "@", "a@"], ids=repr)
def test_looking_for_addresses_takes_time_in_proportion(text: str) -> None:
    """Anybody may write a name of a megabyte; were it quadratic, this would take an hour."""
    assert look(text * ((1 << 20) // len(text)) + ".ZZ", FAMILY)
