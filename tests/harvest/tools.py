"""Find and run the harvesters that ``make harvest-tools`` installs."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

ROOT = Path(__file__).parents[2] / ".harvest"
CLIENTS = Path(__file__).with_name("clients")
CKAN = ROOT / "ckan" / "bin" / "python"
WEB = ROOT / "web" / "bin" / "python"
CSVW = ROOT / "web" / "bin" / "csvwvalidate"
MODULES = ROOT / "node" / "node_modules"
LDES_CLIENT = MODULES / "ldes-client" / "dist" / "bin" / "cli.js"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_SHORT = {
    "integer": re.compile(r" (-?\d+) ((?:<[^>]*> )?)\.$", re.MULTILINE),
    "decimal": re.compile(r" (-?\d*\.\d+) ((?:<[^>]*> )?)\.$", re.MULTILINE),
    "boolean": re.compile(r" (true|false) ((?:<[^>]*> )?)\.$", re.MULTILINE),
}

needs_ckan = pytest.mark.skipif(not CKAN.exists(), reason="needs CKAN: make harvest-tools")
needs_csvw = pytest.mark.skipif(not CSVW.exists(), reason="needs csvw: make harvest-tools")
needs_web = pytest.mark.skipif(
    not WEB.exists(), reason="needs extruct and signposting: make harvest-tools"
)


def has_ldes_client() -> bool:
    """Tell whether the LDES client is installed."""
    return LDES_CLIENT.exists() and shutil.which("node") is not None


needs_ldes_client = pytest.mark.skipif(
    not has_ldes_client(),
    reason="needs node and ldes-client: make harvest-tools",
)
needs_n3 = pytest.mark.skipif(
    not (MODULES / "n3").exists() or shutil.which("node") is None,
    reason="needs node and n3: make harvest-tools",
)
needs_raptor = pytest.mark.skipif(
    shutil.which("rapper") is None, reason="needs Debian's raptor2-utils"
)


def run(*command: str | Path, env: dict[str, str] | None = None) -> str:
    """Run a client to its end and give what it prints."""
    done = subprocess.run(
        [str(each) for each in command],
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
        env=env,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def read_catalogues(*paths: Path) -> list[dict[str, Any]]:
    """Let CKAN's parser read catalogues in RDF/XML."""
    text = run(CKAN, CLIENTS / "read_catalogue.py", "xml", *paths)
    found: list[dict[str, Any]] = json.loads(text.splitlines()[-1])
    return found


def read_pages(addresses: list[str]) -> dict[str, dict[str, Any]]:
    """Let extruct and signposting read pages."""
    found: dict[str, dict[str, Any]] = json.loads(run(WEB, CLIENTS / "read_pages.py", *addresses))
    return found


def read_embedded(addresses: list[str]) -> dict[str, Any]:
    """Let extruct read the descriptions in pages."""
    return {address: found["embedded"] for address, found in read_pages(addresses).items()}


def follow(feed: str, *, state: Path | None = None) -> list[ox.Quad]:
    """Let the LDES client read a feed; with ``state`` it goes on where it stopped."""
    options = ["--save", str(state)] if state else []
    return read_short(run("node", LDES_CLIENT, feed, *options))


def start_following(feed: str) -> "subprocess.Popen[str]":
    """Start the LDES client; it prints each member as it comes."""
    return subprocess.Popen(
        ["node", str(LDES_CLIENT), feed, "--concurrent", "1"], stdout=subprocess.PIPE, text=True
    )


def parse_with_n3(path: Path, base: str) -> list[ox.Quad]:
    """Let N3.js read a file."""
    text = run("node", CLIENTS / "parse.cjs", path, base, env={"NODE_PATH": str(MODULES)})
    return list(ox.parse(text, format=ox.RdfFormat.N_QUADS))


def parse_with_raptor(path: Path, name: str, base: str) -> list[ox.Quad]:
    """Let Raptor read a file; ``name`` is Raptor's of the format."""
    text = run("rapper", "-q", "-i", name, "-o", "ntriples", path, base)
    return list(ox.parse(text, format=ox.RdfFormat.N_TRIPLES))


def read_short(text: str) -> list[ox.Quad]:
    """Read N-Quads in which numbers and truth are written as in Turtle, as N3.js prints them."""
    for name, pattern in _SHORT.items():
        text = pattern.sub(rf' "\1"^^<{_XSD}{name}> \2.', text)
    return list(ox.parse(text, format=ox.RdfFormat.N_QUADS))
