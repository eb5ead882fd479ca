"""Lend worker processes to queries: clients take turns, and a lane stays for short queries.

The worker that becomes free goes to the client whose turn it is (``waiting``). At most half of
all workers, rounded up, may hold a query for long, and one client half of those; who asks for
such a slow place and gets none has to give the worker back as soon as somebody else wants it. The
others are lanes for short queries; while others ask such, a client whose queries were slow of
late gets none of these, and one of which nothing is known not the last of several. A worker that
was killed or has died is replaced at once. The process that worked last is lent first: its memory
is warm. One whose query is not short stands back, so that it takes the processor only from others
of its kind.

This module never looks at a query or an answer.
"""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path

from edihkg.errors import QueryBusy, StoreError
from edihkg.serve.process import Worker
from edihkg.serve.starting import Zygote
from edihkg.serve.waiting import Records, Waiting

BRISK_S = 0.0003
"""What changing processes costs, about."""
_RESPAWN_PAUSE_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolOptions:
    """How many workers there are and what one query may cost."""

    workers: int = 4
    """Queries that run at once."""
    deadline_s: float = 30.0
    queue: int = 64
    """Queries that may wait."""
    memory_bytes: int = 2 << 30
    """Address space of one worker."""
    result_bytes: int = 1 << 30
    """Largest answer, before compression."""


class Lease:
    """The right of one query to one worker, slow once it may hold it for long."""

    __slots__ = ("begun", "client", "returned", "slow", "spared", "worker")

    def __init__(self, worker: Worker, client: str, *, slow: bool) -> None:
        """Grant the worker to a client's query."""
        self.worker = worker
        self.client = client
        self.slow = slow
        self.spared = False
        """Whether it holds a lane for long, since nobody else wants that."""
        self.returned = False
        self.begun = asyncio.get_running_loop().time()


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the queue."""

    client: str
    lent: asyncio.Future[Lease]
    """Has the worker when it is one's turn."""
    stopped: bool
    """Whether the query was stopped for slowness and waits for a slow place."""


class Lending:
    """The workers on one store, and who has them."""

    def __init__(self, store: Path, options: PoolOptions, kills: Counter[str]) -> None:
        """Prepare; nothing starts before ``start``. Kills are counted by reason."""
        self.options = options
        self._kills = kills
        self._store = store
        self._zygote = Zygote(store, options.memory_bytes)
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._fresh: Waiting[Lease] = Waiting()
        self._stopped: Waiting[Lease] = Waiting()
        self._places = options.workers
        self._lanes = options.workers // 2
        self._slow_places = options.workers - self._lanes
        self._slow_share = (self._slow_places + 1) // 2
        self._slow_of: Counter[str] = Counter()
        self._records = Records()
        self._starting: set[asyncio.Task[None]] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._closing = False

    @property
    def running(self) -> int:
        """How many queries could run at this moment."""
        return min(sum(worker.alive for worker in self._all), self.options.workers)

    @property
    def waiting(self) -> int:
        """How many queries wait for a worker."""
        return len(self._fresh) + len(self._stopped)

    @property
    def isolated(self) -> bool:
        """Whether the kernel cuts every worker off from the network."""
        return all(worker.isolated for worker in self._all)

    async def start(self) -> None:
        """Start the workers.

        Raises: StoreError when the store cannot be opened.
        """
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self.options.workers):
                    group.create_task(self._start_worker())
        except* StoreError as errors:
            await self.close()
            raise errors.exceptions[0] from None

    async def close(self) -> None:
        """Kill every worker and wait until all are gone."""
        self._closing = True
        for task in self._starting:
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        for worker in tuple(self._all):
            self._retire(worker)
        await asyncio.gather(*self._ending)
        await self._zygote.close()

    async def lease(self, *, client: str, stopped: bool, deadline: float) -> Lease:
        """Wait for a worker; a query that was stopped for slowness waits for a slow place.

        Raises: QueryBusy when the queue is full or the deadline passes.
        """
        place = self.queue(client, stopped=stopped)
        return await self.wait(place, deadline)

    def queue(self, client: str, *, stopped: bool = False, first: bool = False) -> "Place":
        """Stand in the queue, or get a worker at once if it is one's turn.

        ``first`` goes before all others, since the query has waited longer than they.

        Raises: QueryBusy when the queue is full.
        """
        if self.waiting >= self.options.queue:
            raise QueryBusy("Too many queries are waiting; try again in a moment.")
        place = Place(client, asyncio.get_running_loop().create_future(), stopped)
        queue = self._stopped if stopped else self._fresh
        queue.put(client, place.lent, first=first)
        self._hand_over()
        return place

    async def wait(self, place: "Place", deadline: float) -> Lease:
        """Wait for one's turn.

        Raises: QueryBusy when the deadline passes.
        """
        if place.lent.done():
            return place.lent.result()
        lease = None
        try:
            async with asyncio.timeout_at(deadline):
                lease = await place.lent
        except TimeoutError as error:
            raise QueryBusy(
                f"No worker became free within {self.options.deadline_s:g} s; try again later."
            ) from error
        finally:
            if lease is None:
                self.leave_queue(place)
        return lease

    def leave_queue(self, place: "Place") -> None:
        """Give up one's place, and the worker that was lent in the same moment."""
        queue = self._stopped if place.stopped else self._fresh
        queue.remove(place.client, place.lent)
        if place.lent.done() and not place.lent.cancelled():
            self.give_back(place.lent.result())

    def lease_at_once(self, client: str) -> Lease | None:
        """Lend a worker if one is idle and nobody waits; else None, and ``lease`` is to be used."""
        if not self._may_begin(client) or not self._idle or self.waiting or self._idle[-1].lost:
            return None
        self._places -= 1
        return Lease(self._idle.pop(), client, slow=False)

    def take_slow_place(self, lease: Lease) -> bool:
        """Let a query hold its worker for long, if another one stays free of such queries."""
        if not lease.slow and self._may_be_slow(lease.client):
            self._count_slow(lease.client, 1)
            lease.slow = True
            lease.worker.stand_back()
        return lease.slow

    def spare(self, lease: Lease) -> bool:
        """Let a slow query without a slow place run on in its lane, while nobody else wants that.

        Stopping it would waste what it has done. Wanted is a lane while other clients ask short
        queries, and when one waits whose queries were not slow of late.
        """
        now = asyncio.get_running_loop().time()
        if self._records.has_others(lease.client, now):
            return False

        def is_due(client: str) -> bool:
            return client != lease.client and not self._records.is_in_debt(client, now)

        if self._fresh.next_client(is_due) is not None:
            return False
        lease.spared = True
        lease.worker.stand_back()
        return True

    def give_back(self, lease: Lease, *, kill: str = "") -> None:
        """Return a worker; with a reason to kill, it is killed and replaced. Idempotent."""
        if lease.returned:
            return
        lease.returned = True
        self._places += 1
        if lease.slow:
            self._count_slow(lease.client, -1)
        now = asyncio.get_running_loop().time()
        if lease.slow or lease.spared or kill:
            self._records.add_debt(lease.client, now - lease.begun, now)
        if not kill and lease.worker.stands_back and not lease.worker.come_forward():
            kill = "slowed"
        if kill or self._closing:
            self._kills[kill or "closing"] += 1
            self._retire(lease.worker)
        else:
            self._idle.append(lease.worker)
        if self.waiting:
            self._hand_over()

    def note_short(self, client: str, cost_s: float) -> None:
        """Note that a client's query was short, and what it has cost of the processor."""
        self._records.add_short(client, asyncio.get_running_loop().time(), brisk=cost_s <= BRISK_S)

    def is_brisk(self, client: str) -> bool:
        """Tell whether a client's last query was answered in next to no time."""
        return self._records.is_brisk(client, asyncio.get_running_loop().time())

    def drop_dead(self) -> None:
        """Replace idle workers that have died without being told to."""
        for worker in [worker for worker in self._idle if not worker.alive]:
            self._idle.remove(worker)
            self._kills["died"] += 1
            self._retire(worker)

    def _hand_over(self) -> None:
        """Give idle workers to those whose turn it is; stopped queries come first."""
        if any(worker.lost for worker in self._idle):
            self.drop_dead()
        while self._idle and self._places > 0:
            if (client := self._stopped.next_client(self._may_be_slow)) is not None:
                if self._grant(self._stopped.take(client), client, slow=True):
                    self._count_slow(client, 1)
            elif (client := self._fresh.next_client(self._may_begin)) is not None:
                self._grant(self._fresh.take(client), client, slow=False)
            else:
                return

    def _grant(self, waiting: asyncio.Future[Lease], client: str, *, slow: bool) -> bool:
        """Hand the next idle worker to one who waits; False if it has given up."""
        if waiting.done():
            return False
        lease = Lease(self._idle.pop(), client, slow=slow)
        if slow:
            lease.worker.stand_back()
        waiting.set_result(lease)
        self._places -= 1
        return True

    def _may_begin(self, client: str) -> bool:
        """Tell whether a client may have a worker.

        While others ask short queries, the lanes are for those without debts, and the last of
        several for those whose queries are known to be short.
        """
        if self._places > self._lanes or self._places <= 0:
            return self._places > 0
        now = asyncio.get_running_loop().time()
        if not self._records.has_others(client, now):
            return True
        if self._places == 1 < self._lanes:
            return self._records.is_short(client, now)
        return not self._records.is_in_debt(client, now)

    def _may_be_slow(self, client: str) -> bool:
        return self._slow_places > 0 and self._slow_of[client] < self._slow_share

    def _count_slow(self, client: str, number: int) -> None:
        self._slow_places -= number
        self._slow_of[client] += number
        if not self._slow_of[client]:
            del self._slow_of[client]

    def _retire(self, worker: Worker) -> None:
        """Kill a worker and, unless all is ending, start another one."""
        worker.kill()
        self._all.discard(worker)
        _run_aside(worker.end(), self._ending)
        if not self._closing:
            _run_aside(self._respawn(), self._starting)

    async def _respawn(self) -> None:
        """Start a worker, again and again until one starts."""
        while True:
            try:
                return await self._start_worker()
            except StoreError:
                await asyncio.sleep(_RESPAWN_PAUSE_S)

    async def _start_worker(self) -> None:
        if self._zygote.lost:
            self._zygote = Zygote(self._store, self.options.memory_bytes)
        worker = await self._zygote.fork()
        self._all.add(worker)
        self._idle.append(worker)
        self._hand_over()


def _run_aside(work: Coroutine[None, None, None], tasks: set[asyncio.Task[None]]) -> None:
    task = asyncio.get_running_loop().create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)
