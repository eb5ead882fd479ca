"""What an engine elsewhere holds while and after a release is published to it."""

import csv
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from edihkg.errors import StoreError, UsageError
from edihkg.publish import Sent, publish
from edihkg.release import Release
from edihkg.remote import Credentials, Remote, find_urls, read_credentials
from edihkg.settings import Settings
from edihkg.store import Dataset
from tests.publish.conftest import GRAPH, make_release
from tests.publish.engines import LAYOUT, Engine, oxigraph
from tests.serve.servers import serve

SAYS = "SELECT ?said (COUNT(*) AS ?n) { ?hub <http://example.org/says> ?said } GROUP BY ?said"
GRAPHS = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Five hubs."""
    return make_release(tmp_path_factory.mktemp("first"), "20260101T000000Z-a", hubs=5, said="a")


@pytest.fixture(scope="session")
def second(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Four hubs that say something else."""
    return make_release(tmp_path_factory.mktemp("second"), "20260201T000000Z-b", hubs=4, said="b")


class Interrupted(Remote):
    """A connection that breaks after some graphs."""

    left = 2

    def put_graph(self, graph: str, lines: Sequence[bytes]) -> None:
        """Send, or fail."""
        if not self.left:
            raise StoreError("The connection broke.")
        self.left -= 1
        super().put_graph(graph, lines)


def _publish(engine: Engine, release: Release) -> Sent:
    with engine.open() as remote:
        return publish(release, remote, tell=lambda _: None)


def _said(engine: Engine) -> dict[str, int]:
    """Ask the public default graph what hubs say."""
    with engine.open() as remote:
        rows = remote.select(SAYS, dataset=Dataset((LAYOUT.default,)))
        return {row["said"].value: int(row["n"].value) for row in rows}


def _names(engine: Engine) -> set[str]:
    with engine.open() as remote:
        names = {row["g"].value for row in remote.select(GRAPHS)}
    return {name for name in names if name.startswith(LAYOUT.id_base)}


def test_an_engine_holds_one_release_after_the_other(
    engine: Engine, first: Release, second: Release
) -> None:
    """What has not changed is not sent, what is gone is dropped, nothing is left over."""
    assert _publish(engine, first) == Sent(graphs=7, statements=12, changed=7, sent=7)
    assert _said(engine) == {"a": 5}
    assert _publish(engine, first).sent == 0
    assert _publish(engine, second) == Sent(graphs=6, statements=10, changed=5, sent=5)
    assert _said(engine) == {"b": 4}
    hubs = {f"{GRAPH}hub/{number}" for number in range(4)}
    rest = {LAYOUT.default, LAYOUT.published, f"{GRAPH}reference/places"}
    assert _names(engine) == hubs | rest


def test_a_transfer_that_failed_goes_on_and_shows_nothing_before(
    engine: Engine, first: Release, second: Release
) -> None:
    """Lines break; a reader must not see it, and the sender must not begin anew."""
    _publish(engine, first)
    with (
        Interrupted(engine.urls, engine.credentials, LAYOUT) as remote,
        pytest.raises(StoreError),
    ):
        publish(second, remote, tell=lambda _: None)
    assert _said(engine) == {"a": 5}
    with engine.open() as remote:
        published = remote.published()
    assert published is not None
    assert published.release_id == first.manifest.release_id
    assert _publish(engine, second).sent == 3
    assert _said(engine) == {"b": 4}
    assert not [name for name in _names(engine) if name.startswith(LAYOUT.staging)]


def test_a_switch_that_was_interrupted_is_mended_by_publishing_again(
    engine: Engine, first: Release, second: Release
) -> None:
    """An engine without transactions can stop in the middle; then it says that it holds none."""
    _publish(engine, first)
    with engine.open() as remote:
        remote.update([remote.text("drop.ru", graph=LAYOUT.published)])
        remote.update([remote.text("drop.ru", graph=f"{GRAPH}hub/1")])
        assert remote.published() is None
    _publish(engine, second)
    assert _said(engine) == {"b": 4}


def test_our_front_never_shows_a_mixture(engine: Engine, first: Release, second: Release) -> None:
    """While the data is replaced an answer is from one release, or it is a failure."""
    _publish(engine, first)
    settings = Settings(
        endpoint=engine.urls.query,
        endpoint_credentials="dba:dba" if engine.credentials else "",
        workers=2,
        answer_cache_bytes=1,
    )
    done = threading.Event()
    with serve(first, settings) as front, ThreadPoolExecutor(1) as threads:

        def watch() -> list[httpx.Response]:
            found: list[httpx.Response] = []
            while not done.is_set():
                query = (
                    f"SELECT ?said ?g {{ ?h ?p ?said . GRAPH ?g {{ ?h ?p ?said }} }} #{len(found)}"
                )
                found.append(front.client.get("/sparql", params={"query": query, "format": "csv"}))
            return found

        whole_before = front.client.get("/sparql", params={"query": SAYS, "format": "csv"})
        assert whole_before.status_code == 200
        watching = threads.submit(watch)
        _publish(engine, second)
        _publish(engine, first)
        _publish(engine, second)
        done.set()
        found = watching.result()
    whole = {response.text for response in found if response.status_code == 200}
    assert {response.status_code for response in found} <= {200, 503}
    rows = [list(csv.DictReader(text.splitlines())) for text in whole]
    assert [[row["said"] for row in each] for each in rows] == [["a"] * 5] * len(rows)
    assert all(len({row["g"] for row in each}) == 5 for each in rows)


def test_a_password_that_is_wrong_is_told_and_never_shown(engine: Engine) -> None:
    """Messages end up in logs and in tickets."""
    if not engine.credentials:
        pytest.skip("this engine asks for no password")
    secret = "open-sesame"  # noqa: S105
    credentials = Credentials("dba", secret)
    with Remote(engine.urls, credentials, LAYOUT) as remote, pytest.raises(StoreError) as caught:
        remote.update([remote.text("drop.ru", graph=LAYOUT.nothing)])
    assert "EDIHKG_ENDPOINT_CREDENTIALS" in str(caught.value)
    assert secret not in f"{caught.value} {credentials!r} {caught.value.__cause__!r}"


def test_credentials_come_from_a_file(tmp_path: Path) -> None:
    """Who may list processes sees their environment, but not a file of one's own."""
    path = tmp_path / "secret"
    path.write_text("dba:pass:word\n", encoding="utf-8")
    read = read_credentials(Settings(endpoint_credentials_file=str(path)))
    assert (read.user, read.password) == ("dba", "pass:word")
    token = read_credentials(Settings(endpoint_credentials="Bearer abc"))
    assert token == Credentials(token="abc")  # noqa: S106
    assert "abc" not in repr(Settings(endpoint_credentials="Bearer abc"))


@pytest.mark.parametrize("text", ["no-colon", "a:b\nc:d", ":x"])
def test_credentials_that_cannot_be_read_are_not_quoted(text: str) -> None:
    """The message about a secret must not tell it."""
    with pytest.raises(UsageError) as caught:
        read_credentials(Settings(endpoint_credentials=text))
    assert text not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["http://u:p@localhost/update", "ftp://localhost/update", "http://localhost/unknown"]
)
def test_an_address_that_cannot_be_used_is_refused(url: str) -> None:
    """A password in an address is in every log on the way."""
    with pytest.raises(UsageError):
        find_urls(url)


def test_a_token_is_not_sent_in_the_clear() -> None:
    """Whoever listens on the way would have it."""
    urls = find_urls("http://engine.example/update")
    with Remote(urls, Credentials(token="t"), LAYOUT) as remote, pytest.raises(UsageError):  # noqa: S106
        remote.published()


def test_an_engine_that_is_gone_is_told_with_what_to_do(tmp_path: Path, first: Release) -> None:
    """A traceback of a socket helps nobody."""
    with oxigraph(tmp_path) as gone:
        pass
    with pytest.raises(StoreError, match="what has arrived is kept"):
        _publish(gone, first)
