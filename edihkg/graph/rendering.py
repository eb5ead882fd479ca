"""Write a small graph in every RDF format, the same bytes for the same statements. Pure."""

from collections.abc import Mapping

import pyoxigraph as ox

from edihkg.formats import RDF_FORMATS
from edihkg.graph.lines import Lines, of_text

PREFIXES: Mapping[str, str] = {
    "adms": "http://www.w3.org/ns/adms#",
    "as": "https://www.w3.org/ns/activitystreams#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "edih": "https://w3id.org/edihkg/ns#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "ldes": "https://w3id.org/ldes#",
    "locn": "http://www.w3.org/ns/locn#",
    "nuts": "http://data.europa.eu/nuts/code/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "tree": "https://w3id.org/tree#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Names of the vocabularies in which a release describes itself."""


def render(lines: Lines, prefixes: Mapping[str, str] = PREFIXES) -> dict[str, bytes]:
    """Write sorted lines in each RDF format with the prefixes that they use.

    Returns: the bytes by the ending of the file.
    """
    text = b"".join(line + b"\n" for line in lines)
    used = {name: iri for name, iri in sorted(prefixes.items()) if f"<{iri}".encode() in text}
    triples = list(of_text(lines))
    found = {}
    for each in RDF_FORMATS:
        if each.engine is ox.RdfFormat.N_TRIPLES:
            found[each.ending] = text
        elif isinstance(each.engine, ox.RdfFormat):
            found[each.ending] = ox.serialize(triples, format=each.engine, prefixes=used) or b""
    return found
