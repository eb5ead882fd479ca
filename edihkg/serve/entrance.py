"""Where every request comes in: it gets its release, its route, the common headers, a count.

A plain ASGI application in front of the framework, since most requests need no more. The
first segment of the path decides: applications of the release (``serving``), the few routes
of the framework, and files for all the rest.
"""

import ipaddress
import time
from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from edihkg.errors import EdihkgError
from edihkg.serve import replies
from edihkg.serve.answers import BEGUN, Begun, break_off
from edihkg.serve.cache import Field
from edihkg.serve.moving import Mover
from edihkg.serve.observing import CONTENT_TYPE, Done, Observer
from edihkg.serve.serving import Serving

SERVING = "edihkg.serving"
"""Key of the ``Serving`` in a scope's ``state``."""
WHOLE = "edihkg.whole"
"""ASGI extension of the connections: ``send`` sends status, headers and body at once, or not;
``key`` names the request if its answer may be kept."""

_NEVER_KEPT = ("release",)
"""Routes whose answers depend on more: older releases are removed."""
_METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH")
_CLIENT = b"x-forwarded-for"
_FORWARDED = {b"forwarded", _CLIENT, b"x-forwarded-host", b"x-real-ip", b"via"}


class Entrance:
    """The whole server as one ASGI application."""

    def __init__(
        self,
        mover: Mover,
        framework: ASGIApp,
        own: Mapping[str, str],
        observer: Observer,
        *,
        trusts_proxies: bool,
    ) -> None:
        """Answer from the mover's release; the framework has the paths of ``own``."""
        self._trusts_proxies = trusts_proxies
        self.mover = mover
        self._framework = framework
        self._own = own
        self.observer = observer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, from beginning to end from one release."""
        if scope["type"] != "http":
            return await self._framework(scope, receive, send)
        if not self._trusts_proxies and any(name == _CLIENT for name, _ in scope["headers"]):
            self.observer.tell_proxy()
        started = time.perf_counter()
        state = scope.setdefault("state", {})
        begun: Begun | None = state.get(BEGUN)
        serving: Serving = state.setdefault(SERVING, self.mover.current)
        first = scope["path"].removeprefix(scope.get("root_path", "")).split("/", 2)[1:2]
        route, application = self._route(first[0] if first else "", serving)
        told = _Told(send, scope, serving, route)
        if begun is None:
            serving.begin()
        else:
            started = begun.started
        try:
            await _answer(application, scope, receive, told)
        finally:
            if begun is not None:
                begun.close()
            serving.end()
            self.observer.note(
                Done(
                    route,
                    scope["method"] if scope["method"] in _METHODS else "other",
                    told.status,
                    time.perf_counter() - started,
                    told.size,
                    serving.release.manifest.release_id,
                )
            )

    def _route(self, first: str, serving: Serving) -> tuple[str, ASGIApp]:
        if first in serving.routes:
            return first, serving.routes[first]
        if first == "metrics":
            return first, self._show_metrics
        if first in self._own:
            return self._own[first], _answers_head(self._framework)
        return ("dumps" if first == "dumps" else "files"), serving.documents

    async def _show_metrics(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Show numbers to this machine only."""
        if not _is_local(scope):
            return await replies.not_found("/metrics")(scope, receive, send)
        headers = [(b"content-type", CONTENT_TYPE.encode()), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        body = b"" if scope["method"] == "HEAD" else self.observer.render()
        return await send({"type": "http.response.body", "body": body})


class _Told:
    """What was sent of an answer; adds the headers that every answer carries.

    The head is held until the first of the body is there, so that a whole answer goes out in
    one piece where the connection can do that.
    """

    def __init__(self, send: Send, scope: Scope, serving: Serving, route: str) -> None:
        self.status = 0
        self.size = 0
        self._send = send
        self._whole = scope.get("extensions", {}).get(WHOLE)
        self._serving = serving
        self._route = route
        self._head: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message.get("headers", ()), *self._serving.fields]
            self._head = message
            return
        body = message.get("body", b"")
        self.size += len(body)
        head, self._head = self._head, None
        if head is not None and not self._sends_at_once(head, message, body):
            await self._send(head)
        elif head is not None:
            return
        await self._send(message)

    def _sends_at_once(self, head: Message, message: Message, body: bytes) -> bool:
        """Send all in one piece, if this is all and the connection can."""
        if self._whole is None or message.get("more_body", False):
            return False
        sizes = [int(value) for name, value in head["headers"] if name == b"content-length"]
        bodiless = head["status"] in (204, 304)
        if not bodiless and (not sizes or (body and sizes != [len(body)])):
            return False
        if not self._whole["send"](head["status"], head["headers"], body):
            return False
        if head["status"] == 200 and self._route not in _NEVER_KEPT:
            self._keep(head["headers"], body)
        return True

    def _keep(self, headers: list[Field], body: bytes) -> None:
        """Keep an answer that depends on the release and the request only."""
        key = self._whole["key"] if self._whole else None
        if key is not None and any(name == b"etag" for name, _ in headers):
            self._serving.kept.put(key, headers, body, self._route)


async def _answer(application: ASGIApp, scope: Scope, receive: Receive, told: _Told) -> None:
    """Let an application answer; our own failures become problems."""
    try:
        await application(scope, receive, told)
    except EdihkgError as error:
        if told.status:
            return break_off(scope)
        return await replies.problem_of(error)(scope, receive, told)


def _answers_head(application: ASGIApp) -> ASGIApp:
    """Answer HEAD as GET; the connection leaves the body out."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        await application({**scope, "method": method}, receive, send)

    return answer


def _is_local(scope: Scope) -> bool:
    """Tell whether a request comes from this machine and not through a proxy on it."""
    client = scope.get("client")
    if client is None or any(name in _FORWARDED for name, _ in scope["headers"]):
        return False
    try:
        return ipaddress.ip_address(client[0]).is_loopback
    except ValueError:
        return False
