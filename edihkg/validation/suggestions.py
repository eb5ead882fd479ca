"""Propose what could stand in place of what is wrong. Pure; decides nothing.

What may stand there is read off the shape that found it (``expectations.py``): an entry of a
list, a date, a number, an address, a plain text. Each kind has one proposer in the table
PROPOSERS. A proposal is certain only when nothing else can be meant.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from rdflib import DCTERMS, RDF, SH, XSD, Literal, URIRef
from rdflib.term import Node

from edihkg.validation.dates import LANGUAGES, readings
from edihkg.validation.expectations import Expectation
from edihkg.validation.lexicon import Entry, Lexicon, fold, only_slip, short
from edihkg.validation.naming import near_terms, short_term
from edihkg.validation.report import Proposal
from edihkg.validation.sentences import TEXT_LENGTH, Subject, changed, label, shorten
from edihkg.validation.shapes import Note, Shapes
from edihkg.validation.wording import RELATIVE
from edihkg.vocab import EDIH

TERMS_RULES: Final = frozenset({"Rule-known-terms", "Rule-expected-terms"})
"""Rules about names of properties and classes."""

_DATES = frozenset({XSD.date, XSD.gYearMonth, XSD.gYear})
_IN_WORDS: Mapping[Node | None, URIRef] = {EDIH.topicAsStated: EDIH.concernsTopic}
"""Properties that hold in words what another holds by code."""
_COUNTRY_TABLE = URIRef("http://publications.europa.eu/resource/authority/country")
_COUNTRIES: Mapping[str, tuple[str, bool]] = {
    "gr": ("el", True),
    "cz": ("cs", True),
    "dk": ("da", True),
    "ua": ("uk", True),
    "si": ("sl", False),
    "se": ("sv", False),
    "ee": ("et", False),
    "at": ("de", False),
    "rs": ("sr", False),
    "ba": ("bs", False),
    "al": ("sq", False),
    "gb": ("en", False),
}
"""Codes of countries used as language tags; certain where no language has such a code."""
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:[/?#]\S*)?", re.IGNORECASE)
_SCHEME = re.compile(r"h?t{1,3}p(s?)(?:[:;]/{0,3}|/{2,3})(?=[\w-]+\.)", re.IGNORECASE)
_TOWN = re.compile(r"https?://(?:www\.|sws\.)?geonames\.org/([0-9]+)(?:/.*)?")
_ROR = re.compile(r"(?:https?://(?:www\.)?ror\.org/)?0[a-z0-9]{6}[0-9]{2}", re.IGNORECASE)
_GROUPED = re.compile(
    r"(?P<whole>[0-9]{1,3}(?:(?P<sign>[ .,'’])[0-9]{3})(?:(?P=sign)[0-9]{3})*)"
    r"(?:(?!(?P=sign))[.,](?P<cents>[0-9]{2}))?"
)
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_BLANKS = re.compile(r"[\s\u00a0\u200b\ufeff]+")


@dataclass(frozen=True, slots=True)
class Question:
    """What a proposal is asked for."""

    subject: Subject
    wanted: Expectation
    lexicon: Lexicon

    @property
    def text(self) -> str:
        """The offending value as text."""
        return str(self.subject.value)


Proposer = Callable[[Question], Iterator[Proposal]]


def propose(
    note: Note, subject: Subject, shapes: Shapes, lexicon: Callable[[], Lexicon]
) -> tuple[Proposal, ...]:
    """Give proposals for a finding, likeliest first; none where nobody can know."""
    rule = str(note.shape).rpartition("#")[2]
    if rule in TERMS_RULES:
        return tuple(_terms(subject, shapes, certain=rule == "Rule-known-terms"))
    if rule in _ABOUT_TEXTS:
        return tuple(_ABOUT_TEXTS[rule](subject))
    if rule == "Rule-whole-label":
        return tuple(_by_code(subject, shapes, lexicon))
    wanted = shapes.expectations.get(note.shape)
    if rule == "Rule-full-addresses":
        wanted = Expectation(kinds=frozenset({SH.IRI}))
    if wanted is None or subject.value is None or subject.missing:
        return ()
    successors = sorted(subject.graph.objects(subject.value, DCTERMS.isReplacedBy), key=str)
    if successors:
        return tuple(_successors(subject, successors))
    if subject.path in _IN_WORDS:
        return tuple(_by_code(subject, shapes, lexicon))
    question = Question(subject, wanted, lexicon() if wanted.lists else _NOTHING)
    for applies, proposer in PROPOSERS:
        if applies(wanted):
            return tuple(one for one in proposer(question) if one.term != _written(subject.value))
    return ()


_NOTHING = Lexicon({}, {})


def no_lexicon() -> Lexicon:
    """Give a lexicon without entries: only what needs no reference data is proposed."""
    return _NOTHING


def _written(term: Node) -> str:
    return term.n3() if isinstance(term, Literal | URIRef) else ""


def _value(term: Literal | URIRef, *, certain: bool, shown: str = "") -> Proposal:
    return Proposal(label=shown or _label(term), term=term.n3(), certain=certain)


def _label(term: Literal | URIRef) -> str:
    if isinstance(term, URIRef):
        return f"<{shorten(term)}>"
    tag = f"@{term.language}" if term.language else ""
    name = str(term.datatype or "").rpartition("#")[2]
    marked = f"^^xsd:{name}" if name and term.datatype != XSD.string else ""
    if term.datatype in (XSD.integer, XSD.decimal):
        return str(term)
    return f'"{shorten(str(term))}"{tag}{marked}'


def _entry(entry: Entry, *, certain: bool, instead_of: Node | None) -> Proposal:
    """Offer an entry by its short name, but in full where that is what already stands there.

    A file whose prefix has a slip in its address (http for https) has the same short name for
    another address, and JSON-LD reads a bare code as an address of its own.
    """
    term, name = URIRef(entry.iri), short(entry.iri)
    old = instead_of if isinstance(instead_of, URIRef) else ""
    if short(old) == name or old.startswith(RELATIVE):
        name = f"<{entry.iri}>"
    return _value(term, certain=certain, shown=f"{name} ({shorten(entry.label)})")


def _successors(subject: Subject, regions: Iterable[Node]) -> Iterator[Proposal]:
    """Propose what a retired code was replaced by; where its area went nobody knows here."""
    for region in regions:
        if isinstance(region, URIRef):
            name = label(subject.graph, region, subject.messages)
            yield _value(region, certain=False, shown=f"{short(region).partition(':')[0]}:{name}")


def _terms(subject: Subject, shapes: Shapes, *, certain: bool) -> Iterator[Proposal]:
    """Propose names of properties and classes."""
    is_class = subject.path == RDF.type
    wrong = subject.value if is_class else subject.path
    kinds = list(subject.graph.objects(subject.focus, RDF.type))
    names = near_terms(wrong, kinds, shapes.expected, is_class=is_class)
    sure = only_slip(short_term(wrong), list(names)) if certain and wrong is not None else ""
    near = [sure] if sure else list(names)[:3]
    for name in near:
        iri = names[name]
        where = {"term": iri.n3()} if is_class else {"path": str(iri)}
        yield Proposal(label=name, certain=name == sure, **where)


def _by_code(
    subject: Subject, shapes: Shapes, lexicon: Callable[[], Lexicon]
) -> Iterator[Proposal]:
    """Propose the concept that words stand for, with the property that takes concepts."""
    path = _IN_WORDS[subject.path]
    lists = shapes.lists_of(path)
    question = Question(subject, Expectation(lists=lists), lexicon())
    for one in _entries(question):
        yield replace(one, path=str(path), label=f"{short_term(path)} {one.label}")


def _entries(question: Question) -> Iterator[Proposal]:
    """Propose entries of a list."""
    lexicon, lists, old = question.lexicon, question.wanted.lists, question.subject.value
    wording = old if isinstance(old, URIRef) else question.text
    meant = lexicon.meant(wording, lists) or _countries_named(question)
    slipped = None if meant else lexicon.slip(wording, lists)
    if slipped is not None:
        yield _entry(slipped, certain=True, instead_of=old)
        return
    for entry in meant or lexicon.near(wording, lists):
        yield _entry(entry, certain=len(meant) == 1, instead_of=old)


def _countries_named(question: Question) -> list[Entry]:
    """Find a country by its name in a language of Europe: Österreich, Autriche, Itävalta."""
    if _COUNTRY_TABLE not in question.wanted.lists:
        return []
    codes = sorted(_names_of_countries().get(fold(question.text), ()))
    meant = (question.lexicon.meant(code, question.wanted.lists) for code in codes)
    return [entry for entries in meant for entry in entries]


@cache
def _names_of_countries() -> Mapping[str, frozenset[str]]:
    from babel import Locale

    found: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            found.setdefault(fold(name), set()).add(code)
    return {name: frozenset(codes) for name, codes in found.items()}


def _dates(question: Question) -> Iterator[Proposal]:
    """Propose dates."""
    found = readings(question.text)
    for one in found:
        yield _value(one, certain=len(found) == 1)


def _numbers(question: Question) -> Iterator[Proposal]:
    """Propose numbers written without signs between their digits."""
    text = _BLANKS.sub(" ", question.text).strip().removeprefix("€").removesuffix("€").strip()
    plain = _ungrouped(text)
    if _PLAIN.fullmatch(plain):
        datatype = next(iter(question.wanted.datatypes), XSD.integer)
        yield _value(Literal(plain, datatype=str(datatype)), certain=True)


def _ungrouped(text: str) -> str:
    """Take the signs between thousands out; one point or comma alone may be either."""
    found = _GROUPED.fullmatch(text)
    if not found:
        return text
    sure = found["cents"] or found["sign"] not in ".," or text.count(found["sign"]) > 1
    whole = found["whole"].replace(found["sign"], "")
    return "".join((whole, f".{found['cents']}" if found["cents"] else "")) if sure else ""


def _choices(question: Question) -> Iterator[Proposal]:
    """Propose one of a few values, if the text says it."""
    text = question.text.strip()
    for value in question.wanted.values:
        if isinstance(value, Literal) and text in (str(value), f"{value}.0"):
            yield _value(value, certain=True)


def _languages(question: Question) -> Iterator[Proposal]:
    """Propose language tags."""
    value = question.subject.value
    if not isinstance(value, Literal) or not value.language:
        return
    tag = value.language.lower()
    code, certain = _COUNTRIES.get(tag, ("", False))
    codes = [code] if code else _codes_of_language(tag)
    for one in codes:
        if one in question.wanted.languages:
            sure = certain or (not code and len(codes) == 1)
            term = Literal(str(value), lang=one)
            yield _value(term, certain=sure, shown=f"@{one}")


def _codes_of_language(tag: str) -> list[str]:
    """Give the two letters of a language from its three letters or its English name."""
    from babel import Locale
    from babel.core import get_global

    alias = get_global("language_aliases").get(tag)
    names = Locale("en").languages
    return [str(alias)] if alias else [code for code, name in names.items() if name.lower() == tag]


def _addresses(question: Question) -> Iterator[Proposal]:
    """Propose addresses: whole, between angle brackets."""
    text = question.text.removeprefix(RELATIVE).strip().strip("<>")
    town = _TOWN.fullmatch(text)
    if any("geonames" in pattern for pattern in question.wanted.patterns):
        if town:
            yield _value(URIRef(f"https://sws.geonames.org/{town[1]}/"), certain=True)
        return
    if any("ror[.]org" in pattern for pattern in question.wanted.patterns):
        if _ROR.fullmatch(text):
            yield _value(URIRef(f"https://ror.org/{text[-9:].lower()}"), certain=True)
        return
    slip = _SCHEME.match(text)
    rest = text[slip.end() :] if slip else text
    if any(c.isspace() or c in '<>"{}|\\^`' for c in rest) or not _HOST.fullmatch(rest):
        return
    scheme = f"http{slip[1].lower()}" if slip else "https"
    yield _value(URIRef(f"{scheme}://{rest}"), certain=slip is not None)


def _texts(question: Question) -> Iterator[Proposal]:
    """Propose the same text without language and datatype."""
    value = question.subject.value
    if isinstance(value, Literal) and XSD.string in question.wanted.datatypes:
        yield _value(Literal(str(value)), certain=True)


def _tidied(question: Question) -> Iterator[Proposal]:
    """Propose the same text with single ordinary blanks, on one line if it must be one."""
    value = question.subject.value
    if not isinstance(value, Literal):
        return
    lines = str(value).splitlines() or [""]
    text = "\n".join(" ".join(_BLANKS.split(line)).strip() for line in lines).strip()
    if any(re.search(pattern, text) for pattern in question.wanted.unwanted):
        text = " ".join(text.split())
    if text:
        shown = f'"{changed(str(value), text)}"'
        term = Literal(text, value.language, value.datatype)
        yield _value(term, certain=True, shown=shown if len(text) > TEXT_LENGTH else "")


def _composed(subject: Subject) -> Iterator[Proposal]:
    """Propose the same text in normal form C."""
    value = subject.value
    if isinstance(value, Literal):
        text = unicodedata.normalize("NFC", str(value))
        yield _value(Literal(text, value.language, value.datatype), certain=True)


def _turned(subject: Subject) -> Iterator[Proposal]:
    """Propose a position with its two numbers in the other order."""
    first, comma, second = str(subject.value).partition(", ")
    yield _value(Literal(f"{second}{comma}{first}"), certain=True)


_ABOUT_TEXTS: Mapping[str, Callable[[Subject], Iterator[Proposal]]] = {
    "Rule-composed-letters": _composed,
    "Rule-position-swapped": _turned,
}
"""Who proposes for rules about texts."""


def _protected(question: Question) -> Iterator[Proposal]:
    """Propose https in place of http; whether the site answers there nobody knows here.

    Of an address that was cut off nothing is proposed.
    """
    if question.text.startswith("http://") and not question.text.endswith(("..", "…")):
        yield _value(URIRef(f"https://{question.text[7:]}"), certain=False)


def _any(names: Iterable[Node], among: frozenset[Node]) -> bool:
    return bool(among.intersection(names))


PROPOSERS: tuple[tuple[Callable[[Expectation], bool], Proposer], ...] = (
    (lambda wanted: bool(wanted.lists), _entries),
    (lambda wanted: _any(wanted.datatypes, _DATES), _dates),
    (lambda wanted: bool(wanted.values), _choices),
    (lambda wanted: bool(wanted.languages), _languages),
    (lambda wanted: _any(wanted.datatypes, frozenset({XSD.decimal, XSD.integer})), _numbers),
    (lambda wanted: any("htt[^p]" in one for one in wanted.patterns), _protected),
    (lambda wanted: SH.IRI in wanted.kinds, _addresses),
    (lambda wanted: bool(wanted.unwanted), _tidied),
    (lambda wanted: bool(wanted.datatypes), _texts),
)
"""Who proposes, by what is expected; the first that applies speaks."""
