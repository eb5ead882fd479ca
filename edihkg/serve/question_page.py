"""Products of a published question's answer: its page, a spreadsheet, a map layer.

Each has a stable address, ``/q/{name}.{ending}``, and is kept with the release; the page has one
for each language of the release, ``/q/{name}.{language}.html``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlencode

from starlette.responses import Response

from edihkg import formats, queries
from edihkg.errors import ParameterError, QueryError, QueryTooLarge
from edihkg.queries import Codes, Question
from edihkg.serve import replies
from edihkg.serve.answers import Exchange, Wish
from edihkg.serve.made import Made, Maker, Part
from edihkg.serve.pool import Request
from edihkg.serve.query_page import read_table
from edihkg.serve.showing.drawings import locate
from edihkg.serve.showing.fields import make_fields
from edihkg.serve.showing.results import show_results
from edihkg.serve.showing.sheets import MOST_ROWS, write_geojson, write_xlsx
from edihkg.serve.showing.shown import ENGLISH, Spoken
from edihkg.serve.showing.tables import SHOWN_ROWS, Table
from edihkg.serve.showing.templates import Background, Templates
from edihkg.store import Bindings

TEMPLATE = "question.html"
FOLDER = "q"
ROOT = "../"
ENDINGS = ("html", "xlsx", "geojson")
"""What is made of an answer's rows, beside the formats of the engine."""

QUERY = "rq"
"""Ending of the query itself, with the values that were given."""

_ORDER = ("csv", "xlsx", "geojson", "json", "xml", "tsv", "html", "rq")
_LICENCE = "CC BY 4.0. European Commission, EDIH catalogue; Eurostat, NUTS; GeoNames; others."
_TOWNS = "Positions are those of the towns in which hubs have their seat. Towns: GeoNames."


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question with the values that it was given."""

    question: Question
    given: Mapping[str, str]
    bindings: Bindings
    spoken: Spoken = ENGLISH
    """The language of its page."""


def endings_of(question: Question) -> tuple[str, ...]:
    """List the endings under which a question is answered; map layers need positions."""
    engines = [each.ending for each in formats.RESULT_FORMATS]
    own = [each for each in ENDINGS if each != "geojson" or has_positions(question)]
    return tuple(sorted((*engines, *own, QUERY), key=_ORDER.index))


def has_positions(question: Question) -> bool:
    """Tell whether the rows of a question have hubs, whose towns are known, or coordinates."""
    columns = {column.name for column in question.columns}
    asked = {parameter.name for parameter in question.parameters}
    return "hub" in columns or {"latitude", "longitude"} <= columns - asked


class QuestionPage:
    """Makes products of the answers to questions."""

    def __init__(
        self, maker: Maker, templates: Templates, background: Background, *, as_of: str
    ) -> None:
        """Make them with what the release says about the things in them, as of its moment."""
        self._maker = maker
        self._templates = templates
        self._background = background
        self._as_of = as_of

    async def answer(
        self, asked: AskedQuestion, ending: str, codes: Codes, exchange: Exchange
    ) -> None:
        """Answer with a product.

        Raises, before anything is sent: QueryError.
        """
        site = replies.address_of_site(exchange.scope)
        makers: Mapping[str, Callable[[AskedQuestion, Table, Codes], bytes]] = {
            "html": partial(self._make_page, site=site),
            "xlsx": self._make_sheet,
            "geojson": self._make_layer,
        }
        make = makers[ending]
        is_page = ending == "html"

        def make_of(part: Part) -> bytes:
            table = read_table(part, "tsv", most=SHOWN_ROWS if is_page else MOST_ROWS)
            return make(asked, table, codes)

        made = Made(
            wish=_wish(asked, ending),
            lines=(SHOWN_ROWS if is_page else MOST_ROWS) + 1,
            make=make_of,
            variant=f"{ending} {self._page_variant(asked, site) if is_page else self._as_of}",
            is_packed=ending == "xlsx",
        )
        return await self._maker.respond(made, *exchange)

    def refuse(self, asked: AskedQuestion, codes: Codes, error: Exception) -> Response:
        """Show why a question with these values is not answered, beside its form."""
        problem = replies.explain(
            error if isinstance(error, QueryError | ParameterError) else QueryError()
        )
        parameters = asked.question.parameters
        wrong = next((p.name for p in parameters if f"parameter {p.name}" in str(error)), "")
        view = {**self._view(asked, codes), "problem": problem}
        body = self._render(asked, {**view, "fields": self._fields(asked, codes, wrong)})
        headers = {"cache-control": "no-store", "vary": "Accept"}
        if problem.retry_after_s:
            headers["retry-after"] = problem.retry_after_s
        return Response(body, problem.status, headers, formats.content_type(formats.HTML))

    def _make_page(self, asked: AskedQuestion, table: Table, codes: Codes, *, site: str) -> bytes:
        naming = self._background.naming(
            ROOT, id_base=codes.id_base, countries=codes.countries, spoken=asked.spoken
        )
        results = show_results(
            table,
            naming,
            self._background.ground,
            descriptions={column.name: column.description for column in asked.question.columns},
            asked=[parameter.name for parameter in asked.question.parameters],
        )
        return self._render(asked, {**self._view(asked, codes), "results": results, "site": site})

    def _render(self, asked: AskedQuestion, view: Mapping[str, object]) -> bytes:
        path, tail = f"{FOLDER}/{asked.question.name}", _tail(asked)
        address = self._background.address(path, asked.spoken.code, tail, ROOT)
        return self._templates.render(TEMPLATE, address, area="data", view=view)

    def _page_variant(self, asked: AskedQuestion, site: str) -> str:
        languages = ",".join(self._background.languages)
        return f"{self._templates.digest} {site} {asked.spoken.code} of {languages}"

    def _view(self, asked: AskedQuestion, codes: Codes) -> dict[str, object]:
        question, tail = asked.question, _tail(asked)
        return {
            "question": question,
            "fields": self._fields(asked, codes),
            "problem": None,
            "results": None,
            "site": "",
            "tail": tail,
            "downloads": [
                (e, f"{question.name}.{e}{tail}")
                for e in endings_of(question)
                if e not in ("html", QUERY)
            ],
            "sparql": queries.with_values(question, asked.bindings),
        }

    def _fields(self, asked: AskedQuestion, codes: Codes, wrong: str = "") -> object:
        labels = {**self._background.labels, **asked.spoken.labels}
        return make_fields(asked.question, asked.given, codes=codes, labels=labels, wrong=wrong)

    def _make_sheet(self, asked: AskedQuestion, table: Table, codes: Codes) -> bytes:
        _require_whole(table, "xlsx")
        question = asked.question
        about = [
            ("Question", question.title),
            ("What it means", question.description),
            *((f"Asked for: {name}", value) for name, value in asked.given.items()),
            *((column.name, column.description) for column in question.columns),
            ("As of", self._as_of),
            ("Licence and sources", _LICENCE),
        ]
        at = datetime.fromisoformat(self._as_of.replace("Z", "+00:00")).astimezone(UTC)
        return write_xlsx(table, title=question.title, about=about, at=at)

    def _make_layer(self, asked: AskedQuestion, table: Table, codes: Codes) -> bytes:
        _require_whole(table, "geojson")
        about = f"{asked.question.description} {_TOWNS}"
        positions = locate(table, self._background.ground)
        return write_geojson(table, positions, title=asked.question.title, about=about)


def _tail(asked: AskedQuestion) -> str:
    """Write the given values as the end of an address."""
    fields = [(name, value) for name, value in asked.given.items() if value.strip()]
    return f"?{urlencode(fields)}" if fields else ""


def _wish(asked: AskedQuestion, ending: str) -> Wish:
    values = [f"{name}={value}" for name, value in asked.bindings.items()]
    given = [f"{name}={value}" for name, value in sorted(asked.given.items())]
    question = asked.question
    return Wish(
        request=Request(query=question.sparql, format="tsv", bindings=asked.bindings),
        content_type=formats.content_type(formats.media_type_of(f"{question.name}.{ending}")),
        cache_key="\n".join((repr(question), *values, "given", *given)),
        disposition="" if ending == "html" else f'inline; filename="{question.name}.{ending}"',
    )


def _require_whole(table: Table, ending: str) -> None:
    """Refuse to call the beginning of an answer the whole.

    Raises: QueryTooLarge.
    """
    if not table.is_whole:
        raise QueryTooLarge(
            f"The answer has more than {MOST_ROWS:,} rows, too many for {ending}; take it as csv."
        )
