"""Cut a submission's statements into the units that merging compares. Pure.

A unit is one predicate of the hub (``foaf:page``), or one part (``#technology-ROBOTICS``),
facility, grant or organisation (``organisation:university-of-x``) as a whole, with the hub's
link to it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from edihkg.iris import IriSpace
from edihkg.parts import KEYS
from edihkg.submission import Statement
from edihkg.vocab import EDIH
from edihkg.writers import NAMESPACES

LINKS = frozenset({*KEYS, EDIH.hasFacility})
"""Links from a hub to what makes a unit of its own."""

Units = Mapping[str, frozenset[Statement]]


def cut(graph: Graph, hub: URIRef, space: IriSpace) -> Units:
    """Sort the statements of a submission by unit."""
    units: dict[str, set[Statement]] = defaultdict(set)
    for statement in graph:
        units[_unit(graph, statement, hub, space)].add(statement)
    return {name: frozenset(statements) for name, statements in sorted(units.items())}


def digest(statements: Iterable[Statement]) -> str:
    """Give eight hexadecimal digits that stand for a unit's content; empty for no content."""
    lines = sorted(" ".join(_written(term) for term in statement) for statement in statements)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:8] if lines else ""


def short(iri: str) -> str:
    """Give the short form of a term, for example ``foaf:page``."""
    cut_at = max(iri.rfind("/"), iri.rfind("#")) + 1
    prefix = NAMESPACES.get(iri[:cut_at])
    return f"{prefix}:{iri[cut_at:]}" if prefix else f"<{iri}>"


def _unit(graph: Graph, statement: Statement, hub: URIRef, space: IriSpace) -> str:
    subject, predicate, value = statement
    if subject != hub:
        return _node_unit(graph, subject, hub, space)
    if predicate in LINKS and not isinstance(value, Literal):
        return _node_unit(graph, value, hub, space)
    return short(str(predicate))


def _node_unit(graph: Graph, node: Node, hub: URIRef, space: IriSpace) -> str:
    if isinstance(node, BNode):
        return f"_:{digest(graph.triples((node, None, None)))}"
    if str(node).startswith(f"{hub}#"):
        return str(node).removeprefix(str(hub))
    thing = space.parse(str(node))
    return f"{thing.kind}:{thing.slug}" if thing and not thing.part else f"<{node}>"


def _written(term: Node) -> str:
    return "_:" if isinstance(term, BNode) else term.n3()
