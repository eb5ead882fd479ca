"""Let quick queries share a worker: those that come in the same moment are sent to it at once.

What a small query costs is mostly the change from one process to the other; for several that
change is made once. Only queries of clients whose last one took ``BRISK_S`` or less travel
together, also while they wait for a worker; everybody else travels alone. A worker answers one by
one. As soon as the next answer is no quick one, its query keeps the worker for itself, and those
behind it, which are not begun, are taken back and travel with another worker.

This module never looks at a query or an answer.
"""

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import Protocol

from edihkg.errors import QueryBusy
from edihkg.serve.lending import Lease, Lending, Place

MOST_RIDERS = 8
QUICK_S = 0.05
"""A query that takes longer gets a task, which watches whether its client stays."""
PATIENCE_S = 0.02
"""How long the others wait for one of them."""


class Rider(Protocol):
    """A query that wants its answer, or a worker for itself."""

    client: str
    payload: bytes
    """The query as a worker reads it."""
    left: bool
    """Whether nobody wants the answer any more."""

    def arrive(self, answer: bytes) -> None:
        """Take the whole answer; the worker is left."""

    def stay(self, lease: Lease) -> None:
        """Take over the worker, which works on the query."""

    def wait(self, place: Place | None) -> None:
        """Wait alone for a worker; without a place, since the queue was full."""


class Convoys:
    """Who travels with whom."""

    def __init__(self, lending: Lending) -> None:
        """Let queries travel to workers that are lent."""
        self._lending = lending
        self._gathering: _Convoy | None = None

    def board(self, rider: Rider) -> None:
        """Take a query along, which is told later what has become of it."""
        brisk = self._lending.is_brisk(rider.client)
        if brisk and self._gathering is not None and self._gathering.has_room:
            return self._gathering.riders.append(rider)
        convoy = _Convoy(self._lending, (rider,))
        if brisk:
            self._gathering = convoy
        asyncio.get_running_loop().call_soon(convoy.depart)
        return None


class _Convoy:
    """Queries that wait for a worker, and are sent to it."""

    __slots__ = ("_gathers", "_lease", "_lending", "_loop", "_place", "_timer", "riders")

    def __init__(self, lending: Lending, riders: Iterable[Rider]) -> None:
        self._lending = lending
        self.riders = deque(riders)
        self._gathers = True
        self._loop = asyncio.get_running_loop()
        self._place: Place | None = None
        self._lease: Lease
        self._timer: asyncio.TimerHandle

    @property
    def has_room(self) -> bool:
        """Whether one more may board."""
        return self._gathers and len(self.riders) < MOST_RIDERS

    def depart(self, *, first: bool = False) -> None:
        """Travel with a worker that is free, or wait for one, a while without tasks."""
        client = self.riders[0].client
        lease = self._lending.lease_at_once(client)
        if lease is not None:
            return self._start(lease)
        self._timer = self._loop.call_later(QUICK_S, self._dissolve)
        try:
            self._place = self._lending.queue(client, first=first)
        except QueryBusy:
            return self._dissolve()
        return self._place.lent.add_done_callback(self._lent)

    def _lent(self, lent: asyncio.Future[Lease]) -> None:
        if self._place is not None and not lent.cancelled():
            self._timer.cancel()
            self._start(lent.result())

    def _start(self, lease: Lease) -> None:
        """Send the queries; a worker that is lost already will tell nothing."""
        self._gathers = False
        self._lease = lease
        self.riders = deque([rider for rider in self.riders if not rider.left])
        if not self.riders:
            return self._lending.give_back(lease)
        patience_s = PATIENCE_S if len(self.riders) > 1 else QUICK_S
        self._timer = self._loop.call_later(patience_s, self._part)
        lease.worker.listen(self._hear)
        lease.worker.send([rider.payload for rider in self.riders])
        return self._part() if lease.worker.lost else None

    def _hear(self) -> None:
        """Give the answers that are there to those who asked for them."""
        worker = self._lease.worker
        arrived = []
        while self.riders and (found := worker.take_whole()) is not None:
            answer, cost_s = found
            rider = self.riders.popleft()
            self._lending.note_short(rider.client, cost_s)
            arrived.append((rider, answer))
        if not self.riders:
            self._end()
            self._lending.give_back(self._lease)
        elif worker.has_news:
            self._part()
        for rider, answer in arrived:
            rider.arrive(answer)

    def _part(self) -> None:
        """Leave the worker to the query that it works on."""
        self._end()
        rider = self.riders.popleft()
        if self.riders:
            self._lease.worker.recall(len(self.riders))
            _Convoy(self._lending, self.riders).depart(first=True)
        self._lease.client = rider.client
        rider.stay(self._lease)

    def _end(self) -> None:
        self._timer.cancel()
        self._lease.worker.listen(None)

    def _dissolve(self) -> None:
        """Let each wait alone; the first has the place of all."""
        self._gathers = False
        self._timer.cancel()
        place, self._place = self._place, None
        self.riders.popleft().wait(place)
        for rider in reversed(self.riders):
            try:
                rider.wait(self._lending.queue(rider.client, first=True))
            except QueryBusy:
                rider.wait(None)
