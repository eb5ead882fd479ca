"""Write docs/defects.md, the table of defect codes, from the shapes.

Run it with ``python -m edihkg.validation.defects`` after every change of the shapes; a test
compares.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from edihkg import assets
from edihkg.validation.shapes import Shapes

_HEAD = """# Defect codes

Every finding of `edihkg validate` and of a release's report bears one of these codes. A
*Violation* keeps a submission out of a release; a *Warning* or *Info* never does. What is merely
missing is a Warning for a co-funded hub and an Info for others. Messages name hubs and values in
place of `{hub}`, `{value}` … Generated from `shapes/` by `python -m edihkg.validation.defects`;
change the shapes, not this page.

D01 to D30 follow the thirty defects that were seen in the catalogue's export; a letter parts those
that belong together. Left out on purpose: D06, whether a site answers, which would need the network
and differ from day to day; guessing whether a text is the name of a person; and how old a record
is, since a file must not be judged by the day: `edihkg query unconfirmed-records` tells it. A date
such as 03/04/2023 is D25b, with both readings offered; the region GR30 is D21, with EL30 offered.

| code | severity | what must hold | message | found by |
|---|---|---|---|---|
"""
_FIELD = re.compile(r"^# (\w+): (.*)$", re.MULTILINE)

_Row = tuple[str, str, str, str, str]


def render_defects(folder: Path) -> str:
    """Render the table from the folder of shapes: one row for each code and message."""
    merged: dict[tuple[str, str, str, str], set[str]] = {}
    for *row, found_by in (*_shape_rows(folder), *_network_rows(folder)):
        code, severity, description, message = row
        merged.setdefault((code, severity, description, message), set()).add(found_by)
    lines = [
        f"| {' | '.join((*row, ', '.join(sorted(found_by))))} |\n"
        for row, found_by in sorted(merged.items(), key=lambda item: _order(item[0]))
    ]
    return _HEAD + "".join(lines)


def _shape_rows(folder: Path) -> Iterator[_Row]:
    for note in Shapes.load(folder).notes.values():
        name = note.shape.rpartition("#")[2]
        yield note.code, note.severity.value, note.description, note.sentence, f"`{name}`"


def _network_rows(folder: Path) -> Iterator[_Row]:
    for path in sorted((folder / "network").glob("*.rq")):
        head = dict(_FIELD.findall(path.read_text(encoding="utf-8")))
        name = f"`network/{path.name}`"
        yield head["code"], head["severity"], head["holds"], head["message"], name


def _order(row: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    return int(re.sub(r"\D", "", row[0])), row


if __name__ == "__main__":
    text = render_defects(assets.folder("shapes"))
    Path("docs/defects.md").write_text(text, encoding="utf-8")
