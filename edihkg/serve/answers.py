"""Turn a query into an HTTP answer: cache headers, compression, streaming, failures.

Both ``/sparql`` and ``/q/`` answer through here. A finished answer that is not too large is kept
under its entity tag, so that who asks the same again costs no worker. Failures before the first
byte become problems with their status; after it the connection is broken off, so that a part is
never taken for the whole. A client that goes away takes its query with it.
"""

import asyncio
import hashlib
import time
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from edihkg import __version__, formats
from edihkg.errors import QueryError, QueryTooLarge
from edihkg.serve import replies
from edihkg.serve.cache import ByteCache, Field, write_fields
from edihkg.serve.pool import Answer, Pool, Request
from edihkg.serve.waiting import TooManyQueries, Turnstile, name_client

VARY = "Accept, Accept-Encoding"
BREAK_OFF = "edihkg.break_off"
"""ASGI extension of the connections: ``close`` ends a connection in the middle of an answer."""

BEGUN = "edihkg.begun"
"""Key of a query that was ``Begun`` in a scope's ``state``."""
_TAG_BYTES = 20
_WATCH_AFTER_S = 0.02
_WHOLE_BYTES = 32 << 20
_KEPT_BYTES = 1 << 20
"""Up to here an answer that streams is gathered to be kept."""


class Wish(NamedTuple):
    """A query that passed the gate, and how its answer is to look."""

    request: Request
    content_type: str
    cache_key: str
    """What the answer depends on apart from store and coding; empty if it may not be kept."""
    disposition: str = ""
    """Value of ``Content-Disposition``, for answers that people download."""
    is_page: bool = False
    """Whether the rows are to be shown as a page; the request then asks for them by lines."""


class Exchange(NamedTuple):
    """A request and the way to its answer, as ASGI hands them over."""

    scope: Scope
    receive: Receive
    send: Send


class Begun:
    """A query that has a worker before a task, and goes on with or without one."""

    __slots__ = ("_leave", "answer", "started", "tag", "wish")

    def __init__(self, answer: Answer, tag: str, wish: Wish, leave: Callable[[], None]) -> None:
        """Begin; ``leave`` is called at the end."""
        self.answer = answer
        self.tag = tag
        self.wish = wish
        self.started = time.perf_counter()
        self._leave = leave

    def write_head(self) -> bytes:
        """Write the header fields of the whole answer, as the usual way does."""
        wish, size = self.wish, len(self.answer.head)
        head = _head_of(
            wish.content_type, wish.disposition, gzip=wish.request.gzip, tagged=bool(self.tag)
        )
        return head % ((self.tag.encode("ascii"), size) if self.tag else size)

    def close(self) -> None:
        """Let go of the worker, which dies if it still runs the query."""
        self.answer.leave()
        self._leave()


class Answers:
    """Answers from one release's store."""

    def __init__(
        self, pool: Pool, store_digest: str, *, cache: ByteCache, turnstile: Turnstile
    ) -> None:
        """Answer through a pool; entity tags begin with the digest of the store."""
        self._pool = pool
        seed = f"{store_digest} {__version__}\n".encode()
        self._identity = hashlib.blake2b(seed, digest_size=_TAG_BYTES)
        self._cache = cache
        self._turnstile = turnstile

    async def respond(self, wish: Wish, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        begun: Begun | None = scope.get("state", {}).get(BEGUN)
        tag = self._tag(wish)
        headers = _told_to_caches(tag, scope["method"])
        if "etag" in headers and replies.is_current(Headers(scope=scope), headers["etag"]):
            return await replies.not_modified(headers["etag"], headers)(scope, receive, send)
        headers |= _describe(wish.content_type, wish.disposition, gzip=wish.request.gzip)
        exchange = Exchange(scope, receive, send)
        if begun is not None:
            with Watch(receive):
                return await self._run(begun.answer, tag, headers, exchange)
        kept = self._cache.get(tag) if tag else None
        if kept is not None:
            return await send_whole(kept, headers, scope, send)
        try:
            with self._turnstile.enter(client := client_of(scope)), Watch(receive):
                answer = self._pool.answer(wish.request, client=client)
                return await self._run(answer, tag, headers, exchange)
        except TooManyQueries as error:
            return await replies.problem_of(error)(scope, receive, send)

    def begin(self, wish: Wish, client: str, heard: Callable[[], None]) -> "Begun | None":
        """Hand a GET's query to a worker that is free at this moment, without waiting.

        ``heard`` is called when the answer is whole, or when the usual way must be taken with
        what was begun. None if no worker is free or the answer is there already.
        """
        tag = self._tag(wish)
        if tag in self._cache or not self._turnstile.let_in(client):
            return None
        answer = self._pool.answer(wish.request, client=client)
        leave = partial(self._turnstile.let_out, client)
        if not answer.begin(heard):
            leave()
            return None
        self._cache.misses += bool(tag)
        return Begun(answer, tag, wish, leave)

    def keep(self, begun: "Begun") -> None:
        """Keep an answer that was begun and is whole."""
        self._cache.put(begun.tag, begun.answer.head)

    async def _run(
        self, coming: Answer, tag: str, headers: dict[str, str], exchange: "Exchange"
    ) -> None:
        scope, receive, send = exchange
        begun = False
        try:
            async with coming as answer:
                head = await _head(answer, scope)
                if answer.complete:
                    if tag:
                        self._cache.put(tag, head)
                    return await send_whole(head, headers, scope, send)
                await send(_start(headers))
                begun = True
                most = min(self._cache.most_bytes, _KEPT_BYTES) if tag else 0
                whole = await _send_body(answer, head, exchange, most_bytes=most)
                if whole:
                    self._cache.put(tag, whole)
        except QueryError as error:
            if not begun:
                return await replies.problem_of(error)(scope, receive, send)
            return break_off(scope)

    def _tag(self, wish: Wish) -> str:
        """Name the answer by all that it depends on; empty if it may not be kept."""
        if not wish.cache_key:
            return ""
        coding = "gzip" if wish.request.gzip else "identity"
        digest = self._identity.copy()
        digest.update(f"{coding}\n{wish.content_type}\n{wish.cache_key}".encode())
        return digest.hexdigest()


def wants_gzip(scope: Scope) -> bool:
    """Tell whether the client accepts a compressed answer."""
    return formats.accepts_coding(Headers(scope=scope).get("accept-encoding"), "gzip")


def client_of(scope: Scope) -> str:
    """Give the name under which the client's queries are counted."""
    client = scope.get("client")
    return name_client(client[0]) if client else ""


def break_off(scope: Scope) -> None:
    """End an answer so that it cannot be taken for whole.

    A connection of ``connections`` is closed at once; others close it when the application
    returns before the answer is complete.
    """
    close = scope.get("extensions", {}).get(BREAK_OFF)
    if close is not None:
        close["close"]()


def cache_headers(tag: str, method: str) -> dict[str, str]:
    """Say how long an answer may be kept; without a tag it may not."""
    if not tag:
        return {"cache-control": "no-store"}
    if method not in ("GET", "HEAD"):
        return {}
    return {"etag": f'"{tag}"', "cache-control": replies.REVALIDATE}


async def _head(answer: Answer, scope: Scope) -> bytes:
    """Give the first bytes; all of them to HTTP/1.0, whose end of connection tells nothing.

    Raises: QueryError.
    """
    if scope["http_version"] != "1.0":
        return answer.head
    pieces = [answer.head]
    size = len(answer.head)
    async for piece in answer.rest():
        pieces.append(piece)
        size += len(piece)
        if size > _WHOLE_BYTES:
            raise QueryTooLarge("This answer is too large for HTTP/1.0; ask with HTTP/1.1.")
    return b"".join(pieces)


def _told_to_caches(tag: str, method: str) -> dict[str, str]:
    return {"vary": VARY, **cache_headers(tag, method)}


def _describe(content_type: str, disposition: str, *, gzip: bool) -> dict[str, str]:
    """Say what the body is."""
    headers = {"content-type": content_type}
    if gzip:
        headers["content-encoding"] = "gzip"
    if disposition:
        headers["content-disposition"] = disposition
    return headers


@lru_cache(maxsize=64)
def _head_of(content_type: str, disposition: str, *, gzip: bool, tagged: bool) -> bytes:
    """Write the header fields of an answer to GET, with room for its tag and length."""
    about = _told_to_caches("{tag}" if tagged else "", "GET")
    about |= _describe(content_type, disposition, gzip=gzip)
    fields = write_fields(raw(about)).replace(b"%", b"%%").replace(b"{tag}", b"%b")
    return fields + b"content-length: %d\r\n"


def _start(headers: dict[str, str]) -> dict[str, object]:
    return {"type": "http.response.start", "status": 200, "headers": raw(headers)}


def raw(headers: Mapping[str, str]) -> list[Field]:
    """Write header fields as they are sent."""
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


async def send_whole(body: bytes, headers: dict[str, str], scope: Scope, send: Send) -> None:
    """Send an answer whose end is known; only its headers to HEAD."""
    headers["content-length"] = str(len(body))
    await send(_start(headers))
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


async def _send_body(answer: Answer, head: bytes, exchange: Exchange, *, most_bytes: int) -> bytes:
    """Send an answer as it comes; give it whole if it was no larger than ``most_bytes``.

    Raises: QueryError.
    """
    scope, _, send = exchange
    if scope["method"] == "HEAD":
        await send({"type": "http.response.body", "body": b""})
        return b""
    await send({"type": "http.response.body", "body": head, "more_body": True})
    sent, left = [head], most_bytes - len(head)
    async for piece in answer.rest():
        await send({"type": "http.response.body", "body": piece, "more_body": True})
        left -= len(piece)
        if left < 0:
            sent.clear()
        else:
            sent.append(piece)
    await send({"type": "http.response.body", "body": b""})
    return b"".join(sent)


class Watch:
    """Cancels what happens inside when the client goes away; quick answers need no watching."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._task = asyncio.current_task()
        self._later = asyncio.get_running_loop().call_later(_WATCH_AFTER_S, self._begin)
        self._watching: asyncio.Task[None] | None = None
        self._gone = False

    def __enter__(self) -> None:
        """Begin to watch, after a moment."""

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        """Stop watching; that the client has gone is no failure."""
        self._later.cancel()
        if self._watching is not None:
            self._watching.cancel()
        if not self._gone or kind is not asyncio.CancelledError or self._task is None:
            return False
        self._task.uncancel()
        return True

    def _begin(self) -> None:
        self._watching = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._gone = True
        if self._task is not None:
            self._task.cancel()
