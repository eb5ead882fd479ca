"""Tell what of the current release serves again, and take over its verdicts. Writes nothing.

Files serve again where everything but the data is the same. A verdict depends on the file and on what ``Inputs.checks`` digests, on nothing else; findings
across hubs and taken slugs are looked for in every build. Statements come from the dump of the
hub's graph. Whatever is in doubt is checked again.
"""

from dataclasses import replace
from pathlib import Path

from edihkg.build.guards import TAKEN
from edihkg.build.inputs import Inputs
from edihkg.build.report import Checked, read_report
from edihkg.build.spool import Spool
from edihkg.errors import ReleaseError
from edihkg.graph import HubGraph, hub_graph_of
from edihkg.iris import IriSpace
from edihkg.release import DUMPS, REPORT, Earlier, Release, find_current, is_as_noted

_BY_ITSELF = ("published", "withdrawn", "kept out")
"""Outcomes that the file alone decides, unless another one has its slug."""


def known_verdicts(
    inputs: Inputs, *, out: Path, space: IriSpace, held: Spool
) -> dict[str, Checked]:
    """Find the submissions whose verdict is known, by name; none if that is in doubt."""
    try:
        current = find_current(out)
        if current is None or not _is_comparable(current, inputs):
            return {}
        entries = read_report(current.path / REPORT)
        earlier = Earlier.of(current)
        same = [each for each in entries if _is_same(each, inputs)]
        return {each.name: held.hold(_own(each, earlier, space)) for each in same}
    except (ReleaseError, OSError, ValueError):
        return {}


def find_earlier(inputs: Inputs, *, out: Path) -> Earlier | None:
    """Give the files of the current release if only the data may differ since."""
    try:
        current = find_current(out)
    except ReleaseError:
        return None
    if current is None or current.manifest.versions.get("product") != inputs.product:
        return None
    return Earlier.of(current)


def _is_comparable(current: Release, inputs: Inputs) -> bool:
    """Tell whether the release was made with the same checks and its report is whole."""
    same_checks = current.manifest.versions.get("checks") == inputs.checks
    return same_checks and is_as_noted(current, REPORT)


def _is_same(entry: Checked, inputs: Inputs) -> bool:
    taken = any(f.code == TAKEN and f.severity == "Violation" for f in entry.findings)
    alone = entry.outcome in _BY_ITSELF and not taken
    return alone and inputs.digests.get(entry.name) == entry.digest


def _own(entry: Checked, earlier: Earlier, space: IriSpace) -> Checked:
    """Leave out what was found across hubs, which bears no line, and add the statements."""
    findings = tuple(finding for finding in entry.findings if finding.line > 0)
    graph = _graph(entry, earlier, space) if entry.outcome == "published" else None
    return replace(entry, findings=findings, graph=graph)


def _graph(entry: Checked, earlier: Earlier, space: IriSpace) -> HubGraph:
    """Read a hub's graph.

    Raises: ValueError when its dump is not as it was noted.
    """
    text = earlier.read(f"{DUMPS}/graph/hub/{entry.slug}.nt")
    if not text:
        raise ValueError(f"There are no statements of {entry.slug}.")
    return hub_graph_of(tuple(text.splitlines()), slug=entry.slug, space=space)
