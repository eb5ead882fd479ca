"""``edihkg query``: ask the current release a published question or one's own."""

import argparse
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox

from edihkg import assets, formats, queries
from edihkg.errors import ParameterError, UsageError
from edihkg.release import STORE, current
from edihkg.serve import gate
from edihkg.settings import Settings
from edihkg.store import Bindings, Rows, Store

TABLE = "table"
_UNBOUNDED = 1 << 20
"""Columns of a terminal that any row fits in."""


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Answer on standard output."""
    release = current(arguments.out)
    store = Store.open_read_only(release.path / STORE)
    text, bindings = _read(arguments, store, release.manifest.settings.get("id_base"), settings)
    form = gate.read(text).form
    # The engine does not look at signals while it evaluates: let the system end the process.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if form == "SELECT":
        _write_rows(store.select(text, bindings=bindings), arguments.format)
    elif form == "ASK":
        print("true" if store.ask(text, bindings=bindings) else "false")
    else:
        _write_triples(store, text, bindings, arguments.format or "ttl")
    return 0


def _read(
    arguments: argparse.Namespace, store: Store, id_base: object, settings: Settings
) -> tuple[str, Bindings]:
    """Find the query's text, and the values of its parameters where it is a published one."""
    given: Mapping[str, str] = dict(arguments.param)
    questions = queries.load(assets.folder("sparql") / "questions")
    question = questions.get(arguments.query)
    if question is not None:
        codes = queries.read_codes(store, id_base=str(id_base or settings.id_base))
        return question.sparql, queries.bind(question, given, codes=codes)
    if given:
        raise ParameterError("Only published questions have parameters; write the values into it.")
    if arguments.query == "-":
        return sys.stdin.read(), {}
    return _read_file(Path(arguments.query), list(questions)), {}


def _read_file(path: Path, names: list[str]) -> str:
    if not path.is_file():
        raise UsageError(
            f"'{path}' is neither a file nor a published question; "
            f"questions are {', '.join(names) or 'none'}."
        )
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"'{path}' is not UTF-8; save the query as UTF-8.") from error


def _write_rows(rows: Rows, wanted: str | None) -> None:
    name = wanted or (TABLE if sys.stdout.isatty() else "csv")
    if name == TABLE:
        _write_table(rows)
        return
    chosen = formats.named(formats.RESULT_FORMATS, name)
    if chosen is None or not isinstance(chosen.engine, ox.QueryResultsFormat):
        raise UsageError(f"A table cannot be written as '{name}'; use {_names(rows=True)}.")
    rows.solutions.serialize(sys.stdout.buffer, format=chosen.engine)


def _write_triples(store: Store, text: str, bindings: Bindings, name: str) -> None:
    chosen = formats.named(formats.RDF_FORMATS, name)
    if chosen is None or not isinstance(chosen.engine, ox.RdfFormat):
        raise UsageError(f"Triples cannot be written as '{name}'; use {_names(rows=False)}.")
    triples = store.construct(text, bindings=bindings)
    ox.serialize(triples, sys.stdout.buffer, format=chosen.engine)


def _names(*, rows: bool) -> str:
    table = formats.RESULT_FORMATS if rows else formats.RDF_FORMATS
    return ", ".join([each.ending for each in table] + ([TABLE] if rows else []))


def _write_table(rows: Rows) -> None:
    """Write rows for reading; those that are wider than the terminal one value a line."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, markup=False, soft_wrap=not sys.stdout.isatty())
    shown = [[_shown(row[name]) for name in rows.variables] for row in rows]
    table = Table(*rows.variables, box=None, header_style="bold")
    for cells in shown:
        table.add_row(*cells)
    unbounded = console.options.update(width=_UNBOUNDED)
    wanted = console.measure(table, options=unbounded).maximum
    if not console.is_terminal or wanted <= console.width:
        return console.print(table)
    for cells in shown:
        record = Table.grid(padding=(0, 2))
        for name, cell in zip(rows.variables, cells, strict=True):
            record.add_row(Text(name, "bold"), cell)
        console.print(record, "")
    return None


def _shown(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode) else ""
