"""Decide what a release says about an organisation that several hubs name. Pure.

Each hub's file may name an organisation in its own way. The release gives it one label, one
country, one kind and one page: the curators' override, else the statement of a hub that it
coordinates, else the most frequent, else the first by code point. Other spellings become
``skos:altLabel``; identifiers and everything else are kept, all of them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import FOAF, SKOS

from edihkg.graph.lines import Lines, of_triples
from edihkg.vocab import EDIH

_LABEL = ox.NamedNode(str(SKOS.prefLabel))
_OTHER_LABEL = ox.NamedNode(str(SKOS.altLabel))
ONE_VALUE = frozenset(
    {
        _LABEL,
        ox.NamedNode(str(EDIH.country)),
        ox.NamedNode(str(EDIH.organisationType)),
        ox.NamedNode(str(FOAF.page)),
    }
)
"""Properties of which an organisation has one value in a release."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement about an organisation, and who makes it."""

    statement: ox.Triple
    coordinates: bool = False
    """The organisation coordinates the hub whose file makes the statement."""
    override: bool = False
    """A curator makes the statement; it beats all others."""


def organisations_graph(claims: Iterable[Claim]) -> Lines:
    """Choose among the claims; the result does not depend on their order."""
    claimed: dict[ox.NamedNode, list[Claim]] = defaultdict(list)
    for claim in claims:
        claimed[claim.statement.subject].append(claim)  # type: ignore[index]
    chosen = [triple for each in claimed.values() for triple in _describe(each)]
    return of_triples(chosen, name="organisations")


def _describe(claims: list[Claim]) -> list[ox.Triple]:
    by_property: dict[ox.NamedNode, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_property[claim.statement.predicate].append(claim)
    found = []
    for predicate, group in by_property.items():
        if predicate in ONE_VALUE:
            found += _choose(group)
        else:
            found += [claim.statement for claim in group]
    return found


def _choose(claims: list[Claim]) -> list[ox.Triple]:
    """Give the best statement; for labels the others too, as other labels."""
    counts = Counter(claim.statement for claim in claims)
    best = min(claims, key=lambda claim: _rank(claim, counts)).statement
    if best.predicate != _LABEL:
        return [best]
    others = [ox.Triple(t.subject, _OTHER_LABEL, t.object) for t in counts if t != best]
    return [best, *others]


def _rank(claim: Claim, counts: Mapping[ox.Triple, int]) -> tuple[bool, bool, int, str]:
    return (
        not claim.override,
        not claim.coordinates,
        -counts[claim.statement],
        str(claim.statement.object),
    )
