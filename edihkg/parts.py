"""Give the parts of a hub their IRIs, from the key that each part states. Pure.

In a submission a part may be written as a blank node. Its IRI is the hub's IRI with a
fragment made of the part's key, so that the same part has the same IRI in every release::

    edih:hasExpertise     #technology-ROBOTICS         topic (else #topic-{text})
    edih:hasPartnership   #partner-{organisation}-PARTNER
    edih:hasStatusRecord  #status-2025-05              date (else #status-EDIH)
    edih:hasServiceArea   #area-BG42                   region (else #area-{text})
    edih:isRecordedIn     #entry-{catalogue}
    edih:isFundedBy       #grant-{name}                a grant whose number is unknown

A part without its key keeps its blank node; the shapes then say so.
Source: DESIGN, *A submission* and *IRIs and graphs*.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from rdflib import ORG, SKOS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from edihkg.iris import slugify
from edihkg.vocab import EDIH


@dataclass(frozen=True, slots=True)
class Key:
    """How the fragment of one kind of part is made."""

    prefix: str
    """First word of the fragment; empty where the concept's scheme takes its place."""
    alternatives: tuple[tuple[URIRef, ...], ...]
    """Properties whose values make the key; the first alternative that is stated counts."""


KEYS: Mapping[URIRef, Key] = {
    EDIH.hasExpertise: Key("", ((EDIH.concernsTopic,), (EDIH.topicAsStated,))),
    EDIH.hasPartnership: Key("partner", ((ORG.member, ORG.role),)),
    EDIH.hasStatusRecord: Key("status", ((EDIH.recordedOn,), (EDIH.statusValue,))),
    EDIH.hasServiceArea: Key("area", ((EDIH.coversRegion,), (EDIH.areaAsStated,))),
    EDIH.isRecordedIn: Key("entry", ((EDIH.inCatalogue,),)),
    EDIH.isFundedBy: Key("grant", ((SKOS.prefLabel,),)),
}


def named_parts(graph: Graph, hub: URIRef) -> dict[Node, URIRef]:
    """Tell which IRI each blank-node part of the hub gets; parts without a key are absent."""
    names: dict[Node, URIRef] = {}
    for link, key in KEYS.items():
        for part in graph.objects(hub, link):
            if isinstance(part, BNode):
                fragment = part_fragment(graph, part, key)
                if fragment:
                    names[part] = URIRef(f"{hub}#{fragment}")
    return names


def part_fragment(graph: Graph, part: Node, key: Key) -> str:
    """Make the fragment of one part; empty when the part states no complete key."""
    for properties in key.alternatives:
        values = [_first(graph.objects(part, p)) for p in properties]
        if all(values):
            words = [_word(value, alone=not key.prefix) for value in values if value is not None]
            return "-".join(([key.prefix] if key.prefix else []) + words)
    return ""


def _first(values: Iterator[Node]) -> Node | None:
    return min((v for v in values if not isinstance(v, BNode)), key=str, default=None)


def _word(value: Node, *, alone: bool) -> str:
    """Turn a key's value into a word: ``ROBOTICS``, ``technology-ROBOTICS``, ``2025-05``."""
    if isinstance(value, Literal):
        return _slug(str(value)) if not alone else f"topic-{_slug(str(value))}"
    *_, parent, last = ["", "", *urlsplit(str(value)).path.strip("/").split("/")]
    if "/concept/" in str(value):
        return f"{parent}-{last}" if alone else last
    if "/nuts/code/" in str(value) or "/id/" in str(value):
        return last
    return _slug(str(value).split("://")[-1])


def _slug(text: str) -> str:
    try:
        return slugify(text)
    except ValueError:
        return text.encode().hex()[:16]
