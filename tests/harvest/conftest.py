"""A network that lives: it is published, served, and changes while harvesters read."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from edihkg.cli.serving import REFEREE
from edihkg.release import Release, current
from edihkg.settings import Settings
from tests.checkout import SAMPLES, environment, lay_checkout
from tests.harvest.publishing import settings_for
from tests.serve.servers import serve

LEFT = "<http://www.w3.org/ns/adms#status> <http://purl.org/adms/status/Withdrawn> ;"


@dataclass
class Network:
    """Submissions, their releases, and where they are served."""

    checkout: Path
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
        return settings_for(self.url)

    def publish(self, *, pages: str = "few", loss: bool = False) -> Release:
        """Build the next day's release; ``pages`` is ``few`` or ``all``."""
        self.day += 1
        arguments = (self.submissions, self.out, self.day, self.url, pages, *["loss"] * loss)
        subprocess.run(
            [sys.executable, "-P", "-m", "tests.harvest.publishing", *map(str, arguments)],
            env=environment(self.checkout),
            check=True,
        )
        return current(self.out)

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a submission."""
        path = self.submissions / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def copy(self, name: str, slug: str) -> None:
        """Add a hub that says what another says."""
        path = self.submissions / name
        text = path.read_text(encoding="utf-8").replace(f"hub:{path.stem}", f"hub:{slug}")
        path.with_name(f"{slug}.ttl").write_text(text, encoding="utf-8")

    def leave(self, name: str, *, says: str = "") -> None:
        """Let the file of a hub say that it has left."""
        shutil.copyfile(self.submissions / name, self.submissions / f"{name}.before")
        self.edit(name, "    a edih:Hub ;", f"    a edih:Hub ;\n    {LEFT}\n    {says}")

    def lose(self, name: str) -> None:
        """Take a submission away."""
        (self.submissions / name).rename(self.submissions / f"{name}.before")

    def come_back(self, name: str) -> None:
        """Let a hub that has left come back as it was."""
        (self.submissions / f"{name}.before").replace(self.submissions / name)

    @contextmanager
    def served(self) -> Iterator[httpx.Client]:
        """Serve the current release and follow the pointer."""
        release = current(self.out)
        with serve(release, self.settings, out=self.out, port=self.port, referee=REFEREE) as server:
            yield server.client

    def await_release(self, client: httpx.Client, release: Release) -> None:
        """Return when the server has moved on."""
        name = release.manifest.release_id
        for _ in range(600):
            if client.head("/feed.ttl").headers["edihkg-release"] == name:
                return
            time.sleep(0.1)
        raise AssertionError("the server did not move on")


MakeNetwork = Callable[[], Network]


@pytest.fixture(scope="session")
def make_network(tmp_path_factory: pytest.TempPathFactory) -> MakeNetwork:
    """Make networks of two hubs that are not published yet."""
    checkout = lay_checkout(tmp_path_factory.mktemp("small") / "checkout")

    def make() -> Network:
        folder = tmp_path_factory.mktemp("network")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        submissions = Path(shutil.copytree(SAMPLES, folder / "submissions"))
        return Network(checkout, submissions, folder / "out", port)

    return make
