"""Count the open connections of a server, and decide which of them makes room for a new one.

A connection rests (no request of it is being answered), works, or stalls (it works, but its
client does not take the answer). Nothing here reads or writes.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from edihkg.serve.cache import Field, write_fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one connection may cost, and how many there may be."""

    connections: int
    url_bytes: int
    header_bytes: int
    request_timeout_s: float
    stall_timeout_s: float


class Connection(Protocol):
    """What is counted."""

    def abort(self) -> None:
        """End at once."""


class Guard:
    """The connections of one server."""

    def __init__(self, limits: Limits) -> None:
        """Begin without connections."""
        self.limits = limits
        self.closed_for_room = 0
        self._resting: OrderedDict[Connection, None] = OrderedDict()
        self._stalling: OrderedDict[Connection, None] = OrderedDict()
        self._working: set[Connection] = set()
        self._fields: Sequence[Field] = ()
        self._opening = b""

    def __len__(self) -> int:
        """Count the open connections."""
        return len(self._resting) + len(self._stalling) + len(self._working)

    def admit(self, connection: Connection) -> bool:
        """Take in a new connection, if need be in place of the one that rests or stalls longest."""
        if len(self) >= self.limits.connections:
            doomed = next(iter(self._resting), None) or next(iter(self._stalling), None)
            if doomed is None:
                return False
            self.forget(doomed)
            doomed.abort()
            self.closed_for_room += 1
        self._resting[connection] = None
        return True

    def rest(self, connection: Connection) -> None:
        """Note that a connection waits for its client's next request."""
        if connection in self._working:
            self._working.discard(connection)
            self._resting[connection] = None

    def stir(self, connection: Connection) -> None:
        """Note that a connection that rests was asked and has answered."""
        if connection in self._resting:
            self._resting.move_to_end(connection)

    def work(self, connection: Connection) -> None:
        """Note that a request of the connection is being answered, and taken."""
        if self._leave(connection):
            self._working.add(connection)

    def stall(self, connection: Connection) -> None:
        """Note that the client does not take its answer."""
        if self._leave(connection):
            self._stalling[connection] = None

    def forget(self, connection: Connection) -> None:
        """Note that a connection has ended."""
        self._leave(connection)

    def opening(self, fields: Sequence[Field]) -> bytes:
        """Write the fields that every answer of this second begins with."""
        if fields is not self._fields:
            self._fields = fields
            self._opening = write_fields(fields)
        return self._opening

    def _leave(self, connection: Connection) -> bool:
        for group in (self._resting, self._stalling):
            if connection in group:
                del group[connection]
                return True
        known = connection in self._working
        self._working.discard(connection)
        return known
