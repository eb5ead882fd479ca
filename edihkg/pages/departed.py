"""Pages and RDF of hubs that have left: why, since when, and what took their place. Pure.

A hub's address is kept for ever. ``gone.json`` at the top of the site lists the addresses of
those whose file says so, ``feed/gone.json`` of those that are only no longer there, so that a
server can say that they are gone; a plain file server shows the same page.

Layout of both lists: ``{"id/hub/x": "id/hub/y", "id/hub/z": ""}``, the successor's place on the
site or nothing.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pyoxigraph as ox
from rdflib import RDF, SKOS
from rdflib.namespace import DCTERMS

from edihkg.graph import Lines, of_triples
from edihkg.pages.context import Departed, SiteContext
from edihkg.pages.rows import Facts, Row
from edihkg.pages.views.common import SiteView, View
from edihkg.vocab import EDIH

LIST = "gone.json"
_STATUS = ox.NamedNode("http://www.w3.org/ns/adms#status")
_WITHDRAWN = ox.NamedNode("http://purl.org/adms/status/Withdrawn")
_DATES = {4: "gYear", 7: "gYearMonth", 10: "date"}


def list_departed(context: SiteContext) -> list[Row]:
    """List the pages of hubs that have left, by path."""
    return make_rows(context.departed, context.id_base)


def make_rows(departed: Sequence[Departed], id_base: str) -> list[Row]:
    """Make the rows of their pages, by path."""
    rows = [
        {
            "page": each.hub,
            "path": each.hub.removeprefix(id_base),
            "name": each.label,
            "since": each.since,
            "reason": each.reason,
            "successor": each.successor,
            "stated": "yes" * each.stated,
        }
        for each in departed
        if each.hub.startswith(id_base)
    ]
    return sorted(rows, key=lambda row: row["path"])


def render_list(departed: Sequence[Departed], id_base: str) -> str:
    """Write ``gone.json``."""
    found = {
        each.hub.removeprefix(id_base): each.successor.removeprefix(id_base)
        for each in departed
        if each.hub.startswith(id_base)
    }
    return json.dumps(found, indent=1, sort_keys=True) + "\n"


def describe_row(row: Row) -> Lines:
    """Say in RDF what is known of a hub that has left."""
    hub = ox.NamedNode(row["page"])
    found = [ox.Triple(hub, ox.NamedNode(str(RDF.type)), ox.NamedNode(str(EDIH.Hub)))]
    if row["stated"]:
        found.append(ox.Triple(hub, _STATUS, _WITHDRAWN))
    if row["name"]:
        found.append(ox.Triple(hub, ox.NamedNode(str(SKOS.prefLabel)), ox.Literal(row["name"])))
    if row["reason"]:
        reason = ox.Literal(row["reason"], language="en")
        found.append(ox.Triple(hub, ox.NamedNode(str(SKOS.changeNote)), reason))
    if row["since"]:
        kind = _DATES.get(len(row["since"]), "string")
        datatype = ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{kind}")
        since = ox.Literal(row["since"], datatype=datatype)
        found.append(ox.Triple(hub, ox.NamedNode(str(DCTERMS.modified)), since))
    if row["successor"]:
        successor = ox.NamedNode(row["successor"])
        found.append(ox.Triple(hub, ox.NamedNode(str(DCTERMS.isReplacedBy)), successor))
    return of_triples(found, name="gone")


def view_departed(row: Row, facts: Facts, site: SiteView) -> View:
    """Show why a hub has left."""
    return {"gone": row, "has_successor_page": row["successor"] in site.paths}


def describe_departed(view: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a hub that has left; that it was dissolved is more than is known."""
    gone = view["gone"]
    return {
        "@type": "Organization",
        "@id": gone["page"],
        "name": gone["name"],
        "description": gone["reason"],
    }
