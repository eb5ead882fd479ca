"""The SPARQL endpoint: SPARQL 1.1 Protocol, queries only.

Reads the request, chooses the format, lets the gate read the query, and answers through
``answers``. Without a query it gives the query page or another twin of it that the release
has. It is a plain ASGI application, since it is the hot path.
Source: SPARQL 1.1 Protocol §2.1, RFC 9110 §15.5 (status codes).
"""

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import parse_qs

import pyoxigraph as ox
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from edihkg import formats
from edihkg.errors import ParameterError, QueryError
from edihkg.formats import Format
from edihkg.serve import gate, replies
from edihkg.serve.answers import Answers, Begun, Wish
from edihkg.serve.asking import (
    FORM,
    Asked,
    RequestError,
    bad_request,
    check_content,
    read_fields,
    read_text,
    sort_fields,
)
from edihkg.serve.documents import Documents
from edihkg.serve.files import How
from edihkg.serve.pool import Request
from edihkg.serve.query_page import QueryPage, by_lines
from edihkg.serve.receiving import read_body
from edihkg.store import Dataset

METHODS = "GET, HEAD, POST, OPTIONS"
_SHOWN = (400, 403)
"""Refusals that a person can mend in the query."""
_REMEMBERED_BYTES = 4096


class SparqlEndpoint:
    """ASGI application for ``/sparql``."""

    def __init__(
        self, answers: Answers, documents: Documents, page: QueryPage, *, request_bytes: int
    ) -> None:
        """Answer through ``answers``; bodies larger than ``request_bytes`` are refused."""
        self._answers = answers
        self._documents = documents
        self._page = page
        self._request_bytes = request_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = Headers(scope=scope)
        try:
            wish = await self._read_wish(scope, headers, receive)
        except RequestError as refusal:
            return await self._refuse(refusal.response, scope, receive, send)
        except (QueryError, ParameterError) as error:
            return await self._refuse(replies.problem_of(error), scope, receive, send)
        except ClientDisconnect:
            return None
        if wish is None:
            return await self._describe(scope, receive, send)
        if wish.is_page:
            return await self._page.answer(wish, scope, receive, send)
        return await self._answers.respond(wish, scope, receive, send)

    def begin(
        self,
        query_string: bytes,
        accept: str | None,
        coding: str | None,
        *,
        client: str,
        heard: Callable[[], None],
    ) -> Begun | None:
        """Hand a query in the address to a worker that is free at this moment; see ``Answers``.

        Raises: RequestError, QueryRefused, ParameterError.
        """
        if len(query_string) > _REMEMBERED_BYTES:
            return None
        wish = _wish_of_address(query_string, accept, coding)
        if wish is None or wish.is_page:
            return None
        return self._answers.begin(wish, client, heard)

    def keep(self, begun: Begun) -> None:
        """Keep an answer that was begun and is whole."""
        self._answers.keep(begun)

    async def _refuse(self, response: Response, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse with a problem, or with the page when a browser asks by GET."""
        if (
            scope["method"] == "GET"
            and response.status_code in _SHOWN
            and replies.wants_page(scope)
        ):
            response = self._page.refuse(response, _text_of(scope), scope)
        return await response(scope, receive, send)

    async def _read_wish(self, scope: Scope, headers: Headers, receive: Receive) -> Wish | None:
        """Read what is asked; None when the query page is.

        Raises: RequestError, QueryRefused, ParameterError, ClientDisconnect.
        """
        accept, coding = headers.get("accept"), headers.get("accept-encoding")
        if scope["method"] in ("GET", "HEAD") and len(scope["query_string"]) <= _REMEMBERED_BYTES:
            return _wish_of_address(scope["query_string"], accept, coding)
        asked = await self._read(scope, headers, receive)
        if scope["method"] != "POST" and not (asked.queries or asked.updates):
            return None
        return _wish(asked, accept, coding)

    async def _read(self, scope: Scope, headers: Headers, receive: Receive) -> Asked:
        """Read the parameters from the address and the body.

        Raises: RequestError.
        """
        method = scope["method"]
        if method == "OPTIONS":
            raise RequestError(replies.preflight(METHODS))
        if method not in METHODS.split(", "):
            raise RequestError(replies.method_not_allowed(METHODS))
        fields = read_fields(scope["query_string"])
        if method != "POST":
            return sort_fields(fields)
        kind, _, parameters = headers.get("content-type", "").lower().partition(";")
        check_content(kind.strip(), parameters, headers)
        body = await self._body(headers, receive)
        if kind.strip() == FORM:
            return sort_fields(fields + read_fields(body))
        return sort_fields([*fields, ("query", read_text(body))])

    async def _body(self, headers: Headers, receive: Receive) -> bytes:
        """Read the body while it is not too large.

        Raises: RequestError; ClientDisconnect, as half a query may be a query of its own.
        """
        body = await read_body(headers, receive, most_bytes=self._request_bytes)
        if body is None:
            detail = f"A request may have {self._request_bytes:,} bytes; make the query shorter."
            raise RequestError(
                replies.problem(413, "request-too-large", "The request is too large", detail)
            )
        return body

    async def _describe(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Without a query, give the page for one, or the description of the service."""
        accept = Headers(scope=scope).get("accept")
        described = self._documents.twins_by_type("sparql")
        media_type = formats.choose(accept, [formats.HTML, *described])
        if media_type == formats.HTML:
            return await self._page.show(scope, receive, send)
        if media_type is None:
            missing = bad_request("no-query", "Give a query in the parameter 'query'.")
            return await missing(scope, receive, send)
        how = How(vary="Accept")
        return await self._documents.send_file(described[media_type], how, scope, receive, send)


@lru_cache(maxsize=512)
def _wish_of_address(query_string: bytes, accept: str | None, coding: str | None) -> Wish | None:
    """Read a query that is given in the address; dashboards ask the same again and again.

    Raises: RequestError, QueryRefused, ParameterError.
    """
    asked = sort_fields(read_fields(query_string))
    return _wish(asked, accept, coding) if asked.queries or asked.updates else None


def _wish(asked: Asked, accept: str | None, coding: str | None) -> Wish:
    """Decide what is to be answered, and in which format.

    Raises: RequestError, QueryRefused, ParameterError.
    """
    if asked.updates:
        gate.read("INSERT")
    if len(asked.queries) != 1:
        raise RequestError(
            bad_request("one-query", f"Give one query; there are {len(asked.queries)}.")
        )
    read = gate.read(asked.queries[0])
    dataset = _dataset(asked)
    chosen, media_type = _choose(read.gives_triples, asked.formats, accept)
    is_page = chosen is formats.PAGE_FORMAT
    ending = by_lines(triples=read.gives_triples) if is_page else chosen.ending
    gzip = _accepts_gzip(coding) and not is_page
    key = (read.normal_text, *asked.default_graphs, "", *asked.named_graphs)
    return Wish(
        request=Request(asked.queries[0], ending, dataset, gzip=gzip),
        content_type=formats.content_type(media_type),
        cache_key="\n".join(key) if read.is_repeatable else "",
        is_page=is_page,
    )


@lru_cache(maxsize=256)
def _choose(
    triples: bool,
    names: tuple[str, ...],
    accept: str | None,
) -> tuple[Format, str]:
    """Choose by the parameter ``format``, else by ``Accept``; clients repeat themselves.

    Programs that take anything get data; who asks for HTML gets a page.
    Raises: RequestError 400 or 406 that names what there is.
    """
    own = formats.RDF_FORMATS if triples else formats.RESULT_FORMATS
    offered = (*own, formats.PAGE_FORMAT)
    endings = ", ".join(each.ending for each in offered)
    if names:
        found = formats.named(offered, names[-1])
        if found is None:
            raise RequestError(bad_request("format", f"This query has the formats {endings}."))
        return found, found.media_type
    table = formats.media_types(offered, aliases=formats.HTML not in (accept or ""))
    media_type = formats.choose(accept, list(table))
    if media_type is None:
        detail = f"This query can be answered as {', '.join(each.media_type for each in offered)}."
        raise RequestError(
            replies.problem(
                406, "not-acceptable", "No acceptable format", detail, headers={"vary": "Accept"}
            )
        )
    return table[media_type], media_type


@lru_cache(maxsize=256)
def _accepts_gzip(coding: str | None) -> bool:
    """Tell whether a client accepts a compressed answer; clients repeat themselves."""
    return formats.accepts_coding(coding, "gzip")


def _dataset(asked: Asked) -> Dataset | None:
    """Name the graphs that the request names; None leaves it to the query.

    Raises: ParameterError for what is no absolute IRI.
    """
    if not (asked.default_graphs or asked.named_graphs):
        return None
    for iri in (*asked.default_graphs, *asked.named_graphs):
        try:
            ox.NamedNode(iri)
        except ValueError as error:
            raise ParameterError(f"'{iri}' names no graph; give an absolute IRI.") from error
    return Dataset(asked.default_graphs, asked.named_graphs)


def _text_of(scope: Scope) -> str:
    """Give the text of the query in an address, for a page that shows its mistake."""
    query_string: bytes = scope["query_string"]
    return parse_qs(query_string.decode("latin-1"), errors="replace").get("query", [""])[0]
