"""``edihkg template``: write a workbook or CSV tables, empty or with submissions in them."""

import argparse
from pathlib import Path

from rdflib.term import Node

from edihkg import assets
from edihkg.cli.inputs import Inputs, find
from edihkg.cli.talk import say
from edihkg.errors import UsageError
from edihkg.importing.draft import Context
from edihkg.importing.register import Register
from edihkg.importing.tabulate import Tables, tabulate
from edihkg.importing.template import Choices, write_archive, write_tables, write_workbook
from edihkg.iris import IriSpace
from edihkg.settings import Settings
from edihkg.sources.choices import load_choices

WORKBOOK, ARCHIVE = ".xlsx", ".zip"


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the template; an existing file is only replaced where it can be made again."""
    inputs = Inputs(IriSpace(settings.id_base))
    choices = load_choices(assets.folder("ontology"), inputs.lists)
    tables = _tables(arguments.submissions, inputs, choices)
    target: Path = arguments.out
    if target.is_file():
        raise UsageError(f"The file '{target}' exists; choose another name with --out.")
    if target.suffix == WORKBOOK:
        target.write_bytes(write_workbook(tables, choices))
    elif target.suffix == ARCHIVE:
        target.write_bytes(write_archive(tables))
    else:
        _write_folder(target, tables)
    print(target)
    say(f"Fill it in, then: edihkg validate {target}")
    return 0


def _tables(paths: list[Path], inputs: Inputs, choices: Choices) -> Tables:
    """Collect the rows of all submissions."""
    labels: dict[Node, str] = {c.thing: c.label for found in choices.values() for c in found}
    context = Context(space=inputs.space, lists=inputs.lists, register=Register(inputs.space, ()))
    tables: Tables = {}
    for path in (file for each in paths for file in find(each)):
        for submission in inputs.read(path).submissions:
            for table, rows in tabulate(submission, context, labels=labels).items():
                tables.setdefault(table, []).extend(rows)
    return tables


def _write_folder(folder: Path, tables: Tables) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"The folder '{folder}' is not empty; choose another one with --out.")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in write_tables(tables).items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
