"""Dumps: every format says the same, and the same statements give the same bytes."""

import csv
import gzip
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest

from edihkg import graph, sources
from edihkg.dumps import read_lines, write_default, write_dumps, write_named
from edihkg.dumps.parts import read_graphs
from edihkg.dumps.rdf import fit_for_xml
from edihkg.dumps.tables import METADATA, read_columns
from edihkg.iris import IriSpace
from tests.assembled import everything

SPACE = IriSpace("https://w3id.org/edihkg/")
SAMPLES = Path(__file__).parent / "data" / "submissions"


def _assemble(paths: Sequence[Path]) -> graph.Assembly:
    hubs = tuple(graph.hub_graph(sources.read(path, root=SAMPLES), space=SPACE) for path in paths)
    return graph.assemble(graph.Parts(hubs=hubs, provenance=()), space=SPACE)


@pytest.fixture(scope="module")
def made() -> graph.Assembly:
    """The two sample hubs with everything around them."""
    return _assemble(sources.find(SAMPLES))


@pytest.fixture(scope="module")
def store(made: graph.Assembly) -> ox.Store:
    """All graphs in one store."""
    return everything(made)


@pytest.fixture(scope="module")
def folder(made: graph.Assembly, store: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All dumps of the samples."""
    folder = tmp_path_factory.mktemp("dumps") / "dumps"
    write_default(made, folder)
    write_named(made, folder)
    write_dumps(store, folder)
    return folder


def test_a_store_loaded_from_the_lines_holds_the_same(store: ox.Store, folder: Path) -> None:
    """The store of a release is made of them; what got lost would be lost for every client."""
    loaded = ox.Store()
    graph.load_lines(loaded, read_lines(folder))
    assert set(loaded) == set(store)


@pytest.mark.parametrize("ending", ["nt", "ttl", "jsonld", "rdf"])
def test_every_format_holds_the_default_graph(store: ox.Store, folder: Path, ending: str) -> None:
    """A user may take any format and lose nothing."""
    expected = {q.triple for q in store.quads_for_pattern(None, None, None, ox.DefaultGraph())}
    quads = ox.parse(path=folder / f"edihkg.{ending}", rename_blank_nodes=False)
    assert {quad.triple for quad in quads} == expected


def _files(folder: Path) -> list[Path]:
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("ending", ["nq", "trig"])
def test_dataset_formats_hold_the_named_graphs_only(
    store: ox.Store, folder: Path, ending: str
) -> None:
    """Who loads the graphs makes the union in their own way; it would double everything."""
    quads = ox.parse(path=folder / f"edihkg.{ending}", rename_blank_nodes=False)
    named = {quad for quad in store if quad.graph_name != ox.DefaultGraph()}
    assert set(quads) == named


def test_the_same_statements_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    """A mirror compares digests; Oxigraph's own order of prefixes and graphs changes."""
    shuffled = _assemble(sources.find(SAMPLES)[::-1])
    write_default(shuffled, tmp_path / "again")
    write_named(shuffled, tmp_path / "again")
    write_dumps(everything(shuffled), tmp_path / "again")
    for path in _files(folder):
        assert (folder / path).read_bytes() == (tmp_path / "again" / path).read_bytes(), path


def test_lines_are_sorted(folder: Path) -> None:
    """Two releases are compared with diff."""
    lines = (folder / "edihkg.nt").read_bytes().splitlines()
    assert lines == sorted(set(lines))


def test_compressed_twins_hold_the_same_and_no_time(folder: Path) -> None:
    """The time in a gzip header would change every digest."""
    for path in folder.rglob("*.gz"):
        content = path.read_bytes()
        assert gzip.decompress(content) == path.with_suffix("").read_bytes()
        assert content[4:8] == bytes(4)


def test_sums_name_every_file(folder: Path) -> None:
    """Whoever downloads checks with sha256sum --check."""
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    sums = {line[66:]: line[:64] for line in lines}
    assert set(sums) == {path.as_posix() for path in _files(folder)} - {"SHA256SUMS"}
    for name, digest in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_the_table_has_one_row_a_hub(folder: Path) -> None:
    """Most people start with a spreadsheet."""
    with (folder / "hubs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == read_columns()["hubs.csv"]
    assert [row["slug"] for row in rows] == ["alpha", "beta"]
    assert (
        rows[0]
        | {
            "status": "EDIH",
            "status_recorded_on": "2025-05",
            "country": "SI",
            "nuts2": "SI04",
            "town": "Ljubljana",
            "technologies": "ARTIFICIAL_INTELLIGENCE;ROBOTICS",
            "coordinator": "University of Alpha",
        }
        == rows[0]
    )


def test_the_map_layer_shows_towns_and_says_so(folder: Path) -> None:
    """A town's position must not be taken for a hub's door."""
    layer = json.loads((folder / "hubs.geojson").read_text(encoding="utf-8"))
    assert "towns" in layer["description"]
    (feature,) = layer["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [14.50513, 46.05108]}
    assert [hub["name"] for hub in feature["properties"]["hubs"]] == [
        "Alpha Digital Innovation Hub"
    ]


XML_CASES = {
    "plain": ('"fine\\n\\t"', True),
    "escaped backslash before b": ('"ok\\\\b"', True),
    "backspace": ('"bad\\b"', False),
    "null": ('"bad\\u0000"', False),
    "vertical tab": ('"bad\\u000B"', False),
    "noncharacter": ('"bad\\uFFFE"', False),
}


@pytest.mark.parametrize("case", XML_CASES)
def test_what_xml_forbids_is_left_out_of_rdf_xml(case: str) -> None:
    """One odd character in one description must not make the whole file unreadable."""
    value, fits = XML_CASES[case]
    line = f"<urn:a> <urn:p#b> {value} .".encode()
    other = b'<urn:a> <urn:p#b> "other" .'
    assert fit_for_xml((line, other)) == ((line, other) if fits else (other,))


def test_a_property_without_an_xml_name_is_left_out_of_rdf_xml() -> None:
    """Oxigraph would write a tag without name, which no parser reads."""
    assert fit_for_xml((b"<urn:a> <urn:p#9> <urn:c> .",)) == ()


def test_each_graph_has_a_dump_of_its_own(store: ox.Store, folder: Path) -> None:
    """Who follows one hub needs not fetch all."""
    for each in read_graphs(folder / "edihkg.nq"):
        quads = ox.parse(path=folder / "graph" / f"{each.name}.nt", rename_blank_nodes=False)
        expected = store.quads_for_pattern(None, None, None, ox.NamedNode(each.iri))
        assert {quad.triple for quad in quads} == {quad.triple for quad in expected}, each.name


def test_a_country_has_the_graphs_of_its_hubs_and_no_others(store: ox.Store, folder: Path) -> None:
    """A national portal harvests its own country."""
    quads = list(ox.parse(path=folder / "country" / "si.nq", rename_blank_nodes=False))
    names = {str(quad.graph_name) for quad in quads}
    with (folder / "country" / "si.csv").open(encoding="utf-8", newline="") as file:
        slugs = [row["slug"] for row in csv.DictReader(file)]
    assert names == {f"<{SPACE.graph(f'hub/{slug}')}>" for slug in slugs} != set()
    assert set(quads) == {quad for quad in store if str(quad.graph_name) in names}


@pytest.mark.parametrize("part", ["ontology", "lists", "reference", "country/si"])
def test_the_forms_of_a_part_say_the_same(folder: Path, part: str) -> None:
    """A portal may take any of them."""
    quads = ox.parse(path=folder / f"{part}.nq", rename_blank_nodes=False)
    expected = {quad.triple for quad in quads}
    assert expected
    for ending in ("ttl", "jsonld", "rdf"):
        found = ox.parse(path=folder / f"{part}.{ending}", rename_blank_nodes=False)
        assert {quad.triple for quad in found} == expected, ending


def test_the_tables_are_as_their_description_says(folder: Path) -> None:
    """A program reads the tables without a person who explains them."""
    described = json.loads((folder / METADATA).read_text(encoding="utf-8"))
    assert {table["url"] for table in described["tables"]} == {
        path.name for path in folder.glob("*.csv")
    }
    for table in described["tables"]:
        with (folder / table["url"]).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert rows, table["url"]
        columns = {each["name"]: each for each in table["tableSchema"]["columns"]}
        assert list(columns) == list(rows[0])
        key = table["tableSchema"]["primaryKey"]
        assert len({row[key] for row in rows}) == len(rows)
        for name, column in columns.items():
            values = [row[name] for row in rows]
            assert not column.get("required") or all(values), (table["url"], name)
            assert all(_fits(each, column["datatype"]) for each in values if each), name


def _fits(value: str, datatype: str) -> bool:
    if datatype == "anyURI":
        return value.startswith("http")
    if datatype == "nonNegativeInteger":
        return value.isdigit()
    return datatype == "string" or float(value) is not None


def test_a_table_leads_to_the_others(folder: Path) -> None:
    """Slugs and identifiers are the keys by which the tables are joined."""
    tables = {}
    for name in ("hubs", "organisations", "facilities", "topics"):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    slugs = {row["slug"] for row in tables["hubs"]}
    hubs = {row["iri"] for row in tables["hubs"]}
    listed = {slug for row in tables["organisations"] for slug in row["hubs"].split(";") if slug}
    assert listed
    assert listed <= slugs
    assert {row["hub"] for row in tables["facilities"]} <= hubs
    topics = {row["code"]: row for row in tables["topics"] if row["list"] == "technology"}
    assert int(topics["ROBOTICS"]["hubs"]) > 0
