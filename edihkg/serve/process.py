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
from collections.abc import Callable, Sequence
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
        await asyncio.get_running_loop().create_connection(lambda: worker, sock=ours)
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

    @property
    def alive(self) -> bool:
        """Whether the process still runs; asks the system."""
        return not self.lost and self.process.poll() is None

    def send(self, payload: bytes) -> None:
        """Send a query; that the process has ended is told by the next ``receive``."""
        self._transport.write(script.frame(b"Q", payload))

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

    def take_whole(self) -> bytes | None:
        """Take an answer that has arrived whole in at most one piece; else None, and all stays."""
        tags = [tag for tag, _ in self._frames]
        if tags == [b"D", b"E"]:
            (_, payload), _ = self._frames
        elif tags == [b"E"]:
            payload = b""
        else:
            return None
        self._frames.clear()
        return payload

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
            self._frames.append((tag, data[start + size : end]))
            start = end
        self._data = data[start:]
        if len(self._frames) > HELD_FRAMES and not self._paused:
            self._paused = True
            self._transport.pause_reading()
        if self._frames:
            self._wake()

    def connection_lost(self, _: Exception | None) -> None:
        """Note that the process has ended; called by the event loop."""
        self.lost = True
        self._wake()
        if not self._closed.done():
            self._closed.set_result(None)

    def _wake(self) -> None:
        if self._listener is not None:
            self._listener()
        elif self._reader is not None and not self._reader.done():
            self._reader.set_result(None)


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
    reduced to what the C library wants, with few malloc arenas, since each reserves 64 MiB
    of the address space that is limited.
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
        env={"PATH": os.defpath, "MALLOC_ARENA_MAX": "2"},
        process_group=0,
    )
