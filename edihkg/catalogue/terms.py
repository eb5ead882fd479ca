"""The terms that the query page completes, from the statistics: what is there, not what could be.

Layout of the JSON::

    {"prefixes": {"edih": "https://…"},
     "classes": [["edih:Hub", "hub", 472, ["edih:hasFacility", …]], …],     most used first
     "properties": [["edih:hasFacility", "has facility", 169], …],          most used first
     "codes": [["technology:ROBOTICS", "Robotics"], …]}

A term whose IRI has no prefix is left out: nobody could type it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox
from rdflib import RDFS, SKOS

from edihkg import assets
from edihkg.catalogue.names import Names
from edihkg.store import Store

Row = Mapping[str, str]

_LABELS = tuple(ox.NamedNode(str(term)) for term in (SKOS.prefLabel, RDFS.label))


def render_terms(store: ox.Store, statistics: Iterable[ox.Triple], names: Names) -> str:
    """Write the terms of a store with the numbers of its statistics as one line of JSON."""
    described = ox.Store()
    described.extend(ox.Quad(*triple) for triple in statistics)
    found = {
        "prefixes": dict(names.prefixes),
        "classes": [
            [term, _label(store, row["term"]), int(row["count"]), _properties(row, names)]
            for term, row in _terms(described, "classes", names)
        ],
        "properties": [
            [term, _label(store, row["term"]), int(row["count"])]
            for term, row in _terms(described, "properties", names)
        ],
        "codes": [[term, row["label"]] for term, row in _terms(store, "codes", names)],
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n"


def _terms(store: ox.Store, name: str, names: Names) -> Iterator[tuple[str, Row]]:
    """Run a query; give each row with the short name of its term, if that can be typed."""
    path = assets.folder("sparql") / "descriptions" / f"{name}.rq"
    rows = Store(store).select(path.read_text(encoding="utf-8"))
    for row in rows:
        values = {each: row[each].value for each in rows.variables}
        short = names.short(values["term"])
        if ":" in short and "%" not in short:
            yield short, values


def _label(store: ox.Store, iri: str) -> str:
    """Find the English label of a term; empty for none."""
    term = ox.NamedNode(iri)
    found = (
        quad.object
        for predicate in _LABELS
        for quad in store.quads_for_pattern(term, predicate, None)
    )
    texts = (o.value for o in found if isinstance(o, ox.Literal) and o.language == "en")
    return next(texts, "")


def _properties(row: Row, names: Names) -> list[str]:
    shorts = map(names.short, row["properties"].split())
    return [each for each in shorts if ":" in each]
