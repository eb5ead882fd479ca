"""The reference data keeps the promises that shapes, coverage and pages rely on."""

import csv
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import Graph
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS, Namespace
from rdflib.term import BNode, Literal, Node, URIRef

ADMS = Namespace("http://www.w3.org/ns/adms#")
AUTHORITY = Namespace("http://publications.europa.eu/resource/authority/")
CALL = Namespace("https://w3id.org/edihkg/id/call/")
CONCEPT = Namespace("https://w3id.org/edihkg/concept/")
EDIH = Namespace("https://w3id.org/edihkg/ns#")
LOCN = Namespace("http://www.w3.org/ns/locn#")
NUTS = Namespace("http://data.europa.eu/nuts/code/")
NUTS_SCHEME = Namespace("http://data.europa.eu/nuts/scheme/")
WGS = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#")
FOLDER = Path(__file__).parent.parent / "ontology" / "reference"
FILES = sorted(path.name for path in FOLDER.glob("*.ttl"))


@pytest.fixture(scope="module")
def everything() -> Graph:
    union = Graph()
    for name in FILES:
        union.parse(FOLDER / name)
    return union


@pytest.fixture(scope="module")
def current() -> Graph:
    return Graph().parse(FOLDER / "nuts-2024.ttl")


@pytest.fixture(scope="module")
def retired() -> Graph:
    return Graph().parse(FOLDER / "nuts-retired.ttl")


def members(graph: Graph, kind: URIRef) -> list[URIRef]:
    return sorted(node for node in graph.subjects(RDF.type, kind) if isinstance(node, URIRef))


def level_of(graph: Graph, region: Node) -> int:
    return int(str(graph.value(region, EDIH.nutsLevel)))


def is_extra_regio(graph: Graph, region: Node) -> bool:
    return (region, EDIH.isExtraRegio, Literal(True)) in graph


def regions_at(graph: Graph, level: int, scheme: URIRef, *, extra: bool) -> list[URIRef]:
    return [
        region
        for region in members(graph, EDIH.Region)
        if level_of(graph, region) == level
        and (region, SKOS.inScheme, scheme) in graph
        and is_extra_regio(graph, region) == extra
    ]


@pytest.mark.parametrize("name", FILES)
def test_both_engines_read_the_same_file_without_a_blank_node(name: str) -> None:
    """The store loads with one parser, the validator with the other; diffs need names."""
    graph = Graph().parse(FOLDER / name)
    assert len(list(pyoxigraph.parse(path=FOLDER / name))) == len(graph)
    assert not [node for triple in graph for node in triple if isinstance(node, BNode)]


@pytest.mark.parametrize(
    ("level", "scheme", "extra", "number"),
    [
        (1, NUTS_SCHEME["2024"], False, 92),
        (2, NUTS_SCHEME["2024"], False, 244),
        (2, NUTS_SCHEME["2024"], True, 27),
        (3, NUTS_SCHEME["2024"], False, 1165),
        (0, NUTS_SCHEME["2024"], False, 27),
        (0, CONCEPT["statistical-region-2024"], False, 12),
        (2, CONCEPT["statistical-region-2024"], False, 82),
    ],
)
def test_a_classification_has_its_official_size(
    current: Graph, level: int, scheme: URIRef, *, extra: bool, number: int
) -> None:
    """Shares of covered regions are wrong as soon as a denominator is."""
    assert len(regions_at(current, level, scheme, extra=extra)) == number


def test_a_region_is_complete(everything: Graph) -> None:
    """Pages and shapes take one label, code, level, country and scheme for granted."""
    for region in members(everything, EDIH.Region):
        for term in (SKOS.prefLabel, SKOS.notation, EDIH.nutsLevel, EDIH.country, SKOS.inScheme):
            assert len(list(everything.objects(region, term))) == 1, (region, term)
        code = str(everything.value(region, SKOS.notation))
        assert region == NUTS[code]
        assert level_of(everything, region) == len(code) - 2
        assert (region, RDF.type, SKOS.Concept) in everything


def test_a_region_below_the_country_has_one_parent_one_level_up(everything: Graph) -> None:
    """Roll-ups from level 3 to countries walk skos:broader and must neither fork nor stop."""
    for region in members(everything, EDIH.Region):
        parents = list(everything.objects(region, SKOS.broader))
        level = level_of(everything, region)
        assert len(parents) == (1 if level else 0), region
        for parent in parents:
            assert level_of(everything, parent) == level - 1, region
            assert everything.value(parent, EDIH.country) == everything.value(region, EDIH.country)


def test_a_country_node_equals_its_authority_entry(everything: Graph) -> None:
    """Hubs name countries by the authority table, regions by NUTS: queries cross here."""
    for region in members(everything, EDIH.Region):
        expected = {everything.value(region, EDIH.country)}
        found = set(everything.objects(region, SKOS.exactMatch))
        assert found == (expected if level_of(everything, region) == 0 else set())


def test_scripts_other_than_latin_are_tagged_and_transliterated(everything: Graph) -> None:
    """Most readers cannot read Greek or Cyrillic names; Eurostat publishes Latin ones."""
    for region in members(everything, EDIH.Region):
        label = str(everything.value(region, SKOS.prefLabel))
        latin = [str(text) for text in everything.objects(region, SKOS.altLabel)]
        assert bool(latin) == any("\u0370" <= letter <= "\u052f" for letter in label), region
        assert all(text.isprintable() and text == text.strip() for text in [label, *latin])


def test_no_current_region_is_deprecated(current: Graph) -> None:
    """A deprecated code in a submission is a Violation, so none in force may carry the mark."""
    assert not list(current.subjects(OWL.deprecated))
    assert not list(current.subjects(DCTERMS.isReplacedBy))


def test_every_retired_region_is_marked_and_named(retired: Graph, current: Graph) -> None:
    """The shapes recognise a retired code by this mark and the message quotes its label."""
    gone = members(retired, EDIH.Region)
    assert not set(gone) & set(members(current, EDIH.Region))
    for region in gone:
        assert (region, OWL.deprecated, Literal(True)) in retired
        assert (region, ADMS.status, AUTHORITY["concept-status/DEPRECATED"]) in retired


def test_successors_are_in_force_and_of_the_same_level(retired: Graph, current: Graph) -> None:
    """Advice that names another retired code would send maintainers in circles."""
    known = set(members(current, EDIH.Region))
    for region, successor in retired.subject_objects(DCTERMS.isReplacedBy):
        assert successor in known
        assert level_of(retired, region) == level_of(current, successor)
        assert retired.value(region, SKOS.changeNote) is not None


@pytest.mark.parametrize(
    ("code", "successors"),
    [
        ("NL31", ["NL35"]),
        ("NL33", ["NL36"]),
        ("PT16", ["PT19", "PT1D"]),
        ("PT17", ["PT1A", "PT1B"]),
        ("PT18", ["PT1C", "PT1D"]),
        ("HR04", ["HR02", "HR05", "HR06"]),
        ("PT170", ["PT1A0", "PT1B0"]),
        ("NL332", ["NL361"]),
        ("LV007", ["LV00A", "LV00B", "LV00C"]),
        ("DEG0N", ["DEG0R"]),
        ("NO082", ["NO083", "NO084", "NO085"]),
        ("UKI", []),
    ],
)
def test_a_retired_code_names_its_successors(
    retired: Graph, code: str, successors: list[str]
) -> None:
    """These codes are met in real data; HR04 stands in one real submission."""
    found = sorted(str(node) for node in retired.objects(NUTS[code], DCTERMS.isReplacedBy))
    assert found == [str(NUTS[successor]) for successor in successors]


def test_every_scheme_that_an_entry_names_is_described(everything: Graph) -> None:
    """A validator that asks for the type of a scheme must find it in the same data."""
    for scheme in set(everything.objects(None, SKOS.inScheme)):
        assert (scheme, RDF.type, SKOS.ConceptScheme) in everything
        assert everything.value(scheme, SKOS.prefLabel) is not None


def test_every_country_that_is_pointed_to_is_typed_and_named(everything: Graph) -> None:
    """DCAT-AP shapes reject authority entries whose type is not in the data."""
    for country in set(everything.objects(None, EDIH.country)):
        assert (country, RDF.type, DCTERMS.Location) in everything
        assert (country, RDF.type, SKOS.Concept) in everything
        assert everything.value(country, SKOS.prefLabel) is not None


@pytest.mark.parametrize(
    ("entry", "iso", "prefix"),
    [("GRC", "GR", "EL"), ("1A0", "XK", "XK"), ("GBR", "GB", "UK"), ("FIN", "FI", "FI")],
)
def test_a_country_carries_its_iso_code_and_its_region_prefix(
    everything: Graph, entry: str, iso: str, prefix: str
) -> None:
    """Greece is GR in folders and EL in regions; Kosovo's authority code is 1A0."""
    country = AUTHORITY[f"country/{entry}"]
    assert everything.value(country, SKOS.notation) == Literal(iso)
    assert everything.value(country, EDIH.nutsPrefix) == Literal(prefix)


def test_codes_of_countries_and_languages_are_unique(everything: Graph) -> None:
    """Importers look countries and languages up by these codes."""
    for scheme, number in (("country", 41), ("language", 38)):
        entries = list(everything.subjects(SKOS.inScheme, AUTHORITY[scheme]))
        codes = {str(everything.value(entry, SKOS.notation)) for entry in entries}
        assert len(entries) == len(codes) == number


def test_a_place_has_one_name_and_one_position_in_europe(everything: Graph) -> None:
    """Swapped coordinates put hubs into the Indian Ocean; the outermost regions are west."""
    places = members(everything, EDIH.Place)
    assert len(places) == 297
    for place in places:
        assert str(place).startswith("https://sws.geonames.org/")
        assert len(list(everything.objects(place, SKOS.prefLabel))) == 1
        latitude = float(str(everything.value(place, WGS.lat)))
        longitude = float(str(everything.value(place, WGS.long)))
        assert -22 < latitude < 72
        assert -65 < longitude < 56
        wkt = f"POINT({everything.value(place, WGS.long)} {everything.value(place, WGS.lat)})"
        assert str(everything.value(place, LOCN.geometry)) == wkt


def test_a_call_is_named_by_its_identifier(everything: Graph) -> None:
    """The importer makes a grant's link from the identifier in the cell."""
    calls = members(everything, EDIH.Call)
    assert len(calls) == 5
    for call in calls:
        identifier = str(everything.value(call, EDIH.callIdentifier))
        assert call == CALL[identifier.lower()]
        assert everything.value(call, DCTERMS.source) is not None


def test_every_source_states_its_publisher_and_licence(everything: Graph) -> None:
    """Reuse under these licences requires that the source is named."""
    licensed = set(everything.subjects(DCTERMS.license))
    assert len(licensed) == 4
    for source in licensed:
        for term in (SKOS.prefLabel, SKOS.definition, DCTERMS.publisher, DCTERMS.rights):
            assert everything.value(source, term) is not None


def test_the_tile_map_shows_every_current_region_once(current: Graph) -> None:
    """A region without a tile would be missing from the coverage map in silence."""
    with (FOLDER / "nuts2-tiles-2024.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    codes = [NUTS[row["code"]] for row in rows]
    drawn = [
        region
        for region in members(current, EDIH.Region)
        if level_of(current, region) == 2 and not is_extra_regio(current, region)
    ]
    assert sorted(codes) == drawn
    assert len({(row["col"], row["row"]) for row in rows}) == len(rows)
