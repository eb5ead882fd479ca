"""The terms in which the catalogue is written, as closed vocabularies of Oxigraph's nodes."""

import pyoxigraph as ox


class Words:
    """A vocabulary; a term that is not listed is an AttributeError."""

    def __init__(self, namespace: str, *terms: str) -> None:
        """List the terms that may be used."""
        self._nodes = {term: ox.NamedNode(namespace + term) for term in terms}

    def __getattr__(self, term: str) -> ox.NamedNode:
        """Give a term."""
        try:
            return self._nodes[term]
        except KeyError:
            raise AttributeError(f"There is no term '{term}' in this vocabulary.") from None


RDF = Words("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type")
RDFS = Words("http://www.w3.org/2000/01/rdf-schema#", "label")
XSD = Words(
    "http://www.w3.org/2001/XMLSchema#",
    "date",
    "dateTime",
    "gYear",
    "gYearMonth",
    "hexBinary",
    "nonNegativeInteger",
    "string",
)
DCAT = Words(
    "http://www.w3.org/ns/dcat#",
    "Distribution",
    "accessURL",
    "byteSize",
    "compressFormat",
    "distribution",
    "downloadURL",
    "endDate",
    "mediaType",
    "previousVersion",
    "startDate",
    "version",
)
DCT = Words(
    "http://purl.org/dc/terms/",
    "Location",
    "MediaType",
    "MediaTypeOrExtent",
    "PeriodOfTime",
    "format",
    "identifier",
    "isVersionOf",
    "issued",
    "license",
    "modified",
    "spatial",
    "temporal",
    "title",
)
FOAF = Words("http://xmlns.com/foaf/0.1/", "Agent", "Document", "homepage", "name")
PROV = Words(
    "http://www.w3.org/ns/prov#",
    "Activity",
    "Entity",
    "endedAtTime",
    "wasGeneratedBy",
    "wasRevisionOf",
)
ADMS = Words("http://www.w3.org/ns/adms#", "versionNotes")
SPDX = Words(
    "http://spdx.org/rdf/terms#",
    "Checksum",
    "ChecksumAlgorithm",
    "algorithm",
    "checksum",
    "checksumAlgorithm_sha256",
    "checksumValue",
)
VCARD = Words(
    "http://www.w3.org/2006/vcard/ns#", "Kind", "Organization", "fn", "hasEmail", "hasURL"
)
