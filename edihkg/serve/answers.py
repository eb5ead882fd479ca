"""Turn a query into an HTTP answer: cache headers, compression, streaming, failures.

Both ``/sparql`` and ``/q/`` answer through here. Failures before the first byte become
problems with their status; after it the connection is broken off, so that a part is never
taken for the whole. A client that goes away takes its query with it.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from edihkg import __version__, formats
from edihkg.errors import QueryError, QueryTooLarge
from edihkg.serve import replies
from edihkg.serve.pool import Answer, Pool, Request

VARY = "Accept, Accept-Encoding"
_WATCH_AFTER_S = 0.02
_WHOLE_BYTES = 32 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A query that passed the gate, and how its answer is to look."""

    request: Request
    content_type: str
    cache_key: str
    """What the answer depends on apart from store and coding; empty if it may not be kept."""
    disposition: str = ""
    """Value of ``Content-Disposition``, for answers that people download."""


class Answers:
    """Answers from one release's store."""

    def __init__(self, pool: Pool, store_digest: str) -> None:
        """Answer through a pool; entity tags begin with the digest of the store."""
        self._pool = pool
        self._identity = f"{store_digest} {__version__}"

    async def respond(self, wish: Wish, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        headers = {"vary": VARY, **self._cache_headers(wish, scope)}
        if "etag" in headers and replies.is_current(Headers(scope=scope), headers["etag"]):
            await replies.not_modified(headers["etag"], headers)(scope, receive, send)
            return
        headers["content-type"] = wish.content_type
        if wish.request.gzip:
            headers["content-encoding"] = "gzip"
        if wish.disposition:
            headers["content-disposition"] = wish.disposition
        async with _ends_with_client(receive):
            await self._run(wish.request, headers, scope, receive, send)

    async def _run(
        self, request: Request, headers: dict[str, str], scope: Scope, receive: Receive, send: Send
    ) -> None:
        begun = False
        try:
            async with self._pool.answer(request) as answer:
                head = await _head(answer, scope)
                if answer.complete:
                    headers["content-length"] = str(len(head))
                await send(_start(headers))
                begun = True
                await _send_body(answer, head, scope, send)
        except QueryError as error:
            if not begun:
                await replies.problem_of(error)(scope, receive, send)
            # Returning without the last chunk lets the server break the connection off.

    def _cache_headers(self, wish: Wish, scope: Scope) -> dict[str, str]:
        if not wish.cache_key:
            return {"cache-control": "no-store"}
        if scope["method"] not in ("GET", "HEAD"):
            return {}
        coding = "gzip" if wish.request.gzip else "identity"
        key = "\n".join((self._identity, coding, wish.content_type, wish.cache_key))
        digest = hashlib.sha256(key.encode()).hexdigest()[:40]
        return {"etag": f'"{digest}"', "cache-control": replies.REVALIDATE}


def wants_gzip(scope: Scope) -> bool:
    """Tell whether the client accepts a compressed answer."""
    return formats.accepts_coding(Headers(scope=scope).get("accept-encoding"), "gzip")


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


def _start(headers: dict[str, str]) -> dict[str, object]:
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    return {"type": "http.response.start", "status": 200, "headers": raw}


async def _send_body(answer: Answer, head: bytes, scope: Scope, send: Send) -> None:
    if answer.complete or scope["method"] == "HEAD":
        body = b"" if scope["method"] == "HEAD" else head
        await send({"type": "http.response.body", "body": body})
        return
    await send({"type": "http.response.body", "body": head, "more_body": True})
    async for piece in answer.rest():
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


@asynccontextmanager
async def _ends_with_client(receive: Receive) -> AsyncIterator[None]:
    """Cancel what happens inside when the client goes away; quick answers need no watching."""
    task = asyncio.current_task()
    gone = False

    async def watch() -> None:
        nonlocal gone
        while (await receive())["type"] != "http.disconnect":
            pass
        gone = True
        if task is not None:
            task.cancel()

    watchers: list[asyncio.Task[None]] = []
    later = asyncio.get_running_loop().call_later(
        _WATCH_AFTER_S, lambda: watchers.append(asyncio.create_task(watch()))
    )
    try:
        yield
    except asyncio.CancelledError:
        if not gone or task is None:
            raise
        task.uncancel()
    finally:
        later.cancel()
        for watcher in watchers:
            watcher.cancel()
