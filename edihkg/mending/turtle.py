"""Mend Turtle at the exact place, and only where nothing else can be meant. Pure.

The text is edited, never written anew, so that comments, order and layout stay. An edit counts
only if the file then states the same but for the one thing mended, and validates better.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from edihkg.mending.sureness import badness, read_term, sure
from edihkg.sources.placed import BASE
from edihkg.validation import Finding, Report
from edihkg.validation.report import Proposal

XSD: Final = "http://www.w3.org/2001/XMLSchema#"

_STRING: Final = (
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"""'
    r"|'''(?:[^'\\]|\\.|'{1,2}(?!'))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
)
_IRI: Final = r"<[^<>]*>"
_NAME: Final = r"[^\W\d]?[\w.-]*(?<!\.):(?:[\w:%-]|\\.|\.(?=[\w:%-]))*"
_TOKEN = re.compile(
    rf"(?P<string>{_STRING})(?P<suffix>@[\w-]+|\^\^(?:{_IRI}|{_NAME}))?"
    rf"|{_IRI}|{_NAME}|[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?|true|false",
    re.DOTALL,
)
_HIDDEN = re.compile(rf"{_STRING}|{_IRI}|#[^\n]*+|[\"'].*+", re.DOTALL)
_PREFIX = re.compile(r"^[ \t]*+(?:@prefix|PREFIX)\s+([\w.-]*):\s*<([^<>]*)>", re.MULTILINE | re.I)
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[\w.-]*[\w-])?")
_PLAIN: Mapping[str, str] = {
    f"{XSD}integer": r"[+-]?[0-9]+",
    f"{XSD}decimal": r"[+-]?[0-9]*\.[0-9]+",
    f"{XSD}boolean": "true|false",
}
"""Datatypes that Turtle writes without quotation marks, and how."""

Check = Callable[[str], Report]
_Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Mended:
    """A text after mending."""

    text: str
    report: Report
    """On the text as it is now."""
    done: tuple[Finding, ...] = ()
    """What was mended, in the order of the file."""


def mend(text: str, report: Report, check: Check) -> Mended:
    """Write every certain proposal that makes the submission better; the rest stays offered.

    ``check`` gives the report on a text.
    """
    now, done = report, list[Finding]()
    found = (finding for finding in sure(report) if not finding.cell)
    for finding in sorted(found, key=lambda f: (f.line, f.column), reverse=True):
        edited = _edited(text, finding, finding.proposals[0])
        if edited == text or not _means_the_same(text, edited, finding.proposals[0]):
            continue
        after = check(edited)
        if badness(after) < badness(now):
            text, now = edited, after
            done.append(finding)
    return Mended(text, now, tuple(reversed(done)))


def _edited(text: str, finding: Finding, proposal: Proposal) -> str:
    """Put the proposal into the text; gives the same text where that cannot be done."""
    at = _offset(text, finding)
    prefixes = dict(_PREFIX.findall(text))
    if proposal.term:
        found = _TOKEN.match(text, at)
        if found is None:
            return text
        term = read_term(proposal.term)
        text = text[:at] + _written(term, found, prefixes) + text[found.end() :]
    return _renamed(text, at, finding.path, proposal.path, prefixes) if proposal.path else text


def _offset(text: str, finding: Finding) -> int:
    lines = text.split("\n")[: finding.line - 1]
    return sum(len(line) + 1 for line in lines) + finding.column - 1


def _written(
    term: ox.NamedNode | ox.Literal, old: "re.Match[str]", prefixes: Mapping[str, str]
) -> str:
    """Write a term as the file would: with its prefixes and its quotation marks."""
    if isinstance(term, ox.NamedNode):
        return _short(term.value, prefixes)
    datatype = term.datatype.value
    if datatype in _PLAIN and re.fullmatch(_PLAIN[datatype], term.value):
        return term.value
    suffix = f"@{term.language}" if term.language else ""
    if not suffix and datatype != f"{XSD}string":
        suffix = f"^^{_short(datatype, prefixes)}"
    return _quoted(term.value, old["string"] or '""') + suffix


def _quoted(text: str, old: str) -> str:
    """Put a text between the quotation marks that it had; keep it letter for letter if equal."""
    mark = next(mark for mark in ('"""', "'''", '"', "'") if old.startswith(mark))
    inside = text.replace("\\", "\\\\").replace(mark[0], f"\\{mark[0]}")
    if len(mark) == 1:
        inside = inside.replace("\n", "\\n").replace("\r", "\\r")
    unchanged = old[len(mark) : -len(mark)]
    return old if unchanged == text and "\\" not in text else f"{mark}{inside}{mark}"


def _short(iri: str, prefixes: Mapping[str, str]) -> str:
    for prefix, namespace in prefixes.items():
        if namespace and iri.startswith(namespace) and _LOCAL.fullmatch(iri[len(namespace) :]):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"


def _renamed(text: str, at: int, old: str, new: str, prefixes: Mapping[str, str]) -> str:
    """Write another property where the one before the object stands."""
    spellings = [f"<{old}>"] + [
        f"{prefix}:{old[len(namespace) :]}"
        for prefix, namespace in prefixes.items()
        if namespace and old.startswith(namespace)
    ]
    before = _HIDDEN.sub(lambda found: _veiled(found[0], spellings), text[:at])
    places = [(before.rfind(spelling), spelling) for spelling in spellings]
    place, spelling = max(places)
    if place < 0:
        return text
    return text[:place] + _short(new, prefixes) + text[place + len(spelling) :]


def _veiled(hidden: str, spellings: list[str]) -> str:
    """Hide texts and comments, in which the name of a property is none."""
    return hidden if hidden in spellings else " " * len(hidden)


def _means_the_same(old: str, new: str, proposal: Proposal) -> bool:
    """Tell whether two texts state the same but for what was proposed."""
    try:
        before, after = _statements(old), _statements(new)
    except SyntaxError:
        return False
    gone, come = list((before - after).elements()), list((after - before).elements())
    if not gone or len(gone) != len(come) or (proposal.term and len(gone) != 1):
        return False
    term = str(read_term(proposal.term)) if proposal.term else ""
    path = f"<{proposal.path}>" if proposal.path else ""
    wanted = Counter((s, path or p, term or o) for s, p, o in gone)
    return wanted == Counter(come)


def _statements(text: str) -> Counter[_Triple]:
    """Count the statements of a text; blank nodes are all alike."""
    quads = ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=BASE, lenient=True)
    return Counter(tuple(_name(t) for t in (q.subject, q.predicate, q.object)) for q in quads)  # type: ignore[misc]


def _name(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return "_" if isinstance(term, ox.BlankNode) else str(term)
