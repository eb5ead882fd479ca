"""One worker process as the server sees it: speak frames with it, kill it.

This module decides nothing: ``starting`` makes processes, ``lending`` says which query goes where
and when a process must die.
"""

import asyncio
import math
import os
import resource
import socket
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Protocol, Self, cast

from edihkg.errors import StoreError
from edihkg.serve import worker as script

SLOW_NICENESS = 10
_CPU_CLOCK = 2
"""Makes a process id the name of its clock, as clock_getcpuclockid(3) of Linux does."""
HELD_FRAMES = 16
"""Frames that may wait to be taken before the process has to wait."""


class Process(Protocol):
    """A process that was started for us."""

    pid: int

    def kill(self) -> None:
        """Stop it at once; does nothing once ``wait`` has given the exit code."""

    async def wait(self) -> int:
        """Wait until it is gone and give the exit code; negative is the signal that ended it."""


class Worker(asyncio.Protocol):
    """A worker process and our end of the socket to it."""

    def __init__(self, process: Process, ours: socket.socket) -> None:
        """Take over a started process; its socket is connected by the event loop."""
        self.process = process
        self.isolated = False
        self.stands_back = False
        self.lost = False
        """Whether the process has closed its socket, which it does only by ending."""
        self._socket = ours
        self._transport: asyncio.Transport
        self._data = b""
        self._frames: deque[tuple[bytes, bytes]] = deque()
        self._paused = False
        self._recalls = 0
        """How often the process has not yet said that it leaves out what was taken back."""
        self._drops = False
        self._reader: asyncio.Future[None] | None = None
        self._listener: Callable[[], None] | None = None
        self._closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @classmethod
    async def meet(cls, process: Process, ours: socket.socket) -> Self:
        """Connect to a process and wait until its store is open; if nobody waits, it ends.

        Raises: StoreError when it ends at once.
        """
        worker = cls(process, ours)
        await worker._connect()
        ready = False
        try:
            _, payload = await worker.receive()
            worker.isolated = payload == b"1"
            ready = True
        except EOFError as error:
            raise not_opened() from error
        finally:
            if not ready:
                await worker.end()
        return worker

    async def _connect(self) -> None:
        """Connect the socket; if nobody waits for that any more, the process ends."""
        connected = False
        try:
            loop = asyncio.get_running_loop()
            await loop.create_connection(lambda: self, sock=self._socket)
            connected = True
        finally:
            if not connected:
                self._socket.close()
                self.process.kill()
                await self.process.wait()

    @property
    def alive(self) -> bool:
        """Whether the process still runs; asks the system whether its end of the socket is open."""
        if self.lost:
            return False
        try:
            return self._socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False

    def send(self, payloads: Iterable[bytes]) -> None:
        """Send queries in one go; that the process has ended is told by the next ``receive``."""
        self._write(b"".join([script.frame(b"Q", payload) for payload in payloads]))

    def recall(self, number: int) -> None:
        """Take back the last queries; the one before them is being answered, or will be."""
        self._recalls += 1
        frames, self._frames = self._frames, deque()
        for tag, payload in frames:
            self._take(tag, payload)
        self._write(script.frame(b"C", script.NUMBER.pack(number)))

    async def receive(self) -> tuple[bytes, bytes]:
        """Wait for a frame; give its tag and payload. Cancelling loses nothing.

        Raises: EOFError when the process has ended.
        """
        while not self._frames:
            if self.lost:
                raise EOFError
            self._reader = asyncio.get_running_loop().create_future()
            await self._reader
        if self._paused and len(self._frames) <= HELD_FRAMES:
            self._paused = False
            self._transport.resume_reading()
        return self._frames.popleft()

    def listen(self, listener: Callable[[], None] | None) -> None:
        """Call ``listener`` at each piece of news, in place of who waits in ``receive``."""
        self._listener = listener

    def take_whole(self) -> tuple[bytes, float] | None:
        """Take an answer that has arrived whole in one piece, and the seconds that it has cost.

        None, and all stays, if what has arrived next is anything else.
        """
        if not self._frames or self._frames[0][0] != b"A":
            return None
        return open_whole(self._frames.popleft()[1])

    @property
    def has_news(self) -> bool:
        """Whether ``receive`` would not have to wait."""
        return self.lost or bool(self._frames)

    def cpu_seconds(self) -> float:
        """Tell how much processor time it has had; infinite where the system does not say."""
        if sys.platform != "linux":
            return math.inf
        try:
            return time.clock_gettime((~self.process.pid << 3) | _CPU_CLOCK)
        except OSError:
            return math.inf

    def stand_back(self) -> None:
        """Let all others go first."""
        self.stands_back = True
        stand_back(self.process.pid)

    def come_forward(self) -> bool:
        """Take part as before; False where the system does not let a process do that."""
        self.stands_back = not come_forward(self.process.pid)
        return not self.stands_back

    def kill(self) -> None:
        """Stop the process at once, whatever it does; whoever waits for it is told at once.

        One that stands back would also be slow to end, and to give back its memory.
        """
        if self.stands_back and may_come_forward():
            self.come_forward()
        with suppress(ProcessLookupError):
            self.process.kill()
        self.lost = True
        self._wake()

    async def exit_code(self) -> int:
        """Wait until the process is gone; negative is the signal that ended it."""
        return await self.process.wait()

    async def end(self) -> None:
        """Kill the process, wait until it is gone and close the socket."""
        self.kill()
        await self.exit_code()
        self._transport.close()
        await self._closed

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to write; called by the event loop."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Cut what came into frames; called by the event loop."""
        data = self._data + data if self._data else data
        start, size = 0, script.HEADER.size
        while len(data) - start >= size:
            tag, length = script.HEADER.unpack_from(data, start)
            end = start + size + length
            if end > len(data):
                break
            self._take(tag, data[start + size : end])
            start = end
        self._data = data[start:]
        if len(self._frames) > HELD_FRAMES and not self._paused:
            self._paused = True
            self._transport.pause_reading()
        if self._frames:
            self._wake()

    def _take(self, tag: bytes, payload: bytes) -> None:
        """Take a frame, unless it belongs to what was taken back and was begun nevertheless."""
        if tag == b"C":
            self._recalls -= 1
            self._drops = False
        elif not self._drops:
            self._frames.append((tag, payload))
            self._drops = self._recalls > 0 and tag in script.LAST

    def connection_lost(self, _: Exception | None) -> None:
        """Note that the process has ended; called by the event loop."""
        self.lost = True
        self._wake()
        if not self._closed.done():
            self._closed.set_result(None)

    def _write(self, data: bytes) -> None:
        if not self.lost:
            self._transport.write(data)

    def _wake(self) -> None:
        if self._listener is not None:
            self._listener()
        elif self._reader is not None and not self._reader.done():
            self._reader.set_result(None)


def open_whole(payload: bytes) -> tuple[bytes, float]:
    """Give a whole answer, and the seconds of the processor that it has cost."""
    size = script.NUMBER.size
    return payload[size:], script.NUMBER.unpack_from(payload)[0] / 1e6


def may_come_forward() -> bool:
    """Tell whether the system lets a process that stood back take part as before.

    Source: setpriority(2), getrlimit(2) RLIMIT_NICE.
    """
    if sys.platform != "linux":
        return False
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    limit = resource.getrlimit(resource.RLIMIT_NICE)[0]
    return os.geteuid() == 0 or limit == resource.RLIM_INFINITY or limit >= 20 - usual


def stand_back(pid: int) -> None:
    """Let all others go first."""
    with suppress(OSError):
        usual = os.getpriority(os.PRIO_PROCESS, 0)
        os.setpriority(os.PRIO_PROCESS, pid, usual + SLOW_NICENESS)


def come_forward(pid: int) -> bool:
    """Let a process take part as before; False where the system does not let us do that."""
    try:
        os.setpriority(os.PRIO_PROCESS, pid, os.getpriority(os.PRIO_PROCESS, 0))
    except OSError:
        return False
    return True


def not_opened() -> StoreError:
    """Say that a process ended before it could answer."""
    return StoreError(
        "A query worker could not open the release's store; build the release again, "
        "or give the workers more memory (EDIHKG_WORKER_MEMORY_BYTES)."
    )
