"""Which media type and which EU file type a dump has, by its ending. Pure tables.

Source: IANA media types; Publications Office, authority table *file-type*.
"""

from dataclasses import dataclass

from edihkg import formats

IANA = "http://www.iana.org/assignments/media-types/"
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
GZIP = f"{IANA}application/gzip"


@dataclass(frozen=True, slots=True)
class Kind:
    """What one ending stands for."""

    name: str
    """For people."""
    code: str
    """Code of the EU file type."""


KINDS = {
    "nq": Kind("N-Quads", "RDF_N_QUADS"),
    "trig": Kind("TriG", "RDF_TRIG"),
    "nt": Kind("N-Triples", "RDF_N_TRIPLES"),
    "ttl": Kind("Turtle", "RDF_TURTLE"),
    "jsonld": Kind("JSON-LD", "JSON_LD"),
    "rdf": Kind("RDF/XML", "RDF_XML"),
    "csv": Kind("CSV", "CSV"),
    "geojson": Kind("GeoJSON", "GEOJSON"),
}
"""Endings of what is a distribution; other files beside the dumps are none."""


def kind_of(name: str) -> Kind | None:
    """Tell what kind of file a dump is; None when it is no distribution."""
    return KINDS.get(name.removesuffix(".gz").rpartition(".")[2])


def media_type_of(name: str) -> str:
    """Give the IANA address of the media type of a dump, of its content if it is compressed."""
    return IANA + formats.media_type_of(name.removesuffix(".gz"))
