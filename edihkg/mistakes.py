"""Say what is wrong with a query that cannot be parsed, where the parser does not. Pure.

A parser that tries everything at every place tells what it tried last. The mistakes that people
make most are found in the text itself: no query, no such kind of query, a prefix that is not
declared. It is only looked at once parsing has failed, so nothing here can refuse a query.
"""

import re
from dataclasses import dataclass

from edihkg.prefixes import PREFIXES

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")

_HIDDEN = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"""|"(?:[^"\\\n]|\\.)*"'
    r"|'''(?:[^'\\]|\\.|'{1,2}(?!'))*'''|'(?:[^'\\\n]|\\.)*'"
    r'|<[^<>"{}|^`\\\s]*>|#[^\n]*',
    re.DOTALL,
)
"""Texts, addresses and comments."""
_DECLARED = re.compile(r"\bPREFIX\s+([^\s:]*):", re.IGNORECASE)
_NAMED = re.compile(r"(?<![\w:?$@.-])([A-Za-z](?:[\w.-]*[\w-])?|):(?=[\w%:\\-]|\s|$)")
_PROLOGUE = re.compile(r"(?:\s|\bBASE\b|\bPREFIX\s+[^\s:]*:)*", re.IGNORECASE)
_WORD = re.compile(r"[^\s{(*?<]+")
_UNLIKE_LINES = re.compile(r"[^\n]")
_LONGEST = 40
_ADDRESSES = {**PREFIXES, "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#"}


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong, and where."""

    at: int
    """Offset in the text."""
    reason: str
    """The end of a sentence, without its stop."""


def find_mistake(query: str) -> Mistake | None:
    """Find a mistake in a query that does not parse; None where only the parser knows.

    >>> find_mistake("SELECT * { ?s a edih:Hub }").reason
    'the prefix edih: is not declared; begin with PREFIX edih: <https://w3id.org/edihkg/ns#>'
    """
    text = _HIDDEN.sub(lambda found: _UNLIKE_LINES.sub(" ", found[0]), query)
    if not text.strip():
        return Mistake(0, "it is empty")
    begin = _PROLOGUE.match(text)
    at = begin.end() if begin else 0
    word = _WORD.match(text, at)
    if word is None or word[0].upper() not in FORMS:
        found = f", not with '{word[0][:_LONGEST]}'" if word else ""
        return Mistake(at, f"a query begins with {', '.join(FORMS[:-1])} or {FORMS[-1]}{found}")
    return _undeclared(text)


def _undeclared(text: str) -> Mistake | None:
    declared = {*_DECLARED.findall(text)}
    for match in _NAMED.finditer(text):
        name = match[1]
        if name not in declared and len(name) <= _LONGEST:
            address = _ADDRESSES.get(name, "…")
            remedy = f"begin with PREFIX {name}: <{address}>"
            return Mistake(match.start(), f"the prefix {name}: is not declared; {remedy}")
    return None
