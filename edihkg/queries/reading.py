"""Read published questions from their files and check each against its own SPARQL."""

import re
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox

from edihkg.errors import QueryError, SourceError
from edihkg.queries.question import KINDS, Column, Parameter, Question
from edihkg.store import Store

_HEAD = re.compile(r"#\s*(?P<key>[a-z][a-z -]*?)(?:\s+(?P<name>\w+))?\s*:\s*(?P<value>.+)")
_PARAMETER = re.compile(
    r"(?P<kind>\w+)(?:[ \t]+(?P<scheme>[^=|\s][^=|]*?))?"
    r"(?:\s*=\s*(?P<default>[^|]*?))?\s*(?:\|\s*(?P<text>.*))?"
)
_WITH_SCHEME = frozenset({"concept", "code", "choice"})
_MAY_HAVE_SCHEME = frozenset({"decimal", "integer"})


def load(folder: Path) -> dict[str, Question]:
    """Read and check all questions of a folder, sorted by name.

    Raises: SourceError that lists every problem of every file.
    """
    questions: dict[str, Question] = {}
    problems: list[str] = []
    for path in sorted(folder.glob("*.rq")):
        try:
            questions[path.stem] = parse(path.stem, path.read_text(encoding="utf-8"))
        except (SourceError, UnicodeDecodeError) as error:
            problems.append(f"{path.name}: {error}")
    if problems:
        raise SourceError("Published questions cannot be read. " + " ".join(problems))
    return questions


def parse(name: str, text: str) -> Question:
    """Read one question and check it against its own SPARQL.

    Raises: SourceError naming what is missing or contradicts.
    """
    plain: dict[str, str] = {}
    parameters: list[Parameter] = []
    columns: list[Column] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#"):
            break
        match = _HEAD.fullmatch(line.rstrip())
        if match is None:
            raise SourceError(f"Line {number} is no 'name: value' comment.")
        if match["key"] == "param":
            parameters.append(_parameter(match["name"] or "", match["value"], number))
        elif match["key"] == "column":
            columns.append(Column(match["name"] or "", match["value"]))
        else:
            plain[match["key"]] = match["value"]
    missing = [key for key in ("title", "description", "asked-by") if key not in plain]
    if missing:
        raise SourceError(f"The head lacks {', '.join(missing)}.")
    question = Question(
        name=name,
        title=plain["title"],
        description=plain["description"],
        asked_by=plain["asked-by"],
        parameters=tuple(parameters),
        columns=tuple(columns),
        sparql=text,
        number=_integer(plain, "number"),
        min_rows=_integer(plain, "min-rows") or 0,
    )
    _check(question)
    return question


def _parameter(name: str, value: str, number: int) -> Parameter:
    match = _PARAMETER.fullmatch(value)
    if not name or match is None or match["kind"] not in KINDS:
        raise SourceError(
            f"Line {number} must read 'param name: kind = default | text', "
            f"where kind is one of {', '.join(KINDS)}."
        )
    named = bool(match["scheme"])
    if match["kind"] not in _MAY_HAVE_SCHEME and (match["kind"] in _WITH_SCHEME) != named:
        raise SourceError(f"Line {number}: {', '.join(sorted(_WITH_SCHEME))} name a list.")
    return Parameter(
        name, match["kind"], match["scheme"] or "", match["default"] or "", match["text"] or ""
    )


def _check(question: Question) -> None:
    """Parse the SPARQL and compare its columns with the head."""
    try:
        rows = Store(ox.Store()).select(question.sparql)
    except QueryError as error:
        raise SourceError(str(error)) from error
    declared = [column.name for column in question.columns]
    if declared != list(rows.variables):
        raise SourceError(
            f"The query gives the columns {', '.join(rows.variables)}, "
            f"the head says {', '.join(declared)}."
        )
    hidden = [each.name for each in question.parameters if each.name not in declared]
    if hidden:
        raise SourceError(f"The parameter {hidden[0]} must be a column of the query.")


def _integer(plain: Mapping[str, str], key: str) -> int | None:
    """Read a number of the head.

    Raises: SourceError.
    """
    value = plain.get(key)
    if value is not None and not value.isdecimal():
        raise SourceError(f"The head's {key} is '{value}', but must be a whole number.")
    return None if value is None else int(value)
