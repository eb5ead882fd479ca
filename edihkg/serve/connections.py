"""Guard connections against clients that are slow, silent or send without end.

uvicorn bounds only the rest between two requests. Here a connection also has a time in which
a request must have arrived whole, a largest head, and a time in which it must take some of an
answer; and when there are too many connections, those that rest or stall longest make room.
Nothing here knows what is served.

A connection rests (no request of it is being answered), works, or stalls (it works, but its
client does not take the answer).
Source: RFC 9110 §15.5.9 (408), §15.5.15 (414), RFC 6585 §5 (431).
"""

import asyncio
import re
from collections import OrderedDict
from dataclasses import dataclass
from functools import partial

from starlette.responses import Response
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from edihkg.serve import replies
from edihkg.serve.answers import BREAK_OFF
from edihkg.serve.entrance import WHOLE

_UPGRADE = re.compile(rb"(\r\n)Upgrade:(?=[ \t]*h2c)", re.IGNORECASE)
PROGRESS_BYTES = 16 << 10
_REFUSALS = {
    400: ("request", "The request is no HTTP", "The request cannot be read as HTTP/1.1."),
    408: ("request-timeout", "The request came too slowly", "Send a request in one go."),
    414: ("url-too-long", "The address is too long", "Send long queries by POST."),
    431: ("headers-too-large", "The header fields are too large", "Send fewer or shorter ones."),
    503: ("connections", "Too many connections are open", "Try again in a moment."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one connection may cost, and how many there may be."""

    connections: int
    url_bytes: int
    header_bytes: int
    request_timeout_s: float
    stall_timeout_s: float


class Guard:
    """The connections of one server."""

    def __init__(self, limits: Limits) -> None:
        """Begin without connections."""
        self.limits = limits
        self.closed_for_room = 0
        self._resting: OrderedDict[GuardedProtocol, None] = OrderedDict()
        self._stalling: OrderedDict[GuardedProtocol, None] = OrderedDict()
        self._working: set[GuardedProtocol] = set()

    def __len__(self) -> int:
        """Count the open connections."""
        return len(self._resting) + len(self._stalling) + len(self._working)

    def admit(self, protocol: "GuardedProtocol") -> bool:
        """Take in a new connection, if need be in place of the one that rests or stalls longest."""
        if len(self) >= self.limits.connections:
            doomed = next(iter(self._resting), None) or next(iter(self._stalling), None)
            if doomed is None:
                return False
            self.forget(doomed)
            doomed.transport.abort()
            self.closed_for_room += 1
        self._resting[protocol] = None
        return True

    def rest(self, protocol: "GuardedProtocol") -> None:
        """Note that a connection waits for its client's next request."""
        if protocol in self._working:
            self._working.discard(protocol)
            self._resting[protocol] = None

    def work(self, protocol: "GuardedProtocol") -> None:
        """Note that a request of the connection is being answered, and taken."""
        if self._leave(protocol):
            self._working.add(protocol)

    def stall(self, protocol: "GuardedProtocol") -> None:
        """Note that the client does not take its answer."""
        if self._leave(protocol):
            self._stalling[protocol] = None

    def forget(self, protocol: "GuardedProtocol") -> None:
        """Note that a connection has ended."""
        self._leave(protocol)

    def _leave(self, protocol: "GuardedProtocol") -> bool:
        for group in (self._resting, self._stalling):
            if protocol in group:
                del group[protocol]
                return True
        known = protocol in self._working
        self._working.discard(protocol)
        return known


class RefusedError(Exception):
    """The head of a request is larger than allowed; makes the parser stop."""


class GuardedProtocol(HttpToolsProtocol):
    """One connection of uvicorn's, with the guard's bounds."""

    guard: Guard
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
        elif self._receiving or not self._is_answering():
            self._expect_request()
        else:
            self._stop_waiting()

    def on_message_begin(self) -> None:
        """Begin to count a head."""
        self._receiving = self._in_head = True
        self._head_bytes = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Check the head before anything is done with it.

        Raises: RefusedError, which the parser turns into ``send_400_response``.
        """
        size = sum(len(name) + len(value) + 4 for name, value in self.headers)
        if len(self.url) > self.guard.limits.url_bytes:
            self._refusal = 414
        elif size > self.guard.limits.header_bytes:
            self._refusal = 431
        if self._refusal != 400:
            raise RefusedError
        self._in_head = False
        super().on_headers_complete()
        self.scope["extensions"] = {
            BREAK_OFF: {"close": self._break_off},
            WHOLE: {"send": partial(_send_whole, self.cycle)},
        }

    def on_message_complete(self) -> None:
        """Note that the request is whole."""
        self._receiving = False
        self._in_head = True
        self.guard.work(self)
        super().on_message_complete()

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


def guarded(guard: Guard) -> type[GuardedProtocol]:
    """Make the class of connections for uvicorn, which makes the instances itself."""
    return type("GuardedConnection", (GuardedProtocol,), {"guard": guard})


def _send_whole(
    cycle: RequestResponseCycle, status: int, headers: list[tuple[bytes, bytes]], body: bytes
) -> bool:
    """Send an answer with one write, which costs half of sending head and body one by one.

    False where that does not fit and nothing was sent: the usual way then does it, or says why.
    """
    fields = cycle.default_headers + headers
    head = b"".join([name + b": " + value + b"\r\n" for name, value in fields])
    if cycle.response_started or cycle.flow.write_paused or head.count(b"\n") != len(fields):
        return False
    if cycle.disconnected:
        return True
    cycle.response_started = cycle.response_complete = True
    end = b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n"
    shown = b"" if cycle.scope["method"] == "HEAD" else body
    cycle.transport.write(STATUS_LINE[status] + head + end + shown)
    cycle.message_event.set()
    if not cycle.keep_alive:
        cycle.transport.close()
    cycle.on_response()
    return True


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
