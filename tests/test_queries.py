"""Tests of the published questions: their heads, their parameters, their rows."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from edihkg import assets, queries
from edihkg.errors import ParameterError, SourceError
from edihkg.queries import Codes
from edihkg.store import Store
from tests.serve.conftest import DATA
from tests.serve.releases import read_quads

HEAD = "# title: T\n# description: D\n# asked-by: everybody\n"
CODES = Codes(
    id_base="https://w3id.org/edihkg/",
    countries={"fi": "http://publications.europa.eu/resource/authority/country/FIN"},
)
QUESTIONS = queries.load(assets.folder("sparql") / "questions")


@pytest.fixture(scope="module")
def store() -> Store:
    """Three hubs in two countries."""
    engine = ox.Store()
    engine.bulk_extend(read_quads(DATA))
    return Store(engine)


def _rows(store: Store, name: str, **given: str) -> list[dict[str, str]]:
    question = QUESTIONS[name]
    codes = queries.read_codes(store, id_base=CODES.id_base)
    found = store.select(question.sparql, bindings=queries.bind(question, given, codes=codes))
    names = found.variables
    return [{name: row[name].value for name in names if row[name] is not None} for row in found]


def test_regions_without_a_co_funded_hubs_seat(store: Store) -> None:
    """A hub of another status does not fill a region, and extra-regio codes do not count."""
    rows = _rows(store, "regions-without-edih-seat", country="FI")
    assert [row["code"] for row in rows] == ["FI1C"]
    assert [row["code"] for row in _rows(store, "regions-without-edih-seat", country="se")] == [
        "SE11"
    ]


def test_hubs_by_technology_with_a_facility(store: Store) -> None:
    """A hub that declares the technology but has no facility is no place to test."""
    rows = _rows(store, "hubs-by-technology-with-facility", country="fi")
    assert [(row["hub"], row["level"], row["demonstrated"]) for row in rows] == [
        ("http://example.org/north", "5", "true")
    ]
    assert _rows(store, "hubs-by-technology-with-facility", country="se") == []
    assert _rows(store, "hubs-by-technology-with-facility", technology="BLOCKCHAIN") == []


def test_organisations_in_several_hubs(store: Store) -> None:
    """The number of hubs is a parameter with the default of two."""
    rows = _rows(store, "organisations-in-several-hubs")
    assert [(row["name"], row["hubs"]) for row in rows] == [("University", "2")]
    assert len(_rows(store, "organisations-in-several-hubs", atLeast="1")) == 2


def test_all_hubs_as_a_table(store: Store) -> None:
    """What most people want is the list, one row a hub."""
    rows = _rows(store, "hubs")
    assert [(row["countryCode"], row["nuts2"], row["status"]) for row in rows] == [
        ("FI", "FI1B", "EDIH"),
        ("SE", "SE11", "DIH"),
        ("FI", "FI1C", "DIH"),
    ]
    assert len(_rows(store, "hubs", country="FI")) == 2


def test_every_column_says_what_it_holds() -> None:
    """Questions are read by people who did not write them."""
    for question in QUESTIONS.values():
        assert question.title
        assert question.asked_by
        assert all(column.description for column in question.columns)
        assert all(parameter.description for parameter in question.parameters)


def test_an_unknown_parameter_names_those_that_there_are() -> None:
    """A misspelt name must not silently give the answer for everything."""
    with pytest.raises(ParameterError, match="no parameter 'land'; it has technology, country"):
        queries.bind(QUESTIONS["hubs-by-technology-with-facility"], {"land": "fi"}, codes=CODES)


@pytest.mark.parametrize(
    ("question", "given", "message"),
    [
        ("hubs", {"country": "zz"}, "there are fi"),
        ("hubs", {"country": "Finland"}, "'Finland' is no value .* there are fi"),
        ("hubs", {"country": "Italy"}, "'Italy' is no value .* there are fi"),
        ("hubs-near", {"radius": "50.5"}, "a whole number, for example 100, from 0 to 20000"),
        ("hubs-near", {"radius": "-1"}, "from 0 to 20000"),
        ("organisations-in-several-hubs", {"atLeast": "two"}, "for example 2"),
        ("hubs-by-technology-with-facility", {"technology": "A> . ?s"}, "ROBOTICS"),
    ],
    ids=[
        "unknown code",
        "a name",
        "no code",
        "no whole number",
        "below",
        "no number",
        "no concept",
    ],
)
def test_an_impossible_value_says_what_is_possible(
    question: str, given: dict[str, str], message: str
) -> None:
    """The remedy belongs in the message."""
    with pytest.raises(ParameterError, match=message):
        queries.bind(QUESTIONS[question], given, codes=CODES)


def test_values_become_terms_of_their_kind() -> None:
    """Codes stand for IRIs, numbers for typed literals, texts for themselves."""
    text = (
        HEAD
        + "# param a: region | r\n# param b: concept sector = FOOD | c\n# param n: integer | n\n"
        "# param t: string | t\n# column a: a\n# column b: b\n# column n: n\n# column t: t\n"
        "SELECT ?a ?b ?n ?t WHERE {}"
    )
    bound = queries.bind(
        queries.parse("q", text), {"a": "fi1b", "n": "07", "t": '"} #'}, codes=CODES
    )
    assert bound == {
        "a": ox.NamedNode("http://data.europa.eu/nuts/code/FI1B"),
        "b": ox.NamedNode("https://w3id.org/edihkg/concept/sector/FOOD"),
        "n": ox.Literal(7),
        "t": ox.Literal('"} #'),
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# title: T\nSELECT * {}", "lacks description, asked-by"),
        (HEAD + "# column x: x\nSELECT ?x {", "line 5"),
        (HEAD + "# column y: y\nSELECT ?x {}", "columns x, the head says y"),
        (
            HEAD + "# param p: string | p\n# column x: x\nSELECT ?x {}",
            "parameter p must be a column",
        ),
        (HEAD + "# param p: colour | p\nSELECT ?x {}", "Line 4 must read"),
        (HEAD + "# param p: concept | p\nSELECT ?x {}", "name a list"),
        (HEAD + "# param p: hub pillar | p\n# column x: x\nSELECT ?x {}", "name a list"),
        (HEAD + "# so what\nSELECT ?x {}", "Line 4 is no"),
        (HEAD + "CONSTRUCT WHERE { ?s ?p ?o }", "write a SELECT"),
    ],
)
def test_a_question_that_contradicts_itself_is_refused(text: str, message: str) -> None:
    """The head is the documentation; it must not lie."""
    with pytest.raises(SourceError, match=message):
        queries.parse("q", text)


def test_all_faulty_files_are_named_at_once(tmp_path: Path) -> None:
    """An author mends everything in one go."""
    (tmp_path / "one.rq").write_text("SELECT * {}", encoding="utf-8")
    (tmp_path / "two.rq").write_bytes(b"\xff")
    with pytest.raises(SourceError, match=r"one\.rq.*two\.rq"):
        queries.load(tmp_path)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("SELECT ?s ?c { ?s :n ?n FILTER NOT EXISTS { ?s :c ?c } }", {"b"}),
        ("SELECT ?s ?c { ?s :n ?n MINUS { ?s :c ?c } }", {"b"}),
        ("SELECT ?s ?c { ?s :n ?n FILTER EXISTS { ?s :c ?c } }", {"a"}),
        ("SELECT ?s ?c { ?s :n ?n { SELECT ?s ?c { ?s :c ?c } } }", {"a"}),
        ("SELECT ?s ?c { ?s :n ?n { SELECT ?s { ?s :c ?c } } }", {"a", "b"}),
        ("SELECT ?s ?c { ?s :n ?n BIND(:y AS ?c) }", set()),
    ],
    ids=["not exists", "minus", "exists", "sub-select", "sub-select without it", "bind"],
)
def test_substitution_reaches_what_authors_are_told(pattern: str, expected: set[str]) -> None:
    """The module's advice to authors is only true as long as Oxigraph behaves so."""
    engine = ox.Store()
    engine.load(
        b"@prefix : <http://e/> . :a :c :x ; :n 1 . :b :c :y ; :n 2 .", format=ox.RdfFormat.TURTLE
    )
    rows = Store(engine).select(
        "PREFIX : <http://e/> " + pattern, bindings={"c": ox.NamedNode("http://e/x")}
    )
    assert {row["s"].value.removeprefix("http://e/") for row in rows} == expected


def test_a_code_that_its_list_does_not_have_is_refused_with_the_nearest() -> None:
    """An empty answer to a mistyped code would be read as a fact."""
    codes = Codes(
        id_base=CODES.id_base,
        countries=CODES.countries,
        concepts={"technology": frozenset({"ROBOTICS", "PHOTONICS", "BLOCKCHAIN"})},
    )
    question = QUESTIONS["hubs-by-technology-with-facility"]
    with pytest.raises(ParameterError, match=r"'robotix' is no value .* did you mean ROBOTICS"):
        queries.bind(question, {"technology": "robotix"}, codes=codes)
    assert queries.bind(question, {"technology": "photonics"}, codes=codes)


def test_a_head_may_say_its_number_and_least_rows() -> None:
    """Competency questions are numbered, and one that finds nothing any more is broken."""
    rest = "# column s: subject\nSELECT ?s { ?s ?p ?o }"
    question = queries.parse("q", f"{HEAD}# number: 7\n# min-rows: 3\n{rest}")
    assert (question.number, question.min_rows) == (7, 3)
    plain = queries.parse("q", HEAD + rest)
    assert (plain.number, plain.min_rows) == (None, 0)
    with pytest.raises(SourceError, match="min-rows is 'many'"):
        queries.parse("q", f"{HEAD}# min-rows: many\n{rest}")


def test_statistical_regions_are_regions_too() -> None:
    """Hubs sit in countries outside the NUTS classification as well."""
    base = "https://w3id.org/edihkg/"
    rows = [(f"{base}concept/statistical-region-2024", "TR10"), (f"{base}concept/sector", "X")]
    codes = queries.concept_codes(rows, id_base=base)
    assert codes["region"] == {"TR10"}
    assert codes["sector"] == {"X"}
    assert codes["list"] == {"sector"}
