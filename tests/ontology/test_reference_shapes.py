"""Reference data and provenance keep the shapes made for them; each shape finds its defect."""

import pyshacl
import pytest
from rdflib import RDF, SH, SKOS, Graph
from rdflib.term import Node

from edihkg.vocab import EDIH
from tests.ontology.conftest import FOLDER, SHAPES, read_all

EXAMPLE = """
@prefix call: <https://w3id.org/edihkg/id/call/> .
@prefix country: <http://publications.europa.eu/resource/authority/country/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix edih: <https://w3id.org/edihkg/ns#> .
@prefix actor-type: <https://w3id.org/edihkg/concept/actor-type/> .
@prefix event-type: <https://w3id.org/edihkg/concept/event-type/> .
@prefix pillar: <https://w3id.org/edihkg/concept/pillar/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix technology: <https://w3id.org/edihkg/concept/technology/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <https://example.org/> .

:programme a edih:Programme ; skos:prefLabel "Programme" ;
    edih:hasLegalBasis <http://data.europa.eu/eli/reg/2021/694/oj> ;
    edih:hasObjective pillar:AI ; edih:hasSelectionStep :step .
:step a edih:SelectionStep ; skos:prefLabel "Step" ; edih:stepNumber 1 .
:capacity a edih:PillarCapacity ; skos:prefLabel "Capacity" ; edih:isCapacityOf pillar:HPC .
:actor a edih:EcosystemActor ; skos:prefLabel "Actor" ; edih:actorType actor-type:TEF ;
    edih:collaboratesIn :work .
:work a edih:Collaboration ; skos:prefLabel "Work" .
:event a edih:Event ; skos:prefLabel "Event" ; edih:eventType event-type:WORKSHOP ;
    edih:startDate "2024-05-06"^^xsd:date ; edih:hasParticipation :part ;
    edih:passesOnCapacity :capacity ; edih:hasTheme pillar:SKILLS ; dct:subject :programme .
:part a edih:Participation ; edih:participant :actor ; edih:functionAsStated "chair" .
call:digital-2030-edih-01 a edih:Call ; skos:prefLabel "Call" ;
    edih:callIdentifier "DIGITAL-2030-EDIH-01" ; edih:belongsToProgramme :programme .
:catalogue a edih:Catalogue ; skos:prefLabel "Catalogue" .
:pillar a edih:Pillar ; skos:prefLabel "Pillar" .
:topic a skos:Concept ; edih:indicatesPillar pillar:CYBERSECURITY .
:place a edih:Place ; skos:prefLabel "Place" ; edih:country country:SVN .
:region a edih:Region ; skos:prefLabel "Region" ; edih:nutsLevel 2 ; edih:isExtraRegio true .
:land a dct:Location ; edih:nutsPrefix "SI" .
:file a edih:Submission ; edih:fileName "si/x.ttl" ;
    edih:fileDigest "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" ;
    edih:shapesVersion "0.2.0" ; edih:outcome "published" ; edih:validatedBy :run .
:run a edih:ValidationRun ; edih:conforms true ; edih:violationCount 0 ; edih:warningCount 3 ;
    prov:endedAtTime "2026-11-22T12:00:00Z"^^xsd:dateTime .
"""
DEFECTS = {
    "ProgrammeShape-name": ('edih:Programme ; skos:prefLabel "Programme"', "edih:Programme"),
    "ProgrammeShape-objective": ("edih:hasObjective pillar:AI", "edih:hasObjective pillar:SO2"),
    "ProgrammeShape-step": ("edih:hasSelectionStep :step", "edih:hasSelectionStep :event"),
    "LegalBasis-address": ("<http://data.europa.eu/eli/reg/2021/694/oj>", '"694/2021"'),
    "SelectionStepShape-name": ('edih:SelectionStep ; skos:prefLabel "Step"', "edih:SelectionStep"),
    "SelectionStepShape-number": ("edih:stepNumber 1", "edih:stepNumber 0"),
    "PillarCapacityShape-name": ('Capacity ; skos:prefLabel "Capacity"', "Capacity"),
    "PillarCapacityShape-pillar": ("pillar:HPC", "pillar:SO1"),
    "PillarCapacityShape-pillar-missing": (" ; edih:isCapacityOf pillar:HPC", ""),
    "EcosystemActorShape-name": ('Actor ; skos:prefLabel "Actor"', "Actor"),
    "EcosystemActorShape-type": ("actor-type:TEF", "actor-type:SITE"),
    "EcosystemActorShape-type-missing": (" edih:actorType actor-type:TEF ;", ""),
    "EcosystemActorShape-collaboration": ("collaboratesIn :work", "collaboratesIn :place"),
    "EventShape-name": ('edih:Event ; skos:prefLabel "Event"', "edih:Event"),
    "EventShape-type": ("event-type:WORKSHOP", "event-type:PARTY"),
    "EventShape-participation": ("hasParticipation :part", "hasParticipation :actor"),
    "EventShape-start": ('edih:startDate "2024-05-06"^^xsd:date ;', ""),
    "EventShape-programme": ("dct:subject :programme", "dct:subject :step"),
    "Capacity-known": ("edih:passesOnCapacity :capacity", "edih:passesOnCapacity :actor"),
    "Theme-concept": ("edih:hasTheme pillar:SKILLS", "edih:hasTheme :actor"),
    "ParticipationShape-who": ("edih:participant :actor ; ", ""),
    "ParticipationShape-function": ('edih:functionAsStated "chair"', "edih:functionAsStated 1"),
    "CallShape-name": ('edih:Call ; skos:prefLabel "Call"', "edih:Call"),
    "CallShape-identifier": ('"DIGITAL-2030-EDIH-01"', '"EDIH 2030"'),
    "CallShape-programme": ("belongsToProgramme :programme", "belongsToProgramme :step"),
    "CatalogueShape-name": (' ; skos:prefLabel "Catalogue"', ""),
    "PillarShape-name": (' ; skos:prefLabel "Pillar"', ""),
    "IndicatesPillar-list": ("pillar:CYBERSECURITY", "pillar:SECURITY"),
    "PlaceShape-name": ('edih:Place ; skos:prefLabel "Place"', "edih:Place"),
    "RegionShape-name": ('Region ; skos:prefLabel "Region"', "Region"),
    "RegionShape-level": ("edih:nutsLevel 2", "edih:nutsLevel 4"),
    "RegionShape-extra": ("isExtraRegio true", 'isExtraRegio "yes"'),
    "RegionShape-prefix": ('nutsPrefix "SI"', 'nutsPrefix "SVN"'),
    "SubmissionShape-file": ('fileName "si/x.ttl"', "fileName 1"),
    "SubmissionShape-digest": ('fileDigest "e3b0c', 'fileDigest "'),
    "SubmissionShape-version": ('"0.2.0"', '"latest"'),
    "SubmissionShape-outcome": ('"published"', '"lost"'),
    "SubmissionShape-run": ("validatedBy :run", "validatedBy :place"),
    "ValidationRunShape-conforms": ("edih:conforms true ; ", ""),
    "ValidationRunShape-violations": ("violationCount 0", "violationCount -1"),
    "ValidationRunShape-warnings": ("warningCount 3", 'warningCount "few"'),
    "ValidationRunShape-time": ('"2026-11-22T12:00:00Z"^^xsd:dateTime', '"at noon"'),
}


@pytest.fixture(scope="module")
def reference_shapes() -> Graph:
    """Shapes of reference data, with the shared parts that they use."""
    merged = read_all(SHAPES / "reference")
    shared = Graph()
    for name in ("common.ttl", "model.ttl", "text.ttl"):
        shared.parse(SHAPES / "core" / name)
    return merged + _without_targets(shared)


@pytest.fixture(scope="module")
def background(concepts: Graph) -> Graph:
    """The lists, without the statements that are themselves checked."""
    listed = Graph().parse(FOLDER / "reference" / "authority.ttl")
    for subject, _, scheme in concepts.triples((None, SKOS.inScheme, None)):
        listed.add((subject, SKOS.inScheme, scheme))
        listed.add((subject, RDF.type, SKOS.Concept))
    return listed


def _without_targets(graph: Graph) -> Graph:
    kept = Graph()
    for statement in graph:
        if statement[1] != SH.targetClass:
            kept.add(statement)
    return kept


def _found(data: Graph, shapes: Graph) -> dict[str, set[Node]]:
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    assert isinstance(report, Graph)
    found: dict[str, set[Node]] = {}
    for result in report.objects(None, SH.result):
        shape = str(report.value(result, SH.sourceShape)).rpartition("#")[2]
        found.setdefault(shape, set()).update(report.objects(result, SH.focusNode))
    return found


def test_the_example_has_no_defect(reference_shapes: Graph, background: Graph) -> None:
    """It is the valid twin of every defect below."""
    data = background + Graph().parse(data=EXAMPLE, format="turtle")
    assert _found(data, reference_shapes) == {}


@pytest.mark.parametrize(("shape", "change"), DEFECTS.items(), ids=DEFECTS.keys())
def test_a_shape_finds_its_defect_and_no_other(
    shape: str, change: tuple[str, str], reference_shapes: Graph, background: Graph
) -> None:
    """A shape without an example is a shape that nobody has seen work."""
    assert EXAMPLE.count(change[0]) == 1, change[0]
    data = background + Graph().parse(data=EXAMPLE.replace(*change), format="turtle")
    assert set(_found(data, reference_shapes)) == {shape}


def test_there_is_a_defect_for_every_shape_of_reference_data() -> None:
    """A new shape must be seen at work."""
    own = read_all(SHAPES / "reference")
    names = {str(shape).rpartition("#")[2] for shape in own.subjects(EDIH.defectCode)}
    assert names <= DEFECTS.keys()


def test_programme_calls_sources_and_places_have_no_defect(reference_shapes: Graph) -> None:
    """What we ask of others we keep ourselves."""
    data = read_all(FOLDER / "schemes")
    for name in ("authority", "programme", "calls", "sources", "places"):
        data.parse(FOLDER / "reference" / f"{name}.ttl")
    data.parse(FOLDER / "alignments" / "regulation.ttl")
    assert _found(data, reference_shapes) == {}
