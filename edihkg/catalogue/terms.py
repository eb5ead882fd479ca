"""The terms that the query page completes, from the statistics: what is there, not what could be.

Layout of the JSON::

    {"prefixes": {"edih": "https://…"},
     "classes": [["edih:Hub", "hub", 472, ["edih:hasFacility", …]], …],     most used first
     "properties": [["edih:hasFacility", "has facility", 169], …],          most used first
     "codes": [["technology:ROBOTICS", "Robotics"], …]}

A term whose IRI has no prefix is left out: nobody could type it.
"""

import json
from collections.abc import Iterator

import pyoxigraph as ox

from edihkg import assets
from edihkg.catalogue.names import Names
from edihkg.store import Store


def render_terms(store: ox.Store, names: Names) -> str:
    """Write the terms of a described store as one line of JSON."""
    classes = [
        [name, label, count, [each for each in map(names.short, properties.split()) if ":" in each]]
        for name, label, count, properties in _rows(store, "classes", names)
    ]
    found = {
        "prefixes": dict(names.prefixes),
        "classes": classes,
        "properties": [row[:3] for row in _rows(store, "properties", names)],
        "codes": [row[:2] for row in _rows(store, "codes", names)],
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n"


def _rows(store: ox.Store, name: str, names: Names) -> Iterator[tuple[str, str, int, str]]:
    """Run a query; give short name, label, count and properties, as far as it has them."""
    path = assets.folder("sparql") / "descriptions" / f"{name}.rq"
    rows = Store(store).select(path.read_text(encoding="utf-8"))
    for row in rows:
        values = {each: row[each].value for each in rows.variables if row[each] is not None}
        short = names.short(values["term"])
        if ":" in short and "%" not in short:
            yield (
                short,
                values.get("label", ""),
                int(values.get("count", 0)),
                values.get("properties", ""),
            )
