"""The last steps of a build: manifest, disk, name, pointer."""

from datetime import datetime
from pathlib import Path

from edihkg.errors import ReleaseError
from edihkg.release.files import close_store, sync, sync_tree, write_text
from edihkg.release.keeping import point_to, remove
from edihkg.release.layout import (
    MANIFEST,
    RELEASES,
    Manifest,
    Release,
    open_release,
    render_manifest,
)
from edihkg.release.verifying import damaged_files


def release_id(*, as_of: datetime, digest: str) -> str:
    """Name a release by its moment (UTC) and the digest of what it was made from."""
    return f"{as_of:%Y%m%dT%H%M%SZ}-{digest[:12]}"


def publish(staged: Path, manifest: Manifest, *, out: Path) -> Release:
    """Turn a staged folder into the current release; to be called with the lock held.

    A release that is there already, whole and equal, is kept as it is.
    Raises: ReleaseError when a different release has the same id; OSError from the disk.
    """
    close_store(staged)
    write_text(staged / MANIFEST, render_manifest(manifest))
    sync_tree(staged)
    target = out / RELEASES / manifest.release_id
    if not _is_there(target, manifest):
        staged.rename(target)
        sync(target.parent)
    point_to(out, target.name)
    return open_release(target)


def _is_there(target: Path, manifest: Manifest) -> bool:
    """Tell whether the release exists and is whole; a damaged one is removed."""
    if not target.exists():
        return False
    try:
        existing = open_release(target)
    except ReleaseError:
        remove(target.parent.parent, target.name)
        return False
    if existing.manifest != manifest:
        raise ReleaseError(
            f"There is a release {target.name} with other content already; "
            "give another moment with --as-of."
        )
    if damaged_files(existing):
        remove(target.parent.parent, target.name)
        return False
    return True
