"""A read-only graph for many small look-ups; pySHACL makes thousands of them a submission.

RDFLib's own stores answer each through several layers, and count all triples where a graph
is only asked whether it is empty.
"""

from collections.abc import Generator, Iterable, Mapping
from typing import Any

from rdflib import Graph
from rdflib import query as answers
from rdflib.plugins.sparql.sparql import Query
from rdflib.term import Node

from edihkg.submission import Statement

_Index = dict[Node, dict[Node, list[Node]]]


class IndexedGraph(Graph):
    """Statements by subject and by object; knows the queries of the shapes already parsed."""

    def __init__(
        self, statements: Iterable[Statement], queries: Mapping[str, Query] | None = None
    ) -> None:
        super().__init__(store="SimpleMemory", bind_namespaces="none")
        self._queries = queries or {}
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

    def query(self, query_object: str | Query, *args: Any, **options: Any) -> answers.Result:  # noqa: ANN401
        """Answer a query of the shapes."""
        if isinstance(query_object, str):
            query_object = self._queries.get(query_object, query_object)
        return super().query(query_object, *args, **options)


def _entries(index: _Index, key: Node, predicate: Node | None) -> Iterable[tuple[Node, list[Node]]]:
    found = index.get(key, {})
    if predicate is None:
        return found.items()
    return ((predicate, found[predicate]),) if predicate in found else ()
