"""The same front over an engine elsewhere: what it answers and what it must not let through."""

import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from edihkg import assets, queries
from edihkg.errors import StoreError
from edihkg.publish import publish
from edihkg.release import Release, find_current
from edihkg.serve.inlining import inline
from edihkg.settings import Settings
from edihkg.store import Store
from tests.publish.conftest import GRAPH, with_dumps
from tests.publish.engines import LAYOUT, Engine, oxigraph
from tests.questions.networks import small_network
from tests.serve.releases import build_release, publish_release
from tests.serve.servers import Served, serve

NETWORK = Path(__file__).parents[1] / "questions" / "network.trig"
QUESTIONS = queries.load(assets.folder("sparql") / "questions")


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The made-up network that the questions are tested with."""
    quads = small_network(NETWORK)._engine
    path: Path = tmp_path_factory.mktemp("network")
    return with_dumps(build_release(path, quads=quads), "20260301T000000Z-c")


@pytest.fixture(scope="module")
def near(network: Release) -> Iterator[Served]:
    """The front over the release's own store."""
    with serve(network, Settings(workers=2)) as server:
        yield server


@pytest.fixture(scope="module")
def far(network: Release, native: Engine) -> Iterator[Served]:
    """The front over an engine that holds the release, with half of another one beside it."""
    with native.open() as remote:
        publish(network, remote, tell=lambda _: None)
        remote.put_graph(f"{LAYOUT.staging}next/graph/x", [b'<http://x/secret> <http://x/p> "1" .'])
    with serve(network, Settings(endpoint=native.urls.query, query_deadline_s=2)) as server:
        yield server


def _ask(served: Served, query: str, **fields: str) -> httpx.Response:
    return served.client.get("/sparql", params={"query": query, "format": "csv", **fields})


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_published_question_has_the_same_answer(near: Served, far: Served, name: str) -> None:
    """Engines cannot substitute, so the values are written into the query; nothing may change."""
    ours, theirs = (each.client.get(f"/q/{name}.csv") for each in (near, far))
    assert theirs.status_code == ours.status_code, theirs.text
    assert sorted(ours.text.splitlines()) == sorted(theirs.text.splitlines())


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
        "SELECT (COUNT(*) AS ?n) { GRAPH <URL> { ?s ?p ?o } }".replace("URL", f"{GRAPH}hub/aurora"),
        "ASK { <http://x/secret> ?p ?o }",
        "ASK { GRAPH ?g { <http://x/secret> ?p ?o } }",
    ],
)
def test_what_is_seen_is_the_release_and_nothing_else(
    near: Served, far: Served, query: str
) -> None:
    """Neither what is being sent nor what others keep in the engine."""
    ours, theirs = _ask(near, query), _ask(far, query)
    assert sorted(ours.text.splitlines()) == sorted(theirs.text.splitlines())


def test_graphs_that_a_request_names_are_those_of_the_release(far: Served) -> None:
    """The protocol lets a client name any graph of the engine."""
    staged = {"default-graph-uri": f"{LAYOUT.staging}next/graph/x"}
    assert _ask(far, "SELECT * { ?s ?p ?o }", **staged).text.splitlines()[1:] == []
    hub = {"default-graph-uri": f"{GRAPH}hub/aurora"}
    assert len(_ask(far, "SELECT * { ?s ?p ?o }", **hub).text.splitlines()) > 1


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("SELECT * {", 400, "query-syntax"),
        ("SELECT * { SERVICE <http://x/> {} }", 403, "query-refused"),
        ("DROP ALL", 403, "query-refused"),
        (
            "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
            503,
            "query-timeout",
        ),
    ],
)
def test_failures_are_those_of_our_own_workers(
    far: Served, query: str, status: int, code: str
) -> None:
    """A client must not need to know what is behind the front."""
    response = _ask(far, query)
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_every_format_comes_and_is_kept_like_any_other(far: Served) -> None:
    """Entity tags speak of the release, which the engine has said it holds."""
    for name in ("json", "xml", "csv", "tsv"):
        assert _ask(far, "SELECT * { ?s ?p ?o } LIMIT 3", format=name).status_code == 200
    triples = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 3"
    for name in ("ttl", "nt", "rdf"):
        first = _ask(far, triples, format=name)
        tag = {"if-none-match": first.headers["etag"]}
        again = far.client.get("/sparql", params={"query": triples, "format": name}, headers=tag)
        assert (first.status_code, again.status_code) == (200, 304)


def test_an_engine_with_another_release_is_not_served(
    network: Release, native: Engine, far: Served
) -> None:
    """Pages of one release and answers of another would contradict each other."""
    import asyncio

    from edihkg.serve.elsewhere import Elsewhere, Place
    from edihkg.serve.pool import PoolOptions

    assert far.client.get("/health").json()["workers"] > 0
    place = Place(
        url=native.urls.query,
        credentials=native.credentials,
        layout=LAYOUT,
        release_id="20990101T000000Z-z",
    )

    async def start() -> None:
        await Elsewhere(place, PoolOptions()).start()

    with pytest.raises(StoreError, match="edihkg publish"):
        asyncio.run(start())


def test_the_front_moves_on_when_the_engine_has_the_new_release(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A build points to the new release before anybody has published it."""
    with oxigraph(tmp_path_factory.mktemp("moving")) as engine:
        _release(engine, tmp_path, "20260101T000000Z-a")
        first = find_current(tmp_path)
        assert first is not None
        settings = Settings(endpoint=engine.urls.query)
        with serve(first, settings, out=tmp_path) as front:
            _release(engine, tmp_path, "20260201T000000Z-b")
            pause = threading.Event()
            while not (answer := _ask(front, "SELECT ?o { ?s ?p ?o }")).text.endswith("b\r\n"):
                assert answer.status_code in (200, 503)
                pause.wait(0.1)
            assert front.client.get("/health").json()["release"] == "20260201T000000Z-b"


def _release(engine: Engine, out: Path, name: str) -> None:
    """Publish a release of one statement on disk, then to the engine."""
    words = (ox.NamedNode("http://example.org/s"), ox.NamedNode("http://example.org/p"))
    quad = ox.Quad(*words, ox.Literal(name[-1]))
    release = with_dumps(publish_release(out, name, quads=[quad], files={}), name)
    with engine.open() as remote:
        publish(release, remote, tell=lambda _: None)


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("SELECT ?v { ?s ?p ?v }", 1),
        ("SELECT ?v { { ?s ?p ?v } UNION { BIND(?v AS ?x) } }", 2),
        ("SELECT ?v (COUNT(*) AS ?n) { ?s ?p ?v } GROUP BY ?v", 1),
        ("SELECT ?v { VALUES (?x ?v) { (1 1) (2 2) } ?s ?p ?v }", 1),
        ("SELECT ?v { ?s ?p ?o { SELECT ?s { ?s ?p ?v } } }", 3),
        ("SELECT ?v { ?s ?p ?o { SELECT ?s ?v { ?s ?p ?v } } }", 1),
        ("SELECT ?v { ?s ?p ?o BIND(?o AS ?v) }", 1),
        ("SELECT ?v { ?s ?p ?v # ?v {\n FILTER(STR(?v) != '{ ?v') }", 1),
    ],
)
def test_written_values_mean_what_substituted_ones_mean(query: str, rows: int) -> None:
    """Oxigraph's substitution is what the questions were tested with."""
    engine = ox.Store()
    for number in range(3):
        subject = ox.NamedNode(f"http://x/{number}")
        engine.add(ox.Quad(subject, ox.NamedNode("http://x/p"), ox.Literal(number)))
    value = ox.Literal(1)
    store = Store(engine)
    assert len(list(store.select(inline(query, {"v": value})))) == rows
    assert len(list(store.select(query, bindings={"v": value}))) == rows
