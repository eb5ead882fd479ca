"""The list of hubs with their last change, from a date on: ``/feed/hubs.{json,csv}``.

    /feed/hubs.json?modified_since=2026-11-01     also .csv; a day or a moment, UTC

Without parameters the whole list is answered as a file; with it what changed at that moment
or later, hubs that left included. Everything else below ``/feed`` is left to the documents.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from starlette.datastructures import Headers, QueryParams
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from edihkg import formats
from edihkg.errors import ParameterError
from edihkg.feed import write_table
from edihkg.serve import replies
from edihkg.serve.documents import Documents, address_of

PARAMETER = "modified_since"
_LISTS = {"feed/hubs.json": "json", "feed/hubs.csv": "csv"}
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}Z)?")


class Changes:
    """ASGI application for ``/feed``."""

    def __init__(self, documents: Documents) -> None:
        """Filter what the documents have."""
        self._documents = documents

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request.

        Raises: ParameterError when the date is none, or another parameter is given.
        """
        parameters = QueryParams(scope.get("query_string", b""))
        ending = _LISTS.get(address_of(scope))
        entry = self._documents.find("feed/hubs.json")
        wanted = ending and parameters and scope["method"] in ("GET", "HEAD")
        if not wanted or entry is None or ending is None:
            return await self._documents(scope, receive, send)
        since = _since(parameters)
        rows = json.loads(await self._documents.content(entry))
        body = _WRITERS[ending]([row for row in rows if row["modified"] >= since])
        etag = f'"{hashlib.sha256(body).hexdigest()}"'
        headers = {"etag": etag, "cache-control": replies.REVALIDATE}
        if replies.is_current(Headers(scope=scope), etag):
            return await replies.not_modified(etag, headers)(scope, receive, send)
        media_type = formats.content_type(formats.media_type_of(f"x.{ending}"))
        return await Response(body, 200, headers, media_type)(scope, receive, send)


def _since(parameters: QueryParams) -> str:
    """Read the only parameter there is; a misspelt one would give the whole list unseen.

    Raises: ParameterError.
    """
    strange = next((name for name in parameters if name != PARAMETER), None)
    if strange is not None:
        raise ParameterError(f"There is no parameter '{strange[:40]}'; it is {PARAMETER}.")
    return _read(parameters[PARAMETER])


def _read(text: str) -> str:
    """Check a date; moments are written so that texts compare as times.

    Raises: ParameterError.
    """
    if not _MOMENT.fullmatch(text) or not _is_date(text):
        raise ParameterError(
            f"{PARAMETER} is '{text[:40]}', but must be a day or a moment in UTC such as "
            "2026-11-01 or 2026-11-01T00:00:00Z."
        )
    return text


def _is_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _as_json(rows: Sequence[dict[str, Any]]) -> bytes:
    return (json.dumps(rows, indent=1, ensure_ascii=False) + "\n").encode()


def _as_csv(rows: Sequence[dict[str, Any]]) -> bytes:
    return write_table(rows).encode()


_WRITERS = {"json": _as_json, "csv": _as_csv}
