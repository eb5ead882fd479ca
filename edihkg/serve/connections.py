"""Guard connections against clients that are slow, silent or send without end.

uvicorn bounds only the rest between two requests. Here a connection also has a time in which
a request must have arrived whole, a largest head, and a time in which it must take some of an
answer; ``guard`` counts connections. What is served is no matter of this module, but before a
request goes to the application it is offered to the short ways (``short``).
Source: RFC 9110 §15.5.9 (408), §15.5.15 (414), RFC 6585 §5 (431).
"""

import asyncio
from collections.abc import Mapping
from functools import partial

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from edihkg.serve import wire
from edihkg.serve.answers import BREAK_OFF
from edihkg.serve.cache import Key, Whole
from edihkg.serve.entrance import WHOLE
from edihkg.serve.guard import Guard
from edihkg.serve.short import Query, ShortWays, key_of

PROGRESS_BYTES = 16 << 10


class RefusedError(Exception):
    """The head of a request is larger than allowed; makes the parser stop."""


class GuardedProtocol(HttpToolsProtocol):
    """One connection of uvicorn's, with the guard's bounds."""

    guard: Guard
    short: ShortWays
    _kept: Whole | None = None
    _query: Query | None = None
    """What is answered on the short way."""
    _key: Key | None = None
    """What the answer depends on; None if the request is not a plain GET."""
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
            data = wire.without_upgrade(data)
        super().data_received(data)
        limits = self.guard.limits
        if self._in_head and self._head_bytes > limits.url_bytes + limits.header_bytes:
            self._refuse(414 if len(self.url) > limits.url_bytes else 431)
        elif self._receiving or not (self._is_answering() or self.timeout_keep_alive_task):
            self._expect_request()
        else:
            self._stop_waiting()

    def on_message_begin(self) -> None:
        """Begin to count a head; whoever asks before the last answer gets both in order."""
        self._hurry()
        self._receiving = self._in_head = True
        self._head_bytes = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Check the head before anything is done with it; a kept answer needs no more.

        Raises: RefusedError, which the parser turns into ``send_400_response``.
        """
        self._check_head()
        self._in_head = False
        key = self._key = self._name_request()
        if key is not None and not self._is_answering() and not self.flow.write_paused:
            self._kept = self.short.find(key)
            if self._kept is not None:
                return
            peer = self.client[0] if self.client else ""
            self._query = self.short.begin(key, self.headers, peer, self)
        if self._query is None:
            self._begin_usual()

    def on_message_complete(self) -> None:
        """Note that the request is whole."""
        self._receiving = False
        self._in_head = True
        if self._kept is not None:
            kept, self._kept = self._kept, None
            self._write_whole(kept)
            self.guard.stir(self)
            return self.short.note(kept)
        self.guard.work(self)
        if self._query is not None:
            return None
        return super().on_message_complete()

    def send(self, whole: Whole) -> bool:
        """Send the answer of the short way; see ``short.Way``."""
        if self.transport.is_closing():
            self._query = None
            return True
        if self.flow.write_paused:
            return False
        self._query = None
        self._write_whole(whole)
        self.guard.rest(self)
        return True

    def go_usual(self, state: Mapping[str, object]) -> bool:
        """Leave the short way for the usual one; see ``short.Way``."""
        self._query = None
        if self.transport.is_closing():
            return False
        self.scope["state"] |= state
        self._begin_usual()
        super().on_message_complete()
        return True

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

    def shutdown(self) -> None:
        """End when what is being answered has been; called by uvicorn."""
        self._hurry()
        super().shutdown()

    def send_400_response(self, msg: str) -> None:
        """Say as a problem why a request cannot be read; called by uvicorn."""
        self._refuse(self._refusal)

    def abort(self) -> None:
        """End at once, to make room."""
        self.transport.abort()

    def _begin_usual(self) -> None:
        """Let the application answer."""
        whole: dict[object, object] = {"key": self._key}
        self.scope["extensions"] = {BREAK_OFF: {"close": self._break_off}, WHOLE: whole}
        super().on_headers_complete()
        whole["send"] = partial(wire.send_whole, self.cycle)

    def _hurry(self) -> None:
        """Let the short way end, since the connection has something else to do."""
        if self._query is not None:
            self._query.hurry()

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

    def _name_request(self) -> Key | None:
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

    def _write_whole(self, whole: Whole) -> None:
        """Answer without the application."""
        fields = self.guard.opening(self.server_state.default_headers)
        wire.write(self.transport, STATUS_LINE[200] + fields + whole.head, whole.body)
        super().on_response_complete()
        if self.transport.get_write_buffer_size():
            self._watch_taking()

    def _break_off(self) -> None:
        """Close in the middle of an answer."""
        self.cycle.disconnected = True
        self.transport.close()

    def _is_answering(self) -> bool:
        if self._query is not None:
            return True
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
        self._hurry()
        self._stop_waiting()
        if self.transport.is_closing():
            return
        if not (self._is_answering() and (self._in_head or self.cycle.response_started)):
            wire.write_refusal(self.transport, status)
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
