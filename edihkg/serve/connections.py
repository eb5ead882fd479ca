"""Guard connections against clients that are slow, silent or send without end.

uvicorn bounds only the rest between two requests. Here a connection also has a time in which
a request must have arrived whole, a largest head, and a time in which it must take some of an
answer; ``guard`` counts connections. What is served is no matter of this module, but before a
request goes to the application it is offered to the short ways (``short``).
Source: RFC 9110 §15.5.9 (408), §15.5.15 (414), RFC 6585 §5 (431).
"""

import asyncio
import re
from collections.abc import Sequence
from functools import partial
from typing import cast

from starlette.responses import Response
from starlette.types import Scope
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from edihkg.serve import replies
from edihkg.serve.answers import BREAK_OFF
from edihkg.serve.cache import Field, Key, Whole
from edihkg.serve.entrance import WHOLE
from edihkg.serve.guard import Guard
from edihkg.serve.short import ShortWays, key_of

_UPGRADE = re.compile(rb"(\r\n)Upgrade:(?=[ \t]*h2c)", re.IGNORECASE)
PROGRESS_BYTES = 16 << 10
_COPIED_BYTES = 16 << 10
"""Up to here, copying a body behind its head costs less than sending them as two."""
_REFUSALS = {
    400: ("request", "The request is no HTTP", "The request cannot be read as HTTP/1.1."),
    408: ("request-timeout", "The request came too slowly", "Send a request in one go."),
    414: ("url-too-long", "The address is too long", "Send long queries by POST."),
    431: ("headers-too-large", "The header fields are too large", "Send fewer or shorter ones."),
    503: ("connections", "Too many connections are open", "Try again in a moment."),
}


class RefusedError(Exception):
    """The head of a request is larger than allowed; makes the parser stop."""


class GuardedProtocol(HttpToolsProtocol):
    """One connection of uvicorn's, with the guard's bounds."""

    guard: Guard
    short: ShortWays
    _kept: Whole | None = None
    _receiving = False
    _in_head = True
    _head_bytes = 0
    _refusal = 400
    _resumed = False
    _arrival: asyncio.TimerHandle | None = None
    _taking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Admit the client or tell it that there is no room."""
        super().connection_made(transport)
        if self.guard.admit(self):
            self._expect_request()
        else:
            self._refuse(503)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection and its timers."""
        self.guard.forget(self)
        self._stop_waiting()
        if self._taking is not None:
            self._taking.cancel()
            self._taking = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read what came; a request that is not whole yet has a time to become so."""
        if self._in_head:
            self._head_bytes += len(data)
            data = _without_upgrade(data)
        super().data_received(data)
        limits = self.guard.limits
        if self._in_head and self._head_bytes > limits.url_bytes + limits.header_bytes:
            self._refuse(431)
        elif self._receiving or not (self._is_answering() or self.timeout_keep_alive_task):
            self._expect_request()
        else:
            self._stop_waiting()

    def on_message_begin(self) -> None:
        """Begin to count a head."""
        self._receiving = self._in_head = True
        self._head_bytes = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Check the head before anything is done with it; a kept answer needs no more.

        Raises: RefusedError, which the parser turns into ``send_400_response``.
        """
        self._check_head()
        self._in_head = False
        key = self._key()
        if key is not None and not self._is_answering() and not self.flow.write_paused:
            self._kept = self.short.find(key)
            if self._kept is not None:
                return
        self.scope["extensions"] = {
            BREAK_OFF: {"close": self._break_off},
            WHOLE: {"key": key},
        }
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Note that the request is whole."""
        self._receiving = False
        self._in_head = True
        if self._kept is not None:
            return self._send_kept(self._kept)
        self.guard.work(self)
        return super().on_message_complete()

    def on_response_complete(self) -> None:
        """Note that the connection rests, and see that the rest of the answer is taken."""
        super().on_response_complete()
        if not self._is_answering():
            self.guard.rest(self)
        if self.transport.get_write_buffer_size():
            self._watch_taking()

    def pause_writing(self) -> None:
        """Note that the client takes less than it is given."""
        super().pause_writing()
        self.guard.stall(self)
        self._watch_taking()

    def resume_writing(self) -> None:
        """Note that the client has taken most of it."""
        super().resume_writing()
        self._resumed = True
        self.guard.work(self)
        if not self._is_answering():
            self.guard.rest(self)

    def send_400_response(self, msg: str) -> None:
        """Say as a problem why a request cannot be read; called by uvicorn."""
        self._refuse(self._refusal)

    def abort(self) -> None:
        """End at once, to make room."""
        self.transport.abort()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """Try the short way before the usual one; called by uvicorn for each request in turn."""
        whole = cycle.scope["extensions"][WHOLE]
        whole["send"] = partial(_send_whole, cycle)
        usual = partial(super()._start_asgi_task, cycle, app)
        if whole["key"] is None or not self.short.begin(cast(Scope, cycle.scope), usual):
            usual()

    def _check_head(self) -> None:
        """Compare the head with the limits.

        Raises: RefusedError.
        """
        size = sum([len(name) + len(value) for name, value in self.headers]) + 4 * len(self.headers)
        if len(self.url) > self.guard.limits.url_bytes:
            self._refusal = 414
        elif size > self.guard.limits.header_bytes:
            self._refusal = 431
        if self._refusal != 400:
            raise RefusedError

    def _key(self) -> Key | None:
        """Name what the answer depends on; None if the request is not a plain GET."""
        parser = self.parser
        if (
            parser.get_method() != b"GET"
            or parser.get_http_version() != "1.1"
            or not parser.should_keep_alive()
            or parser.should_upgrade()
        ):
            return None
        return key_of(self.url, self.headers)

    def _send_kept(self, kept: Whole) -> None:
        """Answer without the application."""
        self._kept = None
        fields = self.guard.opening(self.server_state.default_headers)
        _write(self.transport, STATUS_LINE[200] + fields + kept.head, kept.body)
        self.guard.stir(self)
        self.short.note(kept)
        super().on_response_complete()
        if self.transport.get_write_buffer_size():
            self._watch_taking()

    def _break_off(self) -> None:
        """Close in the middle of an answer."""
        self.cycle.disconnected = True
        self.transport.close()

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _expect_request(self) -> None:
        if self._arrival is None and not self.transport.is_closing():
            timeout_s = self.guard.limits.request_timeout_s
            self._arrival = self.loop.call_later(timeout_s, self._give_up)

    def _stop_waiting(self) -> None:
        if self._arrival is not None:
            self._arrival.cancel()
            self._arrival = None

    def _give_up(self) -> None:
        """End a request that did not arrive in time; silence is answered with silence."""
        self._arrival = None
        if self._receiving:
            self._refuse(408)
        else:
            self.transport.close()

    def _refuse(self, status: int) -> None:
        """Answer in the application's place and close; never into another answer."""
        self._stop_waiting()
        if self.transport.is_closing():
            return
        if not (self._is_answering() and (self._in_head or self.cycle.response_started)):
            code, title, detail = _REFUSALS[status]
            headers = {"connection": "close", **({"retry-after": "5"} if status == 503 else {})}
            response = replies.problem(status, code, title, detail, headers=headers)
            self.transport.write(_raw(status, response))
        if self._is_answering():
            self.cycle.message_event.set()
            self._break_off()
        self.transport.close()

    def _watch_taking(self) -> None:
        if self._taking is None:
            self._resumed = False
            size = self.transport.get_write_buffer_size()
            timeout_s = self.guard.limits.stall_timeout_s
            self._taking = self.loop.call_later(timeout_s, self._check_taking, size)

    def _check_taking(self, size_before: int) -> None:
        """Cut off a client that took next to nothing since the last look."""
        self._taking = None
        size = self.transport.get_write_buffer_size()
        if not size:
            return
        if self._resumed or size_before - size >= PROGRESS_BYTES:
            self._watch_taking()
        else:
            self.transport.abort()


def guarded(guard: Guard, short: ShortWays) -> type[GuardedProtocol]:
    """Make the class of connections for uvicorn, which makes the instances itself."""
    return type("GuardedConnection", (GuardedProtocol,), {"guard": guard, "short": short})


def _send_whole(
    cycle: RequestResponseCycle, status: int, headers: Sequence[Field], body: bytes
) -> bool:
    """Send an answer with one write, which costs half of sending head and body one by one.

    False where that does not fit and nothing was sent: the usual way then does it, or says why.
    """
    fields = [*cycle.default_headers, *headers]
    head = b"".join([b"%b: %b\r\n" % field for field in fields])
    if cycle.response_started or cycle.flow.write_paused or head.count(b"\n") != len(fields):
        return False
    if cycle.disconnected:
        return True
    cycle.response_started = cycle.response_complete = True
    end = b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n"
    shown = b"" if cycle.scope["method"] == "HEAD" else body
    _write(cycle.transport, STATUS_LINE[status] + head + end, shown)
    cycle.message_event.set()
    if not cycle.keep_alive:
        cycle.transport.close()
    cycle.on_response()
    return True


def _write(transport: asyncio.Transport, head: bytes, body: bytes) -> None:
    """Send both in one go; a large body is not copied."""
    if len(body) <= _COPIED_BYTES:
        transport.write(head + body)
    else:
        transport.writelines((head, body))


def _without_upgrade(data: bytes) -> bytes:
    """Hide an offer to speak HTTP/2, after which the parser would not read the body.

    Java's client makes it with every request that is not encrypted; a server may ignore it.
    Source: RFC 9110 §7.8.
    """
    if b"h2c" not in data:
        return data
    head, end, rest = data.partition(b"\r\n\r\n")
    return _UPGRADE.sub(rb"\1Ignored:", head) + end + rest


def _raw(status: int, response: Response) -> bytes:
    fields = [*response.raw_headers, *replies.COMMON_HEADERS]
    lines = b"".join(name + b": " + value + b"\r\n" for name, value in fields)
    return STATUS_LINE[status] + lines + b"\r\n" + bytes(response.body)
