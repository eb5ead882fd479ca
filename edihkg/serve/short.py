"""The short ways: answer plain requests without a task, a route and what else most never need.

A request that asks for what has been answered gets that answer again. A query is handed to a
worker that is free at this moment; if the whole answer is there within ``convoys.QUICK_S``
it is sent, and else the query goes on the usual way (``entrance``), which takes it over from
the worker that has it. Whatever is special about a request sends it the usual way at once, so
nothing is decided here: what is answered is what the usual way would answer.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from time import perf_counter
from typing import Protocol

from starlette.types import Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from edihkg.errors import EdihkgError
from edihkg.serve.answers import BEGUN, Begun, client_of
from edihkg.serve.asking import RequestError
from edihkg.serve.cache import Field, Key, Whole
from edihkg.serve.entrance import SERVING
from edihkg.serve.moving import Mover
from edihkg.serve.observing import Done, Observer
from edihkg.serve.serving import Serving

_TELLING: Mapping[bytes, bool] = {
    **dict.fromkeys((b"accept", b"accept-encoding", b"host", b"x-forwarded-proto"), True),
    **dict.fromkeys((b"if-none-match", b"if-match", b"if-range", b"range"), False),
    **dict.fromkeys((b"if-modified-since", b"if-unmodified-since"), False),
    **dict.fromkeys((b"content-length", b"transfer-encoding", b"expect", b"upgrade"), False),
}
"""Header fields on which an answer depends (True), or which make a request special (False)."""


_COUNTED = ("sparql", "q")
"""Routes whose kept answers count as such."""
_SPARQL = b"/sparql?"
_FORWARDED = (b"x-forwarded-for", b"x-forwarded-proto")


def key_of(url: bytes, headers: Sequence[Field]) -> Key | None:
    """Name all that an answer may depend on; None for a request that is special."""
    telling = []
    for field in headers:
        tells = _TELLING.get(field[0])
        if tells:
            telling.append(field)
        elif tells is not None:
            return None
    return url, tuple(telling)


class Way(Protocol):
    """The connection of a query, as far as a short way needs it."""

    def send(self, whole: Whole) -> bool:
        """Send an answer with one write; False, and nothing sent, if that is not possible now."""

    def go_usual(self, state: Mapping[str, object]) -> bool:
        """Start the usual way with this in the scope's state; False if the client has gone."""


class ShortWays:
    """The short ways into one server."""

    def __init__(self, mover: Mover, observer: Observer, trusted_proxies: str) -> None:
        """Answer from the mover's release."""
        self._mover = mover
        self._observer = observer
        self._client_of = lru_cache(maxsize=1024)(_Clients(trusted_proxies).name)

    def find(self, key: Key) -> Whole | None:
        """Find a kept answer."""
        return self._mover.current.kept.get(key)

    def note(self, kept: Whole) -> None:
        """Count a kept answer that was sent."""
        current = self._mover.current
        if kept.route in _COUNTED:
            current.answers.hits += 1
        self._observer.note(Done(kept.route, "GET", 200, 0.0, len(kept.body), current.name))

    def begin(self, key: Key, headers: Sequence[Field], peer: str, way: Way) -> "Query | None":
        """Hand a query of ``peer`` to a worker; ``way`` hears of it later. None if it is none."""
        if not key[0].startswith(_SPARQL) or b"#" in key[0]:
            return None
        forwarded = tuple([field for field in headers if field[0] in _FORWARDED])
        query = Query(key, self._mover.current, self._observer, way)
        return query if query.begin(self._client_of(peer, forwarded)) else None


class Query:
    """One query on the short way."""

    __slots__ = ("_begun", "_key", "_observer", "_serving", "_way")

    def __init__(self, key: Key, serving: Serving, observer: Observer, way: Way) -> None:
        """Prepare."""
        self._key = key
        self._serving = serving
        self._observer = observer
        self._way = way
        self._begun: Begun | None = None

    def begin(self, client: str) -> bool:
        """Hand the query to a worker, if one is free; what is wrong is told the usual way."""
        url, telling = self._key
        fields = {name: value.decode("latin-1") for name, value in reversed(telling)}
        try:
            self._begun = self._serving.sparql.begin(
                url[len(_SPARQL) :],
                fields.get(b"accept"),
                fields.get(b"accept-encoding"),
                client=client,
                heard=self._hear,
            )
        except (RequestError, EdihkgError):
            return False
        if self._begun is None:
            return False
        self._serving.begin()
        return True

    def hurry(self) -> None:
        """Wait no longer: send what is there, or go the usual way."""
        if self._begun is not None:
            self._begun.answer.hurry()

    def _hear(self) -> None:
        """Send the answer if it is whole, or else go the usual way."""
        begun, self._begun = self._begun, None
        if begun is None:
            return
        whole = self._finish(begun) if begun.answer.complete else None
        if whole is not None and self._way.send(whole):
            seconds = perf_counter() - begun.started
            size = len(whole.body)
            self._observer.note(Done("sparql", "GET", 200, seconds, size, self._serving.name))
        elif self._way.go_usual({SERVING: self._serving, BEGUN: begun}):
            return
        begun.close()
        self._serving.end()

    def _finish(self, begun: Begun) -> Whole:
        """Write the answer as it is sent, and keep it if it may be kept."""
        whole = Whole(begun.write_head() + self._serving.ending, begun.answer.head, "sparql")
        if begun.tag:
            self._serving.sparql.keep(begun)
            self._serving.kept.keep(self._key, whole)
        return whole


class _Clients:
    """Who asks: whoever is connected, or whose request a trusted proxy passes on."""

    def __init__(self, trusted_proxies: str) -> None:
        self._proxies = (
            ProxyHeadersMiddleware(_nothing, trusted_proxies)  # type: ignore[arg-type]
            if trusted_proxies
            else None
        )

    def name(self, peer: str, forwarded: tuple[Field, ...]) -> str:
        """Name the client as the usual way does."""
        client = (peer, 0) if peer else None
        scope: Scope = {"type": "http", "client": client, "headers": forwarded}
        if self._proxies is not None:
            with suppress(StopIteration):
                self._proxies(scope, _never, _nothing_sent).send(None)  # type: ignore[arg-type]
        return client_of(scope)


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """Be an application that does nothing."""


async def _never() -> Message:
    """Stand for what the proxy's middleware does not use."""
    return {}


async def _nothing_sent(message: Message) -> None:
    """Stand for what the proxy's middleware does not use."""
