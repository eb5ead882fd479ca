"""Lead from a named graph's address to its statements: ``/graph/{name}``.

A graph has no file of its own, so the address leads by 303 to the query that gives it, and
clients choose the format there. The graph of a hub that has left is gone; any other name that the
release does not have is not found.
"""

from urllib.parse import quote, urlencode

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from edihkg import queries
from edihkg.errors import QueryError
from edihkg.serve import replies
from edihkg.serve.documents import Documents, address_of
from edihkg.serve.files import METHODS
from edihkg.serve.pool import Pool, Request
from edihkg.store import Dataset


class Graphs:
    """ASGI application for ``/graph/``."""

    def __init__(self, pool: Pool, documents: Documents, *, id_base: str) -> None:
        """Ask the pool which graphs there are; their names begin with ``id_base``."""
        self._pool = pool
        self._documents = documents
        self._id_base = id_base
        self._query = " ".join(queries.lookup("graph").split())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] == "OPTIONS":
            return await replies.preflight(METHODS)(scope, receive, send)
        if scope["method"] not in METHODS.split(", "):
            return await replies.method_not_allowed(METHODS)(scope, receive, send)
        address = address_of(scope)
        graph = self._id_base + quote(address, safe="/-._~")
        try:
            there = await self._is_there(graph)
        except QueryError as error:
            return await replies.problem_of(error)(scope, receive, send)
        up = "../" * address.count("/")
        if not there and replies.wants_page(scope):
            return await self._show_missing(address, up, scope, receive, send)
        if not there:
            return await self._refuse(address, up)(scope, receive, send)
        fields = urlencode({"default-graph-uri": graph, "query": self._query})
        return await replies.see_other(f"{up}sparql?{fields}", vary="")(scope, receive, send)

    def _refuse(self, address: str, up: str) -> Response:
        """Say that a graph is gone, or that there never was one."""
        hub = address.replace("graph/", "id/", 1)
        if self._documents.has_left(hub):
            return replies.gone(f"The hub of '/{address}' has left; '/{hub}' says why.", up + hub)
        return replies.not_found(f"/{address}")

    async def _show_missing(
        self, address: str, up: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Say the same with a page: the one of the hub that has left, or the site's."""
        hub = address.replace("graph/", "id/", 1)
        if self._documents.has_left(hub):
            return await replies.see_other(up + hub)(scope, receive, send)
        return await self._documents.send_missing(address, scope, receive, send)

    async def _is_there(self, graph: str) -> bool:
        request = Request(
            query=queries.lookup("is-empty"), format="json", dataset=Dataset((graph,))
        )
        async with self._pool.answer(request) as answer:
            return b"true" not in answer.head
