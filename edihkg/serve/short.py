"""The short ways: answer plain requests without a task, a route and what else most never need.

A request that asks for what has been answered gets that answer again. A query is handed to a
worker that is free at this moment; if the whole answer is there within ``evaluating.QUICK_S``
it is sent, and else the query goes on the usual way (``entrance``), which takes it over from
the worker that has it. Whatever is special about a request sends it the usual way at once, so
nothing is decided here: what is answered is what the usual way would answer.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from starlette.types import Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from edihkg.errors import EdihkgError
from edihkg.serve.answers import BEGUN, Begun, raw
from edihkg.serve.asking import RequestError
from edihkg.serve.cache import Field, Key, Whole
from edihkg.serve.entrance import SERVING, WHOLE
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


class ShortWays:
    """The short ways into one server."""

    def __init__(self, mover: Mover, observer: Observer, trusted_proxies: str) -> None:
        """Answer from the mover's release."""
        self._mover = mover
        self._observer = observer
        self._proxies = (
            ProxyHeadersMiddleware(_nothing, trusted_proxies)  # type: ignore[arg-type]
            if trusted_proxies
            else None
        )

    def find(self, key: Key) -> Whole | None:
        """Find a kept answer."""
        return self._mover.current.kept.get(key)

    def note(self, kept: Whole) -> None:
        """Count a kept answer that was sent."""
        current = self._mover.current
        if kept.route in _COUNTED:
            current.answers.hits += 1
        name = current.release.manifest.release_id
        self._observer.note(Done(kept.route, "GET", 200, 0.0, len(kept.body), name))

    def begin(self, scope: Scope, usual: Callable[[], None]) -> bool:
        """Hand a query to a worker; ``usual`` is called later if that turns out to take long.

        False if nothing was begun.
        """
        if scope["path"].removeprefix(scope["root_path"]) != "/sparql":
            return False
        self._see_client(scope)
        return _Query(scope, self._mover.current, self._observer, usual).begin()

    def _see_client(self, scope: Scope) -> None:
        """Note whose request a trusted proxy has passed on, as the usual way does."""
        if self._proxies is not None:
            with suppress(StopIteration):
                self._proxies(scope, _never, _nothing_sent).send(None)  # type: ignore[arg-type]


class _Query:
    """One query on the short way."""

    __slots__ = ("_begun", "_observer", "_scope", "_serving", "_usual")

    def __init__(
        self, scope: Scope, serving: Serving, observer: Observer, usual: Callable[[], None]
    ) -> None:
        self._scope = scope
        self._serving = serving
        self._observer = observer
        self._usual = usual
        self._begun: Begun | None = None

    def begin(self) -> bool:
        """Hand the query to a worker, if one is free; what is wrong is told the usual way."""
        try:
            self._begun = self._serving.sparql.begin(self._scope, self._hear)
        except (RequestError, EdihkgError):
            return False
        if self._begun is None:
            return False
        self._serving.begin()
        return True

    def _hear(self) -> None:
        """Send the answer if it is whole, or else go the usual way."""
        begun = self._begun
        if begun is None:
            return
        self._begun = None
        if begun.answer.complete and self._send(begun):
            begun.close()
            self._serving.end()
        else:
            self._scope["state"] |= {SERVING: self._serving, BEGUN: begun}
            self._usual()

    def _send(self, begun: Begun) -> bool:
        """Send the answer with one write; False if the connection cannot do that now."""
        whole = self._scope["extensions"][WHOLE]
        body = begun.answer.head
        begun.headers["content-length"] = str(len(body))
        headers = [*raw(begun.headers), *self._serving.fields]
        if begun.tag:
            self._serving.sparql.keep(begun)
            self._serving.kept.put(whole["key"], headers, body, "sparql")
        if not whole["send"](200, headers, body):
            return False
        seconds = time.perf_counter() - begun.started
        name = self._serving.release.manifest.release_id
        self._observer.note(Done("sparql", "GET", 200, seconds, len(body), name))
        return True


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """Be an application that does nothing."""


async def _never() -> Message:
    """Stand for what the proxy's middleware does not use."""
    return {}


async def _nothing_sent(message: Message) -> None:
    """Stand for what the proxy's middleware does not use."""
