"""Answer queries from an engine elsewhere, under the same bounds as from our own workers.

The engine is asked over SPARQL 1.1 Protocol and held to the graphs of the release that is
served here. Before a query and after its answer it must say that it holds that release
(``edihkg.remote``): an answer that could come from two releases is a failure, never a success.
A query ends here at its deadline, when the connection is closed; whether the engine then stops
working on it is the engine's matter, as is its own network.
"""

import asyncio
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Self

import httpx

from edihkg import formats
from edihkg.errors import QueryBusy, QueryError, QueryTimeout, QueryTooLarge, StoreError
from edihkg.remote import Credentials, Layout, Remote, Urls
from edihkg.remote.credentials import Asked
from edihkg.serve import gate
from edihkg.serve.evaluating import HEAD_BYTES
from edihkg.serve.inlining import inline
from edihkg.serve.lending import PoolOptions
from edihkg.serve.telling import Request
from edihkg.store import Dataset, syntax_error

_GZIP_WINDOW = 31
_ENDS = {"json": b"}", "xml": b">", "rdf": b">"}
"""How a whole answer ends; some engines write an error into the middle of a success."""
_MEDIA_TYPES = {each.ending: each.media_type for each in formats.RESULT_FORMATS} | {
    each.ending: each.media_type for each in formats.RDF_FORMATS
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Which engine, and what it must hold."""

    url: str
    credentials: Credentials
    layout: Layout
    release_id: str


class Elsewhere:
    """An engine elsewhere in the place of a pool of workers."""

    def __init__(self, place: Place, options: PoolOptions) -> None:
        """Prepare; nothing is asked before ``start``."""
        self.options = options
        self.kills: Counter[str] = Counter()
        self.isolated = False
        self.waiting = 0
        self.place = place
        self.graphs: frozenset[str] = frozenset()
        self.places = asyncio.Semaphore(options.workers)
        self.client = httpx.AsyncClient(
            auth=Asked(place.credentials),
            timeout=httpx.Timeout(options.deadline_s, pool=None),
            limits=httpx.Limits(max_connections=2 * options.workers),
        )
        with Remote(self._urls, place.credentials, place.layout) as remote:
            self.asks_release = remote.text("holds.rq", published=place.layout.published)

    @property
    def running(self) -> int:
        """How many queries may run at once."""
        return self.options.workers

    async def start(self) -> None:
        """Look what the engine holds.

        Raises: StoreError when it is not the release that is served here.
        """
        published = await asyncio.to_thread(self._published)
        if published is None or published[0] != self.place.release_id:
            held = f"release {published[0]}" if published else "no whole release"
            await self.close()
            raise StoreError(
                f"The engine at {self.place.url} holds {held}, and {self.place.release_id} is to "
                "be served; run 'edihkg publish' first."
            )
        self.graphs = frozenset(published[1])

    async def close(self) -> None:
        """Close the connections."""
        await self.client.aclose()

    def answer(self, request: Request, *, client: str = "") -> "FarAnswer":
        """Answer a query (``async with``); see ``Pool.answer``."""
        return FarAnswer(self, request)

    @property
    def _urls(self) -> Urls:
        return Urls(query=self.place.url, update="", graphs="")

    def _published(self) -> tuple[str, frozenset[str]] | None:
        with Remote(self._urls, self.place.credentials, self.place.layout) as remote:
            found = remote.published()
        return (found.release_id, frozenset(found.graphs)) if found else None


class FarAnswer:
    """An answer of an engine elsewhere: its first bytes, and the rest as it comes."""

    def __init__(self, engine: Elsewhere, request: Request) -> None:
        """Prepare; the deadline counts from here."""
        self.head = b""
        self.complete = False
        self._engine = engine
        self._request = request
        self._deadline = asyncio.get_running_loop().time() + engine.options.deadline_s
        self._left = engine.options.result_bytes
        self._holds_place = False
        self._response: httpx.Response | None = None
        self._pieces: AsyncIterator[bytes] | None = None
        self._compressor = zlib.compressobj(5, wbits=_GZIP_WINDOW) if request.gzip else None
        self._last = b""

    def begin(self, heard: Callable[[], None]) -> bool:
        """Tell that an engine elsewhere has to be waited for."""
        return False

    def hurry(self) -> None:
        """Do nothing: nothing was begun."""

    def leave(self) -> None:
        """Do nothing: nothing was begun."""

    async def __aenter__(self) -> Self:
        """Wait for the head; see ``Pool.answer``."""
        try:
            await self._take_place()
            await self._within_time(self._begin())
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Let go of the connection, which ends if the answer was not read to its end."""
        if self._response is not None:
            await self._response.aclose()
        if self._holds_place:
            self._holds_place = False
            self._engine.places.release()

    async def rest(self) -> AsyncIterator[bytes]:
        """Give what follows the head; raises as ``Pool.answer`` does."""
        while not self.complete:
            piece = await self._within_time(self._next())
            if piece:
                yield piece

    async def _take_place(self) -> None:
        engine = self._engine
        if engine.waiting >= engine.options.queue:
            raise QueryBusy("Too many queries are waiting; try again in a moment.")
        engine.waiting += 1
        try:
            async with asyncio.timeout_at(self._deadline):
                await engine.places.acquire()
        except TimeoutError as error:
            raise QueryBusy(
                f"It was no query's turn within {engine.options.deadline_s:g} s; try again later."
            ) from error
        finally:
            engine.waiting -= 1
        self._holds_place = True

    async def _within_time(self, work: Awaitable[bytes]) -> bytes:
        """Wait for the engine until the deadline.

        Raises: QueryTimeout, QueryError.
        """
        try:
            async with asyncio.timeout_at(self._deadline):
                return await work
        except (TimeoutError, httpx.TimeoutException) as error:
            raise QueryTimeout(
                f"The query took longer than {self._engine.options.deadline_s:g} s and was given "
                "up; ask for less, or take a dump and query it yourself."
            ) from error
        except httpx.HTTPError as error:
            raise QueryBusy("The engine behind this server cannot be reached.") from error

    async def _begin(self) -> bytes:
        """Send the query and read the head."""
        await self._check_release()
        request = self._engine.client.build_request(
            "POST",
            self._engine.place.url,
            data=self._form(),
            headers={"accept": _MEDIA_TYPES[self._request.format]},
        )
        self._response = await self._engine.client.send(request, stream=True)
        if self._response.status_code != httpx.codes.OK:
            raise _refusal(self._response.status_code, await self._response.aread())
        self._pieces = self._response.aiter_bytes()
        while not self.complete and len(self.head) < HEAD_BYTES:
            self.head += await self._next()
        return self.head

    async def _next(self) -> bytes:
        """Read a piece; at the end, see that all of it came from one release.

        Raises: QueryError, QueryTooLarge.
        """
        if self._pieces is None:
            raise RuntimeError("An answer is read only after it has begun.")
        piece = await anext(self._pieces, b"")
        self._left -= len(piece)
        if self._left < 0:
            raise QueryTooLarge(
                f"The answer is larger than {self._engine.options.result_bytes:,} bytes; ask for "
                "less with LIMIT, or take a dump."
            )
        if piece:
            self._last = (self._last + piece)[-8:]
            return self._compressor.compress(piece) if self._compressor else piece
        if not self._last.rstrip().endswith(_ENDS.get(self._request.format, b"")):
            raise QueryError("The engine broke its answer off; ask for less, or later.")
        await self._check_release()
        self.complete = True
        return self._compressor.flush() if self._compressor else b""

    async def _check_release(self) -> None:
        """See that the engine holds the release that is served here.

        Raises: QueryBusy while it does not.
        """
        place = self._engine.place
        response = await self._engine.client.post(
            place.url,
            data={"query": self._engine.asks_release},
            headers={"accept": _MEDIA_TYPES["csv"]},
        )
        held = response.text.replace('"', "").split()
        if response.status_code != httpx.codes.OK or held != ["release", place.release_id]:
            raise QueryBusy("The data is being replaced by a new release; try again in a moment.")

    def _form(self) -> dict[str, object]:
        """Write the query as the engine is asked it, and name the graphs that it may see."""
        query = inline(self._request.query, self._request.bindings)
        form: dict[str, object] = {"query": query}
        dataset = self._dataset(query)
        if dataset is not None:
            form["default-graph-uri"] = dataset.default_graphs
            form["named-graph-uri"] = dataset.named_graphs
        return form

    def _dataset(self, query: str) -> Dataset | None:
        layout, known = self._engine.place.layout, self._engine.graphs
        keywords = {token.keyword for token in gate.tokenise(query)}
        asked = self._request.dataset
        if asked is not None:
            default = [iri for iri in asked.default_graphs if iri in known]
            named = [iri for iri in asked.named_graphs if iri in known]
            return Dataset(tuple(default or [layout.nothing]), tuple(named or [layout.nothing]))
        if "FROM" in keywords:
            return None
        named = sorted(known - {layout.default}) if "GRAPH" in keywords else [layout.nothing]
        return Dataset((layout.default,), tuple(named))


def _refusal(status: int, body: bytes) -> QueryError:
    """Make the failure for what the engine refused."""
    text = body.decode("utf-8", "replace").strip()
    if status == httpx.codes.BAD_REQUEST:
        return syntax_error(text.split("\n")[0][:500])
    if status in (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE):
        return QueryBusy("The engine behind this server is busy; try again later.")
    return QueryError(f"The engine behind this server could not answer (status {status}).")
