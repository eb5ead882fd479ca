"""Find, choose and remove releases below an output folder."""

import os
import secrets
import shutil
from pathlib import Path

from edihkg.errors import ReleaseError, UsageError
from edihkg.release.files import sync
from edihkg.release.layout import (
    CURRENT,
    MANIFEST,
    RELEASES,
    STAGING_PREFIX,
    Release,
    open_release,
)
from edihkg.release.staging import lock


def current(out: Path) -> Release:
    """Open the release that ``current`` points to.

    Raises: ReleaseError when there is none or it is damaged.
    """
    found = find_current(out)
    if found is None:
        raise ReleaseError(f"There is no release in '{out}' yet; make one with: edihkg build.")
    return found


def find_current(out: Path) -> Release | None:
    """Open the release that ``current`` points to; None when nothing was published yet.

    Raises: ReleaseError when the pointer leads nowhere or the release is damaged.
    """
    pointer = out / CURRENT
    if not pointer.is_symlink() and not pointer.exists():
        return None
    return open_release(pointer.resolve())


def list_releases(out: Path) -> list[Release]:
    """Open all releases, oldest first.

    Raises: ReleaseError when one is damaged.
    """
    folder = out / RELEASES
    if not folder.is_dir():
        return []
    names = sorted(path.name for path in folder.iterdir() if _is_release(path))
    return [open_release(folder / name) for name in names]


def find_release(out: Path, release_id: str) -> Release:
    """Open one release by its id.

    Raises: UsageError when there is no such release, naming those that there are.
    """
    path = out / RELEASES / release_id
    if not release_id or path.parent != out / RELEASES or not _is_release(path):
        there = ", ".join(release.manifest.release_id for release in list_releases(out))
        raise UsageError(
            f"There is no release '{release_id}' in '{out}'; there is {there or 'none'}."
        )
    return open_release(path)


def use(out: Path, release_id: str) -> Release:
    """Let ``current`` point to another release.

    Raises: UsageError when there is no such release; ReleaseError while a build is at work.
    """
    release = find_release(out, release_id)
    with lock(out):
        point_to(out, release.path.name)
    return release


def prune(out: Path, *, keep: int) -> list[str]:
    """Remove all but the newest ``keep`` releases; the current one always stays.

    Returns: ids of the releases that were removed, oldest first.
    """
    served = find_current(out)
    ids = [release.path.name for release in list_releases(out)]
    stay = set(ids[-keep:] if keep > 0 else [])
    if served is not None:
        stay.add(served.path.name)
    gone = [release_id for release_id in ids if release_id not in stay]
    with lock(out):
        for release_id in gone:
            remove(out, release_id)
    return gone


def remove(out: Path, release_id: str) -> None:
    """Take a release away under one step, then delete its files."""
    doomed = out / RELEASES / f"{STAGING_PREFIX}{secrets.token_hex(6)}"
    (out / RELEASES / release_id).rename(doomed)
    shutil.rmtree(doomed)


def point_to(out: Path, release_id: str) -> None:
    """Replace ``current`` in one step; whoever looks sees the old or the new release."""
    link = out / f"{STAGING_PREFIX}{secrets.token_hex(6)}"
    link.symlink_to(Path(RELEASES) / release_id)
    os.replace(link, out / CURRENT)  # noqa: PTH105
    sync(out)


def _is_release(path: Path) -> bool:
    return not path.name.startswith(".") and (path / MANIFEST).is_file()
