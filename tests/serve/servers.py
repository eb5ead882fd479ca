"""Run a real server on a free port of loopback while a test lasts."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import uvicorn

from edihkg.release import Release
from edihkg.serve.app import create_app
from edihkg.settings import Settings


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    url: str
    client: httpx.Client
    port: int


@contextmanager
def serve(release: Release, settings: Settings) -> Iterator[Served]:
    """Serve a release in a thread; on leaving, the server and its workers are gone."""
    config = uvicorn.Config(
        create_app(release, settings), port=0, log_level="critical", lifespan="on", loop="asyncio"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
            assert thread.is_alive(), "the server did not start"
        port = server.servers[0].sockets[0].getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        with httpx.Client(base_url=url, timeout=60) as client:
            yield Served(url, client, port)
    finally:
        server.should_exit = True
        thread.join()
