"""Importing again: what a person wrote is never overwritten, and what is new still arrives."""

from collections.abc import Callable
from pathlib import Path

import pytest

from edihkg.errors import SourceError, UsageError
from edihkg.importing import import_file
from tests.importing.conftest import SPACE, Run, replace, snapshot

ALPHA = "si/alpha-hub.ttl"


def test_importing_twice_changes_nothing(run: Run, tables: Path, into: Path) -> None:
    """Otherwise every import would be a diff to read."""
    first = run(tables)
    before = snapshot(into)
    second = run(tables)
    assert len(first.new) == first.written == 3
    assert (second.new, second.changed, second.written, len(second.unchanged)) == ((), (), 0, 3)
    assert snapshot(into) == before


def test_a_dry_run_writes_nothing(run: Run, tables: Path, into: Path) -> None:
    """One looks before one leaps."""
    outcome = run(tables, dry_run=True)
    assert (len(outcome.new), outcome.written) == (3, 0)
    assert not into.exists()


def test_a_change_of_the_source_is_taken_over(run: Run, tables: Path, into: Path) -> None:
    """The tables remain the master of what nobody edited."""
    run(tables)
    replace(tables / "hubs.csv", "https://alpha.example/,", "https://new.example/,")
    replace(tables / "hub_topics.csv", "Robotics,5", "Robotics,4")
    replace(tables / "hub_topics.csv", "alpha-hub,sector,Alchemy,2\n", "")
    outcome = run(tables)
    text = (into / ALPHA).read_text(encoding="utf-8")
    assert (outcome.changed, outcome.conflicts) == ((ALPHA,), ())
    assert "foaf:page <https://new.example/>" in text
    assert "technology:ROBOTICS ; edih:expertiseLevel 4" in text
    assert "Alchemy" not in text


def test_an_edit_stays_when_the_source_did_not_change(run: Run, tables: Path, into: Path) -> None:
    """A correction in the submission survives every later import."""
    run(tables)
    replace(into / ALPHA, '"ALPHA"', '"ALPHA-H"')
    replace(into / ALPHA, "<https://alpha.example/>", "<https://better.example/>")
    before = snapshot(into)
    outcome = run(tables)
    assert (outcome.changed, outcome.conflicts) == ((), ())
    assert snapshot(into) == before


def test_two_different_changes_are_a_conflict(run: Run, tables: Path, into: Path) -> None:
    """The person's value stays, and both values are told, once."""
    run(tables)
    replace(into / ALPHA, "<https://alpha.example/>", "<https://better.example/>")
    replace(tables / "hubs.csv", "https://alpha.example/,", "https://new.example/,")
    before = snapshot(into)[ALPHA]
    (conflict,) = run(tables).conflicts
    assert str(conflict) == (
        "si/alpha-hub.ttl: foaf:page is <https://better.example/> in the file and "
        "<https://new.example/> in the source; the file's value stays"
    )
    assert snapshot(into)[ALPHA] == before
    assert run(tables).conflicts == ()


def test_a_conflict_in_a_part_names_the_property(run: Run, tables: Path, into: Path) -> None:
    """Whoever settles it must know which level of which topic."""
    run(tables)
    replace(
        into / ALPHA,
        "technology:ROBOTICS ; edih:expertiseLevel 5",
        "technology:ROBOTICS ; edih:expertiseLevel 3",
    )
    replace(tables / "hub_topics.csv", "Robotics,5", "Robotics,4")
    (conflict,) = run(tables).conflicts
    assert conflict.unit == "#technology-ROBOTICS edih:expertiseLevel"
    assert (conflict.ours, conflict.theirs) == ('"3"', '"4"')


def test_what_a_person_added_or_removed_stays_so(run: Run, tables: Path, into: Path) -> None:
    """Deleting a statement is an edit, too."""
    run(tables)
    replace(into / ALPHA, '    skos:altLabel "ALPHA" ;\n', "")
    replace(
        into / ALPHA, "    foaf:page", "    edih:sameHubAs <https://a.example/id> ;\n    foaf:page"
    )
    replace(tables / "hub_topics.csv", "Robotics,5", "Robotics,4")
    outcome = run(tables)
    text = (into / ALPHA).read_text(encoding="utf-8")
    assert outcome.changed == (ALPHA,)
    assert 'skos:altLabel "ALPHA"' not in text
    assert "edih:sameHubAs <https://a.example/id>" in text


def test_comments_of_a_person_survive(run: Run, tables: Path, into: Path) -> None:
    """They may explain why a value was changed."""
    run(tables)
    replace(into / ALPHA, "hub:alpha-hub\n", "# confirmed by phone\nhub:alpha-hub\n")
    replace(tables / "hub_topics.csv", "Robotics,5", "Robotics,4")
    run(tables)
    assert "# confirmed by phone" in (into / ALPHA).read_text(encoding="utf-8")


def test_without_a_ledger_only_what_is_missing_is_added(run: Run, tables: Path, into: Path) -> None:
    """A file that somebody wrote by hand is not replaced by a first import."""
    path = into / ALPHA
    path.parent.mkdir(parents=True)
    path.write_text(
        "@prefix edih: <https://w3id.org/edihkg/ns#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix dct: <http://purl.org/dc/terms/> .\n"
        "<https://w3id.org/edihkg/id/hub/alpha-hub> a edih:Hub ;\n"
        '    skos:prefLabel "Our Alpha" ; dct:source <https://ours.example/> .\n',
        encoding="utf-8",
    )
    outcome = run(tables)
    text = path.read_text(encoding="utf-8")
    assert [c.unit for c in outcome.conflicts] == ["skos:prefLabel"]
    assert 'skos:prefLabel "Our Alpha"' in text
    assert "<https://ours.example/>" in text
    assert "<https://alpha.example/news>" in text
    assert "technology:ROBOTICS" in text


def test_a_row_that_disappears_removes_nothing(run: Run, tables: Path, into: Path) -> None:
    """A hub leaves the network by its status, not by a missing row."""
    run(tables)
    text = (tables / "hubs.csv").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if not line.startswith("gamma-hub")]
    (tables / "hubs.csv").write_text("\n".join(kept), encoding="utf-8")
    for name in ("partners", "regions_served"):
        path = tables / f"{name}.csv"
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join(x for x in lines if "gamma-hub" not in x), encoding="utf-8")
    outcome = run(tables)
    assert outcome.skipped == ("xk/gamma-hub.ttl: no longer listed in the source; the file stays",)
    assert (into / "xk/gamma-hub.ttl").is_file()


def test_a_deleted_file_is_not_brought_back(run: Run, tables: Path, into: Path) -> None:
    """Somebody had a reason; the message says how to undo it."""
    run(tables)
    (into / ALPHA).unlink()
    outcome = run(tables)
    assert not (into / ALPHA).exists()
    assert "the file was deleted after an earlier import" in outcome.skipped[0]


def test_a_broken_submission_is_left_alone(run: Run, tables: Path, into: Path) -> None:
    """A merge with half a file would lose the other half."""
    run(tables)
    (into / ALPHA).write_text("hub:alpha", encoding="utf-8")
    outcome = run(tables)
    assert outcome.skipped[0].startswith(f"{ALPHA}: ")
    assert (into / ALPHA).read_text(encoding="utf-8") == "hub:alpha"


def test_organisations_keep_their_slug(run: Run, tables: Path, into: Path) -> None:
    """An IRI, once published, must not move to another name."""
    run(tables)
    text = (tables / "partners.csv").read_text(encoding="utf-8").splitlines()
    row = "alpha-hub,Gears,partner,AT,,,company,https://alpha.example/partners"
    (tables / "partners.csv").write_text("\n".join([text[0], row, *text[1:]]), encoding="utf-8")
    run(tables)
    alpha = (into / ALPHA).read_text(encoding="utf-8")
    assert "organisation:gears\n" in alpha
    assert "organisation:gears-3\n" in alpha
    assert "organisation:gears-2\n" in (into / "gr/beta-hub.ttl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("recorded_on", "message"), [("May 2025", "must be a date"), ("2025-13", "must be a date")]
)
def test_an_impossible_date_is_refused(
    run: Run, tables: Path, recorded_on: str, message: str
) -> None:
    """A wrong date would be written into hundreds of files."""
    with pytest.raises(UsageError, match=message):
        run(tables, recorded_on=recorded_on)


def test_bad_input_leaves_everything_as_it_was(run: Run, tables: Path, into: Path) -> None:
    """Either an import is whole or it did not happen."""
    run(tables)
    before = snapshot(into)
    replace(tables / "partners.csv", "beta-hub,Gears", "nobody,Gears")
    with pytest.raises(SourceError, match="nobody"):
        run(tables)
    assert snapshot(into) == before


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("nothing", None, "There is no file or folder"),
        ("hubs.csv", "slug,name\n", "give the folder that holds it"),
        ("a.pdf", "%PDF", "neither a folder of CSV tables nor"),
    ],
)
def test_a_path_that_cannot_be_imported_is_explained(
    tmp_path: Path, into: Path, name: str, content: str | None, message: str
) -> None:
    """The message says what can be given instead."""
    path = tmp_path / name
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        import_file(path, into=into, space=SPACE)


def test_a_broken_ledger_is_told(run: Run, tables: Path, into: Path) -> None:
    """Merging without its base would silently treat edits as new."""
    run(tables)
    with (into / "imported.jsonl").open("a", encoding="utf-8") as stream:
        stream.write("<<<<<<< HEAD\n")
    with pytest.raises(SourceError, match=r"imported.jsonl, line 4"):
        run(tables)


def test_progress_is_reported(tables: Path, into: Path) -> None:
    """Long work shows how far it is."""
    seen: list[tuple[str, int, int]] = []
    report: Callable[[str, int, int], None] = lambda *step: seen.append(step)  # noqa: E731
    import_file(tables, into=into, space=SPACE, progress=report)
    assert seen[-1] == ("Describing hubs", 3, 3)
