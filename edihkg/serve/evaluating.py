"""One query on its way through a worker: its time, its first bytes, how it failed.

A query that begins without a task travels with others (``convoys``) until its answer is there or
it is known to be no quick one; it then stands back, where it can come forward again. One that has
had the processor for ``SLOW_AFTER_S``, or its worker ``MOST_LOOKS`` times as long, needs a slow
place; one that gets none is stopped as soon as others want its worker, waits for its place and
starts anew.
At the deadline, counted from the arrival, the worker is killed.

*Invariant:* what a query comes to is known before its first byte leaves, as far as
``HEAD_BYTES`` reach; whoever reads on gets an exception if the answer breaks off.
This module never evaluates a query itself.
"""

import asyncio
import math
import signal
from collections.abc import AsyncIterator, Callable
from typing import Self

from edihkg.errors import QueryError, QueryTimeout, QueryTooLarge
from edihkg.serve.convoys import Convoys
from edihkg.serve.lending import Lease, Lending, Place
from edihkg.serve.process import may_come_forward, open_whole
from edihkg.serve.telling import Request, failure_of, pack, too_much_memory

SLOW_AFTER_S = 0.25
MOST_LOOKS = 4
"""A query that is looked at so often is slow, however little of the processor it has had."""
MOST_LOST = 2
"""Workers that one query may lose before it is given up: one may have been dying already."""
HEAD_BYTES = 1 << 16
HELD_BYTES = 4 << 20
_STACK_ENDED = (signal.SIGSEGV, signal.SIGBUS)
"""How the system ends a process whose stack is full: the parser reads by recursion."""


class _StoppedError(QueryError):
    """A slow query had to leave the worker that is kept free for short ones."""


class _WorkerLostError(QueryError):
    """A worker ended for a reason that lies outside the query, so another try is fair."""


class Evaluation:
    """An answer that has begun, while it is used: its first bytes, and the rest as it comes."""

    head = b""
    complete = False
    _lease: Lease | None = None
    _timer: asyncio.TimerHandle | None = None
    _cpu_before = 0.0
    _expired = False
    _stopped = False
    _looks = 0
    _place: Place | None = None
    _heard: Callable[[], None] | None = None
    _aboard = False
    """Whether it travels with others, or alone, before it has a worker for itself."""
    _landed: asyncio.Future[None] | None = None
    left = False

    def __init__(self, lending: Lending, convoys: Convoys, request: Request, client: str) -> None:
        """Prepare; the deadline counts from here."""
        self.client = client
        self._lending = lending
        self._convoys = convoys
        self._options = lending.options
        self.payload = pack(request, self._options.result_bytes)
        self._query = request.query
        self._loop = asyncio.get_running_loop()
        self._deadline = self._loop.time() + self._options.deadline_s

    def begin(self, heard: Callable[[], None]) -> bool:
        """Send the query to a worker with others of this moment; see ``Answer.begin``."""
        self._heard = heard
        self._aboard = True
        self._convoys.board(self)
        return True

    def hurry(self) -> None:
        """Hear now; see ``Answer.hurry``."""
        self._tell()

    def leave(self) -> None:
        """Let go of the worker, which dies if it still runs the query."""
        self._heard = None
        self.left = True
        self._leave_queue()
        self._leave("left")

    def arrive(self, answer: bytes) -> None:
        """Have the whole answer; see ``Rider.arrive``."""
        self.head, self.complete = answer, True
        self._land()

    def stay(self, lease: Lease) -> None:
        """Have the worker for itself; see ``Rider.stay``."""
        self._lease = lease
        self._cpu_before = lease.worker.cpu_seconds()
        if may_come_forward():
            lease.worker.stand_back()
        self._land()
        if self.left:
            self._leave("left")

    def wait(self, place: Place | None) -> None:
        """Wait for a worker with a task; see ``Rider.wait``."""
        self._place = place
        self._land()
        if self.left:
            self._leave_queue()

    async def __aenter__(self) -> Self:
        """Wait for the head; see ``Pool.answer``."""
        try:
            await self._begin()
        except BaseException:
            self.leave()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Let go of the worker, which dies if it still runs the query."""
        self.leave()

    async def rest(self) -> AsyncIterator[bytes]:
        """Give what follows the head, as fast as it is taken.

        Raises: as ``Pool.answer``; what was given before is then worthless.
        """
        while not self.complete:
            piece = await self._receive()
            if piece:
                yield piece

    async def _begin(self) -> None:
        """Fill ``head`` with the whole answer or with its first ``HEAD_BYTES`` or more."""
        if self._aboard:
            self._landed = self._loop.create_future()
            await self._landed
        if self.complete:
            return None
        stopped, lost = False, 0
        while True:
            try:
                return await self._evaluate(stopped=stopped)
            except _StoppedError:
                stopped = True
            except _WorkerLostError:
                self._leave("died")
                self._lending.drop_dead()
                lost += 1
                if lost > MOST_LOST:
                    raise

    def _land(self) -> None:
        """Travel no more: go on alone, or be there already."""
        self._aboard = False
        if self._landed is not None and not self._landed.done():
            self._landed.set_result(None)
        self._tell()

    def _tell(self) -> None:
        """Tell whoever waits for news, once."""
        heard, self._heard = self._heard, None
        if heard is not None:
            heard()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _leave_queue(self) -> None:
        place, self._place = self._place, None
        if place is not None:
            self._lending.leave_queue(place)

    def _leave(self, reason: str) -> None:
        self._stop_timer()
        if self._lease is not None:
            self._lending.give_back(self._lease, kill=reason)

    async def _evaluate(self, *, stopped: bool) -> None:
        """Read the head; what is not complete then needs a slow place before it is sent."""
        self.head = b""
        lease = await self._send(stopped=stopped)
        self._looks = 0
        self._look_later()
        await self._fill(HEAD_BYTES)
        if not self.complete and not self._lending.take_slow_place(lease):
            await self._fill(HELD_BYTES)
            if not self.complete and not self._lending.take_slow_place(lease):
                self._leave("slow")
                raise _StoppedError

    async def _send(self, *, stopped: bool) -> Lease:
        """Send the query to a worker, unless it has been sent already.

        Raises: QueryBusy.
        """
        if self._lease is not None and not self._lease.returned:
            return self._lease
        lease = self._lease = await self._borrow(stopped=stopped)
        self._cpu_before = lease.worker.cpu_seconds()
        lease.worker.send([self.payload])
        return lease

    async def _borrow(self, *, stopped: bool) -> Lease:
        """Get a worker, at once where that is possible.

        Raises: QueryBusy.
        """
        place, self._place = self._place, None
        if place is not None:
            return await self._lending.wait(place, self._deadline)
        lease = None if stopped else self._lending.lease_at_once(self.client)
        return lease or await self._lending.lease(
            client=self.client, stopped=stopped, deadline=self._deadline
        )

    def _look_later(self) -> None:
        """Look after a while whether the query is slow, or end it if there is no while left."""
        self._stop_timer()
        slow_at = self._loop.time() + SLOW_AFTER_S
        if slow_at < self._deadline:
            self._timer = self._loop.call_at(slow_at, self._slow_down)
        else:
            self._timer = self._loop.call_at(self._deadline, self._expire)

    def _slow_down(self) -> None:
        """Take a slow place for a query that has run for long, or else stop it."""
        lease = self._lease
        if lease is None or lease.returned:
            return
        self._looks += 1
        had_s = lease.worker.cpu_seconds() - self._cpu_before
        if had_s < SLOW_AFTER_S and self._looks < MOST_LOOKS:
            self._look_later()
        elif self._lending.take_slow_place(lease):
            self._timer = self._loop.call_at(self._deadline, self._expire)
        elif self._lending.spare(lease):
            self._look_later()
        else:
            self._stopped = True
            self._leave("slow")

    def _expire(self) -> None:
        self._expired = True
        self._leave("deadline")

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
            raise await self._death(lease) from error
        if tag == b"D":
            return payload
        piece, cost_s = open_whole(payload) if tag == b"A" else (b"", math.inf)
        if not (lease.slow or lease.spared):
            self._lending.note_short(self.client, cost_s)
        self._lending.give_back(lease)
        if tag == b"X":
            raise failure_of(payload, self._options, self._query)
        self.complete = True
        return piece

    async def _death(self, lease: Lease) -> QueryError:
        """Tell why the worker of a running query is gone."""
        if self._stopped:
            self._stopped = False
            return _StoppedError()
        if self._expired:
            return QueryTimeout(
                f"The query took longer than {self._options.deadline_s:g} s and was stopped; "
                "ask for less, or take a dump and query it yourself."
            )
        end = -await lease.worker.exit_code()
        if end == signal.SIGABRT:
            self._leave("memory")
            return too_much_memory(self._options)
        if end in _STACK_ENDED:
            self._leave("depth")
            return QueryTooLarge(
                "The query is nested too deeply, or has too many parts, to be read; "
                "write it flatter, or in several queries."
            )
        return _WorkerLostError("The process that ran the query was ended; ask again.")
