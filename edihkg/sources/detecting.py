"""Tell what kind of file something is, by its content and, where that is silent, its name.

Archives, JSON, XML and web pages are known by their first bytes, whatever they are called;
Turtle, TriG, N-Triples and N-Quads, which look alike, by the ending of the name, else by
what is in them. Pure; nothing is opened.
"""

import re
from dataclasses import dataclass
from enum import Enum

from edihkg.sources.placed import UnreadableError


class Kind(Enum):
    """Kinds of input; the value is how people call it."""

    TURTLE = "Turtle"
    TRIG = "TriG"
    N_TRIPLES = "N-Triples"
    N_QUADS = "N-Quads"
    JSON_LD = "JSON-LD"
    RDF_XML = "RDF/XML"
    CSV = "CSV"
    WORKBOOK = "workbook"
    ARCHIVE = "archive of tables"


ENDINGS = {
    "ttl": Kind.TURTLE,
    "trig": Kind.TRIG,
    "nt": Kind.N_TRIPLES,
    "nq": Kind.N_QUADS,
    "jsonld": Kind.JSON_LD,
    "json": Kind.JSON_LD,
    "rdf": Kind.RDF_XML,
    "xml": Kind.RDF_XML,
    "owl": Kind.RDF_XML,
    "csv": Kind.CSV,
    "xlsx": Kind.WORKBOOK,
    "xls": Kind.WORKBOOK,
    "zip": Kind.ARCHIVE,
}
"""Kind by the ending of a name, without ``.gz``."""

MEDIA_TYPES = {
    "text/turtle": Kind.TURTLE,
    "application/x-turtle": Kind.TURTLE,
    "application/trig": Kind.TRIG,
    "application/n-triples": Kind.N_TRIPLES,
    "application/n-quads": Kind.N_QUADS,
    "application/ld+json": Kind.JSON_LD,
    "application/json": Kind.JSON_LD,
    "application/rdf+xml": Kind.RDF_XML,
    "application/xml": Kind.RDF_XML,
    "text/xml": Kind.RDF_XML,
    "text/csv": Kind.CSV,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Kind.WORKBOOK,
    "application/vnd.ms-excel": Kind.WORKBOOK,
    "application/zip": Kind.ARCHIVE,
}
"""Kind by what a client says that it sends."""

_BY_LOOKS = (Kind.TURTLE, Kind.TRIG, Kind.N_TRIPLES, Kind.N_QUADS, Kind.CSV)
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_WORKBOOK_PART = b"[Content_Types].xml"
_XML = re.compile(r"<(?:\?xml|!DOCTYPE\s+(?!html)|rdf:RDF|[\w.-]+:RDF)", re.IGNORECASE)
_WEB_PAGE = re.compile(r"<(?:!DOCTYPE\s+html|html|head|body)\b", re.IGNORECASE)
_JSON = re.compile(r'\{\s*(?:"|\})|\[\s*(?:\{\s*"|\])')
_BEGIN = {
    Kind.JSON_LD: re.compile(r"[\[{]"),
    Kind.RDF_XML: re.compile(r"<\w[\w.-]*(?::\w[\w.-]*)?[\s/>]"),
}
"""How what a name promises may begin."""
_TOKEN = r'(?:<[^<>\s]*>|_:\S+|"(?:[^"\\\n]|\\.)*"(?:\^\^<[^<>\s]*>|@[\w-]+)?)'  # noqa: S105
_LINE = re.compile(rf"\s*+(?:{_TOKEN}\s*+){{3}}(?P<graph>{_TOKEN}\s*+)?\.?\s*+(?:#.*)?")
_HEADER = re.compile(r'"?\w+"?(?:[,;\t]"?\w*"?)+\s*')
_HIDDEN = re.compile(
    r'<[^<>\s]*+>|"""(?:[^\\]|\\.)*?(?:"""|\Z)|"(?:[^"\\\n]|\\.)*+"?|#[^\n]*+', re.DOTALL
)
"""Addresses, texts and comments; a text without its end takes the rest along, so that none is
read twice."""
_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Detected:
    """What kind something is, and how that was told."""

    kind: Kind
    by_content: bool
    """Whether the content said so; else the name did, or nothing."""


def detect_bytes(content: bytes) -> Kind | None:
    """Tell archives and workbooks by their first bytes; None for what may be a text."""
    if content.startswith(_OLD_EXCEL):
        return Kind.WORKBOOK
    if content.startswith(_ZIP):
        return Kind.WORKBOOK if _WORKBOOK_PART in content else Kind.ARCHIVE
    return None


def detect_text(text: str, hint: Kind | None) -> Detected:
    """Tell the kind of a text; ``hint`` is what its name or its sender says.

    Raises: UnreadableError for an empty text and for a web page.
    """
    start = text.lstrip()
    if not start:
        raise UnreadableError("it is empty; a submission describes one hub")
    if _WEB_PAGE.match(start):
        raise UnreadableError("it is a web page; download the data behind it")
    if _XML.match(start):
        return Detected(Kind.RDF_XML, by_content=True)
    if _JSON.match(start) and hint is not Kind.TRIG:
        return Detected(Kind.JSON_LD, by_content=True)
    if hint in _BEGIN and _BEGIN[hint].match(start):
        return Detected(hint, by_content=False)
    if hint in _BY_LOOKS:
        return Detected(hint, by_content=False)
    return Detected(_by_looks(text), by_content=True)


def ending_of(name: str) -> str:
    """Give the ending of a name, without ``.gz`` and without the dot.

    >>> ending_of("si/4pdih.ttl.gz"), ending_of("4pdih")
    ('ttl', '')
    """
    plain = name.rsplit("/", 1)[-1].lower().removesuffix(".gz")
    return plain.rpartition(".")[2] if "." in plain else ""


def _by_looks(text: str) -> Kind:
    """Tell languages apart that begin alike."""
    lines = [line for line in text.splitlines() if line.strip()][:_LOOKED_AT]
    if _HEADER.fullmatch(lines[0]):
        return Kind.CSV
    rows = [_LINE.fullmatch(line) for line in lines if not line.lstrip().startswith("#")]
    if rows and all(rows):
        return Kind.N_QUADS if any(row and row["graph"] for row in rows) else Kind.N_TRIPLES
    return Kind.TRIG if "{" in _HIDDEN.sub("", text) else Kind.TURTLE
