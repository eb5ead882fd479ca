"""Hubs, organisations, facilities and topics as CSV tables, and towns of hubs as GeoJSON.

The columns are those of ``sparql/tables/csv-metadata.json``, which is published beside the
tables; what fills them are the queries of that folder.
Source: RFC 4180; Metadata Vocabulary for Tabular Data (W3C).
"""

import csv
import json
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox

from edihkg import assets

Row = Mapping[str, str]

METADATA = "csv-metadata.json"
"""Describes every table and column; the name under which programs look for it."""
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
        hubs.append({**row, **codes, "iri": iri, "slug": _slug(iri)})
    return hubs


def read_organisations(store: ox.Store) -> list[Row]:
    """Read one row an organisation, sorted by IRI; slugs of hubs are joined with ``;``."""
    hubs: dict[str, set[str]] = defaultdict(set)
    coordinated: dict[str, set[str]] = defaultdict(set)
    for row in _select(store, "organisation-roles"):
        hubs[row["iri"]].add(_slug(row["hub"]))
        if row["role"] == "COORDINATOR":
            coordinated[row["iri"]].add(_slug(row["hub"]))
    return [
        {
            **row,
            "slug": _slug(row["iri"]),
            "coordinates": _joined(coordinated[row["iri"]]),
            "hubs": _joined(hubs[row["iri"]]),
        }
        for row in _sorted(_select(store, "organisations"))
    ]


def read_facilities(store: ox.Store) -> list[Row]:
    """Read one row a facility, sorted by IRI; codes of technologies are joined with ``;``."""
    topics: dict[str, set[str]] = defaultdict(set)
    for row in _select(store, "facility-topics"):
        topics[row["iri"]].add(row["code"])
    return [
        {**row, "slug": _slug(row["iri"]), "technologies": _joined(topics[row["iri"]])}
        for row in _sorted(_select(store, "facilities"))
    ]


def read_topics(store: ox.Store) -> list[Row]:
    """Read one row a concept of our lists, sorted by IRI, with the number of its hubs."""
    hubs: dict[str, set[str]] = defaultdict(set)
    for row in _select(store, "topic-hubs"):
        hubs[row["iri"]].add(row["hub"])
    found: dict[str, Row] = {}
    for row in _sorted(_select(store, "topics")):
        number = str(len(hubs[row["iri"]]))
        found.setdefault(row["iri"], {**row, "list": _slug(row["list"]), "hubs": number})
    return list(found.values())


def read_columns() -> dict[str, list[str]]:
    """Tell the columns of each table, by the name of its file."""
    text = (assets.folder("sparql") / "tables" / METADATA).read_text(encoding="utf-8")
    return {
        table["url"]: [column["name"] for column in table["tableSchema"]["columns"]]
        for table in json.loads(text)["tables"]
    }


def write_tables(store: ox.Store, folder: Path, *, hubs: Sequence[Row]) -> None:
    """Write every table and what describes them; line ends are CR LF."""
    rows = {
        "hubs.csv": hubs,
        "organisations.csv": read_organisations(store),
        "facilities.csv": read_facilities(store),
        "topics.csv": read_topics(store),
    }
    for name, columns in read_columns().items():
        write_csv(rows[name], folder / name, columns=columns)
    shutil.copyfile(assets.folder("sparql") / "tables" / METADATA, folder / METADATA)


def write_csv(rows: Sequence[Row], path: Path, *, columns: Sequence[str]) -> None:
    """Write one table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns, extrasaction="ignore")
        table.writeheader()
        table.writerows(rows)


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


def _slug(iri: str) -> str:
    return iri.rpartition("/")[2]


def _joined(texts: Iterable[str]) -> str:
    return ";".join(sorted(texts))


def _sorted(rows: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    return sorted(rows, key=lambda row: tuple(row.values()))


def _select(store: ox.Store, name: str) -> list[dict[str, str]]:
    path = assets.folder("sparql") / "tables" / f"{name}.rq"
    rows = store.query(path.read_text(encoding="utf-8"))
    if not isinstance(rows, ox.QuerySolutions):
        raise TypeError(f"{path.name} is no SELECT.")
    names = [variable.value for variable in rows.variables]
    return [{name: _text(row[name]) for name in names} for row in rows]


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode) else ""
