"""Write a submission as canonical Turtle: the same statements always give the same bytes.

Layout: a comment, the prefixes in use (sorted), the hub, then its facilities, grants and
organisations, then whatever else there is. Predicates stand in the order of ``ORDER``, one
object a line, so that a changed fact is a changed line. A part whose IRI is the one that
``edihkg.parts`` makes from its key is nested in the hub; any other keeps its own IRI.
Nothing is dropped or repaired here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rdflib import FOAF, ORG, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, URIRef
from rdflib.compare import to_canonical_graph
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from edihkg.parts import KEYS, part_iri
from edihkg.vocab import EDIH

COMMENT = "# Submission about one hub. Data: CC BY 4.0."

ORDER: tuple[URIRef, ...] = (
    RDF.type,
    SKOS.prefLabel,
    SKOS.altLabel,
    DCTERMS.description,
    EDIH.facilityType,
    EDIH.concernsTopic,
    EDIH.statusValue,
    EDIH.inCatalogue,
    ORG.member,
    ORG.role,
    EDIH.coversRegion,
    EDIH.areaAsStated,
    EDIH.areaBasis,
    EDIH.grantNumber,
    EDIH.awardedUnder,
    EDIH.country,
    EDIH.organisationType,
    EDIH.kindAsStated,
    EDIH.demonstratesTechnology,
    EDIH.topicAsStated,
    EDIH.expertiseLevel,
    EDIH.isOperatedBy,
    EDIH.townAsStated,
    EDIH.seatPlace,
    EDIH.isLocatedIn,
    EDIH.locationBasis,
    FOAF.page,
    DCTERMS.language,
    EDIH.publishesPagesIn,
    EDIH.offersServiceFamily,
    EDIH.targetsGroup,
    EDIH.supportsPillar,
    EDIH.recordedOn,
    EDIH.nameAsRecorded,
    EDIH.titleAsRecorded,
    EDIH.startDate,
    EDIH.endDate,
    EDIH.underCall,
    EDIH.callAsStated,
    EDIH.totalCost,
    EDIH.euContribution,
    EDIH.phaseAsStated,
    EDIH.succeedsGrant,
    EDIH.isRunBy,
    EDIH.sameHubAs,
    EDIH.hasStatusRecord,
    EDIH.isRecordedIn,
    EDIH.hasExpertise,
    EDIH.hasServiceArea,
    EDIH.hasPartnership,
    EDIH.isFundedBy,
    EDIH.hasFacility,
    SKOS.note,
    DCTERMS.source,
)
"""Predicates in the order in which they are written; others follow by IRI."""

NAMESPACES: Mapping[str, str] = {
    str(RDF): "rdf",
    str(RDFS): "rdfs",
    str(SKOS): "skos",
    str(DCTERMS): "dct",
    str(FOAF): "foaf",
    str(ORG): "org",
    str(XSD): "xsd",
    "http://www.w3.org/ns/adms#": "adms",
    "https://w3id.org/edihkg/ns#": "edih",
    "http://data.europa.eu/nuts/code/": "nuts",
    "http://publications.europa.eu/resource/authority/country/": "country",
    "http://publications.europa.eu/resource/authority/language/": "language",
}
"""Prefixes for namespaces; things and concepts of edihkg get the name of their kind."""

WIDTH = 100
_INDENT = "    "
_RANK: Mapping[Node, int] = {predicate: rank for rank, predicate in enumerate(ORDER)}
_GROUPS = ("hub", "facility", "grant", "organisation")
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
_ILLEGAL = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SHORT = {
    XSD.integer: re.compile(r"0|-?[1-9][0-9]*"),
    XSD.decimal: re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+"),
    XSD.boolean: re.compile(r"true|false"),
}


def to_turtle(graph: Graph, hub: URIRef, *, comments: Iterable[str] = (COMMENT,)) -> str:
    """Write the statements of one submission as canonical Turtle.

    ``comments`` are the lines, each beginning with ``#``, that open the file.
    Returns: text that ends in a newline; reading it gives an isomorphic graph.
    """
    return _Writer(graph, hub).document(comments)


class _Name(NamedTuple):
    """An IRI taken apart for a prefixed name."""

    prefix: str
    namespace: str
    local: str


class _Writer:
    def __init__(self, graph: Graph, hub: URIRef) -> None:
        if any(isinstance(s, BNode) for s in graph.subjects()):
            graph = to_canonical_graph(graph)
        self._graph = graph
        self._hub = hub
        self._facts: dict[Node, dict[Node, list[Node]]] = {}
        for subject, predicate, value in graph:
            self._facts.setdefault(subject, {}).setdefault(predicate, []).append(value)
        self._base = str(hub).partition("id/hub/")[0]
        self._used: dict[str, str] = {}
        self._parts = self._nested_parts()
        self._labels = self._blank_labels()

    def document(self, comments: Iterable[str]) -> str:
        nested = set(self._parts.values())
        inner = {s for s in self._facts if isinstance(s, BNode)} - set(self._labels)
        subjects = set(self._facts) - nested - inner
        blocks = [self._block(s) for s in sorted(subjects, key=self._subject_order)]
        prefixes = [f"@prefix {p}: <{n}> ." for n, p in sorted(self._used.items(), key=_second)]
        head = [*comments, *([""] if prefixes else []), *prefixes]
        return "\n".join([*head, *(f"\n{block}" for block in blocks)]) + "\n"

    def _nested_parts(self) -> dict[tuple[Node, Node, Node], Node]:
        """Find the parts to nest, as (owner, link, part) → part; each in one place only."""
        nested: dict[Node, tuple[Node, Node, Node]] = {}
        for owner, facts in sorted(self._facts.items(), key=lambda item: str(item[0])):
            for link in (each for each in KEYS if each in facts):
                for part in facts[link]:
                    iri = part_iri(self._graph, owner, part, KEYS[link])
                    if isinstance(part, URIRef) and str(part) == iri:
                        nested.setdefault(part, (owner, link, part))
        return {place: part for part, place in nested.items()}

    def _blank_labels(self) -> dict[Node, str]:
        """Name the blank nodes that cannot be nested: shared ones, roots and cycles."""
        values = (v for facts in self._facts.values() for vs in facts.values() for v in vs)
        uses = Counter(value for value in values if isinstance(value, BNode))
        blanks = {subject for subject in self._facts if isinstance(subject, BNode)} | set(uses)
        once = {b for b in blanks if uses[b] == 1 and not self._reaches_itself(b)}
        return {b: f"_:b{i}" for i, b in enumerate(sorted(blanks - once, key=str))}

    def _reaches_itself(self, start: Node) -> bool:
        seen: set[Node] = set()
        waiting: list[Node] = [start]
        while waiting:
            for values in self._facts.get(waiting.pop(), {}).values():
                if start in values:
                    return True
                inner = {v for v in values if isinstance(v, BNode)} - seen
                seen |= inner
                waiting += inner
        return False

    def _subject_order(self, subject: Node) -> tuple[int, str]:
        if subject == self._hub:
            return (-1, "")
        kind = str(subject).removeprefix(f"{self._base}id/").split("/")[0]
        return (_GROUPS.index(kind) if kind in _GROUPS else len(_GROUPS), str(subject))

    def _block(self, subject: Node) -> str:
        lines = [self._term(subject)]
        for predicate in self._predicates(subject):
            lines += self._predicate_lines(subject, predicate, 1)
        return "\n".join([*lines, "."])

    def _predicates(self, subject: Node) -> list[Node]:
        found = self._facts.get(subject, {})
        return sorted(found, key=lambda p: (_RANK.get(p, len(ORDER)), str(p)))

    def _predicate_lines(self, subject: Node, predicate: Node, depth: int) -> list[str]:
        verb = "a" if predicate == RDF.type else self._term(predicate)
        values = sorted(self._facts[subject][predicate], key=_value_order)
        if len(values) == 1:
            place = (subject, predicate, values[0])
            return self._value_lines(place, depth, lead=f"{verb} ", end=" ;")
        lines = [_INDENT * depth + verb]
        for number, value in enumerate(values, start=1):
            end = " ;" if number == len(values) else " ,"
            lines += self._value_lines((subject, predicate, value), depth + 1, lead="", end=end)
        return lines

    def _value_lines(
        self, place: tuple[Node, Node, Node], depth: int, *, lead: str, end: str
    ) -> list[str]:
        _, predicate, value = place
        indent = _INDENT * depth
        if not self._is_nested(place):
            return [f"{indent}{lead}{self._term(value)}{end}"]
        inner: list[str] = []
        for verb in self._predicates(value):
            inner += self._predicate_lines(value, verb, depth + 1)
        flat = " ".join(line.strip() for line in inner).removesuffix(" ;")
        line = f"{indent}{lead}[ {flat} ]{end}" if flat else f"{indent}{lead}[]{end}"
        if len(line) <= WIDTH or predicate == EDIH.hasExpertise:
            return [line]
        return [f"{indent}{lead}[", *inner, f"{indent}]{end}"]

    def _is_nested(self, place: tuple[Node, Node, Node]) -> bool:
        value = place[2]
        return value not in self._labels if isinstance(value, BNode) else place in self._parts

    def _term(self, term: Node) -> str:
        if isinstance(term, Literal):
            return self._literal(term)
        if isinstance(term, BNode):
            return self._labels[term]
        name = self._name(str(term))
        if name is None:
            return f"<{_ILLEGAL.sub(_escape, str(term))}>"
        self._used[name.namespace] = name.prefix
        return f"{name.prefix}:{name.local}"

    def _literal(self, literal: Literal) -> str:
        text = str(literal)
        if literal.datatype in _SHORT and _SHORT[literal.datatype].fullmatch(text):
            return text
        quoted = f'"{_ESCAPED.sub(_escape, text)}"'
        if literal.language:
            return f"{quoted}@{literal.language}"
        if literal.datatype is None:
            return quoted
        return f"{quoted}^^{self._term(literal.datatype)}"

    def _name(self, iri: str) -> _Name | None:
        """Take an IRI apart; None where it has no prefix or the local part needs escapes."""
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        namespace, local = iri[:cut], iri[cut:]
        prefix = NAMESPACES.get(namespace) or self._own_prefix(namespace)
        if not prefix or not _LOCAL.fullmatch(local):
            return None
        return _Name(prefix, namespace, local)

    def _own_prefix(self, namespace: str) -> str:
        """Give ``technology`` for ``{base}concept/technology/``, ``hub`` for ``{base}id/hub/``."""
        if not self._base or not namespace.startswith(self._base):
            return ""
        match = re.fullmatch(
            r"(?:id|concept)/([a-z]+(?:-[a-z]+)*)/", namespace.removeprefix(self._base)
        )
        return match[1] if match else ""


def _second(pair: tuple[str, str]) -> str:
    return pair[1]


def _value_order(value: Node) -> tuple[int, str, str, str]:
    if isinstance(value, Literal):
        return (1, str(value), str(value.language or ""), str(value.datatype or ""))
    return (0, str(value), "", "")


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return _ESCAPES.get(character) or f"\\u{ord(character):04X}"
