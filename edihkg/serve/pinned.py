"""Serve older releases by their name, as long as they are kept.

    /release/{id}/manifest.json, report.json, changes.json, dumps/…

Papers cite a state of the data, and it must not change under them. The id is looked up among
the folders that there are and the file in that release's manifest; neither is ever joined to
a path as it was given. What is answered never changes, so caches need not ask again.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.types import Receive, Scope, Send

from edihkg.errors import ReleaseError, ReleaseGone
from edihkg.release import (
    CHANGES,
    DUMPS,
    MANIFEST,
    RELEASES,
    REPORT,
    FileEntry,
    open_release,
)
from edihkg.serve import replies
from edihkg.serve.cache import ByteCache
from edihkg.serve.documents import address_of
from edihkg.serve.files import METHODS, Files, How

PINNED = How(cache_control="public, max-age=31536000, immutable")
_GONE = "There is no release of this name any more; only the latest ones are kept."
_OPENED = 16
_UNLISTED = (MANIFEST, CHANGES)
"""Files that the manifest cannot list; measured when a release is first asked for."""


@dataclass(frozen=True, slots=True)
class _Opened:
    files: Files
    entries: Mapping[str, FileEntry]


class Pinned:
    """ASGI application for ``/release/``."""

    def __init__(self, out: Path | None, cache: ByteCache) -> None:
        """Look for releases below ``out``; None has none."""
        self._folder = None if out is None else out / RELEASES
        self._cache = cache
        self._opened: OrderedDict[str, _Opened] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] == "OPTIONS":
            return await replies.preflight(METHODS)(scope, receive, send)
        if scope["method"] not in METHODS.split(", "):
            return await replies.method_not_allowed(METHODS)(scope, receive, send)
        release_id, _, path = address_of(scope).removeprefix("release/").partition("/")
        opened = await asyncio.to_thread(self._open, release_id)
        if opened is None:
            return await replies.missing(_GONE)(scope, receive, send)
        entry = opened.entries.get(path)
        if entry is None:
            detail = (
                f"Of a release, {MANIFEST}, {REPORT}, {CHANGES} (of all but the first) and the "
                f"files of {DUMPS}/ are served."
            )
            return await replies.missing(detail)(scope, receive, send)
        try:
            return await opened.files.send(entry, PINNED, scope, receive, send)
        except ReleaseGone:
            return await replies.missing(_GONE)(scope, receive, send)

    def _open(self, release_id: str) -> _Opened | None:
        """Find a release among those on disk; None when it is not there or damaged."""
        names = self._names()
        for gone in [name for name in self._opened if name not in names]:
            self._opened.pop(gone, None)
        if release_id not in names:
            return None
        opened = self._opened.get(release_id)
        if opened is None:
            opened = self._read(names[release_id])
            if opened is not None:
                self._opened[release_id] = opened
                while len(self._opened) > _OPENED:
                    self._opened.popitem(last=False)
        return opened

    def _names(self) -> dict[str, Path]:
        if self._folder is None or not self._folder.is_dir():
            return {}
        return {path.name: path for path in self._folder.iterdir() if not path.name.startswith(".")}

    def _read(self, path: Path) -> _Opened | None:
        try:
            release = open_release(path)
            unlisted = [_measure(path, name) for name in _UNLISTED if (path / name).is_file()]
        except (ReleaseError, OSError):
            return None
        entries = {
            entry.path: entry
            for entry in (*unlisted, *release.manifest.files)
            if entry.path in (*_UNLISTED, REPORT) or entry.path.startswith(f"{DUMPS}/")
        }
        return _Opened(Files(path, self._cache), entries)


def _measure(folder: Path, name: str) -> FileEntry:
    content = (folder / name).read_bytes()
    return FileEntry(name, len(content), hashlib.sha256(content).hexdigest())
