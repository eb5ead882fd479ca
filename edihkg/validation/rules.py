"""Rules about a submission as a file, which SHACL cannot say or says badly. Pure.

SHACL sees statements, not files, file names or owners. Each rule is a function from a case
to breaches; its code, severity and sentence stand in ``shapes/core/file.ttl``. To add one:
write it here (about single statements in ``wording.py``, texts in ``texts.py``, positions in
``positions.py``), add it to RULES, describe it there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from rdflib import ORG, RDF, SKOS, BNode, URIRef
from rdflib.term import Node

from edihkg.indexed import IndexedGraph
from edihkg.parts import HAS_CHANNEL, HAS_COST, KEYS, links_to_parts, part_fragment
from edihkg.submission import Submission
from edihkg.terms import to_oxigraph
from edihkg.validation.case import Breach, Case, Places, rule
from edihkg.validation.messages import Words
from edihkg.validation.naming import ONTOLOGY, SPACE, short_term
from edihkg.validation.positions import plausible_positions, stated_towns
from edihkg.validation.sentences import code_of, label, plain, preferred, shorten
from edihkg.validation.texts import composed_letters, whole_labels
from edihkg.validation.wording import (
    derived,
    expected_terms,
    full_addresses,
    known_terms,
    no_contact,
    no_mail_address,
)
from edihkg.vocab import EDIH

_LINKS: Mapping[Node, str] = {
    EDIH.hasFacility: "facility",
    EDIH.isFundedBy: "grant",
    EDIH.succeedsGrant: "grant",
    ORG.member: "organisation",
    EDIH.isOperatedBy: "organisation",
    EDIH.isRunBy: "organisation",
    EDIH.isProvidedBy: "organisation",
    EDIH.designatedBy: "organisation",
    EDIH.takesPlaceAt: "facility",
    EDIH.isRecordedIn: "",
}
_OWNS_PARTS = ("facility", "grant")
_KEY_NAMES: Mapping[URIRef, str] = {
    EDIH.hasExpertise: "An expertise of {owner} names no topic.",
    EDIH.hasPartnership: "A partnership of {owner} lacks its organisation or its role.",
    EDIH.hasStatusRecord: "A status record of {owner} has neither date nor status.",
    EDIH.hasServiceArea: "A service area of {owner} has neither region nor words.",
    EDIH.isRecordedIn: "A catalogue entry of {owner} names no catalogue.",
    EDIH.isFundedBy: "A grant of {owner} has no name.",
    EDIH.hasContribution: "A contribution to {owner} names no source of money.",
    HAS_CHANNEL: "A channel of {owner} names no kind.",
    HAS_COST: "A price of {owner} states neither the customers nor an amount.",
    EDIH.hasDesignation: "A designation of {owner} has neither date nor public body.",
    EDIH.hasSelectionResult: "A selection result of {owner} names neither call nor outcome.",
    EDIH.hasMaturityResult: "A maturity result of {owner} lacks its dimension or its stage.",
    EDIH.hasCustomerFeedback: "Customer feedback to {owner} names no capacity.",
    EDIH.hasEnvironmentalAssessment: "An environmental assessment at {owner} names no technology.",
}
"""What is said of a part without its key."""
_NO_PART = "What {property} points to has no address and is no part of the hub."
_SAID_BY_SHAPES = frozenset(
    {
        EDIH.offersService,
        EDIH.hasSpecialisation,
        EDIH.collaboratesIn,
        EDIH.hasIndicatorValue,
        EDIH.hasSuccessStory,
    }
)
"""Parts whose key a shape demands anyway."""
_ALWAYS_KEYED = frozenset(
    {EDIH.hasExpertise, EDIH.hasPartnership, EDIH.hasStatusRecord, EDIH.hasServiceArea}
    | {EDIH.isRecordedIn, EDIH.isFundedBy}
)
"""Parts that must state their key even where the file gives them an address."""
_OWNERS = {
    f"{SPACE.base}id/hub/": "the submission of that hub",
    f"{SPACE.base}id/call/": "the reference data",
    f"{SPACE.base}id/facility/": "another hub: facilities of {hub} begin with {slug}-",
    f"{SPACE.base}concept/": "the published lists",
    ONTOLOGY: "the ontology",
    f"{SPACE.base}shapes": "the shapes",
    "http://data.europa.eu/nuts/": "Eurostat",
    "http://publications.europa.eu/": "the Publications Office of the European Union",
    "https://sws.geonames.org/": "GeoNames",
}


def breaches(case: Case) -> Iterator[Breach]:
    """Apply all rules to a submission that can be used."""
    for apply in RULES:
        yield from apply(case)


def unusable(submission: Submission) -> Iterator[Breach]:
    """Say why a submission cannot be looked at: no RDF, or terms that no store would take."""
    if submission.broken:
        yield Breach(rule("readable"), places={"reason": plain(submission.broken.rstrip("."))})
    for place, fault in submission.faults.items():
        yield Breach(rule("table"), focus=place, places={"reason": plain(fault)})
    graph = IndexedGraph.of(submission.graph)
    terms = {*graph.by_subject, *graph.properties(), *graph.by_object}
    reasons = {term: reason for term in terms if (reason := _why_unlawful(term))}
    for statement in graph if reasons else ():
        for term in reasons.keys() & statement:
            places = {"value": shorten(str(term)), "reason": reasons[term]}
            yield Breach(rule("lawful-terms"), *statement, places)
    for predicate in graph.properties():
        if not isinstance(predicate, URIRef):
            why: Places = {"value": "[]", "reason": Words("a property needs an address")}
            for subject, value in graph.subject_objects(predicate):
                yield Breach(rule("lawful-terms"), subject, predicate, value, why)


def _why_unlawful(term: Node) -> str:
    try:
        to_oxigraph(term)
    except ValueError as error:
        reason = shorten(str(error))
        return reason[:1].lower() + reason[1:]
    return ""


def one_hub(case: Case) -> Iterator[Breach]:
    """A submission describes exactly one hub."""
    if case.hub is None:
        hubs = sorted(case.stated.subjects(RDF.type, EDIH.Hub), key=str)
        second = hubs[1] if len(hubs) > 1 else None
        yield Breach(
            rule("one-hub"),
            focus=second,
            places={"hubs": _several(hubs)},
        )


def _several(hubs: Sequence[Node]) -> Words:
    return Words("{count} hubs", (("count", str(len(hubs))),)) if hubs else Words("no hub")


def file_name(case: Case) -> Iterator[Breach]:
    """The hub's IRI ends in the file's name."""
    if case.hub is not None and str(case.hub) != f"{SPACE.base}id/hub/{case.submission.slug}":
        places = {
            "hubIri": shorten(str(case.hub)),
            "fileName": case.submission.name.name,
            "slug": case.submission.slug,
        }
        yield Breach(rule("file-name"), focus=case.hub, places=places)


def folder(case: Case) -> Iterator[Breach]:
    """The folder is the country's two letters."""
    country = case.graph.value(case.hub, EDIH.country) if case.hub else None
    code = case.graph.value(country, SKOS.notation) if country else None
    stated = case.submission.name.parent.name
    if country is None or code is None or not stated or stated == str(code).lower():
        return
    places = {
        "country": preferred(case.graph, country),
        "folder": str(code).lower(),
        "fileName": case.submission.name.name,
    }
    yield Breach(rule("folder"), case.hub, EDIH.country, country, places)


def own_subjects(case: Case) -> Iterator[Breach]:
    """A submission speaks about its own hub and what the hub names."""
    if case.hub is None:
        return
    named = {
        value: kind for link, kind in _LINKS.items() for value in case.stated.objects(None, link)
    }
    for subject in sorted(case.stated.by_subject, key=str):
        if isinstance(subject, URIRef) and not str(subject).startswith(f"{case.hub}#"):
            whole = _whole(subject)
            yield from _own_subject(case, whole, named.get(whole))


def _own_subject(case: Case, subject: URIRef, named_as: str | None) -> Iterator[Breach]:
    if subject == case.hub:
        return
    thing = SPACE.parse(subject)
    kind = thing.kind if thing else ""
    strange = kind == "facility" and not _is_own_facility(case, subject)
    if kind in ("facility", "grant", "organisation") and not strange:
        if named_as != kind:
            yield _about("linked-subjects", case, subject)
    elif named_as != "":
        owner = next((o for prefix, o in _OWNERS.items() if subject.startswith(prefix)), "")
        named = (("hub", case.name), ("slug", case.submission.slug))
        places = {"owner": Words(owner, named)}
        yield _about("own-subjects" if owner else "linked-subjects", case, subject, places)


def _whole(subject: URIRef) -> URIRef:
    """Give the facility or grant that a part belongs to; anything else is whole."""
    thing = SPACE.parse(subject)
    if thing and thing.part and thing.kind in _OWNS_PARTS:
        return URIRef(SPACE.thing(thing.kind, thing.slug))
    return subject


def _is_own_facility(case: Case, subject: URIRef) -> bool:
    slug = str(case.hub).rpartition("/")[2]
    return str(subject).startswith(f"{SPACE.base}id/facility/{slug}-")


def _about(
    broken: str, case: Case, subject: URIRef, places: Mapping[str, Words] | None = None
) -> Breach:
    name = code_of(subject) if broken == "own-subjects" else preferred(case.graph, subject)
    name = name or code_of(subject) or shorten(str(subject))
    return Breach(rule(broken), focus=subject, places={"value": name, **(places or {})})


def keys(case: Case) -> Iterator[Breach]:
    """Every part of the hub states its key; there are no other blank nodes."""
    if case.hub is None:
        return
    parts: set[Node] = set()
    for owner, link, part in links_to_parts(case.stated, case.hub):
        parts.add(part)
        if _needs_key(case, link, part) and not part_fragment(case.stated, part, KEYS[link]):
            name = case.name if owner == case.hub else label(case.graph, owner)
            text = Words(_KEY_NAMES[link], (("owner", name),))
            yield Breach(rule("key"), owner, link, part, {"part": text})
    for value in case.stated.by_object:
        for subject, predicate in _links_to_none(case, value) if value not in parts else ():
            text = Words(_NO_PART, (("property", short_term(predicate)),))
            yield Breach(rule("key"), subject, predicate, value, {"part": text})


def _links_to_none(case: Case, value: Node) -> Iterator[tuple[Node, Node]]:
    """Give what leads to a blank node."""
    if isinstance(value, BNode):
        yield from case.stated.subject_predicates(value)


def _needs_key(case: Case, link: URIRef, part: Node) -> bool:
    if link in _ALWAYS_KEYED:
        return isinstance(part, BNode) or str(part).startswith(f"{case.hub}#")
    return isinstance(part, BNode) and link not in _SAID_BY_SHAPES


def default_graph(case: Case) -> Iterator[Breach]:
    """There are no named graphs."""
    for place, graph in case.submission.graphs.items():
        yield Breach(rule("default-graph"), place, places={"graph": shorten(graph)})


RULES: tuple[Callable[[Case], Iterator[Breach]], ...] = (
    one_hub,
    file_name,
    folder,
    own_subjects,
    derived,
    keys,
    known_terms,
    expected_terms,
    full_addresses,
    no_mail_address,
    no_contact,
    default_graph,
    plausible_positions,
    stated_towns,
    whole_labels,
    composed_letters,
)
