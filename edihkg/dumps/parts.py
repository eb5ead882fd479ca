"""Write parts of the dataset: each named graph, the hubs of a country, ontology, lists, reference.

Layout, beside the dumps of the whole::

    graph/{name}.nt                          one named graph, for example graph/hub/4pdih.nt
    ontology.* lists.* reference.*           graphs of the product's own files
    country/{cc}.* {cc}.csv                  the hubs' graphs of a country; their rows

``*`` is ``nq`` with the graphs kept, ``ttl``, ``jsonld`` and ``rdf`` without them. Everything is
cut out of the sorted N-Quads of the whole, so the same dump gives the same bytes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from edihkg.dumps.rdf import fit_for_xml, prefixes
from edihkg.dumps.tables import Row, read_columns, write_csv
from edihkg.graph import Lines
from edihkg.graph.lines import in_graph
from edihkg.graph.rendering import render

OWN = {"ontology": "ontology", "lists": "concepts/", "reference": "reference/"}
"""Parts made of the product's own files, and how the names of their graphs begin."""


@dataclass(frozen=True, slots=True)
class NamedGraph:
    """One named graph of a dump."""

    iri: str
    name: str
    """What follows ``graph/`` in its IRI."""
    lines: Lines


def read_graphs(dump: Path) -> list[NamedGraph]:
    """Cut sorted N-Quads into their graphs, in the order of the file."""
    found: dict[bytes, list[bytes]] = {}
    end, own = b"\n", []
    for line in dump.read_bytes().splitlines():
        if not line.endswith(end):
            end = line[line.rindex(b" <") :]
            own = found.setdefault(end[2:-3], [])
        own.append(line[: -len(end)] + b" .")
    return [
        NamedGraph(iri, iri.partition("/graph/")[2], tuple(lines))
        for key, lines in found.items()
        for iri in (key.decode(),)
    ]


def write_parts(dump: Path, folder: Path, *, hubs: Sequence[Row]) -> None:
    """Write every part of a dump below a folder; ``hubs`` are the rows of the hubs' table."""
    graphs = read_graphs(dump)
    names = prefixes()
    for each in graphs:
        if each.name:
            path = folder / "graph" / f"{each.name}.nt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"".join(line + b"\n" for line in each.lines))
    for part, start in OWN.items():
        _write_part((g for g in graphs if g.name.startswith(start)), folder / part, names)
    _write_countries({each.name: each for each in graphs}, folder / "country", hubs, names)


def _write_countries(
    graphs: Mapping[str, NamedGraph], folder: Path, hubs: Sequence[Row], names: Mapping[str, str]
) -> None:
    folder.mkdir(exist_ok=True)
    columns = read_columns()["hubs.csv"]
    for code in sorted({hub["country"] for hub in hubs if hub["country"]}):
        rows = [hub for hub in hubs if hub["country"] == code]
        own = [graphs[f"hub/{row['slug']}"] for row in rows if f"hub/{row['slug']}" in graphs]
        _write_part(own, folder / code.lower(), names)
        write_csv(rows, folder / f"{code.lower()}.csv", columns=columns)


def _write_part(graphs: Iterable[NamedGraph], path: Path, names: Mapping[str, str]) -> None:
    """Write the graphs of one part in every form; ``path`` has no ending."""
    chosen = list(graphs)
    quads = (line + b"\n" for each in chosen for line in in_graph(each.lines, each.iri))
    path.with_name(f"{path.name}.nq").write_bytes(b"".join(quads))
    lines = tuple(sorted({line for each in chosen for line in each.lines}))
    carried = fit_for_xml(lines)
    for ending, content in render(lines, names, xml=carried).items():
        if ending != "nt":
            path.with_name(f"{path.name}.{ending}").write_bytes(content)
