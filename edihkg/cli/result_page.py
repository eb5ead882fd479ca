"""The form at ``/validate`` and the page with its answer: report, text, preview, difference.

Words stand in ``site/templates/validate.html``; here only what it shows is computed. Every
text is escaped, and addresses of e-mail are masked as in every report.
"""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from jinja2 import Environment
from markupsafe import Markup
from openpyxl.utils import get_column_letter

from edihkg import assets
from edihkg.cli.inputs import Reading
from edihkg.cli.previewing import Preview
from edihkg.pages import kinds
from edihkg.pages.languages import SOURCE, Language, lead_on, speak
from edihkg.pages.rendering import make_environment
from edihkg.sources.detecting import Kind
from edihkg.sources.workbook import Line
from edihkg.validation import Finding, Report, Severity, View
from edihkg.validation.rendering.text import numbered, summary
from edihkg.validation.rendering.view import masked

TEMPLATE = "validate.html"
EXAMPLE = "example-submission.ttl"
MOST_LINES = 2000
MOST_ROWS, MOST_COLUMNS = 300, 40
"""Lines of a text, and rows and columns of a table, that are shown."""
KINDS = (Kind.TURTLE, Kind.TRIG, Kind.N_TRIPLES, Kind.N_QUADS, Kind.JSON_LD, Kind.RDF_XML, Kind.CSV)
"""What the form lets people choose for a pasted text."""

_CLASSES = {Severity.VIOLATION: "violation", Severity.WARNING: "warning", Severity.INFO: "info"}


@dataclass(frozen=True, slots=True)
class Page:
    """Where the page is shown."""

    root: str
    """What leads to the top of the site."""
    example: str = ""
    """Not empty when the form should come with the example."""
    language: str = SOURCE
    """Code of the language."""
    led: bool = False
    """Whether the site has pages in that language, to which links may lead."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a client sent."""

    files: Mapping[str, bytes]
    """By name."""
    kind: Kind | None = None
    """What the client says that it is."""
    unnamed: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """A finding with the place it leads to."""

    finding: Finding
    style: str
    severity: str
    anchor: str
    """Fragment of the place in the text beside; empty when that is not shown."""


@dataclass(frozen=True, slots=True)
class Once:
    """What no hub of the tables states."""

    finding: Finding
    """One of them; what it says of one hub is not shown."""
    style: str
    severity: str
    message: str


@dataclass(frozen=True, slots=True)
class Numbered:
    """A line of the text, or a cell."""

    name: str
    text: str
    style: str = ""
    """Class of the worst finding there; empty without one."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it is shown."""

    name: str
    letters: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Numbered, ...]], ...]
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What the page shows about an answer."""

    summary: str
    read_as: str
    sections: tuple[tuple[Report, tuple[Marked, ...]], ...]
    common: tuple[Once, ...] = ()
    lines: tuple[Numbered, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    left_out: int = 0
    preview: Preview | None = None
    cut: bool = field(default=False)


def render_form(page: Page, text: str = "") -> str:
    """Show the form with a text in it, or with the example if that is asked for."""
    return _render(page, text=_example() if page.example else text, result=None)


def render_result(page: Page, reading: Reading, view: View, preview: Preview | None) -> str:
    """Show the form with what was pasted, and the answer."""
    result = _result(reading, view, preview)
    return _render(page, text=reading.text if len(reading.text) < 200_000 else "", result=result)


def _result(reading: Reading, view: View, preview: Preview | None) -> Result:
    shown = view.shown()
    reports = view.worst_first()
    worst: dict[str, Severity] = {}
    for report in reports:
        for finding in reversed(shown[id(report)]):
            worst[_anchor(finding)] = min(
                worst.get(_anchor(finding), finding.severity), finding.severity, key=_rank
            )
    lines = reading.text.split("\n") if reading.text else []
    beside = tuple(_lines(lines[:MOST_LINES], worst))
    sheets = tuple(_sheets(reading, worst))
    anchors = {line.name for line in beside} | {
        cell.name for sheet in sheets for _, cells in sheet.rows for cell in cells
    }
    sections = tuple(
        (report, tuple(_marked(finding, view, anchors) for finding in shown[id(report)]))
        for report in reports
    )
    return Result(
        summary=summary(view.reports, view.messages),
        read_as=reading.read_as,
        sections=sections,
        common=tuple(
            Once(
                one.first,
                _CLASSES[one.first.severity],
                view.messages.translate(one.first.severity.value),
                numbered(one, view.messages),
            )
            for one in view.common()
        ),
        lines=beside,
        sheets=sheets,
        left_out=view.left_out,
        preview=preview,
        cut=len(lines) > MOST_LINES,
    )


def _rank(severity: Severity) -> int:
    return severity.rank


def _marked(finding: Finding, view: View, anchors: Container[str]) -> Marked:
    anchor, severity = _anchor(finding), view.messages.translate(finding.severity.value)
    return Marked(
        finding, _CLASSES[finding.severity], severity, anchor if anchor in anchors else ""
    )


def _anchor(finding: Finding) -> str:
    """Name the place of a finding in the text beside."""
    return _cell_name(finding.cell) if finding.cell else f"L{finding.line}"


def _cell_name(cell: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", cell)


def _lines(lines: list[str], worst: Mapping[str, Severity]) -> Iterator[Numbered]:
    for number, line in enumerate(lines, start=1):
        severity = worst.get(f"L{number}")
        yield Numbered(f"L{number}", masked(line), _CLASSES[severity] if severity else "")


def _sheets(reading: Reading, worst: Mapping[str, Severity]) -> Iterator[Sheet]:
    for name, lines in reading.sheets.items():
        rows = [line for line in lines if line.row <= MOST_ROWS]
        width = min(max((len(line.cells) for line in rows), default=0), MOST_COLUMNS)
        yield Sheet(
            name,
            tuple(get_column_letter(number) for number in range(1, width + 1)),
            tuple((line.row, tuple(_cells(name, line, width, worst))) for line in rows),
            cut=len(rows) < len(lines),
        )


def _cells(sheet: str, line: Line, width: int, worst: Mapping[str, Severity]) -> Iterator[Numbered]:
    for number in range(width):
        name = _cell_name(f"{sheet}!{get_column_letter(number + 1)}{line.row}")
        text = line.cells[number] if number < len(line.cells) else ""
        severity = worst.get(name)
        yield Numbered(name, masked(text[:200]), _CLASSES[severity] if severity else "")


@cache
def templates(language: str = SOURCE) -> Environment:
    """Give the templates in a language, compiled when first used."""
    return make_environment(assets.folder("site") / "templates", speak(language))


@cache
def _example() -> str:
    return (assets.folder("site") / "texts" / EXAMPLE).read_text(encoding="utf-8")


def _render(page: Page, *, text: str, result: Result | None) -> str:
    shown: str = (
        templates(page.language)
        .get_template(TEMPLATE)
        .render(
            root=page.root,
            area="data",
            canonical="",
            twins=(),
            structured=Markup("{}"),
            kinds=[kind.value for kind in KINDS],
            text=text,
            result=result,
        )
    )
    if not page.led:
        return shown
    paths = [kind.path for kind in kinds.KINDS if kind.path]
    return lead_on(shown, TEMPLATE, Language(page.language), paths)
