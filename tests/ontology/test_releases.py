"""Published versions stay, and no term vanishes without notice."""

from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, SKOS, Graph, Literal, URIRef

from tests.ontology.conftest import FOLDER, HOME, NAMESPACE, terms_of

RELEASES = sorted((FOLDER / "releases").iterdir())


def vanished(released: Graph, core: Graph) -> list[URIRef]:
    """List the terms that a released version has in force and the core has lost."""
    return [
        term
        for term in terms_of(released)
        if (term, RDF.type, None) not in core
        and (term, OWL.deprecated, Literal(True)) not in released
    ]


@pytest.mark.parametrize("folder", RELEASES, ids=lambda folder: folder.name)
def test_rule_8_no_term_vanishes_unless_deprecated_first(folder: Path, core: Graph) -> None:
    """Data of others use our terms."""
    released = Graph().parse(folder / "edihkg.ttl")
    assert str(released.value(HOME, OWL.versionInfo)) == folder.name
    assert vanished(released, core) == []


def test_rule_8_the_check_notices_a_lost_term(core: Graph) -> None:
    """A check that finds nothing proves nothing until it has found something."""
    term = URIRef(f"{NAMESPACE}Hub")
    shorter = Graph()
    for statement in core:
        if statement[0] != term:
            shorter.add(statement)
    assert vanished(core, shorter) == [term]
    marked = core + Graph()
    marked.add((term, OWL.deprecated, Literal(True)))
    assert vanished(marked, shorter) == []


def test_rule_8_a_term_that_is_given_up_says_what_replaces_it(core: Graph) -> None:
    """Whoever used it must know where to go."""
    for term in core.subjects(OWL.deprecated, Literal(True)):
        successors = list(core.objects(term, DCTERMS.isReplacedBy))
        assert successors or core.value(term, SKOS.changeNote), term


@pytest.mark.parametrize("folder", RELEASES, ids=lambda folder: folder.name)
def test_rule_8_a_term_keeps_its_kind(folder: Path, core: Graph) -> None:
    """A link that becomes a text breaks every query that follows it."""
    released = Graph().parse(folder / "edihkg.ttl")
    for term in terms_of(released):
        if (term, RDF.type, None) in core:
            assert set(core.objects(term, RDF.type)) == set(released.objects(term, RDF.type))


def test_rule_7_the_prior_version_is_kept(core: Graph) -> None:
    """A version IRI that leads nowhere cannot be pinned."""
    prior = str(core.value(HOME, OWL.priorVersion)).rpartition("/")[2]
    assert prior in {folder.name for folder in RELEASES}
    assert str(core.value(HOME, OWL.versionInfo)) > prior
