"""Tests of who waits for a worker, without workers."""

import asyncio
from contextlib import suppress

import pytest

from edihkg.serve.waiting import TooManyQueries, Turnstile, Waiting


async def _futures(number: int) -> list[asyncio.Future[None]]:
    return [asyncio.get_running_loop().create_future() for _ in range(number)]


def test_clients_take_turns() -> None:
    """One with many queries makes itself wait, and nobody else."""
    waiting: Waiting[None] = Waiting()
    futures = asyncio.run(_futures(5))
    for client, future in zip("aaabc", futures, strict=True):
        waiting.put(client, future)
    order = []
    while (turn := waiting.next_client()) is not None:
        order.append(futures.index(waiting.take(turn)))
    assert order == [0, 3, 4, 1, 2]
    assert len(waiting) == 0


def test_who_gives_up_leaves_no_trace() -> None:
    """A queue that forgets nobody is full one day."""
    waiting: Waiting[None] = Waiting()
    first, second = asyncio.run(_futures(2))
    waiting.put("a", first)
    waiting.put("a", second)
    for future in (first, first, second):
        waiting.remove("a", future)
    assert (len(waiting), waiting.next_client()) == (0, None)


def test_a_client_that_may_not_is_passed_over() -> None:
    """It has its share of slow queries; the next one's turn comes."""
    waiting: Waiting[None] = Waiting()
    for client, future in zip("ab", asyncio.run(_futures(2)), strict=True):
        waiting.put(client, future)
    assert waiting.next_client(lambda client: client != "a") == "b"
    assert waiting.next_client(lambda _: False) is None


def test_a_turnstile_counts_those_inside() -> None:
    """Also when a query ends by an error."""
    turnstile = Turnstile(1)
    with suppress(ZeroDivisionError), turnstile.enter("a"), turnstile.enter("b"):
        with pytest.raises(TooManyQueries, match="wait for one"), turnstile.enter("a"):
            pass
        raise ZeroDivisionError
    with turnstile.enter("a"):
        pass
