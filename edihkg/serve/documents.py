"""Serve the files of a release: pages, RDF twins, dumps, catalogue.

An address is looked up in a table made from the manifest and is never joined to a path, so
nothing outside the manifest can be reached. Entity tags are the manifest's SHA-256.

    /            site/index.html
    /x/          site/x/index.html
    /x           site/x, else by 303 to the twin that ``Accept`` asks for where there are
                 twins (x.html, x.ttl, x.jsonld, x.nt, x.rdf), else site/x.html
    /dumps/x     dumps/x; /dumps/ leads to the page about them
    /catalogue.* catalogue.* beside the manifest
    /X/, /x/     of what is only there as /x: 303 to that, as people write addresses by hand
    /id/hub/x    of a hub that has left (gone.json, feed/gone.json): 301 to what took its
                 place, else 410; in either case with the reason, as its documents say it

Locations are relative, so a release can be served under any host and path. Pages with RDF forms
carry the links of FAIR Signposting. Pages of the feed that are full, and patches, never change.
"""

import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from edihkg import formats, signposts
from edihkg.errors import ReleaseError
from edihkg.release import DUMPS, SITE, FileEntry, Release, read_history
from edihkg.serve import replies
from edihkg.serve.cache import ByteCache
from edihkg.serve.files import METHODS, Files, How

TWINS = (formats.PAGE_FORMAT, *formats.RDF_FORMATS)
"""What one thing is published as, in order of preference."""

_IN_QUERIES = "=&%+;,/:@?!$'()*~"
_TWIN_ENDINGS = tuple(each.ending for each in TWINS)
_AT_ROOT = ("catalogue.",)
_GONE = ("gone.json", "feed/gone.json")
"""Lists of things that have left: because a file says so, or because none is there any more."""
_FEED_PAGE = re.compile(r"feed/([0-9]+)\.trig")
_PATCHES = "feed/patches/"
_LEADS = {"dumps": "data.html", "dumps/": "../data.html"}
"""Addresses of folders without a list, and the page that describes what is in them."""


class Documents:
    """ASGI application for all addresses that name files."""

    def __init__(self, release: Release, cache: ByteCache) -> None:
        """Make the table of addresses."""
        self._sender = Files(release.path, cache)
        self._files = dict(_addresses(release))
        self._id_base = str(release.manifest.settings.get("id_base", ""))
        lists = (name for name in _GONE if name in self._files)
        self._gone = {k: v for name in lists for k, v in _read_gone(release, name).items()}
        self._folded: dict[str, set[str]] | None = None
        pages = (_FEED_PAGE.fullmatch(address) for address in self._files)
        self._newest_page = max((int(page[1]) for page in pages if page), default=0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] == "OPTIONS":
            return await replies.preflight(METHODS)(scope, receive, send)
        if scope["method"] not in METHODS.split(", "):
            return await replies.method_not_allowed(METHODS)(scope, receive, send)
        address = address_of(scope)
        entry = self._find(address)
        if entry is not None:
            how = How(
                status=410 if self._is_of_gone(address) else 200,
                cache_control=self._cache_control(address),
                link=self._links_of(entry),
            )
            return await self.send_file(entry, how, scope, receive, send)
        twins = self._twins(address)
        if address in self._gone and twins:
            return await self._send_gone(address, twins, scope, receive, send)
        if len(twins) > 1:
            return await _negotiate(address, twins, scope)(scope, receive, send)
        if twins:
            return await self.send_file(next(iter(twins.values())), How(), scope, receive, send)
        if f"{address}/index.html" in self._files:
            list_name = quote(address.rpartition("/")[2]) + "/"
            return await _lead(list_name, scope)(scope, receive, send)
        if address in _LEADS and "data.html" in self._files:
            return await replies.see_other(_LEADS[address], vary="")(scope, receive, send)
        meant = self._meant(address)
        if meant is not None:
            place = "../" * address.count("/") + quote(meant)
            return await _lead(place or "./", scope)(scope, receive, send)
        return await self.send_missing(address, scope, receive, send)

    def find(self, address: str) -> FileEntry | None:
        """Find the file of an address; None when there is none."""
        return self._files.get(address)

    def has_left(self, address: str) -> bool:
        """Tell whether an address is of a thing that was published and has left."""
        return address in self._gone

    async def content(self, entry: FileEntry) -> bytes:
        """Read a file that was found.

        Raises: ReleaseError when it is gone or damaged.
        """
        return await self._sender.content(entry)

    def twin(self, address: str, accept: str | None) -> FileEntry | None:
        """Find the twin of an address that a client likes best; None when there is none."""
        twins = self._twins(address)
        media_type = _liked(twins, accept)
        return twins[media_type] if media_type else None

    def twins_by_type(self, address: str) -> dict[str, FileEntry]:
        """Find the RDF twins of an address by media type, in order of preference."""
        twins = self._twins(address)
        twins.pop(formats.HTML, None)
        return twins

    async def send_file(
        self, entry: FileEntry, how: How, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Send a file that was found.

        Raises: ReleaseError when it is gone or damaged.
        """
        return await self._sender.send(entry, how, scope, receive, send)

    async def send_missing(self, address: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Say that nothing is published at an address: to people with the release's page.

        Raises: ReleaseError when the page is gone or damaged.
        """
        page = self._files.get("404.html")
        wanted = formats.choose(Headers(scope=scope).get("accept"), ["text/html"])
        if page is None or wanted is None:
            return await replies.not_found(f"/{address}")(scope, receive, send)
        return await self.send_file(page, How(status=404), scope, receive, send)

    async def _send_gone(
        self,
        address: str,
        twins: Mapping[str, FileEntry],
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        """Say that a thing has left, and why; lead to what took its place."""
        media_type = _liked(twins, Headers(scope=scope).get("accept"))
        entry = twins[media_type] if media_type else next(iter(twins.values()))
        successor = self._gone[address]
        here = address.rpartition("/")[0] + "/"
        location = successor.removeprefix(here) if successor else ""
        if successor and location == successor and not successor.startswith("http"):
            location = "../" * address.count("/") + successor
        links = f'<{location}>; rel="successor-version", ' if location else ""
        how = How(
            status=301 if location else 410,
            vary="Accept",
            link=links + _links(twins),
            location=location,
        )
        return await self.send_file(entry, how, scope, receive, send)

    def _is_of_gone(self, address: str) -> bool:
        """Tell whether a file is a document about a thing that has left, in any language."""
        folder, _, name = address.rpartition("/")
        return f"{folder}/{name.partition('.')[0]}" in self._gone

    def _cache_control(self, address: str) -> str:
        """Tell caches what they need never ask about again."""
        page = _FEED_PAGE.fullmatch(address)
        full = page is not None and int(page[1]) < self._newest_page
        return replies.IMMUTABLE if full or address.startswith(_PATCHES) else replies.REVALIDATE

    def _links_of(self, entry: FileEntry) -> str:
        """Give the links of a document: its other forms, and what it is about."""
        address, _, ending = entry.path.removeprefix(f"{SITE}/").rpartition(".")
        twins = self._twins(address)
        others = _links(self._twins_of(entry))
        if f"{address}.{signposts.LINKSET}" not in self._files or ending not in _TWIN_ENDINGS:
            return others
        if ending != formats.PAGE_FORMAT.ending:
            return signposts.render_header(signposts.of_twin(address))
        named = {each: _name(twin) for each, twin in twins.items() if each != formats.HTML}
        own = signposts.of_page(address, named, id_base=self._id_base)
        return ", ".join(filter(None, (others, signposts.render_header(own))))

    def _find(self, address: str) -> FileEntry | None:
        if address == "" or address.endswith("/"):
            return self._files.get(f"{address}index.html")
        return self._files.get(address)

    def _meant(self, address: str) -> str | None:
        """Find the one address that differs in capitals or in a slash at the end only."""
        if self._folded is None:
            self._folded = {}
            for each in self._files:
                for name in (each, each.removesuffix("index.html"), _without_ending(each)):
                    self._folded.setdefault(_fold(name), set()).add(name)
        same = self._folded.get(_fold(address), set()) - {address}
        return min(same) if len(same) == 1 else None

    def _twins(self, address: str) -> dict[str, FileEntry]:
        """Find the files of one thing, by media type, in order of preference."""
        found = ((each.media_type, self._files.get(f"{address}.{each.ending}")) for each in TWINS)
        return {media_type: entry for media_type, entry in found if entry is not None}

    def _twins_of(self, entry: FileEntry) -> dict[str, FileEntry]:
        """Find the other twins of a page."""
        address, _, ending = entry.path.removeprefix(f"{SITE}/").rpartition(".")
        twins = self._twins(address) if ending == formats.PAGE_FORMAT.ending else {}
        return {media_type: twin for media_type, twin in twins.items() if twin != entry}


def _addresses(release: Release) -> Iterator[tuple[str, FileEntry]]:
    """Give the address of each published file, without the leading slash."""
    for entry in (*release.manifest.files, *read_history(release.path)):
        folder, _, rest = entry.path.partition("/")
        if folder == SITE and rest:
            yield rest, entry
        elif (folder == DUMPS and rest) or entry.path.startswith(_AT_ROOT):
            yield entry.path, entry


def _read_gone(release: Release, name: str) -> dict[str, str]:
    """Read which addresses are of things that have left, and the places of their successors.

    Raises: ReleaseError when the list is damaged.
    """
    try:
        found = json.loads((release.path / SITE / name).read_text(encoding="utf-8"))
        return {str(address): str(successor) for address, successor in found.items()}
    except (OSError, ValueError, AttributeError) as error:
        raise ReleaseError(f"{SITE}/{name} cannot be read ({error}); build again.") from error


def address_of(scope: Scope) -> str:
    """Give the path below the mount point, without the leading slash."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", "")).removeprefix("/")


def _lead(place: str, scope: Scope) -> Response:
    """Lead to another address with what was asked."""
    asked = quote(scope.get("query_string", b""), safe=_IN_QUERIES)
    return replies.see_other(f"{place}?{asked}" if asked else place, vary="")


def _fold(address: str) -> str:
    return address.rstrip("/").casefold()


def _without_ending(address: str) -> str:
    """Give the address of a thing for that of one of its documents."""
    stem, _, ending = address.rpartition(".")
    return stem if ending in _TWIN_ENDINGS else address


def _negotiate(address: str, twins: Mapping[str, FileEntry], scope: Scope) -> Response:
    """Lead from a thing to the document about it that the client likes best."""
    media_type = _liked(twins, Headers(scope=scope).get("accept"))
    if media_type is None:
        return replies.problem(
            406,
            "not-acceptable",
            "No acceptable format",
            f"'/{address}' is published as {', '.join(twins)}.",
            headers={"vary": "Accept", "link": _links(twins)},
        )
    return replies.see_other(_name(twins[media_type]))


def _liked(twins: Mapping[str, FileEntry], accept: str | None) -> str | None:
    """Choose a twin; who asks for JSON or XML of no special kind gets RDF that is written in it."""
    kinds = {
        alias: each.media_type
        for each in TWINS
        for alias in each.aliases
        if each.media_type in twins
    }
    chosen = formats.choose(accept, [*twins, *kinds])
    return kinds.get(chosen, chosen) if chosen else None


def _links(twins: Mapping[str, FileEntry]) -> str:
    """Point to twins; relative to the thing, they differ in the last segment only."""
    return ", ".join(
        f'<{_name(entry)}>; rel="alternate"; type="{media_type}"'
        for media_type, entry in twins.items()
    )


def _name(entry: FileEntry) -> str:
    return quote(entry.path.rpartition("/")[2])
