"""Write docs/defects.md, the table of defect codes, from the shapes.

Run it with ``python -m edihkg.validation.defects`` after every change of the shapes; a test
compares.
"""

from pathlib import Path

from edihkg import assets
from edihkg.validation.shapes import Note, Shapes

_HEAD = """# Defect codes

Every finding of `edihkg validate` bears one of these codes. A *Violation* keeps a submission
out of a release; a *Warning* or *Info* never does. The severity of what is merely missing
depends on the status recorded for the hub. Generated from `shapes/`; do not edit.

| code | severity | what must hold | message | shapes |
|---|---|---|---|---|
"""


def render_defects(shapes: Shapes, network: str = "") -> str:
    """Render the table, one row for each code and message, sorted by code."""
    rows: dict[tuple[str, str, str], list[Note]] = {}
    for note in shapes.notes.values():
        rows.setdefault((note.code, note.sentence, note.severity.value), []).append(note)
    lines = [_row(notes) for _, notes in sorted(rows.items(), key=lambda row: _order(row[0]))]
    return _HEAD + "".join(lines) + network


def _order(key: tuple[str, str, str]) -> tuple[int, str, str, str]:
    code, sentence, severity = key
    return int("".join(c for c in code if c.isdigit())), code, sentence, severity


def _row(notes: list[Note]) -> str:
    names = ", ".join(sorted(f"`{str(note.shape).rpartition('#')[2]}`" for note in notes))
    first = min(notes, key=lambda note: str(note.shape))
    message = first.sentence.replace("|", "\\|")
    return (
        f"| {first.code} | {first.severity.value} | {first.description} | {message} | {names} |\n"
    )


if __name__ == "__main__":
    text = render_defects(Shapes.load(assets.folder("shapes")))
    Path("docs/defects.md").write_text(text, encoding="utf-8")
