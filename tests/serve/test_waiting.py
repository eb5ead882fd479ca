"""Tests of who waits for a worker, without workers."""

import asyncio
from contextlib import suppress

import pytest

from edihkg.serve.waiting import (
    FREE_S,
    HALF_LIFE_S,
    RECENT_S,
    Records,
    TooManyQueries,
    Turnstile,
    Waiting,
)


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


def test_a_debt_is_forgotten_by_and_by() -> None:
    """One slow query must not shut a client out for ever, and many not for long."""
    records = Records()
    records.add_debt("once", 2 * FREE_S, now=0.0)
    records.add_debt("little", FREE_S / 2, now=0.0)
    for _ in range(100):
        records.add_debt("often", 30.0, now=0.0)
    assert records.is_in_debt("once", HALF_LIFE_S * 0.9)
    assert not records.is_in_debt("once", HALF_LIFE_S * 1.1)
    assert not records.is_in_debt("little", 0.0)
    assert records.is_in_debt("often", HALF_LIFE_S * 3)
    assert not records.is_in_debt("often", HALF_LIFE_S * 5)


def test_debts_add_up() -> None:
    """Two queries that were a little slow are as one that was slower."""
    records = Records()
    records.add_debt("a", 0.8 * FREE_S, now=0.0)
    assert not records.is_in_debt("a", 0.0)
    for _ in range(2):
        records.add_debt("b", 2 * FREE_S, now=0.0)
    assert records.is_in_debt("b", HALF_LIFE_S * 1.9)
    assert not records.is_in_debt("b", HALF_LIFE_S * 2.1)


def test_a_client_is_known_for_its_last_queries() -> None:
    """What counts is what it asked for last, and whether others are there."""
    records = Records()
    records.add_short("a", now=0.0)
    assert records.is_short("a", 1.0)
    assert not records.has_others("a", 1.0)
    assert records.has_others("b", 1.0)
    assert not records.has_others("b", RECENT_S + 1)
    records.add_debt("a", 10.0, now=2.0)
    assert not records.is_short("a", 2.0)
    assert not records.has_others("b", 2.0)
