"""Keep what was asked for lately in memory, up to a number of bytes.

Keys are digests of what the content depends on, so one cache can hold the contents of several
releases, and a new release finds there what it has in common with the old one.
"""

from collections import OrderedDict

ENTRY_SHARE = 16
"""One content may take this part of the cache, so that a few cannot push out all others."""


class ByteCache:
    """Contents by key; those that were not asked for longest are dropped first."""

    def __init__(self, limit_bytes: int) -> None:
        """Hold at most ``limit_bytes``."""
        self.limit_bytes = limit_bytes
        self.size_bytes = 0
        self.hits = 0
        self.misses = 0
        self._contents: OrderedDict[str, bytes] = OrderedDict()

    def get(self, key: str) -> bytes | None:
        """Give a content, or None."""
        content = self._contents.get(key)
        if content is None:
            self.misses += 1
            return None
        self.hits += 1
        self._contents.move_to_end(key)
        return content

    def put(self, key: str, content: bytes) -> None:
        """Keep a content, unless it is too large."""
        if len(content) * ENTRY_SHARE > self.limit_bytes:
            return
        self.size_bytes += len(content) - len(self._contents.pop(key, b""))
        self._contents[key] = content
        while self.size_bytes > self.limit_bytes:
            self.size_bytes -= len(self._contents.popitem(last=False)[1])
