"""Statistics of a dataset as VoID, with the extensions that SIB's tools read. Pure.

Layout: the dataset has a default graph and named graphs. The default graph has class
partitions, each with a partition for every property of its members, each of those with the
classes and the datatypes that it leads to; and a partition for every property. A named graph
has counts, and where it holds no single hub, its classes and properties. Link sets lead to the
datasets of others.
Source: https://www.w3.org/TR/void/ ; the pattern of sib-swiss/void-generator.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from edihkg.catalogue.counting import ClassCount, GraphCount, PropertyCount, Sizes
from edihkg.catalogue.names import Names

VOID = "http://rdfs.org/ns/void#"
VOID_EXT = "http://ldf.fi/void-ext#"
SD = "http://www.w3.org/ns/sparql-service-description#"
_A = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_XSD_INTEGER = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Everything that was counted."""

    default: GraphCount
    sizes: Mapping[str, Sizes]
    """By IRI of the named graph."""
    graphs: Mapping[str, GraphCount]
    """Those named graphs whose classes and properties are told as well."""
    links: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Statements by property and target's space of names."""


def describe(counts: Counts, names: Names) -> Iterator[ox.Triple]:
    """Write the statistics."""
    dataset = names.read("dataset")
    yield from dataset
    default = names.node("default")
    yield from _totals(default, counts.default.sizes)
    yield _number(default, "classes", len(counts.default.classes))
    yield from _properties(default, ("property",), counts.default.properties, names)
    for iri, found in counts.default.classes.items():
        yield from _class(default, iri, found, names)
    for graph, sizes in counts.sizes.items():
        yield from _graph(graph, sizes, counts.graphs.get(graph), names)
    targets = _targets(dataset)
    for (iri, space), number in counts.links.items():
        yield from _links(targets[space], iri, number, names)


def link_spaces(names: Names) -> tuple[str, ...]:
    """Give the beginnings of the IRIs of the datasets that ours leads to."""
    return tuple(_targets(names.read("dataset")))


def _targets(dataset: Iterable[ox.Triple]) -> dict[str, object]:
    """Read the datasets of others by the beginning of their IRIs."""
    return {
        t.object.value: t.subject
        for t in dataset
        if t.predicate.value == f"{VOID}uriSpace" and isinstance(t.object, ox.Literal)
    }


def _class(graph: ox.NamedNode, iri: str, found: ClassCount, names: Names) -> Iterator[ox.Triple]:
    """Describe the members of a class in the default graph."""
    path = ("class", names.short(iri))
    part = names.node(*path)
    yield _link(graph, "classPartition", part)
    yield _link(part, "class", ox.NamedNode(iri))
    yield _number(part, "entities", found.entities)
    yield from _properties(part, path, found.properties, names)


def _properties(
    whole: ox.NamedNode, path: tuple[str, ...], found: Mapping[str, PropertyCount], names: Names
) -> Iterator[ox.Triple]:
    for iri, each in found.items():
        own = (*path, names.short(iri))
        part = names.node(*own)
        yield _link(whole, "propertyPartition", part)
        yield _link(part, "property", ox.NamedNode(iri))
        yield _number(part, "triples", each.triples)
        yield _number(part, "distinctSubjects", each.subjects)
        yield _number(part, "distinctObjects", len(each.objects))
        if path[0] == "class":
            yield from _ends(part, own, each, names)


def _ends(
    whole: ox.NamedNode, path: tuple[str, ...], found: PropertyCount, names: Names
) -> Iterator[ox.Triple]:
    """Describe what a property of a class leads to."""
    for iri, triples in found.classes.items():
        part = names.node(*path, "to", names.short(iri))
        yield _link(whole, "classPartition", part)
        yield _link(part, "class", ox.NamedNode(iri))
        yield _number(part, "triples", triples)
    for iri, triples in found.datatypes.items():
        part = names.node(*path, "datatype", names.short(iri))
        yield _link(whole, "datatypePartition", part, VOID_EXT)
        yield _link(part, "datatype", ox.NamedNode(iri), VOID_EXT)
        yield _number(part, "triples", triples)


def _graph(iri: str, sizes: Sizes, found: GraphCount | None, names: Names) -> Iterator[ox.Triple]:
    """Describe a named graph: its name in the dataset, its counts, its parts where told."""
    short = iri.removeprefix(f"{names.id_base}graph/")
    named, graph = names.node("named", short), names.node("graph", short)
    yield _link(names.node("dataset"), "namedGraph", named, SD)
    yield ox.Triple(named, _A, ox.NamedNode(f"{SD}NamedGraph"))
    yield _link(named, "name", ox.NamedNode(iri), SD)
    yield _link(named, "graph", graph, SD)
    for kind in (f"{VOID}Dataset", f"{SD}Graph"):
        yield ox.Triple(graph, _A, ox.NamedNode(kind))
    yield from _totals(graph, sizes)
    if found is None:
        return
    yield _number(graph, "classes", len(found.classes))
    yield from _properties(graph, ("graph", short, "property"), found.properties, names)
    for name, each in found.classes.items():
        part = names.node("graph", short, "class", names.short(name))
        yield _link(graph, "classPartition", part)
        yield _link(part, "class", ox.NamedNode(name))
        yield _number(part, "entities", each.entities)


def _links(target: object, iri: str, number: int, names: Names) -> Iterator[ox.Triple]:
    """Describe the statements of one property that lead to another dataset."""
    short = str(getattr(target, "value", "")).rpartition("#target-")[2]
    part = names.node("links", short, names.short(iri))
    yield ox.Triple(part, _A, ox.NamedNode(f"{VOID}Linkset"))
    yield _link(names.node("dataset"), "subset", part)
    yield _link(part, "subjectsTarget", names.node("dataset"))
    yield _link(part, "objectsTarget", target)
    yield _link(part, "linkPredicate", ox.NamedNode(iri))
    yield _number(part, "triples", number)


def _totals(graph: ox.NamedNode, sizes: Sizes) -> Iterator[ox.Triple]:
    yield _number(graph, "triples", sizes.triples)
    yield _number(graph, "properties", sizes.properties)
    yield _number(graph, "distinctSubjects", sizes.subjects)
    yield _number(graph, "distinctObjects", sizes.objects)


def _link(subject: ox.NamedNode, term: str, value: object, space: str = VOID) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(f"{space}{term}"), value)  # type: ignore[arg-type]


def _number(subject: ox.NamedNode, term: str, value: int) -> ox.Triple:
    return _link(subject, term, ox.Literal(str(value), datatype=_XSD_INTEGER))
