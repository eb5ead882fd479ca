"""A process of ``tests.crashing`` that builds on demand, and what it tells."""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.checkout import SAMPLES, environment, lay_checkout
from tests.crashing import BUILD, NEVER


@dataclass(frozen=True, slots=True)
class Built:
    """What became of a build."""

    code: int
    work_s: float
    said: list[str]


@dataclass(frozen=True, slots=True)
class Builder:
    """Builds, and kills builds."""

    process: "subprocess.Popen[str]"

    def build(
        self,
        out: Path,
        *,
        number: int = 1,
        seconds: float = 0,
        moment: str = NEVER,
        kind: str = BUILD,
    ) -> Built:
        """Build the release of one day; it is killed at the moment or after some work."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{kind}\t{out}\t{number}\t{seconds}\t{moment}\n")
        self.process.stdin.flush()
        said = []
        while (line := self.process.stdout.readline()).startswith("# "):
            said.append(line[2:].rstrip("\n"))
        code, work_s = line.split()
        return Built(int(code), float(work_s), said)


@contextmanager
def start_builder(checkout: Path, *, inside: Sequence[str] = ()) -> Iterator[Builder]:
    """Start a builder in a checkout, perhaps inside another command; it ends with the block."""
    with subprocess.Popen(
        [*inside, sys.executable, "-P", "-m", "tests.crashing", str(SAMPLES)],
        env=environment(checkout),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Builder(process)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout in which a build takes a second."""
    return lay_checkout(tmp_path_factory.mktemp("small") / "checkout")


@pytest.fixture(scope="module")
def builder(checkout: Path) -> Iterator[Builder]:
    """A builder in the checkout."""
    with start_builder(checkout) as started:
        yield started


@pytest.fixture(scope="module")
def published(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with one release."""
    out = tmp_path_factory.mktemp("published") / "out"
    assert builder.build(out, number=0).code == 0
    return out


@pytest.fixture
def out(published: Path, tmp_path: Path) -> Path:
    """A copy of the output folder."""
    return Path(shutil.copytree(published, tmp_path / "out", symlinks=True))
