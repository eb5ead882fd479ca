"""State what a row of the table ``statements`` says: subject, property and value as in Turtle.

It is for what the other tables have no column for, so that a workbook can hold a whole
submission. The prefixes are those of our own files; others are written out.
"""

import re
from collections.abc import Mapping

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from edihkg.importing.draft import Draft
from edihkg.iris import KINDS
from edihkg.sources.cells import Problem, Row
from edihkg.sources.columns import STATEMENTS
from edihkg.sources.placed import UnreadableError
from edihkg.sources.turtle import parse_turtle
from edihkg.writers import NAMESPACES

ABOUT, PROPERTY, VALUE = "about", "property", "value"

_COLUMNS = (ABOUT, PROPERTY, VALUE)
_STANDS_FOR = "urn:x-edihkg:blank:"
_BLANK = re.compile(r"^_:([A-Za-z0-9]+)$")
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
_ESCAPED = re.compile(
    r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)|^\s|\s$'
)
_ILLEGAL = re.compile(r'[\x00-\x1f<>"{}|^`\\]|_(?=x[0-9A-Fa-f]{4}_)')


def state_freely(draft: Draft, row: Row) -> None:
    """State one row; one that is no statement is a fault of the table."""
    text = " ".join(_BLANK.sub(rf"<{_STANDS_FOR}\1>", row[name]) for name in _COLUMNS)
    try:
        statements = list(parse_turtle(f"{_head(draft)}{text} .").objects)
    except UnreadableError as error:
        text = f"this row is no statement of Turtle ({error.reason})."
        draft.faults.append(Problem(STATEMENTS, text, row[VALUE].at))
        return
    if len(statements) != 1:
        text = "this row makes several statements; write each into a row of its own."
        draft.faults.append(Problem(STATEMENTS, text, row[VALUE].at))
        return
    subject, predicate, value = (_restore(term) for term in statements[0])
    draft.begin(subject, row.at)
    draft.state(subject, URIRef(str(predicate)), value, at=row[VALUE])


def _restore(term: Node) -> Node:
    """Give a blank node back, which must be the same in every row that names it."""
    if isinstance(term, URIRef) and term.startswith(_STANDS_FOR):
        return BNode(term.removeprefix(_STANDS_FOR))
    return term


def write_freely(statement: tuple[Node, Node, Node], base: str) -> dict[str, str]:
    """Write a statement as cells that ``state_freely`` reads."""
    spaces = _spaces(base)
    return {column: _write(term, spaces) for column, term in zip(_COLUMNS, statement, strict=True)}


def _spaces(base: str) -> Mapping[str, str]:
    """Give the prefixes, by namespace."""
    return {**NAMESPACES, **{f"{base}id/{kind}/": kind for kind in KINDS}}


def _head(draft: Draft) -> str:
    spaces = _spaces(draft.context.space.base)
    return "".join(f"@prefix {prefix}: <{space}> . " for space, prefix in spaces.items())


def _write(term: Node, spaces: Mapping[str, str]) -> str:
    if isinstance(term, BNode):
        return f"_:{re.sub(r'[^A-Za-z0-9]', 'x', str(term))}"
    if isinstance(term, Literal):
        text = f'"{_ESCAPED.sub(_escape, str(term))}"'
        if term.language:
            return f"{text}@{term.language}"
        return f"{text}^^{_write(term.datatype, spaces)}" if term.datatype else text
    cut = max(str(term).rfind("/"), str(term).rfind("#")) + 1
    space, local = str(term)[:cut], str(term)[cut:]
    if space in spaces and _LOCAL.fullmatch(local):
        return f"{spaces[space]}:{local}"
    return f"<{_ILLEGAL.sub(_escape, str(term))}>"


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04X}"
