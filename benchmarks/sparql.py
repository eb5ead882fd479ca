"""Compare ``/sparql`` with other servers on the same data, in one run, as ratios.

Run: ``python -m benchmarks.sparql [--release DIR] [--hubs 10000] [--clients 1 8 32]
[--peers oxigraph rdflib-endpoint virtuoso] [--queries 1 4] [--seconds 1] [--rounds 3]
[--limit 10]``

Each query of ``benchmarks/queries/`` is asked for some time over connections that stay open.
"New" queries differ each time by a VALUES clause that changes no row (by a comment for Virtuoso,
which knows no such clause there), so that no kept answer helps; "again" is the same text each
time. The ratio is the median of the rounds' ratios to the first peer's answers to new queries. A
server whose answer takes longer than the limit shows "—". ``--hubs`` multiplies the release's
statements. A peer that is missing is named with the reason. The numbers hold for a machine that
does nothing else. Needs the extra ``bench``.
"""

import argparse
import itertools
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks.generate import copy_release
from benchmarks.load import Measured, mean, measure, query_request
from benchmarks.servers import PEERS, Server, SkippedError, edihkg

QUERIES = Path(__file__).with_name("queries")
_REST_S = 120
_IDLE_CPU_S = 0.1
"""What an idle server has of the processors in one second."""


class _Round(NamedTuple):
    """One round of asking one server."""

    measured: Measured
    cpu_s: float
    """What its processes had of the processors meanwhile."""


def main() -> None:
    """Start the servers, measure and print a table."""
    options = _parse()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        release = options.release.resolve()
        if options.hubs:
            release = copy_release(release, folder / "larger", hubs=options.hubs)
        (folder / "edihkg").mkdir()
        ours = stack.enter_context(edihkg(release, folder / "edihkg"))
        peers: dict[str, Server] = {}
        for peer in options.peers:
            (folder / peer).mkdir()
            try:
                peers[peer] = stack.enter_context(PEERS[peer](release, folder / peer))
            except SkippedError as reason:
                print(f"{peer} is left out: {reason}")
        _compare(ours, peers, options)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare the endpoint with other servers.")
    parser.add_argument("--release", type=Path, default=Path("build/current"))
    parser.add_argument("--hubs", type=int, default=0)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--peers", nargs="*", default=list(PEERS)[1:])
    parser.add_argument("--queries", nargs="*", default=[])
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=float, default=10.0, help="seconds for one answer")
    return parser.parse_args()


def _compare(ours: Server, peers: dict[str, Server], options: argparse.Namespace) -> None:
    print(
        f"{'query':32} {'clients':>7} {'server':16} {'req/s':>8} {'p50 ms':>8} {'p99 ms':>8} "
        f"{'CPU ms':>8} ratio"
    )
    ratios: dict[str, list[float]] = {"new": [], "again": []}
    base = next(iter(peers), "edihkg, new")
    servers = {"edihkg": ours, **peers}
    memory_mb = dict.fromkeys(servers, 0.0)
    for path in sorted(QUERIES.glob("*.rq")):
        if options.queries and path.stem.partition("-")[0] not in options.queries:
            continue
        asked = {"edihkg, new": (ours, True), "edihkg, again": (ours, False)}
        asked |= {name: (peer, True) for name, peer in peers.items()}
        for clients in options.clients:
            found = _ask_in_turn(path.read_text("utf-8"), clients, asked, options)
            memory_mb = {name: max(memory_mb[name], servers[name].memory_mb()) for name in servers}
            for kind, noted in ratios.items():
                ratio = _ratio(found[f"edihkg, {kind}"], found.get(base, []))
                noted.extend([] if ratio is None else [ratio])
            for name, rounds in found.items():
                print(_row(path.stem, clients, name, rounds, found.get(base, [])), flush=True)
                if _gave_up(rounds):
                    del asked[name]
    _tell_ends(ratios, memory_mb)


def _tell_ends(ratios: Mapping[str, Sequence[float]], memory_mb: Mapping[str, float]) -> None:
    for kind, noted in ratios.items():
        if noted:
            print(f"geometric mean of the ratios, {kind}: {mean(iter(noted)):.2f}")
    for name, most in memory_mb.items():
        print(f"memory of {name} after a query, at most: {most:,.0f} MB")


def _ask_in_turn(
    query: str,
    clients: int,
    asked: Mapping[str, tuple[Server, bool]],
    options: argparse.Namespace,
) -> dict[str, list[_Round]]:
    """Ask each server in each round, so that all have the same good and bad moments.

    One that gave no answer in time is not asked this query again, not with more clients either.
    """
    found: dict[str, list[_Round]] = {name: [] for name in asked}
    for _ in range(options.rounds):
        for name, (server, new) in asked.items():
            if _gave_up(found[name]):
                continue
            names = itertools.cycle(range(1, clients + 1))
            make = partial(_request, server, query, names, new=new)
            before = server.cpu_s()
            measured = measure(
                server.port, make, clients=clients, seconds=options.seconds, limit_s=options.limit
            )
            found[name].append(_Round(measured, server.cpu_s() - before))
            if measured.given_up:
                _let_rest(server)
    return found


def _request(server: Server, query: str, names: Iterator[int], *, new: bool) -> bytes:
    """Write a request in the name of one client after the other, as a proxy passes them on."""
    return query_request(
        server.path,
        query,
        new=new,
        client=f"192.0.2.{next(names)}",
        by_comment=server.by_comment,
    )


def _let_rest(server: Server) -> None:
    """Wait until a server works no more on what nobody waits for, since it slows the others."""
    until = time.monotonic() + _REST_S
    before, now = -1.0, server.cpu_s()
    while now - before > _IDLE_CPU_S and time.monotonic() < until:
        time.sleep(1)
        before, now = now, server.cpu_s()


def _gave_up(rounds: Sequence[_Round]) -> bool:
    return any(each.measured.given_up for each in rounds)


def _ratio(ours: Sequence[_Round], base: Sequence[_Round]) -> float | None:
    """Give the median of the rounds' ratios; None where one of both gave no answer in time."""
    if not (ours and base) or _gave_up((*ours, *base)):
        return None
    pairs = zip(ours, base, strict=True)
    return statistics.median(mine.measured.rate / its.measured.rate for mine, its in pairs)


def _row(
    query: str, clients: int, name: str, rounds: Sequence[_Round], base: Sequence[_Round]
) -> str:
    """Show the round with the most answers, the least work for an answer, the median ratio."""
    start = f"{query:32} {clients:7} {name:16}"
    if _gave_up(rounds):
        return f"{start} {'—':>8} no answer within the limit"
    best = max((each.measured for each in rounds), key=lambda each: each.rate)
    cpu_ms = min(each.cpu_s / len(each.measured.times) * 1000 for each in rounds)
    ratio = _ratio(rounds, base)
    failures = sum(each.measured.failures for each in rounds)
    return (
        f"{start} {best.rate:8.0f} {best.at(0.5):8.2f} {best.at(0.99):8.2f} {cpu_ms:8.2f} "
        f"{'—' if ratio is None else f'{ratio:.2f}':>5}{f' {failures} failed' if failures else ''}"
    )


if __name__ == "__main__":
    main()
