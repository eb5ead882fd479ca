"""Tests of how answers look: columns, drawings, spreadsheets. No server, no store."""

import io
import json
from datetime import UTC, datetime

import openpyxl
import pyoxigraph as ox
import pytest

from edihkg.pages.rows import Text
from edihkg.pages.tiles import Place
from edihkg.queries import to_words
from edihkg.serve.showing.drawings import Ground, draw_chart, draw_regions, locate
from edihkg.serve.showing.sheets import write_geojson, write_xlsx
from edihkg.serve.showing.shown import Naming, show
from edihkg.serve.showing.tables import Table, read_rows, read_triples
from edihkg.store import Term

NUTS = "http://data.europa.eu/nuts/code/"
NAMING = Naming(find_page=lambda iri: f"{iri[-4:]}.html" if iri.startswith(NUTS) else "")
INTEGER = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
AT = datetime(2026, 1, 2, tzinfo=UTC)
HUB = ox.NamedNode("http://example.org/hub")


def _number(value: int) -> Term:
    return ox.Literal(str(value), datatype=INTEGER)


def _region(code: str) -> Term:
    return ox.NamedNode(NUTS + code)


def test_rows_are_read_as_far_as_they_are_whole() -> None:
    """An answer is cut between two pieces, not between two rows."""
    table = read_rows(b'?a\t?b\n1\t"x\\ty"@en\n2\t<http://a', is_whole=False)
    assert table.columns == ("a", "b")
    assert [str(term) for term in table.rows[0]] == ['"1"^^<' + INTEGER.value + ">", '"x\\ty"@en']
    assert len(table.rows) == 1
    assert not table.is_whole


def test_more_rows_than_wanted_are_left_out_and_told() -> None:
    """The page must not say that it shows all."""
    text = b"?a\n" + b"1\n" * 5
    assert read_rows(text, is_whole=True, most=5).is_whole
    assert not read_rows(text, is_whole=True, most=4).is_whole
    assert len(read_triples(b"<a:b> <a:b> <a:b> .\n" * 5, is_whole=True, most=4).rows) == 4


@pytest.mark.parametrize(("text", "truth"), [(b"true", True), (b"false\n", False)])
def test_a_yes_or_no_is_no_table(text: bytes, truth: bool) -> None:
    """ASK has no rows."""
    assert read_rows(text, is_whole=True).truth is truth


def test_names_stand_for_their_things() -> None:
    """One linked column in place of two."""
    rows = ((_region("FI1C"), ox.Literal("Etelä-Suomi", language="fi"), _number(3)),)
    shown = show(Table(("region", "regionName", "hubs"), rows), NAMING)
    assert [heading.text for heading in shown.headings] == ["Region", "Hubs"]
    cell = shown.rows[0][0]
    assert (cell.text, cell.href, cell.language) == ("Etelä-Suomi", "FI1C.html", "fi")
    assert shown.headings[1].is_number


def test_what_was_asked_for_is_not_repeated_in_each_row() -> None:
    """It stands in the form above."""
    rows = tuple((_number(2), ox.Literal("x"), ox.Literal(str(n))) for n in range(3))
    shown = show(Table(("atLeast", "topicName", "name"), rows), NAMING, asked=["atLeast", "topic"])
    assert [heading.name for heading in shown.headings] == ["name"]


@pytest.mark.parametrize(
    ("name", "words"),
    [("hubName", "Hub name"), ("euContribution", "EU contribution"), ("IRI", "IRI"), ("ä", "Ä")],
)
def test_names_of_variables_become_words(name: str, words: str) -> None:
    """Headings are for people."""
    assert to_words(name) == words


def test_bars_are_drawn_of_counts_by_name() -> None:
    """The longest first; a share before a number, as shares can be compared."""
    rows = tuple(
        (ox.Literal(name), _number(n), _number(share))
        for name, n, share in (("a", 9, 10), ("b", 1, 100), ("c", 5, 50))
    )
    chart = draw_chart(Table(("name", "regions", "withSeatPercent"), rows), NAMING)
    assert chart is not None
    assert chart.measure == "With seat, in per cent"
    assert [(bar.label.text, bar.share) for bar in chart.bars] == [("b", 100), ("c", 50), ("a", 10)]


def test_bars_are_called_by_names_where_there_are_some() -> None:
    """Nobody reads an IRI beside a bar."""
    rows = tuple(
        (
            ox.Literal("Austria"),
            ox.NamedNode(f"https://x.example/{n}"),
            ox.Literal(f"C-{n}"),
            _number(n),
        )
        for n in (1, 2)
    )
    chart = draw_chart(Table(("country", "call", "callIdentifier", "grants"), rows), NAMING)
    assert chart is not None
    assert [bar.label.text for bar in chart.bars] == ["Austria, C-2", "Austria, C-1"]


def test_bars_of_things_in_another_language_say_so() -> None:
    """A voice reads names as their language has them; a thing is called as the page is written."""
    topics = [ox.NamedNode("https://x.example/robots"), ox.NamedNode("https://x.example/chains")]
    names = [ox.Literal(name, language="en") for name in ("Robotics", "Chains")]
    rows = tuple(
        (topic, name, _number(n)) for n, (topic, name) in enumerate(zip(topics, names, strict=True))
    )
    labels = {topics[0].value: Text("Robotik", "de")}
    naming = Naming(find_page=lambda _: "", labels=labels, language="de")
    chart = draw_chart(Table(("topic", "topicName", "hubs"), rows), naming)
    assert chart is not None
    told = [(bar.label.text, bar.label.language) for bar in chart.bars]
    assert told == [("Chains", "en"), ("Robotik", "")]


@pytest.mark.parametrize(
    "rows",
    [
        ((ox.Literal("a"), _number(1)),),
        ((ox.Literal("a"), _number(1)), (ox.Literal("a"), _number(2))),
        ((ox.Literal("a"), _number(-1)), (ox.Literal("b"), _number(2))),
        ((ox.Literal("a"), _number(0)), (ox.Literal("b"), _number(0))),
        ((ox.Literal("a"), None), (ox.Literal("b"), _number(2))),
    ],
    ids=["one row", "equal names", "negative", "all zero", "a gap"],
)
def test_what_bars_cannot_show_is_not_drawn(rows: tuple[tuple[Term | None, ...], ...]) -> None:
    """No drawing is better than a wrong one."""
    assert draw_chart(Table(("name", "n"), rows), NAMING) is None


def test_regions_are_drawn_with_the_number_of_hubs_or_rows() -> None:
    """A hub counts once, however many rows it has."""
    ground = Ground([Place("FI1C", 0, 0), Place("FI1B", 1, 0)], regions={HUB.value: "FI1C"})
    rows = ((HUB, ox.Literal("a")), (HUB, ox.Literal("b")))
    found = draw_regions(Table(("hub", "topic"), rows), ground)
    assert found is not None
    assert {tile.spot.code: tile.count for tile in found.tiles.tiles} == {"FI1C": 1, "FI1B": 0}
    again = draw_regions(Table(("hub", "topic"), rows[:1]), ground)
    assert again is not None
    assert again.tiles.grid is found.tiles.grid  # else what is remembered of maps would pile up
    named = draw_regions(Table(("region",), ((_region("FI1B"),), (_region("FIZZ"),))), ground)
    assert named is not None
    assert (named.unit, named.outside) == ("rows", 1)
    assert draw_regions(Table(("region",), ((_region("FI1B"),),)), ground, asked=["region"]) is None


def test_rows_are_located_by_their_own_coordinates_or_their_hub() -> None:
    """A layer shows what the table says."""
    ground = Ground(positions={HUB.value: (25.0, 60.0)})
    assert locate(Table(("hub",), ((HUB,), (None,))), ground) == [(25.0, 60.0), None]
    own = Table(("latitude", "longitude"), ((_number(60), _number(25)), (None, _number(1))))
    assert locate(own, ground) == [(25.0, 60.0), None]


def test_a_spreadsheet_is_the_same_each_time_and_runs_nothing() -> None:
    """Caches compare bytes; a text that looks like a formula must stay a text."""
    rows = ((ox.Literal("=1+1"), _number(7), None, ox.Literal("a\x01b")),)
    table = Table(("text", "number", "empty", "control"), rows)
    one = write_xlsx(table, title="T", about=[("a", "=b")], at=AT)
    assert openpyxl.load_workbook(io.BytesIO(one)).properties.modified == AT.replace(tzinfo=None)
    assert write_xlsx(table, title="T", about=[("a", "=b")], at=AT) == one
    sheet = openpyxl.load_workbook(io.BytesIO(one))["Answer"]
    cells = next(iter(sheet.iter_rows(min_row=2)))
    assert [cell.value for cell in cells] == ["=1+1", 7, None, "ab"]
    assert cells[0].data_type == "s"


def test_a_map_layer_is_geojson() -> None:
    """Rows without a place are left out; numbers stay numbers."""
    table = Table(("hub", "n"), ((HUB, _number(2)), (HUB, _number(3))))
    layer = json.loads(write_geojson(table, [(25.0, 60.0), None], title="T", about="A"))
    assert [each["properties"]["n"] for each in layer["features"]] == [2]
    assert layer["features"][0]["geometry"] == {"type": "Point", "coordinates": [25.0, 60.0]}
