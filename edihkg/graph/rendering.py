"""Write a small graph in every RDF format, the same bytes for the same statements. Pure."""

import re
from collections.abc import Mapping

import pyoxigraph as ox

from edihkg.formats import RDF_FORMATS
from edihkg.graph.lines import Lines, of_text
from edihkg.prefixes import PREFIXES

_HEAD_BYTES = 1 << 14
_TURTLE_PREFIXES = re.compile(rb"\A(?:@prefix [^\n]*\n)+")
_XML_PREFIXES = re.compile(rb"(?<=<rdf:RDF)(?: xmlns:[^ =]+=\"[^\"]*\")+")
_XML_PREFIX = re.compile(rb' xmlns:[^ =]+="[^"]*"')


def render(
    lines: Lines, prefixes: Mapping[str, str] = PREFIXES, *, xml: Lines | None = None
) -> dict[str, bytes]:
    """Write sorted lines in each RDF format with the prefixes that they use.

    ``xml`` are the lines for RDF/XML where it cannot carry all.
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
            in_xml = each.engine is ox.RdfFormat.RDF_XML and xml is not None
            own = of_text(xml) if in_xml and xml is not None and xml != lines else triples
            written = ox.serialize(own, format=each.engine, prefixes=used) or b""
            found[each.ending] = sort_prefixes(written)
    return found


def sort_prefixes(text: bytes) -> bytes:
    """Put the prefixes at the head of a file in order; Oxigraph writes them in any order."""
    head, rest = text[:_HEAD_BYTES], text[_HEAD_BYTES:]
    head = _TURTLE_PREFIXES.sub(_sorted_lines, head, count=1)
    return _XML_PREFIXES.sub(_sorted_words, head, count=1) + rest


def _sorted_lines(match: re.Match[bytes]) -> bytes:
    return b"".join(sorted(match[0].splitlines(keepends=True)))


def _sorted_words(match: re.Match[bytes]) -> bytes:
    return b"".join(sorted(_XML_PREFIX.findall(match[0])))
