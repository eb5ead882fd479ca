"""Tests of queries that share a worker: each gets its own answer, and none waits for a slow one."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from edihkg.errors import QueryTimeout
from edihkg.release import STORE, Release
from edihkg.serve.evaluating import Evaluation
from edihkg.serve.pool import OwnPool, PoolOptions, Request
from edihkg.serve.process import Worker, open_whole
from edihkg.serve.telling import pack
from tests.serve.workers import a_worker

N = "<http://example.org/n>"
SLOWISH = f"SELECT (COUNT(*) AS ?n) {{ ?a {N} ?b . ?c {N} ?d FILTER(?b < ?d) }}"
ENDLESS = f"SELECT (COUNT(*) AS ?k) {{ ?a {N} ?b . ?c {N} ?d . ?e {N} ?f . ?g {N} ?h }}"


def _asks(number: int) -> Request:
    return Request(f"SELECT ({number} AS ?n) {{}}", "json")


def _number(answer: bytes) -> int:
    return int(json.loads(answer)["results"]["bindings"][0]["n"]["value"])


def _talk(store: Path, talk: Callable[[Worker], Awaitable[None]]) -> None:
    async def run() -> None:
        async with a_worker(store) as worker:
            await talk(worker)

    asyncio.run(run())


async def _next(worker: Worker) -> int:
    tag, payload = await worker.receive()
    assert tag == b"A"
    return _number(open_whole(payload)[0])


def test_what_is_taken_back_is_answered_to_nobody(release: Release) -> None:
    """Whether it was begun in the same moment or not; else all answers would be another's."""

    async def talk(worker: Worker) -> None:
        for number in range(300):
            first, *others = (pack(_asks(each), 1 << 20) for each in (number, 1000, 1001, 1002))
            worker.send([first, *others])
            if number % 3:
                await asyncio.sleep(0.0001 * (number % 7))
            worker.recall(len(others))
            assert await _next(worker) == number

    _talk(release.path / STORE, talk)


def test_queries_behind_a_slower_one_are_taken_back_before_they_are_begun(release: Release) -> None:
    """They are asked elsewhere; doing them twice would be for nothing."""

    async def talk(worker: Worker) -> None:
        worker.send([pack(Request(SLOWISH, "json"), 1 << 20), *[pack(_asks(7), 1 << 20)] * 3])
        worker.recall(3)
        assert await _next(worker) > 7
        worker.send([pack(_asks(8), 1 << 20)])
        assert await _next(worker) == 8

    _talk(release.path / STORE, talk)


def test_a_failure_is_the_last_word_on_a_query(release: Release) -> None:
    """Taking back behind it leaves it, and nothing else, to be read."""

    async def talk(worker: Worker) -> None:
        worker.send([pack(Request("SELECT", "json"), 1 << 20), pack(_asks(7), 1 << 20)])
        while not worker.has_news:
            await asyncio.sleep(0.001)
        worker.recall(1)
        assert (await worker.receive())[0] == b"X"
        worker.send([pack(_asks(8), 1 << 20)])
        assert await _next(worker) == 8

    _talk(release.path / STORE, talk)


async def _whole(answer: Evaluation) -> bytes:
    """Wait for a whole answer as a connection does."""
    news = asyncio.get_running_loop().create_future()
    assert answer.begin(lambda: news.set_result(None))
    await news
    async with answer:
        return answer.head + b"".join([piece async for piece in answer.rest()])


def _evaluate(pool: OwnPool, request: Request, client: str) -> Awaitable[bytes]:
    answer = pool.answer(request, client=client)
    assert isinstance(answer, Evaluation)
    return _whole(answer)


def _in_pool(release: Release, use: Callable[[OwnPool], Awaitable[None]], workers: int) -> None:
    async def run() -> None:
        options = PoolOptions(workers=workers, deadline_s=2)
        pool = OwnPool(release.path / STORE, options)
        await pool.start()
        try:
            for client in "abcdef":
                while not pool._lending.is_brisk(client):
                    await _evaluate(pool, _asks(0), client)
            await use(pool)
        finally:
            await pool.close()

    asyncio.run(run())


@pytest.mark.parametrize("workers", [1, 4])
def test_each_of_many_gets_its_own_answer(release: Release, workers: int) -> None:
    """Also those that have to wait until a worker is free."""

    async def use(pool: OwnPool) -> None:
        for start in range(0, 300, 60):
            numbers = range(start, start + 60)
            asked = (_evaluate(pool, _asks(each), "abcdef"[each % 6]) for each in numbers)
            answers = await asyncio.gather(*asked)
            assert [_number(answer) for answer in answers] == list(numbers)

    _in_pool(release, use, workers)


def test_quick_queries_of_one_moment_are_sent_in_one_go(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change of processes is saved; a stranger's query travels alone."""
    sent: list[int] = []
    send = Worker.send

    def note(worker: Worker, payloads: list[bytes]) -> None:
        sent.append(len(payloads))
        send(worker, payloads)

    async def use(pool: OwnPool) -> None:
        monkeypatch.setattr(Worker, "send", note)
        await asyncio.gather(*(_evaluate(pool, _asks(1), client) for client in "abxcd"))

    _in_pool(release, use, 4)
    assert sorted(sent) == [1, 4]


def test_nobody_waits_for_a_slow_query_of_the_same_moment(release: Release) -> None:
    """A client that was quick a moment ago may ask anything now; and so may several."""
    took: list[float] = []

    async def use(pool: OwnPool) -> None:
        slow = [asyncio.ensure_future(_evaluate(pool, Request(ENDLESS, "json"), "a"))]
        others = [_evaluate(pool, _asks(each), "bcdef"[each % 5]) for each in range(7)]
        started = time.monotonic()
        answers = await asyncio.gather(*others)
        took.append(time.monotonic() - started)
        assert [_number(answer) for answer in answers] == list(range(7))
        with pytest.raises(QueryTimeout):
            await slow[0]
        took.append(time.monotonic() - started)

    _in_pool(release, use, 2)
    assert took[0] < took[1]


def test_a_worker_that_dies_on_its_way_costs_nobody_an_answer(release: Release) -> None:
    """Those that travelled with it are asked of another one."""

    async def use(pool: OwnPool) -> None:
        for _ in range(5):
            asked = [
                asyncio.ensure_future(_evaluate(pool, _asks(n), "abcdef"[n])) for n in range(6)
            ]
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            for worker in tuple(pool._lending._all):
                if worker not in pool._lending._idle:
                    worker.process.kill()
            answers = await asyncio.gather(*asked)
            assert [_number(answer) for answer in answers] == list(range(6))

    _in_pool(release, use, 2)
