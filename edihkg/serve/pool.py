"""Answer queries from one store, in worker processes, within bounds.

``lending`` decides who gets a worker, ``evaluating`` follows one query through it; together
they keep the promise that a query can cost nobody but itself more than it may. This module
knows nothing of HTTP.
"""

from collections import Counter
from pathlib import Path

from edihkg.serve.evaluating import SLOW_AFTER_S, Answer, Request
from edihkg.serve.lending import Lending, PoolOptions

__all__ = ["SLOW_AFTER_S", "Answer", "Pool", "PoolOptions", "Request"]


class Pool:
    """Workers on one store."""

    def __init__(
        self, store: Path, options: PoolOptions, *, kills: Counter[str] | None = None
    ) -> None:
        """Prepare; nothing starts before ``start``. Kills are counted by reason."""
        self.options = options
        self.kills: Counter[str] = Counter() if kills is None else kills
        self._lending = Lending(store, options, self.kills)

    @property
    def running(self) -> int:
        """How many queries could run at this moment."""
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
        """Answer a query (``async with``); leaving before its end kills it. Clients take turns.

        Raises, on entering: QuerySyntaxError, QueryTimeout, QueryTooLarge, QueryBusy, QueryError.
        """
        return Answer(self._lending, request, client)
