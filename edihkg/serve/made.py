"""Answer with what is made of rows: pages, spreadsheets, map layers.

The rows come from a worker like any answer's; what is made of them is kept under an entity tag
of its own. Nothing is sent before all is made, so a failure is always told with its status.
"""

import asyncio
import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from edihkg import __version__
from edihkg.serve import replies
from edihkg.serve.answers import VARY, Watch, Wish, cache_headers, client_of, send_whole, wants_gzip
from edihkg.serve.cache import ByteCache
from edihkg.serve.pool import Pool
from edihkg.serve.waiting import Turnstile

_MOST_BYTES = 32 << 20


class Part(NamedTuple):
    """The beginning of an answer, by whole lines or more."""

    text: bytes
    is_whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Something that is made of the first rows of an answer."""

    wish: Wish
    """The query whose rows are wanted, and what the answer with the product looks like."""
    lines: int
    """Rows that are wanted; reading ends there."""
    make: Callable[[Part], bytes]
    """Runs in a thread. Raises: QueryError."""
    variant: str
    """What the product depends on, beside the rows: its kind, its place."""
    is_packed: bool = False
    """Whether compressing it would gain nothing."""


class Maker:
    """Makes products of the answers of one release."""

    def __init__(
        self, pool: Pool, identity: str, *, cache: ByteCache, turnstile: Turnstile
    ) -> None:
        """Ask through a pool; ``identity`` names the release."""
        self._pool = pool
        self._identity = f"{identity} {__version__}"
        self._cache = cache
        self._turnstile = turnstile

    async def respond(self, made: Made, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request.

        Raises, before anything is sent: QueryError, TooManyQueries.
        """
        packed = not made.is_packed and wants_gzip(scope)
        tag = self._tag(made, packed=packed)
        headers = {"vary": VARY, **cache_headers(tag, scope["method"])}
        if "etag" in headers and replies.is_current(Headers(scope=scope), headers["etag"]):
            return await replies.not_modified(headers["etag"], headers)(scope, receive, send)
        body = self._cache.get(tag) if tag else None
        if body is None:
            part = await self._read(made, scope, receive)
            if part is None:
                return None
            body = await asyncio.to_thread(_make, made, part, packed=packed)
            if tag:
                self._cache.put(tag, body)
        headers["content-type"] = made.wish.content_type
        if packed:
            headers["content-encoding"] = "gzip"
        if made.wish.disposition:
            headers["content-disposition"] = made.wish.disposition
        return await send_whole(body, headers, scope, send)

    async def _read(self, made: Made, scope: Scope, receive: Receive) -> Part | None:
        """Read the first rows; None when the client has gone.

        Raises: QueryError, TooManyQueries.
        """
        client = client_of(scope)
        with self._turnstile.enter(client), Watch(receive):
            async with self._pool.answer(made.wish.request, client=client) as answer:
                text = bytearray(answer.head)
                async for piece in answer.rest():
                    text += piece
                    if text.count(b"\n") > made.lines or len(text) > _MOST_BYTES:
                        return Part(bytes(text), is_whole=False)
                return Part(bytes(text), is_whole=True)
        return None

    def _tag(self, made: Made, *, packed: bool) -> str:
        """Name the product by all that it depends on; empty if it may not be kept."""
        wish = made.wish
        if not wish.cache_key:
            return ""
        what = (wish.content_type, made.variant, str(made.lines), str(packed), wish.cache_key)
        key = "\n".join(("made", self._identity, *what))
        return hashlib.sha256(key.encode()).hexdigest()[:40]


def _make(made: Made, part: Part, *, packed: bool) -> bytes:
    body = made.make(part)
    return gzip.compress(body, 6, mtime=0) if packed else body
