"""Give the parts of a hub their IRIs, from the key that each part states. Pure.

In a submission a part may be written as a blank node. Its IRI is that of its owner with a
fragment made of the part's key, so that the same part has the same IRI in every release::

    edih:hasExpertise        #technology-ROBOTICS       topic (else #topic-{text})
    edih:hasPartnership      #partner-{organisation}-PARTNER
    edih:hasStatusRecord     #status-2025-05            date (else #status-EDIH)
    edih:hasServiceArea      #area-BG42                 region (else #area-{text})
    edih:isRecordedIn        #entry-{catalogue}
    edih:isFundedBy          #grant-{name}              a grant whose number is unknown
    edih:offersService       #service-{name}
    edih:hasSpecialisation   #specialisation-{name}
    edih:hasDesignation      #designation-2020          date (else {public body})
    edih:hasSelectionResult  #selection-{call}          (else {outcome})
    edih:collaboratesIn      #collaboration-{name}
    edih:hasIndicatorValue   #figure-{indicator}-{start}-{end} and what it is limited to
    edih:hasMaturityResult   #maturity-{dimension}-{stage} and what it is limited to
    edih:hasSuccessStory     #story-{name}
    edih:hasCustomerFeedback #feedback-{capacity}

A part of a part continues the fragment of its owner: ``#service-robot-trial-channel-VISIT``.
Owners with an address of their own are facilities and grants: ``…/grant/101#contribution-ERDF``.
A part without its key keeps its blank node; the shapes then say so.
Source: DESIGN, *A submission* and *IRIs and graphs*.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from rdflib import DCTERMS, ORG, SKOS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from edihkg.iris import slugify
from edihkg.vocab import EDIH

_CV = "http://data.europa.eu/m8g/"
HAS_CHANNEL = URIRef(f"{_CV}hasChannel")
HAS_COST = URIRef(f"{_CV}hasCost")


@dataclass(frozen=True, slots=True)
class Key:
    """How the fragment of one kind of part is made."""

    prefix: str
    """First word of the fragment; empty where the concept's scheme takes its place."""
    alternatives: tuple[tuple[URIRef, ...], ...]
    """Properties whose values make the key; the first alternative that is stated counts."""
    qualifiers: tuple[URIRef, ...] = ()
    """Properties whose values are added to the key where they are stated."""


_NAME = ((SKOS.prefLabel,),)
_PERIOD = (EDIH.startDate, EDIH.endDate)

KEYS: Mapping[URIRef, Key] = {
    EDIH.hasExpertise: Key("", ((EDIH.concernsTopic,), (EDIH.topicAsStated,))),
    EDIH.hasPartnership: Key("partner", ((ORG.member, ORG.role),)),
    EDIH.hasStatusRecord: Key("status", ((EDIH.recordedOn,), (EDIH.statusValue,))),
    EDIH.hasServiceArea: Key("area", ((EDIH.coversRegion,), (EDIH.areaAsStated,))),
    EDIH.isRecordedIn: Key("entry", ((EDIH.inCatalogue,),)),
    EDIH.isFundedBy: Key("grant", _NAME),
    EDIH.hasContribution: Key("contribution", ((EDIH.contributionSource,),)),
    EDIH.offersService: Key("service", _NAME),
    HAS_CHANNEL: Key("channel", ((DCTERMS.type,),)),
    HAS_COST: Key("cost", ((EDIH.targetsGroup,), (URIRef(f"{_CV}value"),))),
    EDIH.hasSpecialisation: Key("specialisation", _NAME),
    EDIH.hasDesignation: Key("designation", ((EDIH.decidedOn,), (EDIH.designatedBy,))),
    EDIH.hasSelectionResult: Key("selection", ((EDIH.underCall,), (EDIH.selectionOutcome,))),
    EDIH.collaboratesIn: Key("collaboration", _NAME),
    EDIH.hasIndicatorValue: Key(
        "figure",
        ((EDIH.indicator,),),
        (
            *_PERIOD,
            EDIH.hasServiceFamily,
            EDIH.targetsGroup,
            EDIH.customerSize,
            EDIH.investmentType,
        ),
    ),
    EDIH.hasMaturityResult: Key(
        "maturity",
        ((EDIH.maturityDimension, EDIH.maturityStage),),
        (EDIH.customerSize, EDIH.publicBodyKind, *_PERIOD),
    ),
    EDIH.hasSuccessStory: Key("story", _NAME),
    EDIH.hasCustomerFeedback: Key("feedback", ((EDIH.concernsCapacity,),), _PERIOD),
    EDIH.hasEnvironmentalAssessment: Key(
        "assessment", ((EDIH.assessesTechnology,),), (DCTERMS.issued,)
    ),
}
"""The parts by the property that leads to them."""
_ORDER = {link: number for number, link in enumerate(KEYS)}


def named_parts(graph: Graph, hub: URIRef) -> dict[Node, URIRef]:
    """Tell which IRI each blank-node part gets; parts without a key are absent."""
    names: dict[Node, URIRef] = {}
    for owner, link, part in links_to_parts(graph, hub):
        if isinstance(part, BNode) and part not in names:
            iri = part_iri(graph, names.get(owner, owner), part, KEYS[link])
            if iri:
                names[part] = URIRef(iri)
    return names


def links_to_parts(graph: Graph, hub: URIRef) -> Iterator[tuple[Node, URIRef, Node]]:
    """Give owner, property and part of every part, owners before their parts."""
    stated = {s for s, link, _ in graph if link in KEYS and isinstance(s, URIRef)}
    waiting: deque[Node] = deque([hub, *sorted(stated - {hub})])
    seen: set[Node] = set(waiting)
    while waiting:
        owner = waiting.popleft()
        found = (
            (_ORDER[link], str(part), link, part)
            for link, part in graph.predicate_objects(owner)
            if isinstance(link, URIRef) and link in KEYS
        )
        for _, _, link, part in sorted(found, key=lambda each: each[:2]):
            yield owner, link, part
            if isinstance(part, BNode) and part not in seen:
                seen.add(part)
                waiting.append(part)


def part_iri(graph: Graph, owner: Node, part: Node, key: Key) -> str:
    """Make the IRI of one part; empty when owner or part lacks its own."""
    fragment = part_fragment(graph, part, key)
    if not fragment or isinstance(owner, BNode):
        return ""
    return f"{owner}{'-' if '#' in str(owner) else '#'}{fragment}"


def part_fragment(graph: Graph, part: Node, key: Key) -> str:
    """Make the fragment of one part; empty when the part states no complete key."""
    for properties in key.alternatives:
        values = [_first(graph.objects(part, p)) for p in properties]
        if all(values):
            values += [_first(graph.objects(part, p)) for p in key.qualifiers]
            words = [_word(value, alone=not key.prefix) for value in values if value is not None]
            return "-".join(([key.prefix] if key.prefix else []) + words)
    return ""


def _first(values: Iterator[Node]) -> Node | None:
    return min((v for v in values if not isinstance(v, BNode)), key=str, default=None)


def _word(value: Node, *, alone: bool) -> str:
    """Turn a key's value into a word: ``ROBOTICS``, ``technology-ROBOTICS``, ``2025-05``."""
    if isinstance(value, Literal):
        return _slug(str(value)) if not alone else f"topic-{_slug(str(value))}"
    address = _split(str(value))
    *_, parent, last = ["", "", *address.path.strip("/").split("/")]
    if "/concept/" in str(value):
        return f"{parent}-{last}" if alone else last
    if "/nuts/code/" in str(value) or "/id/" in str(value):
        return address.fragment or last
    return _slug(str(value).split("://")[-1])


def _split(iri: str) -> SplitResult:
    """Take an address apart; one that is none, such as ``http://[x``, is all path."""
    try:
        return urlsplit(iri)
    except ValueError:
        return SplitResult("", "", iri, "", "")


def _slug(text: str) -> str:
    try:
        return slugify(text)
    except ValueError:
        return text.encode().hex()[:16]
