"""What is acquitted before the judge is asked would have been acquitted by the judge."""

from pathlib import PurePosixPath

import pytest
from pyshacl.pytypes import SHACLExecutor
from rdflib import RDF, SH, BNode, Literal, URIRef

from edihkg.closure import Background
from edihkg.indexed import IndexedGraph
from edihkg.sources import read_turtle
from edihkg.submission import Statement
from edihkg.validation import Shapes
from edihkg.validation.acquittal import Acquittals
from tests.validation.conftest import TEXT
from tests.validation.test_cases import ALL

SHAPE, PATH = URIRef("urn:shape"), URIRef("urn:path")
SOME = sorted(ALL)[::8]
"""Every eighth case: asking the judge everything takes long."""


def _text(name: str) -> str:
    case, text = ALL[name]
    for old, new in case.changes:
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize("name", [*SOME, ""])
def test_the_judge_finds_nothing_in_what_is_acquitted(
    name: str, shapes: Shapes, background: Background
) -> None:
    """A finding that is acquitted away would be lost without a trace."""
    text = _text(name) if name else TEXT
    submission = read_turtle(text.encode(), PurePosixPath("si/4pdih.ttl"))
    reached = background.reach(submission.graph)
    profile = shapes.profiles["edih"]
    data = IndexedGraph((*submission.graph, *reached), profile.queries)
    acquitted = asked = 0
    for target in profile.targets:
        members = {m for one in target.classes for m in data.subjects(RDF.type, one)}
        for member in members:
            asked += 1
            if target.acquits(data, member):
                acquitted += 1
                holds, results = target.shape.validate(SHACLExecutor(), data, focus=[member])
                assert (holds, results) == (True, []), (target.shape.node, member)
    assert acquitted > 0.9 * asked


DOUBTFUL: dict[str, list[Statement]] = {
    "an unknown constraint": [(SHAPE, SH.lessThan, URIRef("urn:other"))],
    "a shape that is switched off": [(SHAPE, SH.deactivated, Literal(True))],
    "a path backwards": [(SHAPE, SH.path, BNode("x")), (BNode("x"), SH.inversePath, PATH)],
    "a shape within itself": [(SHAPE, SH.path, PATH), (SHAPE, SH.node, SHAPE)],
    "a query about the path": [
        (SHAPE, SH.sparql, BNode("q")),
        (BNode("q"), SH.select, Literal("SELECT $this { $this $PATH ?value }")),
    ],
}


@pytest.mark.parametrize("statements", DOUBTFUL.values(), ids=DOUBTFUL.keys())
def test_what_is_not_understood_goes_before_the_judge(statements: list[Statement]) -> None:
    """Doubt costs a moment, a wrong acquittal a finding."""
    acquittal = Acquittals(IndexedGraph(statements)).of(SHAPE)
    thing = URIRef("urn:thing")
    assert not acquittal(IndexedGraph([(thing, PATH, Literal("x"))]), thing)
