"""What the server says to a worker, and what a worker's reasons mean.

``worker`` describes the frames. A worker is the server's own code on a stranger's query: what it
says is read as text, never as anything that could be executed.
"""

import marshal
from types import MappingProxyType
from typing import NamedTuple

import pyoxigraph as ox

from edihkg.errors import QueryError, QueryTooLarge
from edihkg.serve.lending import PoolOptions
from edihkg.store import Bindings, Dataset, Term, syntax_error


class Request(NamedTuple):
    """One query to be answered; a tuple, which is made in a quarter of the time."""

    query: str
    format: str
    """Ending of the format of the answer; must fit the form of the query."""
    dataset: Dataset | None = None
    bindings: Bindings = MappingProxyType({})
    gzip: bool = False


def failure_of(payload: bytes, options: PoolOptions, query: str) -> QueryError:
    """Make the exception for a worker's reason why it did not answer a query."""
    kind, _, message = payload.decode("utf-8", "replace").partition("\n")
    if kind == "syntax":
        return syntax_error(message, query)
    if kind == "memory":
        return too_much_memory(options)
    if kind == "size":
        return QueryTooLarge(
            f"The answer is larger than {options.result_bytes:,} bytes; ask for less with LIMIT, "
            "or take a dump."
        )
    return QueryError(f"The query could not be evaluated: {message}")


def too_much_memory(options: PoolOptions) -> QueryTooLarge:
    """Say that a query was stopped for its memory."""
    return QueryTooLarge(
        f"The query needs more than {options.memory_bytes:,} bytes of memory and was stopped; "
        "ask for less at once."
    )


def pack(request: Request, limit_bytes: int) -> bytes:
    """Write a query for a worker."""
    dataset = request.dataset
    message = (
        request.query,
        request.format,
        request.gzip,
        limit_bytes,
        None if dataset is None else dataset.default_graphs,
        None if dataset is None else dataset.named_graphs,
        {name: _term(value) for name, value in request.bindings.items()},
    )
    return marshal.dumps(message)


def _term(value: Term) -> dict[str, str]:
    """Write a term as SPARQL JSON results do."""
    if isinstance(value, ox.Literal):
        if value.language:
            return {"type": "literal", "value": value.value, "xml:lang": value.language}
        return {"type": "literal", "value": value.value, "datatype": value.datatype.value}
    return {"type": "uri", "value": value.value}
