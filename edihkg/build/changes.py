"""Compare a release with the one before, and tell the difference in a few lines."""

from collections.abc import Iterable, Mapping, Sequence

from edihkg.build.report import Checked, read_report
from edihkg.errors import ReleaseError
from edihkg.release import REPORT, ChangedFinding, ChangedHub, Changes, Manifest, Release

_NAMED = 5


def find_changes(
    manifest: Manifest, checked: Sequence[Checked], *, before: Release | None
) -> Changes | None:
    """Compare a release with the one before; None if there is none whose report can be read."""
    if before is None:
        return None
    try:
        old = read_report(before.path / REPORT)
    except ReleaseError:
        return None
    return compare(
        old,
        checked,
        ids=(before.manifest.release_id, manifest.release_id),
        counts=(before.manifest.counts, manifest.counts),
    )


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
