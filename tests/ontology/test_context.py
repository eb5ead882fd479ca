"""The JSON-LD context loses nothing, and the frame speaks of what exists."""

import json
from pathlib import Path, PurePosixPath
from typing import Any

import pyoxigraph
import pytest
from rdflib import OWL, RDF, Graph
from rdflib.compare import isomorphic

from edihkg import assets
from edihkg.sources import read_turtle
from edihkg.terms import to_rdflib
from tests.ontology.conftest import FOLDER, NAMESPACE, name_of, terms_of

SAMPLE_NAME = "4P Digital Innovation Hub"
TESTS = Path(__file__).parents[1]
SUBMISSIONS = assets.folder("submissions")
SAMPLES = {
    "a hub of Slovenia": SUBMISSIONS / "si" / "dih-slovenia.ttl",
    "a hub with many partners": SUBMISSIONS / "fr" / "digihall.ttl",
    "a hub with a code that is retired": SUBMISSIONS / "hr" / "crobohub-plus-plus.ttl",
    "everything a submission may state": TESTS / "data" / "valid" / "si" / "4pdih.ttl",
    "the whole model": FOLDER / "examples" / "model-hub.ttl",
}


@pytest.fixture(scope="module")
def context() -> dict[str, Any]:
    """The published context."""
    text = (FOLDER / "context.jsonld").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)["@context"]
    return found


@pytest.mark.parametrize("path", SAMPLES.values(), ids=SAMPLES.keys())
def test_a_submission_survives_the_way_to_json_and_back(
    path: Path, context: dict[str, Any]
) -> None:
    """Whoever reads the JSON as RDF must get what was written."""
    name = PurePosixPath(path.parent.name, path.name)
    graph = read_turtle(path.read_bytes(), name).graph
    compacted = graph.serialize(format="json-ld", context=context)
    assert isomorphic(_expanded(compacted), graph)


def _expanded(compacted: str) -> Graph:
    """Read JSON-LD with the other engine."""
    graph = Graph()
    for quad in pyoxigraph.parse(compacted, format=pyoxigraph.RdfFormat.JSON_LD):
        graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    return graph


def test_compacted_json_is_what_a_web_developer_expects(context: dict[str, Any]) -> None:
    """Plain names, texts by language, lists where there can be several."""
    path = SAMPLES["everything a submission may state"]
    graph = read_turtle(path.read_bytes(), PurePosixPath("si/4pdih.ttl")).graph
    nodes = json.loads(graph.serialize(format="json-ld", context=context))["@graph"]
    (hub,) = (node for node in nodes if node.get("type") == "Hub")
    assert hub["name"] == "4P Digital Innovation Hub"
    assert set(hub["description"]) == {"en"}
    assert isinstance(hub["hasFacility"], list)
    assert hub["page"] == "https://www.4pdih.example/"
    assert not [key for key in hub if ":" in key or key.startswith("@")]


def test_every_term_has_its_name_in_the_context(core: Graph, context: dict[str, Any]) -> None:
    """A term without an entry would appear as a full address."""
    for term in terms_of(core):
        entry = context[name_of(term)]
        target = entry if isinstance(entry, str) else entry["@id"]
        assert target == f"edih:{name_of(term)}"
        if (term, RDF.type, OWL.ObjectProperty) in core:
            assert entry["@type"] == "@id"


def test_every_entry_leads_to_a_known_prefix(core: Graph, context: dict[str, Any]) -> None:
    """An entry without its prefix would be read as an address."""
    names = {name_of(term) for term in terms_of(core)}
    for key, entry in context.items():
        target = entry if isinstance(entry, str) else entry.get("@id", "") if entry != 1.1 else ""
        prefix, colon, rest = target.partition(":")
        if colon and not rest.startswith("//"):
            assert prefix in context, key
            assert prefix != "edih" or rest in names, key


def test_the_frame_of_a_hub_uses_names_of_the_context(context: dict[str, Any]) -> None:
    """A frame with a misspelt name would match nothing."""
    frame = json.loads((FOLDER / "frame-hub.jsonld").read_text(encoding="utf-8"))
    assert frame["@context"] == "context.jsonld"
    assert (FOLDER / frame["@context"]).is_file()
    assert frame["type"] == "Hub"
    assert _keys(frame) <= context.keys()
    assert context["edih"]["@id"] == NAMESPACE


def _framed(statements: Graph, context: dict[str, Any]) -> dict[str, Any]:
    """Frame statements with a processor of JSON-LD 1.1 that had no part in the context."""
    from pyld import jsonld

    frame = json.loads((FOLDER / "frame-hub.jsonld").read_text(encoding="utf-8"))
    base = NAMESPACE.removesuffix("ns#")

    def load(url: str, _: Any = None) -> dict[str, Any]:
        assert url == f"{base}context.jsonld"
        return {"contextUrl": None, "documentUrl": url, "document": {"@context": context}}

    told = json.loads(statements.serialize(format="json-ld"))
    options = {"documentLoader": load, "base": base, "omitGraph": True}
    framed: dict[str, Any] = jsonld.frame(told, frame, options)
    return framed


def test_a_framed_hub_is_a_tree_that_needs_no_second_look(context: dict[str, Any]) -> None:
    """A web developer reads name, partners and facilities where they expect them."""
    path = SAMPLES["everything a submission may state"]
    stated = read_turtle(path.read_bytes(), PurePosixPath("si/4pdih.ttl")).graph
    plain = Graph()
    for statement in stated:
        plain.add(statement)
    hub = _framed(plain, context)
    assert (hub["id"], hub["type"], hub["name"]) == ("id/hub/4pdih", "Hub", SAMPLE_NAME)
    assert hub["description"].keys() == {"en"}
    (partnership,) = hub["hasPartnership"]
    assert partnership["member"]["name"] == "University of Ljubljana"
    assert partnership["role"] == "concept/partner-role/COORDINATOR"
    assert hub["isRunBy"] == partnership["member"]["id"]
    (facility,) = hub["hasFacility"]
    assert (facility["name"], facility["facilityType"]) == (
        "5G lab",
        "concept/facility-type/LABORATORY",
    )
    assert {each["expertiseLevel"] for each in hub["hasExpertise"]} == {3, 4, 5}
    assert not [key for key in _keys(hub) if ":" in key]


def _keys(value: Any) -> set[str]:
    if not isinstance(value, dict):
        return set()
    own = {key for key in value if not key.startswith("@")}
    return own.union(*(_keys(inner) for inner in value.values()))
