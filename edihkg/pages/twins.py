"""Write the RDF twins of a page: the description of its thing in every RDF format.

A description holds, from the default graph: the statements of the thing and of its parts
(fragments of its IRI, blank nodes), what states that it lies in the thing where the kind of
page asks for it, and the labels of all IRIs named there. The lines are sorted, so the same
statements give the same bytes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from edihkg.formats import RDF_FORMATS

PREFIXES: Mapping[str, str] = {
    "adms": "http://www.w3.org/ns/adms#",
    "country": "http://publications.europa.eu/resource/authority/country/",
    "dct": "http://purl.org/dc/terms/",
    "edih": "https://w3id.org/edihkg/ns#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "language": "http://publications.europa.eu/resource/authority/language/",
    "locn": "http://www.w3.org/ns/locn#",
    "nuts": "http://data.europa.eu/nuts/code/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "wgs": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_OWN = ("hub", "organisation", "facility", "grant", "call")
_DEFAULT = ox.DefaultGraph()
_LABEL = ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")

_Node = ox.NamedNode | ox.BlankNode


@dataclass(slots=True)
class Describer:
    """Finds descriptions in one store."""

    store: ox.Store
    _labels: dict[ox.NamedNode, tuple[ox.Triple, ...]] = field(default_factory=dict)

    def describe(self, subjects: Iterable[str], *, inverse: Sequence[str] = ()) -> list[ox.Triple]:
        """Collect the description of one or more things, sorted.

        ``inverse`` names properties whose statements *about* the things belong to it too.
        """
        things = [ox.NamedNode(iri) for iri in subjects]
        found: set[ox.Triple] = set()
        for thing in things:
            self._collect(thing, f"{thing.value}#", found)
            for name in inverse:
                found.update(self._triples(None, ox.NamedNode(name), thing))
        named = {term for each in found for term in (each.subject, each.object)} - set(things)
        for term in named:
            if isinstance(term, ox.NamedNode):
                found.update(self._label(term))
        return sorted(found, key=_rank(things))

    def _collect(self, node: _Node, prefix: str, found: set[ox.Triple]) -> None:
        """Add the statements of a node and, by way of them, of its parts."""
        for triple in self._triples(node, None, None):
            if triple in found:
                continue
            found.add(triple)
            part = triple.object
            if isinstance(part, ox.BlankNode) or (
                isinstance(part, ox.NamedNode) and part.value.startswith(prefix)
            ):
                self._collect(part, prefix, found)

    def _label(self, node: ox.NamedNode) -> tuple[ox.Triple, ...]:
        if node not in self._labels:
            self._labels[node] = tuple(self._triples(node, _LABEL, None))
        return self._labels[node]

    def _triples(
        self, subject: _Node | None, predicate: ox.NamedNode | None, value: ox.NamedNode | None
    ) -> Iterator[ox.Triple]:
        for quad in self.store.quads_for_pattern(subject, predicate, value, _DEFAULT):
            yield quad.triple


def _rank(things: Sequence[ox.NamedNode]):  # type: ignore[no-untyped-def]  # noqa: ANN202
    first = set(things)
    return lambda t: (t.subject not in first, str(t.subject), str(t.predicate), str(t.object))


def prefixes(id_base: str) -> dict[str, str]:
    """Give the prefixes of the twins, with those of our own things."""
    own = {name: f"{id_base}id/{name}/" for name in _OWN}
    return {**PREFIXES, **own, "concept": f"{id_base}concept/"}


def write_twins(triples: Sequence[ox.Triple], path: Path, names: Mapping[str, str]) -> None:
    """Write the files beside ``path``, one for each RDF format."""
    used = _used_prefixes(triples, names)
    for each in RDF_FORMATS:
        if isinstance(each.engine, ox.RdfFormat):
            target = path.with_name(f"{path.name}.{each.ending}")
            # Oxigraph's own writing to a file is unbuffered and ten times slower.
            target.write_bytes(ox.serialize(triples, format=each.engine, prefixes=used) or b"")


def _used_prefixes(triples: Sequence[ox.Triple], names: Mapping[str, str]) -> dict[str, str]:
    """Keep the prefixes that a description needs."""
    iris = {
        term.value
        for each in triples
        for term in (each.subject, each.predicate, each.object)
        if isinstance(term, ox.NamedNode)
    }
    iris |= {each.object.datatype.value for each in triples if isinstance(each.object, ox.Literal)}
    heads = {iri[: max(iri.rfind("/"), iri.rfind("#")) + 1] for iri in iris}
    return {name: iri for name, iri in sorted(names.items()) if iri in heads}
