"""Describe a release for programs: VoID statistics, the SPARQL service, its prefixes.

Everything is made once, when a release is built. The graph ``graph/void`` holds it for
queries; the files are what ``/.well-known/void`` and ``GET /sparql`` give::

    site/.well-known/void.{ttl,jsonld,nt,rdf}   the statistics, links and dumps of the dataset
    site/sparql.{ttl,jsonld,nt,rdf}             the service, its graphs, partitions, examples
    site/static/terms.json                      what the query page completes
    catalogue.{ttl,jsonld,nt,rdf}               DCAT-AP 3: datasets, files, services; also in site/

A description never counts itself: ``graph/void`` is in none of its numbers.
"""

from edihkg.catalogue.dcat import Coverage, Edition, Facts, Publisher, describe, read_coverage
from edihkg.catalogue.files import add_description, write_descriptions
from edihkg.catalogue.publishing import read_editions, write_catalogue

__all__ = [
    "Coverage",
    "Edition",
    "Facts",
    "Publisher",
    "add_description",
    "describe",
    "read_coverage",
    "read_editions",
    "write_catalogue",
    "write_descriptions",
]
