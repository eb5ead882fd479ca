"""Fill the sentences of shapes and rules: labels in place of IRIs. Pure.

Places are written ``{hub}``; the table PLACES says what each stands for. A place that a
rule fills itself (``{owner}``, ``{reason}`` …) is given with the finding.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from rdflib import DCTERMS as DCT
from rdflib import ORG, RDF, SKOS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from edihkg.validation.messages import ENGLISH, SOURCE, Messages, Words
from edihkg.vocab import EDIH

TEXT_LENGTH = 80
TITLE_LENGTH = 300
"""Of a name that stands alone."""
_BEFORE = 30
"""Characters that are shown before the place where a long text changes."""
COORDINATOR = URIRef("https://w3id.org/edihkg/concept/partner-role/COORDINATOR")
_HOST = r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,9}"
MAIL: Final = re.compile(
    rf"[\w.+-]{{1,64}}@{_HOST}\.[a-z]{{2,63}}\b(?!(?:\.[\w-]{{1,63}}){{0,9}}\.[A-Z]{{2,63}}\b)"
)
"""Addresses of e-mail; not names such as ``easyHPC@eco.plastics.industry.WCG``."""

_PLACE = re.compile(r"\{(\w+)\}")
_OURS = re.compile(r"/(?:concept/[a-z-]+|nuts/code|authority/[a-z-]+|id/[a-z]+)/([^/#]+)$")
_PARTS: Mapping[Node, tuple[str, tuple[URIRef, ...]]] = {
    EDIH.Expertise: ("{part}", (EDIH.concernsTopic, EDIH.topicAsStated)),
    EDIH.Partnership: ("the partnership with {part}", (ORG.member,)),
    EDIH.StatusRecord: ("the record of the status {part}", (EDIH.statusValue, EDIH.recordedOn)),
    EDIH.ServiceArea: ("the service area '{part}'", (EDIH.areaAsStated, EDIH.coversRegion)),
    EDIH.CatalogueEntry: ("the entry in {part}", (EDIH.inCatalogue,)),
    EDIH.Grant: ("the grant {part}", (SKOS.prefLabel,)),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a sentence is about."""

    graph: Graph
    """Submission and background."""
    hub: Node | None
    name: str
    """Name of the hub, else of the file."""
    focus: Node | None = None
    path: Node | None = None
    value: Node | None = None
    places: Mapping[str, str | Words] = field(default_factory=dict)
    """What a rule fills in itself."""
    messages: Messages = ENGLISH
    missing: bool = False
    """Whether something is missing, so that the place is that of the focus."""


def fill(sentence: str, subject: Subject) -> str:
    """Translate a sentence and fill its places; its first letter becomes a capital."""
    translated = subject.messages.translate(sentence)
    filled = _PLACE.sub(lambda match: _place(match[1], subject), translated)
    return filled[:1].upper() + filled[1:]


def put(words: str | Words, messages: Messages) -> str:
    """Put words into the language of the messages; plain text is data and stays."""
    if isinstance(words, str):
        return words
    places = dict(words.places)
    translated = messages.translate(words.text)
    return _PLACE.sub(
        lambda match: put(places[match[1]], messages) if match[1] in places else match[0],
        translated,
    )


def label(graph: Graph, node: Node | None, messages: Messages = ENGLISH) -> str:
    """Name a thing for a reader: its label, else its code, else its text or address."""
    if isinstance(node, Literal):
        return shorten(str(node))
    for kind in graph.objects(node, RDF.type):
        if node is not None and kind in _PARTS:
            return _part_label(graph, node, kind, messages)
    if node is None or isinstance(node, BNode):
        return messages.translate("a part of the hub")
    name = preferred(graph, node, messages.language)
    code = graph.value(node, SKOS.notation)
    if (node, RDF.type, EDIH.Region) in graph and code is not None:
        return f"{code} ({name})"
    return name or code_of(node) or shorten(str(node))


def preferred(graph: Graph, node: Node, language: str = SOURCE, *, most: int = TEXT_LENGTH) -> str:
    """Give the name of a thing in a language, else in English or without a language."""
    names = [n for n in graph.objects(node, SKOS.prefLabel) if isinstance(n, Literal)]
    wanted = (language, SOURCE, None)
    names.sort(key=lambda name: (_rank(name.language, wanted), str(name)))
    return shorten(str(names[0]), most) if names else ""


def _rank(language: str | None, wanted: tuple[str | None, ...]) -> int:
    return wanted.index(language) if language in wanted else len(wanted)


def code_of(node: Node) -> str:
    """Give the last step of one of our IRIs or of an EU list; empty for other addresses."""
    match = _OURS.search(str(node))
    return match[1] if match else ""


def shorten(text: str, most: int = TEXT_LENGTH) -> str:
    """Make a text fit into a sentence, without e-mail addresses and control characters."""
    shown = plain(text)
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"


def changed(old: str, new: str) -> str:
    """Show of a new text the place where it differs from the old one."""
    before, after = plain(old), plain(new)
    if len(after) <= TEXT_LENGTH:
        return after
    pairs = enumerate(zip(before, after, strict=False))
    same = next((at for at, (one, other) in pairs if one != other), len(after))
    start = max(0, min(same - _BEFORE, len(after) - TEXT_LENGTH))
    end = start + TEXT_LENGTH
    return f"{'…' if start else ''}{after[start:end]}{'…' if end < len(after) else ''}"


def plain(text: str) -> str:
    """Give a text without e-mail addresses and control characters."""
    return "".join(c if c.isprintable() else " " for c in MAIL.sub("…@…", text))


def _part_label(graph: Graph, node: Node, kind: Node, messages: Messages) -> str:
    pattern, properties = _PARTS[kind]
    for one in properties:
        value = graph.value(node, one)
        if value is not None:
            return put(Words(pattern, (("part", label(graph, value, messages)),)), messages)
    name = put(Words(pattern, (("part", code_of(node)),)), messages).strip()
    return name or messages.translate("an expertise")


def _place(name: str, subject: Subject) -> str:
    if name in subject.places:
        return put(subject.places[name], subject.messages)
    return put(PLACES[name](subject), subject.messages)


def _name(subject: Subject, node: Node | None) -> str:
    return label(subject.graph, node, subject.messages)


def _stated(subject: Subject) -> list[Node]:
    return sorted(subject.graph.objects(subject.focus, subject.path), key=str)


def _value(subject: Subject) -> str | Words:
    if isinstance(subject.value, BNode):
        return Words("something without an address")
    return _name(subject, subject.value)


def _values(subject: Subject) -> str | Words:
    return listed([_name(subject, value) for value in _stated(subject)], "{others} and {last}")


def listed(names: list[str], pattern: str) -> str | Words:
    """List names: commas between all but the last, which the pattern joins."""
    if len(names) < 2:
        return "".join(names)
    return Words(pattern, (("others", ", ".join(names[:-1])), ("last", names[-1])))


def _focus(subject: Subject) -> str:
    if subject.focus == subject.hub:
        return subject.name
    return _name(subject, subject.focus)


def _capital(subject: Subject) -> str:
    focus = _focus(subject)
    return focus[:1].upper() + focus[1:]


def _country(subject: Subject) -> str:
    return _name(subject, subject.graph.value(subject.hub, EDIH.country))


def _value_country(subject: Subject) -> str:
    country = subject.graph.value(subject.value, EDIH.country) if subject.value else None
    return _name(subject, country)


def _successors(subject: Subject) -> Words:
    regions = subject.graph.objects(subject.value, DCT.isReplacedBy)
    names = sorted(_name(subject, region) for region in regions)
    if not names:
        return Words("it has no successor")
    return Words("use {regions}", (("regions", listed(names, "{others} or {last}")),))


def _start(subject: Subject) -> str:
    return _name(subject, subject.graph.value(subject.focus, EDIH.startDate))


def _recorded(subject: Subject) -> str:
    return _name(subject, subject.graph.value(subject.focus, EDIH.recordedOn))


def _coordinators(subject: Subject) -> str:
    partnerships = subject.graph.objects(subject.hub, EDIH.hasPartnership)
    return str(sum((p, ORG.role, COORDINATOR) in subject.graph for p in partnerships))


PLACES: Mapping[str, Callable[[Subject], str | Words]] = {
    "hub": lambda subject: subject.name,
    "focus": _focus,
    "Focus": _capital,
    "value": _value,
    "values": _values,
    "count": lambda subject: str(len(_stated(subject))),
    "length": lambda subject: str(len(str(subject.value or ""))),
    "language": lambda subject: str(getattr(subject.value, "language", "") or ""),
    "country": _country,
    "valueCountry": _value_country,
    "successors": _successors,
    "start": _start,
    "recorded": _recorded,
    "coordinators": _coordinators,
}
"""What each place stands for."""
