"""Rules about a submission as a file, which SHACL cannot say or says badly. Pure.

SHACL sees statements, not files, file names or owners. Each rule is a function from a case
to breaches; its code, severity and sentence stand in ``shapes/core/file.ttl``. To add one:
write it here, add it to RULES, describe it there.
"""

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rdflib import DCAT, FOAF, ORG, RDF, SKOS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from edihkg.iris import IriSpace
from edihkg.parts import HAS_CHANNEL, HAS_COST, KEYS, links_to_parts, part_fragment
from edihkg.submission import Statement, Submission
from edihkg.terms import to_oxigraph
from edihkg.validation.messages import Words
from edihkg.validation.sentences import MAIL, code_of, label, preferred, shorten
from edihkg.vocab import DERIVED, EDIH

SPACE = IriSpace("https://w3id.org/edihkg/")
RELATIVE = f"{SPACE.base}submission/"
"""What relative addresses in a submission begin with once they are read."""

_SHAPES = f"{SPACE.base}shapes#Rule-"
_ONTOLOGY = f"{SPACE.base}ns#"
_VCARD = "http://www.w3.org/2006/vcard/ns#"
_TERMS = {
    str(iri).removeprefix(_ONTOLOGY): iri for iri in vars(EDIH).values() if isinstance(iri, URIRef)
}
_KNOWN = frozenset(_TERMS.values())
_NAMES = frozenset({SKOS.prefLabel, SKOS.altLabel, EDIH.nameAsRecorded, EDIH.titleAsRecorded})
_CONTACT = frozenset({FOAF.Person, FOAF.mbox, FOAF.phone, FOAF.knows, DCAT.contactPoint})
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
    _ONTOLOGY: "the ontology",
    f"{SPACE.base}shapes": "the shapes",
    "http://data.europa.eu/nuts/": "Eurostat",
    "http://publications.europa.eu/": "the Publications Office of the European Union",
    "https://sws.geonames.org/": "GeoNames",
}


_Places = Mapping[str, str | Words]


@dataclass(frozen=True, slots=True)
class Case:
    """What the rules look at."""

    submission: Submission
    stated: Graph
    """The statements of the submission alone."""
    graph: Graph
    """Submission and background."""
    name: str
    """Name of the hub, else of the file."""
    expected: Mapping[Node, frozenset[Node]]
    """The properties that the shapes describe for each class."""

    @property
    def hub(self) -> URIRef | None:
        """The hub, if there is exactly one."""
        return self.submission.hub


@dataclass(frozen=True, slots=True)
class Breach:
    """One place where a rule is broken."""

    rule: URIRef
    focus: Node | None = None
    path: Node | None = None
    value: Node | None = None
    places: _Places = field(default_factory=dict)


def breaches(case: Case) -> Iterator[Breach]:
    """Apply all rules to a submission that can be used."""
    for rule in RULES:
        yield from rule(case)


def unusable(submission: Submission) -> Iterator[Breach]:
    """Say why a submission cannot be looked at: no RDF, or terms that no store would take."""
    if submission.broken:
        yield Breach(_rule("readable"), places={"reason": submission.broken.rstrip(".")})
    for place, fault in submission.faults.items():
        yield Breach(_rule("table"), focus=place, places={"reason": fault})
    for statement in submission.graph:
        for term in statement:
            reason = _why_unlawful(term)
            if reason:
                places = {"value": shorten(str(term)), "reason": reason}
                yield Breach(_rule("lawful-terms"), *statement, places)
        if not isinstance(statement[1], URIRef):
            reasons: _Places = {"value": "[]", "reason": Words("a property needs an address")}
            yield Breach(_rule("lawful-terms"), *statement, reasons)


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
            _rule("one-hub"),
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
        yield Breach(_rule("file-name"), focus=case.hub, places=places)


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
    yield Breach(_rule("folder"), case.hub, EDIH.country, country, places)


def own_subjects(case: Case) -> Iterator[Breach]:
    """A submission speaks about its own hub and what the hub names."""
    if case.hub is None:
        return
    named = {value: _LINKS[link] for _, link, value in case.stated if link in _LINKS}
    for subject in sorted(set(case.stated.subjects()), key=str):
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
    rule: str, case: Case, subject: URIRef, places: Mapping[str, Words] | None = None
) -> Breach:
    name = code_of(subject) if rule == "own-subjects" else preferred(case.graph, subject)
    name = name or code_of(subject) or shorten(str(subject))
    return Breach(_rule(rule), focus=subject, places={"value": name, **(places or {})})


def derived(case: Case) -> Iterator[Breach]:
    """Derived properties are left out."""
    for subject, predicate, value in _statements(case):
        if predicate in DERIVED:
            yield Breach(
                _rule("derived"), subject, predicate, value, {"property": short_term(predicate)}
            )


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
            yield Breach(_rule("key"), owner, link, part, {"part": text})
    for subject, predicate, value in _statements(case):
        if isinstance(value, BNode) and value not in parts:
            text = Words(_NO_PART, (("property", short_term(predicate)),))
            yield Breach(_rule("key"), subject, predicate, value, {"part": text})


def _needs_key(case: Case, link: URIRef, part: Node) -> bool:
    if link in _ALWAYS_KEYED:
        return isinstance(part, BNode) or str(part).startswith(f"{case.hub}#")
    return isinstance(part, BNode) and link not in _SAID_BY_SHAPES


def known_terms(case: Case) -> Iterator[Breach]:
    """Terms in the namespace of the ontology exist."""
    for subject, predicate, value in _statements(case):
        term = value if predicate == RDF.type else predicate
        name = str(term).removeprefix(_ONTOLOGY)
        if str(term).startswith(_ONTOLOGY) and name not in _TERMS:
            places = {"property": f"edih:{shorten(name)}"}
            yield Breach(_rule("known-terms"), subject, predicate, value, places)


def expected_terms(case: Case) -> Iterator[Breach]:
    """Properties are those that the shapes describe for the class."""
    for subject, predicate, value in _statements(case):
        kinds = [k for k in case.stated.objects(subject, RDF.type) if k in case.expected]
        if not kinds or any(predicate in case.expected[kind] for kind in kinds):
            continue
        unknown = str(predicate).startswith(_ONTOLOGY) and predicate not in _KNOWN
        if not (unknown or predicate in DERIVED or _is_contact(predicate)):
            places = {"property": short_term(predicate), "kind": short_term(kinds[0])}
            yield Breach(_rule("expected-terms"), subject, predicate, value, places)


def full_addresses(case: Case) -> Iterator[Breach]:
    """Addresses are complete."""
    for subject, predicate, value in _statements(case):
        if isinstance(value, URIRef) and value.startswith(RELATIVE):
            places = {"value": shorten(value.removeprefix(RELATIVE))}
            yield Breach(_rule("full-addresses"), subject, predicate, value, places)


def no_mail_address(case: Case) -> Iterator[Breach]:
    """There is no e-mail address; names of hubs may hold an at sign."""
    for subject, predicate, value in _statements(case):
        text = isinstance(value, Literal) and predicate not in _NAMES
        if str(value).startswith("mailto:") or (text and MAIL.search(str(value))):
            yield Breach(_rule("no-mail-address"), subject, predicate, value)


def no_contact(case: Case) -> Iterator[Breach]:
    """No person and no contact point is described."""
    for subject, predicate, value in _statements(case):
        term = value if predicate == RDF.type else predicate
        if _is_contact(term) or str(value).startswith("tel:"):
            places = {"property": short_term(term)}
            yield Breach(_rule("no-contact"), subject, predicate, value, places)


def default_graph(case: Case) -> Iterator[Breach]:
    """There are no named graphs."""
    for place, graph in case.submission.graphs.items():
        yield Breach(_rule("default-graph"), place, places={"graph": shorten(graph)})


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
)


def _rule(name: str) -> URIRef:
    return URIRef(f"{_SHAPES}{name}")


def _statements(case: Case) -> Iterator[Statement]:
    yield from case.stated


def _is_contact(term: Node) -> bool:
    return term in _CONTACT or str(term).startswith(_VCARD)


def short_term(term: Node | None) -> str:
    """Write a term as people write it: ``edih:country``, ``foaf:page``."""
    for prefix, namespace in _PREFIXES.items():
        if str(term).startswith(namespace):
            return f"{prefix}:{str(term).removeprefix(namespace)}"
    return f"<{shorten(str(term))}>"


_PREFIXES = {
    "edih": _ONTOLOGY,
    "skos": str(SKOS),
    "foaf": str(FOAF),
    "org": str(ORG),
    "dct": "http://purl.org/dc/terms/",
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": str(DCAT),
    "vcard": _VCARD,
    "rdf": str(RDF),
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "schema": "https://schema.org/",
}


def near_terms(
    wrong: Node | None,
    kinds: Iterable[Node],
    expected: Mapping[Node, frozenset[Node]],
    *,
    is_class: bool,
) -> dict[str, URIRef]:
    """Give terms that a wrong one comes near to, nearest first, as people write them.

    A property is looked for among those that the shapes describe for the kinds of its subject,
    else among all of the ontology.
    """
    own = {p for kind in kinds for p in expected.get(kind, ()) if isinstance(p, URIRef)}
    ours = {term for term in _KNOWN if _is_class(term) == is_class}
    for among in (() if is_class else own, ours):
        names = {short_term(term): term for term in sorted(among)}
        near = difflib.get_close_matches(short_term(wrong), sorted(names), n=3, cutoff=0.75)
        if near:
            return {name: names[name] for name in near}
    return {}


def _is_class(term: URIRef) -> bool:
    return term.removeprefix(_ONTOLOGY)[:1].isupper()
