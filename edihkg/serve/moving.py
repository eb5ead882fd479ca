"""Move from one release to the next while requests come in.

``current`` of the output folder is looked at every second, and at once on request (SIGHUP).
When it leads elsewhere, the new release is opened and its workers are started beside the old
ones; only then does it become the one that new requests take. A release that cannot be served
changes nothing: the old one stays, and the failure is told.
"""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from edihkg.errors import EdihkgError
from edihkg.release import CURRENT, MANIFEST, Release, find_current
from edihkg.serve.serving import Serving, Shared

LOOK_EVERY_S = 1.0
_MOST_RETIRING = 2

Place = tuple[str, int, int]
"""Where ``current`` leads, and inode and time of the manifest there."""


class Mover:
    """Holds the release that is served."""

    def __init__(
        self, release: Release, shared: Shared, *, tell: Callable[[str, str, str], None]
    ) -> None:
        """Begin with a release; ``tell`` hears of each move: outcome, release, reason."""
        self.current = Serving(release, shared)
        self.retiring: set[asyncio.Task[None]] = set()
        self._shared = shared
        self._tell = tell
        self._place = _place(shared.out) if shared.out else None
        self._started = False
        self._told = ""
        self.settled: Callable[[], None] = _nothing
        """Called when a release has been taken up, and when one has been let go."""
        self._wake = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None
        settings = shared.settings
        self._patience_s = settings.query_deadline_s + settings.request_timeout_s + 1

    async def start(self) -> None:
        """Start the workers, and to watch; nothing happens if they have been started.

        Raises: StoreError.
        """
        if self._started:
            return
        await self.current.start()
        self._started = True
        self.settled()
        if self._shared.out is not None:
            self._watching = asyncio.create_task(self._watch(self._shared.out))

    async def close(self) -> None:
        """Stop watching and end all workers, also those of older releases."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        for task in self.retiring:
            task.cancel()
        await asyncio.gather(*self.retiring, return_exceptions=True)
        await self.current.close()

    def look(self) -> None:
        """Look at once, also again at a release that could not be served."""
        self._place = None
        self._wake.set()

    async def _watch(self, out: Path) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._wake.wait()
            self._wake.clear()
            place = _place(out)
            if place is not None and place != self._place and len(self.retiring) < _MOST_RETIRING:
                self._place = place
                await self._move(out)

    async def _move(self, out: Path) -> None:
        """Serve what ``current`` leads to now."""
        try:
            release = await asyncio.to_thread(find_current, out)
            if release is None or release == self.current.release:
                return None
            coming = await self._open(release)
        except EdihkgError as error:
            return self._fail(str(error))
        self._told = ""
        gone, self.current = self.current, coming
        self._retire(gone)
        self._tell("moved", release.manifest.release_id, "")
        return None

    def _fail(self, reason: str) -> None:
        """Tell once why there is no move; an engine elsewhere may get the release later."""
        if reason != self._told:
            self._tell("failed", self._place[0] if self._place else "", reason)
        if self._shared.settings.endpoint:
            self._told = reason
            self._place = None

    async def _open(self, release: Release) -> Serving:
        """Start a release beside the one that is served; nothing is left when that fails.

        Raises: StoreError.
        """
        coming = await asyncio.to_thread(Serving, release, self._shared)
        started = False
        try:
            await coming.start()
            started = True
        finally:
            if not started:
                await coming.close()
        return coming

    def _retire(self, serving: Serving) -> None:
        task = asyncio.create_task(self._end(serving))
        self.retiring.add(task)
        task.add_done_callback(self.retiring.discard)

    async def _end(self, serving: Serving) -> None:
        try:
            await serving.retire(self._patience_s)
        except asyncio.CancelledError:
            await serving.close()
            raise
        self.settled()


def _nothing() -> None:
    pass


def _place(out: Path) -> Place | None:
    """See where ``current`` leads; None while it leads nowhere."""
    pointer = out / CURRENT
    try:
        status = os.stat(pointer / MANIFEST)  # noqa: PTH116
        return os.path.realpath(pointer), status.st_ino, status.st_mtime_ns
    except OSError:
        return None
