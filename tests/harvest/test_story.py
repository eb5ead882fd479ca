"""Three publishes under the eyes of harvesters: a hub changes, one is merged, it comes back."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest

from edihkg.release import Release
from tests.feed.replaying import canonical, replay
from tests.harvest import tools
from tests.harvest.conftest import Network, make_network

pytestmark = pytest.mark.slow

ALPHA, BETA = "si/alpha.ttl", "fi/beta.ttl"
SUCCESSOR = (
    '<http://www.w3.org/2004/02/skos/core#changeNote> "It became part of Alpha."@en ;\n'
    "    dct:isReplacedBy hub:alpha ;"
)
HUB = "https://w3id.org/edihkg/id/hub/"


@dataclass
class Stage:
    """What harvesters found after one publish."""

    release: Release
    harvested: list[ox.Quad] = field(default_factory=list)
    """What the LDES client brought, going on where it had stopped."""
    catalogue: dict[str, Any] = field(default_factory=dict)
    """What CKAN read."""
    answers: dict[str, httpx.Response] = field(default_factory=dict)


@dataclass
class Story:
    """All that happened."""

    network: Network
    stages: list[Stage]
    seen: list[tuple[str, bytes]]
    """Release and content of every catalogue that was fetched while the second was published."""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Publish three times under one running server."""
    folder = tmp_path_factory.mktemp("story")
    network = make_network(folder)
    first = Stage(network.publish())
    with network.served() as client:
        _harvest(first, network, client, folder / "state")
        network.edit(ALPHA, "A made-up hub that", "A changed hub that")
        network.leave(BETA, says=SUCCESSOR)
        seen: list[tuple[str, bytes]] = []
        second = Stage(_publish_while_read(network, client, seen))
        _harvest(second, network, client, folder / "state")
        network.come_back(BETA)
        third = Stage(network.publish())
        network.await_release(client, third.release)
        _harvest(third, network, client, folder / "state")
        yield Story(network, [first, second, third], seen)


def _publish_while_read(
    network: Network, client: httpx.Client, seen: list[tuple[str, bytes]]
) -> Release:
    """Publish while a harvester fetches the catalogue again and again."""
    published: list[Release] = []
    publishing = threading.Thread(target=lambda: published.append(network.publish()))
    publishing.start()
    while publishing.is_alive():
        seen.append(_fetch(client))
        publishing.join(0.05)
    network.await_release(client, published[0])
    seen.append(_fetch(client))
    return published[0]


def _fetch(client: httpx.Client) -> tuple[str, bytes]:
    response = client.get("/catalogue", headers={"accept": "text/turtle"}, follow_redirects=True)
    assert response.status_code == 200
    return response.headers["edihkg-release"], response.content


def _harvest(stage: Stage, network: Network, client: httpx.Client, state: Path) -> None:
    if tools.LDES_CLIENT.exists():
        stage.harvested = tools.follow(f"{network.url}feed", state=state)
    if tools.CKAN.exists():
        stage.catalogue = tools.read_catalogue(stage.release.path / "catalogue.rdf", "xml")
    for address in (
        "/id/hub/beta",
        "/id/hub/beta.ttl",
        "/feed/hubs.json?modified_since=2026-01-02",
    ):
        stage.answers[address] = client.get(address, headers={"accept": "text/turtle"})


def _hub_graphs(release: Release) -> set[ox.Quad]:
    quads = ox.parse(path=release.path / "dumps" / "edihkg.nq")
    return {quad for quad in quads if "/graph/hub/" in str(quad.graph_name)}


def test_a_catalogue_in_the_middle_of_a_publish_is_of_one_release(story: Story) -> None:
    """A short or mixed page makes a portal delete datasets."""
    contents = {
        stage.release.manifest.release_id: (stage.release.path / "catalogue.ttl").read_bytes()
        for stage in story.stages
    }
    assert len(story.seen) > 2
    assert {name for name, _ in story.seen} == {
        stage.release.manifest.release_id for stage in story.stages[:2]
    }
    assert all(contents[name] == content for name, content in story.seen)


@tools.needs_ckan
def test_ckan_would_delete_only_what_was_withdrawn(story: Story) -> None:
    """It deletes what a harvest does not have; Beta was the only hub of Finland."""
    first, second, third = (set(stage.catalogue["datasets"]) for stage in story.stages)
    finland = "https://w3id.org/edihkg/catalogue#country-fi"
    assert first - second == {finland}
    assert second - first == set()
    assert third == first, "a hub that comes back brings its dataset back, under the same name"


@tools.needs_ckan
def test_ckan_reads_licences_themes_checksums_and_whom_to_ask(story: Story) -> None:
    """What a portal shows of a dataset must have arrived."""
    for stage in story.stages:
        assert stage.catalogue["next"] is None, "one page, so no paging can go wrong"
        for dataset in stage.catalogue["datasets"].values():
            assert dataset["title"]
            assert "data-theme" in dataset["theme"]
            assert dataset["publisher"] == "edihkg contributors"
            assert dataset["contact"]
            assert len(dataset["resources"]) >= 8
            for resource in dataset["resources"]:
                assert resource["license"].endswith("/authority/licence/CC_BY_4_0")
                assert len(resource["hash"]) == 64
                assert resource["size"] > 0
                assert resource["download_url"].startswith(f"{story.network.url}dumps/")


@tools.needs_ckan
def test_ckan_sees_which_datasets_changed(story: Story) -> None:
    """It fetches again what has another date; lists and ontology did not change."""
    first, second = (stage.catalogue["datasets"] for stage in story.stages[:2])
    changed = {
        name.partition("#")[2]
        for name in second
        if first[name]["modified"] != second[name]["modified"]
    }
    assert changed == {"network", "country-si"}


@tools.needs_ldes_client
def test_the_ldes_client_follows_every_publish(story: Story) -> None:
    """It goes on where it stopped, and what it holds is what is published."""
    harvested: list[ox.Quad] = []
    for stage in story.stages:
        assert stage.harvested
        harvested += stage.harvested
        assert canonical(replay(harvested)) == canonical(_hub_graphs(stage.release))


@tools.needs_ldes_client
def test_the_ldes_client_gets_only_what_is_new(story: Story) -> None:
    """Two hubs of two at first, then one that changed and one that left, then one that is back."""
    of = "<http://purl.org/dc/terms/isVersionOf>"
    told = [
        sorted(str(q.object) for q in stage.harvested if str(q.predicate) == of)
        for stage in story.stages
    ]
    both = [f"<{HUB}alpha>", f"<{HUB}beta>"]
    assert told == [both, both, [f"<{HUB}beta>"]]


def test_a_merged_hub_leads_to_its_successor_and_comes_back(story: Story) -> None:
    """Its address is good for something on every day."""
    document = [stage.answers["/id/hub/beta.ttl"] for stage in story.stages]
    thing = [stage.answers["/id/hub/beta"] for stage in story.stages]
    assert (thing[1].status_code, thing[1].headers["location"]) == (301, "alpha")
    assert document[1].status_code == 410
    assert "It became part of Alpha." in document[1].text
    assert document[2].status_code == 404, "the pages of this test are few, but it is not gone"


def test_the_list_of_changes_says_the_same(story: Story) -> None:
    """Harvesters without RDF hear of the deletion and its reason, too."""
    rows = {
        row["hub"]: row
        for row in story.stages[1].answers["/feed/hubs.json?modified_since=2026-01-02"].json()
    }
    assert (rows[f"{HUB}alpha"]["change"], rows[f"{HUB}beta"]["change"]) == ("update", "delete")
    assert rows[f"{HUB}beta"]["successor"] == f"{HUB}alpha"
    assert rows[f"{HUB}beta"]["reason"] == "It became part of Alpha."


def test_patches_lead_from_each_dump_to_the_next(story: Story) -> None:
    """Who mirrors all statements applies a patch a night."""
    for old, new in pairwise(story.stages):
        lines = set((old.release.path / "dumps" / "edihkg.nq").read_bytes().splitlines())
        name = new.release.manifest.release_id
        patch = (new.release.path / f"site/feed/patches/{name}.rdfp").read_bytes().splitlines()
        for line in patch:
            if line.startswith(b"D "):
                lines.remove(line[2:])
            elif line.startswith(b"A "):
                lines.add(line[2:])
        expected = (new.release.path / "dumps" / "edihkg.nq").read_bytes().splitlines()
        assert lines == set(expected)
