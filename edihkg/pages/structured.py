"""Describe a page for search engines: schema.org in JSON-LD. Pure.

Only what the page itself says; nothing is added. Addresses that are no web addresses are
left out, since ``url`` promises one.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from markupsafe import Markup

from edihkg.pages.links import is_address
from edihkg.pages.rows import Row
from edihkg.pages.views.datasets import downloads

Described = dict[str, Any]
Describer = Callable[[Mapping[str, Any]], Described]


def embed(described: Mapping[str, Any]) -> Markup:
    """Write a description so that no text in it can end the script element."""
    full = {"@context": "https://schema.org"} | _without_empty(described)
    text = json.dumps(full, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - escaped above


def _without_empty(described: Mapping[str, Any]) -> Described:
    return {key: value for key, value in described.items() if value not in ("", [], None)}


def describe_hub(view: Mapping[str, Any]) -> Described:
    """Describe a hub as an organisation."""
    hub = view["hub"]
    return {
        "@type": "Organization",
        "@id": hub["page"],
        "name": hub["name"],
        "alternateName": [row["name"] for row in view["names"]],
        "description": hub["summary"],
        "url": _addresses(row["webpage"] for row in view["webpages"]),
        "address": _address(hub["town"], hub["countryCode"]),
        "location": _position(hub),
        "member": [_named("Organization", r["organisation"], r["name"]) for r in view["partners"]],
        "knowsAbout": [
            row["name"] for name in ("technology", "sector") for row in view["topics"][name]
        ],
    }


def describe_organisation(view: Mapping[str, Any]) -> Described:
    """Describe an organisation."""
    organisation = view["organisation"]
    pages = [row["value"] for row in view["webpages"] if row["kind"] == "page"]
    hubs = {row["hub"]: row["hubName"] for row in view["hubs"]}
    return {
        "@type": "Organization",
        "@id": organisation["page"],
        "name": organisation["name"],
        "alternateName": [row["name"] for row in view["names"]],
        "url": _addresses(pages),
        "memberOf": [_named("Organization", iri, name) for iri, name in hubs.items()],
    }


def describe_facility(view: Mapping[str, Any]) -> Described:
    """Describe a facility as a place."""
    facility = view["facility"]
    return {
        "@type": "Place",
        "@id": facility["page"],
        "name": facility["name"],
        "address": _address(facility["town"], ""),
    }


def describe_region(view: Mapping[str, Any]) -> Described:
    """Describe a region as an administrative area."""
    region = view["region"]
    return {
        "@type": "AdministrativeArea",
        "@id": region["page"],
        "name": region["name"],
        "alternateName": region["latin"],
        "identifier": region["code"],
        "containedInPlace": _named("Country", region["country"], region["countryName"]),
    }


def describe_country(view: Mapping[str, Any]) -> Described:
    """Describe a country."""
    country = view["country"]
    return {
        "@type": "Country",
        "@id": country["page"],
        "name": country["name"],
        "identifier": country["code"],
    }


def describe_concept(view: Mapping[str, Any]) -> Described:
    """Describe a concept as a defined term."""
    concept = view["concept"]
    return {
        "@type": "DefinedTerm",
        "@id": concept["page"],
        "name": concept["name"],
        "description": concept["definition"],
        "termCode": concept["code"],
        "inDefinedTermSet": concept["scheme"],
    }


def describe_scheme(view: Mapping[str, Any]) -> Described:
    """Describe a list as a set of defined terms."""
    scheme = view["scheme"]
    return {
        "@type": "DefinedTermSet",
        "@id": scheme["page"],
        "name": scheme["name"],
        "description": scheme["definition"],
    }


def describe_grant(view: Mapping[str, Any]) -> Described:
    """Describe a grant."""
    grant = view["grant"]
    return {
        "@type": "Grant",
        "@id": grant["page"],
        "name": grant["name"],
        "identifier": grant["number"],
    }


def describe_page(view: Mapping[str, Any]) -> Described:
    """Describe a page that is about no single thing."""
    return {"@type": "WebPage", "inLanguage": "en"}


def describe_data(view: Mapping[str, Any]) -> Described:
    """Describe the data as a whole; the sources carry the licence."""
    context = view["context"]
    return {
        "@type": "Dataset",
        "@id": f"{context.id_base}catalogue#network",
        "name": "Europe's digital innovation hubs",
        "description": "Digital innovation hubs of Europe with their partners, facilities,"
        " technologies, sectors, services, regions, recorded status and funding, each fact with its"
        " source. Collected from public sources; no person is named.",
        "url": f"{context.site}data.html",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "isAccessibleForFree": True,
        "inLanguage": "en",
        "keywords": ["digital innovation hub", "EDIH", "Digital Europe Programme"],
        "creator": {"@type": "Organization", "name": context.publisher},
        "version": context.release_id,
        "dateModified": context.as_of.date().isoformat(),
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "@id": f"{context.id_base}catalogue",
            "url": f"{context.site}catalogue.html",
        },
        "distribution": downloads(context),
    }


def _named(kind: str, iri: str, name: str) -> Described:
    return {"@type": kind, "@id": iri, "name": name}


def _addresses(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if is_address(text)]


def _address(town: str, country: str) -> Described | None:
    found = {"addressLocality": town, "addressCountry": country}
    filled = _without_empty(found)
    return {"@type": "PostalAddress", **filled} if filled else None


def _position(hub: Row) -> Described | None:
    """Place the hub's town; the position is the town's, not the hub's."""
    if not hub["latitude"]:
        return None
    return {
        "@type": "Place",
        "name": hub["placeName"],
        "geo": {
            "@type": "GeoCoordinates",
            "latitude": float(hub["latitude"]),
            "longitude": float(hub["longitude"]),
        },
    }
