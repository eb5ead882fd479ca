"""Publishes under the eyes of harvesters: a hub changes, is merged, is lost, and comes back."""

import signal
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest

from edihkg.release import Release, list_releases, verify
from tests.feed.replaying import canonical, replay
from tests.harvest import tools
from tests.harvest.conftest import MakeNetwork, Network

pytestmark = pytest.mark.slow

ALPHA, BETA = "si/alpha.ttl", "fi/beta.ttl"
SUCCESSOR = (
    '<http://www.w3.org/2004/02/skos/core#changeNote> "It became part of Alpha."@en ;\n'
    "    dct:isReplacedBy hub:alpha ;"
)
HUB = "https://w3id.org/edihkg/id/hub/"
ASKED = (
    "/id/hub/beta",
    "/id/hub/beta.ttl",
    "/id/hub/beta.html",
    "/feed/hubs.json?modified_since=2026-01-02",
    "/feed/changes.html",
)


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
    first: Stage
    merged: Stage
    """Beta says that it became Alpha, and Alpha changed."""
    returned: Stage
    lost: Stage
    """The file of Beta was taken away."""
    back: Stage
    """Beta is there again, and Alpha changed."""
    seen: list[tuple[str, bytes]]
    """Release and content of every catalogue that was fetched while the second was published."""
    interrupted: list[ox.Quad]
    """What an LDES client brought that was halted while the last one was published."""

    @property
    def stages(self) -> tuple[Stage, ...]:
        """All of them in turn."""
        return self.first, self.merged, self.returned, self.lost, self.back


@pytest.fixture(scope="module")
def story(make_network: MakeNetwork, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Publish five times under one running server."""
    network = make_network()
    state = tmp_path_factory.mktemp("client") / "state"
    first = Stage(network.publish())
    with network.served() as client:
        _harvest(first, network, client, state)
        network.edit(ALPHA, "A made-up hub that", "A changed hub that")
        network.leave(BETA, says=SUCCESSOR)
        seen: list[tuple[str, bytes]] = []
        merged = Stage(_publish_while_read(network, client, seen))
        _harvest(merged, network, client, state)
        network.come_back(BETA)
        returned = _next(network, client, state)
        network.lose(BETA)
        lost = _next(network, client, state, loss=True)
        network.come_back(BETA)
        network.edit(ALPHA, "A changed hub that", "A hub changed again that")
        interrupted: list[ox.Quad] = []
        back = Stage(_publish_while_followed(network, client, interrupted))
        _harvest(back, network, client, state)
        stages = (first, merged, returned, lost, back)
        _read_catalogues(stages)
        yield Story(network, *stages, seen, interrupted)


def _next(network: Network, client: httpx.Client, state: Path, *, loss: bool = False) -> Stage:
    """Publish and let all harvest."""
    stage = Stage(network.publish(loss=loss))
    network.await_release(client, stage.release)
    _harvest(stage, network, client, state)
    return stage


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


def _publish_while_followed(
    network: Network, client: httpx.Client, interrupted: list[ox.Quad]
) -> Release:
    """Publish while an LDES client is halted between its first member and its last."""
    if not tools.has_ldes_client():
        release = network.publish(pages="all")
        network.await_release(client, release)
        return release
    with tools.start_following(f"{network.url}feed") as follower:
        assert follower.stdout is not None
        told = [follower.stdout.readline()]
        follower.send_signal(signal.SIGSTOP)
        try:
            release = network.publish(pages="all")
            network.await_release(client, release)
        finally:
            follower.send_signal(signal.SIGCONT)
        told += follower.stdout.readlines()
        assert follower.wait() == 0
    interrupted += tools.read_short("".join(told))
    return release


def _read_catalogues(stages: Sequence[Stage]) -> None:
    if tools.CKAN.exists():
        paths = [each.release.path / "catalogue.rdf" for each in stages]
        for stage, found in zip(stages, tools.read_catalogues(*paths), strict=True):
            stage.catalogue = found


def _fetch(client: httpx.Client) -> tuple[str, bytes]:
    accept = {"accept": "application/rdf+xml"}
    response = client.get("/catalogue", headers=accept, follow_redirects=True)
    assert response.status_code == 200
    return response.headers["edihkg-release"], response.content


def _harvest(stage: Stage, network: Network, client: httpx.Client, state: Path) -> None:
    if tools.has_ldes_client():
        stage.harvested = tools.follow(f"{network.url}feed", state=state)
    for address in ASKED:
        stage.answers[address] = client.get(address, headers={"accept": "text/turtle"})


def _hub_graphs(release: Release) -> set[ox.Quad]:
    quads = ox.parse(path=release.path / "dumps" / "edihkg.nq")
    return {quad for quad in quads if "/graph/hub/" in str(quad.graph_name)}


def test_a_catalogue_in_the_middle_of_a_publish_is_of_one_release(story: Story) -> None:
    """A short or mixed page makes a portal delete datasets."""
    contents = {
        stage.release.manifest.release_id: (stage.release.path / "catalogue.rdf").read_bytes()
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
    first, merged, returned, lost, back = (
        set(stage.catalogue["datasets"]) for stage in story.stages
    )
    finland = "https://w3id.org/edihkg/catalogue#country-fi"
    assert first - merged == first - lost == {finland}
    assert merged - first == lost - first == set()
    assert returned == first, "a hub that comes back brings its dataset back, under the same name"
    assert back == first


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
    first, second = story.first.catalogue["datasets"], story.merged.catalogue["datasets"]
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
    """Both hubs at first, then one that changed and one that left, then one that is back."""
    of = "<http://purl.org/dc/terms/isVersionOf>"
    told = [
        sorted(str(q.object) for q in stage.harvested if str(q.predicate) == of)
        for stage in story.stages
    ]
    both = [f"<{HUB}alpha>", f"<{HUB}beta>"]
    assert told == [both, both, [f"<{HUB}beta>"], [f"<{HUB}beta>"], both]


@tools.needs_ldes_client
def test_a_client_that_was_halted_during_a_publish_holds_one_release(story: Story) -> None:
    """It knows the old list of pages and reads some of them when the new release is out."""
    held = canonical(replay(story.interrupted))
    assert held in [canonical(_hub_graphs(each.release)) for each in (story.lost, story.back)]


def test_a_merged_hub_leads_to_its_successor_and_comes_back(story: Story) -> None:
    """Its address is good for something on every day."""
    thing = story.merged.answers["/id/hub/beta"]
    assert (thing.status_code, thing.headers["location"]) == (301, "alpha")
    document = story.merged.answers["/id/hub/beta.ttl"]
    assert document.status_code == 410
    assert "It became part of Alpha." in document.text
    again = story.returned.answers["/id/hub/beta.ttl"]
    assert again.status_code == 404, "the pages of that day are few, but it is not gone"
    assert story.back.answers["/id/hub/beta.ttl"].status_code == 200
    assert story.back.answers["/id/hub/beta"].headers["location"] == "beta.ttl"


def test_a_hub_without_its_file_is_gone_with_a_reason_and_comes_back(story: Story) -> None:
    """Nobody said why it left; that much is said, in a page and in RDF, until it is back."""
    thing = story.lost.answers["/id/hub/beta"]
    assert thing.status_code == 410
    page, twin = (story.lost.answers[f"/id/hub/beta.{each}"] for each in ("html", "ttl"))
    assert (page.status_code, twin.status_code) == (410, 410)
    for answer in (thing, page, twin):
        assert "Its submission was taken away; no reason is on record." in answer.text
    assert "adms:status" not in twin.text, "that it has left is more than is known"
    assert story.back.answers["/id/hub/beta.html"].status_code == 200


def test_every_release_of_the_story_is_whole(story: Story) -> None:
    """Pages that depend on earlier releases are accounted for as all others are."""
    assert [problem for each in list_releases(story.network.out) for problem in verify(each)] == []


def test_the_page_of_changes_tells_what_a_release_did(story: Story) -> None:
    """People see what harvesters are told."""
    shown = [stage.answers["/feed/changes.html"].text for stage in story.stages]
    assert "nothing to compare it with" in shown[0]
    for text, words in (
        (shown[1], ("Changed", "Alpha Digital Innovation Hub", "Withdrawn", "Beta Innovation Hub")),
        (shown[2], ("New", "Beta Innovation Hub")),
        (shown[3], ("Left out", "Beta Innovation Hub")),
    ):
        assert all(each in text for each in words)


def test_the_list_of_changes_says_the_same(story: Story) -> None:
    """Harvesters without RDF hear of the deletion and its reason, too."""
    rows = {
        row["hub"]: row
        for row in story.merged.answers["/feed/hubs.json?modified_since=2026-01-02"].json()
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
