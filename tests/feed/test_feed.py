"""The feed of changes over several releases."""

import csv
import json
import shutil
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as Xml

import pyoxigraph as ox
import pytest

from edihkg import feed
from edihkg.feed.events import CREATE, DELETE, UPDATE
from edihkg.feed.patch import render_patch
from edihkg.graph.comparing import compare_sorted
from edihkg.graph.lines import in_graph
from edihkg.release import current, list_releases, use, verify
from tests.feed.conftest import ID_BASE, SITE_URL, Publish, version
from tests.feed.replaying import canonical, pages_of, replay, value

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def _site(out: Path) -> Path:
    return current(out).path / "site"


def _read(out: Path) -> list[ox.Quad]:
    pages = pages_of(_site(out), SITE_URL)
    return [quad for path in pages for quad in ox.parse(path=path)]


def _dump(**hubs: str) -> list[ox.Quad]:
    lines = [
        line
        for slug, value in hubs.items()
        for line in in_graph(version(slug, value).statements, f"{ID_BASE}graph/hub/{slug}")
    ]
    return list(ox.parse(b"\n".join(lines), format=ox.RdfFormat.N_QUADS))


def _kinds(written: feed.Feed) -> dict[str, str]:
    return {event.slug: event.kind for event in written.events}


def test_reading_from_empty_gives_the_hubs_of_the_release(tell: Publish, out: Path) -> None:
    """A harvester that has seen everything must hold exactly what is published now."""
    tell({"a": "1", "b": "1", "c": "1"}, day=1)
    tell({"a": "2", "b": "1", "d": "1"}, day=2)
    tell({"b": "1", "c": "3", "d": "1"}, day=3)
    assert canonical(replay(_read(out))) == canonical(_dump(b="1", c="3", d="1"))
    assert not any("feed" in problem for problem in verify(current(out)))


def test_each_release_tells_only_what_changed(tell: Publish) -> None:
    """Who comes every night reads one small page."""
    assert _kinds(tell({"a": "1", "b": "1"}, day=1)) == {"a": CREATE, "b": CREATE}
    assert _kinds(tell({"a": "1", "b": "2"}, day=2)) == {"b": UPDATE}
    assert _kinds(tell({"a": "1", "b": "2"}, day=3)) == {}
    assert _kinds(tell({"a": "1"}, day=4)) == {"b": DELETE}
    assert _kinds(tell({"a": "1", "b": "2"}, day=5)) == {"b": CREATE}


def test_a_hub_that_left_says_why_and_what_follows(tell: Publish, out: Path) -> None:
    """A deletion that nobody announces is the first thing that breaks harvesters."""
    tell({"a": "1", "b": "1"}, day=1)
    left = feed.Departure(
        hub=version("a").hub, reason="Its grant ended.", successor=version("b").hub
    )
    tell({"b": "1"}, day=2, departures=[left])
    listed = json.loads((_site(out) / "feed/hubs.json").read_text())
    gone = {each["hub"]: each for each in listed}[version("a").hub]
    assert (gone["change"], gone["reason"], gone["successor"]) == (
        "delete",
        "Its grant ended.",
        version("b").hub,
    )
    member = ox.NamedNode(gone["version"])
    told = {value(quad.object) for quad in _read(out) if quad.subject == member}
    assert {"Its grant ended.", version("b").hub} <= told


def test_a_full_page_never_changes_again(tell: Publish, out: Path) -> None:
    """Caches keep full pages for ever."""
    many = {f"h{number:03}": "1" for number in range(130)}
    tell(many, day=1)
    first, second = ((_site(out) / f"feed/{n}.trig").read_bytes() for n in (1, 2))
    tell({**many, "h000": "2"}, day=2)
    assert (_site(out) / "feed/1.trig").read_bytes() == first
    assert (_site(out) / "feed/2.trig").read_bytes() != second
    old, new = list_releases(out)
    one, two = (each.path / "site/feed/1.trig" for each in (old, new))
    assert one.samefile(two), "a page that did not change takes space once"
    assert (old.path / "site/feed/2.trig").read_bytes() == second, "old releases stay as they are"


def test_the_events_of_a_release_are_on_pages_that_are_known_or_on_new_ones(
    tell: Publish, out: Path
) -> None:
    """Who reads while it is published has the old list of pages: all of it or nothing."""
    many = {f"h{number:03}": "1" for number in range(90)}
    tell(many, day=1)
    first = (_site(out) / "feed/1.trig").read_bytes()
    tell({**many, **{f"h{number:03}": "2" for number in range(11)}}, day=2)
    assert (_site(out) / "feed/1.trig").read_bytes() == first
    tell({**many, "h000": "3"}, day=3)
    pages = json.loads((_site(out) / "feed/state.json").read_text())["pages"]
    assert [page["members"] for page in pages] == [90, 22]


def test_who_reads_while_a_release_is_published_sees_one_release(tell: Publish, out: Path) -> None:
    """The list of pages is of the old release, some pages already of the new one."""
    sizes = (90, 11, 130, 3, 99, 1, 70)
    hubs: dict[str, str] = {}
    for day, size in enumerate(sizes, 1):
        hubs |= {f"h{number:03}": str(day) for number in range(size)}
        tell(hubs, day=day)
    for old, new in pairwise(list_releases(out)):
        sites = [each.path / "site" for each in (old, new)]
        states = [_state(pages_of(site, SITE_URL)) for site in sites]
        names = [path.name for path in pages_of(sites[0], SITE_URL)]
        for first in range(len(names) + 1):
            read = [sites[n >= first] / "feed" / name for n, name in enumerate(names)]
            assert _state(read) in states, (old.path.name, first)


def _state(pages: list[Path]) -> dict[str, str]:
    """Tell the newest version of each hub, as whoever reads these pages holds it."""
    newest: dict[str, str] = {}
    for path in pages:
        for quad in ox.parse(path=path):
            if quad.predicate.value.endswith("isVersionOf"):
                hub, version = value(quad.object), value(quad.subject)
                newest[hub] = max(newest.get(hub, ""), version.rpartition("#")[2])
    return newest


def test_a_version_keeps_its_name(tell: Publish, out: Path) -> None:
    """An identifier that changes from night to night makes duplicates."""
    tell({"a": "1"}, day=1)
    names = {quad.subject for quad in _read(out) if quad.predicate.value.endswith("isVersionOf")}
    tell({"a": "2"}, day=2)
    after = {quad.subject for quad in _read(out) if quad.predicate.value.endswith("isVersionOf")}
    assert names < after


def test_the_same_releases_give_the_same_bytes(tell: Publish, out: Path, tmp_path: Path) -> None:
    """A mirror that builds for itself publishes the same feed."""
    tell({"a": "1", "b": "1"}, day=1)
    before = {p.name: p.read_bytes() for p in _site(out).rglob("*") if p.is_file()}
    shutil.rmtree(out)
    tell({"b": "1", "a": "1"}, day=1)
    names = {p.name: p.read_bytes() for p in _site(out).rglob("*") if p.is_file()}
    assert {name.replace("a-b", "b-a") for name in before} == set(names)
    assert before["1.trig"].replace(b"-a-b-1-1", b"-b-a-1-1") == names["1.trig"]


def test_time_never_runs_backwards(tell: Publish, out: Path) -> None:
    """Who reads on from the last time that they know must miss nothing."""
    tell({"a": "1"}, day=9)
    tell({"a": "2"}, day=3)
    state = json.loads((_site(out) / "feed/state.json").read_text())
    assert state["hubs"]["a"]["moment"] == "2026-01-09T00:00:01Z"


def test_a_release_that_was_gone_back_from_leaves_no_gap(tell: Publish, out: Path) -> None:
    """Clients have read the newest feed, whatever release is current."""
    tell({"a": "1"}, day=1)
    old = current(out).manifest.release_id
    tell({"a": "2", "b": "1"}, day=2)
    use(out, old)
    written = tell({"a": "1", "c": "1"}, day=3)
    assert _kinds(written) == {"a": UPDATE, "b": DELETE, "c": CREATE}
    assert canonical(replay(_read(out))) == canonical(_dump(a="1", c="1"))


def test_a_damaged_feed_is_not_followed(tell: Publish, out: Path) -> None:
    """One bad page must not be copied for ever; the last whole feed is taken."""
    tell({"a": "1"}, day=1)
    tell({"a": "2"}, day=2)
    (_site(out) / "feed/1.trig").unlink()
    assert _kinds(tell({"a": "2"}, day=3)) == {"a": UPDATE}


def test_a_site_that_moves_begins_a_new_feed(tell: Publish, out: Path) -> None:
    """Links of the old address must not be served from the new one."""
    tell({"a": "1"}, day=1)
    moved = feed.Source(url="https://new.example/", id_base=ID_BASE, author="The publisher")
    assert _kinds(tell({"a": "1"}, day=2, source=moved)) == {"a": CREATE}
    served = [p for p in _site(out).rglob("*") if p.is_file() and p.name != "context.jsonld"]
    assert not [p for p in served if SITE_URL.encode() in p.read_bytes()]


def test_a_site_that_moves_remembers_who_left(tell: Publish, out: Path) -> None:
    """The addresses of hubs are good for something for ever, wherever they are served."""
    tell({"a": "1", "b": "1"}, day=1)
    tell({"b": "1"}, day=2)
    moved = feed.Source(url="https://new.example/", id_base=ID_BASE, author="The publisher")
    written = tell({"b": "1"}, day=3, source=moved)
    assert [event.slug for event in written.gone] == ["a"]
    assert _kinds(written) == {"b": CREATE}, "the new feed tells of those only who are there"
    rows = json.loads((_site(out) / "feed/hubs.json").read_text())
    assert [(row["label"][4], row["version"] != "") for row in rows] == [("A", False), ("B", True)]
    assert _kinds(tell({"a": "2", "b": "1"}, day=4, source=moved)) == {"a": CREATE}


def test_the_atom_feed_tells_people(tell: Publish, out: Path) -> None:
    """A person with a feed reader sees names, not digests; a flood is one entry."""
    many = {f"h{number:03}": "1" for number in range(60)}
    tell(many, day=1)
    tell({**many, "h001": "2"}, day=2)
    atom = Xml.fromstring((_site(out) / "feed/changes.atom").read_text())  # noqa: S314 - our own
    titles = [each.text for each in atom.findall("a:entry/a:title", ATOM)]
    assert titles == ["Changed: Hub H001 & Co", "60 hubs: 60 new"]
    links = [each.get("href") for each in atom.findall("a:entry/a:link", ATOM)]
    assert links == [f"{SITE_URL}id/hub/h001.html", f"{SITE_URL}feed/hubs.csv"]
    assert len({each.text for each in atom.iter("{http://www.w3.org/2005/Atom}id")}) == 3


def test_the_list_is_there_as_table_and_as_json(tell: Publish, out: Path) -> None:
    """Not every harvester speaks RDF."""
    tell({"a": "1", "b": "1"}, day=1)
    tell({"a": "2", "b": "1"}, day=2)
    rows = json.loads((_site(out) / "feed/hubs.json").read_text())
    with (_site(out) / "feed/hubs.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == rows
    assert [row["hub"][-1] for row in rows] == ["b", "a"], "oldest change first"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([b"<a> <b> <c> .", b"<a> <b> <d> ."], [b"<a> <b> <d> .", b"<a> <b> <e> ."]),
        ([], [b"<a> <b> <c> ."]),
        ([b"<a> <b> <c> ."], [b"<a> <b> <c> ."]),
    ],
    ids=["changed", "new", "equal"],
)
def test_a_patch_turns_the_old_dump_into_the_new_one(old: list[bytes], new: list[bytes]) -> None:
    """Who keeps a copy fetches some lines instead of all."""
    ends = ([line + b"\n" for line in lines] for lines in (old, new))
    difference = compare_sorted(*map(iter, ends))
    text = render_patch(difference, ids=("urn:x:old", "urn:x:new")).splitlines()
    assert text[:3] == [b"H id <urn:x:new> .", b"H prev <urn:x:old> .", b"TX ."]
    lines = set(old)
    for line in text[3:-1]:
        (lines.discard if line.startswith(b"D ") else lines.add)(line[2:])
    assert sorted(lines) == sorted(new)


def test_members_have_their_shape(tell: Publish, out: Path) -> None:
    """The feed announces a shape; its own members keep to it."""
    import pyshacl
    from rdflib import SH, Graph, URIRef

    tell({"a": "1", "b": "1"}, day=1)
    tell({"a": "2"}, day=2)
    about = [q.triple for q in _read(out) if q.graph_name == ox.DefaultGraph()]
    data = Graph().parse(data=ox.serialize(about, format=ox.RdfFormat.N_TRIPLES), format="nt")
    shape = f"{SITE_URL}feed/shape.ttl"
    shapes = Graph().parse(_site(out) / "feed/shape.ttl", publicID=shape)
    member = URIRef("https://w3id.org/tree#member")
    for each in set(data.objects(None, member)):
        shapes.add((URIRef(shape), SH.targetNode, each))
    assert len(set(shapes.objects(None, SH.targetNode))) == 4
    conforms, _, text = pyshacl.validate(data, shacl_graph=shapes)
    assert conforms, text
