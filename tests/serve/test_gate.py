"""Tests of the gate: what must never reach an engine, and what must not be refused."""

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edihkg.errors import QueryRefused
from edihkg.serve import gate

TARGET = "http://127.0.0.1:9/"  # Oxigraph's client refuses port 9 before it opens a socket
DISGUISES = [
    ("plain", f"SELECT * {{ SERVICE <{TARGET}> {{ }} }}"),
    ("lower case", f"SELECT * {{ service silent <{TARGET}> {{ }} }}"),
    ("variable", "SELECT * { VALUES ?s { <http://x> } SERVICE ?s { } }"),
    ("no space", f"SELECT * {{SERVICE<{TARGET}>{{}}}}"),
    ("after a comment", f"SELECT * {{ # SERVICE\n SERVICE # <a>\n <{TARGET}> {{}} }}"),
    ("glued to a prefixed name", f"PREFIX e:<{TARGET}> SELECT * {{ SERVICEe:x{{}} }}"),
    ("glued to SILENT", f"PREFIX e:<{TARGET}> SELECT * {{ SERVICESILENTe:x{{}} }}"),
    ("glued to true", f"SELECT * {{ ?s ?p trueSERVICE<{TARGET}>{{}} }}"),
    ("glued to a number", f"SELECT * {{ ?s ?p 1.0SERVICE<{TARGET}>{{}} }}"),
    ("comment that looks like an IRI", f"SELECT * {{ FILTER(1<2)SERVICE#>\n<{TARGET}>{{}} }}"),
    (
        "quote that looks like an IRI",
        f"SELECT * {{ FILTER('a'<'>') SERVICE <{TARGET}> {{}} FILTER('a'='') }}",
    ),
    (
        "long quote behind a comparison",
        f"SELECT * {{ FILTER(1<2#>'''\n) SERVICE <{TARGET}> {{}} }}#'''",
    ),
    ("in a sub-select", f"SELECT * {{ {{ SELECT * {{ SERVICE <{TARGET}> {{}} }} }} }}"),
    ("in an unclosed string", f"SELECT * {{ SERVICE <{TARGET}> {{}} FILTER('a) }}"),
]
INNOCENT = [
    ("in a literal", "SELECT ('SERVICE <http://x> {}' AS ?x) {}"),
    ("in a long literal", 'SELECT ("""a "SERVICE" \'b\'""" AS ?x) {}'),
    ("in an IRI", "SELECT * { ?s <http://example.org/SERVICE#SERVICE> ?o }"),
    ("in a variable", "SELECT ?service { ?service a <http://x> }"),
    ("in a local name", "PREFIX e: <http://e/> SELECT * { ?s e:SERVICE ?o . ?s e:a-service ?p }"),
    ("as a prefix", "PREFIX service: <http://e/> SELECT * { ?s service:x ?o }"),
    (
        "as a graph's prefix",
        "PREFIX service: <http://e/> SELECT * { GRAPH service:x { ?s ?p ?o } }",
    ),
    ("in a comment", "SELECT * { ?s ?p ?o } # SERVICE <http://x> {}"),
    ("in a relative IRI after a", "SELECT ?service { ?s a <#service> }"),
]


@pytest.mark.parametrize("query", [q for _, q in DISGUISES], ids=[name for name, _ in DISGUISES])
def test_service_is_refused_in_every_disguise(query: str) -> None:
    """One query that gets through lets strangers send requests from the server."""
    with pytest.raises(QueryRefused):
        gate.read(query)


@pytest.mark.parametrize("query", [q for _, q in INNOCENT], ids=[name for name, _ in INNOCENT])
def test_the_word_service_alone_is_no_reason_to_refuse(query: str) -> None:
    """Hubs offer services; people write that word."""
    ox.Store().query(query, base_iri="http://example.org/")
    assert gate.read(query).form == "SELECT"


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <a:a> <a:a> <a:a> }",
        "PREFIX e: <http://e/> # SELECT\n DELETE WHERE { ?s ?p ?o }",
        "LOAD <http://example.org/>",
        "CLEAR ALL",
        "WITH <http://g> INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_updates_are_refused_with_the_reason(update: str) -> None:
    """A syntax error would send people on a wrong track."""
    with pytest.raises(QueryRefused, match="only answers queries"):
        gate.read(update)


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("BASE <http://x/> PREFIX select: <a> ask {}", "ASK"),
        ("# SELECT\nCONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT"),
        ("VERSION '1.2' DESCRIBE <http://x>", "DESCRIBE"),
        ("", ""),
        ("{}", ""),
    ],
)
def test_the_form_of_a_query_is_found_behind_its_prologue(query: str, form: str) -> None:
    """The form decides which formats can be offered."""
    assert gate.read(query).form == form


def test_space_and_comments_do_not_change_the_normal_text() -> None:
    """Caches keep one answer for one query."""
    one = gate.read("SELECT  ?a # comment\n{ ?a ?b 'x  y' }")
    two = gate.read("SELECT ?a{?a ?b 'x  y'}")
    assert one == two
    assert gate.read("SELECT ?a{?a ?b 'x y'}") != one


@pytest.mark.parametrize("name", ["NOW", "rand", "UUID", "STRUUID", "BNODE"])
def test_functions_that_change_make_a_query_unrepeatable(name: str) -> None:
    """An answer that changes must not be kept by a cache."""
    assert not gate.read(f"SELECT ({name}() AS ?x) {{}}").is_repeatable
    assert gate.read(f"SELECT ('{name}()' AS ?x) {{ ?now ?p <http://x/{name}> }}").is_repeatable


FRAGMENTS = [
    *("SERVICE", "SERVICE ", f"SERVICE<{TARGET}>{{}}", f"SERVICE#>\n<{TARGET}>{{}}"),
    *(f"SERVICE#'''\n<{TARGET}>{{}}", "SERVICE:x{}", f"service SILENT<{TARGET}>{{}}"),
    *("<", ">", "<'>", "<#>", "'", "'''", '"', '"""', "#", "\n", "?a", "?a<", "ex:a.", "ex:"),
    *("_:b.", "1", "1<", "@en", "{", "}", "(", ")", "FILTER(", "FILTER(1", "?s ?p ?o.", ";"),
    *("<a>", "<http://a>", "\\'", "%", "&&", "a", "ex:a\\'", "\ufeff", "\u00b7", "'a'", "true"),
    f"<2)SERVICE#>\n<{TARGET}>{{}}",
]
STARTS = ["", "FILTER(?a", "FILTER(1<2", "?s ?p ?o FILTER(?o"]


@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(STARTS), st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=6))
def test_what_the_engine_would_send_out_the_gate_refuses(start: str, pieces: list[str]) -> None:
    """Only the engine's own reading says whether a disguise works."""
    prologue = f"PREFIX ex: <http://e/> PREFIX SERVICE: <{TARGET}> SELECT * {{"
    query = prologue + start + "".join(pieces) + "}"
    if _follows_service(query):
        with pytest.raises(QueryRefused):
            gate.read(query)


def _follows_service(query: str) -> bool:
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("a:a"), ox.NamedNode("a:a"), ox.NamedNode("a:a")))
    try:
        results = store.query(query)
        assert isinstance(results, ox.QuerySolutions)
        list(results)
    except SyntaxError:
        return False
    except (OSError, RuntimeError) as error:
        return "port" in str(error).lower()
    return False


@pytest.mark.parametrize(
    "piece", ["'", '"""', "ex:.", "a.", "a-", "<", "<a", "\\'", "@a-", "%5", "1.", "?", "'''a"]
)
def test_reading_takes_time_in_proportion(piece: str) -> None:
    """A pattern that tries all ways would let one request stop the server; it would hang here."""
    text = piece * 30_000
    assert sum(len(token.text) for token in gate.tokenise(text)) <= len(text)
