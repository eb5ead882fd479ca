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

from edihkg.vocab import EDIH

TEXT_LENGTH = 80
COORDINATOR = URIRef("https://w3id.org/edihkg/concept/partner-role/COORDINATOR")
MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b")

_PLACE = re.compile(r"\{(\w+)\}")
_OURS = re.compile(r"/(?:concept/[a-z-]+|nuts/code|authority/[a-z-]+|id/[a-z]+)/([^/#]+)$")
_PARTS: Mapping[Node, tuple[str, tuple[URIRef, ...]]] = {
    EDIH.Expertise: ("{}", (EDIH.concernsTopic, EDIH.topicAsStated)),
    EDIH.Partnership: ("the partnership with {}", (ORG.member,)),
    EDIH.StatusRecord: ("the record of the status {}", (EDIH.statusValue, EDIH.recordedOn)),
    EDIH.ServiceArea: ("the service area {}", (EDIH.areaAsStated, EDIH.coversRegion)),
    EDIH.CatalogueEntry: ("the entry in {}", (EDIH.inCatalogue,)),
    EDIH.Grant: ("the grant {}", (SKOS.prefLabel,)),
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
    places: Mapping[str, str] = field(default_factory=dict)
    """What a rule fills in itself."""
    missing: bool = False
    """Whether something is missing, so that the place is that of the focus."""


def fill(sentence: str, subject: Subject) -> str:
    """Fill the places of a sentence; its first letter becomes a capital."""
    filled = _PLACE.sub(lambda match: _place(match[1], subject), sentence)
    return filled[:1].upper() + filled[1:]


def label(graph: Graph, node: Node | None) -> str:
    """Name a thing for a reader: its label, else its code, else its text or address."""
    if isinstance(node, Literal):
        return shorten(str(node))
    for kind in graph.objects(node, RDF.type):
        if node is not None and kind in _PARTS:
            return _part_label(graph, node, kind)
    if node is None or isinstance(node, BNode):
        return "a part of the hub"
    name = preferred(graph, node)
    code = graph.value(node, SKOS.notation)
    if (node, RDF.type, EDIH.Region) in graph and code is not None:
        return f"{code} ({name})"
    return name or code_of(node) or shorten(str(node))


def preferred(graph: Graph, node: Node) -> str:
    """Give the name of a thing, in English or without a language if it has one."""
    names = [n for n in graph.objects(node, SKOS.prefLabel) if isinstance(n, Literal)]
    names.sort(key=lambda name: (name.language not in ("en", None), str(name)))
    return shorten(str(names[0])) if names else ""


def code_of(node: Node) -> str:
    """Give the last step of one of our IRIs or of an EU list; empty for other addresses."""
    match = _OURS.search(str(node))
    return match[1] if match else ""


def shorten(text: str) -> str:
    """Make a text fit into a sentence, without e-mail addresses and control characters."""
    plain = "".join(c if c.isprintable() else " " for c in MAIL.sub("…@…", text))
    return plain if len(plain) <= TEXT_LENGTH else f"{plain[: TEXT_LENGTH - 1]}…"


def _part_label(graph: Graph, node: Node, kind: Node) -> str:
    pattern, properties = _PARTS[kind]
    for one in properties:
        value = graph.value(node, one)
        if value is not None:
            return pattern.format(label(graph, value))
    return pattern.replace("{}", code_of(node)).strip() or "an expertise"


def _place(name: str, subject: Subject) -> str:
    if name in subject.places:
        return subject.places[name]
    return PLACES[name](subject)


def _values(subject: Subject) -> list[Node]:
    return sorted(subject.graph.objects(subject.focus, subject.path), key=str)


def _value(subject: Subject) -> str:
    if isinstance(subject.value, BNode):
        return "something without an address"
    return label(subject.graph, subject.value)


def _focus(subject: Subject) -> str:
    if subject.focus == subject.hub:
        return subject.name
    return label(subject.graph, subject.focus)


def _country(subject: Subject) -> str:
    return label(subject.graph, subject.graph.value(subject.hub, EDIH.country))


def _value_country(subject: Subject) -> str:
    country = subject.graph.value(subject.value, EDIH.country) if subject.value else None
    return label(subject.graph, country)


def _successors(subject: Subject) -> str:
    regions = subject.graph.objects(subject.value, DCT.isReplacedBy)
    names = sorted(label(subject.graph, region) for region in regions)
    if not names:
        return "it has no successor"
    *others, last = names
    return f"use {', '.join(others)} or {last}" if others else f"use {last}"


def _coordinators(subject: Subject) -> str:
    partnerships = subject.graph.objects(subject.hub, EDIH.hasPartnership)
    return str(sum((p, ORG.role, COORDINATOR) in subject.graph for p in partnerships))


PLACES: Mapping[str, Callable[[Subject], str]] = {
    "hub": lambda subject: subject.name,
    "focus": _focus,
    "Focus": lambda subject: _focus(subject)[:1].upper() + _focus(subject)[1:],
    "value": _value,
    "values": lambda subject: " and ".join(label(subject.graph, v) for v in _values(subject)),
    "count": lambda subject: str(len(_values(subject))),
    "length": lambda subject: str(len(str(subject.value or ""))),
    "language": lambda subject: str(getattr(subject.value, "language", "") or ""),
    "country": _country,
    "valueCountry": _value_country,
    "successors": _successors,
    "start": lambda subject: label(
        subject.graph, subject.graph.value(subject.focus, EDIH.startDate)
    ),
    "coordinators": _coordinators,
}
"""What each place stands for."""
