"""docs/questions.md lists what the queries' own heads say."""

import os
import tomllib
from pathlib import Path

from edihkg import assets, queries
from edihkg.queries import Parameter, Question

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "questions.md"
UNANSWERED = tomllib.loads((assets.folder("site") / "texts" / "unanswered.toml").read_text())
HEAD = """# Published questions

Made from the heads of `sparql/questions/*.rq` by `tests/questions/test_reference.py`; run it with
`UPDATE_GOLDEN=1` after a change. `edihkg query NAME --param name=value` answers each question, as
does `/q/NAME.csv?name=value` (also `.json`, `.xml` and `.tsv`). Its meaning never changes; a
question that means something else gets another name. Numbers are those of the forty competency
questions of the ontology.
"""
TAIL = """## What cannot be answered yet

The queries wait in `tests/questions/unanswered/` and are tested on made-up facts.

| number | question | what to send |
|---|---|---|
"""


def test_the_list_of_questions_is_current() -> None:
    """Integrators choose from this page; a forgotten question or column would mislead them."""
    questions = queries.load(assets.folder("sparql") / "questions")
    text = _page(questions)
    if os.environ.get("UPDATE_GOLDEN") == "1":
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text


def _page(questions: dict[str, Question]) -> str:
    groups: dict[str, list[Question]] = {}
    for question in questions.values():
        groups.setdefault(question.asked_by, []).append(question)
    parts = [HEAD]
    for asked_by, members in sorted(groups.items()):
        parts.append(f"## Asked by {asked_by}\n")
        parts += [_entry(question) for question in members]
    rows = [f"| {row['number']} | {row['ask']} | {row['send']} |" for row in UNANSWERED["question"]]
    return "\n".join(parts) + "\n" + TAIL + "\n".join(rows) + "\n"


def _entry(question: Question) -> str:
    number = "" if question.number is None else f" Competency question {question.number}."
    lines = [f"### {question.name}\n", f"**{question.title}.** {question.description}{number}\n"]
    if question.parameters:
        lines.append("| parameter | kind | default | meaning |\n|---|---|---|---|")
        lines += [_parameter(each) for each in question.parameters]
        lines.append("")
    lines.append("| column | meaning |\n|---|---|")
    lines += [f"| `{each.name}` | {each.description} |" for each in question.columns]
    return "\n".join(lines) + "\n"


def _parameter(parameter: Parameter) -> str:
    kind = f"{parameter.kind} {parameter.scheme}".strip()
    default = f"`{parameter.default}`" if parameter.default else "none"
    return f"| `{parameter.name}` | {kind} | {default} | {parameter.description} |"
