"""Count a release's store, add its description to it, and write the description as files."""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from edihkg import assets, queries
from edihkg.catalogue import service, void
from edihkg.catalogue.counting import GraphCount, count, count_links
from edihkg.catalogue.names import DOCUMENT, Names, make_names
from edihkg.catalogue.terms import render_terms
from edihkg.formats import DATASET_FORMATS, RDF_FORMATS
from edihkg.graph import of_graph, of_triples
from edihkg.graph.lines import of_text
from edihkg.graph.rendering import render
from edihkg.iris import IriSpace
from edihkg.release import write_text
from edihkg.store import Store

GRAPH = "void"
TERMS = "static/terms.json"
_HUBS = "hub/"
_ABSOLUTE = "nt"
_DUMPS = (each.ending for each in (*RDF_FORMATS, *DATASET_FORMATS))
_DOCUMENTS = ("", "sparql", *(f"dumps/edihkg.{ending}.gz" for ending in _DUMPS))


def add_description(store: ox.Store, *, id_base: str, public_url: str = "") -> None:
    """Count a filled store and add the graph ``graph/void``.

    Raises: OSError when the store cannot be written.
    """
    space = IriSpace(id_base)
    names = make_names(id_base, site=public_url or id_base)
    triples = chain(
        void.describe(_count(store, names, space), names),
        service.describe_prefixes(names),
    )
    graph = ox.NamedNode(space.graph(GRAPH))
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)


def write_descriptions(store: ox.Store, site: Path, *, id_base: str, public_url: str = "") -> None:
    """Write the description of a store as files below the folder of the site.

    Raises: OSError when the disk refuses.
    """
    space = IriSpace(id_base)
    names = make_names(id_base, site=public_url or id_base)
    described = _read(store, space.graph(GRAPH))
    statistics = site / DOCUMENT
    statistics.parent.mkdir(exist_ok=True)
    _write(described, statistics, names, up=None if public_url else "../")
    questions = _read(store, space.graph(queries.GRAPH))
    offered = service.describe_service(described, questions, names)
    _write(offered, site / "sparql", names, up=None if public_url else "")
    target = site / TERMS
    target.parent.mkdir(exist_ok=True)
    write_text(target, render_terms(store, names))


def _read(store: ox.Store, graph: str) -> list[ox.Triple]:
    return list(of_text(of_graph(store, ox.NamedNode(graph))))


def _count(store: ox.Store, names: Names, space: IriSpace) -> void.Counts:
    """Count the default graph whole, named graphs by one query, and those of no single hub."""
    lines = of_graph(store, ox.DefaultGraph())
    sizes = dict(_sizes(store))
    sizes.pop(space.graph(GRAPH), None)
    others = [graph for graph in sizes if not graph.startswith(space.graph(_HUBS))]
    return void.Counts(
        default=count(lines),
        sizes=sizes,
        graphs={graph: _count_graph(store, graph) for graph in others},
        links=count_links(lines, void.link_spaces(names)),
    )


def _count_graph(store: ox.Store, graph: str) -> GraphCount:
    return count(of_graph(store, ox.NamedNode(graph)))


def _sizes(store: ox.Store) -> Iterator[tuple[str, void.Sizes]]:
    path = assets.folder("sparql") / "descriptions" / "graphs.rq"
    for row in Store(store).select(path.read_text(encoding="utf-8")):
        triples, subjects, properties, objects = (
            int(row[name].value)
            for name in ("triples", "distinctSubjects", "properties", "distinctObjects")
        )
        yield row["graph"].value, void.Sizes(triples, subjects, properties, objects)


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
