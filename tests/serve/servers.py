"""Run a real server on a free port of loopback while a test lasts."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import httpx
import uvicorn

from edihkg.release import Release
from edihkg.serve.app import create_app
from edihkg.serve.guard import Guard
from edihkg.serve.run import configure, limits_of
from edihkg.settings import Settings


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    url: str
    client: httpx.Client
    port: int


@contextmanager
def serve(
    release: Release,
    settings: Settings,
    *,
    out: Path | None = None,
    log: TextIO | None = None,
    referee: Sequence[str] = (),
    port: int = 0,
) -> Iterator[Served]:
    """Serve a release in a thread; on leaving, the server and its workers are gone."""
    guard = Guard(limits_of(settings, most=1000))
    app = create_app(
        release, settings, out=out, log=log, connections=guard.__len__, referee=referee
    )
    config = configure(app, settings, guard)
    config.port = port
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
            assert thread.is_alive(), "the server did not start"
        bound = server.servers[0].sockets[0].getsockname()[1]
        url = f"http://127.0.0.1:{bound}"
        with httpx.Client(base_url=url, timeout=60) as client:
            yield Served(url, client, bound)
    finally:
        server.should_exit = True
        thread.join()
