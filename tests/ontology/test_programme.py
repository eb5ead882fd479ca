"""The facts of the programme are complete, linked to hubs that exist, and name no person."""

import pytest
from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, Namespace, URIRef

from edihkg import assets
from edihkg.vocab import EDIH
from tests.ontology.conftest import FOLDER

HUB = "https://w3id.org/edihkg/id/hub/"
PROGRAMME = URIRef("https://w3id.org/edihkg/id/programme/digital-europe")
THIS = Namespace(f"{PROGRAMME}#")
PILLAR = Namespace("https://w3id.org/edihkg/concept/pillar/")


@pytest.fixture(scope="module")
def facts() -> Graph:
    """The facts of the programme."""
    return Graph().parse(FOLDER / "reference" / "programme.ttl")


def test_the_programme_has_its_law_its_objectives_and_two_steps(
    facts: Graph, concepts: Graph
) -> None:
    """These three say what the programme is."""
    law = URIRef("http://data.europa.eu/eli/reg/2021/694/oj")
    assert (PROGRAMME, EDIH.hasLegalBasis, law) in facts
    objectives = set(facts.objects(PROGRAMME, EDIH.hasObjective))
    assert objectives == set(concepts.subjects(RDF.type, EDIH.Pillar))
    steps = facts.objects(PROGRAMME, EDIH.hasSelectionStep)
    assert {facts.value(step, EDIH.stepNumber) for step in steps} == {Literal(1), Literal(2)}


def test_the_pillars_pass_on_what_the_announcement_names(facts: Graph) -> None:
    """Hubs carry these capacities to their regions."""
    found = {
        (str(pillar).removeprefix(str(PILLAR)), str(facts.value(capacity, SKOS.prefLabel)))
        for capacity, pillar in facts.subject_objects(EDIH.isCapacityOf)
    }
    assert found == {
        ("HPC", "Simulation services"),
        ("AI", "AI-on-demand platform"),
        ("AI", "Large data sets"),
        ("CYBERSECURITY", "Security by design"),
        ("CYBERSECURITY", "Security audits"),
        ("SKILLS", "Short-term training"),
        ("SKILLS", "Exchange programmes"),
    }


def test_six_organisations_took_part_in_the_session(facts: Graph) -> None:
    """Each is named with the function in which it was represented."""
    session = THIS["session-2019-09-19"]
    participations = list(facts.objects(session, EDIH.hasParticipation))
    assert len(participations) == 6
    for participation in participations:
        assert facts.value(participation, EDIH.functionAsStated) is not None
    names = {
        str(facts.value(who, SKOS.prefLabel) or who).removeprefix(HUB)
        for participation in participations
        for who in facts.objects(participation, EDIH.participant)
    }
    assert names == {
        "DIHNET",
        "European Commission, DG CNECT, unit A2",
        "Ministry of the Economy and Innovation",
        "Ministry of Economic Affairs and Employment",
        "dih-slovenia",
        "digihall",
    }


def test_hubs_that_took_part_have_their_submissions(facts: Graph) -> None:
    """A link to a hub that does not exist leads nowhere."""
    hubs = {str(hub) for hub in facts.objects(None, EDIH.participant) if str(hub).startswith(HUB)}
    files = {path.stem for path in assets.folder("submissions").glob("*/*.ttl")}
    assert {hub.removeprefix(HUB) for hub in hubs} <= files


def test_every_call_belongs_to_the_programme(facts: Graph) -> None:
    """Grants are counted by programme through their calls."""
    calls = Graph().parse(FOLDER / "reference" / "calls.ttl")
    for call in calls.subjects(RDF.type, EDIH.Call):
        assert (call, EDIH.belongsToProgramme, PROGRAMME) in facts, call


def test_every_described_thing_names_its_source(facts: Graph) -> None:
    """A fact without a source cannot be checked."""
    for subject in set(facts.subjects(SKOS.prefLabel)):
        assert facts.value(subject, DCTERMS.source) is not None, subject
