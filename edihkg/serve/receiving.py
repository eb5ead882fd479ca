"""Read the body of a request, never more of it than is allowed."""

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import Receive


async def read_body(headers: Headers, receive: Receive, *, most_bytes: int) -> bytes | None:
    """Read a body; None when it is, or says that it is, too large.

    Raises: ClientDisconnect, as half a body may be a whole one of its own.
    """
    declared = headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > most_bytes:
        return None
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most_bytes:
            return None
    return bytes(body)
