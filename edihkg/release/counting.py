"""Count what a release holds, with the queries of ``sparql/counts/``."""

import pyoxigraph as ox

from edihkg import assets
from edihkg.errors import ReleaseError


def count(store: ox.Store) -> dict[str, int]:
    """Run every counting query on the default graph.

    Returns: numbers by the names of the queries' files, sorted.
    """
    folder = assets.folder("sparql") / "counts"
    return {
        path.stem: _number(store, path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.rq"))
    }


def _number(store: ox.Store, query: str) -> int:
    rows = store.query(query)
    if not isinstance(rows, ox.QuerySolutions):
        raise ReleaseError("A query in sparql/counts/ gives no table; install edihkg again.")
    value = next(rows)["n"]
    return int(value.value) if isinstance(value, ox.Literal) else 0
