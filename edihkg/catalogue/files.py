"""Count a release, add its description to it, and write the description as files."""

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from edihkg import queries
from edihkg.catalogue import service, void
from edihkg.catalogue.counting import count, count_links, measure
from edihkg.catalogue.names import DOCUMENT, Names, make_names
from edihkg.catalogue.terms import render_terms
from edihkg.formats import DATASET_FORMATS, RDF_FORMATS
from edihkg.graph import Assembly, of_triples
from edihkg.graph.lines import of_text
from edihkg.graph.rendering import render
from edihkg.release import write_text

GRAPH = "void"
TERMS = "static/terms.json"
_HUBS = "hub/"
_ABSOLUTE = "nt"
_DUMPS = (each.ending for each in (*RDF_FORMATS, *DATASET_FORMATS))
_DOCUMENTS = ("", "sparql", *(f"dumps/edihkg.{ending}.gz" for ending in _DUMPS))


def add_description(
    made: Assembly, lines: Iterable[bytes], *, id_base: str, public_url: str = ""
) -> None:
    """Count what was assembled and add the graph ``graph/void``.

    ``lines`` are those of the default graph, sorted; they are read several times.
    """
    names = make_names(id_base, site=public_url or id_base)
    counts = _count(made, lines, names)
    triples = chain(void.describe(counts, names), service.describe_prefixes(names))
    made.add_named(GRAPH, of_triples(triples, name=GRAPH))


def write_descriptions(made: Assembly, site: Path, *, id_base: str, public_url: str = "") -> None:
    """Write the description of a release as files below the folder of the site.

    Raises: OSError when the disk refuses.
    """
    names = make_names(id_base, site=public_url or id_base)
    described = list(of_text(made.named[GRAPH]))
    statistics = site / DOCUMENT
    statistics.parent.mkdir(parents=True, exist_ok=True)
    _write(described, statistics, names, up=None if public_url else "../")
    questions = list(of_text(made.named[queries.GRAPH]))
    offered = service.describe_service(described, questions, names)
    _write(offered, site / "sparql", names, up=None if public_url else "")
    target = site / TERMS
    target.parent.mkdir(exist_ok=True)
    write_text(target, render_terms(made.default, described, names))


def _count(made: Assembly, lines: Iterable[bytes], names: Names) -> void.Counts:
    """Count the default graph and those of no single hub whole, hubs' graphs in few numbers."""
    graphs = {made.space.graph(name): own for name, own in sorted(made.named.items())}
    hubs = made.space.graph(_HUBS)
    counted = {iri: count(own) for iri, own in graphs.items() if not iri.startswith(hubs)}
    return void.Counts(
        default=count(lines),
        sizes={
            iri: counted[iri].sizes if iri in counted else measure(own)
            for iri, own in graphs.items()
        },
        graphs=counted,
        links=count_links(lines, void.link_spaces(names)),
    )


def _write(triples: Iterable[ox.Triple], path: Path, names: Names, *, up: str | None) -> None:
    """Write a description in each RDF format.

    With ``up``, which leads from the file to the site's top, addresses of the site become
    relative in all formats that know relative IRIs, so that they hold wherever it is served.
    """
    for ending, written in render(of_triples(triples, name=GRAPH), names.prefixes).items():
        absolute = up is None or ending == _ABSOLUTE
        text = written if absolute else _relative(written, names.site, up or "")
        path.with_name(f"{path.name}.{ending}").write_bytes(text)


def _relative(text: bytes, site: str, up: str) -> bytes:
    """Shorten the addresses of documents of the site, not those of things."""
    for document in _DOCUMENTS:
        for before, after in ("<>", '""'):
            old = f"{before}{site}{document}{after}"
            new = f"{before}{f'{up}{document}' or './'}{after}"
            text = text.replace(old.encode(), new.encode())
    return text
