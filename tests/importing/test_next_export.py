"""A year with the catalogue: its exports change, people edit in between, nothing is lost."""

import argparse
from collections.abc import Callable
from pathlib import Path

import pytest

from edihkg.cli import importing as command
from edihkg.importing import ImportOutcome
from edihkg.settings import Settings
from tests.importing.conftest import Run, replace, snapshot

Export = Callable[..., Path]
MARK = "adms:status <http://purl.org/adms/status/Withdrawn>"


def _row(name: str, **cells: str) -> dict[str, str]:
    return {
        "EDIH Name": name,
        "EDIH Title": f"The {name} hub",
        "Country": "Slovenia",
        "EDIH/SoE": "EDIH",
        "Formatted technologies": "Robotics - 5",
        "Website": f"https://{name.lower()}.example/",
        **cells,
    }


SPRING = [_row(name) for name in ("Stays", "Moves", "Leaves", "Fights")]
AUTUMN = [
    _row("Stays"),
    _row("Moves", **{"Formatted technologies": "Robotics - 3"}),
    _row("Fights", Website="https://catalogue.example/"),
    _row("Comes"),
]


@pytest.fixture
def year(run: Run, into: Path, export: Export) -> ImportOutcome:
    """The spring export, a year of hand-made edits, then the autumn export."""
    run(export(*SPRING), recorded_on="2025-05")
    replace(
        into / "si/stays.ttl",
        "foaf:page <https://stays.example/>",
        "foaf:page <https://better.example/>",
    )
    replace(
        into / "si/leaves.ttl",
        'skos:prefLabel "The Leaves hub"',
        'skos:prefLabel "Leaves, corrected"',
    )
    replace(into / "si/fights.ttl", "<https://fights.example/>", "<https://person.example/>")
    return run(export(*AUTUMN), recorded_on="2025-11")


def _text(into: Path, name: str) -> str:
    return (into / "si" / f"{name}.ttl").read_text(encoding="utf-8")


def test_the_plan_names_what_is_new_changed_gone_and_conflicting(year: ImportOutcome) -> None:
    """A maintainer reads the plan, not 463 files."""
    assert year.new == ("si/comes.ttl",)
    assert year.gone == ("si/leaves.ttl",)
    assert {name: units for name, units in year.details.items() if units} == {
        "si/moves.ttl": ("#technology-ROBOTICS",)
    }
    assert set(year.changed) == {"si/stays.ttl", "si/moves.ttl", "si/fights.ttl"}
    (conflict,) = year.conflicts
    assert (conflict.file, conflict.unit) == ("si/fights.ttl", "foaf:page")


def test_an_entry_that_is_read_in_more_detail_is_no_change(
    run: Run, into: Path, export: Export
) -> None:
    """Submissions from other tables know the catalogue, but not what it calls the hub."""
    run(export(_row("Stays")), recorded_on="2025-05")
    text = _text(into, "stays")
    lines = [line for line in text.splitlines(keepends=True) if "AsRecorded" not in line]
    assert len(lines) == len(text.splitlines()) - 2
    (into / "si/stays.ttl").write_text("".join(lines), encoding="utf-8")
    (into / "imported.jsonl").unlink()
    outcome = run(export(_row("Stays")), recorded_on="2025-05")
    assert (outcome.changed, outcome.details) == (("si/stays.ttl",), {"si/stays.ttl": ()})
    assert _text(into, "stays") == text


def test_nothing_of_a_maintainer_is_overwritten(year: ImportOutcome, into: Path) -> None:
    """The edits of a year are worth more than an export."""
    assert "<https://better.example/>" in _text(into, "stays")
    assert "<https://person.example/>" in _text(into, "fights")
    assert '"Leaves, corrected"' in _text(into, "leaves")
    assert "expertiseLevel 3" in _text(into, "moves")


def test_a_hub_under_another_name_is_told(run: Run, into: Path, export: Export) -> None:
    """One hub twice is worse than a question; whether they are one is for a person to say."""
    run(export(_row("Stays")), recorded_on="2025-05")
    renamed = _row("Anew", Website="https://stays.example/")
    outcome = run(export(renamed), recorded_on="2025-11", dry_run=True)
    assert outcome.new == ("si/anew.ttl",)
    (doubt,) = outcome.doubts
    assert doubt.startswith("si/anew.ttl has the web page of si/stays.ttl")
    replace(
        into / "si/stays.ttl", "    a edih:Hub ;", '    a edih:Hub ;\n    skos:altLabel "Anew" ;'
    )
    again = run(export(renamed), recorded_on="2025-11")
    assert (again.new, again.doubts, again.gone) == ((), (), ())


@pytest.mark.parametrize("before", ["", "https://stays.example/"], ids=["absent", "an address"])
def test_a_cell_that_cannot_be_read_does_not_spoil_a_file(
    run: Run, into: Path, export: Export, before: str
) -> None:
    """It would keep a published hub out of the next release; the plan tells it instead."""
    run(export(_row("Stays", Website=before)), recorded_on="2025-05")
    outcome = run(export(_row("Stays", Website="Website")), recorded_on="2025-11")
    (conflict,) = outcome.conflicts
    assert (conflict.unit, conflict.theirs) == ("foaf:page", '"Website"')
    assert "Website" not in _text(into, "stays")
    assert "2025-11" in _text(into, "stays")
    assert run(export(_row("Stays", Website="Website")), recorded_on="2025-11").conflicts == ()
    run(export(_row("Comes", Website="Website")), recorded_on="2025-11")
    assert 'foaf:page "Website"' in _text(into, "comes"), "a new file keeps it: the shapes speak"


def test_a_hub_that_is_gone_stays_and_says_since_when(year: ImportOutcome, into: Path) -> None:
    """What was published once is not lost because a list became shorter."""
    text = _text(into, "leaves")
    assert MARK in text
    assert 'dct:modified "2025-11"^^xsd:gYearMonth' in text
    assert 'edih:recordedOn "2025-05"^^xsd:gYearMonth' in text
    assert MARK not in _text(into, "stays")


def test_the_first_absence_counts(
    year: ImportOutcome, run: Run, into: Path, export: Export
) -> None:
    """Since when it is gone does not move with each reading, and the same twice is nothing."""
    again = run(export(*AUTUMN), recorded_on="2025-11")
    assert (again.written, again.gone) == (0, ("si/leaves.ttl",))
    later = run(export(*AUTUMN), recorded_on="2026-05")
    assert later.gone == ("si/leaves.ttl",)
    assert 'dct:modified "2025-11"^^xsd:gYearMonth' in _text(into, "leaves")


def test_a_hub_that_comes_back_is_listed_again(
    year: ImportOutcome, run: Run, into: Path, export: Export
) -> None:
    """The mark goes away by itself; the correction of its name stays."""
    outcome = run(export(*AUTUMN, _row("Leaves")), recorded_on="2026-05")
    text = _text(into, "leaves")
    assert "si/leaves.ttl" in outcome.changed
    assert (outcome.gone, outcome.new) == ((), ())
    assert MARK not in text
    assert 'edih:recordedOn "2026-05"^^xsd:gYearMonth' in text
    assert '"Leaves, corrected"' in text
    assert not [each for each in outcome.conflicts if each.file == "si/leaves.ttl"]


def test_an_older_export_marks_nobody(
    year: ImportOutcome, run: Run, into: Path, export: Export
) -> None:
    """Who finds last year's export must not make this year's hubs disappear."""
    before = _text(into, "comes")
    outcome = run(export(*SPRING), recorded_on="2025-05")
    assert "si/comes.ttl" not in outcome.gone
    assert _text(into, "comes") == before


def test_a_hub_that_a_person_withdrew_is_left_alone(run: Run, into: Path, export: Export) -> None:
    """It has its own reason already."""
    run(export(*SPRING), recorded_on="2025-05")
    replace(
        into / "si/leaves.ttl",
        "    a edih:Hub ;",
        "    a edih:Hub ;\n    <http://www.w3.org/ns/adms#status> "
        "<http://purl.org/adms/status/Withdrawn> ;",
    )
    before = _text(into, "leaves")
    assert run(export(*AUTUMN), recorded_on="2025-11").gone == ()
    assert _text(into, "leaves") == before


def test_the_command_shows_the_plan_before_it_is_carried_out(
    run: Run, into: Path, export: Export, capsys: pytest.CaptureFixture[str]
) -> None:
    """One looks before one leaps."""
    run(export(*SPRING), recorded_on="2025-05")
    replace(into / "si/fights.ttl", "<https://fights.example/>", "<https://person.example/>")
    before = snapshot(into)
    arguments = argparse.Namespace(
        file=export(*AUTUMN), into=into, recorded_on="2025-11", dry_run=True
    )
    assert command.run(arguments, Settings()) == 1, "conflicts are findings"
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        "+ si/comes.ttl",
        "~ si/moves.ttl: #technology-ROBOTICS",
        "- si/leaves.ttl: no longer listed; the file stays and says so",
    ]
    assert "Conflict: si/fights.ttl: foaf:page is" in told.err
    assert "1 submissions would be new, 1 would be changed, 2 confirmed" in told.err.replace(
        "\n", " "
    )
    assert snapshot(into) == before
