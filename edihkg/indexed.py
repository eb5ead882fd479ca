"""A graph for many small look-ups; checking makes thousands of them a submission.

RDFLib's own stores answer each through several layers, and count all triples where a graph
is only asked whether it is empty. The SPARQL of the shapes is ours, not a submitter's, and is
answered by Oxigraph: RDFLib takes longer to parse it than to check all the rest.
"""

import re
from collections.abc import Collection, Generator, Iterable, Mapping
from functools import cached_property
from typing import Any

import pyoxigraph as ox
from rdflib import Graph, Literal, Variable
from rdflib.query import Result
from rdflib.term import Node

from edihkg.submission import Statement
from edihkg.terms import to_oxigraph, to_rdflib

_Index = dict[Node, dict[Node, dict[Node, None]]]
_IRI = re.compile(r"<([^<>\s]+)>")
_NOTHING: Mapping[Node, dict[Node, None]] = {}


class IndexedGraph(Graph):
    """Statements by subject and by object; ``queries`` are those of the shapes."""

    def __init__(
        self, statements: Iterable[Statement] = (), queries: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(store="SimpleMemory", bind_namespaces="none")
        self._queries = queries
        self.by_subject: _Index = {}
        self.by_object: _Index = {}
        for subject, predicate, value in statements:
            self.by_subject.setdefault(subject, {}).setdefault(predicate, {})[value] = None
            self.by_object.setdefault(value, {}).setdefault(predicate, {})[subject] = None

    @classmethod
    def of(cls, graph: Graph) -> "IndexedGraph":
        """Index a graph, if it is not."""
        return graph if isinstance(graph, cls) else cls(graph)

    def properties(self) -> set[Node]:
        """Give every property that something is stated with."""
        return {predicate for said in self.by_subject.values() for predicate in said}

    def __len__(self) -> int:
        return sum(len(values) for said in self.by_subject.values() for values in said.values())

    def __bool__(self) -> bool:
        return bool(self.by_subject)

    def __contains__(self, statement: Any) -> bool:  # noqa: ANN401
        return any(True for _ in self.triples(statement))

    def __iter__(self) -> Generator[Statement, None, None]:
        for subject, said in self.by_subject.items():
            for predicate, values in said.items():
                for value in values:
                    yield subject, predicate, value

    def add(self, triple: Any) -> "IndexedGraph":  # noqa: ANN401
        """Add a statement."""
        subject, predicate, value = triple
        self.by_subject.setdefault(subject, {}).setdefault(predicate, {})[value] = None
        self.by_object.setdefault(value, {}).setdefault(predicate, {})[subject] = None
        return self

    def remove(self, triple: Any) -> "IndexedGraph":  # noqa: ANN401
        """Refuse: nothing that is checked changes meanwhile."""
        raise TypeError("Nothing can be taken out of an indexed graph.")

    def triples(self, triple: Any) -> Generator[Any, None, None]:  # noqa: ANN401
        """Give the statements that fit a pattern; None fits everything."""
        subject, predicate, value = triple
        if subject is not None:
            for term, values in _entries(self.by_subject, subject, predicate):
                for one in values if value is None else (value,) if value in values else ():
                    yield subject, term, one
        elif value is not None:
            for term, subjects in _entries(self.by_object, value, predicate):
                for one in subjects:
                    yield one, term, value
        elif predicate is not None:
            for one, said in self.by_subject.items():
                yield from ((one, predicate, v) for v in said.get(predicate, ()))
        else:
            yield from self

    def objects(self, subject: Any = None, predicate: Any = None, unique: bool = False) -> Any:  # noqa: ANN401
        """Give the values of a property of a thing."""
        if subject is None or predicate is None:
            return super().objects(subject, predicate, unique)
        return iter(self.values(subject, predicate))

    def values(self, subject: Node, predicate: Node) -> Collection[Node]:
        """Give the values of a property of a thing, counted."""
        return self.by_subject.get(subject, _NOTHING).get(predicate, ())

    def subjects(self, predicate: Any = None, object: Any = None, unique: bool = False) -> Any:  # noqa: A002, ANN401
        """Give the things that have a value of a property."""
        if predicate is None or object is None:
            return super().subjects(predicate, object, unique)
        return iter(self.by_object.get(object, _NOTHING).get(predicate, ()))

    def query(self, query_object: Any, *args: Any, **options: Any) -> Result:  # noqa: ANN401
        """Answer a query of the shapes with Oxigraph, any other with RDFLib."""
        if query_object in self._queries:
            return self.answer(query_object, options.get("initBindings") or {})
        return super().query(query_object, *args, **options)

    def answer(self, text: str, bindings: Mapping[str, Node]) -> Result:
        """Answer a query of the shapes."""
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
        if term in self.by_object or not isinstance(term, Literal):
            return term
        same = (
            each
            for each in self.by_object
            if isinstance(each, Literal)
            and (each.datatype, each.value) == (term.datatype, term.value)
        )
        return next(same, term)

    @cached_property
    def _engine(self) -> ox.Store:
        """The statements that the queries can ask for, where Oxigraph finds them."""
        named = {name for query in self._queries for name in _IRI.findall(query)}
        store = ox.Store()
        store.extend(
            ox.Quad(*map(to_oxigraph, statement))  # type: ignore[arg-type]
            for statement in self
            if str(statement[1]) in named
        )
        return store


def _entries(
    index: _Index, key: Node, predicate: Node | None
) -> Iterable[tuple[Node, Mapping[Node, None]]]:
    found = index.get(key, _NOTHING)
    if predicate is None:
        return found.items()
    return ((predicate, found[predicate]),) if predicate in found else ()
