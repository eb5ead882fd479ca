"""The official export finds the hubs that are known, and adds to them without contradicting."""

from collections.abc import Callable
from pathlib import Path

import pytest

from edihkg.errors import UsageError
from edihkg.importing import import_file
from tests.importing.conftest import SPACE, Run, replace, snapshot

Export = Callable[..., Path]
ALPHA = "si/alpha-hub.ttl"
ROW = {
    "EDIH Name": "Alpha",
    "EDIH Title": "The Alpha hub of Slovenia",
    "Description (indexed field)": "Prose of the catalogue.",
    "Country": "Slovenia",
    "Contact name": "Jane Doe",
    "Contact Location": "Street 1, 2000 Maribor, Slovenia",
    "EDIH/SoE": "EDIH",
    "Formatted technologies": "Robotics - 5, Chemical engineering (plants, products) - 3",
    "Formatted sectors": "Energy, fuels and petroleum engineering - 2, Witchcraft - 1",
}


def test_a_row_finds_its_hub_by_name_and_country(
    run: Run, tables: Path, into: Path, export: Export
) -> None:
    """ALPHA is the hub's acronym; case does not count."""
    run(tables)
    outcome = run(export(ROW))
    text = (into / ALPHA).read_text(encoding="utf-8")
    assert (outcome.new, outcome.changed, outcome.conflicts) == ((), (ALPHA,), ())
    assert 'edih:nameAsRecorded "Alpha"' in text
    assert 'edih:titleAsRecorded "The Alpha hub of Slovenia"' in text
    assert 'edih:topicAsStated "Witchcraft" ; edih:expertiseLevel 1' in text
    assert 'skos:prefLabel "Alpha Hub for Robotics"' in text
    assert "Prose" not in text
    assert "Maribor" not in text
    assert "Jane" not in text


def test_the_same_export_twice_changes_nothing(
    run: Run, tables: Path, into: Path, export: Export
) -> None:
    """Also when the tables are imported again in between."""
    run(tables)
    run(export(ROW))
    before = snapshot(into)
    assert run(export(ROW)).written == 0
    assert run(tables).written == 0
    assert snapshot(into) == before


def test_a_row_that_finds_no_hub_makes_one(run: Run, into: Path, export: Export) -> None:
    """Its slug comes from the name and stays when the export comes again."""
    outcome = run(export(ROW))
    text = (into / "si/alpha.ttl").read_text(encoding="utf-8")
    assert outcome.new == ("si/alpha.ttl",)
    assert 'skos:prefLabel "The Alpha hub of Slovenia"' in text
    assert 'dct:description "Prose of the catalogue."@en' in text
    assert 'edih:townAsStated "Maribor"' in text
    assert run(export(ROW)).unchanged == ("si/alpha.ttl",)


def test_another_country_is_another_hub(run: Run, tables: Path, export: Export) -> None:
    """Acronyms collide across borders."""
    run(tables)
    outcome = run(export({**ROW, "Country": "Italy"}))
    assert outcome.new == ("it/alpha.ttl",)


def test_a_newer_export_adds_a_status_and_keeps_the_old(
    run: Run, into: Path, export: Export
) -> None:
    """Status is a history of observations."""
    run(export(ROW))
    run(export({**ROW, "EDIH/SoE": "DIH"}), recorded_on="2026-01")
    text = (into / "si/alpha.ttl").read_text(encoding="utf-8")
    for code, month in (("EDIH", "2025-05"), ("DIH", "2026-01")):
        record = f'edih:statusValue hub-status:{code} ;\n            edih:recordedOn "{month}"'
        assert record in text


def test_an_edit_is_not_overwritten_by_a_newer_export(run: Run, into: Path, export: Export) -> None:
    """The conflict is told with both values."""
    run(export({**ROW, "Website": "https://a.example/"}))
    replace(into / "si/alpha.ttl", "<https://a.example/>", "<https://edited.example/>")
    (conflict,) = run(export({**ROW, "Website": "https://b.example/"})).conflicts
    assert (conflict.ours, conflict.theirs) == ("<https://edited.example/>", "<https://b.example/>")


def test_two_candidates_are_told_apart_by_status(run: Run, into: Path, export: Export) -> None:
    """A hub may stand in the catalogue twice: as DIH and as EDIH."""
    run(export({**ROW, "EDIH/SoE": "DIH"}))
    run(export({**ROW, "EDIH/SoE": "DIH"}, ROW))
    assert sorted(path.name for path in into.glob("si/*")) == ["alpha-2.ttl", "alpha.ttl"]
    assert run(export(ROW, ROW)).skipped[0] == "row 3 (Alpha, Slovenia): it repeats row 2; skipped"
    first = (into / "si/alpha.ttl").read_text(encoding="utf-8")
    assert "hub-status:DIH" in first
    assert "hub-status:EDIH" not in first
    assert run(export(ROW, {**ROW, "EDIH/SoE": "DIH"})).written == 0


def test_an_export_needs_its_date(into: Path, export: Export) -> None:
    """The file bears none, and a status without a date is worth little."""
    with pytest.raises(UsageError, match="--recorded-on 2025-05"):
        import_file(export(ROW), into=into, space=SPACE)
