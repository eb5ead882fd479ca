"""One worker process as the server sees it: start it, speak frames with it, kill it.

The process runs ``worker.py`` by its path, so that it imports as little as possible. This
module decides nothing: ``lending`` says which query goes where and when a process must die.
"""

import asyncio
import math
import os
import resource
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self, cast

import pyoxigraph as ox

from edihkg.errors import StoreError
from edihkg.serve import worker as script
from edihkg.serve.fencing import compile_filter

SLOW_NICENESS = 10
_CPU_CLOCK = 2
"""Makes a process id the name of its clock, as clock_getcpuclockid(3) of Linux does."""
_MORE_AT_HAND = "glibc.malloc.tcache_count=1000"
"""A query takes and gives back many small pieces of memory; with the usual 7 of each size at hand,
a twentieth of its time goes into looking for them."""
_ALLOCATORS = "libmimalloc.so.3:libmimalloc.so.2"
"""A worker takes memory through the first that the system has, which saves another twentieth to a
tenth; the loader goes on without (ld.so(8), LD_PRELOAD)."""
HELD_FRAMES = 16
"""Frames that may wait to be taken before the process has to wait."""


class Worker(asyncio.Protocol):
    """A worker process and our end of the socket to it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        """Take over a started process; its socket is connected by the event loop."""
        self.process = process
        self.isolated = False
        self.stands_back = False
        self.lost = False
        """Whether the process has closed its socket, which it does only by ending."""
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
    async def start(
        cls, store: Path, memory_bytes: int, *, program: Sequence[str] = ("-S", script.__file__)
    ) -> Self:
        """Start a process and wait until its store is open.

        ``program`` is what the interpreter runs, if not the worker of queries; it speaks the
        same frames.

        Raises: StoreError when it ends at once, or the system gives no process.
        """
        process, ours = _spawn(store, memory_bytes, program)
        worker = cls(process)
        gently = may_come_forward()
        if gently:
            worker.stand_back()
        await worker._connect(ours)
        ready = False
        try:
            _, payload = await worker.receive()
            worker.isolated = payload == b"1"
            ready = not gently or worker.come_forward()
        except EOFError as error:
            raise StoreError(
                "A query worker could not open the release's store; build the release again, "
                "or give the workers more memory (EDIHKG_WORKER_MEMORY_BYTES)."
            ) from error
        finally:
            if not ready:
                await worker.end()
        return worker

    async def _connect(self, ours: socket.socket) -> None:
        """Connect the socket; if nobody waits for that any more, the process ends."""
        connected = False
        try:
            await asyncio.get_running_loop().create_connection(lambda: self, sock=ours)
            connected = True
        finally:
            if not connected:
                self.process.kill()
                self.process.wait()

    @property
    def alive(self) -> bool:
        """Whether the process still runs; asks the system."""
        return not self.lost and self.process.poll() is None

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
        with suppress(OSError):
            usual = os.getpriority(os.PRIO_PROCESS, 0)
            os.setpriority(os.PRIO_PROCESS, self.process.pid, usual + SLOW_NICENESS)

    def come_forward(self) -> bool:
        """Take part as before; False where the system does not let a process do that."""
        try:
            usual = os.getpriority(os.PRIO_PROCESS, 0)
            os.setpriority(os.PRIO_PROCESS, self.process.pid, usual)
        except OSError:
            return False
        self.stands_back = False
        return True

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
        return await asyncio.to_thread(self.process.wait)

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


def _spawn(
    store: Path, memory_bytes: int, program: Sequence[str]
) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """Start a process with a socket to it.

    Raises: StoreError.
    """
    try:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                return _run_script(theirs.fileno(), store, memory_bytes, program), ours
            except OSError:
                ours.close()
                raise
    except OSError as error:
        raise StoreError(
            f"A query worker could not be started: {error.strerror}; let this user have more "
            "processes and open files, or run fewer workers (EDIHKG_WORKERS)."
        ) from error


def _run_script(
    descriptor: int, store: Path, memory_bytes: int, program: Sequence[str]
) -> subprocess.Popen[bytes]:
    """Run the worker's script in an interpreter of its own.

    Isolated mode keeps PYTHON* variables and the working directory out; the environment is
    reduced to what the C library and the allocator want, with few malloc arenas, since each
    reserves 64 MiB of the address space that is limited.
    """
    return subprocess.Popen(
        [
            *(sys.executable, "-I", *program),
            *(str(descriptor), str(store), str(memory_bytes), str(os.getpid())),
            *(str(Path(ox.__file__).parents[1]), compile_filter().hex()),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(descriptor,),
        env={
            "PATH": os.defpath,
            "LD_PRELOAD": _ALLOCATORS,
            "MALLOC_ARENA_MAX": "2",
            "GLIBC_TUNABLES": _MORE_AT_HAND,
        },
        process_group=0,
    )
