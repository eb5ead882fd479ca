"""Check a release against its own manifest: files, digests, statements, numbers."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from edihkg.graph import dataset_lines
from edihkg.release.files import (
    list_files,
    list_history,
    list_store_files,
    measure,
    read_history,
    read_store_files,
)
from edihkg.release.layout import STORE, STORE_FILES, FileEntry, Release
from edihkg.release.recounting import wrong_numbers


def verify(release: Release) -> list[str]:
    """List everything that is not as the manifest says, one sentence each; empty is good."""
    problems = damaged_files(release)
    if release.path.name != release.manifest.release_id:
        problems.append(
            f"The folder is named {release.path.name}, the manifest says "
            f"{release.manifest.release_id}."
        )
    if not any(problem.startswith(STORE) for problem in problems):
        problems += _differences_of_store(release)
    return problems


def damaged_files(release: Release) -> list[str]:
    """List files that are missing, too many or changed."""
    problems = list(_differences(release.manifest.files, list_files(release.path)))
    problems += _differences(read_history(release.path), list_history(release.path))
    return [*problems, *_damaged_store(release.path)]


def is_store_whole(root: Path) -> bool:
    """Tell whether the files of a release's store are as they were noted."""
    return not _damaged_store(root)


def _damaged_store(root: Path) -> list[str]:
    try:
        noted = read_store_files(root)
    except (OSError, ValueError, TypeError) as error:
        return [f"{STORE_FILES}: cannot be read ({error})."]
    return list(_differences(noted, list_store_files(root)))


def is_as_noted(release: Release, path: str) -> bool:
    """Tell whether one file, by its path inside the release, is as the manifest says."""
    noted = next((entry for entry in release.manifest.files if entry.path == path), None)
    try:
        return noted is not None and measure(release.path, path) == noted
    except OSError:
        return False


def is_history_whole(release: Release) -> bool:
    """Tell whether the files that depend on earlier releases are there, as they were noted."""
    noted = read_history(release.path)
    return bool(noted) and list_history(release.path) == noted


def _differences(noted: tuple[FileEntry, ...], found: tuple[FileEntry, ...]) -> Iterator[str]:
    there = {entry.path: entry for entry in found}
    for entry in noted:
        actual = there.pop(entry.path, None)
        if actual is None:
            yield f"{entry.path}: the file is missing."
        elif actual.size_bytes != entry.size_bytes:
            yield f"{entry.path}: has {actual.size_bytes} bytes, not {entry.size_bytes}."
        elif actual.sha256 != entry.sha256:
            yield f"{entry.path}: the content was changed."
    for path in there:
        yield f"{path}: the file does not belong to the release."


def _differences_of_store(release: Release) -> Iterator[str]:
    try:
        store = ox.Store.read_only(str(release.path / STORE))
        digest = hashlib.sha256()
        for line in dataset_lines(store):
            digest.update(line + b"\n")
        wrong = list(wrong_numbers(release, store))
    except (OSError, ValueError, SyntaxError, KeyError, TypeError) as error:
        yield f"{STORE}: cannot be compared with the manifest ({error})."
        return
    if digest.hexdigest() != release.manifest.store_digest:
        yield f"{STORE}: its statements are not those of the dumps."
    yield from wrong
