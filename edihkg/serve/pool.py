"""Answer queries within bounds: what every engine behind the server offers, and our own one.

``OwnPool`` answers from a release's store in worker processes: ``lending`` decides who gets a
worker, ``evaluating`` follows one query through it. ``elsewhere`` offers the same from an engine
elsewhere. This module knows nothing of HTTP.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Protocol, Self

from edihkg.serve.convoys import Convoys
from edihkg.serve.evaluating import SLOW_AFTER_S, Evaluation
from edihkg.serve.lending import Lending, PoolOptions
from edihkg.serve.telling import Request

__all__ = ["SLOW_AFTER_S", "Answer", "OwnPool", "Pool", "PoolOptions", "Request"]


class Answer(Protocol):
    """An answer that has begun, while it is used (``async with``)."""

    head: bytes
    """The first bytes, or all of them."""
    complete: bool
    """Whether ``head`` and what ``rest`` has given are the whole answer."""

    def begin(self, heard: Callable[[], None]) -> bool:
        """Begin without waiting for anything, before entering; False if that is not possible.

        ``heard`` is called once, when the answer is complete or has to be entered.
        """

    def hurry(self) -> None:
        """Call ``heard`` now, if it was not called yet."""

    def leave(self) -> None:
        """Let go of a query that was begun and is not entered."""

    def rest(self) -> AsyncIterator[bytes]:
        """Give what follows the head, as fast as it is taken; raises as ``Pool.answer``."""

    async def __aenter__(self) -> Self:
        """Wait for the head."""

    async def __aexit__(self, *_: object) -> None:
        """Let go of the query, which ends if it still runs."""


class Pool(Protocol):
    """What answers queries."""

    @property
    def running(self) -> int:
        """How many queries could run at this moment."""

    @property
    def waiting(self) -> int:
        """How many queries wait for their turn."""

    @property
    def isolated(self) -> bool:
        """Whether the kernel cuts whoever evaluates off from the network."""

    async def start(self) -> None:
        """Get ready.

        Raises: StoreError when there is nothing to answer from.
        """

    async def close(self) -> None:
        """End everything that runs."""

    def answer(self, request: Request, *, client: str = "") -> Answer:
        """Answer a query (``async with``); leaving before its end kills it. Clients take turns.

        Raises, on entering: QuerySyntaxError, QueryTimeout, QueryTooLarge, QueryBusy, QueryError.
        """


class OwnPool:
    """Worker processes on one store."""

    def __init__(
        self, store: Path, options: PoolOptions, *, kills: Counter[str] | None = None
    ) -> None:
        """Prepare; nothing starts before ``start``. Kills are counted by reason."""
        self.options = options
        self.kills: Counter[str] = Counter() if kills is None else kills
        self._lending = Lending(store, options, self.kills)
        self._convoys = Convoys(self._lending)

    @property
    def running(self) -> int:
        """How many workers could take a query at this moment."""
        return self._lending.running

    @property
    def waiting(self) -> int:
        """How many queries wait for a worker."""
        return self._lending.waiting

    @property
    def isolated(self) -> bool:
        """Whether the kernel cuts every worker off from the network."""
        return self._lending.isolated

    async def start(self) -> None:
        """Start the workers.

        Raises: StoreError when the store cannot be opened.
        """
        await self._lending.start()

    async def close(self) -> None:
        """Kill every worker and wait until all are gone."""
        await self._lending.close()

    def answer(self, request: Request, *, client: str = "") -> Answer:
        """Answer a query; see ``Pool.answer``."""
        return Evaluation(self._lending, self._convoys, request, client)
