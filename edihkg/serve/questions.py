"""Answer the published questions at stable addresses.

    /q/                  the list: the release's page, or JSON
    /q/index.html        files of the release, such as this list in each language
    /q/{name}            303 to the ending that ``Accept`` asks for
    /q/{name}.{ending}   the answer as csv, json, xml or tsv; as a page, xlsx or geojson; the
                         query itself as rq; parameters as ``?name=value``
    /q/{name}.de.html    the page in another language of the release

Values become RDF terms and go to the worker beside the query, never into its text.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from difflib import get_close_matches
from urllib.parse import parse_qsl, quote

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from edihkg import formats, queries
from edihkg.errors import ParameterError, QueryError
from edihkg.pages.languages import SOURCE
from edihkg.queries import Question
from edihkg.serve import replies
from edihkg.serve.answers import Answers, Exchange, Wish, wants_gzip
from edihkg.serve.documents import Documents, address_of
from edihkg.serve.files import How
from edihkg.serve.lookups import Lookups
from edihkg.serve.pool import Request
from edihkg.serve.question_page import ENDINGS, QUERY, AskedQuestion, QuestionPage, endings_of
from edihkg.serve.showing.shown import Spoken

METHODS = "GET, HEAD, OPTIONS"
_LIST_PAGE = "q/index"
_MEDIA_TYPES = {each.ending: each.media_type for each in formats.RESULT_FORMATS}
_FIELDS = 50
PAGE = formats.PAGE_FORMAT.ending


class Questions:
    """ASGI application for ``/q/``."""

    def __init__(  # noqa: PLR0913 - parts of the release, keyword-only
        self,
        questions: Mapping[str, Question],
        *,
        answers: Answers,
        lookups: Lookups,
        documents: Documents,
        page: QuestionPage,
        languages: Collection[str] = (),
    ) -> None:
        """Answer the given questions, by their names, with pages in some languages."""
        self._answers = answers
        self._page = page
        self._lookups = lookups
        self._documents = documents
        self._languages = frozenset(languages) - {SOURCE}
        self._questions = questions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] == "OPTIONS":
            return await replies.preflight(METHODS)(scope, receive, send)
        if scope["method"] not in METHODS.split(", "):
            return await replies.method_not_allowed(METHODS)(scope, receive, send)
        if address_of(scope) == "q":
            return await replies.see_other("q/", vary="")(scope, receive, send)
        address = address_of(scope).removeprefix("q/")
        if not address:
            return await self._list(scope, receive, send)
        name, _, ending = address.partition(".")
        question = self._questions.get(name)
        page = None if question else self._documents.find(address_of(scope))
        if page is not None:
            return await self._documents.send_file(page, How(), scope, receive, send)
        if question is None:
            near = get_close_matches(name, self._questions, n=3)
            detail = f"There is no question '{name}'; " + (
                f"did you mean {' or '.join(near)}?" if near else "/q/ lists them."
            )
            return await self._send_missing(detail, Exchange(scope, receive, send))
        if not ending:
            return await _choose(question, scope)(scope, receive, send)
        language, _, rest = ending.partition(".")
        if rest == PAGE and language in self._languages:
            return await self._answer(question, PAGE, language, Exchange(scope, receive, send))
        return await self._answer(question, ending, SOURCE, Exchange(scope, receive, send))

    async def _answer(
        self, question: Question, ending: str, language: str, exchange: Exchange
    ) -> None:
        scope, receive, send = exchange
        endings = endings_of(question)
        if ending not in endings:
            detail = f"This question is answered as {', '.join(endings)}."
            return await self._send_missing(detail, exchange)
        asked, codes = AskedQuestion(question, {}, {}), None
        try:
            codes = await self._lookups.codes()
            asked = replace(asked, spoken=Spoken(language, await self._lookups.labels(language)))
            asked = replace(asked, given=_given(scope["query_string"]))
            asked = replace(asked, bindings=queries.bind(question, asked.given, codes=codes))
            if ending == QUERY:
                return await _query(asked)(scope, receive, send)
            if ending in ENDINGS:
                return await self._page.answer(asked, ending, codes, exchange)
        except (ParameterError, QueryError) as error:
            response = replies.problem_of(error)
            if ending == PAGE and codes is not None:
                response = self._page.refuse(asked, codes, error)
            return await response(scope, receive, send)
        return await self._answers.respond(_wish(asked, ending, scope), scope, receive, send)

    async def _send_missing(self, detail: str, exchange: Exchange) -> None:
        """Say that there is no such question or form of it: to browsers with the site's page."""
        if replies.wants_page(exchange.scope):
            return await self._documents.send_missing(address_of(exchange.scope), *exchange)
        return await _not_found(detail)(*exchange)

    async def _list(self, scope: Scope, receive: Receive, send: Send) -> None:
        """List the questions, for people where the release has a page."""
        accept = Headers(scope=scope).get("accept")
        page = self._documents.twin(_LIST_PAGE, accept)
        offered = [formats.HTML, "application/json"] if page else ["application/json"]
        if page is not None and formats.choose(accept, offered) == formats.HTML:
            how = How(vary="Accept")
            return await self._documents.send_file(page, how, scope, receive, send)
        listed = [_entry(question) for question in self._questions.values()]
        response = JSONResponse(listed, headers={"vary": "Accept"})
        return await response(scope, receive, send)


def _query(asked: AskedQuestion) -> Response:
    """Give the query itself, to be asked anywhere."""
    text = queries.with_values(asked.question, asked.bindings)
    headers = {"cache-control": replies.REVALIDATE}
    return Response(text, headers=headers, media_type="application/sparql-query; charset=utf-8")


def _wish(asked: AskedQuestion, ending: str, scope: Scope) -> Wish:
    """Wish for the rows as the engine writes them."""
    question = asked.question
    values = [f"{name}={value}" for name, value in asked.bindings.items()]
    media_type = formats.media_type_of(f"{question.name}.{ending}")
    return Wish(
        request=Request(
            query=question.sparql, format=ending, bindings=asked.bindings, gzip=wants_gzip(scope)
        ),
        content_type=formats.content_type(_MEDIA_TYPES.get(ending, media_type)),
        cache_key="\n".join((question.sparql, *values)),
        disposition=f'inline; filename="{question.name}.{ending}"',
    )


def _given(query_string: bytes) -> dict[str, str]:
    """Read the parameters of an address.

    Raises: ParameterError for what is no UTF-8 or given twice.
    """
    try:
        text = query_string.decode("ascii")
        fields = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except ValueError as error:
        raise ParameterError("The parameters cannot be read; give name=value in UTF-8.") from error
    given = dict(fields)
    if len(given) < len(fields):
        raise ParameterError("Give each parameter once.")
    return given


def _choose(question: Question, scope: Scope) -> Response:
    """Lead to the ending that the client likes best, CSV first."""
    table = {"text/csv": "csv"}
    for ending in endings_of(question):
        own = formats.media_type_of(f"{question.name}.{ending}")
        if ending != QUERY:
            table.setdefault(_MEDIA_TYPES.get(ending, own), ending)
    table |= {alias: each.ending for each in formats.RESULT_FORMATS for alias in each.aliases[:1]}
    media_type = formats.choose(Headers(scope=scope).get("accept"), list(table))
    if media_type is None:
        detail = f"This question is answered as {', '.join(table)}."
        return replies.problem(406, "not-acceptable", "No acceptable format", detail)
    parameters = scope["query_string"].decode("latin-1")
    tail = f"?{quote(parameters, safe='=&%+')}" if parameters else ""
    return replies.see_other(f"{question.name}.{table[media_type]}{tail}")


def _entry(question: Question) -> dict[str, object]:
    """Describe a question for programs."""
    entry = {key: value for key, value in asdict(question).items() if key != "sparql"}
    addresses = {ending: f"{question.name}.{ending}" for ending in endings_of(question)}
    return {**entry, "answers": addresses, "sparql": question.sparql}


def _not_found(detail: str) -> Response:
    return replies.problem(404, "not-found", "Nothing is published here", detail)
