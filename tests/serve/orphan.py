"""Start workers, print their ids and die by SIGKILL: run by a test as a process of its own."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from edihkg.serve.starting import Zygote
from tests.serve.workers import processes_on


async def _main(store: Path) -> None:
    zygote = Zygote(store, 1 << 30)
    for _ in range(2):
        await zygote.fork()
    origins, workers = processes_on(store)
    print(*origins, *workers, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1])))
