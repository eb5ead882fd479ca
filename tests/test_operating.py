"""The page for operators names every setting and number, and its files can be used as they are."""

import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from edihkg import release
from edihkg.cli.arguments import make_parser
from edihkg.release import keeping
from edihkg.settings import ENVIRONMENT_PREFIX, Settings
from tests.release.conftest import Publish, out, publish_small

__all__ = ["out", "publish_small"]

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "operating"
PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
ROW = re.compile(rf"^\| `{ENVIRONMENT_PREFIX}(\w+)` \| ([^|(]+?) (?:\(\d+ .iB\) )?\|", re.MULTILINE)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(int(value))
    return f"{value:g}" if isinstance(value, float) else str(value) or "empty"


def test_every_setting_stands_on_the_page_with_its_default() -> None:
    """A setting that nobody finds is none; a wrong default misleads."""
    defaults = {
        field.name.upper(): _shown(getattr(Settings(), field.name)) for field in fields(Settings)
    }
    assert dict(ROW.findall(PAGE)) == defaults


def test_every_file_for_operators_stands_on_the_page() -> None:
    """A file that nobody is led to is not used."""
    assert {path.name for path in FOLDER.iterdir() if path.name not in PAGE} == set()


@pytest.mark.parametrize("name", ["edihkg.service", "edihkg-build.service"])
def test_a_unit_starts_verbs_that_exist(name: str) -> None:
    """A unit with a mistake is found at the next boot, at night."""
    commands = re.findall(r"^Exec\w+=(/opt/\S+ .*)$", (FOLDER / name).read_text(), re.MULTILINE)
    assert commands
    for command in commands:
        program, *arguments = shlex.split(command)
        assert program == "/opt/edihkg/bin/edihkg"
        make_parser().parse_args(arguments)


@pytest.mark.parametrize("name", ["edihkg.service", "edihkg-build.service"])
def test_a_unit_is_understood_by_systemd(name: str, tmp_path: Path) -> None:
    """An option that is misspelt is passed over, and protects nothing."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not installed here")
    text = (FOLDER / name).read_text().replace("/opt/edihkg/bin/edihkg", sys.executable)
    (tmp_path / name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / name)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in done.stderr.splitlines() if name in line] == []


def test_the_server_is_stopped_before_its_workers() -> None:
    """By default systemd ends all processes at once, in the middle of their answers."""
    lines = (FOLDER / "edihkg.service").read_text().splitlines()
    (patience,) = [line.partition("=")[2] for line in lines if line.startswith("TimeoutStopSec=")]
    assert "KillMode=mixed" in lines
    assert "OOMPolicy=continue" in lines
    assert int(patience) > Settings().drain_s


def _steps(instruction: str) -> list[str]:
    text = (FOLDER / "Containerfile").read_text().replace("\\\n", " ")
    return re.findall(rf"^{instruction} (.*)$", text, re.MULTILINE)


def test_an_image_holds_what_the_wheel_is_made_from() -> None:
    """A folder that is missing is found when the image is built, or when it runs."""
    copied = {name for step in _steps("COPY") if "--from" not in step for name in step.split()[:-1]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert {name for name in copied if not (ROOT / name).exists()} == set()
    assert {*included, "edihkg", "pyproject.toml", "README.md", "LICENSE"} <= copied


def test_an_image_runs_the_server_without_rights() -> None:
    """Whoever breaks out of the software is nobody, and stops in order."""
    assert _steps("USER")[-1] == "edihkg"
    assert json.loads(_steps("ENTRYPOINT")[0]) == ["edihkg"]
    chosen = make_parser().parse_args(json.loads(_steps("CMD")[0]))
    assert str(chosen.out) == "/var/lib/edihkg/build"
    assert chosen.host != "127.0.0.1"  # nobody outside the container would reach it
    assert _steps("STOPSIGNAL") == ["SIGTERM"]


def test_a_release_comes_back_from_a_backup(
    out: Path, publish_small: Publish, tmp_path: Path
) -> None:
    """The commands of the page, with another release in the new place."""
    first, second = publish_small("one", day=1), publish_small("two", day=2)
    archive, place = tmp_path / "release.tar", tmp_path / "new"
    shutil.copytree(out, place, symlinks=True)
    shutil.rmtree(place / "releases" / second.path.name)
    keeping.point_to(place, first.path.name)
    name = f"releases/{second.path.name}"
    for command in (
        ["tar", "--create", "--file", str(archive), "--directory", str(out), name],
        ["tar", "--extract", "--file", str(archive), "--directory", str(place)],
    ):
        subprocess.run(command, check=True)
    assert release.verify(release.find_release(place, second.path.name)) == []
    assert release.use(place, second.path.name) == release.current(place)
