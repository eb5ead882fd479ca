"""Run the server for the current release until it is told to stop.

SIGTERM and SIGINT refuse new connections and let running answers end for a bounded time, then
no process is left. SIGHUP looks at once whether there is a new release.
"""

import asyncio
import ctypes
import gc
import os
import resource
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import uvicorn

from edihkg.errors import ServeError, StoreError
from edihkg.release import current
from edihkg.serve.app import create_app
from edihkg.serve.connections import guarded
from edihkg.serve.entrance import Entrance
from edihkg.serve.guard import Guard, Limits
from edihkg.serve.moving import Mover
from edihkg.serve.short import ShortWays
from edihkg.settings import Settings

_BACKLOG = 2048
_SPARE_FILES = 256
_M_ARENA_MAX = -8
_HEAPS = 2
_COLLECT_AFTER = (20_000, 20, 50)
"""Objects made until the youngest are searched for garbage, and how much rarer the older."""


def run(
    out: Path, *, host: str, port: int, settings: Settings, referee: Sequence[str] = ()
) -> None:
    """Serve the current release below ``out``; port 0 lets the system choose one.

    ``referee`` is the program that checks submissions; without it none are taken.

    Raises: ReleaseError when there is none, ServeError when the address is taken or the
    workers cannot start.
    """
    _share_heaps()
    guard = Guard(_limits(settings))
    app = create_app(
        current(out),
        settings,
        out=out,
        log=sys.stderr,
        connections=guard.__len__,
        referee=referee,
    )
    with _listen(host, port) as listener:
        bound_host, bound_port = listener.getsockname()[:2]
        shown = f"[{bound_host}]" if ":" in bound_host else bound_host
        server = _Server(
            configure(app, settings, guard), f"http://{shown}:{bound_port}/", app.mover
        )
        with _signals_return():
            _run_until_told(server, listener)
    if not server.started:
        raise ServeError("The server could not start; the lines above say why.")


def _run_until_told(server: uvicorn.Server, listener: socket.socket) -> None:
    """Run the server.

    Raises: ServeError when the workers cannot start.
    """
    try:
        server.run(sockets=[listener])
    except StoreError as error:
        raise ServeError(f"The server could not start. {error}") from error


def configure(app: Entrance, settings: Settings, guard: Guard) -> uvicorn.Config:
    """Set up uvicorn: bounded connections, no guessing of who the client is."""
    return uvicorn.Config(
        app,
        http=guarded(guard, ShortWays(app.mover, app.observer, settings.trusted_proxies)),
        ws="none",
        lifespan="on",
        access_log=False,
        log_level="error",
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_keep_alive=settings.idle_timeout_s,
        timeout_graceful_shutdown=settings.drain_s,
    )


def _share_heaps() -> None:
    """Let all threads take memory from two heaps, where the C library is glibc.

    With a heap for each thread, what was freed in one stays unused by the others: under load,
    memory grew by a fifth with three releases, and by a twentieth with eight and shared heaps.
    Source: mallopt(3), M_ARENA_MAX.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, _HEAPS)


def _set_apart() -> None:
    """Keep what a release consists of out of the search for garbage, and search less often.

    A release is some hundred thousand objects that stay; looking through them again and again
    took a sixth of the time of a short query, and paused the server.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)


def _limits(settings: Settings) -> Limits:
    """Bound connections; the system may allow this process fewer files than are wished for."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = settings.connections + _SPARE_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    spare = settings.connections if soft == resource.RLIM_INFINITY else soft - _SPARE_FILES
    return limits_of(settings, most=max(spare, 1))


def limits_of(settings: Settings, *, most: int) -> Limits:
    """Take the limits of connections from the settings, and at most ``most`` connections."""
    return Limits(
        connections=min(settings.connections, most),
        url_bytes=settings.url_bytes,
        header_bytes=settings.header_bytes,
        request_timeout_s=settings.request_timeout_s,
        stall_timeout_s=settings.stall_timeout_s,
    )


class _Server(uvicorn.Server):
    """A server that starts its workers first, and says on stderr when it is ready."""

    def __init__(self, config: uvicorn.Config, url: str, mover: Mover) -> None:
        super().__init__(config)
        self._url = url
        self._mover = mover

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._mover.settled = _set_apart
        await self._mover.start()
        await super().startup(sockets)
        if self.started:
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._mover.look)
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
