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
    """Open all releases that can be opened, oldest first by id."""
    opened = (_open(path) for path in _folders(out))
    return [each for each in opened if isinstance(each, Release)]


def list_damaged(out: Path) -> list[str]:
    """Say of each release that cannot be opened why; such ones are never pruned."""
    opened = (_open(path) for path in _folders(out))
    return [str(each) for each in opened if isinstance(each, ReleaseError)]


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
    """Remove all but the newest ``keep`` releases, by id; the current one always stays.

    Damaged releases do not count and stay, as nobody can tell what they hold.
    Returns: ids of the releases that were removed, oldest first.
    """
    served = (out / CURRENT).resolve().name
    ids = [release.path.name for release in list_releases(out)]
    stay = {served, *(ids[-keep:] if keep > 0 else [])}
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


def _folders(out: Path) -> list[Path]:
    folder = out / RELEASES
    return sorted(p for p in folder.iterdir() if _is_release(p)) if folder.is_dir() else []


def _open(path: Path) -> Release | ReleaseError:
    try:
        return open_release(path)
    except ReleaseError as error:
        return error


def _is_release(path: Path) -> bool:
    return not path.name.startswith(".") and (path / MANIFEST).is_file()
