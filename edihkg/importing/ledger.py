"""The ledger of imports: what each source said about each hub when it was last imported.

File ``imported.jsonl`` beside the country folders, one line per hub and source, sorted::

    {"hub": "4pdih", "source": "tables", "cells": {"foaf:page": "8c1f0d2e", …}}

``cells`` maps a unit to the digest of its content. It is the base of the three-way merge and
holds no statement itself.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from edihkg.errors import SourceError

NAME = "imported.jsonl"

Cells = Mapping[str, str]
Ledger = Mapping[tuple[str, str], Cells]


def read_ledger(folder: Path) -> dict[tuple[str, str], Cells]:
    """Read the ledger of a folder of submissions; empty when there is none.

    Returns: (hub, source) → unit → digest.
    Raises: SourceError when a line is malformed.
    """
    path = folder / NAME
    if not path.exists():
        return {}
    ledger: dict[tuple[str, str], Cells] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            entry = json.loads(line)
            ledger[entry["hub"], entry["source"]] = dict(entry["cells"])
        except (ValueError, KeyError, TypeError) as error:
            raise SourceError(
                f"{NAME}, line {number}: this is no entry of the ledger; restore the file from "
                "its history, or delete it to import as if for the first time."
            ) from error
    return ledger


def to_text(ledger: Ledger) -> str:
    """Write the ledger, one line per hub and source."""
    return "".join(
        json.dumps(
            {"hub": hub, "source": source, "cells": dict(sorted(cells.items()))},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        + "\n"
        for (hub, source), cells in sorted(ledger.items())
    )
