"""A reader of the feed that knows nothing but its pages: what any client ends up with."""

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

TREE = "https://w3id.org/tree#"
TIME = ox.NamedNode("http://www.w3.org/ns/prov#generatedAtTime")
OF = ox.NamedNode("http://purl.org/dc/terms/isVersionOf")
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
DELETE = ox.NamedNode("https://www.w3.org/ns/activitystreams#Delete")


def pages_of(site: Path, url: str) -> list[Path]:
    """Follow the relations of the feed's root to the files of its pages."""
    nodes = {
        value(quad.object)
        for quad in ox.parse(path=site / "feed.ttl")
        if quad.predicate.value == f"{TREE}node"
    }
    assert all(node.startswith(url) for node in nodes)
    return sorted(site / node.removeprefix(url) for node in nodes)


def replay(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    """Keep the newest version of each hub, in the graph that the hub has in a release."""
    store = ox.Store()
    store.extend(quads)
    newest: dict[str, tuple[str, ox.NamedNode]] = {}
    for quad in store.quads_for_pattern(None, OF, None, ox.DefaultGraph()):
        time = next(store.quads_for_pattern(quad.subject, TIME, None, ox.DefaultGraph())).object
        hub, moment = value(quad.object), value(time)
        if moment > newest.get(hub, ("", quad.subject))[0]:
            assert isinstance(quad.subject, ox.NamedNode)
            newest[hub] = (moment, quad.subject)
    found = set()
    for hub, (_, member) in newest.items():
        if ox.Quad(member, TYPE, DELETE) in store:
            continue
        graph = ox.NamedNode(hub.replace("/id/hub/", "/graph/hub/"))
        found |= {
            ox.Quad(each.subject, each.predicate, each.object, graph)
            for each in store.quads_for_pattern(None, None, None, member)
        }
    return found


def canonical(quads: Iterable[ox.Quad]) -> str:
    """Write a dataset in its canonical form, which is equal for equal datasets."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return "\n".join(sorted(str(quad) for quad in dataset))


def value(term: object) -> str:
    """Give the text of a literal or the address of a node."""
    assert isinstance(term, ox.NamedNode | ox.Literal)
    return term.value
