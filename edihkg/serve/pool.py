"""Keep worker processes and hand queries to them: clients take turns, and all is bounded.

The worker that becomes free goes to the client whose turn it is (``waiting``). At most all
workers but one may hold a query for longer than ``SLOW_AFTER_S``, and one client half of
those: a query that may not is stopped, waits for its place and starts anew, so that short
queries always find a way and slow ones of other clients do. At the deadline, counted from the
arrival, the worker is killed and replaced; one process more than may work at once is kept
ready, so that nobody waits until another has started.

*Invariant:* what a query comes to is known before its first byte leaves, as far as
``HEAD_BYTES`` reach; whoever reads on gets an exception if the answer breaks off.
This module knows nothing of HTTP and never evaluates a query itself.
"""

import asyncio
import json
import signal
from collections import Counter, deque
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from edihkg.errors import QueryBusy, QueryError, QueryTimeout, QueryTooLarge, StoreError
from edihkg.serve.process import Worker
from edihkg.serve.waiting import Waiting
from edihkg.store import Bindings, Dataset, Term, syntax_error

SLOW_AFTER_S = 0.25
HEAD_BYTES = 1 << 16
HELD_BYTES = 4 << 20
SPARE_WORKERS = 1
_RESPAWN_PAUSE_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolOptions:
    """How many workers there are and what one query may cost."""

    workers: int = 3
    """Queries that run at once."""
    deadline_s: float = 30.0
    queue: int = 64
    """Queries that may wait."""
    memory_bytes: int = 2 << 30
    """Address space of one worker."""
    result_bytes: int = 1 << 30
    """Largest answer, before compression."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One query to be answered."""

    query: str
    format: str
    """Ending of the format of the answer; must fit the form of the query."""
    dataset: Dataset | None = None
    bindings: Bindings = field(default_factory=dict)
    gzip: bool = False


class Lease:
    """The right of one query to one worker, slow once it may hold it for long."""

    def __init__(self, worker: Worker, client: str, *, slow: bool) -> None:
        """Grant the worker to a client's query."""
        self.worker = worker
        self.client = client
        self.slow = slow
        self.returned = False


class Pool:
    """Workers on one store."""

    def __init__(
        self, store: Path, options: PoolOptions, *, kills: Counter[str] | None = None
    ) -> None:
        """Prepare; nothing starts before ``start``. Kills are counted by reason."""
        self.options = options
        self.kills: Counter[str] = Counter() if kills is None else kills
        self._store = store
        self._idle: deque[Worker] = deque()
        self._all: set[Worker] = set()
        self._fresh: Waiting[Lease] = Waiting()
        self._stopped: Waiting[Lease] = Waiting()
        self._places = options.workers
        self._slow_places = max(1, options.workers - 1)
        self._slow_share = (self._slow_places + 1) // 2
        self._slow_of: Counter[str] = Counter()
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
                for _ in range(self.options.workers + SPARE_WORKERS):
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

    @asynccontextmanager
    async def answer(self, request: Request, *, client: str = "") -> AsyncIterator["Answer"]:
        """Answer a query; leaving before its end kills it. Clients take turns.

        Raises: QuerySyntaxError, QueryTimeout, QueryTooLarge, QueryBusy, QueryError.
        """
        answer = Answer(self, _payload(request, self.options.result_bytes), client)
        try:
            await answer.begin()
            yield answer
        finally:
            answer.leave("left")

    async def lease(self, *, client: str, stopped: bool, deadline: float) -> Lease:
        """Wait for a worker; a query that was stopped for slowness waits for a slow place.

        Raises: QueryBusy when the queue is full or the deadline passes.
        """
        if self.waiting >= self.options.queue:
            raise QueryBusy("Too many queries are waiting; try again in a moment.")
        waiting: asyncio.Future[Lease] = asyncio.get_running_loop().create_future()
        queue = self._stopped if stopped else self._fresh
        queue.put(client, waiting)
        self._hand_over()
        if waiting.done():
            return waiting.result()
        lease = None
        try:
            async with asyncio.timeout_at(deadline):
                lease = await waiting
        except TimeoutError as error:
            raise QueryBusy(
                f"No worker became free within {self.options.deadline_s:g} s; try again later."
            ) from error
        finally:
            if lease is None:
                queue.remove(client, waiting)
                self._withdraw(waiting)
        return lease

    def take_slow_place(self, lease: Lease) -> bool:
        """Let a query hold its worker for long, if another one stays free of such queries."""
        if not lease.slow and self._may_be_slow(lease.client):
            self._count_slow(lease.client, 1)
            lease.slow = True
        return lease.slow

    def give_back(self, lease: Lease, *, kill: str = "") -> None:
        """Return a worker; with a reason to kill, it is killed and replaced. Idempotent."""
        if lease.returned:
            return
        lease.returned = True
        self._places += 1
        if lease.slow:
            self._count_slow(lease.client, -1)
        if kill or self._closing:
            self.kills[kill or "closing"] += 1
            self._retire(lease.worker)
        else:
            self._idle.append(lease.worker)
        self._hand_over()

    def _hand_over(self) -> None:
        """Give idle workers to those whose turn it is; stopped queries come first."""
        while self._idle and self._places > 0:
            if not self._idle[0].alive:
                self.kills["died"] += 1
                self._retire(self._idle.popleft())
            elif (client := self._stopped.next_client(self._may_be_slow)) is not None:
                if self._grant(self._stopped.take(client), client, slow=True):
                    self._count_slow(client, 1)
            elif (client := self._fresh.next_client()) is not None:
                self._grant(self._fresh.take(client), client, slow=False)
            else:
                return

    def _grant(self, waiting: asyncio.Future[Lease], client: str, *, slow: bool) -> bool:
        """Hand the next idle worker to one who waits; False if it has given up."""
        if waiting.done():
            return False
        waiting.set_result(Lease(self._idle.popleft(), client, slow=slow))
        self._places -= 1
        return True

    def _may_be_slow(self, client: str) -> bool:
        return self._slow_places > 0 and self._slow_of[client] < self._slow_share

    def _count_slow(self, client: str, number: int) -> None:
        self._slow_places -= number
        self._slow_of[client] += number
        if not self._slow_of[client]:
            del self._slow_of[client]

    def _withdraw(self, waiting: asyncio.Future[Lease]) -> None:
        """Undo a wish for a worker that was granted in the moment of giving up."""
        if waiting.done() and not waiting.cancelled():
            self.give_back(waiting.result())

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
            except (StoreError, OSError):
                await asyncio.sleep(_RESPAWN_PAUSE_S)

    async def _start_worker(self) -> None:
        worker = await Worker.start(self._store, self.options.memory_bytes)
        self._all.add(worker)
        self._idle.append(worker)
        self._hand_over()


class _StoppedError(QueryError):
    """A slow query had to leave the worker that is kept free for short ones."""


class _WorkerLostError(QueryError):
    """A worker ended for a reason that lies outside the query, so one more try is fair."""


class Answer:
    """An answer that has begun: its first bytes, and the rest as it comes."""

    def __init__(self, pool: Pool, payload: bytes, client: str) -> None:
        """Prepare; the deadline counts from here."""
        self._client = client
        self.head = b""
        self.complete = False
        self._pool = pool
        self._payload = payload
        self._loop = asyncio.get_running_loop()
        self._deadline = self._loop.time() + pool.options.deadline_s
        self._lease: Lease | None = None
        self._expired = False
        self._stopped = False
        self._timers: list[asyncio.TimerHandle] = []

    async def begin(self) -> None:
        """Fill ``head`` with the whole answer or with its first ``HEAD_BYTES`` or more."""
        try:
            await self._evaluate(stopped=False)
        except _StoppedError:
            await self._evaluate(stopped=True)
        except _WorkerLostError:
            self.leave("died")
            await self._evaluate(stopped=False)

    async def rest(self) -> AsyncIterator[bytes]:
        """Give what follows the head, as fast as it is taken.

        Raises: as ``Pool.answer``; what was given before is then worthless.
        """
        while not self.complete:
            piece = await self._receive()
            if piece:
                yield piece

    def leave(self, reason: str) -> None:
        """Let go of the worker, which dies if it still runs the query."""
        for timer in self._timers:
            timer.cancel()
        if self._lease is not None:
            self._pool.give_back(self._lease, kill=reason)

    async def _evaluate(self, *, stopped: bool) -> None:
        """Read the head; what is not complete then needs a slow place before it is sent."""
        self.head = b""
        lease = self._lease = await self._pool.lease(
            client=self._client, stopped=stopped, deadline=self._deadline
        )
        slow_at = self._loop.time() + SLOW_AFTER_S
        self._timers = [
            self._loop.call_at(self._deadline, self._expire),
            self._loop.call_at(slow_at, self._slow_down),
        ]
        await lease.worker.send(self._payload)
        await self._fill(HEAD_BYTES)
        if not self.complete and not self._pool.take_slow_place(lease):
            await self._fill(HELD_BYTES)
            if not self.complete and not self._pool.take_slow_place(lease):
                self.leave("slow")
                raise _StoppedError

    def _slow_down(self) -> None:
        """Take a slow place for a query that has run for long, or else stop it."""
        lease = self._lease
        if lease is not None and not lease.returned and not self._pool.take_slow_place(lease):
            self._stopped = True
            self.leave("slow")

    def _expire(self) -> None:
        self._expired = True
        self.leave("deadline")

    async def _fill(self, size: int) -> None:
        while not self.complete and len(self.head) < size:
            self.head += await self._receive()

    async def _receive(self) -> bytes:
        """Wait for a piece; empty at the end, when the worker is free for others."""
        lease = self._lease
        if lease is None:
            raise RuntimeError("An answer is read only after it has begun.")
        try:
            tag, payload = await lease.worker.receive()
        except EOFError as error:
            raise await self._death(lease.worker) from error
        if tag == b"D":
            return payload
        self._pool.give_back(lease)
        if tag == b"X":
            raise _failure(payload, self._pool.options)
        self.complete = True
        return b""

    async def _death(self, worker: Worker) -> QueryError:
        """Tell why the worker of a running query is gone."""
        if self._stopped:
            self._stopped = False
            return _StoppedError()
        if self._expired:
            return QueryTimeout(
                f"The query took longer than {self._pool.options.deadline_s:g} s and was stopped; "
                "ask for less, or take a dump and query it yourself."
            )
        if await worker.exit_code() == -signal.SIGABRT:
            self.leave("memory")
            return _too_much_memory(self._pool.options)
        return _WorkerLostError("The process that ran the query was ended; ask again.")


def _run_aside(work: Coroutine[None, None, None], tasks: set[asyncio.Task[None]]) -> None:
    task = asyncio.get_running_loop().create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)


def _failure(payload: bytes, options: PoolOptions) -> QueryError:
    """Make the exception for a worker's reason."""
    reason = json.loads(payload)
    if reason["kind"] == "syntax":
        return syntax_error(reason["message"])
    if reason["kind"] == "memory":
        return _too_much_memory(options)
    if reason["kind"] == "size":
        return QueryTooLarge(
            f"The answer is larger than {options.result_bytes:,} bytes; ask for less with LIMIT, "
            "or take a dump."
        )
    return QueryError(f"The query could not be evaluated: {reason['message']}")


def _too_much_memory(options: PoolOptions) -> QueryTooLarge:
    return QueryTooLarge(
        f"The query needs more than {options.memory_bytes:,} bytes of memory and was stopped; "
        "ask for less at once."
    )


def _payload(request: Request, limit_bytes: int) -> bytes:
    dataset = request.dataset
    message = {
        "query": request.query,
        "format": request.format,
        "gzip": request.gzip,
        "limit_bytes": limit_bytes,
        "default_graphs": None if dataset is None else dataset.default_graphs,
        "named_graphs": None if dataset is None else dataset.named_graphs,
        "substitutions": {name: _term(value) for name, value in request.bindings.items()},
    }
    return json.dumps(message).encode()


def _term(value: Term) -> dict[str, str]:
    """Write a term as SPARQL JSON results do."""
    if isinstance(value, ox.Literal):
        if value.language:
            return {"type": "literal", "value": value.value, "xml:lang": value.language}
        return {"type": "literal", "value": value.value, "datatype": value.datatype.value}
    return {"type": "uri", "value": value.value}
