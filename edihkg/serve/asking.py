"""Read what a request to the SPARQL endpoint asks: its fields, and what its body says it is.

Pure: nothing is read from a connection and no query is looked into.
Source: SPARQL 1.1 Protocol §2.1, RFC 9110 §15.5 (status codes).
"""

import binascii
import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers
from starlette.responses import Response

from edihkg.serve import gate, replies

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_FIELDS = 200
_PARAMETERS = {
    "query": "queries",
    "update": "updates",
    "default-graph-uri": "default_graphs",
    "named-graph-uri": "named_graphs",
    "format": "formats",
}
"""Fields of ``Asked`` by the names of parameters."""
_NO_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


class Asked(NamedTuple):
    """The parameters of one request."""

    queries: tuple[str, ...] = ()
    updates: tuple[str, ...] = ()
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()


class RequestError(Exception):
    """A request that cannot become a query; carries the answer."""

    def __init__(self, response: Response) -> None:
        """Keep the answer."""
        super().__init__()
        self.response = response


def check_content(kind: str, parameters: str, headers: Headers) -> None:
    """Check what a body says about itself.

    Raises: RequestError 403 for an update, 415 for what cannot be read.
    """
    if kind == UPDATE:
        gate.read("INSERT")
    charset = parameters.partition("charset=")[2].strip(' "')
    coded = headers.get("content-encoding", "identity")
    if kind not in (FORM, QUERY) or charset not in ("", "utf-8", "utf8") or coded != "identity":
        detail = f"Send {FORM} or {QUERY} in UTF-8 and uncompressed."
        raise RequestError(replies.problem(415, "content-type", "Unknown kind of body", detail))


def read_fields(data: bytes) -> list[tuple[str, str]]:
    """Read ``name=value`` fields of an address or a form.

    Raises: RequestError.
    """
    pairs = [pair.partition(b"=") for pair in data.split(b"&") if pair]
    if len(pairs) > _FIELDS:
        raise RequestError(bad_request("fields", f"Give at most {_FIELDS} parameters."))
    try:
        return [(_decoded(name), _decoded(value)) for name, _, value in pairs]
    except UnicodeDecodeError as error:
        raise RequestError(
            bad_request("fields", f"The parameters cannot be read as UTF-8 fields: {error}.")
        ) from error


def _decoded(value: bytes) -> str:
    """Undo the coding of a form.

    With another sign, it is the "Q" coding of mail, which the interpreter undoes in a sixth of the
    time; only escapes that are none it would take for others.
    """
    spaced = value.replace(b"+", b" ")
    if b"%" not in spaced:
        return spaced.decode("utf-8")
    if _NO_ESCAPE.search(spaced):
        return unquote_to_bytes(spaced).decode("utf-8")
    return binascii.a2b_qp(spaced.replace(b"=", b"=3D").replace(b"%", b"=")).decode("utf-8")


def read_text(body: bytes) -> str:
    """Read a body that is the query itself.

    Raises: RequestError.
    """
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RequestError(
            bad_request("encoding", f"The query is not in UTF-8 (byte {error.start}).")
        ) from error


def sort_fields(fields: Sequence[tuple[str, str]]) -> Asked:
    """Sort fields by name; what SPARQL Protocol does not know is ignored."""
    values: dict[str, tuple[str, ...]] = {}
    for name, value in fields:
        if name in _PARAMETERS:
            values[_PARAMETERS[name]] = (*values.get(_PARAMETERS[name], ()), value)
    return Asked(**values)


def bad_request(code: str, detail: str) -> Response:
    """Say that a request cannot be understood."""
    return replies.problem(400, code, "The request cannot be understood", detail)
