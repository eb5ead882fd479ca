"""Statistics: every number is counted again, by SPARQL, which had no part in the counting."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from edihkg import assets, graph, queries, sources
from edihkg.catalogue import add_description, write_descriptions
from edihkg.catalogue.counting import LANGUAGE_STRING, STRING, count, count_links
from edihkg.formats import RDF_FORMATS
from edihkg.iris import IriSpace
from edihkg.questions import add_questions, with_defaults
from edihkg.store import Dataset, Store
from tests.assembled import everything

BASE = "https://w3id.org/edihkg/"
SPACE = IriSpace(BASE)
SAMPLES = Path(__file__).parents[1] / "data" / "submissions"
PREFIXES = """
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
DESCRIPTION = Dataset((SPACE.graph("void"),))

Numbers = Mapping[tuple[str, ...], tuple[int, ...]]


@pytest.fixture(scope="module")
def made() -> graph.Assembly:
    """The two sample hubs with everything around them, described."""
    hubs = tuple(
        graph.hub_graph(sources.read(path, root=SAMPLES), space=SPACE)
        for path in sources.find(SAMPLES)
    )
    made = graph.assemble(graph.Parts(hubs=hubs, provenance=()), space=SPACE)
    add_questions(made, id_base=BASE, public_url="")
    add_description(made, graph.of_graph(made.default, ox.DefaultGraph()), id_base=BASE)
    return made


@pytest.fixture(scope="module")
def store(made: graph.Assembly) -> ox.Store:
    """All graphs in one store."""
    return everything(made)


@pytest.fixture(scope="module")
def site(made: graph.Assembly, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the description."""
    site = tmp_path_factory.mktemp("site")
    write_descriptions(made, site, id_base=BASE)
    return site


def _numbers(store: ox.Store, query: str, dataset: Dataset | None = None) -> Numbers:
    """Give rows as a table from IRIs and texts to numbers."""
    found = {}
    for row in Store(store).select(PREFIXES + query, dataset=dataset):
        values = [value for value in row if isinstance(value, ox.NamedNode | ox.Literal)]
        integers = [
            v for v in values if isinstance(v, ox.Literal) and v.datatype.value[-7:] == "integer"
        ]
        key = tuple(value.value for value in values if value not in integers)
        found[key] = tuple(int(value.value) for value in integers)
    return found


RECOUNTS = {
    "classes": (
        """SELECT ?c ?n { ?d sd:defaultGraph/void:classPartition ?p .
           ?p void:class ?c ; void:entities ?n }""",
        "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c",
    ),
    "properties": (
        """SELECT ?property ?n ?s ?o { ?d sd:defaultGraph/void:propertyPartition ?p . ?p
           void:property ?property ; void:triples ?n ; void:distinctSubjects ?s ;
           void:distinctObjects ?o }""",
        """SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) (COUNT(DISTINCT ?o) AS ?k)
           { ?s ?p ?o } GROUP BY ?p""",
    ),
    "properties of classes": (
        """SELECT ?c ?property ?n ?s ?o { ?d sd:defaultGraph/void:classPartition ?part .
           ?part void:class ?c ; void:propertyPartition ?p . ?p void:property ?property ;
           void:triples ?n ; void:distinctSubjects ?s ; void:distinctObjects ?o }""",
        """SELECT ?c ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) (COUNT(DISTINCT ?o) AS ?k)
           { ?s a ?c ; ?p ?o } GROUP BY ?c ?p""",
    ),
    "classes that properties lead to": (
        """SELECT ?c ?property ?to ?n { ?d sd:defaultGraph/void:classPartition ?part . ?part
           void:class ?c ; void:propertyPartition ?p . ?p void:property ?property ;
           void:classPartition [ void:class ?to ; void:triples ?n ] }""",
        "SELECT ?c ?p ?d (COUNT(*) AS ?n) { ?s a ?c ; ?p ?o . ?o a ?d } GROUP BY ?c ?p ?d",
    ),
    "datatypes that properties lead to": (
        """SELECT ?c ?property ?to ?n { ?d sd:defaultGraph/void:classPartition ?part . ?part
           void:class ?c ; void:propertyPartition ?p . ?p void:property ?property ;
           void-ext:datatypePartition [ void-ext:datatype ?to ; void:triples ?n ] }""",
        """SELECT ?c ?p ?d (COUNT(*) AS ?n) { ?s a ?c ; ?p ?o . FILTER(isLiteral(?o))
           BIND(DATATYPE(?o) AS ?d) } GROUP BY ?c ?p ?d""",
    ),
    "named graphs": (
        """SELECT ?g ?n ?s ?p ?o { ?d sd:namedGraph ?named . ?named sd:name ?g ; sd:graph ?graph .
           ?graph void:triples ?n ; void:distinctSubjects ?s ; void:properties ?p ;
           void:distinctObjects ?o }""",
        """SELECT ?g (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) (COUNT(DISTINCT ?p) AS ?l)
           (COUNT(DISTINCT ?o) AS ?k) { GRAPH ?g { ?s ?p ?o } FILTER(!STRENDS(STR(?g), "/void")) }
           GROUP BY ?g""",
    ),
    "classes of named graphs": (
        """SELECT ?g ?c ?n { ?d sd:namedGraph ?named . ?named sd:name ?g ; sd:graph ?graph .
           ?graph void:classPartition ?p . ?p void:class ?c ; void:entities ?n }""",
        """SELECT ?g ?c (COUNT(DISTINCT ?s) AS ?n) { GRAPH ?g { ?s a ?c }
           FILTER(!STRENDS(STR(?g), "/void") && !CONTAINS(STR(?g), "/hub/")) } GROUP BY ?g ?c""",
    ),
    "properties of named graphs": (
        """SELECT ?g ?property ?n ?s ?o { ?d sd:namedGraph ?named . ?named sd:name ?g ;
           sd:graph ?graph . ?graph void:propertyPartition ?p . ?p void:property ?property ;
           void:triples ?n ; void:distinctSubjects ?s ; void:distinctObjects ?o }""",
        """SELECT ?g ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) (COUNT(DISTINCT ?o) AS ?k)
           { GRAPH ?g { ?s ?p ?o } FILTER(!STRENDS(STR(?g), "/void") && !CONTAINS(STR(?g), "/hub/"))
           } GROUP BY ?g ?p""",
    ),
    "the whole": (
        """SELECT ?n ?s ?o ?p ?c { ?d sd:defaultGraph ?g . ?g void:triples ?n ;
           void:distinctSubjects ?s ; void:distinctObjects ?o ; void:properties ?p ;
           void:classes ?c }""",
        """SELECT ?n ?m ?k ?l ?i { { SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m)
           (COUNT(DISTINCT ?o) AS ?k) (COUNT(DISTINCT ?p) AS ?l) { ?s ?p ?o } }
           { SELECT (COUNT(DISTINCT ?c) AS ?i) { ?s a ?c } } }""",
    ),
    "link sets": (
        """SELECT ?property ?space ?n { ?l a void:Linkset ; void:linkPredicate ?property ;
           void:triples ?n ; void:objectsTarget/void:uriSpace ?space }""",
        """SELECT ?p ?space (COUNT(*) AS ?n) { VALUES ?space { "http://data.europa.eu/nuts/"
           "http://publications.europa.eu/resource/authority/" "http://data.europa.eu/eli/"
           "http://data.europa.eu/ux2/" "https://sws.geonames.org/" } ?s ?p ?o
           FILTER(isIRI(?o) && STRSTARTS(STR(?o), ?space) && !STRSTARTS(STR(?s), ?space)) }
           GROUP BY ?p ?space""",
    ),
}


@pytest.mark.parametrize("name", RECOUNTS)
def test_every_number_can_be_counted_again(store: ox.Store, name: str) -> None:
    """Integrators plan by these numbers; other endpoints' are years old or never were right."""
    told, counted = RECOUNTS[name]
    expected = _numbers(store, counted)
    assert _numbers(store, told, DESCRIPTION) == expected
    assert expected


def test_no_number_stands_outside_what_is_counted_again(store: ox.Store) -> None:
    """A kind of number that is added later must be counted again, too."""
    about = Store(store).select(
        PREFIXES
        + """SELECT DISTINCT ?p { ?s ?p ?n . FILTER(isNumeric(?n)) FILTER NOT EXISTS {
             ?s a void:Linkset } FILTER NOT EXISTS { ?s sh:prefix ?x } }""",
        dataset=DESCRIPTION,
    )
    names = {row["p"].value.rpartition("#")[2] for row in about}
    assert names == {
        *("triples", "entities", "classes", "properties", "distinctSubjects", "distinctObjects")
    }


def test_the_description_has_no_blank_nodes(store: ox.Store) -> None:
    """What has a name can be linked to and compared between releases."""
    name = ox.NamedNode(SPACE.graph("void"))
    for quad in store.quads_for_pattern(None, None, None, name):
        assert not isinstance(quad.subject, ox.BlankNode)
        assert not isinstance(quad.object, ox.BlankNode)


SIB_QUERIES = {
    "what properties lead to": """SELECT DISTINCT ?subjectClass ?prop ?objectClass ?objectDatatype {
        { ?cp void:class ?subjectClass ; void:propertyPartition ?pp . ?pp void:property ?prop .
          OPTIONAL { { ?pp void:classPartition [ void:class ?objectClass ] } UNION
                     { ?pp void-ext:datatypePartition [ void-ext:datatype ?objectDatatype ] } } }
        UNION { ?linkset void:subjectsTarget [ void:class ?subjectClass ] ;
          void:linkPredicate ?prop ; void:objectsTarget [ void:class ?objectClass ] } }""",
    "prefixes": "SELECT ?prefix ?namespace { [] sh:namespace ?namespace ; sh:prefix ?prefix }",
    "examples": """SELECT ?sq ?comment ?query { ?sq a sh:SPARQLExecutable ;
        rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|sh:describe ?query }""",
}


@pytest.mark.parametrize("name", SIB_QUERIES)
def test_the_service_description_answers_what_editors_of_others_ask(site: Path, name: str) -> None:
    """SIB's editor reads classes, prefixes and examples from there by queries like these."""
    described = ox.Store()
    described.load(path=site / "sparql.ttl", base_iri="http://localhost/sparql")
    assert len(list(Store(described).select(PREFIXES + SIB_QUERIES[name]))) > 10


def _first_column(store: ox.Store, name: str) -> set[str]:
    return {str(next(iter(row))) for row in Store(store).select(PREFIXES + SIB_QUERIES[name])}


def test_the_endpoint_gives_editors_of_others_all_or_nothing(store: ox.Store, site: Path) -> None:
    """SIB's editor asks the endpoint first, and the description only if that has no row at all.

    Source: sib-swiss/sparql-editor, packages/sparql-editor/src/metadata.ts, queryEndpointMeta.
    """
    described = ox.Store()
    described.load(path=site / "sparql.ttl", base_iri="http://localhost/sparql")
    assert _first_column(store, "examples") == _first_column(described, "examples")
    assert not _first_column(store, "what properties lead to")
    assert {'"edih"', '"skos"', '"dct"'} <= _first_column(store, "prefixes")


def test_every_published_question_is_an_example_once(store: ox.Store, site: Path) -> None:
    """The examples of an editor are those that are tested, and each is offered once."""
    described = ox.Store()
    described.load(path=site / "sparql.ttl", base_iri="http://localhost/sparql")
    rows = Store(described).select(PREFIXES + "SELECT ?query { ?sq sh:select ?query }")
    questions = queries.load(assets.folder("sparql") / "questions").values()
    codes = queries.read_codes(Store(store), id_base=BASE)
    assert sorted(row["query"].value for row in rows) == sorted(
        with_defaults(question, codes) for question in questions
    )


def test_a_prefix_of_the_service_stands_for_one_namespace(site: Path) -> None:
    """Editors complete names by it; the prefixes of the questions stand beside ours."""
    described = ox.Store()
    described.load(path=site / "sparql.ttl", base_iri="http://localhost/sparql")
    found = {
        tuple(one.value for one in row)
        for row in Store(described).select(PREFIXES + SIB_QUERIES["prefixes"])
    }
    assert len({prefix for prefix, _ in found}) == len(found)


@pytest.mark.parametrize("served", ["http://localhost:1/", "https://example.org/under/a/path/"])
@pytest.mark.parametrize("ending", ["ttl", "jsonld", "rdf"])
def test_the_endpoint_is_where_the_description_was_read(
    site: Path, ending: str, served: str
) -> None:
    """Other servers name a wrong port; ours does not know its address and need not."""
    asked = """PREFIX foaf: <http://xmlns.com/foaf/0.1/> SELECT ?endpoint ?linked ?home {
               ?service sd:endpoint ?endpoint ; sd:defaultDataset ?dataset .
               ?dataset void:sparqlEndpoint ?linked ; foaf:homepage ?home }"""
    described = ox.Store()
    described.load(path=site / f"sparql.{ending}", base_iri=f"{served}sparql")
    found = [
        tuple(value.value for value in row) for row in Store(described).select(PREFIXES + asked)
    ]
    assert found == [(f"{served}sparql", f"{served}sparql", served)]
    statistics = ox.Store()
    statistics.load(path=site / f".well-known/void.{ending}", base_iri=f"{served}.well-known/void")
    dumps = Store(statistics).select(PREFIXES + "SELECT ?dump { ?d void:dataDump ?dump }")
    assert {row["dump"].value.rpartition("/")[0] for row in dumps} == {f"{served}dumps"}


def test_a_known_address_is_told_in_full(made: graph.Assembly, tmp_path: Path) -> None:
    """Harvesters that keep a copy of the file can still find the endpoint."""
    named = {name: lines for name, lines in made.named.items() if name != "void"}
    copy = replace(made, named=named)
    public = "https://data.example/edih/"
    lines = graph.of_graph(copy.default, ox.DefaultGraph())
    add_description(copy, lines, id_base=BASE, public_url=public)
    write_descriptions(copy, tmp_path, id_base=BASE, public_url=public)
    for each in RDF_FORMATS:
        assert f"{public}sparql" in (tmp_path / f"sparql.{each.ending}").read_text()


def test_the_query_page_completes_what_is_there(site: Path) -> None:
    """A class offers the properties of its members; the most used terms come first."""
    terms = json.loads((site / "static/terms.json").read_text(encoding="utf-8"))
    label, number, properties = next(rest for term, *rest in terms["classes"] if term == "edih:Hub")
    assert (label, number) == ("hub", 2)
    assert "edih:hasPartnership" in properties
    numbers = [number for _, _, number in terms["properties"]]
    assert numbers == sorted(numbers, reverse=True)
    assert ["technology:ROBOTICS", "Robotics"] in terms["codes"]


def test_all_formats_say_the_same(site: Path) -> None:
    """A client may take any of them."""
    for name in ("sparql", ".well-known/void"):
        sizes = {
            len(set(ox.parse(path=site / f"{name}.{each.ending}", base_iri=BASE)))
            for each in RDF_FORMATS
        }
        assert len(sizes) == 1


def test_lines_are_counted_by_their_terms() -> None:
    """Quotes, tags and datatypes in texts must not be taken for those of the literal."""
    lines = (
        b'<a:s> <a:p> "x\\"@en" .',
        b'<a:s> <a:p> "x"@en .',
        b'<a:s> <a:p> "y^^<z>"^^<a:d> .',
        b"<a:s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <a:C> .",
        b"<a:s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <a:D> .",
        b"<a:t> <a:q> <a:s> .",
    )
    found = count(lines)
    assert found.properties["a:p"].datatypes == {STRING: 1, LANGUAGE_STRING: 1, "a:d": 1}
    assert found.properties["a:q"].classes == {"a:C": 1, "a:D": 1}
    assert {name: each.entities for name, each in found.classes.items()} == {"a:C": 1, "a:D": 1}
    assert (found.triples, found.subjects, found.objects) == (6, 2, 6)
    assert count_links(lines, ("a:s", "a:C")) == {
        ("a:q", "a:s"): 1,
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "a:C"): 1,
    }
