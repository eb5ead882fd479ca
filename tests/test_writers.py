"""Canonical Turtle: nothing is lost, and the same statements always give the same bytes."""

from pathlib import PurePosixPath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import DCTERMS, RDF, SKOS, XSD, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

from edihkg.sources import read_turtle
from edihkg.vocab import EDIH
from edihkg.writers import COMMENT, WIDTH, to_turtle

BASE = "https://w3id.org/edihkg/"
HUB = URIRef(f"{BASE}id/hub/x")
ROBOTICS = URIRef(f"{BASE}concept/technology/ROBOTICS")

_letters = st.characters(exclude_categories=["Cs"])
_iris = st.builds(
    lambda base, tail: URIRef(base + tail),
    st.sampled_from(
        [f"{BASE}id/hub/", f"{BASE}concept/technology/", "https://a.example/é#", "urn:x:"]
    ),
    st.text(_letters.filter(lambda c: c > " " and c not in '<>"{}|^`\\'), max_size=6),
)
_literals = st.one_of(
    st.builds(Literal, st.text(_letters, max_size=12)),
    st.builds(Literal, st.text(_letters, max_size=12), lang=st.sampled_from(["en", "sr-Latn"])),
    st.builds(Literal, st.integers()),
    st.builds(Literal, st.booleans()),
    st.builds(Literal, st.decimals(allow_nan=False, allow_infinity=False, places=2)),
    st.builds(Literal, st.floats(allow_nan=False, allow_infinity=False)),
    st.builds(lambda y: Literal(f"{y}-05", datatype=XSD.gYearMonth), st.integers(1000, 3000)),
)
_blanks = st.sampled_from([BNode("one"), BNode("two"), BNode("three")])
_statements = st.tuples(
    st.one_of(st.just(HUB), _iris, _blanks),
    st.one_of(st.sampled_from([SKOS.prefLabel, DCTERMS.source, EDIH.hasExpertise]), _iris),
    st.one_of(_iris, _literals, _blanks),
)


def written(*statements: tuple[Node, Node, Node]) -> str:
    graph = Graph()
    for statement in ((HUB, RDF.type, EDIH.Hub), *statements):
        graph.add(statement)
    return to_turtle(graph, HUB)


def reread(text: str) -> Graph:
    submission = read_turtle(text.encode(), PurePosixPath("si/x.ttl"))
    assert not submission.broken, submission.broken
    return submission.graph


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_statements, max_size=12))
def test_what_was_written_reads_back_the_same(statements: list[tuple[Node, Node, Node]]) -> None:
    """An import must never change a fact by writing it, whatever script it is in."""
    graph = Graph()
    for statement in [(HUB, RDF.type, EDIH.Hub), *statements]:
        graph.add(statement)
    text = to_turtle(graph, HUB)
    read = Graph().parse(data=text, format="turtle")
    assert isomorphic(read, graph)
    assert to_turtle(read, HUB) == text


def test_a_part_with_its_own_fragment_is_nested() -> None:
    """People read parts where they belong, without inventing IRIs."""
    part = URIRef(f"{HUB}#technology-ROBOTICS")
    statements = [
        (HUB, EDIH.hasExpertise, part),
        (part, RDF.type, EDIH.Expertise),
        (part, EDIH.concernsTopic, ROBOTICS),
        (part, EDIH.expertiseLevel, Literal(4)),
    ]
    text = written(*statements)
    assert (
        "    edih:hasExpertise "
        "[ a edih:Expertise ; edih:concernsTopic technology:ROBOTICS ; edih:expertiseLevel 4 ] ;\n"
    ) in text
    assert set(statements) <= set(reread(text))


def test_a_part_with_another_fragment_keeps_its_iri() -> None:
    """Nesting it would silently give it another identity."""
    part = URIRef(f"{HUB}#my-own-name")
    statements = [(HUB, EDIH.hasExpertise, part), (part, EDIH.concernsTopic, ROBOTICS)]
    text = written(*statements)
    assert f"<{part}>\n    edih:concernsTopic" in text
    assert set(statements) <= set(reread(text))


def test_a_reference_to_a_nested_part_survives() -> None:
    """A successor grant points to its predecessor, which may be nested."""
    part = URIRef(f"{HUB}#grant-a")
    grant = URIRef(f"{BASE}id/grant/1")
    statements = [
        (HUB, EDIH.isFundedBy, part),
        (part, SKOS.prefLabel, Literal("A")),
        (HUB, EDIH.isFundedBy, grant),
        (grant, EDIH.succeedsGrant, part),
    ]
    assert set(statements) <= set(reread(written(*statements)))


def test_blocks_stand_in_a_fixed_order() -> None:
    """The hub comes first; a reader knows where to look for the rest."""
    kinds = ("organisation", "grant", "facility")
    things = [URIRef(f"{BASE}id/{kind}/a") for kind in kinds]
    text = written(*((thing, SKOS.prefLabel, Literal("A")) for thing in things))
    heads = [line for line in text.splitlines() if line.endswith(":x") or line.endswith(":a")]
    assert heads == ["hub:x", "facility:a", "grant:a", "organisation:a"]


def test_only_prefixes_in_use_are_declared_and_sorted() -> None:
    """An unused prefix is noise in every file."""
    text = written((HUB, SKOS.prefLabel, Literal("X")))
    prefixes = [line.split()[1] for line in text.splitlines() if line.startswith("@prefix")]
    assert prefixes == ["edih:", "hub:", "skos:"]
    assert text.startswith(f"{COMMENT}\n\n@prefix")


def test_one_changed_value_is_one_changed_line() -> None:
    """That is what makes a review of a submission possible."""
    sources = [(HUB, DCTERMS.source, URIRef(f"https://a.example/{i}")) for i in range(5)]
    before = set(written(*sources).splitlines())
    changed = [*sources[:2], (HUB, DCTERMS.source, URIRef("https://a.example/2b")), *sources[3:]]
    assert len(before ^ set(written(*changed).splitlines())) == 2


@pytest.mark.parametrize(
    ("literal", "turtle"),
    [
        (Literal(3), "3"),
        (Literal("1.50", datatype=XSD.decimal), "1.50"),
        (Literal(True), "true"),
        (Literal("2025-05", datatype=XSD.gYearMonth), '"2025-05"^^xsd:gYearMonth'),
        (Literal('a "b" \\ \n\t\u2028'), '"a \\"b\\" \\\\ \\n\\t\\u2028"'),
        (Literal("é", lang="fr"), '"é"@fr'),
    ],
    ids=["integer", "decimal", "boolean", "month", "escapes", "language"],
)
def test_literals_are_short_where_turtle_allows(literal: Literal, turtle: str) -> None:
    """Short forms are easier to read and to type."""
    assert f"skos:note {turtle} ;" in written((HUB, SKOS.note, literal))


@pytest.mark.parametrize("local", ["", "a.b", "a b".replace(" ", "%20"), "é", "-a", "a-"])
def test_an_iri_that_needs_escapes_is_written_in_full(local: str) -> None:
    """Escapes in prefixed names are legal but unreadable."""
    iri = URIRef(f"{BASE}id/organisation/{local}")
    assert f"<{iri}>" in written((HUB, EDIH.isRunBy, iri))


def test_long_parts_are_broken_into_lines() -> None:
    """Lines stay readable in a review."""
    part = URIRef(f"{HUB}#area-SI04")
    region = URIRef("http://data.europa.eu/nuts/code/SI04")
    text = written(
        (HUB, EDIH.hasServiceArea, part),
        (part, RDF.type, EDIH.ServiceArea),
        (part, EDIH.coversRegion, region),
        (part, EDIH.areaAsStated, Literal("the western part of the country")),
    )
    assert "    edih:hasServiceArea [\n        a edih:ServiceArea ;\n" in text
    assert all(len(line) <= WIDTH for line in text.splitlines())
