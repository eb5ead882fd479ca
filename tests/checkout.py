"""A checkout of its own with few regions, for tests of whole builds.

Code, shapes, queries and site are the real ones; of the reference data only what the sample
submissions speak of is kept, so that a build takes a second or two. Programs run in it as in
any checkout, by ``PYTHONPATH``.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "tests" / "data" / "submissions"
_CODE = ("edihkg", "shapes", "sparql", "site")
_ELSEWHERE = re.compile(
    r"http://data\.europa\.eu/nuts/code/(?!FI|SI|ES$|ES7)|https://sws\.geonames\.org/(?!3196359/)"
)
_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/")
_LEFT_OUT = ("nuts-retired.ttl",)


def lay_checkout(folder: Path) -> Path:
    """Copy the product into a folder, with the few places that samples and questions name."""
    ignore = shutil.ignore_patterns("__pycache__", "_assets")
    for name in _CODE:
        shutil.copytree(ROOT / name, folder / name, ignore=ignore)
    shutil.copytree(ROOT / "ontology", folder / "ontology", ignore=ignore)
    for path in (folder / "ontology" / "reference").glob("*.ttl"):
        _shorten(path)
    return folder


def environment(checkout: Path, **more: str) -> dict[str, str]:
    """Give the environment in which programs use a checkout and find the tests' own modules."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("EDIHKG_")}
    floors = {"EDIHKG_MIN_HUBS": "1", "EDIHKG_MIN_REGIONS_WITH_SEAT": "1"}
    return {**own, **floors, "PYTHONPATH": os.pathsep.join([str(checkout), str(ROOT)]), **more}


def edihkg(verb: str, *arguments: object) -> list[str]:
    """Give the command that runs a verb of the checkout that the environment names."""
    return [sys.executable, "-P", "-m", "edihkg", verb, *map(str, arguments)]


@contextmanager
def serving(out: Path, *, checkout: Path, **more: str) -> Iterator[int]:
    """Serve an output folder with the software of a checkout; gives the port."""
    log, command = out.parent / "log", edihkg("serve", "--out", out, "--port", 0)
    environ = environment(checkout, **more)
    with log.open("wb") as stderr, subprocess.Popen(command, env=environ, stderr=stderr) as process:
        try:
            while not (found := _ADDRESS.search(log.read_text())):
                assert process.poll() is None, log.read_text()
                time.sleep(0.05)
            yield int(found[1])
        finally:
            process.terminate()


def _shorten(path: Path) -> None:
    """Leave out every statement about or with a place that nobody here names."""
    kept = [
        quad.triple
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)
        if not (_is_elsewhere(quad.subject) or _is_elsewhere(quad.object))
    ]
    triples = [] if path.name in _LEFT_OUT else kept
    ox.serialize(triples, str(path), format=ox.RdfFormat.TURTLE)


def _is_elsewhere(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> bool:
    return isinstance(term, ox.NamedNode) and _ELSEWHERE.match(term.value) is not None
