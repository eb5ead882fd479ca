"""Lists of files with sizes and digests, and writing them through to the disk."""

import ctypes
import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from edihkg.release.layout import (
    CHANGES,
    HISTORY,
    MANIFEST,
    SITE_DUMPS,
    STORE,
    STORE_FILES,
    FileEntry,
)

_PIECE_BYTES = 1 << 20
TRANSIENT = ("LOCK", "LOG", "LOG.old")
"""Beginnings of names in an Oxigraph directory that hold no data; LOG holds host paths."""


def list_files(root: Path) -> tuple[FileEntry, ...]:
    """Measure every file of a release outside its store that its input alone decides."""
    return tuple(measure(root, path) for path in names_of_files(root))


def names_of_files(root: Path) -> list[str]:
    """Name every file that a manifest lists, sorted."""
    others = {MANIFEST, CHANGES, HISTORY, *(entry.path for entry in read_history(root))}
    elsewhere = (f"{STORE}/", f"{SITE_DUMPS}/")
    return [path for path in walk(root) if not path.startswith(elsewhere) and path not in others]


def note_history(root: Path, paths: Iterable[Path]) -> tuple[FileEntry, ...]:
    """Note the files that depend on earlier releases, sorted by path."""
    names = sorted(path.relative_to(root).as_posix() for path in paths)
    entries = tuple(measure(root, name) for name in names)
    write_text(root / HISTORY, json.dumps([asdict(entry) for entry in entries], indent=1) + "\n")
    return entries


def read_history(root: Path) -> tuple[FileEntry, ...]:
    """Read back what ``note_history`` noted; nothing when the list is missing or damaged.

    Its files then show as files that do not belong to the release.
    """
    try:
        entries = json.loads((root / HISTORY).read_text(encoding="utf-8"))
        return tuple(FileEntry(**entry) for entry in entries)
    except (OSError, ValueError, TypeError):
        return ()


def list_history(root: Path) -> tuple[FileEntry, ...]:
    """Measure the files that are noted as depending on earlier releases, as they are now."""
    noted = (entry.path for entry in read_history(root))
    return tuple(measure(root, path) for path in noted if (root / path).is_file())


def list_store_files(root: Path) -> tuple[FileEntry, ...]:
    """Measure the files of a release's store that hold data."""
    return tuple(
        measure(root, path)
        for path in (f"{STORE}/{name}" for name in walk(root / STORE))
        if not path.rpartition("/")[2].startswith(TRANSIENT) and path != STORE_FILES
    )


def close_store(root: Path) -> None:
    """Remove from a store what holds no data, and note its files beside them."""
    for path in (root / STORE).glob("LOG*"):
        path.unlink()
    entries = [asdict(entry) for entry in list_store_files(root)]
    write_text(root / STORE_FILES, json.dumps(entries, indent=1) + "\n")


def read_store_files(root: Path) -> tuple[FileEntry, ...]:
    """Read back what ``close_store`` noted.

    Raises: OSError, ValueError, TypeError when the list is missing or damaged.
    """
    entries = json.loads((root / STORE_FILES).read_text(encoding="utf-8"))
    return tuple(FileEntry(**entry) for entry in entries)


def measure(root: Path, path: str) -> FileEntry:
    """Take size and digest of one file below ``root``."""
    # A release has thousands of files: Python's own open() would take most of the time.
    digest, size = hashlib.sha256(), 0
    number = os.open(f"{root}/{path}", os.O_RDONLY)
    try:
        whole = os.fstat(number).st_size
        while piece := os.read(number, min(_PIECE_BYTES, whole - size + 1)):
            digest.update(piece)
            size += len(piece)
    finally:
        os.close(number)
    return FileEntry(path, size, digest.hexdigest())


def write_text(path: Path, text: str) -> None:
    """Write a text the same way on every system: UTF-8, line feeds."""
    path.write_text(text, encoding="utf-8", newline="\n")


def sync_tree(root: Path) -> None:
    """Return when everything below a folder is on the disk.

    Raises: OSError when the disk reports a failure.
    """
    if _sync_file_system(root):
        return
    for path in (*(root / name for name in walk(root)), *_folders(root)):
        sync(path)


def sync(path: Path) -> None:
    """Return when one file, or the list of names in one folder, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_file_system(path: Path) -> bool:
    """Sync with one call, as thousands of single ones take long; False where there is none."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if call is None:
        return False
    descriptor = os.open(path, os.O_RDONLY)
    try:
        if call(descriptor) != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), str(path))
    finally:
        os.close(descriptor)
    return True


def walk(root: Path) -> list[str]:
    """Name the files and links below a folder, relative to it and with ``/``, sorted."""
    found: list[str] = []
    start = len(os.fspath(root)) + 1
    for folder, below, names in os.walk(root):
        head = f"{folder[start:]}/".replace(os.sep, "/").removeprefix("/")
        links = (name for name in below if Path(folder, name).is_symlink())
        found += (head + name for name in (*names, *links))
    return sorted(found)


def _folders(root: Path) -> Iterable[Path]:
    return (root, *(path for path in root.rglob("*") if path.is_dir()))
