"""Where tables state what a hub should have, so that reports can say where to put it. Pure."""

from collections.abc import Collection, Mapping

from rdflib import FOAF
from rdflib.namespace import DCTERMS
from rdflib.term import Node, URIRef

from edihkg.importing.describe import FACETS
from edihkg.iris import IriSpace
from edihkg.submission import Home
from edihkg.vocab import EDIH

COLUMNS: Mapping[Node, tuple[str, str]] = {
    FOAF.page: ("hubs", "website"),
    DCTERMS.description: ("hubs", "summary_en"),
    EDIH.offersServiceFamily: ("hubs", "service_families"),
    EDIH.isLocatedIn: ("hubs", "nuts2"),
    EDIH.hasPartnership: ("partners", "organisation"),
    EDIH.hasServiceArea: ("regions_served", "nuts"),
    EDIH.hasFacility: ("facilities", "name"),
}
"""Table and column of each property of a hub that completeness asks for."""

_TOPICS = ("hub_topics", "term")


def homes(present: Mapping[str, Collection[str]], space: IriSpace) -> dict[Node, Home]:
    """Tell for each property, and each list of topics, which column of which table states it.

    ``present`` holds the columns of the tables that were read.
    """
    sought: dict[Node, tuple[str, str]] = {
        **COLUMNS,
        **{URIRef(space.scheme(facet)): _TOPICS for facet in FACETS},
    }
    return {
        node: Home(table, column, present=column in present.get(table, ()))
        for node, (table, column) in sought.items()
    }
