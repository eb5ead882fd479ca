"""Run SPARQL on a store: one small interface over an embedded Oxigraph.

The store of a release holds the public graphs twice: each under its own name, and their
union as the default graph. So plain SPARQL semantics hold: patterns outside GRAPH see the
default graph. This module never writes to a store and follows no network address of its
own; text of strangers is run by ``edihkg.serve`` only, which bounds it.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pyoxigraph as ox

from edihkg.errors import ParameterError, QueryError, QuerySyntaxError, StoreError
from edihkg.mistakes import find_mistake

Term = ox.NamedNode | ox.BlankNode | ox.Literal
Bindings = Mapping[str, Term]
"""Values for variables, by name without the question mark."""

_Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
_NamedGraph = ox.NamedNode | ox.BlankNode
_PLACE = re.compile(r"(?:error )?at (\d+):(\d+): ?(.*)", re.DOTALL)
_SENTENCE = re.compile(r"\b[A-Z]\w* [a-z][^,\[\]]*")
_NOT_OFFERED = re.compile(r"\b(?:LATERAL|SERVICE)\b,? ?")
"""Keywords that the parser knows and a query should not be advised to use."""
_NO_HINTS = ("expected", "expected one of")
_CLASSES = re.compile(r"\[(?:_|[^\[\]]*\.\.[^\[\]]*)\](?:, )?")


@dataclass(frozen=True, slots=True)
class Dataset:
    """Graphs that a query sees, in place of the whole store.

    Source: SPARQL 1.1 Protocol §2.1.4: once one is named, nothing else is seen.
    """

    default_graphs: tuple[str, ...] = ()
    """IRIs of the graphs whose union is the default graph."""
    named_graphs: tuple[str, ...] = ()
    """IRIs of the graphs that GRAPH can reach."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a SELECT, read once, in the order of the answer."""

    variables: tuple[str, ...]
    """Names of the columns."""
    solutions: ox.QuerySolutions

    def __iter__(self) -> Iterator[ox.QuerySolution]:
        """Give each row; ``row["name"]`` is a term, or None where unbound.

        Raises: StoreError when reading fails, QueryError when evaluation does.
        """
        with _failures():
            yield from self.solutions


class Store:
    """An Oxigraph store that answers queries."""

    def __init__(self, engine: ox.Store) -> None:
        """Wrap an open Oxigraph store, for example one in memory."""
        self._engine = engine

    @classmethod
    def open_read_only(cls, path: Path) -> Self:
        """Open the store of a release; many processes may do so at once.

        Raises: StoreError when there is no store that can be read.
        """
        try:
            return cls(ox.Store.read_only(str(path)))
        except (OSError, ValueError) as error:
            raise StoreError(
                f"The store {path} cannot be opened: {error}. Build the release again."
            ) from error

    def select(
        self, query: str, *, bindings: Bindings | None = None, dataset: Dataset | None = None
    ) -> Rows:
        """Run a SELECT. Every name in ``bindings`` must be one of its columns.

        Raises: QuerySyntaxError, ParameterError for a binding that is no column,
        QueryError when the query is no SELECT, StoreError.
        """
        results = self._run(query, bindings, dataset)
        if not isinstance(results, ox.QuerySolutions):
            raise QueryError("The query gives no table; write a SELECT.")
        return Rows(tuple(variable.value for variable in results.variables), results)

    def ask(
        self, query: str, *, bindings: Bindings | None = None, dataset: Dataset | None = None
    ) -> bool:
        """Run an ASK.

        Raises: as ``select``.
        """
        results = self._run(query, bindings, dataset)
        if not isinstance(results, ox.QueryBoolean):
            raise QueryError("The query gives no yes or no; write an ASK.")
        return bool(results)

    def construct(
        self, query: str, *, bindings: Bindings | None = None, dataset: Dataset | None = None
    ) -> Iterator[ox.Triple]:
        """Run a CONSTRUCT or DESCRIBE; the triples come while they are found.

        Raises: as ``select``.
        """
        results = self._run(query, bindings, dataset)
        if not isinstance(results, ox.QueryTriples):
            raise QueryError("The query gives no triples; write a CONSTRUCT or DESCRIBE.")
        with _failures():
            yield from results

    def _run(
        self, query: str, bindings: Bindings | None, dataset: Dataset | None
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        default, named = (None, None) if dataset is None else _graphs(dataset)
        with _failures(query):
            return self._engine.query(
                query,
                default_graph=default,
                named_graphs=named,
                substitutions=_substitutions(bindings),
            )


def syntax_error(message: str, query: str | None = None) -> QuerySyntaxError:
    """Make the error for a text that Oxigraph cannot parse, with line and column.

    ``query`` is the text, where it is at hand: the commonest mistakes are found in it.

    >>> str(syntax_error("error at 2:15: expected one of GRAPH, MINUS"))
    'The query has a mistake in line 2, column 15: expected one of GRAPH, MINUS.'
    """
    mistake = None if query is None else find_mistake(query)
    if query is not None and mistake is not None:
        before = query[: mistake.at].split("\n")
        return _misplaced(len(before), len(before[-1]) + 1, f": {mistake.reason}")
    match = _PLACE.match(message)
    if match is None:
        return QuerySyntaxError(f"The query is no SPARQL 1.1: {message.rstrip('.')}.")
    line, column, reason = match.groups()
    if sentence := _SENTENCE.search(reason):
        reason = sentence.group()
    hint = _NOT_OFFERED.sub("", _CLASSES.sub("", reason)).strip(", .")
    return _misplaced(
        line, column, f": {hint}" if 0 < len(hint) <= 120 and hint not in _NO_HINTS else ""
    )


def _misplaced(line: int | str, column: int | str, reason: str) -> QuerySyntaxError:
    return QuerySyntaxError(f"The query has a mistake in line {line}, column {column}{reason}.")


@contextmanager
def _failures(query: str | None = None) -> Iterator[None]:
    """Turn Oxigraph's exceptions into ours."""
    try:
        yield
    except SyntaxError as error:
        raise syntax_error(error.msg, query) from error
    except OSError as error:
        raise StoreError(f"The store could not be read: {error}") from error
    except (RuntimeError, ValueError) as error:
        if "SELECT projection" in str(error):
            raise ParameterError(
                f"Only a column of the query can be given a value ({error})."
            ) from error
        raise QueryError(f"The query could not be evaluated: {error}") from error


def _graphs(dataset: Dataset) -> tuple[list[_Graph], list[_NamedGraph]]:
    try:
        return (
            [ox.NamedNode(iri) for iri in dataset.default_graphs],
            [ox.NamedNode(iri) for iri in dataset.named_graphs],
        )
    except ValueError as error:
        raise ParameterError(f"A graph is named by an absolute IRI: {error}.") from error


def _substitutions(bindings: Bindings | None) -> dict[ox.Variable, Term | ox.Triple] | None:
    if not bindings:
        return None
    return {ox.Variable(name): value for name, value in bindings.items()}
