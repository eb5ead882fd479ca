"""Send files of a release over HTTP: entity tags, parts of large ones, small ones from memory.

A file is named by its entry in a manifest, never by an address, and its entity tag is the
manifest's SHA-256. This module never decides which file an address means.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from edihkg import formats
from edihkg.errors import ReleaseError
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

        Raises: ReleaseError when the file on disk is not the one of the manifest.
        """
        etag = f'"{entry.sha256}"'
        optional = {"vary": how.vary, "link": how.link}
        headers = {"etag": etag, "cache-control": how.cache_control}
        headers |= {name: value for name, value in optional.items() if value}
        if how.status == 200 and replies.is_current(Headers(scope=scope), etag):
            return await replies.not_modified(etag, headers)(scope, receive, send)
        media_type = formats.content_type(formats.media_type_of(entry.path))
        if entry.size_bytes > CACHED_FILE_BYTES:
            path = self._root / entry.path
            if not await asyncio.to_thread(path.is_file):
                raise _missing(entry)
            response: Response = FileResponse(path, how.status, headers, media_type)
        else:
            response = Response(await self._content(entry), how.status, headers, media_type)
        return await response(scope, receive, send)

    async def _content(self, entry: FileEntry) -> bytes:
        content = self._cache.get(entry.sha256)
        if content is None:
            path = self._root / entry.path
            try:
                content = await asyncio.to_thread(path.read_bytes)
            except FileNotFoundError as error:
                raise _missing(entry) from error
            if hashlib.sha256(content).hexdigest() != entry.sha256:
                raise ReleaseError(f"{entry.path} is not the file that was published.")
            self._cache.put(entry.sha256, content)
        return content


def _missing(entry: FileEntry) -> ReleaseError:
    return ReleaseError(f"{entry.path} of this release is gone; ask for the current release.")
