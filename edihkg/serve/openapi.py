"""Describe the server for programs: what ``/openapi.json`` says, made of the tables that serve.

Every path, parameter, format and status that a client may meet is here; tools that make requests
from it find no answer that it does not announce.
Source: OpenAPI 3.1.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from edihkg import __version__, formats
from edihkg.queries import Parameter, Question
from edihkg.serve.question_page import endings_of

Description = dict[str, Any]

_TEXT: Description = {"schema": {"type": "string"}}
_OBJECT: Description = {"schema": {"type": "object"}}
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_STATUSES: Mapping[int, str] = {
    400: "The request cannot be understood; the detail says where and why",
    403: "An update, or SERVICE, which are never done here",
    404: "Nothing is published at this address",
    405: "The method is not allowed here",
    410: "It was published here, and is no longer",
    406: "No format that the client accepts",
    408: "The request did not arrive in time",
    413: "The request or its answer is too large",
    414: "The address is too long",
    415: "A body of an unknown kind",
    429: "Too many queries of this client at once",
    431: "Header fields are too large",
    500: "The query could not be answered",
    503: "No worker became free, or the query took too long; see Retry-After",
}
_QUERY_STATUSES = (400, 403, 406, 408, 413, 414, 429, 431, 500, 503)
_PATTERNS = {
    "integer": "^[+-]?[0-9]{1,18}$",
    "country": "^[A-Za-z]{2}$",
    "date": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
}


def describe(questions: Iterable[Question], others: Mapping[str, Any]) -> Description:
    """Write the description; ``others`` are paths that are described elsewhere."""
    listed = list(questions)
    paths: Description = {
        **others,
        "/sparql": {"get": _sparql_get(), "post": _sparql_post()},
        "/q/": {"get": _list_of_questions()},
        "/.well-known/void": {"get": _statistics()},
        "/id/{kind}/{slug}": {"get": _thing()},
        "/graph/{name}": {"get": _graph()},
        "/release/{release}/{path}": {"get": _older()},
    }
    for question in listed:
        paths[f"/q/{question.name}"] = {"get": _choice(question)}
        paths[f"/q/{question.name}.{{ending}}"] = {"get": _answer(question)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "edihkg",
            "summary": "Knowledge graph of Europe's digital innovation hubs",
            "version": __version__,
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "paths": paths,
        "components": {"schemas": {"Problem": _problem()}},
    }


def _sparql_get() -> Description:
    every = (*formats.RESULT_FORMATS, *formats.RDF_FORMATS, formats.PAGE_FORMAT)
    names = sorted({each.ending for each in every})
    return {
        "operationId": "query",
        "summary": "Ask by the SPARQL 1.1 Protocol; without a query, a page or the description",
        "parameters": [
            _parameter("query", {"type": "string"}, "SELECT, ASK, CONSTRUCT or DESCRIBE"),
            _parameter("default-graph-uri", _IRIS, "Graphs whose union is the default graph"),
            _parameter("named-graph-uri", _IRIS, "Graphs that GRAPH can reach"),
            _parameter("format", {"type": "string", "enum": names}, "Instead of Accept"),
        ],
        "responses": _responses(_query_content(), _QUERY_STATUSES),
    }


def _sparql_post() -> Description:
    fields = {
        "type": "object",
        "required": ["query"],
        "properties": {"query": {"type": "string"}, "default-graph-uri": _IRIS},
    }
    bodies = {
        "application/sparql-query": _TEXT,
        "application/x-www-form-urlencoded": {"schema": fields},
    }
    return {
        "operationId": "queryByPost",
        "summary": "Ask by the SPARQL 1.1 Protocol with the query in the body",
        "requestBody": {"required": True, "content": bodies},
        "responses": _responses(_query_content(), (*_QUERY_STATUSES, 415)),
    }


def _list_of_questions() -> Description:
    entry = {
        "type": "object",
        "required": ["name", "title", "description", "parameters", "columns", "answers", "sparql"],
    }
    content = {
        "application/json": {"schema": {"type": "array", "items": entry}},
        formats.HTML: _TEXT,
    }
    return {
        "operationId": "listQuestions",
        "summary": "The published questions with their parameters and columns",
        "responses": _responses(content, (414, 431)),
    }


def _choice(question: Question) -> Description:
    return {
        **_see_other(f"{question.title}: to the format that Accept asks for", 406),
        "operationId": f"{question.name}.choose",
    }


def _answer(question: Question) -> Description:
    endings = endings_of(question)
    content = {}
    for ending in endings:
        found = next((e for e in formats.RESULT_FORMATS if e.ending == ending), None)
        media_type = found.media_type if found else formats.media_type_of(f"x.{ending}")
        content[media_type] = _OBJECT if ending in ("json", "geojson") else {}
    known = {"type": "string", "enum": list(endings)}
    return {
        "operationId": f"{question.name}.answer",
        "summary": question.title,
        "description": question.description,
        "parameters": [
            {"name": "ending", "in": "path", "required": True, "schema": known},
            *(_field(each) for each in question.parameters),
        ],
        "responses": _responses(content, (400, 404, 408, 413, 414, 429, 431, 500, 503)),
    }


def _field(parameter: Parameter) -> Description:
    schema: Description = {"type": "string"}
    if parameter.kind in _PATTERNS:
        schema["pattern"] = _PATTERNS[parameter.kind]
    if parameter.default:
        schema["default"] = parameter.default
    return _parameter(parameter.name, schema, parameter.description)


def _thing() -> Description:
    kinds = {"type": "string", "enum": ["hub", "organisation", "facility", "grant", "call"]}
    return {
        **_see_other("One thing: to the document that Accept asks for", 406),
        "operationId": "getThing",
        "parameters": [
            {"name": "kind", "in": "path", "required": True, "schema": kinds},
            {"name": "slug", "in": "path", "required": True, "schema": _SLUG},
        ],
    }


def _graph() -> Description:
    return {
        **_see_other("A named graph: to the query that gives its statements", 410, 429, 503),
        "operationId": "getGraph",
        "parameters": [{"name": "name", "in": "path", "required": True, "schema": _SLUG}],
    }


def _statistics() -> Description:
    return {
        **_see_other("Statistics of the dataset as VoID", 406),
        "operationId": "getStatistics",
    }


def _older() -> Description:
    names = ("release", "path")
    return {
        "operationId": "getOlder",
        "summary": "Manifest, report and dumps of a release, also of an older one",
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in names
        ],
        "responses": _responses({}, (404, 410, 414, 431)),
    }


def _see_other(summary: str, *more: int) -> Description:
    responses = _responses({}, (404, 414, 431, *more))
    del responses["200"], responses["304"]
    return {"summary": summary, "responses": {"303": {"description": "See Location"}, **responses}}


def _query_content() -> Description:
    every = (*formats.RESULT_FORMATS, *formats.RDF_FORMATS)
    types = [formats.HTML, *(t for each in every for t in (each.media_type, *each.aliases))]
    return {media_type: {} for media_type in types}


def _responses(content: Description, statuses: Sequence[int]) -> Description:
    found: Description = {
        "200": {"description": "The answer", "content": content},
        "304": {"description": "What the client has is still right"},
    }
    for status in statuses:
        problem = {"application/problem+json": {"schema": _PROBLEM}, formats.HTML: {}}
        found[str(status)] = {"description": _STATUSES[status], "content": problem}
    return found


def _parameter(name: str, schema: Description, text: str) -> Description:
    return {"name": name, "in": "query", "description": text, "schema": schema}


def _problem() -> Description:
    text = {"type": "string"}
    return {
        "type": "object",
        "description": "RFC 9457; code is stable, detail is for people",
        "required": ["type", "title", "status", "code", "detail"],
        "properties": {
            **dict.fromkeys(("type", "title", "code", "detail"), text),
            "status": {"type": "integer"},
        },
    }


_IRIS: Description = {"type": "array", "items": {"type": "string", "format": "iri"}}
_SLUG: Description = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
