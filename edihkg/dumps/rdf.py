"""RDF dumps of a store: sorted, with the prefixes that a reader knows."""

import heapq
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from edihkg import assets
from edihkg.formats import DATASET_FORMATS, RDF_FORMATS
from edihkg.graph import Lines
from edihkg.graph.lines import of_text
from edihkg.graph.rendering import sort_prefixes
from edihkg.iris import KINDS
from edihkg.prefixes import VOCABULARIES

_ID = "https://w3id.org/edihkg/id/"
_CONCEPT = "https://w3id.org/edihkg/concept/"
_PREFIXES = {
    **VOCABULARIES,
    **{kind: f"{_ID}{kind}/" for kind in KINDS},
    "concept": _CONCEPT,
    "country": "http://publications.europa.eu/resource/authority/country/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "language": "http://publications.europa.eu/resource/authority/language/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "vann": "http://purl.org/vocab/vann/",
    "wgs": "http://www.w3.org/2003/01/geo/wgs84_pos#",
}

_HEAD_BYTES = 1 << 14
_PIECE = 50_000
_SORTED = 200_000
"""Lines that are sorted at a time."""
_NAME_BYTES = 256
"""The end of an IRI in which the name of an element must begin."""
_ELEMENT_NAME = re.compile(rb"[A-Za-z_][\w.-]*>\Z")
_CONTROLS = bytes({*range(0x20)} - {0x09, 0x0A, 0x0D})
_MARKS = (b"\\b", b"\\f", b"\\u", b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_NO_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def prefixes() -> dict[str, str]:
    """Give the prefixes of a dump: one a vocabulary, one a kind of thing, one a list."""
    schemes = sorted(path.stem for path in (assets.folder("ontology") / "schemes").glob("*.ttl"))
    return {**_PREFIXES, **{scheme: f"{_CONCEPT}{scheme}/" for scheme in schemes}}


def write_dataset_lines(lines: Iterable[bytes], folder: Path, name: str) -> None:
    """Write all named graphs as N-Quads, from lines that are sorted by graph."""
    with (folder / f"{name}.nq").open("wb") as file:
        file.writelines(line + b"\n" for line in lines)


def write_default_lines(store: ox.Store, folder: Path, name: str) -> None:
    """Write the default graph as N-Triples, sorted."""
    path = folder / f"{name}.nt"
    # By way of files: text or lines of the whole would be the most that a build holds.
    store.dump(path, format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    with ExitStack() as stack:
        pieces = []
        with path.open("rb") as file:
            while lines := sorted(islice(file, _SORTED)):
                pieces.append(stack.enter_context(tempfile.TemporaryFile(dir=folder)))
                pieces[-1].writelines(lines)
                pieces[-1].seek(0)
        with path.open("wb") as file:
            file.writelines(heapq.merge(*pieces))


def write_dataset(folder: Path, name: str) -> None:
    """Write the named graphs in every other format that keeps graphs apart."""
    plain, *others = DATASET_FORMATS
    source = folder / f"{name}.{plain.ending}"
    for each in others:
        quads = ox.parse(path=source, format=ox.RdfFormat.N_QUADS, rename_blank_nodes=False)
        _write(quads, folder / f"{name}.{each.ending}", each.engine)


def write_default_graph(folder: Path, name: str) -> int:
    """Write the default graph in every other format for one graph.

    Returns: the number of statements that RDF/XML cannot carry and that are left out there.
    """
    source = folder / f"{name}.nt"
    left_out: list[int] = []

    def carried() -> Iterator[ox.Triple]:
        for lines in _pieces(source):
            chosen = fit_for_xml(lines)
            left_out.append(len(lines) - len(chosen))
            yield from of_text(chosen)

    for each in RDF_FORMATS:
        target = folder / f"{name}.{each.ending}"
        if each.engine == ox.RdfFormat.RDF_XML:
            _write(carried(), target, each.engine)
        elif each.engine != ox.RdfFormat.N_TRIPLES:
            _write((t for lines in _pieces(source) for t in of_text(lines)), target, each.engine)
    return sum(left_out)


def _pieces(path: Path) -> Iterator[Lines]:
    """Read lines without their ends, some thousands at a time: a dump may not fit in memory."""
    with path.open("rb") as file:
        while piece := tuple(line[:-1] for line in islice(file, _PIECE)):
            yield piece


def fit_for_xml(lines: Lines) -> Lines:
    """Choose what RDF/XML can carry: properties that end in an XML name, characters of XML.

    Source: RDF 1.1 XML Syntax §2; XML 1.0 §2.2.
    """
    properties = {line.split(b" ", 2)[1] for line in lines}
    nameless = {each for each in properties if not _ELEMENT_NAME.search(each[-_NAME_BYTES:])}
    look_closer = _may_have_no_xml(b"\n".join(lines))
    if not nameless and not look_closer:
        return lines
    return tuple(
        line
        for line in lines
        if line.split(b" ", 2)[1] not in nameless and not (look_closer and _has_no_xml(line))
    )


def _may_have_no_xml(text: bytes) -> bool:
    """Look quickly for what may be a character that XML forbids, escaped or not."""
    return len(text.translate(None, _CONTROLS)) < len(text) or any(m in text for m in _MARKS)


def _has_no_xml(line: bytes) -> bool:
    if not _may_have_no_xml(line):
        return False
    value = next(of_text((line,))).object
    return isinstance(value, ox.Literal) and _NO_XML.search(value.value) is not None


def _write(statements: Iterable[ox.Triple] | Iterable[ox.Quad], path: Path, engine: object) -> None:
    if not isinstance(engine, ox.RdfFormat):
        raise TypeError(f"{path.name} is no RDF file.")
    ox.serialize(statements, output=path, format=engine, prefixes=prefixes())
    _sort_prefixes(path)


def _sort_prefixes(path: Path) -> None:
    """Put the prefixes at the head of a file in order; Oxigraph writes them in any order."""
    with path.open("r+b") as file:
        head = file.read(_HEAD_BYTES)
        file.seek(0)
        file.write(sort_prefixes(head))
