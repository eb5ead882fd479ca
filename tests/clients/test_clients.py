"""Each client that the documentation names runs its example, as it stands there."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.harvest.tools import MODULES
from tests.serve.conftest import release, served
from tests.serve.servers import Served

__all__ = ["release", "served"]

DOCUMENT = Path(__file__).parents[2] / "docs" / "querying.md"
_EXAMPLE = re.compile(r"^### (\w+)\n(?:(?!#).*\n)*?```\w+\n((?:(?!```).*\n)*)", re.MULTILINE)
EXAMPLES: dict[str, str] = dict(_EXAMPLE.findall(DOCUMENT.read_text("utf-8")))
PYTHON = {
    "SPARQLWrapper": ("SPARQLWrapper", "South"),
    "RDFLib": ("rdflib", "South"),
    "pandas": ("pandas", "Etelä-Suomi"),
    "DuckDB": ("duckdb", "Etelä-Suomi"),
}
PROGRAMS = {"curl": ("curl", "South"), "Comunica": ("comunica-sparql", "South")}
PATH = os.pathsep.join((str(MODULES / ".bin"), os.environ.get("PATH", os.defpath)))
"""Where programs are looked for: also where `make test-tools` puts those of Node."""


def _run(command: list[str], folder: Path) -> str:
    """Run a client; give what it printed."""
    environment = {
        **os.environ,
        "PATH": PATH,
        "PYTHONWARNINGS": "ignore",
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _example(name: str, served: Served) -> str:
    return EXAMPLES[name].replace("http://127.0.0.1:8000", served.url)


@pytest.mark.parametrize("name", PYTHON)
def test_a_python_library_gets_its_rows(served: Served, tmp_path: Path, name: str) -> None:
    """Who copies an example must not be the first to try it."""
    module, expected = PYTHON[name]
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not installed (the extra 'clients')")
    assert expected in _run([sys.executable, "-c", _example(name, served)], tmp_path)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_gets_its_rows(served: Served, tmp_path: Path, name: str) -> None:
    """Clients of other languages read the protocol in their own way."""
    program, expected = PROGRAMS[name]
    if shutil.which(program, path=PATH) is None:
        pytest.skip(f"{program} is not installed (make test-tools)")
    assert expected in _run(["sh", "-c", _example(name, served)], tmp_path)


def test_every_example_is_run() -> None:
    """An example without a test would be believed all the same."""
    assert {*EXAMPLES} == {*PYTHON, *PROGRAMS}
