"""Dumps: every format says the same, and the same statements give the same bytes."""

import csv
import gzip
import hashlib
import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from edihkg import graph, sources
from edihkg.dumps import write_dumps
from edihkg.dumps.rdf import fit_for_xml
from edihkg.dumps.tables import COLUMNS
from edihkg.iris import IriSpace

SPACE = IriSpace("https://w3id.org/edihkg/")
SAMPLES = Path(__file__).parent / "data" / "submissions"


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """The two sample hubs with everything around them."""
    hubs = tuple(
        graph.hub_graph(sources.read(path, root=SAMPLES), space=SPACE)
        for path in sources.find(SAMPLES)
    )
    store = ox.Store()
    graph.assemble(store, graph.Parts(hubs=hubs, provenance=()), space=SPACE)
    return store


@pytest.fixture(scope="module")
def folder(store: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All dumps of the samples."""
    folder = tmp_path_factory.mktemp("dumps") / "dumps"
    write_dumps(store, folder)
    return folder


@pytest.mark.parametrize("ending", ["nt", "ttl", "jsonld", "rdf"])
def test_every_format_holds_the_default_graph(store: ox.Store, folder: Path, ending: str) -> None:
    """A user may take any format and lose nothing."""
    expected = {q.triple for q in store.quads_for_pattern(None, None, None, ox.DefaultGraph())}
    quads = ox.parse(path=folder / f"edihkg.{ending}", rename_blank_nodes=False)
    assert {quad.triple for quad in quads} == expected


@pytest.mark.parametrize("ending", ["nq", "trig"])
def test_dataset_formats_hold_the_named_graphs_only(
    store: ox.Store, folder: Path, ending: str
) -> None:
    """Who loads the graphs makes the union in their own way; it would double everything."""
    quads = ox.parse(path=folder / f"edihkg.{ending}", rename_blank_nodes=False)
    named = {quad for quad in store if quad.graph_name != ox.DefaultGraph()}
    assert set(quads) == named


def test_the_same_statements_give_the_same_bytes(
    store: ox.Store, folder: Path, tmp_path: Path
) -> None:
    """A mirror compares digests; Oxigraph's own order of prefixes and graphs changes."""
    quads = list(store)
    shuffled = ox.Store()
    shuffled.extend(quads[::-1])
    write_dumps(shuffled, tmp_path / "again")
    for path in sorted(folder.iterdir()):
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def test_lines_are_sorted(folder: Path) -> None:
    """Two releases are compared with diff."""
    lines = (folder / "edihkg.nt").read_bytes().splitlines()
    assert lines == sorted(set(lines))


def test_compressed_twins_hold_the_same_and_no_time(folder: Path) -> None:
    """The time in a gzip header would change every digest."""
    for path in folder.glob("*.gz"):
        content = path.read_bytes()
        assert gzip.decompress(content) == path.with_suffix("").read_bytes()
        assert content[4:8] == bytes(4)


def test_sums_name_every_file(folder: Path) -> None:
    """Whoever downloads checks with sha256sum --check."""
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    sums = {line[66:]: line[:64] for line in lines}
    assert set(sums) == {path.name for path in folder.iterdir()} - {"SHA256SUMS"}
    for name, digest in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_the_table_has_one_row_a_hub(folder: Path) -> None:
    """Most people start with a spreadsheet."""
    with (folder / "hubs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == list(COLUMNS)
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
