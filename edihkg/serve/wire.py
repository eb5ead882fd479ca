"""Write answers of HTTP/1.1 to a connection: whole ones with one write, and refusals.

Nothing here decides what is answered. It leans on the connections of uvicorn (``connections``).
"""

import asyncio
import re
from collections.abc import Sequence

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from edihkg.serve import replies
from edihkg.serve.cache import Field, write_fields

_UPGRADE = re.compile(rb"(\r\n)Upgrade:(?=[ \t]*h2c)", re.IGNORECASE)
_COPIED_BYTES = 16 << 10
"""Up to here, copying a body behind its head costs less than sending them as two."""
_REFUSALS = {
    400: ("request", "The request is no HTTP", "The request cannot be read as HTTP/1.1."),
    408: ("request-timeout", "The request came too slowly", "Send a request in one go."),
    414: ("url-too-long", "The address is too long", "Send long queries by POST."),
    431: ("headers-too-large", "The header fields are too large", "Send fewer or shorter ones."),
    503: ("connections", "Too many connections are open", "Try again in a moment."),
}


def send_whole(
    cycle: RequestResponseCycle, status: int, headers: Sequence[Field], body: bytes
) -> bool:
    """Send an answer with one write, which costs half of sending head and body one by one.

    False where that does not fit and nothing was sent: the usual way then does it, or says why.
    """
    fields = [*cycle.default_headers, *headers]
    head = write_fields(fields)
    if cycle.response_started or cycle.flow.write_paused or head.count(b"\n") != len(fields):
        return False
    if cycle.disconnected:
        return True
    cycle.response_started = cycle.response_complete = True
    end = b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n"
    shown = b"" if cycle.scope["method"] == "HEAD" else body
    write(cycle.transport, STATUS_LINE[status] + head + end, shown)
    cycle.message_event.set()
    if not cycle.keep_alive:
        cycle.transport.close()
    cycle.on_response()
    return True


def write(transport: asyncio.Transport, head: bytes, body: bytes) -> None:
    """Write both in one go; a large body is not copied."""
    if len(body) <= _COPIED_BYTES:
        transport.write(head + body)
    else:
        transport.writelines((head, body))


def write_refusal(transport: asyncio.Transport, status: int) -> None:
    """Say as a problem why a request is not even looked at."""
    code, title, detail = _REFUSALS[status]
    headers = {"connection": "close", **({"retry-after": "5"} if status == 503 else {})}
    response = replies.problem(status, code, title, detail, headers=headers)
    head = write_fields([*response.raw_headers, *replies.COMMON_HEADERS]) + b"\r\n"
    write(transport, STATUS_LINE[status] + head, bytes(response.body))


def without_upgrade(data: bytes) -> bytes:
    """Hide an offer to speak HTTP/2, after which the parser would not read the body.

    Java's client makes it with every request that is not encrypted; a server may ignore it.
    Source: RFC 9110 §7.8.
    """
    if b"h2c" not in data:
        return data
    head, end, rest = data.partition(b"\r\n\r\n")
    return _UPGRADE.sub(rb"\1Ignored:", head) + end + rest
