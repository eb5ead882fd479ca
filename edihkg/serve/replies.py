"""Say things over HTTP that every route says: problems, redirects, not modified, headers.

A problem is ``application/problem+json`` with a stable ``code``, so that programs need not
read sentences. No path or address of the host ever appears in one.
Source: RFC 9457 (problems), RFC 9110 §13 (conditional requests), Fetch (CORS).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from edihkg import formats
from edihkg.errors import (
    EdihkgError,
    ParameterError,
    QueryBusy,
    QueryError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    ReleaseGone,
    StoreError,
)
from edihkg.serve.waiting import TooManyQueries

COMMON_HEADERS = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Retry-After, Content-Range, Edihkg-Release"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (
        b"content-security-policy",
        b"default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        b"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
    ),
)
IMMUTABLE = "public, max-age=31536000, immutable"
"""``Cache-Control`` of what never changes."""
REVALIDATE = "public, no-cache"
"""``Cache-Control`` of what may be kept if it is asked about before each use."""

_PROBLEMS: Mapping[type[EdihkgError], tuple[int, str, str]] = {
    QuerySyntaxError: (400, "query-syntax", "The query cannot be read"),
    ParameterError: (400, "parameter", "A parameter cannot be used"),
    QueryRefused: (403, "query-refused", "The query asks for what is never done here"),
    QueryTooLarge: (413, "query-too-large", "The query needs or gives too much"),
    QueryTimeout: (503, "query-timeout", "The query took too long"),
    TooManyQueries: (429, "too-many-queries", "Too many queries at once"),
    QueryBusy: (503, "busy", "All workers are busy"),
    QueryError: (500, "query-failed", "The query could not be answered"),
    StoreError: (500, "store", "The store could not be read"),
    ReleaseGone: (503, "release-gone", "The release has just been removed"),
}
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::[0-9]{1,5})?")
_RETRY_AFTER_S: Mapping[type[EdihkgError], str] = {
    QueryBusy: "5",
    TooManyQueries: "2",
    QueryTimeout: "60",
    ReleaseGone: "2",
}


def problem(
    status: int, code: str, title: str, detail: str, *, headers: Mapping[str, str] | None = None
) -> Response:
    """Describe a failure; ``detail`` says what, where and what to do."""
    body = {"type": "about:blank", "title": title, "status": status, "code": code, "detail": detail}
    return Response(
        json.dumps(body, ensure_ascii=False).encode(),
        status,
        {"cache-control": "no-store", **(headers or {})},
        "application/problem+json",
    )


@dataclass(frozen=True, slots=True)
class Problem:
    """A failure, before it is written as JSON or as a page."""

    status: int
    code: str
    title: str
    detail: str
    retry_after_s: str = ""


def explain(error: EdihkgError) -> Problem:
    """Say what one of our own failures of answering means to the client."""
    for kind in type(error).__mro__:
        if kind in _PROBLEMS:
            return Problem(*_PROBLEMS[kind], str(error), _RETRY_AFTER_S.get(kind, ""))
    return Problem(500, "failed", "The request could not be answered", "See the server's log.")


def problem_of(error: EdihkgError) -> Response:
    """Describe one of our own failures of answering."""
    found = explain(error)
    headers = {"retry-after": found.retry_after_s} if found.retry_after_s else None
    return problem(found.status, found.code, found.title, found.detail, headers=headers)


def not_found(path: str) -> Response:
    """Say that nothing is published at a path."""
    return missing(f"There is no '{path}'.")


def missing(detail: str) -> Response:
    """Say why nothing is published at a path."""
    return problem(404, "not-found", "Nothing is published here", detail)


def gone(detail: str, why: str) -> Response:
    """Say that what was published at a path has left, and where the reason is."""
    headers = {"link": f'<{why}>; rel="describedby"'}
    return problem(410, "gone", "This is published no more", detail, headers=headers)


def method_not_allowed(allowed: str) -> Response:
    """Refuse a method, naming those that work."""
    return problem(
        405,
        "method",
        "The method is not allowed here",
        f"Use one of {allowed}.",
        headers={"allow": allowed},
    )


def preflight(allowed: str) -> Response:
    """Answer OPTIONS, also for browsers that ask before they send a query."""
    return Response(
        status_code=204,
        headers={
            "allow": allowed,
            "access-control-allow-methods": allowed,
            "access-control-allow-headers": "Accept, Content-Type, If-None-Match, Range",
            "access-control-max-age": "86400",
        },
    )


def see_other(location: str, *, vary: str = "Accept") -> Response:
    """Redirect by 303 to a relative address."""
    headers = {"location": location, "cache-control": REVALIDATE}
    return Response(status_code=303, headers={**headers, "vary": vary} if vary else headers)


def not_modified(etag: str, headers: Mapping[str, str]) -> Response:
    """Say that what the client has is still right."""
    return Response(status_code=304, headers={**headers, "etag": etag})


def wants_page(scope: Scope) -> bool:
    """Tell whether a client likes a page better than data, as browsers do."""
    accept = Headers(scope=scope).get("accept")
    return formats.choose(accept, ["application/problem+json", formats.HTML]) == formats.HTML


def address_of_site(scope: Scope) -> str:
    """Give the address under which a client reached the site; empty if that is not certain."""
    host = Headers(scope=scope).get("host", "")
    if not _HOST.fullmatch(host):
        return ""
    return f"{scope.get('scheme', 'http')}://{host}{scope.get('root_path', '')}/"


def is_current(headers: Headers, etag: str) -> bool:
    """Tell whether ``If-None-Match`` names the entity tag."""
    given = headers.get("if-none-match", "")
    return any(each.strip().removeprefix("W/") == etag for each in given.split(","))
