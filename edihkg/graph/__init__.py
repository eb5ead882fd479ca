"""Assemble the named graphs of a release and materialise its default graph.

Layout (``{base}graph/…``)::

    hub/{slug}          the statements of one submission: the unit of replacement
    organisations       one description of each organisation, chosen among the hubs'
    curation            what curators add: entries that are one hub
    derived             what the rules of sparql/rules/ construct
    ontology, concepts/{scheme}, reference/{stem}
    shapes, ontology-dl, provenance  named only
    (default graph)     the union of all but those, without the hubs' own words about
                        organisations

The graph is assembled in memory; the store on disk is loaded from its lines.
The same input gives the same statements, blank-node labels included. This module writes
nothing but to a store that it is given, and never changes a statement.
"""

from edihkg.graph.assembly import (
    Assembly,
    Curation,
    Parts,
    assemble,
    load_lines,
    read_curation,
)
from edihkg.graph.hubs import HubGraph, hub_graph, hub_graph_of
from edihkg.graph.lines import LineFile, Lines, dataset_lines, of_graph, of_triples
from edihkg.graph.provenance import Provenance, provenance_graph

__all__ = [
    "Assembly",
    "Curation",
    "HubGraph",
    "LineFile",
    "Lines",
    "Parts",
    "Provenance",
    "assemble",
    "dataset_lines",
    "hub_graph",
    "hub_graph_of",
    "load_lines",
    "of_graph",
    "of_triples",
    "provenance_graph",
    "read_curation",
]
