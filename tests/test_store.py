"""Tests of the store's query interface, with a real Oxigraph."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from edihkg.errors import ParameterError, QueryError, QuerySyntaxError, StoreError
from edihkg.store import Dataset, Store

A, P = ox.NamedNode("http://e/a"), ox.NamedNode("http://e/p")
G1, G2 = ox.NamedNode("http://e/g1"), ox.NamedNode("http://e/g2")
EVERYWHERE = "SELECT ?o WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


@pytest.fixture
def store() -> Store:
    """One triple in the default graph and one in each of two named graphs."""
    engine = ox.Store()
    engine.add(ox.Quad(A, P, ox.Literal("default")))
    engine.add(ox.Quad(A, P, ox.Literal("one"), G1))
    engine.add(ox.Quad(A, P, ox.Literal("two"), G2))
    return Store(engine)


def test_plain_patterns_see_the_default_graph_only(store: Store) -> None:
    """The release's default graph is the union already; a second union would count twice."""
    rows = store.select("SELECT ?o WHERE { ?s ?p ?o }")
    assert rows.variables == ("o",)
    assert [row["o"].value for row in rows] == ["default"]


@pytest.mark.parametrize(
    ("dataset", "expected"),
    [
        (None, ["default", "one", "two"]),
        (Dataset((G1.value,)), ["one"]),
        (Dataset((G1.value, G2.value)), ["one", "two"]),
        (Dataset((), (G2.value,)), ["two"]),
        (Dataset((G1.value,), (G2.value,)), ["one", "two"]),
        (Dataset(("http://e/unknown",)), []),
    ],
    ids=["whole store", "default", "two defaults", "named", "both", "unknown"],
)
def test_a_named_dataset_replaces_the_whole_store(
    store: Store, dataset: Dataset | None, expected: list[str]
) -> None:
    """The protocol's parameters promise that nothing else is seen."""
    rows = store.select(EVERYWHERE, dataset=dataset)
    assert sorted(row["o"].value for row in rows) == expected


def test_bindings_give_values_to_columns(store: Store) -> None:
    """Values travel as terms, so no text of a stranger is ever pasted into a query."""
    rows = store.select("SELECT ?s ?o WHERE { ?s ?p ?o }", bindings={"s": ox.NamedNode("http://x")})
    assert list(rows) == []
    assert len(list(store.select("SELECT ?s ?o WHERE { ?s ?p ?o }", bindings={"s": A}))) == 1


def test_a_binding_that_is_no_column_is_a_parameter_error(store: Store) -> None:
    """Oxigraph would raise a RuntimeError, which nobody expects."""
    with pytest.raises(ParameterError, match="Only a column"):
        store.select("SELECT ?o WHERE { ?s ?p ?o }", bindings={"s": A})


def test_ask_and_construct_answer_in_their_own_kind(store: Store) -> None:
    """Callers get a truth value and triples, not Oxigraph's wrappers."""
    assert store.ask("ASK { ?s ?p 'default' }") is True
    triples = list(store.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"))
    assert triples == [ox.Triple(A, P, ox.Literal("default"))]


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("SELECT ?s {\n ?s ?p ?o } HAV", "line 2, column"),
        ("SELECT * { ?s foo:bar ?o }", "line 1, column 15: the prefix foo: is not declared"),
        (
            "PREFIX edih: <http://a/#>\nASK {\n ?s edih:b 'skos:c', <x:y>, skos:c }",
            "line 3, column 29: the prefix skos: .*; begin with PREFIX skos: <http://www.w3.org/",
        ),
        ("", "line 1, column 1: it is empty"),
        ("# only a comment", "line 1, column 1: it is empty"),
        ("PREFIX a: <b>\nSELEC * { ?s ?p ?o }", "line 2, column 1: .* not with 'SELEC'"),
    ],
)
def test_a_mistake_is_told_with_its_place(store: Store, query: str, place: str) -> None:
    """A person must find the mistake in a query of fifty lines."""
    with pytest.raises(QuerySyntaxError, match=place):
        store.select(query)


def test_the_wrong_form_of_query_is_said(store: Store) -> None:
    """A CONSTRUCT where rows are expected would fail much later otherwise."""
    with pytest.raises(QueryError, match="write a SELECT"):
        store.select("ASK {}")
    with pytest.raises(QueryError, match="write an ASK"):
        store.ask("SELECT * {}")
    with pytest.raises(QueryError, match="write a CONSTRUCT"):
        list(store.construct("ASK {}"))


def test_a_missing_store_is_said(tmp_path: Path) -> None:
    """The remedy is to build again."""
    with pytest.raises(StoreError, match="Build the release again"):
        Store.open_read_only(tmp_path / "nothing")


def test_a_store_on_disk_is_opened_read_only_many_times(tmp_path: Path) -> None:
    """Workers share one directory."""
    engine = ox.Store(str(tmp_path / "store"))
    engine.add(ox.Quad(A, P, A))
    engine.flush()
    del engine
    stores = [Store.open_read_only(tmp_path / "store") for _ in range(3)]
    assert [each.ask("ASK { ?s ?p ?o }") for each in stores] == [True] * 3


def test_a_text_that_does_not_end_is_read_once(store: Store) -> None:
    """Looking for mistakes in a stranger's query must not take hours: this one did."""
    with pytest.raises(QuerySyntaxError, match="a query begins with SELECT"):
        store.select('"\\' * 200_000)
