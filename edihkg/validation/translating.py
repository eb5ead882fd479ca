"""Keep the catalogues of messages complete: ``make words``.

Collects every English message from the shapes and from the code, and brings each
``shapes/messages/{language}.po`` up to date: new messages come in untranslated, those that no
longer exist go, translations stay. ``edihkg.pages.wording`` does the same for the pages.
"""

import ast
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from edihkg import assets
from edihkg.validation.messages import measure
from edihkg.validation.report import Severity
from edihkg.validation.shapes import Shapes

CALLS = frozenset({"Words", "translate", "count", "listed"})
"""Functions whose texts are messages."""

TABLES = frozenset(
    {"COUNTED", "_KINDS", "_PARTS", "_KEY_NAMES", "_OWNERS", "_NO_PART", "_SUPPLY", "SENTENCES"}
)
"""Constants whose values are messages."""

Message = str | tuple[str, str]
"""A sentence, or its singular and plural."""

_SAID = re.compile(r'say\("([^"]+)"\)')


def messages(shapes: Path) -> dict[Message, str]:
    """Collect the English messages and where each is used first."""
    package = Path(__file__).parent
    found: dict[Message, str] = {severity.value: "report.py" for severity in Severity}
    for message, place in (*_of_shapes(shapes), *_of_code(package), *_of_pages(package)):
        found.setdefault(message, place)
    return {message: place for message, place in found.items() if message != "{part}"}


def completed(catalogue: Catalog, wanted: Mapping[Message, str]) -> Catalog:
    """Give a catalogue of exactly the messages wanted, with the translations that there were."""
    fresh = Catalog(locale=catalogue.locale, fuzzy=catalogue.fuzzy)
    fresh.mime_headers = catalogue.mime_headers  # among them how this language counts
    for message, place in sorted(wanted.items(), key=lambda item: (item[1], str(item[0]))):
        known = catalogue.get(message)
        marks = known.flags - {"python-format"} if known else ()
        is_same = known and isinstance(known.id, str) == isinstance(message, str)
        text = known.string if known and is_same else None
        fresh.add(message, text, auto_comments=[place], flags=marks)
    return fresh


def read(path: Path) -> Catalog:
    """Read a catalogue."""
    with path.open("rb") as stream:
        return read_po(stream, locale=path.stem)


def _of_shapes(folder: Path) -> Iterator[tuple[Message, str]]:
    shapes = Shapes.load(folder)
    for note in shapes.notes.values():
        name = note.name if note.completes else ""
        for text in (note.sentence, note.suggestion, note.description, name):
            if text not in ("", "{part}"):
                yield text, note.shape.rpartition("#")[2]
    for shape, text in (*shapes.causes.items(), *shapes.lists.items()):
        yield text, str(shape).rpartition("#")[2]


def _of_code(package: Path) -> Iterator[tuple[Message, str]]:
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for message in _in_code(node):
                yield message, path.relative_to(package).as_posix()


def _of_pages(package: Path) -> Iterator[tuple[Message, str]]:
    for path in sorted(package.rglob("*.html")):
        for message in _SAID.findall(path.read_text("utf-8")):
            yield message, path.relative_to(package).as_posix()


def _in_code(node: ast.AST) -> Iterator[Message]:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        said = node.args[: 1 if name == "Words" else 2]
        texts = [text for one in said for text in _texts(one)]
        if name == "count" and len(texts) == 2:
            yield texts[0], texts[1]
        elif name in CALLS:
            yield from texts
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        if getattr(target, "id", "") in TABLES:
            yield from _in_table(node.value)


def _in_table(value: ast.AST | None) -> Iterator[Message]:
    for one in value.values if isinstance(value, ast.Dict) else [value]:
        texts = list(_texts(one))
        yield (texts[0], texts[1]) if len(texts) == 2 else texts[0]


def _texts(node: ast.AST | None) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_texts(node.body), *_texts(node.orelse))
    elif isinstance(node, ast.Tuple):
        for element in node.elts:
            yield from _texts(element)


def renew(folder: Path, wanted: Mapping[Message, str]) -> Iterator[str]:
    """Bring the catalogues of a folder up to date, and tell how complete each is.

    What stands before the first empty line, the head, belongs to its translators and stays.
    """
    for path in sorted(folder.glob("*.po")):
        catalogue, entries = completed(read(path), wanted), io.BytesIO()
        write_po(entries, catalogue, width=100, omit_header=True)
        head = path.read_text("utf-8").partition("\n\n")[0]
        path.write_text(f"{head}\n\n{entries.getvalue().decode().lstrip()}", encoding="utf-8")
        found = measure(catalogue)
        yield f"{path.parent.name}/{path.name}: {found.done} of {found.whole} translated"


if __name__ == "__main__":
    shapes = assets.folder("shapes")
    for line in renew(shapes / "messages", messages(shapes)):
        print(line)
