"""Assembly: named graphs, one description of each organisation, derived statements."""

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

import pyoxigraph as ox
import pytest

from edihkg import graph, sources
from edihkg.errors import SourceError
from edihkg.graph.background import read_triples
from edihkg.graph.lines import Feed
from edihkg.graph.organisations import Claim, organisations_graph
from edihkg.iris import IriSpace
from tests.assembled import everything

SPACE = IriSpace("https://w3id.org/edihkg/")
SAMPLES = Path(__file__).parent / "data" / "submissions"
NS = "https://w3id.org/edihkg/ns#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
ALPHA, BETA = SPACE.thing("hub", "alpha"), SPACE.thing("hub", "beta")
UNIVERSITY = SPACE.thing("organisation", "university-of-alpha")


def _hubs() -> list[graph.HubGraph]:
    paths = sources.find(SAMPLES)
    return [graph.hub_graph(sources.read(path, root=SAMPLES), space=SPACE) for path in paths]


def _assemble(hubs: Sequence[graph.HubGraph], curation: graph.Curation | None = None) -> ox.Store:
    record = graph.Provenance(
        slug="alpha", hub=ALPHA, file_name="si/alpha.ttl", digest="00", outcome="published"
    )
    provenance = graph.provenance_graph([record], shapes_version="0.1.0", space=SPACE)
    parts = graph.Parts(
        hubs=tuple(hubs), provenance=provenance, curation=curation or graph.Curation()
    )
    return everything(graph.assemble(parts, space=SPACE))


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """The two sample hubs with everything around them."""
    return _assemble(_hubs())


def _values(
    store: ox.Store, subject: str, predicate: str, graph_name: str | None = None
) -> set[str]:
    name = ox.NamedNode(SPACE.graph(graph_name)) if graph_name else ox.DefaultGraph()
    found: Iterator[ox.Quad] = store.quads_for_pattern(
        ox.NamedNode(subject), ox.NamedNode(predicate), None, name
    )
    return {str(quad.object.value).rpartition("/")[2] for quad in found}  # type: ignore[union-attr]


DERIVED = {
    "latestRecordedStatus": (ALPHA, {"EDIH"}),
    "hasCoordinator": (BETA, {"beta-company"}),
    "hasPartner": (BETA, {"beta-company", "university-of-alpha"}),
    "isPartnerIn": (UNIVERSITY, {"alpha", "beta"}),
    "isFacilityOf": (SPACE.thing("facility", "alpha-robot-lab"), {"alpha"}),
    "usesTechnology": (ALPHA, {"ARTIFICIAL_INTELLIGENCE", "ROBOTICS"}),
    "servesRegion": (ALPHA, {"SI03", "SI0", "SI"}),
    "hasSeatIn": (BETA, {"FI1B", "FI1", "FI"}),
    "indicatedPillar": (ALPHA, {"AI"}),
}


@pytest.mark.parametrize("name", DERIVED)
def test_short_ways_are_derived(store: ox.Store, name: str) -> None:
    """Queries stay short, and each short way stands in its own graph and in the default one."""
    subject, expected = DERIVED[name]
    assert _values(store, subject, NS + name) == expected
    assert _values(store, subject, NS + name, "derived") == expected


def test_conclusions_are_about_things_with_iris(store: ox.Store) -> None:
    """A blank node made by a rule would bear another label in each build."""
    graph = ox.NamedNode(SPACE.graph("derived"))
    terms = {t for q in store.quads_for_pattern(None, None, None, graph) for t in (q[0], q[2])}
    assert terms
    assert not any(isinstance(term, ox.BlankNode) for term in terms)


def test_service_families_indicate_pillars(store: ox.Store) -> None:
    """Skills are offered as a family, never as a technology with a level."""
    assert _values(store, BETA, f"{NS}indicatedPillar") == {"SKILLS"}


def test_labels_are_mirrored(store: ox.Store) -> None:
    """Most tools look for rdfs:label."""
    mirror = "http://www.w3.org/2000/01/rdf-schema#label"
    assert _values(store, ALPHA, mirror) == {"Alpha Digital Innovation Hub"}


def test_no_submission_states_what_is_derived(store: ox.Store) -> None:
    """A reader must be able to tell statements from conclusions."""
    graphs = {SPACE.graph("hub/alpha"), SPACE.graph("hub/beta")}
    for name in DERIVED:
        quads = store.quads_for_pattern(None, ox.NamedNode(NS + name), None)
        assert graphs.isdisjoint(str(getattr(q.graph_name, "value", "")) for q in quads)


def test_an_organisation_has_one_label_and_keeps_the_others(store: ox.Store) -> None:
    """The coordinator's hub knows its name best; no spelling is lost for search."""
    assert _values(store, UNIVERSITY, f"{SKOS}prefLabel") == {"University of Alpha"}
    assert _values(store, UNIVERSITY, f"{SKOS}altLabel") == {"Alpha University"}
    page = _values(store, UNIVERSITY, "http://xmlns.com/foaf/0.1/page")
    assert page == {""}  # https://university.example.org/, which only the other hub states


def test_a_hub_graph_keeps_its_own_words_about_organisations(store: ox.Store) -> None:
    """A hub's graph is what its file says, letter for letter."""
    assert _values(store, UNIVERSITY, f"{SKOS}prefLabel", "hub/beta") == {"Alpha University"}


def test_shapes_and_provenance_are_named_only(store: ox.Store) -> None:
    """They are about the data and would disturb questions to the network."""
    submission = SPACE.graph("hub/alpha")
    assert _values(store, submission, f"{NS}outcome", "provenance") == {"published"}
    assert _values(store, submission, f"{NS}outcome") == set()
    domain = "http://www.w3.org/2000/01/rdf-schema#domain"
    assert _values(store, f"{NS}hasFacility", domain, "ontology-dl") == {"ns#Hub"}
    assert _values(store, f"{NS}hasFacility", domain) == set()
    title = "http://www.w3.org/ns/shacl#name"
    assert _values(store, f"{SPACE.base}shapes#PlaceShape", title, "shapes") == {"place"}


def test_the_default_graph_is_the_union_of_the_public_graphs(store: ox.Store) -> None:
    """Plain SPARQL must see everything that is published, and nothing else."""
    hidden = {SPACE.graph(name) for name in ("shapes", "ontology-dl", "provenance")}
    hubs = {SPACE.graph("hub/alpha"), SPACE.graph("hub/beta")}
    union = set()
    for name in sorted(each.value for each in store.named_graphs()):
        if name in hidden:
            continue
        for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(name)):
            about = str(getattr(quad.subject, "value", ""))
            if not (name in hubs and about.startswith(f"{SPACE.base}id/organisation/")):
                union.add(quad.triple)
    default = store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    assert {quad.triple for quad in default} == union


def test_the_order_of_the_hubs_does_not_matter(store: ox.Store) -> None:
    """Processes finish in any order; a release must come out the same."""
    again = _assemble(_hubs()[::-1])
    assert list(graph.dataset_lines(again)) == list(graph.dataset_lines(store))


def test_curators_beat_every_hub() -> None:
    """Somebody must be able to settle how an organisation is called."""
    override = ox.Triple(
        ox.NamedNode(UNIVERSITY), ox.NamedNode(f"{SKOS}prefLabel"), ox.Literal("Uni Alpha")
    )
    twin = ox.Triple(ox.NamedNode(ALPHA), ox.NamedNode(f"{NS}sameHubAs"), ox.NamedNode(BETA))
    curation = graph.Curation((override,), graph.of_triples([twin], name="curation"))
    store = _assemble(_hubs(), curation)
    assert _values(store, UNIVERSITY, f"{SKOS}prefLabel") == {"Uni Alpha"}
    assert _values(store, ALPHA, f"{NS}sameHubAs", "curation") == {"beta"}
    assert _values(store, ALPHA, f"{NS}sameHubAs") == {"beta"}


def _claims(*rows: tuple[str, bool]) -> list[Claim]:
    label = ox.NamedNode(f"{SKOS}prefLabel")
    subject = ox.NamedNode(UNIVERSITY)
    return [Claim(ox.Triple(subject, label, ox.Literal(text)), by) for text, by in rows]


CHOICES = {
    "coordinator first": ([("B", False), ("B", False), ("C", True)], "C"),
    "then the most frequent": ([("A", False), ("B", False), ("B", False)], "B"),
    "then the code point": ([("b", False), ("A", False)], "A"),
}


@pytest.mark.parametrize("rule", CHOICES)
def test_the_choice_among_names_follows_its_rule(rule: str) -> None:
    """Two builds, or two readers of the rule, must come to one name."""
    rows, expected = CHOICES[rule]
    for claims in (_claims(*rows), _claims(*reversed(rows))):
        lines = [line for line in organisations_graph(claims) if b"prefLabel" in line]
        assert [f'"{expected}"'.encode() in line for line in lines] == [True]


STATUS_RECORDS = {
    "newest wins over order": ("2024-01", "2025", "second"),
    "a day within the month is newer": ("2025-05-02", "2025-05", "first"),
    "a month within the year is newer": ("2025", "2025-01", "second"),
    "undated is oldest": ("", "1999", "second"),
}


@pytest.mark.parametrize("case", STATUS_RECORDS)
def test_the_latest_status_is_found_among_dates_of_any_precision(case: str) -> None:
    """Sources give days, months, years or nothing."""
    first, second, winner = STATUS_RECORDS[case]
    store = _assemble([_hub_with_statuses(first, second)])
    expected = {"first": "DIH", "second": "EDIH"}[winner]
    assert _values(store, ALPHA, f"{NS}latestRecordedStatus") == {expected}


def _hub_with_statuses(first: str, second: str) -> graph.HubGraph:
    kinds = {0: "string", 4: "gYear", 7: "gYearMonth", 10: "date"}
    records = " , ".join(
        f"[ edih:statusValue <{SPACE.concept('hub-status', code)}>"
        + (f' ; edih:recordedOn "{on}"^^xsd:{kinds[len(on)]} ]' if on else " ]")
        for code, on in (("DIH", first), ("EDIH", second))
    )
    text = (
        f"@prefix edih: <{NS}> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . "
        f"<{ALPHA}> a edih:Hub ; edih:hasStatusRecord {records} ."
    )
    submission = sources.read_turtle(text.encode(), PurePosixPath("si/alpha.ttl"))
    return graph.hub_graph(submission, space=SPACE)


def test_blank_nodes_have_stable_labels_of_their_own_graph() -> None:
    """Lists in ontology and shapes need blank nodes; dumps must still be the same each time."""
    turtle = b"<urn:a> <urn:b> ( 1 2 ) , ( 2 3 ) ."
    triples = [
        [quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)] for _ in range(2)
    ]
    first, again = (graph.of_triples(each, name="shapes") for each in triples)
    other = graph.of_triples(triples[0], name="ontology")
    assert first == again
    assert any(b"_:shapes-c14n" in line for line in first)
    assert set(first).isdisjoint(other)


def test_a_feed_gives_every_line_whatever_the_buffer() -> None:
    """Stores read in pieces that do not end with lines."""
    lines = [b"x" * length for length in (0, 1, 5, 200)]
    for size in (1, 3, 64, 4096):
        feed = Feed(lines)
        text = b"".join(iter(lambda feed=feed, size=size: feed.read(size), b""))  # type: ignore[misc]
        assert text == b"".join(line + b"\n" for line in lines)


MISUSES = {
    "organisations.ttl": f"<{ALPHA}> <urn:p> 1 .",
    "same-hub.ttl": f"<{ALPHA}> <urn:p> <{BETA}> .",
}


@pytest.mark.parametrize("name", MISUSES)
def test_curators_files_say_only_what_they_are_for(tmp_path: Path, name: str) -> None:
    """A fact hidden in a curators' file would escape validation."""
    (tmp_path / name).write_text(MISUSES[name])
    with pytest.raises(SourceError, match=name):
        graph.read_curation(tmp_path, space=SPACE)


def test_a_broken_file_of_the_product_is_named_with_its_line(tmp_path: Path) -> None:
    """Editors of the lists make typing mistakes too."""
    path = tmp_path / "technology.ttl"
    path.write_text("<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b .\n")
    with pytest.raises(SourceError, match=r"technology\.ttl, line 2"):
        read_triples(path)
