"""Names of what a description speaks about, and the prefixes that shorten them.

A node of the description is ``{id_base}.well-known/void#`` and a name made of short IRIs, for
example ``…#class.edih:Hub.edih:hasFacility``: stable, readable, never a blank node, and such
that Turtle can shorten it. Nothing is read but the product's own files.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

import pyoxigraph as ox

from edihkg import assets

DOCUMENT = ".well-known/void"
_OWN = "urn:x-edihkg:"
_PREFIX = ox.NamedNode("http://www.w3.org/ns/shacl#prefix")
_NAMESPACE = ox.NamedNode("http://www.w3.org/ns/shacl#namespace")


@dataclass(frozen=True, slots=True)
class Names:
    """Makes the IRIs of one description."""

    id_base: str
    site: str
    """Where the release is served; what relative IRIs are resolved against."""
    prefixes: Mapping[str, str]
    """Namespaces by prefix."""

    def node(self, *parts: str) -> ox.NamedNode:
        """Name a node of the description by its parts."""
        name = ".".join(parts).replace("/", ".")
        return ox.NamedNode(f"{self.id_base}{DOCUMENT}#{name}")

    def short(self, iri: str) -> str:
        """Shorten an IRI by its longest namespace; what has none is percent-encoded."""
        fitting = [item for item in self.prefixes.items() if iri.startswith(item[1])]
        prefix, namespace = max(fitting, key=lambda item: len(item[1]), default=("", ""))
        local = quote(iri.removeprefix(namespace), safe="")
        return f"{prefix}:{local}" if prefix else local

    def read(self, name: str) -> list[ox.Triple]:
        """Read one of the product's descriptions; its own names become ours."""
        path = assets.folder("sparql") / "descriptions" / f"{name}.ttl"
        quads = ox.parse(path=path, format=ox.RdfFormat.TURTLE, base_iri=self.site)
        return [
            ox.Triple(self._own(q.subject), q.predicate, self._own(q.object))  # type: ignore[arg-type]
            for q in quads
        ]

    def _own(self, term: object) -> object:
        if isinstance(term, ox.NamedNode) and term.value.startswith(_OWN):
            return self.node(term.value.removeprefix(_OWN))
        return term


def make_names(id_base: str, *, site: str) -> Names:
    """Make the names of a release."""
    names = Names(id_base, site, {})
    return Names(id_base, site, _prefixes(names.read("prefixes"), id_base))


def _prefixes(triples: list[ox.Triple], id_base: str) -> dict[str, str]:
    """Read the declared prefixes and add one for each list and kind of thing of ours."""
    prefixes = {t.subject: _text(t.object) for t in triples if t.predicate == _PREFIX}
    namespaces = {t.subject: _text(t.object) for t in triples if t.predicate == _NAMESPACE}
    found = {prefix: namespaces[subject] for subject, prefix in prefixes.items()}
    schemes = sorted(path.stem for path in (assets.folder("ontology") / "schemes").glob("*.ttl"))
    found |= {scheme: f"{id_base}concept/{scheme}/" for scheme in schemes}
    own = {"hub": f"{id_base}id/hub/", "stat": f"{id_base}{DOCUMENT}#"}
    return dict(sorted({**found, **own}.items()))


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.Literal) else ""
