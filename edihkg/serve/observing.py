"""Tell operators what the server does: numbers for Prometheus and one log line a request.

A line is JSON on one line of stderr. Neither it nor a number ever holds the text of a query,
an address of a client or a path beyond its first segment, so nothing here is personal data.

    {"time": "2026-01-01T00:00:00.000Z", "event": "request", "route": "sparql",
     "method": "GET", "status": 200, "ms": 3.1, "bytes": 187, "release": "…"}
    {"time": …, "event": "release", "outcome": "moved", "release": "…", "reason": ""}
    {"time": …, "event": "proxy", "outcome": "untrusted", "reason": "…"}
"""

import asyncio
import json
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import accumulate
from typing import NamedTuple, TextIO

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client import Counter as Total
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from edihkg.serve.moving import Mover
from edihkg.serve.serving import Shared

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_UNTRUSTED = (
    "Requests come through a proxy (X-Forwarded-For), but EDIHKG_TRUSTED_PROXIES is empty, so all "
    "its clients count as one; name the proxy's address there."
)
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Done(NamedTuple):
    """A request that has been answered."""

    route: str
    """What kind of address it was, never the address."""
    method: str
    status: int
    """0 when the client left before there was one."""
    seconds: float
    size_bytes: int
    release: str


class Log:
    """Writes events as JSON lines."""

    def __init__(self, stream: TextIO | None, *, requests: bool) -> None:
        """Write to a stream; None writes nothing."""
        self._stream = stream
        self._second = 0
        self._prefix = ""
        self._lines: list[str] = []
        self.requests = requests and stream is not None

    def write(self, event: str, **fields: object) -> None:
        """Write one event."""
        self._write_line(f'"event": {_ENCODE(event)}, {_ENCODE(fields)[1:-1]}')

    def write_request(self, done: Done) -> None:
        """Write the event of a request; nothing in it needs to be escaped."""
        self._write_line(
            f'"event": "request", "route": "{done.route}", "method": "{done.method}", '
            f'"status": {done.status}, "ms": {done.seconds * 1000:.2f}, '
            f'"bytes": {done.size_bytes}, "release": "{done.release}"'
        )

    def _write_line(self, fields: str) -> None:
        if self._stream is None:
            return
        now = time.time()
        if int(now) != self._second:
            self._second = int(now)
            self._prefix = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now))
        self._lines.append(f'{{"time": "{self._prefix}.{int(now % 1 * 1000):03}Z", {fields}}}\n')
        if len(self._lines) > 1:
            return
        try:
            asyncio.get_running_loop().call_soon(self._write_out)
        except RuntimeError:
            self._write_out()

    def _write_out(self) -> None:
        """Write all lines of this moment with one call of the system."""
        lines, self._lines = "".join(self._lines), []
        if self._stream is not None:
            self._stream.write(lines)
            self._stream.flush()


class Observer:
    """Counts requests and writes the log."""

    def __init__(self, log: Log) -> None:
        """Begin with nothing counted."""
        self.log = log
        self.registry = CollectorRegistry()
        self._requests: Counter[tuple[str, int]] = Counter()
        self._seconds: dict[str, _Seconds] = defaultdict(_Seconds)
        self.registry.register(_Requests(self._requests, self._seconds))
        self._moves = Total(
            "edihkg_moves", "Moves to another release", ["outcome"], registry=self.registry
        )
        ProcessCollector(registry=self.registry)
        self._proxy_told = False

    def watch(self, mover: Mover, shared: Shared, connections: Callable[[], int]) -> None:
        """Measure also what is true at the moment of asking."""
        self.registry.register(_State(mover, shared, connections))

    def note(self, done: Done) -> None:
        """Count a request."""
        self._requests[done.route, done.status] += 1
        self._seconds[done.route].add(done.seconds)
        if self.log.requests:
            self.log.write_request(done)

    def tell_move(self, outcome: str, release: str, reason: str) -> None:
        """Note a move to another release, or why there was none."""
        self._moves.labels(outcome).inc()
        self.log.write("release", outcome=outcome, release=release, reason=reason)

    def tell_proxy(self) -> None:
        """Note once that requests come through a proxy that is not trusted."""
        if not self._proxy_told:
            self._proxy_told = True
            self.log.write("proxy", outcome="untrusted", reason=_UNTRUSTED)

    def render(self) -> bytes:
        """Give all numbers in Prometheus' text format."""
        return generate_latest(self.registry)


class _Seconds:
    """How many requests of a route took up to how long; the library takes ten times longer."""

    __slots__ = ("counts", "total")

    def __init__(self) -> None:
        self.counts = [0] * (len(_BUCKETS) + 1)
        self.total = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self.counts[bisect_left(_BUCKETS, seconds)] += 1
        self.total += seconds

    def buckets(self) -> list[tuple[str, float]]:
        """Give the number of those up to each bound."""
        bounds = [*map(str, map(float, _BUCKETS)), "+Inf"]
        return list(zip(bounds, accumulate(map(float, self.counts)), strict=True))


class _Requests(Collector):
    """What ``Observer`` has counted."""

    def __init__(self, requests: Counter[tuple[str, int]], seconds: Mapping[str, _Seconds]) -> None:
        self._requests = requests
        self._seconds = seconds

    def collect(self) -> Iterator[Metric]:
        requests = CounterMetricFamily("edihkg_requests", "Requests", labels=["route", "status"])
        for (route, status), count in sorted(self._requests.items()):
            requests.add_metric([route, str(status)], count)
        yield requests
        text = "Seconds from the head of a request to the last byte of its answer"
        seconds = HistogramMetricFamily("edihkg_request_seconds", text, labels=["route"])
        for route, found in sorted(self._seconds.items()):
            seconds.add_metric([route], found.buckets(), found.total)
        yield seconds


class _State(Collector):
    """Numbers that are looked up when they are asked for."""

    def __init__(self, mover: Mover, shared: Shared, connections: Callable[[], int]) -> None:
        self._mover = mover
        self._shared = shared
        self._connections = connections

    def collect(self) -> Iterator[Metric]:
        pool = self._mover.current.pool
        yield _gauge("workers", "Workers that run", pool.running)
        yield _gauge("queries_waiting", "Queries that wait for a worker", pool.waiting)
        yield _gauge("connections", "Open connections", self._connections())
        yield _gauge("releases_retiring", "Older releases in use", len(self._mover.retiring))
        yield _gauge("release_age_seconds", "Since the moment of the release", self._age_s())
        yield _gauge("answer_cache_bytes", "Answers in memory", self._shared.answers.size_bytes)
        answers = self._shared.answers
        yield _counts(
            "answer_cache",
            "Asked of the cache of answers",
            "result",
            {"hit": answers.hits, "miss": answers.misses},
        )
        yield _counts("workers_ended", "Workers that were ended", "reason", self._shared.kills)

    def _age_s(self) -> float:
        as_of = self._mover.current.release.manifest.as_of
        return time.time() - datetime.fromisoformat(as_of).timestamp()


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"edihkg_{name}", text, value=value)


def _counts(name: str, text: str, label: str, counts: dict[str, int]) -> CounterMetricFamily:
    family = CounterMetricFamily(f"edihkg_{name}", text, labels=[label])
    for key, value in sorted(Counter(counts).items()):
        family.add_metric([key], value)
    return family
