"""Pitfalls of ontologies as OOPS! lists them: none here, and each check finds a planted one.

Each check takes the ontology, the stricter axioms and the shapes as one graph and names what
falls into the pit. Source: catalogue of OOPS!; ``Pxx`` are its numbers.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from tests.ontology.conftest import FOLDER, HOME, NAMESPACE, name_of, terms_of

PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty)
PREFIXES = """
@prefix edih: <https://w3id.org/edihkg/ns#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
ASCII = {True: re.compile(r"[A-Z][A-Za-z]+"), False: re.compile(r"[a-z][A-Za-z]+")}
CATCH_ALL = re.compile(r"^(Other|Misc|Various|General|Thing)")
OPPOSITES = re.compile(r"^is(?P<what>[A-Z]\w+)By$")

Found = Iterator[Node]


def _classes(graph: Graph) -> Found:
    return (c for c in graph.subjects(RDF.type, OWL.Class) if str(c).startswith(NAMESPACE))


def _properties(graph: Graph) -> Found:
    return (p for kind in PROPERTIES for p in graph.subjects(RDF.type, kind))


def _same_label(graph: Graph) -> Found:
    """P02, P32: two terms with one label."""
    seen: dict[str, Node] = {}
    for term in terms_of(graph):
        for label in graph.objects(term, SKOS.prefLabel):
            if seen.setdefault(str(label).casefold(), term) != term:
                yield term


def _vague_relation(graph: Graph) -> Found:
    """P03: a property called "is" or "has" and nothing more."""
    return (p for p in _properties(graph) if name_of(p) in ("is", "has", "hasA", "isA"))


def _class_without_shape(graph: Graph) -> Found:
    """P04: a class that nothing checks or uses."""
    targets = set(graph.objects(None, SH.targetClass))
    return (c for c in _classes(graph) if c not in targets)


def _opposite_names(graph: Graph) -> Found:
    """P05: two properties with names of opposite directions and the same domain."""
    names = {name_of(p): p for p in _properties(graph)}
    for name, term in names.items():
        match = re.fullmatch(r"is([A-Z]\w+)Of", name)
        other = names.get(f"has{match[1]}") if match else None
        domains = set(graph.objects(term, RDFS.domain)) & set(graph.objects(other, RDFS.domain))
        if other is not None and domains:
            yield term


def _cycle(graph: Graph) -> Found:
    """P06: a class below itself."""
    for term in set(graph.subjects(RDFS.subClassOf)):
        above = {t for o in graph.objects(term, RDFS.subClassOf) for t in _up(graph, o)}
        if term in above:
            yield term


def _up(graph: Graph, term: Node) -> Iterator[Node]:
    yield from (
        each for each in graph.transitive_objects(term, RDFS.subClassOf) if each is not None
    )


def _two_in_one(graph: Graph) -> Found:
    """P07: a class that merges two concepts."""
    for term in _classes(graph):
        if re.search(r"\b(and|or)\b", str(graph.value(term, SKOS.prefLabel)), re.IGNORECASE):
            yield term


def _unexplained(graph: Graph) -> Found:
    """P08: no label, definition or source."""
    for term in terms_of(graph):
        for wanted in (SKOS.prefLabel, SKOS.definition, RDFS.isDefinedBy, DCTERMS.source):
            if (term, wanted, None) not in graph:
                yield term


def _never_excluded(graph: Graph) -> Found:
    """P10: none of the central classes excludes another."""
    if not list(graph.triples((None, OWL.disjointWith, None))):
        yield HOME


def _property_without_use(graph: Graph) -> Found:
    """P11: nothing says where a property is used, neither shape nor rule."""
    used = {*graph.objects(None, SH.path), *graph.objects(None, RDF.first)}
    derived = set(graph.subjects(URIRef(f"{NAMESPACE}isDerived"), Literal(True)))
    return (p for p in _properties(graph) if p not in used | derived)


def _two_domains(graph: Graph) -> Found:
    """P19: two domains or ranges, which OWL reads as both at once."""
    for axiom in (RDFS.domain, RDFS.range):
        for term in set(graph.subjects(axiom)):
            if len(set(graph.objects(term, axiom))) > 1:
                yield term


def _empty_words(graph: Graph) -> Found:
    """P20: an annotation that says nothing or repeats the other."""
    for term in terms_of(graph):
        label, text = graph.value(term, SKOS.prefLabel), graph.value(term, SKOS.definition)
        if not str(label or "").strip() or str(label) == str(text):
            yield term


def _catch_all(graph: Graph) -> Found:
    """P21: a class for the rest."""
    return (c for c in _classes(graph) if CATCH_ALL.match(name_of(c)))


def _odd_name(graph: Graph) -> Found:
    """P22: names of different habits."""
    classes = set(_classes(graph))
    return (t for t in terms_of(graph) if not ASCII[t in classes].fullmatch(name_of(t)))


def _circular(graph: Graph) -> Found:
    """P24: a definition by the term itself."""
    for term in terms_of(graph):
        label = re.escape(str(graph.value(term, SKOS.prefLabel)))
        if re.search(rf"\b{label}\b", str(graph.value(term, SKOS.definition)), re.IGNORECASE):
            yield term


def _own_inverse(graph: Graph) -> Found:
    """P25: a property that is its own inverse."""
    return (term for term in graph.subjects(OWL.inverseOf) if (term, OWL.inverseOf, term) in graph)


def _untyped(graph: Graph) -> Found:
    """P34, P35: a term of ours that is used but never declared."""
    known = set(terms_of(graph))
    for link in (RDFS.domain, RDFS.range, RDFS.subClassOf, SH.path, SH.targetClass, SH["class"]):
        for end in (*graph.objects(None, link), *graph.subjects(link)):
            if str(end).startswith(NAMESPACE) and end not in known:
                yield end


def _file_ending(graph: Graph) -> Found:
    """P36: an address with a file ending."""
    return (t for t in {*terms_of(graph), HOME} if re.search(r"\.(ttl|owl|rdf|xml)\b", str(t)))


def _no_declaration(graph: Graph) -> Found:
    """P38, P41: no ontology, or one without a licence."""
    if (HOME, RDF.type, OWL.Ontology) not in graph or (HOME, DCTERMS.license, None) not in graph:
        yield HOME


def _hijacked(graph: Graph) -> Found:
    """P40: a class or property in somebody else's namespace declared here."""
    for kind in (OWL.Class, *PROPERTIES, OWL.AnnotationProperty):
        for term in graph.subjects(RDF.type, kind):
            if not str(term).startswith(NAMESPACE):
                yield term


def _mislabelled_passive(graph: Graph) -> Found:
    """A passive name, such as isFundedBy, beside the active one of the same verb."""
    names = {name_of(p) for p in _properties(graph)}
    for name in names:
        match = OPPOSITES.fullmatch(name)
        if match and f"{match['what'][0].lower()}{match['what'][1:-2]}s" in names:
            yield URIRef(f"{NAMESPACE}{name}")


@dataclass(frozen=True, slots=True)
class Pitfall:
    """A check and the least that it must find."""

    check: Callable[[Graph], Found]
    planted: str
    """Turtle that falls into the pit."""
    without: tuple[URIRef, ...] = ()
    """Properties whose statements are taken out before."""


PITFALLS = {
    "P02 P32 one label twice": Pitfall(
        _same_label, 'edih:Twin a owl:Class ; skos:prefLabel "hub"@en .'
    ),
    "P03 a vague relation": Pitfall(_vague_relation, "edih:is a owl:ObjectProperty ."),
    "P04 a class without a shape": Pitfall(_class_without_shape, "edih:Lonely a owl:Class ."),
    "P05 opposite names, one direction": Pitfall(
        _opposite_names,
        "edih:hasRoof a owl:ObjectProperty ; rdfs:domain edih:Hub ."
        "edih:isRoofOf a owl:ObjectProperty ; rdfs:domain edih:Hub .",
    ),
    "P06 a cycle": Pitfall(
        _cycle, "edih:A rdfs:subClassOf edih:B . edih:B rdfs:subClassOf edih:A ."
    ),
    "P07 two concepts in one": Pitfall(
        _two_in_one, 'edih:Both a owl:Class ; skos:prefLabel "call or grant"@en .'
    ),
    "P08 a term without words": Pitfall(_unexplained, "edih:Silent a owl:Class ."),
    "P10 no disjointness": Pitfall(_never_excluded, "", (OWL.disjointWith,)),
    "P11 a property without use": Pitfall(
        _property_without_use, "edih:idle a owl:ObjectProperty ."
    ),
    "P19 two domains": Pitfall(_two_domains, "edih:hasFacility rdfs:domain edih:Grant ."),
    "P20 empty words": Pitfall(
        _empty_words, 'edih:Echo a owl:Class ; skos:prefLabel "echo" ; skos:definition "echo" .'
    ),
    "P21 a class for the rest": Pitfall(_catch_all, "edih:OtherActor a owl:Class ."),
    "P22 an odd name": Pitfall(_odd_name, "edih:odd_name a owl:Class ."),
    "P24 a circle": Pitfall(
        _circular, 'edih:Ring a owl:Class ; skos:prefLabel "ring" ; skos:definition "A ring." .'
    ),
    "P25 its own inverse": Pitfall(_own_inverse, "edih:meets owl:inverseOf edih:meets ."),
    "P34 P35 an undeclared term": Pitfall(_untyped, "[] sh:path edih:neverDeclared ."),
    "P36 a file ending": Pitfall(_file_ending, "<https://w3id.org/edihkg/ns#x.ttl> a owl:Class ."),
    "P38 P41 no licence": Pitfall(_no_declaration, "", (DCTERMS.license,)),
    "P40 somebody else's term": Pitfall(_hijacked, "<http://www.w3.org/ns/org#Desk> a owl:Class ."),
    "active and passive of one verb": Pitfall(
        _mislabelled_passive,
        "edih:funds a owl:ObjectProperty . edih:isFundedBy a owl:ObjectProperty .",
    ),
}


@pytest.fixture(scope="module")
def whole(core: Graph, shapes: Graph) -> Graph:
    """Ontology, stricter axioms and shapes."""
    return core + shapes + Graph().parse(FOLDER / "edihkg-dl.ttl")


@pytest.mark.parametrize("pitfall", PITFALLS.values(), ids=PITFALLS.keys())
def test_the_ontology_avoids_the_pitfall(pitfall: Pitfall, whole: Graph) -> None:
    """Others judge an ontology by this list before they reuse it."""
    assert sorted(map(str, set(pitfall.check(whole)))) == []


@pytest.mark.parametrize("pitfall", PITFALLS.values(), ids=PITFALLS.keys())
def test_the_check_finds_a_planted_pitfall(pitfall: Pitfall, whole: Graph) -> None:
    """A check that finds nothing proves nothing until it has found something."""
    planted = Graph()
    for statement in whole:
        if statement[1] not in pitfall.without:
            planted.add(statement)
    planted.parse(data=PREFIXES + pitfall.planted, format="turtle")
    assert list(pitfall.check(planted))
