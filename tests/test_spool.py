"""Statements wait on disk, and leave nothing there."""

from pathlib import Path

from edihkg.build.report import Checked
from edihkg.build.spool import spool
from edihkg.graph import hub_graph_of
from edihkg.iris import IriSpace

SPACE = IriSpace("https://w3id.org/edihkg/")


def _checked(slug: str, *lines: bytes) -> Checked:
    graph = hub_graph_of(lines, slug=slug, space=SPACE)
    name = f"si/{slug}.ttl"
    return Checked(
        name=name, slug=slug, hub="", label="", digest="", outcome="published", graph=graph
    )


def test_each_submission_gets_its_own_lines_back_as_often_as_it_asks(tmp_path: Path) -> None:
    """A mixture of two would publish one hub's words as another's."""
    first, second = (b'<a> <b> "\xc4\x8d" .', b"<c> <d> <e> ."), (b"<f> <g> <h> .",)
    with spool(tmp_path) as held:
        graphs = [held.hold(each).graph for each in (_checked("a", *first), _checked("b", *second))]
        for _ in range(2):
            assert [tuple(each.statements) for each in graphs if each] == [first, second]


def test_nothing_is_seen_of_it_on_the_disk(tmp_path: Path) -> None:
    """A build may be killed at any moment."""
    with spool(tmp_path) as held:
        held.hold(_checked("a", b"<a> <b> <c> ."))
        assert list(tmp_path.iterdir()) == []


def test_a_submission_without_statements_stays_as_it_is(tmp_path: Path) -> None:
    """What is kept out has none."""
    kept_out = Checked(name="x.ttl", slug="x", hub="", label="", digest="", outcome="kept out")
    with spool(tmp_path) as held:
        assert held.hold(kept_out) is kept_out
