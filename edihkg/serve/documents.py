"""Serve the files of a release: pages, RDF twins, dumps, catalogue.

An address is looked up in a table made from the manifest and is never joined to a path, so
nothing outside the manifest can be reached. Entity tags are the manifest's SHA-256.

    /            site/index.html
    /x/          site/x/index.html
    /x           site/x, else by 303 to the twin that ``Accept`` asks for where there are
                 twins (x.html, x.ttl, x.jsonld, x.nt, x.rdf), else site/x.html
    /dumps/x     dumps/x
    /catalogue.* catalogue.* beside the manifest

Locations are relative, so a release can be served under any host and path.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from edihkg import formats
from edihkg.errors import ReleaseError
from edihkg.release import DUMPS, SITE, FileEntry, Release
from edihkg.serve import replies

METHODS = "GET, HEAD, OPTIONS"
TWINS = (formats.PAGE_FORMAT, *formats.RDF_FORMATS)
"""What one thing is published as, in order of preference."""

_CACHED_FILE_BYTES = 512 << 10
_CACHE_BYTES = 64 << 20
_AT_ROOT = ("catalogue.",)


class Documents:
    """ASGI application for all addresses that name files."""

    def __init__(self, release: Release) -> None:
        """Make the table of addresses."""
        self._root = release.path
        self._files = dict(_addresses(release))
        self._cache = _Cache(_CACHE_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] == "OPTIONS":
            return await replies.preflight(METHODS)(scope, receive, send)
        if scope["method"] not in METHODS.split(", "):
            return await replies.method_not_allowed(METHODS)(scope, receive, send)
        address = address_of(scope)
        entry = self._find(address)
        if entry is not None:
            return await self.send_file(entry, scope, receive, send, twins=self._twins_of(entry))
        twins = self._twins(address)
        if len(twins) > 1:
            return await _negotiate(address, twins, scope)(scope, receive, send)
        if twins:
            return await self.send_file(next(iter(twins.values())), scope, receive, send)
        if f"{address}/index.html" in self._files:
            list_name = quote(address.rpartition("/")[2]) + "/"
            return await replies.see_other(list_name, vary="")(scope, receive, send)
        return await self._send_missing(address, scope, receive, send)

    def twin(self, address: str, accept: str | None) -> FileEntry | None:
        """Find the twin of an address that a client likes best; None when there is none."""
        twins = self._twins(address)
        media_type = formats.choose(accept, list(twins))
        return twins[media_type] if media_type else None

    async def send_file(  # noqa: PLR0913
        self,
        entry: FileEntry,
        scope: Scope,
        receive: Receive,
        send: Send,
        *,
        status: int = 200,
        vary: str = "",
        twins: Mapping[str, FileEntry] | None = None,
    ) -> None:
        """Send a file, a part of a large one, or "not modified"."""
        etag = f'"{entry.sha256}"'
        headers = {"etag": etag, "cache-control": replies.REVALIDATE}
        if vary:
            headers["vary"] = vary
        if twins:
            headers["link"] = _links(twins)
        if status == 200 and replies.is_current(Headers(scope=scope), etag):
            return await replies.not_modified(etag, headers)(scope, receive, send)
        media_type = formats.content_type(formats.media_type_of(entry.path))
        if entry.size_bytes > _CACHED_FILE_BYTES:
            path = self._root / entry.path
            response: Response = FileResponse(path, status, headers, media_type)
        else:
            response = Response(await self._content(entry), status, headers, media_type)
        return await response(scope, receive, send)

    async def _content(self, entry: FileEntry) -> bytes:
        """Give a small file's content, from memory when it was asked for lately.

        Raises: ReleaseError when the file on disk is not the one of the manifest.
        """
        content = self._cache.get(entry.sha256)
        if content is None:
            content = await asyncio.to_thread((self._root / entry.path).read_bytes)
            if hashlib.sha256(content).hexdigest() != entry.sha256:
                raise ReleaseError(f"{entry.path} differs from the manifest; build again.")
            self._cache.put(entry.sha256, content)
        return content

    async def _send_missing(self, address: str, scope: Scope, receive: Receive, send: Send) -> None:
        page = self._files.get("404.html")
        wanted = formats.choose(Headers(scope=scope).get("accept"), ["text/html"])
        if page is None or wanted is None:
            return await replies.not_found(f"/{address}")(scope, receive, send)
        return await self.send_file(page, scope, receive, send, status=404)

    def _find(self, address: str) -> FileEntry | None:
        if address == "" or address.endswith("/"):
            return self._files.get(f"{address}index.html")
        return self._files.get(address)

    def _twins(self, address: str) -> dict[str, FileEntry]:
        """Find the files of one thing, by media type, in order of preference."""
        found = ((each.media_type, self._files.get(f"{address}.{each.ending}")) for each in TWINS)
        return {media_type: entry for media_type, entry in found if entry is not None}

    def _twins_of(self, entry: FileEntry) -> dict[str, FileEntry]:
        """Find the other twins of a page."""
        address, _, ending = entry.path.removeprefix(f"{SITE}/").rpartition(".")
        twins = self._twins(address) if ending == formats.PAGE_FORMAT.ending else {}
        return {media_type: twin for media_type, twin in twins.items() if twin != entry}


class _Cache:
    """The contents asked for last, up to a number of bytes."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._size = 0
        self._contents: OrderedDict[str, bytes] = OrderedDict()

    def get(self, key: str) -> bytes | None:
        if key in self._contents:
            self._contents.move_to_end(key)
        return self._contents.get(key)

    def put(self, key: str, content: bytes) -> None:
        self._size += len(content) - len(self._contents.pop(key, b""))
        self._contents[key] = content
        while self._size > self._limit:
            self._size -= len(self._contents.popitem(last=False)[1])


def _addresses(release: Release) -> Iterator[tuple[str, FileEntry]]:
    """Give the address of each published file, without the leading slash."""
    for entry in release.manifest.files:
        folder, _, rest = entry.path.partition("/")
        if folder == SITE and rest:
            yield rest, entry
        elif (folder == DUMPS and rest) or entry.path.startswith(_AT_ROOT):
            yield entry.path, entry


def address_of(scope: Scope) -> str:
    """Give the path below the mount point, without the leading slash."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", "")).removeprefix("/")


def _negotiate(address: str, twins: Mapping[str, FileEntry], scope: Scope) -> Response:
    """Lead from a thing to the document about it that the client likes best."""
    media_type = formats.choose(Headers(scope=scope).get("accept"), list(twins))
    if media_type is None:
        return replies.problem(
            406,
            "not-acceptable",
            "No acceptable format",
            f"'/{address}' is published as {', '.join(twins)}.",
            headers={"vary": "Accept", "link": _links(twins)},
        )
    return replies.see_other(_name(twins[media_type]))


def _links(twins: Mapping[str, FileEntry]) -> str:
    """Point to twins; relative to the thing, they differ in the last segment only."""
    return ", ".join(
        f'<{_name(entry)}>; rel="alternate"; type="{media_type}"'
        for media_type, entry in twins.items()
    )


def _name(entry: FileEntry) -> str:
    return quote(entry.path.rpartition("/")[2])
