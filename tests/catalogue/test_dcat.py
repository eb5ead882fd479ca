"""The DCAT-AP 3 catalogue: valid by the official shapes and by our own, stable, absolute."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import RDF, SH, Graph, URIRef

from edihkg import assets
from edihkg.catalogue import (
    Coverage,
    Edition,
    Facts,
    Publisher,
    dcat,
    describe,
    media,
    read_editions,
)
from edihkg.catalogue.words import DCAT, DCT, PROV, SPDX, XSD
from edihkg.graph.rendering import render
from edihkg.release import FileEntry, Manifest, Release
from tests.catalogue.official import official_shapes

ID_BASE, SITE = "https://w3id.org/edihkg/", "https://hubs.example/data/"
RDF_TYPE = ox.NamedNode(str(RDF.type))
ENDINGS = ("nq", "ttl", "jsonld", "rdf")
COVERAGE = [
    Coverage(
        country=f"http://publications.europa.eu/resource/authority/country/{iri}",
        code=code,
        name=name,
        hubs=hubs,
        first="2024",
        last="2025-05",
    )
    for iri, code, name, hubs in (("FIN", "FI", "Finland", 2), ("XKX", "XK", 'Kos"ovo\\', 1))
]


def _entries() -> Iterator[FileEntry]:
    names = [f"edihkg.{each}" for each in (*ENDINGS, "nt", "trig")]
    names += [f"{part}.{each}" for part in dcat.OWN_PARTS for each in ENDINGS]
    names += [f"country/{code}.{each}" for code in ("fi", "xk") for each in (*ENDINGS, "csv")]
    names += ["hubs.csv", "organisations.csv", "facilities.csv", "topics.csv", "hubs.geojson"]
    for number, name in enumerate(sorted([*names, *(f"{each}.gz" for each in names)])):
        yield FileEntry(f"dumps/{name}", 100 + number, f"{number:064x}")
    for name in ("SHA256SUMS", "graph/hub/x.nt", "graph/ontology.nt.gz", "csv-metadata.json"):
        yield FileEntry(f"dumps/{name}", 1, "0" * 64)
    yield FileEntry("site/index.html", 1, "0" * 64)


FACTS = Facts(
    id_base=ID_BASE,
    url=SITE,
    publisher=Publisher(name="The publisher", email="data@hubs.example"),
    release="20260102T000000Z-b",
    as_of="2026-01-02T00:00:00Z",
    files=tuple(_entries()),
    coverage=COVERAGE,
    editions={},
    notes="Hubs since the release before: 1 new, 0 changed, 2 removed.",
    earlier=["20260101T000000Z-a"],
)


def _graph(facts: Facts = FACTS) -> Graph:
    return Graph().parse(data=b"\n".join(describe(facts)), format="nt")


@pytest.fixture(scope="module")
def catalogue() -> Graph:
    """The catalogue of a release of two countries."""
    return _graph()


@pytest.fixture(scope="module")
def own_shapes() -> Graph:
    """Our stricter shapes."""
    return Graph().parse(assets.folder("shapes") / "catalogue" / "catalogue.ttl")


def test_the_official_shapes_accept_it(catalogue: Graph) -> None:
    """What portals validate with finds nothing."""
    conforms, _, text = pyshacl.validate(catalogue, shacl_graph=official_shapes())
    assert conforms, text


def test_the_official_shapes_are_really_run(catalogue: Graph) -> None:
    """Shapes that find nothing might have been repaired to death."""
    broken = catalogue + Graph()
    network = URIRef(f"{ID_BASE}catalogue#network")
    broken.remove((network, URIRef(DCT.title.value), None))
    conforms, report, _ = pyshacl.validate(broken, shacl_graph=official_shapes())
    assert not conforms
    assert isinstance(report, Graph)
    assert set(report.objects(None, SH.focusNode)) == {network}


def test_our_own_shapes_accept_it(catalogue: Graph, own_shapes: Graph) -> None:
    """They ask for what harvesters need and the official ones leave open."""
    conforms, _, text = pyshacl.validate(catalogue, shacl_graph=own_shapes)
    assert conforms, text


@pytest.mark.parametrize(
    ("subject", "predicate", "message"),
    [
        ("network", DCT.identifier, "harvesters recognise it"),
        ("network-edihkg.nq", SPDX.checksum, "a checksum to compare"),
        ("network-edihkg.nq.gz", DCAT.compressFormat, "A compressed file says so"),
        ("country-fi", DCT.modified, "harvesters skip what did not"),
        ("sparql", ox.NamedNode("http://www.w3.org/ns/dcat#endpointURL"), "one address"),
        ("network", DCT.spatial, "names its countries"),
        ("lists", PROV.wasGeneratedBy, "which build made it"),
        ("publisher", RDF_TYPE, "described as an agent"),
    ],
)
def test_our_own_shapes_say_what_is_missing(
    own_shapes: Graph, subject: str, predicate: ox.NamedNode, message: str
) -> None:
    """A shape without a message helps nobody."""
    broken = _graph()
    node = URIRef(f"{ID_BASE}catalogue#{subject}")
    assert list(broken.objects(node, URIRef(predicate.value)))
    broken.remove((node, URIRef(predicate.value), None))
    conforms, report, _ = pyshacl.validate(broken, shacl_graph=own_shapes)
    assert not conforms
    assert isinstance(report, Graph)
    assert any(message in str(each) for each in report.objects(None, SH.resultMessage))


@pytest.mark.parametrize(
    "typed",
    [
        "access-right/PUBLIC",
        "country/FIN",
        "data-theme/TECH",
        "file-type/RDF_TURTLE",
        "frequency/IRREG",
        "language/ENG",
        "licence/CC_BY_4_0",
    ],
)
def test_what_the_eu_has_named_is_typed(own_shapes: Graph, typed: str) -> None:
    """A portal that follows no links must know what kind of thing an address names."""
    broken = _graph()
    node = URIRef(f"http://publications.europa.eu/resource/authority/{typed}")
    assert list(broken.objects(node, RDF.type))
    broken.remove((node, RDF.type, None))
    conforms, _, _ = pyshacl.validate(broken, shacl_graph=own_shapes)
    assert not conforms


def test_who_covers_what_and_when_is_said(catalogue: Graph) -> None:
    """Portals show datasets on maps and time lines."""
    for name, countries in (("network", 2), ("country-fi", 1), ("country-xk", 1)):
        node = URIRef(f"{ID_BASE}catalogue#{name}")
        assert len(list(catalogue.objects(node, URIRef(DCT.spatial.value)))) == countries
        assert len(list(catalogue.objects(node, URIRef(DCT.temporal.value)))) == 1


def test_every_dump_is_a_distribution_of_one_dataset() -> None:
    """A dump that no dataset has is found by nobody; one in two is fetched twice."""
    owners = {entry.path: dcat.owners(entry.path) for entry in FACTS.files}
    names = set(dcat.dataset_names(COVERAGE))
    assert {name for found in owners.values() for name in found} == names
    without = {path for path, found in owners.items() if not found}
    assert without == {
        "dumps/SHA256SUMS",
        "dumps/csv-metadata.json",
        "dumps/graph/hub/x.nt",
        "dumps/graph/ontology.nt.gz",
        "site/index.html",
    }
    assert all(len(found) < 2 for found in owners.values())


def test_no_address_is_guessed(catalogue: Graph) -> None:
    """Links to a proxy's host or to the build machine are what breaks harvests most."""
    ours = {str(t) for triple in catalogue for t in triple if isinstance(t, URIRef)}
    foreign = {
        each
        for each in ours
        if not each.startswith((ID_BASE, SITE, "http://www.w3.org/", "http://purl.org/"))
    }
    known = (
        "http://publications.europa.eu/resource/authority/",
        "http://www.iana.org/assignments/media-types/",
        "http://spdx.org/rdf/terms#",
        "http://xmlns.com/foaf/0.1/",
        "https://www.w3.org/TR/",
        "https://w3id.org/ldes/specification",
        "https://creativecommons.org/licenses/by/4.0/",
        "mailto:data@hubs.example",
    )
    assert {each for each in foreign if not each.startswith(known)} == set()


def test_there_are_no_blank_nodes_and_every_form_is_the_same() -> None:
    """Blank nodes get new names with each harvest; forms that differ make two catalogues."""
    lines = describe(FACTS)
    assert not [line for line in lines if line.startswith(b"_:") or b" _:" in line]
    forms = render(lines)
    assert set(forms) == {"ttl", "jsonld", "nt", "rdf"}
    expected = set(ox.parse(forms["nt"], format=ox.RdfFormat.N_TRIPLES))
    for ending, content in forms.items():
        engine = ox.RdfFormat.from_extension(ending)
        assert engine is not None
        assert set(ox.parse(content, format=engine)) == expected, ending


def test_the_same_release_gives_the_same_bytes() -> None:
    """A catalogue that changes every night without reason is fetched every night."""
    assert render(describe(FACTS)) == render(describe(replace(FACTS)))


def test_versions_lead_back(catalogue: Graph) -> None:
    """Who works with an older release finds it from the newest."""
    node = URIRef(f"{ID_BASE}catalogue#network")
    before = URIRef(f"{SITE}release/20260101T000000Z-a/manifest.json")
    assert list(catalogue.objects(node, URIRef(DCAT.previousVersion.value))) == [before]
    assert (before, RDF.type, URIRef("http://www.w3.org/ns/prov#Entity")) in catalogue


def test_every_ending_of_a_distribution_has_its_types() -> None:
    """A new kind of dump must not be published as octets."""
    for ending in media.KINDS:
        assert "octet-stream" not in media.media_type_of(f"x.{ending}")
        assert media.media_type_of(f"x.{ending}.gz") == media.media_type_of(f"x.{ending}")


def test_dates_have_the_datatype_of_their_precision(catalogue: Graph) -> None:
    """A month is no day."""
    period = URIRef(f"{ID_BASE}catalogue#country-fi-period")
    types = {
        str(value): str(value.datatype)  # type: ignore[attr-defined]
        for value in catalogue.objects(period)
        if not isinstance(value, URIRef)
    }
    assert types == {"2024": XSD.gYear.value, "2025-05": XSD.gYearMonth.value}


def test_a_dataset_that_did_not_change_keeps_its_dates(tmp_path: Path) -> None:
    """Harvesters compare dates; one changed country must not look like forty."""
    old = replace(FACTS, release="20260101T000000Z-a", as_of="2026-01-01T00:00:00Z", earlier=[])
    changed = tuple(
        replace(each, sha256="f" * 64) if each.path == "dumps/country/fi.nq" else each
        for each in FACTS.files
    )
    before = Release(tmp_path, _manifest(old))
    (tmp_path / "catalogue.nt").write_bytes(b"\n".join(describe(old)) + b"\n")
    editions = read_editions(replace(FACTS, files=changed), before=before)
    first, second = "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"
    assert editions["country-xk"] == Edition(issued=first, modified=first, version=old.release)
    assert editions["country-fi"] == Edition(issued=first, modified=second, version=FACTS.release)
    (tmp_path / "catalogue.nt").write_bytes(b"damaged")
    assert read_editions(FACTS, before=before) == {}


def _manifest(facts: Facts) -> Manifest:
    return Manifest(
        release_id=facts.release,
        built_at="",
        as_of=facts.as_of,
        store_digest="",
        versions={},
        counts={},
        settings={},
        files=tuple(facts.files),
    )
