"""Check submissions over HTTP: ``/validate``.

    GET   the form; with ``?example=1`` an example stands in it, with ``?hub=SLUG`` what is
          published of that hub
    POST  one document or table in any format, or the form's multipart/form-data; the answer
          is what ``Accept`` or ``?format=`` asks for: JSON, SARIF, Turtle, HTML, text

The server never looks into what is sent. A process of its own does, without network, unable
to write files, limited in memory and killed at the deadline (``Referees``); which program that
is, the command line says. Nothing is kept, and each client may ask so many times a minute.
"""

import asyncio
import html
import json
import re
import struct
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from edihkg import formats
from edihkg.errors import StoreError
from edihkg.serve import replies
from edihkg.serve.answers import client_of
from edihkg.serve.documents import address_of
from edihkg.serve.process import Worker
from edihkg.serve.receiving import read_body
from edihkg.serve.starting import start_program
from edihkg.serve.waiting import TooManyQueries, Turnstile

PATH = "validate"
METHODS = "GET, HEAD, POST, OPTIONS"
FORMATS: Mapping[str, str] = {
    "application/json": "json",
    "application/sarif+json": "sarif",
    "text/turtle": "turtle",
    formats.HTML: "html",
    "text/plain": "text",
}
"""Formats of the answer by media type, in order of preference."""

FORM = "form"
_LENGTH = struct.Struct("!I")
_MINUTE_S = 60.0
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,199}")
_MOST_CLIENTS = 10_000
_WAITING = 8
_MOST_FORMS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one validation, and one client, may cost."""

    body_bytes: int = 4 << 20
    deadline_s: float = 30.0
    memory_bytes: int = 2 << 30
    """Address space of the process."""
    a_minute: int = 30
    """Validations of one client in a minute."""


class _ProblemError(Exception):
    """A request that gets no report; carries the answer."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


class Referees:
    """The process that checks, started when it is first needed; one request at a time."""

    def __init__(self, program: Sequence[str], store: Path, limits: Limits) -> None:
        """Run ``program`` in processes that may read the release's store."""
        self._program = program
        self._store = store
        self._limits = limits
        self._worker: Worker | None = None
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def ask(self, head: Mapping[str, str], body: bytes) -> tuple[dict[str, str], bytes]:
        """Let the process answer.

        Raises: _ProblemError when it is busy or takes too long; StoreError.
        """
        async with self._place():
            worker = await self._ready()
            try:
                async with asyncio.timeout(self._limits.deadline_s):
                    return await _exchange(worker, head, body)
            except TimeoutError:
                await self.close()
                seconds = f"{self._limits.deadline_s:g}"
                detail = (
                    f"Checking took longer than {seconds} s and was stopped; send less at once, "
                    "or check it on your own computer with edihkg validate."
                )
                raise _problem(503, "validation-timeout", "It took too long", detail) from None
            except EOFError:
                await self.close()
                detail = (
                    "The process that checked this has ended; send less at once, or check it on "
                    "your own computer with edihkg validate."
                )
                raise _problem(500, "validation-failed", "It was not checked", detail) from None
            except asyncio.CancelledError:
                await asyncio.shield(self.close())
                raise

    async def warm(self) -> None:
        """Start the process before anybody asks; a failure is told to whoever does ask."""
        with suppress(StoreError):
            async with self._turn:
                await self._ready()

    async def close(self) -> None:
        """End the process, if there is one."""
        worker, self._worker = self._worker, None
        if worker is not None:
            await worker.end()

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        if self._waiting >= _WAITING:
            detail = "Too many submissions are being checked; try again in a moment."
            raise _problem(503, "busy", "All are busy", detail, retry_after_s=5)
        self._waiting += 1
        try:
            async with self._turn:
                yield
        finally:
            self._waiting -= 1

    async def _ready(self) -> Worker:
        """Give the process, started anew if it has ended.

        Raises: StoreError.
        """
        if self._worker is None or not self._worker.alive:
            await self.close()
            self._worker = await start_program(
                self._program, self._store, self._limits.memory_bytes
            )
        return self._worker


async def _exchange(
    worker: Worker, head: Mapping[str, str], body: bytes
) -> tuple[dict[str, str], bytes]:
    encoded = json.dumps(dict(head)).encode()
    worker.send([_LENGTH.pack(len(encoded)) + encoded + body])
    _, payload = await worker.receive()
    (length,) = _LENGTH.unpack_from(payload)
    start = _LENGTH.size + length
    return json.loads(payload[_LENGTH.size : start]), payload[start:]


class Rate:
    """How often each client has asked within the last minute."""

    def __init__(self, a_minute: int) -> None:
        """Allow each client so many times."""
        self._a_minute = a_minute
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def wait_s(self, client: str, now: float) -> float:
        """Count a request; more than 0 when it comes too early, by so many seconds."""
        times = self._times.setdefault(client, deque())
        self._times.move_to_end(client)
        while times and now - times[0] >= _MINUTE_S:
            times.popleft()
        if len(times) >= self._a_minute:
            return times[0] + _MINUTE_S - now
        times.append(now)
        while len(self._times) > _MOST_CLIENTS:
            self._times.popitem(last=False)
        return 0.0


class Validating:
    """ASGI application for ``/validate``."""

    def __init__(
        self,
        referees: Referees,
        *,
        id_base: str,
        limits: Limits,
        rate: Rate,
        turnstile: Turnstile,
    ) -> None:
        """Answer through the processes of ``referees``."""
        self._referees = referees
        self._id_base = id_base
        self._limits = limits
        self._rate = rate
        self._turnstile = turnstile
        self._forms: dict[tuple[str, str], bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            response = await self._respond(scope, receive)
        except ClientDisconnect:
            return None
        except _ProblemError as problem:
            response = _shown(problem.response, scope)
        return await response(scope, receive, send)

    async def _respond(self, scope: Scope, receive: Receive) -> Response:
        """Make the answer.

        Raises: _ProblemError, ClientDisconnect.
        """
        if address_of(scope) != PATH:
            return replies.not_found(f"/{address_of(scope)}")
        method = scope["method"]
        if method == "OPTIONS":
            return replies.preflight(METHODS)
        if method not in METHODS.split(", "):
            return replies.method_not_allowed(METHODS)
        fields = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=20)
        language = fields.get("language", [""])[-1]
        head = {"id_base": self._id_base, "root": "", "language": language}
        hub = fields.get("hub", [""])[-1]
        if method != "POST" and _SLUG.fullmatch(hub):
            _, filled = await self._ask({**head, "format": FORM, "hub": hub}, b"", scope)
            return _answer(filled, formats.HTML)
        if method != "POST":
            return _answer(await self._form(head, example="example" in fields), formats.HTML)
        media_type = _choose(fields.get("format", [""])[-1], Headers(scope=scope).get("accept"))
        body = await self._body(scope, receive)
        content_type = Headers(scope=scope).get("content-type", "")
        asked = {**head, "content_type": content_type, "format": FORMATS[media_type]}
        told, answer = await self._ask(asked, body, scope)
        if told["status"] != "200":
            raise _problem(int(told["status"]), told["code"], "Nothing to check", told["detail"])
        return _answer(answer, media_type)

    async def _form(self, head: Mapping[str, str], *, example: bool) -> bytes:
        """Give the form, which is made once."""
        asked = {**head, "format": FORM, "example": "1" if example else ""}
        form = self._forms.get((asked["language"], asked["example"]))
        if form is None:
            _, form = await self._referees.ask(asked, b"")
            if len(self._forms) < _MOST_FORMS:
                self._forms[asked["language"], asked["example"]] = form
        return form

    async def _ask(
        self, head: Mapping[str, str], body: bytes, scope: Scope
    ) -> tuple[dict[str, str], bytes]:
        client = client_of(scope)
        wait_s = self._rate.wait_s(client, asyncio.get_running_loop().time())
        if wait_s:
            detail = f"There are {self._limits.a_minute} checks a minute for each address."
            raise _problem(
                429, "too-many-validations", "Too many checks", detail, retry_after_s=wait_s
            )
        try:
            with self._turnstile.enter(client):
                return await self._referees.ask(head, body)
        except (TooManyQueries, StoreError) as error:
            raise _ProblemError(replies.problem_of(error)) from error

    async def _body(self, scope: Scope, receive: Receive) -> bytes:
        """Read the body while it is not too large.

        Raises: _ProblemError, ClientDisconnect.
        """
        most, headers = self._limits.body_bytes, Headers(scope=scope)
        if headers.get("content-encoding", "identity") not in ("identity", "gzip"):
            detail = "Send it as it is, or packed with gzip."
            raise _problem(415, "content-encoding", "Unknown coding", detail)
        body = await read_body(headers, receive, most_bytes=most)
        if body is None:
            detail = f"A submission may have {most:,} bytes; give each hub its own file."
            raise _problem(413, "request-too-large", "The request is too large", detail)
        return body


def _choose(wanted: str, accept: str | None) -> str:
    """Choose the media type of the answer.

    Raises: _ProblemError 400 or 406 that names what there is.
    """
    if wanted:
        found = next((each for each, name in FORMATS.items() if name == wanted), None)
        if found is None:
            detail = f"Answers come as {', '.join(FORMATS.values())}."
            raise _problem(400, "format", "The format is unknown", detail)
        return found
    media_type = formats.choose(accept, list(FORMATS))
    if media_type is None:
        detail = f"Answers come as {', '.join(FORMATS)}."
        raise _problem(406, "not-acceptable", "No acceptable format", detail)
    return media_type


def _answer(content: bytes, media_type: str) -> Response:
    headers = {"cache-control": "no-store", "vary": "Accept"}
    return Response(content, 200, headers, formats.content_type(media_type))


def _problem(
    status: int, code: str, title: str, detail: str, *, retry_after_s: float = 0.0
) -> _ProblemError:
    headers = {"retry-after": str(int(retry_after_s) + 1)} if retry_after_s else None
    return _ProblemError(replies.problem(status, code, title, detail, headers=headers))


def _shown(response: Response, scope: Scope) -> Response:
    """Show a problem to whoever came with a browser as a small page that leads back."""
    accept = Headers(scope=scope).get("accept")
    if formats.choose(accept, ["application/problem+json", formats.HTML]) != formats.HTML:
        return response
    problem = json.loads(bytes(response.body))
    title, detail = html.escape(problem["title"]), html.escape(problem["detail"])
    page = (
        f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="static/style.css">'
        f'<main class="wrap"><h1>{title}</h1><p>{detail}</p>'
        f'<p><a href="{PATH}">Back to the form</a></p></main></html>'
    )
    kept = {name: value for name, value in response.headers.items() if name == "retry-after"}
    headers = {"cache-control": "no-store", **kept}
    return Response(page, response.status_code, headers, f"{formats.HTML}; charset=utf-8")
