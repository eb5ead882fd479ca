"""Serve the editor of the query page: the server's own files, not those of a release.

They are bundled from ``site/editor`` (see its README) and lie in ``site/editor/dist``. Without
them the query page is a plain form. Each is read and compressed once.
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cached_property

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from edihkg import assets, formats
from edihkg.serve import replies
from edihkg.serve.answers import wants_gzip
from edihkg.serve.documents import address_of
from edihkg.serve.files import METHODS


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    packed: bytes
    digest: str
    content_type: str


class Editor:
    """ASGI application for ``/editor/``."""

    @cached_property
    def _files(self) -> dict[str, _File]:
        folder = assets.folder("site") / "editor" / "dist"
        return {
            path.name: _File(
                content,
                gzip.compress(content, 9, mtime=0),
                hashlib.sha256(content).hexdigest()[:40],
                formats.content_type(formats.media_type_of(path.name)),
            )
            for path in sorted(folder.glob("*"))
            for content in [path.read_bytes()]
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        response = self._respond(scope)
        return await response(scope, receive, send)

    def _respond(self, scope: Scope) -> Response:
        if scope["method"] == "OPTIONS":
            return replies.preflight(METHODS)
        if scope["method"] not in METHODS.split(", "):
            return replies.method_not_allowed(METHODS)
        address = address_of(scope)
        file = self._files.get(address.removeprefix("editor/"))
        if file is None:
            return replies.not_found(f"/{address}")
        packed = wants_gzip(scope)
        etag = f'"{file.digest}{"-gzip" if packed else ""}"'
        headers = {"etag": etag, "cache-control": replies.REVALIDATE, "vary": "Accept-Encoding"}
        if replies.is_current(Headers(scope=scope), etag):
            return replies.not_modified(etag, headers)
        if packed:
            headers["content-encoding"] = "gzip"
        body = file.packed if packed else file.content
        return Response(body, headers=headers, media_type=file.content_type)
