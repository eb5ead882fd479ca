"""Turn a request for a validation into an answer: what was sent, the checks, the format.

A body is one document or table in any format, or ``multipart/form-data`` as the form sends
it: ``file`` (one or more), ``text``, ``kind``. Nothing is kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from rdflib import Graph, URIRef

from edihkg import assets
from edihkg.cli.inputs import Inputs, Reading
from edihkg.cli.previewing import Preview, Previewer
from edihkg.cli.result_page import Page, Sent, render_form, render_result, templates
from edihkg.closure import checker
from edihkg.errors import SourceError
from edihkg.iris import IriSpace
from edihkg.pages.languages import SOURCE, Language
from edihkg.release import SITE
from edihkg.sources.detecting import MEDIA_TYPES, Kind
from edihkg.sources.tables import ENDING as CSV
from edihkg.terms import to_rdflib
from edihkg.validation import Report, View, render
from edihkg.validation.messages import ENGLISH, Messages, languages
from edihkg.writers import to_turtle

HTML, FORM = "html", "form"
MOST_FINDINGS = 1000
"""Findings that one answer shows; all are counted."""
PASTED = "pasted text"
_MULTIPART = "multipart/form-data"


@dataclass(slots=True)
class _Part:
    """One field of a form."""

    name: str = ""
    file: str = ""
    content: bytearray = field(default_factory=bytearray)


class Judging:
    """Answers requests against one release; loads shapes and reference data once."""

    def __init__(self, store: Path) -> None:
        """Make ready, so that the first request need not wait.

        Raises: UsageError when the installation is incomplete.
        """
        self._store = store
        self._check = checker(most=MOST_FINDINGS)
        self._messages = _messages(assets.folder("shapes") / "messages")
        self._previewers: dict[str, Previewer] = {}

    def answer(self, head: Mapping[str, str], body: bytes) -> tuple[dict[str, str], bytes]:
        """Answer one request: what to tell about the answer, and the answer."""
        space = IriSpace(head["id_base"])
        language = head.get("language", "")
        messages = self._messages.get(language, ENGLISH)
        page = self._page(head, messages.language)
        if head["format"] == FORM:
            text = self._published(head["hub"], space) if head.get("hub") else ""
            return {"status": "200"}, render_form(page, text).encode()
        try:
            sent = _sent(head, body)
        except SourceError as error:
            return {"status": "400", "code": "form", "detail": str(error)}, b""
        reading = _read(Inputs(space), sent)
        reports = tuple(self._check(each, messages) for each in reading.submissions)
        view = View(
            reports=reports,
            sources={s.shown_name: reading.text for s in reading.submissions},
            cells=reading.cells(reports),
            most=MOST_FINDINGS,
            messages=messages,
        )
        if head["format"] != HTML:
            return {"status": "200"}, render(view, head["format"]).encode()
        preview = self._preview(reading, reports, space, page)
        return {"status": "200"}, render_result(page, reading, view, preview).encode()

    def _page(self, head: Mapping[str, str], language: str) -> Page:
        index = self._store.with_name(SITE) / f"index{Language(language).ending}"
        led = language != SOURCE and index.exists()
        return Page(head["root"], head.get("example", ""), language, led=led)

    def _published(self, slug: str, space: IriSpace) -> str:
        """Write what is published of a hub as its submission; empty for an unknown one."""
        name = ox.NamedNode(space.graph(f"hub/{slug}"))
        graph = Graph()
        for quad in ox.Store.read_only(str(self._store)).quads_for_pattern(None, None, None, name):
            if isinstance(quad.subject, ox.Triple) or isinstance(quad.object, ox.Triple):
                continue
            subject, verb = to_rdflib(quad.subject), to_rdflib(quad.predicate)
            graph.add((subject, verb, to_rdflib(quad.object)))
        return to_turtle(graph, URIRef(space.thing("hub", slug))) if graph else ""

    def _preview(
        self, reading: Reading, reports: tuple[Report, ...], space: IriSpace, page: Page
    ) -> Preview | None:
        """Show the page to come where there is exactly one hub, and it may be published."""
        if len(reports) != 1 or not reports[0].accepted or not reports[0].hub:
            return None
        language = page.language
        if language not in self._previewers:
            self._previewers[language] = Previewer(self._store, space, templates(language))
        return self._previewers[language].preview(reading.submissions[0], root=page.root)


def _messages(folder: Path) -> dict[str, Messages]:
    """Read what the validator says, by language.

    Raises: UsageError.
    """
    return {code: Messages.load(code, folder) for code in languages(folder)}


def _sent(head: Mapping[str, str], body: bytes) -> Sent:
    """Tell what was sent.

    Raises: SourceError when a form cannot be read or holds nothing.
    """
    media_type, options = parse_options_header(head.get("content_type", ""))
    kind = MEDIA_TYPES.get(media_type.decode("latin-1").lower())
    if media_type.decode("latin-1").lower() != _MULTIPART:
        return Sent({PASTED: body}, kind=kind, unnamed=True)
    parts = _parts(body, options.get(b"boundary", b""))
    files = {p.file: bytes(p.content) for p in parts if p.name == "file" and p.file}
    text = next((bytes(p.content) for p in parts if p.name == "text"), b"")
    stated = next((p.content.decode("utf-8", "replace") for p in parts if p.name == "kind"), "")
    hint = next((each for each in Kind if each.value == stated), None)
    if files:
        return Sent(files, kind=hint, unnamed=True)
    if not text.strip():
        raise SourceError("Choose a file or paste a text.")
    return Sent({PASTED: text}, kind=hint, unnamed=True)


def _parts(body: bytes, boundary: bytes) -> list[_Part]:
    """Take a form apart, in memory only.

    Raises: SourceError when it is none.
    """
    parts: list[_Part] = []
    header = {"name": b"", "value": b""}

    def add(key: str) -> Callable[[bytes, int, int], None]:
        def take(data: bytes, start: int, end: int) -> None:
            header[key] += data[start:end]

        return take

    def end_header() -> None:
        if header["name"].lower() == b"content-disposition":
            _, options = parse_options_header(header["value"])
            parts[-1].name = options.get(b"name", b"").decode("utf-8", "replace")
            file = options.get(b"filename", b"").decode("utf-8", "replace")
            parts[-1].file = file.replace("\\", "/").rpartition("/")[2]
        header.update(name=b"", value=b"")

    def take_data(data: bytes, start: int, end: int) -> None:
        parts[-1].content += data[start:end]

    try:
        parser = MultipartParser(
            boundary,
            {
                "on_part_begin": lambda: parts.append(_Part()),
                "on_header_field": add("name"),
                "on_header_value": add("value"),
                "on_header_end": end_header,
                "on_part_data": take_data,
            },
        )
        parser.write(body)
        parser.finalize()
    except (FormParserError, ValueError, IndexError) as error:
        raise SourceError("The form cannot be read; send multipart/form-data.") from error
    return parts


def _read(inputs: Inputs, sent: Sent) -> Reading:
    """Read one document, one workbook, or several CSV tables together."""
    if len(sent.files) > 1 and all(name.lower().endswith(CSV) for name in sent.files):
        return inputs.read_tables(sent.files, file="tables")
    readings = [
        inputs.read_bytes(content, name, hint=sent.kind, unnamed=sent.unnamed)
        for name, content in sent.files.items()
    ]
    if len(readings) == 1:
        return readings[0]
    return Reading(
        submissions=tuple(s for reading in readings for s in reading.submissions),
        read_as=", ".join(sorted({reading.read_as for reading in readings})),
    )
