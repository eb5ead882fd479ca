"""Say in words what questions call by name: columns and parameters. Pure."""

import re
from collections.abc import Iterable, Iterator

from edihkg.queries.question import Question

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_SHORT = re.compile(r"\b(eu|iri|nuts)(s?)\b")
"""Abbreviations, and their plurals."""
_SAID = {"about": "What it identifies", "type": "Kind"}
"""Names that say something else by themselves: headings of pages, the type that is set."""


def said_of(questions: Iterable[Question]) -> Iterator[tuple[str, str]]:
    """Give what pages say of questions in English, each with the name of its question."""
    for question in questions:
        names = [each.name for each in question.parameters]
        for name in (*names, *(each.name for each in question.columns)):
            yield to_words(name), question.name
        yield question.title, question.name


def to_words(name: str) -> str:
    """Write the name of a variable as words.

    >>> to_words("withSeatPercent"), to_words("nuts2"), to_words("iris")
    ('With seat, in per cent', 'NUTS 2', 'IRIs')
    >>> to_words("coFundedHubs"), to_words("type")
    ('Co-funded hubs', 'Kind')
    """
    if name in _SAID:
        return _SAID[name]
    words = " ".join(_WORDS.findall(name)).lower() or name
    words = re.sub(r"\bco (?=funded)", "co-", words)
    words = _SHORT.sub(lambda found: found[1].upper() + found[2], words)
    if words.endswith(" percent"):
        words = f"{words.removesuffix(' percent')}, in per cent"
    return words[:1].upper() + words[1:]
