"""Look at worker processes, and speak with one directly, around gate and pool."""

import asyncio
import marshal
import os
from pathlib import Path

from edihkg.serve.process import Worker


def workers_on(store: Path) -> list[int]:
    """Give the ids of the workers of this process that run on a store."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            command = status.with_name("cmdline").read_bytes()
        except OSError:
            continue
        ours = int(fields[1]) == os.getpid() and fields[0] != "Z"
        if ours and os.fsencode(store) in command.split(b"\0"):
            found.append(int(status.parent.name))
    return found


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
        worker = await Worker.start(store, 1 << 30)
        try:
            worker.send([marshal.dumps(request)])
            return (worker.isolated, *await worker.receive())
        finally:
            await worker.end()

    return asyncio.run(speak())
