"""Who waits for a worker, and how many queries one client may have at once.

Clients take turns: of each client the query that has waited longest, then the next client,
so that a client with many queries makes itself wait and not the others. A client is an
address, or the /64 network of an IPv6 address, since one machine has as many of those as
it likes. Nothing here knows of HTTP or of workers.
"""

import asyncio
import ipaddress
import math
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Generic, TypeVar

from edihkg.errors import QueryBusy

HALF_LIFE_S = 10.0
FREE_S = 0.2
"""Up to here a debt is none."""
MOST_S = 3.0
"""No debt is larger, so that each is forgotten within forty seconds."""
RECENT_S = 30.0
_MOST_CLIENTS = 10_000

_T = TypeVar("_T")


class TooManyQueries(QueryBusy):
    """One client has as many queries as it may have at once."""


class Waiting(Generic[_T]):
    """Futures of clients that take turns."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._lines: OrderedDict[str, deque[asyncio.Future[_T]]] = OrderedDict()
        self._size = 0

    def __len__(self) -> int:
        """Count those who wait."""
        return self._size

    def put(self, client: str, waiting: asyncio.Future[_T], *, first: bool = False) -> None:
        """Let a client wait, behind its own earlier queries; or before everybody."""
        line = self._lines.setdefault(client, deque())
        if first:
            line.appendleft(waiting)
            self._lines.move_to_end(client, last=False)
        else:
            line.append(waiting)
        self._size += 1

    def next_client(self, may: Callable[[str], bool] = lambda _: True) -> str | None:
        """Tell whose turn it is among those who may; None when nobody waits."""
        return next(filter(may, self._lines), None)

    def take(self, client: str) -> asyncio.Future[_T]:
        """Take a client's longest waiting one; its turn comes again after all others'.

        Raises: KeyError when the client does not wait.
        """
        line = self._lines.pop(client)
        waiting = line.popleft()
        if line:
            self._lines[client] = line
        self._size -= 1
        return waiting

    def remove(self, client: str, waiting: asyncio.Future[_T]) -> None:
        """Forget one that gave up; nothing happens if it is not there."""
        line = self._lines.get(client)
        if line is None or waiting not in line:
            return
        line.remove(waiting)
        self._size -= 1
        if not line:
            del self._lines[client]


class Records:
    """What is known of clients: whether their queries were slow of late, or short.

    What a slow query has cost is a debt, of which half is forgotten in ``HALF_LIFE_S``.
    """

    def __init__(self) -> None:
        """Begin with knowing nobody."""
        self._in_debt_until: dict[str, float] = {}
        self._short: OrderedDict[str, tuple[float, bool]] = OrderedDict()

    def add_debt(self, client: str, seconds: float, now: float) -> None:
        """Note what a slow query has cost.

        Kept is the moment at which no more than ``FREE_S`` will be left of all debts.
        """
        self._short.pop(client, None)
        until = self._in_debt_until.get(client)
        left = 0.0 if until is None else FREE_S * 2 ** ((until - now) / HALF_LIFE_S)
        total = min(seconds + left, MOST_S)
        if len(self._in_debt_until) > _MOST_CLIENTS:
            self._forget(now)
        if total > FREE_S:
            self._in_debt_until[client] = now + HALF_LIFE_S * math.log2(total / FREE_S)

    def add_short(self, client: str, now: float, *, brisk: bool = False) -> None:
        """Note a query that was short, and whether it was even less than that."""
        self._short[client] = now, brisk
        self._short.move_to_end(client)
        if len(self._short) > _MOST_CLIENTS:
            self._short.popitem(last=False)

    def is_in_debt(self, client: str, now: float) -> bool:
        """Tell whether a client's slow queries are not forgotten yet."""
        return self._in_debt_until.get(client, now) > now

    def is_short(self, client: str, now: float) -> bool:
        """Tell whether a client's last query was short, and it has no debts."""
        return client in self._short and not self.is_in_debt(client, now)

    def is_brisk(self, client: str, now: float) -> bool:
        """Tell whether a client's last query took next to no time, and it has no debts."""
        _, brisk = self._short.get(client, (0.0, False))
        return brisk and not self.is_in_debt(client, now)

    def has_others(self, client: str, now: float) -> bool:
        """Tell whether another client's last query was short, a moment ago."""
        newest = islice(reversed(self._short.items()), 2)
        return any(name != client and now - at < RECENT_S for name, (at, _) in newest)

    def _forget(self, now: float) -> None:
        kept = {name: until for name, until in self._in_debt_until.items() if until > now}
        self._in_debt_until = kept if len(kept) <= _MOST_CLIENTS else {}


class Turnstile:
    """Counts the queries that each client has at once."""

    def __init__(self, limit: int) -> None:
        """Allow each client ``limit`` queries."""
        self._limit = limit
        self._inside: dict[str, int] = {}

    @contextmanager
    def enter(self, client: str) -> Iterator[None]:
        """Count a query while it is answered.

        Raises: TooManyQueries.
        """
        if not self.let_in(client):
            raise TooManyQueries(
                f"There are {self._limit} queries from your address already; wait for one of them."
            )
        try:
            yield
        finally:
            self.let_out(client)

    def let_in(self, client: str) -> bool:
        """Count a query that begins; False, and no count, if there are too many."""
        inside = self._inside.get(client, 0)
        if inside >= self._limit:
            return False
        self._inside[client] = inside + 1
        return True

    def let_out(self, client: str) -> None:
        """Note that a query has ended."""
        inside = self._inside.pop(client)
        if inside > 1:
            self._inside[client] = inside - 1


def name_client(address: str) -> str:
    """Give the name under which an address is counted.

    >>> name_client("192.0.2.7"), name_client("2001:db8::1"), name_client("")
    ('192.0.2.7', '2001:db8::/64', '')
    """
    if ":" not in address:
        return address
    try:
        return str(ipaddress.ip_network((address, 64), strict=False))
    except ValueError:
        return address
