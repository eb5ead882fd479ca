"""Names of properties and classes as people write them, and which one a wrong name comes near to.

Pure.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from rdflib import DCAT, FOAF, ORG, RDF, SKOS, URIRef
from rdflib.term import Node

from edihkg.iris import IriSpace
from edihkg.validation.sentences import shorten
from edihkg.vocab import EDIH

SPACE: Final = IriSpace("https://w3id.org/edihkg/")
ONTOLOGY: Final = f"{SPACE.base}ns#"
VCARD: Final = "http://www.w3.org/2006/vcard/ns#"
KNOWN: Final = frozenset(iri for iri in vars(EDIH).values() if isinstance(iri, URIRef))
"""All terms of the ontology."""

_PREFIXES = {
    "edih": ONTOLOGY,
    "skos": str(SKOS),
    "foaf": str(FOAF),
    "org": str(ORG),
    "dct": "http://purl.org/dc/terms/",
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": str(DCAT),
    "vcard": VCARD,
    "rdf": str(RDF),
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "schema": "https://schema.org/",
}


def short_term(term: Node | None) -> str:
    """Write a term as people write it: ``edih:country``, ``foaf:page``."""
    for prefix, namespace in _PREFIXES.items():
        if str(term).startswith(namespace):
            return f"{prefix}:{str(term).removeprefix(namespace)}"
    return f"<{shorten(str(term))}>"


def near_terms(
    wrong: Node | None,
    kinds: Iterable[Node],
    expected: Mapping[Node, frozenset[Node]],
    *,
    is_class: bool,
) -> dict[str, URIRef]:
    """Give terms that a wrong one comes near to, nearest first, as people write them.

    A property is looked for among those that the shapes describe for the kinds of its subject,
    else among all of the ontology.
    """
    # Loaded when first needed: most submissions name no wrong term.
    from rapidfuzz import process
    from rapidfuzz.fuzz import ratio

    own = {p for kind in kinds for p in expected.get(kind, ()) if isinstance(p, URIRef)}
    ours = {term for term in KNOWN if _is_class(term) == is_class}
    for among in (() if is_class else own, ours):
        names = {short_term(term): term for term in sorted(among)}
        near = process.extract(
            short_term(wrong), names.keys(), scorer=ratio, limit=3, score_cutoff=75
        )
        if near:
            return {name: names[name] for name, _, _ in near}
    return {}


def _is_class(term: URIRef) -> bool:
    return term.removeprefix(ONTOLOGY)[:1].isupper()
