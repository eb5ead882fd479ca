"""Rules about single statements: properties, classes, addresses, personal data. Pure.

Each looks once at every property, class or value that occurs, and only then for the
statements where one stands that should not.
"""

from collections.abc import Callable, Iterator
from typing import Final

from rdflib import DCAT, FOAF, RDF, SKOS, Literal, URIRef
from rdflib.term import Node

from edihkg.submission import Statement
from edihkg.validation.case import Breach, Case, rule
from edihkg.validation.naming import KNOWN, ONTOLOGY, SPACE, VCARD, short_term
from edihkg.validation.sentences import MAIL, shorten
from edihkg.vocab import DERIVED, EDIH

RELATIVE: Final = f"{SPACE.base}submission/"
"""What relative addresses in a submission begin with once they are read."""

_NAMES = frozenset({SKOS.prefLabel, SKOS.altLabel, EDIH.nameAsRecorded, EDIH.titleAsRecorded})
_CONTACT = frozenset({FOAF.Person, FOAF.mbox, FOAF.phone, FOAF.knows, DCAT.contactPoint})


def derived(case: Case) -> Iterator[Breach]:
    """Derived properties are left out."""
    for predicate in case.stated.properties() & DERIVED:
        for subject, value in case.stated.subject_objects(predicate):
            places = {"property": short_term(predicate)}
            yield Breach(rule("derived"), subject, predicate, value, places)


def known_terms(case: Case) -> Iterator[Breach]:
    """Terms in the namespace of the ontology exist."""
    for term, statement in _terms(case, _is_unknown):
        places = {"property": f"edih:{shorten(str(term).removeprefix(ONTOLOGY))}"}
        yield Breach(rule("known-terms"), *statement, places)


def expected_terms(case: Case) -> Iterator[Breach]:
    """Properties are those that the shapes describe for the class."""
    for subject, said in case.stated.by_subject.items():
        kinds = [kind for kind in said.get(RDF.type, ()) if kind in case.expected]
        if not kinds:
            continue
        for predicate in said.keys() - frozenset().union(*(case.expected[k] for k in kinds)):
            if not _is_said_elsewhere(predicate):
                places = {"property": short_term(predicate), "kind": short_term(kinds[0])}
                for value in said[predicate]:
                    yield Breach(rule("expected-terms"), subject, predicate, value, places)


def _is_said_elsewhere(term: Node) -> bool:
    """Tell whether another rule speaks of a property: one that is unknown, derived or personal."""
    return _is_unknown(term) or term in DERIVED or _is_contact(term)


def _is_unknown(term: Node) -> bool:
    return str(term).startswith(ONTOLOGY) and term not in KNOWN


def _is_contact(term: Node) -> bool:
    return term in _CONTACT or str(term).startswith(VCARD)


def _terms(case: Case, is_wrong: Callable[[Node], bool]) -> Iterator[tuple[Node, Statement]]:
    """Give the wrong ones of properties and classes, with the statements where they stand."""
    stated = case.stated
    for term in filter(is_wrong, stated.properties() - {RDF.type}):
        for subject, value in stated.subject_objects(term):
            yield term, (subject, term, value)
    for kind in filter(is_wrong, {*stated.objects(None, RDF.type)}):
        for subject in stated.subjects(RDF.type, kind):
            yield kind, (subject, RDF.type, kind)


def full_addresses(case: Case) -> Iterator[Breach]:
    """Addresses are complete."""
    for value in case.stated.by_object:
        if isinstance(value, URIRef) and value.startswith(RELATIVE):
            places = {"value": shorten(value.removeprefix(RELATIVE))}
            for subject, predicate in case.stated.subject_predicates(value):
                yield Breach(rule("full-addresses"), subject, predicate, value, places)


def no_mail_address(case: Case) -> Iterator[Breach]:
    """There is no e-mail address; a hub's name of one word may look like one."""
    for value in case.stated.by_object:
        is_address = value.startswith("mailto:") if isinstance(value, str) else False
        if not is_address and not (isinstance(value, Literal) and MAIL.search(value)):
            continue
        for subject, predicate in case.stated.subject_predicates(value):
            if is_address or not _is_name_of_hub(case, subject, predicate, str(value)):
                yield Breach(rule("no-mail-address"), subject, predicate, value)


def _is_name_of_hub(case: Case, subject: Node, predicate: Node, text: str) -> bool:
    """Tell whether a text is one word by which the hub goes; organisations are often persons."""
    is_hub = subject == case.hub or str(subject).startswith(f"{case.hub}#")
    return is_hub and predicate in _NAMES and len(text.split()) == 1


def no_contact(case: Case) -> Iterator[Breach]:
    """No person and no contact point is described."""
    for term, statement in _terms(case, _is_contact):
        yield Breach(rule("no-contact"), *statement, {"property": short_term(term)})
    for value in case.stated.by_object:
        if str(value).startswith("tel:"):
            for subject, predicate in case.stated.subject_predicates(value):
                places = {"property": short_term(predicate)}
                yield Breach(rule("no-contact"), subject, predicate, value, places)
