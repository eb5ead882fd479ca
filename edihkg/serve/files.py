"""Send files of a release over HTTP: entity tags, parts of large ones, small ones from memory.

A file is named by its entry in a manifest, never by an address, and its entity tag is the
manifest's SHA-256. This module never decides which file an address means. A file is opened
before the status line is sent, so one that is removed meanwhile is sent whole or refused.
"""

import asyncio
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
        """Send a file, a part of a large one, or "not modified".

        Raises: ReleaseGone when the file was removed; ReleaseError when the file on disk is
        not the one of the manifest.
        """
        etag = f'"{entry.sha256}"'
        optional = {"vary": how.vary, "link": how.link, "location": how.location}
        headers = {"etag": etag, "cache-control": how.cache_control}
        headers |= {name: value for name, value in optional.items() if value}
        if how.status == 200 and replies.is_current(Headers(scope=scope), etag):
            return await replies.not_modified(etag, headers)(scope, receive, send)
        media_type = formats.content_type(formats.media_type_of(entry.path))
        if entry.size_bytes > CACHED_FILE_BYTES:
            descriptor = await asyncio.to_thread(self._open, entry)
            try:
                place = f"/dev/fd/{descriptor}"
                status = os.fstat(descriptor)
                large = FileResponse(place, how.status, headers, media_type, stat_result=status)
                return await large(scope, receive, send)
            finally:
                os.close(descriptor)
        response = Response(await self.content(entry), how.status, headers, media_type)
        return await response(scope, receive, send)

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
