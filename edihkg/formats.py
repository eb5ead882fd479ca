"""Media types, Oxigraph's formats and file endings as tables, and the choice by ``Accept``.

Pure: nothing is read or written. A row of a table is one format; the order of the rows is
the server's preference. The tables are the only place that knows which ending belongs to
which media type.
Source: RFC 9110 §12.5.1; the W3C recommendations named beside each row.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

HTML = "text/html"


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write RDF or the results of a query."""

    ending: str
    """File ending without the dot; also the value of the parameter ``format``."""
    media_type: str
    """Registered media type, without parameters."""
    engine: ox.RdfFormat | ox.QueryResultsFormat | None
    """Oxigraph's name of the format; None when Oxigraph does not write it."""
    aliases: tuple[str, ...] = ()
    """Other media types under which clients ask for it; they get the one they asked for."""
    names: tuple[str, ...] = ()
    """Other values of the parameter ``format``."""

    @property
    def content_type(self) -> str:
        """Value of ``Content-Type``."""
        return content_type(self.media_type)


RDF_FORMATS = (
    # RDF 1.1 Turtle
    Format("ttl", "text/turtle", ox.RdfFormat.TURTLE, ("application/x-turtle",), ("turtle",)),
    # JSON-LD 1.1, expanded
    Format(
        "jsonld",
        "application/ld+json",
        ox.RdfFormat.JSON_LD,
        ("application/json",),
        ("json-ld", "json"),
    ),
    # RDF 1.1 N-Triples
    Format("nt", "application/n-triples", ox.RdfFormat.N_TRIPLES, ("text/plain",), ("ntriples",)),
    # RDF 1.1 XML Syntax
    Format(
        "rdf",
        "application/rdf+xml",
        ox.RdfFormat.RDF_XML,
        ("application/xml", "text/xml"),
        ("rdfxml", "xml"),
    ),
)
"""Serialisations of one graph: what CONSTRUCT, DESCRIBE and the twins of pages come in."""

DATASET_FORMATS = (
    # RDF 1.1 N-Quads
    Format("nq", "application/n-quads", ox.RdfFormat.N_QUADS, names=("nquads",)),
    # RDF 1.1 TriG
    Format("trig", "application/trig", ox.RdfFormat.TRIG),
)
"""Serialisations that keep named graphs apart: dumps only."""

RESULT_FORMATS = (
    # SPARQL 1.1 Query Results JSON Format
    Format(
        "json",
        "application/sparql-results+json",
        ox.QueryResultsFormat.JSON,
        ("application/json",),
        ("srj",),
    ),
    # SPARQL Query Results XML Format (Second Edition)
    Format(
        "xml",
        "application/sparql-results+xml",
        ox.QueryResultsFormat.XML,
        ("application/xml", "text/xml"),
        ("srx",),
    ),
    # SPARQL 1.1 Query Results CSV and TSV Formats
    Format("csv", "text/csv", ox.QueryResultsFormat.CSV),
    Format("tsv", "text/tab-separated-values", ox.QueryResultsFormat.TSV),
)
"""Results of SELECT and ASK."""

PAGE_FORMAT = Format("html", HTML, None, ("application/xhtml+xml",))

FILE_TYPES: Mapping[str, str] = {
    **{
        each.ending: each.media_type
        for each in (*RDF_FORMATS, *DATASET_FORMATS, *RESULT_FORMATS[2:], PAGE_FORMAT)
    },
    "json": "application/json",
    "geojson": "application/geo+json",
    "xml": "application/xml",
    "atom": "application/atom+xml",
    "txt": "text/plain",
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
    "png": "image/png",
    "ico": "image/x-icon",
    "webmanifest": "application/manifest+json",
    "woff2": "font/woff2",
    "gz": "application/gzip",
    "rq": "application/sparql-query",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sarif": "application/sarif+json",
    "linkset": "application/linkset+json",
    "rdfp": "application/rdf-patch",
}
"""Media type of a published file by its last ending, without parameters."""

_UTF8 = ("utf-8", "utf8", "*")
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105
_RANGE = re.compile(rf"({_TOKEN})/({_TOKEN})")
_PARAMETER = re.compile(rf'\s*({_TOKEN})\s*=\s*({_TOKEN}|"(?:[^"\\]|\\.)*")\s*')
_WEIGHT = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")
_PART = re.compile(r'(?:[^",;]|"(?:[^"\\]|\\.)*+"?)++|[,;]')
"""A quoted string without its end takes the rest along, so that none is read twice."""


@dataclass(frozen=True, slots=True)
class _Range:
    kind: str
    subtype: str
    weight: float

    def specificity(self, media_type: str) -> int:
        """Tell how closely the range names a media type: 0 not at all, 3 exactly."""
        kind, _, subtype = media_type.partition("/")
        if (self.kind, self.subtype) == ("*", "*"):
            return 1
        if self.kind != kind:
            return 0
        return 3 if self.subtype == subtype else 2 * (self.subtype == "*")


def choose(accept: str | None, offered: Sequence[str]) -> str | None:
    """Choose the media type that a client likes best; None when all are refused.

    ``offered`` is in the server's order of preference and without parameters. The most
    specific range decides about a type; among equal weights the more specific range wins,
    then the server's order. Without a readable range everything is acceptable. A range
    with ``charset`` other than UTF-8 names nothing that is offered; other parameters are
    ignored.
    Source: RFC 9110 §12.5.1.

    >>> choose("text/turtle;q=0.5, */*;q=0.1", ["application/ld+json", "text/turtle"])
    'text/turtle'
    >>> choose("text/html, */*;q=0", ["text/turtle"]) is None
    True
    """
    ranges, readable = _read(accept or "")
    if not readable:
        return offered[0] if offered else None
    rated = [(*_rate(media_type, ranges), media_type) for media_type in offered]
    best = max(rated, key=lambda row: row[:2], default=(0.0, 0, ""))
    return best[2] if best[0] > 0 else None


def accepts_coding(accept_encoding: str | None, coding: str) -> bool:
    """Tell whether a client accepts a content coding such as ``gzip``.

    Source: RFC 9110 §12.5.3; without the header nothing but identity is used.

    >>> accepts_coding("br, gzip;q=0.5", "gzip"), accepts_coding("*;q=0", "gzip")
    (True, False)
    """
    weights: dict[str, float] = {}
    for element in (accept_encoding or "").lower().split(","):
        name, _, weight = (part.strip() for part in element.partition(";"))
        value = weight.removeprefix("q=").strip()
        weights[name] = float(value) if _WEIGHT.fullmatch(value) else float(not weight)
    return weights.get(coding, weights.get("*", 0.0)) > 0


def content_type(media_type: str) -> str:
    """Add the charset to a textual media type; ours are all UTF-8."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def media_type_of(path: str) -> str:
    """Tell the media type of a published file by its name; unknown is octet-stream."""
    return FILE_TYPES.get(path.rpartition(".")[2].lower(), "application/octet-stream")


def media_types(formats: Sequence[Format], *, aliases: bool = True) -> dict[str, Format]:
    """Map each media type to its format, registered types first, in order of preference."""
    table = {each.media_type: each for each in formats}
    if aliases:
        for each in formats:
            for alias in each.aliases:
                table.setdefault(alias, each)
    return table


def named(formats: Sequence[Format], name: str) -> Format | None:
    """Find a format by ending, other name or media type, as the parameter ``format`` has it."""
    wanted = name.strip().lower()
    for each in formats:
        if wanted in (each.ending, each.media_type, *each.names, *each.aliases):
            return each
    return None


def _rate(media_type: str, ranges: Sequence[_Range]) -> tuple[float, int]:
    """Give the weight and the specificity of the closest range; contradictions count as less."""
    closest = max((each.specificity(media_type) for each in ranges), default=0)
    if closest == 0:
        return 0.0, 0
    return min(r.weight for r in ranges if r.specificity(media_type) == closest), closest


def _read(header: str) -> tuple[list[_Range], bool]:
    """Read the ranges of a header, and tell whether any element was well-formed."""
    ranges = []
    readable = False
    for parts in _elements(header):
        match = _RANGE.fullmatch(parts[0].strip().lower())
        parameters = _parameters(parts[1:])
        if match is None or parameters is None or (match[1] == "*" and match[2] != "*"):
            continue
        weight = parameters.get("q", "1")
        if not _WEIGHT.fullmatch(weight):
            continue
        readable = True
        if parameters.get("charset", "*").lower() in _UTF8:
            ranges.append(_Range(match[1], match[2], float(weight)))
    return ranges, readable


def _elements(header: str) -> Iterator[list[str]]:
    """Split a header at commas and each element at semicolons, outside quoted strings."""
    parts = [""]
    for piece in _PART.findall(header):
        if piece == ",":
            yield parts
            parts = [""]
        elif piece == ";":
            parts.append("")
        else:
            parts[-1] += piece
    yield parts


def _parameters(parts: Sequence[str]) -> dict[str, str] | None:
    """Read ``name=value`` parts; None when one is malformed."""
    found: dict[str, str] = {}
    for part in parts:
        match = _PARAMETER.fullmatch(part)
        if match is None:
            if part.strip():
                return None
            continue
        found.setdefault(match[1].lower(), match[2].strip('"'))
    return found
