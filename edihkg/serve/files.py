"""Send files of a release over HTTP: entity tags, parts, small ones from memory.

What pages are made of is sent packed to who takes it so, with an entity tag of its own: a phone
in a train waits for bytes. A file is named by its entry in a manifest, never by an address, and
its entity tag is the manifest's SHA-256. This module never decides which file an address means.
A file is opened before the status line is sent, so one that is removed meanwhile is sent whole or
refused.
"""

import asyncio
import gzip
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from edihkg import formats
from edihkg.errors import ReleaseError, ReleaseGone
from edihkg.release import FileEntry
from edihkg.serve import replies
from edihkg.serve.cache import ByteCache

METHODS = "GET, HEAD, OPTIONS"
CACHED_FILE_BYTES = 512 << 10
PACKED = frozenset(
    {"text/html", "text/css", "text/javascript", "image/svg+xml", "application/json"}
)
"""Media types that are sent packed."""
PACKED_FROM_BYTES = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How a file is to be sent."""

    status: int = 200
    cache_control: str = replies.REVALIDATE
    vary: str = ""
    link: str = ""
    location: str = ""


class Files:
    """The files below one folder."""

    def __init__(self, root: Path, cache: ByteCache) -> None:
        """Send files of a release's folder; small ones are kept in ``cache``."""
        self._root = root
        self._cache = cache

    async def send(
        self, entry: FileEntry, how: How, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Send a file, a part of it, or "not modified".

        Raises: ReleaseGone when the file was removed; ReleaseError when the file on disk is
        not the one of the manifest.
        """
        coded = _is_packed(entry)
        in_parts = how.status == 200 and "range" in Headers(scope=scope)
        packed = coded and accepts_gzip(scope) and not in_parts
        etag = f'"{entry.sha256}{"-gzip" if packed else ""}"'
        vary = ", ".join(filter(None, (how.vary, "Accept-Encoding" if coded else "")))
        optional = {"vary": vary, "link": how.link, "location": how.location}
        headers = {"etag": etag, "cache-control": how.cache_control}
        headers |= {name: value for name, value in optional.items() if value}
        if how.status == 200 and replies.is_current(Headers(scope=scope), etag):
            return await replies.not_modified(etag, headers)(scope, receive, send)
        media_type = formats.content_type(formats.media_type_of(entry.path))
        if entry.size_bytes > CACHED_FILE_BYTES or in_parts:
            descriptor = await asyncio.to_thread(self._open, entry)
            try:
                place = f"/dev/fd/{descriptor}"
                status = os.fstat(descriptor)
                large = FileResponse(place, how.status, headers, media_type, stat_result=status)
                return await large(scope, receive, send)
            finally:
                os.close(descriptor)
        if packed:
            headers["content-encoding"] = "gzip"
        content = await (self._packed(entry) if packed else self.content(entry))
        return await Response(content, how.status, headers, media_type)(scope, receive, send)

    async def _packed(self, entry: FileEntry) -> bytes:
        """Pack a file, or remember it.

        Raises: ReleaseGone, ReleaseError.
        """
        key = f"{entry.sha256}-gzip"
        packed = self._cache.get(key)
        if packed is None:
            content = await self.content(entry)
            packed = await asyncio.to_thread(gzip.compress, content, 9, mtime=0)
            self._cache.put(key, packed)
        return packed

    def _open(self, entry: FileEntry) -> int:
        """Open a large file, whose digest is not compared.

        Raises: ReleaseGone, ReleaseError.
        """
        with _failures_of_disk(entry):
            descriptor = os.open(self._root / entry.path, os.O_RDONLY | os.O_CLOEXEC)
        if os.fstat(descriptor).st_size != entry.size_bytes:
            os.close(descriptor)
            raise _damaged(entry)
        return descriptor

    async def content(self, entry: FileEntry) -> bytes:
        """Read a file, or remember it.

        Raises: ReleaseGone, ReleaseError.
        """
        content = self._cache.get(entry.sha256)
        if content is None:
            with _failures_of_disk(entry):
                content = await asyncio.to_thread((self._root / entry.path).read_bytes)
            if hashlib.sha256(content).hexdigest() != entry.sha256:
                raise _damaged(entry)
            self._cache.put(entry.sha256, content)
        return content


def accepts_gzip(scope: Scope) -> bool:
    """Tell whether a client takes an answer packed with gzip."""
    return formats.accepts_coding(Headers(scope=scope).get("accept-encoding"), "gzip")


def _is_packed(entry: FileEntry) -> bool:
    """Tell whether a file is worth packing: a text of pages that is kept in memory."""
    media_type = formats.media_type_of(entry.path)
    return media_type in PACKED and PACKED_FROM_BYTES <= entry.size_bytes <= CACHED_FILE_BYTES


@contextmanager
def _failures_of_disk(entry: FileEntry) -> Iterator[None]:
    """Tell a file that was removed from one that cannot be read.

    Raises: ReleaseGone, ReleaseError.
    """
    try:
        yield
    except FileNotFoundError as error:
        raise ReleaseGone("This release was removed just now; ask again in a moment.") from error
    except OSError as error:
        raise ReleaseError(f"{entry.path} cannot be read: {error.strerror}.") from error


def _damaged(entry: FileEntry) -> ReleaseError:
    return ReleaseError(f"{entry.path} is not the file that was published.")
