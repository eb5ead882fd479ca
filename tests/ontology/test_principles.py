"""The rules of ontology/PRINCIPLES.md hold; the number of a rule stands in the test's name."""

import re
from datetime import date
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from edihkg import assets
from edihkg.vocab import DERIVED, EDIH
from tests.ontology.conftest import FOLDER, HOME, NAMESPACE, name_of, terms_of

STATUS = URIRef("http://www.w3.org/2003/06/sw-vocab-status/ns#term_status")
VANN = Namespace("http://purl.org/vocab/vann/")
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty)
AMERICAN = re.compile(r"\b(?!size[ds]?\b)[a-z]*(?:ization|izing|ize[ds]?|center|color|labor)\b")
"""Endings of American spelling; names of others keep theirs, and begin with a capital."""
PERSONAL = re.compile(r"person|mail|phone|surname|birth|gender", re.IGNORECASE)


def _tested_rules() -> set[int]:
    found: set[int] = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        text = path.read_text(encoding="utf-8")
        found |= {int(n) for n in re.findall(r"def test_rule_(\d+)_", text)}
    return found


def test_every_rule_is_numbered_in_order_and_has_a_test() -> None:
    """A rule that nothing tests is a wish."""
    text = (FOLDER / "PRINCIPLES.md").read_text(encoding="utf-8")
    numbers = [int(n) for n in re.findall(r"^(\d+)\. \*\*", text, re.MULTILINE)]
    assert numbers == list(range(1, 13))
    assert _tested_rules() == set(numbers)


def test_rule_1_names_are_ascii_in_camel_case(core: Graph) -> None:
    """The spelling tells a reader what kind of term it is."""
    for term in terms_of(core):
        is_class = (term, RDF.type, OWL.Class) in core
        assert re.fullmatch(r"[A-Z][A-Za-z]+" if is_class else r"[a-z][A-Za-z]+", name_of(term))


def test_rule_1_class_names_are_singular_and_in_full(core: Graph) -> None:
    """A class is named after one instance of it."""
    for term in core.subjects(RDF.type, OWL.Class):
        name = name_of(term)
        assert not re.search(r"[A-Z]{2}", name), name
        assert not re.search(r"[^s]s$", name), name


def test_rule_2_every_term_says_where_it_comes_from(core: Graph) -> None:
    """Who reuses a term must know on whose word it rests and whether it will stay."""
    for term in terms_of(core):
        for wanted in (SKOS.prefLabel, SKOS.definition, DCTERMS.source, DCTERMS.created, STATUS):
            assert len(list(core.objects(term, wanted))) == 1, (term, wanted)
        assert str(core.value(term, STATUS)) in ("stable", "testing", "deprecated")
        created = core.value(term, DCTERMS.created)
        assert isinstance(created, Literal)
        assert isinstance(created.toPython(), date)
        assert list(core.objects(term, RDFS.isDefinedBy)) == [HOME]


def test_rule_2_no_two_terms_and_no_term_twice(core: Graph) -> None:
    """Two terms that read alike are mixed up; one term of two kinds is two terms."""
    labels = [str(core.value(term, SKOS.prefLabel)).casefold() for term in terms_of(core)]
    assert len(labels) == len(set(labels))
    for term in terms_of(core):
        assert len(list(core.objects(term, RDF.type))) == 1


def _definitions(core: Graph, concepts: Graph) -> list[tuple[Node, str, str]]:
    rows = []
    for graph in (core, concepts):
        for subject, definition in graph.subject_objects(SKOS.definition):
            rows.append((subject, str(graph.value(subject, SKOS.prefLabel)), str(definition)))
    return sorted(rows, key=str)


def test_rule_3_a_definition_is_one_short_sentence(core: Graph, concepts: Graph) -> None:
    """What cannot be said in a sentence is two terms."""
    for subject, _, text in _definitions(core, concepts):
        assert text[0].isupper() or text[0].isdigit(), text
        assert text.endswith("."), text
        assert len(re.findall(r"[.!?](?:\s|$)", text)) == 1, text
        assert len(text) <= 200, (subject, len(text))
        assert text == " ".join(text.split()), text
        assert not re.match(r"(Not?|None|Never|Anything but)\b", text), text


def test_rule_3_a_definition_does_not_use_the_label_it_explains(core: Graph) -> None:
    """A circle explains nothing."""
    for term in terms_of(core):
        label = str(core.value(term, SKOS.prefLabel))
        text = str(core.value(term, SKOS.definition))
        assert not re.search(rf"\b{re.escape(label)}\b", text, re.IGNORECASE), term


def test_rule_3_texts_are_british(core: Graph, concepts: Graph) -> None:
    """One spelling throughout, that of the institutions of the European Union."""
    for _, label, text in _definitions(core, concepts):
        assert not AMERICAN.search(f"{label} {text}"), text


def test_rule_4_the_core_is_light(core: Graph) -> None:
    """Others may reuse a property for their own classes."""
    for term in (RDFS.domain, RDFS.range, OWL.inverseOf, OWL.equivalentClass, OWL.disjointWith):
        assert not list(core.triples((None, term, None))), term
    for kind in (
        OWL.FunctionalProperty,
        OWL.InverseFunctionalProperty,
        OWL.TransitiveProperty,
        OWL.Restriction,
    ):
        assert not list(core.subjects(RDF.type, kind)), kind


def test_rule_5_every_derived_property_has_the_rule_that_computes_it() -> None:
    """A mark without a rule would leave the property empty for ever."""
    rules = "".join(
        path.read_text(encoding="utf-8")
        for path in (assets.folder("sparql") / "rules").glob("*.rq")
    )
    for term in DERIVED:
        assert re.search(rf"edih:{name_of(term)}\b", rules), term


def test_rule_5_of_two_directions_one_is_derived(core: Graph) -> None:
    """Two stated directions of one link will disagree."""
    names = {name_of(term) for term in terms_of(core)}
    for name in names:
        match = re.fullmatch(r"is([A-Z]\w+)Of", name)
        if match and f"has{match[1]}" in names:
            assert EDIH.__dict__[name] in DERIVED, name


def test_rule_6_terms_share_one_document_and_bear_no_version(core: Graph, concepts: Graph) -> None:
    """An IRI with a version in it breaks at the next version."""
    for subject in {*core.subjects(RDF.type), *concepts.subjects(RDF.type)}:
        iri = str(subject)
        if iri.startswith(NAMESPACE):
            assert "/" not in iri.removeprefix(NAMESPACE)
        assert not re.search(r"\d+\.\d+|\.ttl$|\.rdf$", iri.removeprefix("https://")), iri


def test_rule_7_the_header_is_complete(core: Graph) -> None:
    """Registries and reference managers read it."""
    for term in (
        DCTERMS.title,
        DCTERMS.abstract,
        DCTERMS.creator,
        DCTERMS.license,
        DCTERMS.created,
        DCTERMS.modified,
        DCTERMS.bibliographicCitation,
        OWL.versionIRI,
        OWL.versionInfo,
        OWL.priorVersion,
        VANN.preferredNamespacePrefix,
        VANN.preferredNamespaceUri,
    ):
        assert len(list(core.objects(HOME, term))) == 1, term
    version = str(core.value(HOME, OWL.versionInfo))
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert core.value(HOME, OWL.versionIRI) == URIRef(f"{HOME}/{version}")
    assert version in str(core.value(HOME, DCTERMS.bibliographicCitation))


def test_rule_7_the_creator_is_an_organisation(core: Graph) -> None:
    """No person is named."""
    foaf = Namespace("http://xmlns.com/foaf/0.1/")
    creator = core.value(HOME, DCTERMS.creator)
    assert (creator, RDF.type, foaf.Organization) in core
    assert not list(core.subjects(RDF.type, foaf.Person))


def _targets(shapes: Graph) -> set[Node]:
    return set(shapes.objects(None, SH.targetClass))


def _paths(shapes: Graph) -> set[Node]:
    return set(shapes.objects(None, SH.path)) | set(shapes.objects(None, RDF.first))


def test_rule_9_every_class_is_the_target_of_a_shape(core: Graph, shapes: Graph) -> None:
    """A class without a shape is a class without a check."""
    assert set(core.subjects(RDF.type, OWL.Class)) - _targets(shapes) == set()


def test_rule_9_every_property_is_the_path_of_a_shape(core: Graph, shapes: Graph) -> None:
    """A property without a shape would be published unread; derived ones are refused."""
    stated = {p for kind in PROPERTIES for p in core.subjects(RDF.type, kind)}
    assert stated - set(DERIVED) - _paths(shapes) == set()


def test_rule_9_no_shape_uses_a_term_that_does_not_exist(core: Graph, shapes: Graph) -> None:
    """A misspelt path never finds anything."""
    used = {t for t in _paths(shapes) | _targets(shapes) if str(t).startswith(NAMESPACE)}
    assert used - set(terms_of(core)) == set()


def test_rule_9_every_shape_names_itself_and_its_message(shapes: Graph) -> None:
    """A finding without words helps nobody."""
    for shape in shapes.subjects(EDIH.defectCode):
        for term in (SH.name, SH.description, SH.message, SH.severity):
            assert len(list(shapes.objects(shape, term))) == 1, (shape, term)


def test_rule_10_every_concept_stands_in_one_scheme(concepts: Graph) -> None:
    """A concept without a list cannot be found, one in two cannot be counted."""
    for concept in concepts.subjects(RDF.type, SKOS.Concept):
        (scheme,) = concepts.objects(concept, SKOS.inScheme)
        assert (scheme, RDF.type, SKOS.ConceptScheme) in concepts
        code = concepts.value(concept, SKOS.notation)
        assert str(concept) == f"{scheme}/{code}"


@pytest.mark.parametrize("link", [RDFS.subClassOf, RDFS.subPropertyOf, SKOS.broader])
def test_rule_10_nothing_is_broader_than_itself(
    link: URIRef, core: Graph, alignments: Graph, concepts: Graph
) -> None:
    """A circle of broader terms makes them all the same."""
    union = core + alignments + concepts
    for subject in set(union.subjects(link)):
        broader = {o for o in union.transitive_objects(subject, link) if o != subject}
        assert not any((wide, link, subject) in union for wide in broader), subject


def test_rule_12_no_term_describes_a_person(core: Graph) -> None:
    """What has no term is not collected."""
    for term in terms_of(core):
        assert not PERSONAL.search(name_of(term)), term


def test_rule_12_an_average_rests_on_five_customers(shapes: Graph) -> None:
    """Of fewer, a reader could recognise one."""
    (size,) = (
        bound
        for shape in shapes.subjects(SH.path, EDIH.sampleSize)
        for bound in shapes.objects(shape, SH.minInclusive)
    )
    assert size == Literal(5)
    for kind in (EDIH.MaturityResult, EDIH.CustomerFeedback):
        checked = {
            path
            for shape in shapes.subjects(SH.targetClass, kind)
            for constraint in shapes.objects(shape, SH.property)
            for path in shapes.objects(constraint, SH.path)
        }
        assert EDIH.sampleSize in checked, kind
