"""Write parts of the dataset: each named graph, the hubs of a country, ontology, lists, reference.

Layout, beside the dumps of the whole::

    graph/{name}.nt                          one named graph, for example graph/hub/4pdih.nt
    ontology.* lists.* reference.*           graphs of the product's own files
    country/{cc}.* {cc}.csv                  the hubs' graphs of a country; their rows

``*`` is ``nq`` with the graphs kept, ``ttl``, ``jsonld`` and ``rdf`` without them. Everything is
cut out of the sorted N-Quads of the whole, so the same dump gives the same bytes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from edihkg.dumps.rdf import fit_for_xml, prefixes
from edihkg.dumps.tables import Row, read_columns, write_csv
from edihkg.graph import Lines
from edihkg.graph.lines import in_graph
from edihkg.graph.rendering import render
from edihkg.release import Earlier

OWN = {"ontology": "ontology", "lists": "concepts/", "reference": "reference/"}
"""Parts made of the product's own files, and how the names of their graphs begin."""
_FORMS = ("nq", "ttl", "jsonld", "rdf")


@dataclass(frozen=True, slots=True)
class NamedGraph:
    """One named graph of a dump."""

    iri: str
    name: str
    """What follows ``graph/`` in its IRI."""
    lines: Lines


def read_graphs(dump: Path) -> Iterator[NamedGraph]:
    """Cut sorted N-Quads into their graphs, in the order of the file, one at a time."""
    with dump.open("rb") as file:
        for end, lines in groupby(file, key=lambda line: line[line.rindex(b" <") :]):
            iri = end[2:-4].decode()
            name = iri.partition("/graph/")[2]
            yield NamedGraph(iri, name, tuple(line[: -len(end)] + b" ." for line in lines))


@dataclass(frozen=True, slots=True)
class PartFolder:
    """Where parts are written; what an earlier release has already serves again."""

    root: Path
    earlier: Earlier | None = None

    def write(self, path: str, content: bytes) -> None:
        """Write one file, or give the equal one of the earlier release a second name."""
        if self.take_over(path, content, [path]):
            return
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)

    def read_graph(self, name: str) -> Lines:
        """Read the statements of a named graph that was written."""
        return tuple((self.root / "graph" / f"{name}.nt").read_bytes().splitlines())

    def take_over(self, path: str, content: bytes, names: Sequence[str]) -> bool:
        """Give files a second name if the earlier release had this content at a path."""
        had = self.earlier is not None and self.earlier.had(path, content)
        return had and self.earlier is not None and self.earlier.give(names, self.root)


def write_parts(dump: Path, folder: PartFolder, *, hubs: Sequence[Row]) -> None:
    """Write every part of a dump below a folder; ``hubs`` are the rows of the hubs' table."""
    names = prefixes()
    own: dict[str, list[NamedGraph]] = {part: [] for part in OWN}
    iris: dict[str, str] = {}
    for each in read_graphs(dump):
        if each.name:
            iris[each.name] = each.iri
            text = b"".join(line + b"\n" for line in each.lines)
            folder.write(f"graph/{each.name}.nt", text)
        for part, start in OWN.items():
            if each.name.startswith(start):
                own[part].append(each)
    for part, graphs in own.items():
        _write_part(graphs, part, folder, names)
    _write_countries(iris, folder, hubs, names)


def _write_countries(
    iris: Mapping[str, str], folder: PartFolder, hubs: Sequence[Row], names: Mapping[str, str]
) -> None:
    """Write the hubs' graphs of each country; ``iris`` are those of graphs by name."""
    columns = read_columns()["hubs.csv"]
    for code in sorted({hub["country"] for hub in hubs if hub["country"]}):
        rows = [hub for hub in hubs if hub["country"] == code]
        graphs = (f"hub/{row['slug']}" for row in rows)
        own = [NamedGraph(iris[n], n, folder.read_graph(n)) for n in graphs if n in iris]
        _write_part(own, f"country/{code.lower()}", folder, names)
        path = folder.root / "country" / f"{code.lower()}.csv"
        write_csv(rows, path, columns=columns)


def _write_part(
    graphs: Sequence[NamedGraph], part: str, folder: PartFolder, names: Mapping[str, str]
) -> None:
    """Write the graphs of one part in every form."""
    quads = (line + b"\n" for each in graphs for line in in_graph(each.lines, each.iri))
    text = b"".join(quads)
    if folder.take_over(
        f"{part}.nq", text, [f"{part}.{e}{z}" for e in _FORMS for z in ("", ".gz")]
    ):
        return
    folder.write(f"{part}.nq", text)
    lines = tuple(sorted({line for each in graphs for line in each.lines}))
    carried = fit_for_xml(lines)
    for ending, content in render(lines, names, xml=carried).items():
        if ending in _FORMS:
            folder.write(f"{part}.{ending}", content)
