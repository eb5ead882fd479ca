"""The page to ask with SPARQL: the form, and the answer as a table, a chart and maps.

In English at ``/sparql``, else at ``/sparql.{language}.html``. Works without scripts;
``site/editor`` improves it. The rows come by lines from a worker and are
cut after ``SHOWN_ROWS``; whoever wants all takes a file.
"""

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import partial
from urllib.parse import urlencode

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from edihkg import formats
from edihkg.errors import QueryError
from edihkg.mistakes import Stranger, find_strangers
from edihkg.pages.languages import SOURCE
from edihkg.queries import Question
from edihkg.serve import replies
from edihkg.serve.answers import Wish
from edihkg.serve.documents import address_of
from edihkg.serve.files import accepts_gzip
from edihkg.serve.lookups import Lookups
from edihkg.serve.made import Made, Maker, Part
from edihkg.serve.replies import Problem
from edihkg.serve.showing.results import Results, show_results
from edihkg.serve.showing.shown import Spoken
from edihkg.serve.showing.tables import SHOWN_ROWS, Table, read_rows, read_triples
from edihkg.serve.showing.templates import Background, Templates

TEMPLATE = "sparql.html"
PATH = "sparql"
_READERS = {"tsv": read_rows, "nt": read_triples}


def by_lines(*, triples: bool) -> str:
    """Name the format in which rows come one a line."""
    return "nt" if triples else "tsv"


def read_table(part: Part, ending: str, *, most: int = SHOWN_ROWS) -> Table:
    """Read the first rows of an answer that came by lines."""
    return _READERS[ending](part.text, is_whole=part.is_whole, most=most)


class QueryPage:
    """Shows the form and the answers."""

    def __init__(  # noqa: PLR0913 - parts of the release, keyword-only
        self,
        maker: Maker,
        templates: Templates,
        background: Background,
        *,
        lookups: Lookups,
        questions: Mapping[str, Question],
        id_base: str,
    ) -> None:
        """Show answers with what the release says about the things in them."""
        self._lookups = lookups
        self._maker = maker
        self._templates = templates
        self._background = background
        self._questions = questions
        self._id_base = id_base

    async def show(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Show the empty form."""
        response = self._respond(self._render(scope), scope)
        return await response(scope, receive, send)

    async def answer(self, wish: Wish, scope: Scope, receive: Receive, send: Send) -> None:
        """Show the answer to a query."""
        root, language = _root(scope), _language(scope)
        variant = f"page {root} {language} {self._templates.digest}"
        try:
            spoken = Spoken(language, await self._lookups.labels(language))
            make = partial(self._make, wish, spoken, scope)
            made = Made(wish=wish, lines=SHOWN_ROWS + 1, make=make, variant=variant)
            return await self._maker.respond(made, scope, receive, send)
        except QueryError as error:
            problem = replies.explain(error)
            response = self._respond(self._render(scope, wish=wish, problem=problem), scope)
            response.status_code = problem.status
            if problem.retry_after_s:
                response.headers["retry-after"] = problem.retry_after_s
            return await response(scope, receive, send)

    def refuse(self, refusal: Response, query: str, scope: Scope) -> Response:
        """Show a refusal beside the query that it is about."""
        told = json.loads(bytes(refusal.body))
        problem = Problem(told["status"], told["code"], told["title"], told["detail"])
        response = self._respond(self._render(scope, query=query, problem=problem), scope)
        response.status_code = problem.status
        return response

    def _make(self, wish: Wish, spoken: Spoken, scope: Scope, part: Part) -> bytes:
        naming = self._background.naming(_root(scope), id_base=self._id_base, spoken=spoken)
        table = read_table(part, wish.request.format)
        results = show_results(table, naming, self._background.ground)
        is_empty = not (results.rows or results.truth)
        strangers = find_strangers(wish.request.query) if is_empty else ()
        return self._render(scope, wish=wish, results=results, strangers=strangers)

    def _render(  # noqa: PLR0913 - what a page may show, keyword-only
        self,
        scope: Scope,
        *,
        wish: Wish | None = None,
        query: str = "",
        problem: Problem | None = None,
        results: Results | None = None,
        strangers: Sequence[Stranger] = (),
    ) -> bytes:
        fields = _fields(wish) if wish else [("query", query)] if query else []
        tail = f"?{urlencode(fields)}" if fields else ""
        address = self._background.address(PATH, _language(scope), tail, _root(scope))
        view = {
            "questions": list(self._questions.values()),
            "query": wish.request.query if wish else query,
            "problem": problem,
            "results": results,
            "strangers": strangers,
            "has_editor": True,
            "downloads": _downloads(wish, scope) if wish else (),
        }
        return self._templates.render(TEMPLATE, address, area=PATH, view=view)

    def _respond(self, body: bytes, scope: Scope) -> Response:
        packed = accepts_gzip(scope)
        etag = f'"{hashlib.sha256(body).hexdigest()[:40]}{"-gzip" if packed else ""}"'
        headers = {"etag": etag, "cache-control": replies.REVALIDATE}
        headers["vary"] = "Accept, Accept-Encoding"
        if replies.is_current(Headers(scope=scope), etag):
            return replies.not_modified(etag, headers)
        if packed:
            headers["content-encoding"] = "gzip"
            body = gzip.compress(body, mtime=0)
        return Response(body, headers=headers, media_type=formats.content_type(formats.HTML))


def _downloads(wish: Wish, scope: Scope) -> list[tuple[str, str]]:
    """Give name and address of the same answer as a file, in each format."""
    triples = wish.request.format == by_lines(triples=True)
    offered = formats.RDF_FORMATS if triples else formats.RESULT_FORMATS
    fields = _fields(wish)
    path = f"{_root(scope)}{PATH}"
    endings = sorted((each.ending for each in offered), key=lambda ending: ending != "csv")
    return [(ending, f"{path}?{urlencode([*fields, ('format', ending)])}") for ending in endings]


def _fields(wish: Wish) -> list[tuple[str, str]]:
    """Give the fields of an address that asks the same."""
    fields = [("query", wish.request.query)]
    if wish.request.dataset is not None:
        fields += [("default-graph-uri", iri) for iri in wish.request.dataset.default_graphs]
        fields += [("named-graph-uri", iri) for iri in wish.request.dataset.named_graphs]
    return fields


def _language(scope: Scope) -> str:
    """Tell the language of the page by its address: ``sparql.de.html``."""
    parts = address_of(scope).rstrip("/").split(".")
    return parts[1] if len(parts) == 3 else SOURCE


def _root(scope: Scope) -> str:
    """What leads from the page to the top of the site."""
    return "../" if scope["path"].endswith("/") else ""
