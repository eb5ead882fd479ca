"""Start worker processes: copies of one that has the store open, or a program of their own.

A worker of queries is forked from a *zygote*, a process that has opened the store and has read
what most queries read, and that never sees a query. A copy takes a thousandth of a second, and all
copies share the memory of what was read: less of it, and the caches of the processor hold it once.
A copy is no child of the server, so the zygote tells how it has ended; it keeps the process id
until it is asked.

Source: fork(2), unix(7) (SCM_RIGHTS), prctl(2) (PR_SET_PDEATHSIG).
"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox

from edihkg.errors import StoreError
from edihkg.serve import worker as script
from edihkg.serve.fencing import compile_filter
from edihkg.serve.process import Worker, come_forward, may_come_forward, not_opened, stand_back

_MORE_AT_HAND = "glibc.malloc.tcache_count=1000"
"""A query takes and gives back many small pieces of memory; with the usual 7 of each size at hand,
a twentieth of its time goes into looking for them."""
_ALLOCATORS = "libmimalloc.so.3:libmimalloc.so.2"
"""A worker takes memory through the first that the system has, which saves another twentieth to a
tenth; the loader goes on without (ld.so(8), LD_PRELOAD)."""


class Zygote:
    """The process of which every worker of queries on one store is a copy."""

    def __init__(self, store: Path, memory_bytes: int) -> None:
        """Prepare; it starts with the first copy. Each may use so much of address space."""
        self.lost = False
        """Whether it has ended, and with it every copy."""
        self._store = store
        self._memory_bytes = memory_bytes
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket
        self._turn = asyncio.Lock()
        self._data = b""
        self._answers: dict[int, asyncio.Future[int]] = {}

    async def fork(self) -> Worker:
        """Make a worker.

        Raises: StoreError when the store cannot be opened, or the system gives no process.
        """
        async with self._turn:
            if self._process is None and not self.lost:
                await self._start()
            ours, pid = await self._copy()
        return await Worker.meet(_Copy(self, pid), ours)

    def ask(self, pid: int) -> asyncio.Future[int]:
        """Ask for the exit code of a copy, told when it is gone; negative is the signal."""
        answer = self._answers[pid] = asyncio.get_running_loop().create_future()
        try:
            self._control.send(script.RECORD.pack(pid, 0))
        except OSError:
            self._lose()
        if self.lost:
            self._tell(pid, -signal.SIGKILL)
        return answer

    async def close(self) -> None:
        """End it, and with it every copy that is left."""
        async with self._turn:
            self._lose()

    async def _start(self) -> None:
        """Run the script and wait until the store is open; meanwhile it lets all others go first.

        Raises: StoreError.
        """
        loop = asyncio.get_running_loop()
        program = ("-S", script.__file__)
        process, self._control = _spawn(program, self._store, self._memory_bytes)
        self._process = process
        self._control.setblocking(False)
        gently = may_come_forward()
        if gently:
            stand_back(process.pid)
        opened = self._answers[0] = loop.create_future()
        loop.add_reader(self._control, self._read)
        ready = False
        try:
            ready = await opened == 0 and (not gently or come_forward(process.pid))
        finally:
            if not ready:
                self._lose()
        if not ready:
            raise not_opened()

    async def _copy(self) -> tuple[socket.socket, int]:
        """Let it make a copy; give a socket to that and its process id.

        Raises: StoreError.
        """
        made = self._answers[0] = asyncio.get_running_loop().create_future()
        try:
            ours, theirs = socket.socketpair()
            with theirs:
                try:
                    socket.send_fds(self._control, [script.RECORD.pack(0, 0)], [theirs.fileno()])
                    pid = await made
                    if pid < 0:
                        raise OSError(-pid, os.strerror(-pid))
                except BaseException as error:
                    ours.close()
                    if not isinstance(error, OSError):  # its answer would be taken for the next one
                        self._lose()
                    raise
        except OSError as error:
            raise _no_process(error) from error
        return ours, pid

    def _read(self) -> None:
        """Take what it tells."""
        try:
            data = self._control.recv(1 << 12)
        except BlockingIOError:
            return None
        except OSError:
            data = b""
        if not data:
            return self._lose()
        data = self._data + data
        whole = len(data) // script.RECORD.size * script.RECORD.size
        self._data = data[whole:]
        for asked, answer in script.RECORD.iter_unpack(data[:whole]):
            self._tell(asked, answer)
        return None

    def _lose(self) -> None:
        """End it; every copy ends with it."""
        process, self._process = self._process, None
        self.lost = True
        if process is None:
            return
        asyncio.get_running_loop().remove_reader(self._control)
        self._control.close()
        process.kill()
        process.wait()
        for asked in tuple(self._answers):
            self._tell(asked, -signal.SIGKILL)

    def _tell(self, asked: int, answer: int) -> None:
        future = self._answers.pop(asked, None)
        if future is not None and not future.done():
            future.set_result(answer)


class _Copy:
    """A copy of the zygote, as a process."""

    def __init__(self, zygote: Zygote, pid: int) -> None:
        self.pid = pid
        self._zygote = zygote
        self._ended: asyncio.Future[int] | None = None

    def kill(self) -> None:
        """Stop it at once; its id is nobody else's before ``wait`` has given the exit code."""
        if not (self._zygote.lost or (self._ended is not None and self._ended.done())):
            os.kill(self.pid, signal.SIGKILL)

    async def wait(self) -> int:
        """Wait until it is gone and give the exit code."""
        if self._ended is None:
            self._ended = self._zygote.ask(self.pid)
        return await asyncio.shield(self._ended)


class _Child:
    """A process that the server has started itself."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.pid = process.pid
        self._process = process

    def kill(self) -> None:
        """Stop it at once; does nothing once ``wait`` has given the exit code."""
        self._process.kill()

    async def wait(self) -> int:
        """Wait until it is gone and give the exit code."""
        return await asyncio.to_thread(self._process.wait)


async def start_program(program: Sequence[str], store: Path, memory_bytes: int) -> Worker:
    """Run a program that speaks the frames of ``worker`` in an interpreter of its own.

    While it starts, it lets all others go first.

    Raises: StoreError when it ends at once, or the system gives no process.
    """
    process, ours = _spawn(program, store, memory_bytes)
    child = _Child(process)
    gently = may_come_forward()
    if gently:
        stand_back(process.pid)
    worker = await Worker.meet(child, ours)
    if gently and not come_forward(process.pid):
        await worker.end()
        raise not_opened()
    return worker


def _spawn(
    program: Sequence[str], store: Path, memory_bytes: int
) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """Start a process with a socket to it.

    Raises: StoreError.
    """
    try:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                return _run(program, theirs.fileno(), store, memory_bytes), ours
            except OSError:
                ours.close()
                raise
    except OSError as error:
        raise _no_process(error) from error


def _run(
    program: Sequence[str], descriptor: int, store: Path, memory_bytes: int
) -> subprocess.Popen[bytes]:
    """Run a program in an interpreter of its own.

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


def _no_process(error: OSError) -> StoreError:
    return StoreError(
        f"A query worker could not be started: {error.strerror}; let this user have more "
        "processes and open files, or run fewer workers (EDIHKG_WORKERS)."
    )
