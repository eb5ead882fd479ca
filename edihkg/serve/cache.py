"""Keep what was asked for lately in memory, up to a number of bytes.

Keys of ``ByteCache`` are digests of what the content depends on, so one cache can hold the
contents of several releases, and a new release finds there what it has in common with the old
one. Keys of ``Kept`` are requests; each release has its own.
"""

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from typing import Generic, NamedTuple, TypeVar

ENTRY_SHARE = 16
"""One content may take this part of the cache, so that a few cannot push out all others."""
_ENTRY_BYTES = 700
"""What the interpreter needs for one entry, about: most answers are smaller than that."""

_K = TypeVar("_K", bound=Hashable)
_V = TypeVar("_V")

Field = tuple[bytes, bytes]
Key = tuple[bytes, tuple[Field, ...]]
"""All of a request that its answer may depend on: the address, and some header fields."""


class BoundedCache(Generic[_K, _V]):
    """Things by key; those that were not asked for longest are dropped first."""

    def __init__(self, limit_bytes: int) -> None:
        """Hold at most ``limit_bytes``."""
        self.limit_bytes = limit_bytes
        self.size_bytes = 0
        self.hits = 0
        self.misses = 0
        self._entries: OrderedDict[_K, tuple[_V, int]] = OrderedDict()

    @property
    def most_bytes(self) -> int:
        """How large one thing may be."""
        return self.limit_bytes // ENTRY_SHARE

    def __contains__(self, key: _K) -> bool:
        """Tell whether a thing is there, without counting that."""
        return key in self._entries

    def get(self, key: _K) -> _V | None:
        """Give a thing, or None."""
        entry = self._entries.get(key)
        if entry is None:
            self.misses += 1
            return None
        self.hits += 1
        self._entries.move_to_end(key)
        return entry[0]

    def hold(self, key: _K, thing: _V, size_bytes: int) -> None:
        """Keep a thing, unless it is too large."""
        if size_bytes > self.most_bytes:
            return
        if key in self._entries:
            self.size_bytes -= self._entries.pop(key)[1]
        self._entries[key] = thing, size_bytes
        self.size_bytes += size_bytes
        while self.size_bytes > self.limit_bytes:
            self.size_bytes -= self._entries.popitem(last=False)[1][1]


class ByteCache(BoundedCache[str, bytes]):
    """Contents by what they depend on."""

    def put(self, key: str, content: bytes) -> None:
        """Keep a content, unless it is too large."""
        self.hold(key, content, len(content) + len(key) + _ENTRY_BYTES)


class Whole(NamedTuple):
    """A whole answer of status 200 to GET."""

    head: bytes
    """Header fields as they are sent, but for those of the connection, and the empty line."""
    body: bytes
    route: str


def write_fields(fields: Sequence[Field]) -> bytes:
    """Write header fields as they are sent."""
    return b"".join([b"%b: %b\r\n" % field for field in fields])


class Kept(BoundedCache[Key, Whole]):
    """Whole answers by request."""

    def put(self, key: Key, headers: Sequence[Field], body: bytes, route: str) -> None:
        """Keep an answer, unless it is too large."""
        head = write_fields(headers) + b"\r\n"
        self.keep(key, Whole(head, body, route))

    def keep(self, key: Key, whole: Whole) -> None:
        """Keep an answer that is written already, unless it is too large."""
        size = len(whole.head) + len(whole.body) + len(key[0]) + _ENTRY_BYTES
        self.hold(key, whole, size)
