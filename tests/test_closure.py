"""A check sees of the reference data what its submission leads to, and no more."""

from pathlib import Path, PurePosixPath

import pytest
from rdflib import DCTERMS, OWL, RDF, SKOS, Graph, URIRef

from edihkg import assets
from edihkg.closure import Background, checker
from edihkg.errors import UsageError
from edihkg.sources import read_turtle
from edihkg.validation import Shapes
from edihkg.vocab import EDIH

NUTS = "http://data.europa.eu/nuts/code/"
SAMPLE = Path(__file__).parent / "data" / "valid" / "si" / "4pdih.ttl"


@pytest.fixture(scope="module")
def background() -> Background:
    """The product's reference data."""
    return Background.load(assets.folder("ontology"), Shapes.load(assets.folder("shapes")))


def _reach(background: Background, region: str) -> Graph:
    naming = Graph()
    naming.add((URIRef("urn:hub"), EDIH.isLocatedIn, URIRef(NUTS + region)))
    reached = Graph()
    for statement in background.reach(naming):
        reached.add(statement)
    return reached


def test_a_region_brings_its_type_label_level_and_country(background: Background) -> None:
    """The shapes and messages read these."""
    reached = _reach(background, "SI04")
    region = URIRef(f"{NUTS}SI04")
    assert (region, RDF.type, EDIH.Region) in reached
    assert {SKOS.prefLabel, SKOS.notation, EDIH.nutsLevel, EDIH.country} <= set(
        reached.predicates(region)
    )
    country = reached.value(region, EDIH.country)
    assert reached.value(country, SKOS.notation) is not None


def test_a_retired_region_brings_its_successors_with_labels(background: Background) -> None:
    """The message names what to use instead."""
    reached = _reach(background, "HR04")
    retired = URIRef(f"{NUTS}HR04")
    assert reached.value(retired, OWL.deprecated) is not None
    successors = set(reached.objects(retired, DCTERMS.isReplacedBy))
    assert len(successors) == 3
    assert all(reached.value(region, SKOS.prefLabel) is not None for region in successors)


def test_what_is_not_named_is_not_reached(background: Background) -> None:
    """The cost of a check must not grow with the reference data."""
    assert len(background.reach(Graph())) == 0
    reached = _reach(background, "SI04")
    assert {str(s) for s in reached.subjects() if str(s).startswith(NUTS)} == {f"{NUTS}SI04"}
    assert SKOS.broader not in set(reached.predicates())


def test_an_unknown_code_reaches_nothing(background: Background) -> None:
    """That is how the shapes see that it is unknown."""
    assert len(_reach(background, "XX99")) == 0


def test_the_checker_finds_its_assets_itself() -> None:
    """Build and server make one in each process."""
    submission = read_turtle(SAMPLE.read_bytes(), PurePosixPath("si/4pdih.ttl"))
    report = checker()(submission)
    assert report.accepted
    assert report.label == "4P Digital Innovation Hub"


def test_missing_shapes_are_said_plainly(tmp_path: Path) -> None:
    """A broken installation is not the submitter's fault."""
    with pytest.raises(UsageError, match="no shapes"):
        checker(tmp_path)


def test_shapes_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    """Whoever edits shapes sees which file is broken."""
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "hub.ttl").write_text("no Turtle")
    with pytest.raises(UsageError, match=r"hub\.ttl"):
        checker(tmp_path)
