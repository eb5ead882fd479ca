"""What must hold before a release may replace the current one; reads the old report only."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from edihkg.build.report import SEVERITIES, Checked, ReportedFinding, read_report
from edihkg.errors import LossError, ReleaseError
from edihkg.release import REPORT, find_current
from edihkg.settings import ENVIRONMENT_PREFIX, Settings

TAKEN = "D16"
"""Code of the finding that another file has the slug."""
_NAMED_IN_MESSAGE = 10


def refuse_taken_slugs(checked: Sequence[Checked]) -> list[Checked]:
    """Keep out every file whose slug another file, earlier by path, has already."""
    first: dict[str, str] = {}
    result = []
    for each in sorted(checked, key=lambda each: each.name):
        owner = first.setdefault(each.slug, each.name)
        result.append(each if owner == each.name else _taken(each, owner))
    return result


def guard_against_loss(checked: Sequence[Checked], *, out: Path) -> None:
    """Refuse to lose a hub that is published now, unless its file says that it is withdrawn.

    Raises: LossError naming the hubs.
    """
    current = find_current(out)
    if current is None:
        return
    stay = {each.hub for each in checked if each.outcome == "published" or each.withdrawn}
    before = [e for e in read_report(current.path / REPORT) if e.outcome == "published"]
    now = {each.name: each for each in checked}
    lost = sorted({_lost(each, now.get(each.name)) for each in before if each.hub not in stay})
    if lost:
        raise LossError(_loss_message(lost))


def guard_floors(counts: Mapping[str, int], settings: Settings) -> None:
    """Refuse a release that is suspiciously small.

    Raises: ReleaseError naming the setting that lowers the floor.
    """
    for setting, count, what in (
        ("min_hubs", counts["hubs"], "hubs"),
        (
            "min_regions_with_seat",
            counts["regions_with_seat"],
            "NUTS-2 regions with a hub's seat",
        ),
    ):
        floor = getattr(settings, setting)
        if count < floor:
            raise ReleaseError(
                f"The release would have {count} {what}, but the floor is {floor}; see what was "
                f"kept out with 'edihkg validate', or set {ENVIRONMENT_PREFIX}{setting.upper()}."
            )


def _taken(checked: Checked, owner: str) -> Checked:
    finding = ReportedFinding(
        line=1,
        column=1,
        code=TAKEN,
        severity="Violation",
        message=f"The slug '{checked.slug}' is already taken by {owner}; "
        "give this hub's file and IRI another name.",
        focus=checked.hub,
    )
    return replace(checked.with_findings([finding]), outcome="kept out", graph=None)


def _lost(before: Checked, now: Checked | None) -> str:
    """Name a hub, with the reason why its file no longer counts, if there is still one."""
    named = f"{before.label} ({before.hub})"
    wrong = [each for each in now.findings if each.severity == SEVERITIES[0]] if now else []
    if now is None or not wrong:
        return named
    return f"{named}, as {now.name} was kept out in line {wrong[0].line}: {wrong[0].message}"


def _loss_message(lost: Sequence[str]) -> str:
    named = "; ".join(each.rstrip(".") for each in lost[:_NAMED_IN_MESSAGE])
    more = f" and {len(lost) - _NAMED_IN_MESSAGE} more" if len(lost) > _NAMED_IN_MESSAGE else ""
    return (
        f"The new release would lose what is published now: {named}{more}. Mend or restore the "
        "file, or say in it that the hub is withdrawn (adms:status), or build with --allow-loss; the "
        "current release stays."
    )
