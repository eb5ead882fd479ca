"""One worker process as the server sees it: start it, speak frames with it, kill it.

The process runs ``worker.py`` by its path, so that it imports as little as possible. This
module decides nothing: ``pool`` says which query goes where and when a process must die.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Self

from edihkg.errors import StoreError
from edihkg.serve import worker as script


class Worker:
    """A worker process and the socket to it."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        """Take over a started process."""
        self.process = process
        self.isolated = False
        self._reader = reader
        self._writer = writer
        self._header: bytes | None = None

    @classmethod
    async def start(cls, store: Path, memory_bytes: int) -> Self:
        """Start a process and wait until its store is open.

        Raises: StoreError when it ends at once.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            process = _spawn(theirs.fileno(), store, memory_bytes)
        worker = cls(process, *await asyncio.open_connection(sock=ours))
        ready = False
        try:
            _, payload = await worker.receive()
            worker.isolated = bool(json.loads(payload)["isolated"])
            ready = True
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
        """Whether the process still runs."""
        return self.process.poll() is None

    async def send(self, payload: bytes) -> None:
        """Send a query; that the process has ended is told by the next ``receive``."""
        self._writer.write(script.frame(b"Q", payload))
        with suppress(ConnectionError):
            await self._writer.drain()

    async def receive(self) -> tuple[bytes, bytes]:
        """Wait for a frame; give its tag and payload. Cancelling loses nothing.

        Raises: EOFError when the process has ended.
        """
        try:
            if self._header is None:
                self._header = await self._reader.readexactly(script.HEADER.size)
            tag, size = script.HEADER.unpack(self._header)
            payload = await self._reader.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise EOFError from error
        self._header = None
        return tag, payload

    def kill(self) -> None:
        """Stop the process at once, whatever it does."""
        with suppress(ProcessLookupError):
            self.process.kill()

    async def exit_code(self) -> int:
        """Wait until the process is gone; negative is the signal that ended it."""
        return await asyncio.to_thread(self.process.wait)

    async def end(self) -> None:
        """Kill the process, wait until it is gone and close the socket."""
        self.kill()
        await self.exit_code()
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()


def _spawn(descriptor: int, store: Path, memory_bytes: int) -> subprocess.Popen[bytes]:
    """Run the worker's script in an interpreter of its own.

    Isolated mode keeps PYTHON* variables and the working directory out; the environment is
    reduced to what the C library wants, with few malloc arenas, since each reserves 64 MiB
    of the address space that is limited.
    """
    return subprocess.Popen(
        [
            *(sys.executable, "-I", script.__file__),
            *(str(descriptor), str(store), str(memory_bytes), str(os.getpid())),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(descriptor,),
        env={"PATH": os.defpath + ":/sbin:/usr/sbin", "MALLOC_ARENA_MAX": "2"},
        start_new_session=True,
    )
