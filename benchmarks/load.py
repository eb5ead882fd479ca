"""Ask a server over connections that stay open, and note how long each answer took.

The client does as little as possible, since it runs on the same machine as the server.
"""

import asyncio
import itertools
import math
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import uvloop

ACCEPT = "text/turtle;q=0.9, application/sparql-results+json"
_NUMBERS = itertools.count(time.time_ns())


@dataclass(frozen=True, slots=True)
class Measured:
    """What some seconds of asking came to."""

    seconds: float
    times: tuple[float, ...]
    """Of each answer, sorted."""
    failures: int
    """Answers with another status than 200."""
    given_up: int = 0
    """Clients that stopped asking, since one answer took longer than the limit."""

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.times) / self.seconds

    def at(self, share: float) -> float:
        """Give the time in ms within which a share of the answers came."""
        return self.times[min(int(len(self.times) * share), len(self.times) - 1)] * 1000


def query_request(
    path: str, query: str, *, new: bool, client: str = "", by_comment: bool = False
) -> bytes:
    """Write a request; a new query differs from all before without changing a row."""
    mark = "\n# {}" if by_comment else " VALUES ?none {{ {} }}"
    text = f"{query}{mark.format(next(_NUMBERS))}" if new else query
    separator = "&" if "?" in path else "?"
    named = f"X-Forwarded-For: {client}\r\n" if client else ""
    fields = f"{separator}{urlencode({'query': text}, quote_via=quote)}"
    return (
        f"GET {path}{fields} HTTP/1.1\r\nHost: localhost\r\nAccept: {ACCEPT}\r\n{named}\r\n"
    ).encode()


def file_request(path: str) -> bytes:
    """Write a request for a file."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def measure(
    port: int,
    make: Callable[[], bytes],
    *,
    clients: int,
    seconds: float,
    limit_s: float = math.inf,
) -> Measured:
    """Ask for some seconds with some clients at once; each gives up after ``limit_s``."""
    return uvloop.run(measure_here(port, make, clients=clients, seconds=seconds, limit_s=limit_s))


async def measure_here(
    port: int,
    make: Callable[[], bytes],
    *,
    clients: int,
    seconds: float,
    limit_s: float = math.inf,
) -> Measured:
    """Do the same in a running loop."""
    begun = time.perf_counter()
    until = begun + seconds
    asking = (_Client(make, until, limit_s).run(port) for _ in range(clients))
    found = await asyncio.gather(*asking)
    times = tuple(sorted(itertools.chain.from_iterable(client.times for client in found)))
    return Measured(
        time.perf_counter() - begun,
        times,
        sum(client.failures for client in found),
        sum(client.given_up for client in found),
    )


def mean(values: Iterator[float]) -> float:
    """Give the geometric mean, which is right for ratios."""
    return statistics.geometric_mean(values)


class _Client(asyncio.Protocol):
    """One connection that asks again as soon as it has its answer."""

    def __init__(self, make: Callable[[], bytes], until: float, limit_s: float) -> None:
        self.times: list[float] = []
        self.failures = 0
        self.given_up = False
        self._limit_s = limit_s
        self._make = make
        self._until = until
        self._data = b""
        self._sent = 0.0
        self._done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def run(self, port: int) -> "_Client":
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_connection(lambda: self, "127.0.0.1", port)
        self._ask()
        while not self._done.done():
            await asyncio.wait((self._done,), timeout=self._left())
            if self._left() <= 0 and not self._done.done():
                self.given_up = True
                self._done.set_result(None)
        self._transport.abort()
        return self

    def _left(self) -> float:
        """Tell how long the answer that is waited for may still take, in seconds."""
        return min(self._sent + self._limit_s - time.perf_counter(), 3600)

    def _ask(self) -> None:
        request = self._make()
        self._sent = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Note an answer when it is whole; called by the loop."""
        self._data += data
        if not _is_whole(self._data):
            return
        if self.given_up:
            return
        now = time.perf_counter()
        self.times.append(now - self._sent)
        self.failures += b" 200 " not in self._data[:16]
        self._data = b""
        if now < self._until:
            self._ask()
        elif not self._done.done():
            self._done.set_result(None)

    def connection_lost(self, _: Exception | None) -> None:
        """End; a server that closes between two answers has failed."""
        if not self._done.done():
            self.failures += 1
            self._done.set_result(None)


def _is_whole(data: bytes) -> bool:
    """Tell whether an answer has arrived to its end."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = data[:end].lower()
    place = head.find(b"content-length: ")
    if place >= 0:
        return len(data) >= end + 4 + int(head[place + 16 :].split(b"\r\n", 1)[0])
    return data.endswith(b"0\r\n\r\n")
