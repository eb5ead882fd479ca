"""Hubs as a CSV table, and the towns of their seats as GeoJSON."""

import csv
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox

from edihkg import assets

Row = Mapping[str, str]

COLUMNS = (
    "iri",
    "slug",
    "name",
    "short_name",
    "status",
    "status_recorded_on",
    "country",
    "nuts2",
    "town",
    "latitude",
    "longitude",
    "page",
    "technologies",
    "sectors",
    "services",
    "coordinator",
)
POSITION_NOTE = (
    "Positions are those of the towns in which hubs have their seat, not of the hubs' own "
    "buildings. Towns: GeoNames, CC BY 4.0."
)


def read_hubs(store: ox.Store) -> list[Row]:
    """Read one row a hub, sorted by IRI; codes of topics are joined with ``;``."""
    topics: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in _select(store, "hub-topics"):
        topics[row["hub"], row["column"]].append(row["code"])
    hubs: list[Row] = []
    for row in sorted(_select(store, "hubs"), key=lambda row: row["hub"]):
        iri = row["hub"]
        codes = {
            name: ";".join(sorted(topics[iri, name]))
            for name in ("technologies", "sectors", "services")
        }
        hubs.append({**row, **codes, "iri": iri, "slug": iri.rpartition("/")[2]})
    return hubs


def write_csv(hubs: Sequence[Row], path: Path) -> None:
    """Write the table; line ends are CR LF.

    Source: RFC 4180.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
        table.writeheader()
        table.writerows(hubs)


def write_geojson(hubs: Sequence[Row], path: Path) -> None:
    """Write one point a town with the hubs that have their seat there, sorted by the town's IRI.

    Source: RFC 7946; positions are longitude, latitude in WGS 84.
    """
    towns: dict[str, list[Row]] = defaultdict(list)
    for hub in hubs:
        if hub["town_iri"]:
            towns[hub["town_iri"]].append(hub)
    features = [_feature(iri, towns[iri]) for iri in sorted(towns)]
    layer = {"type": "FeatureCollection", "description": POSITION_NOTE, "features": features}
    text = json.dumps(layer, ensure_ascii=False, indent=1) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def _feature(iri: str, hubs: Sequence[Row]) -> dict[str, object]:
    first = hubs[0]
    position = [float(first["longitude"]), float(first["latitude"])]
    return {
        "type": "Feature",
        "id": iri,
        "geometry": {"type": "Point", "coordinates": position},
        "properties": {
            "town": first["town"],
            "country": first["country"],
            "hubs": [
                {"iri": hub["iri"], "name": hub["name"], "status": hub["status"]} for hub in hubs
            ],
        },
    }


def _select(store: ox.Store, name: str) -> list[dict[str, str]]:
    path = assets.folder("sparql") / "tables" / f"{name}.rq"
    rows = store.query(path.read_text(encoding="utf-8"))
    if not isinstance(rows, ox.QuerySolutions):
        raise TypeError(f"{path.name} is no SELECT.")
    names = [variable.value for variable in rows.variables]
    return [{name: _text(row[name]) for name in names} for row in rows]


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode) else ""
