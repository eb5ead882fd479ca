"""What a release changes against the one before: values, ``changes.json``, a few lines. Pure.

Layout of ``changes.json``: the fields of ``Changes``. The file depends on the release that was
current before, so it is no part of the manifest and of what the same input reproduces.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from edihkg.build.report import Checked

_NAMED = 5


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


def compare(
    old: Sequence[Checked],
    new: Sequence[Checked],
    *,
    ids: tuple[str, str],
    counts: tuple[Mapping[str, int], Mapping[str, int]],
) -> Changes:
    """Compare two releases; ``ids`` and ``counts`` are those of the old and of the new one."""
    before, after = _published(old), _published(new)
    withdrawn = {each.hub for each in new if each.withdrawn}
    gone = before.keys() - after.keys()
    names = {hub: ChangedHub(hub, each.label) for hub, each in (before | after).items()}
    found_before, found_after = _findings(old), _findings(new)
    return Changes(
        before=ids[0],
        after=ids[1],
        added=_named(after.keys() - before.keys(), names),
        changed=_named(
            (h for h in after.keys() & before.keys() if after[h].digest != before[h].digest), names
        ),
        withdrawn=_named(gone & withdrawn, names),
        lost=_named(gone - withdrawn, names),
        new_findings=tuple(sorted(found_after - found_before)),
        gone_findings=tuple(sorted(found_before - found_after)),
        counts=_different(*counts),
    )


def render_changes(changes: Changes) -> str:
    """Write ``changes.json``."""
    return json.dumps(asdict(changes), indent=1, ensure_ascii=False) + "\n"


def summarise_changes(changes: Changes) -> str:
    """Tell in a few lines what a release changes."""
    groups = {
        "added": changes.added,
        "changed": changes.changed,
        "withdrawn": changes.withdrawn,
        "lost": changes.lost,
    }
    numbers = ", ".join(f"{len(hubs)} {word}" for word, hubs in groups.items())
    lines = [
        f"Since {changes.before}: hubs {numbers}; findings {len(changes.new_findings)} new, "
        f"{len(changes.gone_findings)} gone."
    ]
    lines += [f"{word.capitalize()}: {_list(hubs)}." for word, hubs in groups.items() if hubs]
    if changes.counts:
        shown = (f"{name} {old} → {new}" for name, (old, new) in changes.counts.items())
        lines.append(f"Counts: {', '.join(shown)}.")
    return "\n".join(lines)


def _published(checked: Iterable[Checked]) -> dict[str, Checked]:
    return {each.hub: each for each in checked if each.outcome == "published"}


def _named(hubs: Iterable[str], names: Mapping[str, ChangedHub]) -> tuple[ChangedHub, ...]:
    return tuple(names[hub] for hub in sorted(hubs))


def _findings(checked: Iterable[Checked]) -> set[ChangedFinding]:
    return {
        ChangedFinding(each.name, finding.code, finding.severity, finding.message)
        for each in checked
        for finding in each.findings
    }


def _different(old: Mapping[str, int], new: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    pairs = {name: (old.get(name, 0), new.get(name, 0)) for name in sorted({*old, *new})}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _list(hubs: Sequence[ChangedHub]) -> str:
    named = ", ".join(each.label or each.hub for each in hubs[:_NAMED])
    return named + (f" and {len(hubs) - _NAMED} more" if len(hubs) > _NAMED else "")
