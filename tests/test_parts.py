"""The parts of a hub keep their IRIs from release to release."""

import pytest
from rdflib import Graph, URIRef

from edihkg.parts import KEYS, named_parts
from edihkg.vocab import DERIVED, EDIH

HUB = URIRef("https://w3id.org/edihkg/id/hub/x")
PREFIXES = """
@prefix edih: <https://w3id.org/edihkg/ns#> .
@prefix cv: <http://data.europa.eu/m8g/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix concept: <https://w3id.org/edihkg/concept/> .
@prefix nuts: <http://data.europa.eu/nuts/code/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/edihkg/> .
"""

CASES = {
    "topic of a list": (
        "edih:hasExpertise [ edih:concernsTopic <concept/technology/ROBOTICS> ]",
        "technology-ROBOTICS",
    ),
    "topic in words": ('edih:hasExpertise [ edih:topicAsStated "5G, data" ]', "topic-5g-data"),
    "partnership": (
        "edih:hasPartnership [ org:member <id/organisation/uni-x> ; "
        "org:role <concept/partner-role/PARTNER> ]",
        "partner-uni-x-PARTNER",
    ),
    "dated status": (
        'edih:hasStatusRecord [ edih:recordedOn "2025-05"^^xsd:gYearMonth ]',
        "status-2025-05",
    ),
    "undated status": (
        "edih:hasStatusRecord [ edih:statusValue <concept/hub-status/EDIH> ]",
        "status-EDIH",
    ),
    "area": ("edih:hasServiceArea [ edih:coversRegion nuts:BG42 ]", "area-BG42"),
    "area in words": (
        'edih:hasServiceArea [ edih:areaAsStated "Central Greece" ]',
        "area-central-greece",
    ),
    "catalogue entry": (
        "edih:isRecordedIn [ edih:inCatalogue <https://example.org/list> ]",
        "entry-example-org-list",
    ),
    "grant without a number": ('edih:isFundedBy [ skos:prefLabel "CITAH+" ]', "grant-citah"),
    "service": ('edih:offersService [ skos:prefLabel "Robot trial"@en ]', "service-robot-trial"),
    "designation by a body": (
        "edih:hasDesignation [ edih:designatedBy <id/organisation/ministry> ]",
        "designation-ministry",
    ),
    "capacity of the programme": (
        "edih:hasCustomerFeedback [ "
        "edih:concernsCapacity <id/programme/digital-europe#data-sets> ]",
        "feedback-data-sets",
    ),
    "figure with its period and what it is limited to": (
        "edih:hasIndicatorValue [ edih:indicator <concept/indicator/EVENTS> ; "
        'edih:startDate "2024"^^xsd:gYear ; edih:targetsGroup <concept/target-group/SME> ]',
        "figure-EVENTS-2024-SME",
    ),
}
NESTED = {
    "channel of a service": (
        'edih:offersService [ skos:prefLabel "Trial"@en ; '
        "cv:hasChannel [ dct:type <concept/channel-type/WEB> ] ]",
        ["id/hub/x#service-trial", "id/hub/x#service-trial-channel-WEB"],
    ),
    "contribution to a grant with a number": (
        "edih:isFundedBy <id/grant/101> . <id/grant/101> edih:hasContribution "
        "[ edih:contributionSource <concept/contribution-source/ERDF> ]",
        ["id/grant/101#contribution-ERDF"],
    ),
    "assessment at a facility": (
        "edih:hasFacility <id/facility/x-lab> . <id/facility/x-lab> "
        "edih:hasEnvironmentalAssessment [ edih:assessesTechnology <concept/technology/ROBOTICS> ]",
        ["id/facility/x-lab#assessment-ROBOTICS"],
    ),
    "channel of a service without a name": (
        "edih:offersService [ cv:hasChannel [ dct:type <concept/channel-type/WEB> ] ]",
        [],
    ),
}


def _names(statement: str) -> list[URIRef]:
    graph = Graph().parse(data=f"{PREFIXES} <id/hub/x> {statement} .", format="turtle")
    return list(named_parts(graph, HUB).values())


@pytest.mark.parametrize(("statement", "fragment"), CASES.values(), ids=CASES.keys())
def test_a_part_is_named_by_its_key(statement: str, fragment: str) -> None:
    """Stable names make releases comparable line by line."""
    assert _names(statement) == [URIRef(f"{HUB}#{fragment}")]


@pytest.mark.parametrize(("statement", "iris"), NESTED.values(), ids=NESTED.keys())
def test_a_part_of_a_part_continues_the_name_of_its_owner(statement: str, iris: list[str]) -> None:
    """Two services may both have a channel on the web."""
    assert sorted(_names(statement)) == [URIRef(f"https://w3id.org/edihkg/{iri}") for iri in iris]


@pytest.mark.parametrize("link", KEYS, ids=lambda link: str(link).rpartition("#")[2])
def test_a_part_without_its_key_stays_unnamed(link: URIRef) -> None:
    """The shapes report it; a guessed name would hide the gap."""
    assert _names(f'<{link}> [ edih:kindAsStated "x" ]') == []


def test_a_blank_node_is_no_key() -> None:
    """Its label differs from run to run, and so would the part's name."""
    assert _names("edih:hasExpertise [ edih:concernsTopic [] ]") == []


def test_no_part_hangs_on_a_derived_property() -> None:
    """Derived links are computed and never stated in a submission."""
    assert not set(KEYS) & DERIVED
    assert EDIH.hasExpertise in KEYS
