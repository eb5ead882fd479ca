"""A read-only graph for many small look-ups; pySHACL makes thousands of them a submission.

RDFLib's own stores answer each through several layers, and count all triples where a graph
is only asked whether it is empty. The SPARQL of the shapes is ours, not a submitter's, and is
answered by Oxigraph: RDFLib takes longer to parse it than to check all the rest.
"""

from collections.abc import Generator, Iterable, Mapping
from functools import cached_property
from typing import Any

import pyoxigraph as ox
from rdflib import Graph, Literal, Variable
from rdflib.query import Result
from rdflib.term import Node

from edihkg.submission import Statement
from edihkg.terms import to_oxigraph, to_rdflib

_Index = dict[Node, dict[Node, list[Node]]]


class IndexedGraph(Graph):
    """Statements by subject and by object; ``queries`` are those of the shapes."""

    def __init__(
        self, statements: Iterable[Statement], queries: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(store="SimpleMemory", bind_namespaces="none")
        self._queries = queries
        self._statements = dict.fromkeys(statements)
        self._by_subject: _Index = {}
        self._by_object: _Index = {}
        for subject, predicate, value in self._statements:
            self._by_subject.setdefault(subject, {}).setdefault(predicate, []).append(value)
            self._by_object.setdefault(value, {}).setdefault(predicate, []).append(subject)

    def __len__(self) -> int:
        return len(self._statements)

    def __contains__(self, statement: Any) -> bool:  # noqa: ANN401
        return statement in self._statements or any(True for _ in self.triples(statement))

    def __iter__(self) -> Generator[Statement, None, None]:
        yield from self._statements

    def triples(self, triple: Any) -> Generator[Any, None, None]:  # noqa: ANN401
        """Give the statements that fit a pattern; None fits everything."""
        subject, predicate, value = triple
        if subject is not None:
            for term, values in _entries(self._by_subject, subject, predicate):
                yield from ((subject, term, v) for v in values if value is None or v == value)
        elif value is not None:
            for term, subjects in _entries(self._by_object, value, predicate):
                yield from ((s, term, value) for s in subjects)
        else:
            yield from (s for s in self._statements if predicate is None or s[1] == predicate)

    def objects(self, subject: Any = None, predicate: Any = None, unique: bool = False) -> Any:  # noqa: ANN401
        """Give the values of a property of a thing."""
        if subject is None or predicate is None:
            return super().objects(subject, predicate, unique)
        return iter(self._by_subject.get(subject, {}).get(predicate, ()))

    def subjects(self, predicate: Any = None, object: Any = None, unique: bool = False) -> Any:  # noqa: A002, ANN401
        """Give the things that have a value of a property."""
        if predicate is None or object is None:
            return super().subjects(predicate, object, unique)
        return iter(self._by_object.get(object, {}).get(predicate, ()))

    def query(self, query_object: Any, *args: Any, **options: Any) -> Result:  # noqa: ANN401
        """Answer a query of the shapes with Oxigraph, any other with RDFLib."""
        if query_object in self._queries:
            return self._answer(query_object, options.get("initBindings") or {})
        return super().query(query_object, *args, **options)

    def _answer(self, text: str, bindings: Mapping[str, Node]) -> Result:
        solutions = self._engine.query(
            text,
            substitutions={
                ox.Variable(str(name)): to_oxigraph(term) for name, term in bindings.items()
            },
        )
        if not isinstance(solutions, ox.QuerySolutions):
            raise TypeError("A query of the shapes is no SELECT.")
        answer = Result("SELECT")
        answer.vars = [Variable(variable.value) for variable in solutions.variables]
        rows: list[Any] = [
            {name: self._as_stated(row[str(name)]) for name in answer.vars if row[str(name)]}
            for row in solutions
        ]
        answer.bindings = rows
        return answer

    def _as_stated(self, found: Any) -> Any:  # noqa: ANN401
        """Give a literal as the statements have it: Oxigraph writes numbers in its own way."""
        term = to_rdflib(found)
        if term in self._by_object or not isinstance(term, Literal):
            return term
        same = (
            each
            for each in self._by_object
            if isinstance(each, Literal)
            and (each.datatype, each.value) == (term.datatype, term.value)
        )
        return next(same, term)

    @cached_property
    def _engine(self) -> ox.Store:
        """The statements where Oxigraph finds them."""
        store = ox.Store()
        store.extend(ox.Quad(*map(to_oxigraph, statement)) for statement in self._statements)  # type: ignore[arg-type]
        return store


def _entries(index: _Index, key: Node, predicate: Node | None) -> Iterable[tuple[Node, list[Node]]]:
    found = index.get(key, {})
    if predicate is None:
        return found.items()
    return ((predicate, found[predicate]),) if predicate in found else ()
