"""The page of all datasets, and datasets as search engines want them. Pure.

The names of datasets and files are those of the DCAT-AP catalogue, which is finished after the
pages; sizes and checksums stand there.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from edihkg.pages import sections as s
from edihkg.pages.context import SiteContext
from edihkg.pages.rows import Facts, Row
from edihkg.pages.views.common import SiteView, View

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
NETWORK = "network"
_FORMS = (("N-Quads", "nq"), ("Turtle", "ttl"), ("JSON-LD", "jsonld"), ("RDF/XML", "rdf"))
_TABLES = (
    ("hubs (CSV)", "hubs.csv"),
    ("organisations (CSV)", "organisations.csv"),
    ("facilities (CSV)", "facilities.csv"),
    ("towns (GeoJSON)", "hubs.geojson"),
)
_PARTS = (
    (
        NETWORK,
        "Europe's digital innovation hubs",
        "data.html",
        "Hubs with their partners, facilities, strengths, regions, status and funding, each fact"
        " with its source.",
        "edihkg",
        _TABLES,
    ),
    (
        "ontology",
        "Ontology of digital innovation hubs",
        "ns.html",
        "The classes and properties in which the network is described.",
        "ontology",
        (),
    ),
    (
        "lists",
        "Lists of technologies, sectors, services and statuses of digital innovation hubs",
        "concept/",
        "Codes, names and definitions.",
        "lists",
        (("topics (CSV)", "topics.csv"),),
    ),
    (
        "reference",
        "Reference data of the network of digital innovation hubs",
        "data.html",
        "Regions, towns, countries, calls and the sources of all facts.",
        "reference",
        (),
    ),
)
_MEDIA_TYPES = {
    "nq": "application/n-quads",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "csv": "text/csv",
    "geojson": "application/geo+json",
}


def view_catalogue(row: Row, facts: Facts, site: SiteView) -> View:
    """Show all datasets with their files."""
    hubs = Counter(group[0]["country"] for group in facts.groups(s.HUB).values())
    countries = [
        {
            "name": first["name"],
            "code": first["code"].lower(),
            "path": site.paths[first["page"]],
            "hubs": hubs[first["page"]],
        }
        for first in (group[0] for group in facts.groups(s.COUNTRY).values())
        if hubs[first["page"]] and first["page"] in site.paths
    ]
    return {
        "context": site.context,
        "datasets": [
            {
                "key": key,
                "title": title,
                "page": page,
                "about": about,
                "files": _files(stem, tables),
            }
            for key, title, page, about, stem, tables in _PARTS
        ],
        "countries": sorted(countries, key=lambda each: str(each["name"])),
    }


def describe_catalogue(view: Mapping[str, Any]) -> dict[str, Any]:
    """Describe the catalogue for search engines."""
    context: SiteContext = view["context"]
    parts = [(each["key"], each["title"], each["page"]) for each in view["datasets"]]
    parts += [
        (
            f"country-{each['code']}",
            f"Digital innovation hubs: {each['name']}",
            f"{each['path']}.html",
        )
        for each in view["countries"]
    ]
    return {
        "@type": "DataCatalog",
        "@id": f"{context.id_base}catalogue",
        "name": "Data of edihkg: Europe's digital innovation hubs",
        "license": LICENCE,
        "inLanguage": "en",
        "dataset": [
            {
                "@type": "Dataset",
                "@id": f"{context.id_base}catalogue#{key}",
                "name": title,
                "url": context.site + page,
                "license": LICENCE,
            }
            for key, title, page in parts
        ],
    }


def downloads(context: SiteContext) -> list[dict[str, Any]]:
    """Describe the files of the whole network for search engines."""
    return [
        {
            "@type": "DataDownload",
            "name": name,
            "encodingFormat": _MEDIA_TYPES[file.rpartition(".")[2]],
            "contentUrl": f"{context.site}dumps/{file}",
        }
        for name, file in _files("edihkg", _TABLES)
    ]


def _files(stem: str, tables: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [*((name, f"{stem}.{ending}") for name, ending in _FORMS), *tables]
