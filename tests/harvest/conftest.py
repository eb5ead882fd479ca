"""A network that lives: it is published, served, and changes while harvesters read."""

import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from edihkg import pages
from edihkg.build import Steps, build
from edihkg.build.checking import Check
from edihkg.closure import checker
from edihkg.graph.rendering import render
from edihkg.pages import departed
from edihkg.release import Release, current
from edihkg.settings import Settings
from tests.serve.servers import serve

SAMPLES = Path(__file__).parents[1] / "data" / "submissions"
LEFT = "<http://www.w3.org/ns/adms#status> <http://purl.org/adms/status/Withdrawn> ;"


@cache
def shared_check() -> Check:
    """One checker for all builds: loading the shapes takes seconds."""
    return checker()


def few_pages(
    store: ox.Store,
    site: Path,
    *,
    context: pages.SiteContext,
    progress: object = None,
    helpers: object = None,
) -> int:
    """Write what harvesters look at; all pages take seconds."""
    del store, progress, helpers
    site.mkdir()
    (site / "index.html").write_text(context.release_id)
    (site / departed.LIST).write_text(departed.render_list(context.departed, context.id_base))
    for row in departed.list_departed(context):
        for ending, content in render(departed.describe_row(row)).items():
            target = site / f"{row['path']}.{ending}"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    return 1


@dataclass
class Network:
    """Submissions, their releases, and where they are served."""

    submissions: Path
    out: Path
    port: int
    day: int = 0

    @property
    def url(self) -> str:
        """Where the releases are served."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def settings(self) -> Settings:
        """What the operator chose."""
        return Settings(
            public_url=self.url,
            min_hubs=1,
            min_regions_with_seat=0,
            workers=2,
            log_requests=False,
        )

    def publish(self, *, whole: bool = False) -> Release:
        """Build the next day's release."""
        self.day += 1
        builder = pages.build_site if whole else few_pages
        return build(
            self.submissions,
            out=self.out,
            as_of=datetime(2026, 1, self.day, tzinfo=UTC),
            settings=self.settings,
            steps=Steps(make_check=shared_check, build_site=builder),
            processes=1,
        ).release

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a submission."""
        path = self.submissions / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def leave(self, name: str, *, says: str = "") -> None:
        """Let a hub leave."""
        original = self.submissions / f"{name}.before"
        shutil.copyfile(self.submissions / name, original)
        self.edit(name, "    a edih:Hub ;", f"    a edih:Hub ;\n    {LEFT}\n    {says}")

    def come_back(self, name: str) -> None:
        """Let a hub that has left come back as it was."""
        (self.submissions / f"{name}.before").replace(self.submissions / name)

    @contextmanager
    def served(self) -> Iterator[httpx.Client]:
        """Serve the current release and follow the pointer."""
        release = current(self.out)
        with serve(release, self.settings, out=self.out, port=self.port) as server:
            yield server.client

    def await_release(self, client: httpx.Client, release: Release) -> None:
        """Return when the server has moved on."""
        name = release.manifest.release_id
        for _ in range(600):
            if client.head("/feed.ttl").headers["edihkg-release"] == name:
                return
            time.sleep(0.1)
        raise AssertionError("the server did not move on")


def make_network(folder: Path) -> Network:
    """Copy the samples and find a free port."""
    submissions = Path(shutil.copytree(SAMPLES, folder / "submissions"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return Network(submissions, folder / "out", port)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Network:
    """A network whose release has all pages."""
    network = make_network(tmp_path_factory.mktemp("whole"))
    network.publish(whole=True)
    return network
