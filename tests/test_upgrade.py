"""A new version of the software takes over from an older one while that one serves."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from edihkg import release
from tests.checkout import SAMPLES, edihkg, environment, lay_checkout, serving

OLD, NEW = "About the data", "About this new version"
NAME_PATTERN = 'sh:pattern "[a-zß-öø-ÿα-ωа-я]|^.{1,20}$" ;'


@dataclass(frozen=True, slots=True)
class Upgrade:
    """An output folder that an older version serves, and newer versions."""

    out: Path
    newer: Path
    """Checkout whose pages have other words."""
    stricter: Path
    """Checkout whose shapes refuse one of the hubs."""
    client: httpx.Client

    def build(self, checkout: Path) -> subprocess.CompletedProcess[str]:
        """Build with a version."""
        command = edihkg("build", SAMPLES, "--out", self.out)
        environ = environment(checkout)
        return subprocess.run(command, env=environ, check=False, capture_output=True, text=True)

    def title_becomes(self, title: str) -> bool:
        """Ask until the page about the data has a title; no answer may fail meanwhile."""
        for _ in range(200):
            answer = self.client.get("/about.html")
            assert answer.status_code == 200
            if f"<h1>{title}</h1>" in answer.text:
                return True
            time.sleep(0.05)
        return False


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def upgrade(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgrade]:
    """An older version that has built and serves."""
    folder = tmp_path_factory.mktemp("upgrade")
    older = lay_checkout(folder / "older")
    newer, stricter = (shutil.copytree(older, folder / name) for name in ("newer", "stricter"))
    _edit(newer / "site/templates/about.html", f'<h1>{{{{ _("{OLD}") }}}}</h1>', f"<h1>{NEW}</h1>")
    _edit(newer / "edihkg/release/publishing.py", "def release_id(", "\n\ndef release_id(")
    shape = stricter / "shapes/core/hub.ttl"
    _edit(shape, NAME_PATTERN, 'sh:pattern "^Beta" ; sh:order 1 ;')
    head, name, rest = shape.read_text(encoding="utf-8").partition("sh:order 1 ;")
    rest = rest.replace("sh:severity sh:Info", "sh:severity sh:Violation", 1)
    shape.write_text(head + name + rest, encoding="utf-8")
    out = folder / "out"
    command = edihkg("build", SAMPLES, "--out", out)
    subprocess.run(command, env=environment(older), check=True, stdout=subprocess.DEVNULL)
    with (
        serving(out, checkout=older) as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        yield Upgrade(out, newer, stricter, client)


def test_a_new_version_checks_everything_anew_and_what_runs_serves_it(upgrade: Upgrade) -> None:
    """The steps of docs/operating.md; then back again."""
    before = release.current(upgrade.out)
    assert upgrade.title_becomes(OLD)
    done = upgrade.build(upgrade.newer)
    assert done.returncode == 0, done.stderr
    assert "0 unchanged, 2 checked." in done.stderr
    assert upgrade.title_becomes(NEW)
    after = release.current(upgrade.out)
    assert after.manifest.versions["data"] == before.manifest.versions["data"]
    assert release.verify(after) == []
    release.use(upgrade.out, before.manifest.release_id)
    assert upgrade.title_becomes(OLD)


def test_a_version_that_would_lose_a_hub_is_refused(upgrade: Upgrade) -> None:
    """Stricter shapes must not empty a site overnight."""
    before = release.current(upgrade.out)
    done = upgrade.build(upgrade.stricter)
    assert done.returncode == 1
    assert "Alpha Digital Innovation Hub" in done.stderr
    assert release.current(upgrade.out) == before
    assert upgrade.client.get("/id/hub/alpha.html").status_code == 200
