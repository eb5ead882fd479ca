"""Share files that did not change with an earlier release, so that they take space once.

A file is shared as a second name (hard link) of the earlier release's file, never before its
bytes were compared. Removing one release leaves the other whole. Where links are impossible
(another file system, too many names), the release keeps its own copy.
"""

import os
import shutil
from pathlib import Path

from edihkg.release.earlier import Earlier, is_same_file
from edihkg.release.files import measure, names_of_files, read_history
from edihkg.release.layout import DUMPS, SITE_DUMPS, STAGING_PREFIX, FileEntry, Release


def list_staged(staged: Path, earlier: Earlier | None) -> tuple[FileEntry, ...]:
    """List the files of a staged release; what it took over was measured then."""
    return tuple(measure_staged(staged, path, earlier) for path in names_of_files(staged))


def measure_staged(root: Path, path: str, earlier: Earlier | None) -> FileEntry:
    """Take size and digest of a new file, or what was noted of one that was taken over."""
    return (earlier and earlier.entry_of(path, root)) or measure(root, path)


def share_files(staged: Path, files: tuple[FileEntry, ...], *, earlier: Release) -> int:
    """Replace staged files by links to equal files of an earlier release.

    Returns: the number of shared files.
    """
    entries = (*earlier.manifest.files, *read_history(earlier.path))
    known = Earlier(earlier.path, {entry.path: entry for entry in entries})
    same = (each.path for each in files if known.noted.get(each.path) == each)
    return sum(
        is_same_file(f"{earlier.path}/{path}", f"{staged}/{path}")
        or (known.is_whole(path) and _share(earlier.path / path, staged / path))
        for path in same
    )


def give_second_names(root: Path) -> None:
    """Show the dumps below the site as well, so that any file server can serve the site alone.

    They are second names of the same files and no files of their own.
    """
    for path in sorted((root / DUMPS).rglob("*")):
        target = root / SITE_DUMPS / path.relative_to(root / DUMPS)
        if path.is_dir():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, target)
        except OSError:
            shutil.copyfile(path, target)


def _share(source: Path, target: Path) -> bool:
    """Put a link in a file's place in one step; False where links are impossible."""
    beside = target.with_name(f"{STAGING_PREFIX}link")
    try:
        os.link(source, beside)
    except OSError:
        return False
    beside.replace(target)
    return True
