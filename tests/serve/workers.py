"""Look at worker processes, and speak with one directly, around gate and pool."""

import asyncio
import marshal
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from edihkg.serve.process import Worker
from edihkg.serve.starting import Zygote


def processes_on(store: Path) -> tuple[list[int], list[int]]:
    """Give the ids of the processes below this one that run on a store: origins, and workers."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            command = status.with_name("cmdline").read_bytes()
        except OSError:
            continue
        if fields[0] != "Z" and os.fsencode(store) in command.split(b"\0"):
            parents[int(status.parent.name)] = int(fields[1])
    origins = [pid for pid, parent in parents.items() if parent == os.getpid()]
    return origins, [pid for pid, parent in parents.items() if parent in origins]


def workers_on(store: Path) -> list[int]:
    """Give the ids of the workers of this process that run on a store."""
    return processes_on(store)[1]


@asynccontextmanager
async def a_worker(store: Path) -> AsyncIterator[Worker]:
    """Start a worker and end it."""
    zygote = Zygote(store, 1 << 30)
    try:
        worker = await zygote.fork()
        yield worker
        await worker.end()
    finally:
        await zygote.close()


def talk(store: Path, query: str) -> tuple[bool, bytes, bytes]:
    """Let a worker answer a query: is it isolated, tag and payload of the first frame."""
    request = {
        "query": query,
        "format": "json",
        "gzip": False,
        "limit_bytes": 1 << 20,
        "default_graphs": None,
        "named_graphs": None,
        "substitutions": {},
    }

    async def speak() -> tuple[bool, bytes, bytes]:
        async with a_worker(store) as worker:
            worker.send([marshal.dumps(request)])
            return (worker.isolated, *await worker.receive())

    return asyncio.run(speak())
