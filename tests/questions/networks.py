"""Stores for the tests of questions: a small made-up network and the real one.

Nothing here decides what an answer must be; the golden files and the tests do.
"""

import csv
import io
import os
from pathlib import Path

import pyoxigraph as ox

from edihkg import assets, graph, queries, sources
from edihkg.iris import IriSpace
from edihkg.queries import Question
from edihkg.store import Store
from tests.assembled import everything

SPACE = IriSpace("https://w3id.org/edihkg/")
HERE = Path(__file__).parent
GOLDEN = HERE.parent / "data" / "golden" / "questions"
PROVENANCE = SPACE.graph("provenance")
KEPT_OUT = "hr/crobohub-plus-plus.ttl"

Table = list[dict[str, str]]


def small_network(path: Path) -> Store:
    """Load a TriG file as a release would hold it: its graphs, their union, what rules derive."""
    engine = ox.Store()
    engine.load(path=str(path), format=ox.RdfFormat.TRIG)
    public = [quad for quad in engine if str(quad.graph_name) != f"<{PROVENANCE}>"]
    engine.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in public)
    derived: list[ox.Triple] = []
    for rule in sorted((assets.folder("sparql") / "rules").glob("*.rq")):
        found = engine.query(rule.read_text(encoding="utf-8"))
        assert isinstance(found, ox.QueryTriples)
        derived += found
    engine.extend(ox.Quad(*triple) for triple in derived)
    return Store(engine)


def real_network() -> Store:
    """Assemble the project's own submissions, ready to be asked."""
    return Store(real_engine())


def real_engine() -> ox.Store:
    """Assemble the project's own submissions; which are accepted is known and not checked."""
    root = assets.folder("submissions")
    hubs: list[graph.HubGraph] = []
    records: list[graph.Provenance] = []
    for path in sources.find(root):
        submission = sources.read(path, root=root)
        accepted = submission.name.as_posix() != KEPT_OUT
        if accepted:
            hubs.append(graph.hub_graph(submission, space=SPACE))
        records.append(
            graph.Provenance(
                slug=submission.slug,
                hub=str(submission.hub or ""),
                file_name=submission.name.as_posix(),
                digest=submission.digest,
                outcome="published" if accepted else "kept out",
            )
        )
    parts = graph.Parts(
        hubs=tuple(hubs),
        provenance=graph.provenance_graph(records, shapes_version="0", space=SPACE),
        curation=graph.read_curation(root, space=SPACE),
    )
    return everything(graph.assemble(parts, space=SPACE))


def ask(store: Store, question: Question, given: dict[str, str] | None = None) -> Table:
    """Answer a question; a cell without a value is an empty text."""
    codes = queries.read_codes(store, id_base=SPACE.base)
    rows = store.select(question.sparql, bindings=queries.bind(question, given or {}, codes=codes))
    names = rows.variables
    return [
        {name: "" if row[name] is None else str(row[name].value) for name in names} for row in rows
    ]


def check_golden(name: str, question: Question, rows: Table) -> None:
    """Compare an answer with its golden file; UPDATE_GOLDEN=1 renews the file."""
    text = io.StringIO()
    table = csv.DictWriter(text, [each.name for each in question.columns], lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    path = GOLDEN / f"{name}.csv"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.getvalue(), encoding="utf-8")
    assert path.is_file(), f"{path.name} is missing; run the tests once with UPDATE_GOLDEN=1."
    assert text.getvalue() == path.read_text(encoding="utf-8")
