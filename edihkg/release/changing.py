"""What a release changes against the one before: values and ``changes.json``. Pure.

Layout of ``changes.json``: the fields of ``Changes``. The file depends on the release that was
current before, so it is no part of the manifest and of what the same input reproduces.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, order=True)
class ChangedHub:
    """A hub of the old or the new release."""

    hub: str
    """IRI."""
    label: str


@dataclass(frozen=True, slots=True, order=True)
class ChangedFinding:
    """A finding without its place, which moves with every edit above it."""

    name: str
    """Path of the submission inside the collection."""
    code: str
    severity: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The difference between two releases; everything is sorted."""

    before: str
    """Id of the release that was current."""
    after: str
    """Id of the new release."""
    added: tuple[ChangedHub, ...]
    """Published now, not before."""
    changed: tuple[ChangedHub, ...]
    """Published in both, from different bytes."""
    withdrawn: tuple[ChangedHub, ...]
    """Published before; the file says now that the hub has left."""
    lost: tuple[ChangedHub, ...]
    """Published before, for no reason that a file gives."""
    new_findings: tuple[ChangedFinding, ...]
    gone_findings: tuple[ChangedFinding, ...]
    counts: Mapping[str, tuple[int, int]]
    """Numbers before and after, by name, where they differ; 0 where one was not counted."""


def render_changes(changes: Changes) -> str:
    """Write ``changes.json``."""
    return json.dumps(asdict(changes), indent=1, ensure_ascii=False) + "\n"
