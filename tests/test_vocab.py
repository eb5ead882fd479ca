"""The code knows exactly the terms that the ontology defines."""

from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

import edihkg.vocab
from edihkg import assets
from edihkg.vocab import EDIH
from edihkg.vocab.generate import NAMESPACE, generate


@pytest.fixture(scope="module")
def ontology() -> Graph:
    """The core ontology."""
    return Graph().parse(assets.folder("ontology") / "edihkg.ttl")


def _terms(ontology: Graph) -> list[URIRef]:
    subjects = {str(s) for s in ontology.subjects(RDF.type)}
    return [URIRef(iri) for iri in sorted(subjects) if iri.startswith(NAMESPACE)]


def test_the_generated_module_is_up_to_date(ontology: Graph) -> None:
    """A term that was added or renamed must reach the code: run `make vocab`."""
    written = Path(str(edihkg.vocab.__file__)).read_text(encoding="utf-8")
    assert "".join(written.split()) == "".join(generate(ontology).split())


def test_a_misspelt_term_is_an_error() -> None:
    """A typo must fail at once and not match nothing in silence."""
    with pytest.raises(AttributeError):
        _ = EDIH.Hubb  # type: ignore[attr-defined]


def test_every_term_has_one_label_one_definition_and_its_home(ontology: Graph) -> None:
    """A term that is not explained will be used wrongly."""
    for term in _terms(ontology):
        labels = list(ontology.objects(term, SKOS.prefLabel))
        definitions = [str(d) for d in ontology.objects(term, SKOS.definition)]
        assert len(labels) == 1, term
        assert len(definitions) == 1, term
        assert definitions[0][0].isupper(), term
        assert definitions[0].endswith("."), term
        assert not definitions[0].lower().startswith(str(labels[0]).lower()), term
        assert (term, RDFS.isDefinedBy, URIRef(NAMESPACE.rstrip("#"))) in ontology, term


def test_no_two_terms_share_a_label(ontology: Graph) -> None:
    """Two terms that read alike are mixed up."""
    labels = [str(ontology.value(term, SKOS.prefLabel)).lower() for term in _terms(ontology)]
    assert len(labels) == len(set(labels))


def test_the_core_states_no_domain_and_no_range(ontology: Graph) -> None:
    """Others may reuse a property for their own classes (SEMIC style guide, SC-R2)."""
    assert not list(ontology.triples((None, RDFS.domain, None)))
    assert not list(ontology.triples((None, RDFS.range, None)))


def test_classes_are_nouns_and_properties_begin_in_lower_case(ontology: Graph) -> None:
    """The spelling tells a reader what kind of term it is."""
    for term in _terms(ontology):
        name = term.removeprefix(NAMESPACE)
        is_class = (term, RDF.type, OWL.Class) in ontology
        assert name[0].isupper() == is_class, term
