"""Write values into the text of a question, for engines without substitution. Pure."""

import re
from collections.abc import Mapping

from edihkg.queries.question import Question
from edihkg.store import Term

_GROUP = re.compile(
    r"^\s*SELECT\b(?P<columns>(?:(?!\bWHERE\b).)*?)\bWHERE\s*\{(?!\s*SELECT\b)",
    re.DOTALL | re.MULTILINE,
)
_VARIABLE = re.compile(r"\?(\w+)")


def with_values(question: Question, bindings: Mapping[str, Term]) -> str:
    """Write values into the text of a question, so that it can be asked anywhere.

    Each stands in a VALUES in every group whose SELECT has the variable; one that the query
    binds itself stands behind the query. Our own answers come by substitution.
    """
    behind = [name for name in bindings if f"AS ?{name})" in question.sparql]
    within = {name: value for name, value in bindings.items() if name not in behind}

    def insert(match: re.Match[str]) -> str:
        columns = set(_VARIABLE.findall(match["columns"]))
        return match[0] + "".join(
            f"\n  VALUES ?{name} {{ {value} }}" for name, value in within.items() if name in columns
        )

    text = _GROUP.sub(insert, question.sparql)
    return text + "".join(f"VALUES ?{name} {{ {bindings[name]} }}\n" for name in behind)
