"""Run the server for the current release until it is told to stop.

SIGTERM and SIGINT let running answers end for a few seconds, then no process is left.
"""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import uvicorn

from edihkg.errors import ServeError
from edihkg.release import current
from edihkg.serve.app import create_app
from edihkg.settings import Settings

_BACKLOG = 2048
_GRACE_S = 5


def run(out: Path, *, host: str, port: int, settings: Settings) -> None:
    """Serve the current release below ``out``; port 0 lets the system choose one.

    Raises: ReleaseError when there is none, ServeError when the address is taken or the
    workers cannot start.
    """
    app = create_app(current(out), settings)
    with _listen(host, port) as listener:
        bound_host, bound_port = listener.getsockname()[:2]
        shown = f"[{bound_host}]" if ":" in bound_host else bound_host
        server = _Server(
            uvicorn.Config(
                app,
                lifespan="on",
                access_log=False,
                log_level="warning",
                server_header=False,
                timeout_graceful_shutdown=_GRACE_S,
            ),
            f"http://{shown}:{bound_port}/",
        )
        with _signals_return():
            server.run(sockets=[listener])
    if not server.started:
        raise ServeError("The server could not start; the lines above say why.")


class _Server(uvicorn.Server):
    """A server that says on stderr when it is ready."""

    def __init__(self, config: uvicorn.Config, url: str) -> None:
        super().__init__(config)
        self._url = url

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(f"Serving at {self._url} (stop with Ctrl-C)", file=sys.stderr, flush=True)


def _listen(host: str, port: int) -> socket.socket:
    """Take the address.

    Raises: ServeError when that is not possible.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except (OSError, OverflowError) as error:
        number = getattr(error, "errno", None)
        reason = os.strerror(number).lower() if number else str(error)
        raise ServeError(
            f"Cannot listen on {host} port {port}: {reason}. "
            "Choose another one with --port, or stop the program that uses it."
        ) from error


@contextmanager
def _signals_return() -> Iterator[None]:
    """Let ``run`` return after a signal: uvicorn raises it once more when it has stopped."""

    def ignore(number: int, frame: FrameType | None) -> None:
        pass

    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [(number, signal.signal(number, ignore)) for number in numbers]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
