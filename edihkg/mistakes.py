"""Say what is wrong with a query that cannot be parsed, where the parser does not. Pure.

A parser that tries everything at every place tells what it tried last. The mistakes that people
make most are found in the text itself: no query, no such kind of query, a prefix that is not
declared. It is only looked at once parsing has failed, so nothing here can refuse a query. Of one
that parses and finds nothing, names that the ontology does not have are told.
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

from rdflib import URIRef

from edihkg.prefixes import PREFIXES
from edihkg.vocab import EDIH

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")

_HIDDEN = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*(?:""")?|"(?:[^"\\\n]|\\.)*"?'
    r"|'''(?:[^'\\]|\\.|'{1,2}(?!'))*(?:''')?|'(?:[^'\\\n]|\\.)*'?"
    r'|<[^<>"{}|^`\\\s]*>|#[^\n]*',
    re.DOTALL,
)
"""Texts, addresses and comments; a text that does not end hides all that follows, so that none is
read twice."""
_DECLARED = re.compile(r"\bPREFIX\s+([^\s:]*):", re.IGNORECASE)
_NAMED = re.compile(r"(?<![\w:?$@.-])([A-Za-z](?:[\w.-]*[\w-])?|):(?=[\w%:\\-]|\s|$)")
_PROLOGUE = re.compile(r"(?:\s|\bBASE\b|\bPREFIX\s+[^\s:]*:)*", re.IGNORECASE)
_WORD = re.compile(r"[^\s{(*?<]+")
_SPACES = re.compile(r"\bPREFIX\s+([^\s:]*):\s*<([^<>]*)>", re.IGNORECASE)
_TERM = re.compile(r"(?<![\w:?$@.-])([A-Za-z](?:[\w.-]*[\w-])?|):([\w-]*)")
_ONTOLOGY = PREFIXES["edih"]
_LIKE_OURS = re.compile(r"https?://w3id\.org/edihkg/ns[#/]?$")
_TERMS = frozenset(str(iri) for iri in vars(EDIH).values() if isinstance(iri, URIRef))
_LOCALS = sorted(term.removeprefix(_ONTOLOGY) for term in _TERMS)
_UNLIKE_LINES = re.compile(r"[^\n]")
_LONGEST = 40
_MOST = 5
"""More strangers of one query are not looked up: it may hold a hundred thousand."""
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


@dataclass(frozen=True, slots=True)
class Stranger:
    """A name in a query that the ontology does not have."""

    name: str
    """As the query has it, ``edih:hasCordinator``."""
    near: str
    """A name that it may mean; empty where none comes near."""


def find_strangers(query: str) -> tuple[Stranger, ...]:
    """Find names that can match nothing: misspelt terms, or a namespace with a slip.

    >>> find_strangers("PREFIX e: <https://w3id.org/edihkg/ns#> ASK { ?s e:hasCordinator ?o }")
    (Stranger(name='e:hasCordinator', near='e:hasCoordinator'),)
    """
    spaces = dict(_SPACES.findall(query))
    text = _HIDDEN.sub(" ", query)
    names = dict.fromkeys(match.groups() for match in _TERM.finditer(text))
    found = (_stranger(prefix, local, spaces.get(prefix, "")) for prefix, local in names)
    return tuple(islice((each for each in found if each), _MOST))


def _stranger(prefix: str, local: str, space: str) -> Stranger | None:
    if not _LIKE_OURS.match(space) or not 0 < len(local) <= _LONGEST or space + local in _TERMS:
        return None
    code = next(iter(get_close_matches(local, _LOCALS, n=1)), "")
    near = f"{prefix}:{code}" if space == _ONTOLOGY else f"<{_ONTOLOGY}{code}>"
    return Stranger(f"{prefix}:{local}", near if code else "")


def _undeclared(text: str) -> Mistake | None:
    declared = {*_DECLARED.findall(text)}
    for match in _NAMED.finditer(text):
        name = match[1]
        if name not in declared and len(name) <= _LONGEST:
            address = _ADDRESSES.get(name, "…")
            remedy = f"begin with PREFIX {name}: <{address}>"
            return Mistake(match.start(), f"the prefix {name}: is not declared; {remedy}")
    return None
