"""Read a query's text before anything runs it: its form, its normal text, what is refused.

Oxigraph evaluates SERVICE without a switch against it, so a query that contains the keyword
never reaches a worker. This is a lexer, not a parser: it knows comments, strings, IRIs and
prefixed names, so the word may stand in any of them. Oxigraph's parser needs no space around
a keyword (``trueSERVICEex:a{}`` is one), and ``<`` opens an IRI or is "less than"; where a
text could be read in two ways and one of them hides the keyword, the query is refused with
the remedy. The workers' own cut from the network is the second wall.

It runs in the server's process on texts of strangers: every pattern is possessive, so that
reading takes time in proportion to the length.
Source: SPARQL 1.1 Query Language §19.8.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from edihkg.errors import QueryRefused

TRIPLE_FORMS = ("CONSTRUCT", "DESCRIBE")

# PN_CHARS_BASE, PN_CHARS_U and PN_CHARS of the grammar; Python's \w is narrower.
_BASE = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D"
    r"\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_MORE = r"0-9_\u00B7\u0300-\u036F\u203F\u2040"
_NAME = rf"[{_BASE}{_MORE}\-]"
_ESCAPE = r"\\[_~.\-!$&'()*+,;=/?\#@%]|%[0-9A-Fa-f]{2}"
_LOCAL = (
    rf"(?:[{_BASE}{_MORE}:]|{_ESCAPE})"
    rf"(?:[{_BASE}{_MORE}\-:]|{_ESCAPE}|\.++(?=[{_BASE}{_MORE}\-:%\\]))*+"
)
_SPACE = r"(?:[ \t\r\n]++|\#[^\n\r]*+)*+"
_KINDS = {
    "string": r"""\"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*+\"\"\"|\'\'\'(?:\'{0,2}(?:[^'\\]|\\.))*+\'\'\'
               |"(?:[^"\\\n\r]|\\.)*+"|'(?:[^'\\\n\r]|\\.)*+'""",
    "iri": r"<[^<>\"{}|^`\\\x00-\x20]*+>",
    "variable": rf"[?$][{_BASE}{_MORE}]++",
    "language": r"@[A-Za-z]++(?:-[A-Za-z0-9]++)*+",
    "name": rf"(?:_|[{_BASE}]{_NAME}*+(?:\.++{_NAME}++)*+)?:(?:{_LOCAL})?",
    "word": rf"[{_BASE}_]{_NAME}*+(?:\.++{_NAME}++)*+",
    "number": r"\d++(?:\.\d*+)?(?:[eE][+-]?\d++)?",
    "unclosed": r"['\"].*+",
    "mark": ".",
    "end": r"\Z",
}
_TOKENS = re.compile(
    f"{_SPACE}(?:{'|'.join(f'(?P<{kind}>{part})' for kind, part in _KINDS.items())})",
    re.VERBOSE | re.DOTALL,
)
_TEXTS = re.compile(f"{_SPACE}({'|'.join(_KINDS.values())})", re.VERBOSE | re.DOTALL)
"""The same without kinds, in half of the time."""
_WORD = re.compile(_KINDS["word"])
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH")
_UNREPEATABLE = ("NOW", "RAND", "UUID", "BNODE")
_PROLOGUE = {"BASE": 1, "PREFIX": 2, "VERSION": 1}
_SURE_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*+://")
_BEFORE_IRI = ("A", "BASE", "FROM", "NAMED", "GRAPH", "DESCRIBE")
_BEFORE_GRAPH_NAME = ("GRAPH", "FROM", "NAMED", "DESCRIBE")


class Token(NamedTuple):
    """A piece of the text that is neither white space nor comment."""

    kind: str
    """Name of the group of the grammar: string, iri, variable, name, word, mark …"""
    text: str

    @property
    def keyword(self) -> str:
        """The word in capitals; empty for anything but a word."""
        return self.text.upper() if self.kind == "word" else ""


class Place(NamedTuple):
    """A token, and where it ends in the text."""

    kind: str
    text: str
    end: int

    @property
    def keyword(self) -> str:
        """The word in capitals; empty for anything but a word."""
        return self.text.upper() if self.kind == "word" else ""


class ReadQuery(NamedTuple):
    """What is known about a query before it runs."""

    form: str
    """SELECT, ASK, CONSTRUCT or DESCRIBE; any other word when it is no query."""
    normal_text: str
    """The text without comments and needless space: equal only for equal queries."""
    is_repeatable: bool
    """Whether the same store gives the same answer each time."""

    @property
    def gives_triples(self) -> bool:
        """Whether the answer is a graph, not a table or a yes or no."""
        return self.form.startswith(TRIPLE_FORMS)


def read(text: str) -> ReadQuery:
    """Read a query.

    Raises: QueryRefused for SERVICE, for updates, and where SERVICE could hide.
    """
    texts = _TEXTS.findall(text)
    form = _form(texts)
    if form.startswith(_UPDATES):
        raise QueryRefused(
            "This is an update; the endpoint only answers queries, since a release never changes."
        )
    upper = text.upper()
    if "SERVICE" in upper:
        _refuse_service(tokenise(text))
    doubtful = any(name in upper for name in _UNREPEATABLE)
    return ReadQuery(
        form, " ".join(texts).rstrip(), not (doubtful and _is_unrepeatable(tokenise(text)))
    )


def tokenise(text: str) -> list[Token]:
    """Split a text into tokens; every character belongs to one, or to space or a comment."""
    found = ((match.lastgroup or "", match) for match in _TOKENS.finditer(text))
    return [Token(kind, match[kind]) for kind, match in found if kind != "end"]


def places(text: str) -> list[Place]:
    """Split a text into tokens that know where they end."""
    found = ((match.lastgroup or "", match) for match in _TOKENS.finditer(text))
    return [Place(kind, match[kind], match.end()) for kind, match in found if kind != "end"]


def _is_unrepeatable(tokens: Sequence[Token]) -> bool:
    """Tell whether a function is called that gives something else each time."""
    words = [token.text.upper() for token in tokens if token.kind in ("word", "unclosed")]
    return any(name in word for word in words for name in _UNREPEATABLE)


def _form(texts: Sequence[str]) -> str:
    """Find the first keyword after the prologue."""
    position = 0
    while position < len(texts):
        keyword = texts[position].upper()
        if keyword not in _PROLOGUE:
            return keyword if _WORD.fullmatch(texts[position]) else ""
        position += 1 + _PROLOGUE[keyword]
    return ""


def _refuse_service(tokens: Sequence[Token]) -> None:
    """Refuse the keyword, also where it is glued to its neighbours or could be hidden."""
    start, end = Token("mark", "{"), Token("mark", "}")
    previous = start
    for token, following in pairwise((*tokens, end)):
        if _is_service(previous, token, following):
            raise QueryRefused(
                "SERVICE is not followed here, since it would send requests to other hosts; "
                "run federated queries in your own engine and name this endpoint there."
            )
        if _is_doubtful(previous, token):
            raise QueryRefused(
                f"It is not certain whether {token.text} is an IRI or a comparison, and the "
                "query contains the word SERVICE; write the IRI in full, or a space after '<'."
            )
        previous = token


def _is_service(previous: Token, token: Token, following: Token) -> bool:
    """Tell whether a token is the keyword, or a name before ``{`` that begins with it."""
    if token.kind in ("word", "unclosed"):
        return "SERVICE" in token.text.upper()
    return (
        token.kind == "name"
        and "SERVICE" in token.text.partition(":")[0].upper()
        and following.text == "{"
        and previous.keyword not in _BEFORE_GRAPH_NAME
    )


def _is_doubtful(previous: Token, token: Token) -> bool:
    """Tell whether an IRI could be a comparison whose right side hides the rest of the line."""
    return (
        token.kind == "iri"
        and not _SURE_IRI.match(token.text)
        and ("'" in token.text or "#" in token.text)
        and previous.keyword not in _BEFORE_IRI
        and not (previous.kind == "mark" and previous.text in "{(.;,|/^!")
    )
