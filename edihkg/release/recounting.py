"""Count again what a manifest says: in the store, in the report, in the dumps. Nothing is written.

Numbers that bear the name of a file in ``sparql/counts/`` are counted in the store; outcomes and
severities in ``report.json``; what RDF/XML cannot carry in the dumps of the default graph.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox

from edihkg.release.counting import count
from edihkg.release.layout import DUMPS, REPORT, Release

NOT_IN_XML = "triples_not_in_rdf_xml"
SUMS = f"{DUMPS}/SHA256SUMS"


def wrong_numbers(release: Release, store: ox.Store) -> Iterator[str]:
    """Tell every number of the manifest that is not what is counted, one sentence each.

    Raises: OSError, ValueError, SyntaxError when something cannot be read.
    """
    noted = release.manifest.counts
    counted = count(store)
    yield from _different("store", noted, {n: counted[n] for n in counted if n in noted})
    rest = {name for name in noted if name not in counted}
    if NOT_IN_XML in rest:
        yield from _different(DUMPS, noted, {NOT_IN_XML: _not_in_xml(release.path / DUMPS)})
        rest.remove(NOT_IN_XML)
    if rest:
        told = _told_by_report(release.path / REPORT)
        yield from _different(REPORT, noted, {name: told[name] for name in sorted(rest)})
    yield from _different_sums(release)


def _different(where: str, noted: Mapping[str, int], counted: Mapping[str, int]) -> Iterator[str]:
    for name, number in counted.items():
        if noted[name] != number:
            yield f"{where}: holds {number} {name}, the manifest says {noted[name]}."


def _told_by_report(path: Path) -> Counter[str]:
    """Count submissions by outcome and findings by severity."""
    entries = json.loads(path.read_text(encoding="utf-8"))["submissions"]
    told = Counter(each["outcome"].replace(" ", "_") for each in entries)
    told.update(finding["severity"] for each in entries for finding in each["findings"])
    told["submissions"] = len(entries)
    return told


def _not_in_xml(dumps: Path) -> int:
    """Count the statements of the default graph that its RDF/XML lacks."""
    lines, xml = (
        sum(1 for _ in ox.parse(path=dumps / f"edihkg.{ending}")) for ending in ("nt", "rdf")
    )
    return lines - xml


def _different_sums(release: Release) -> Iterator[str]:
    """Compare the list of digests that downloads are checked with to the manifest."""
    path = release.path / SUMS
    if not path.is_file():
        return
    listed = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        listed[f"{DUMPS}/{name}"] = digest
    files = (each for each in release.manifest.files if each.path.startswith(f"{DUMPS}/"))
    noted = {each.path: each.sha256 for each in files if each.path != SUMS}
    for name in sorted({*listed, *noted}):
        if listed.get(name) != noted.get(name):
            yield f"{SUMS}: has another digest of {name} than the manifest."
