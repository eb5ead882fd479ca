"""Compare ``/sparql`` with other servers on the same data, in one run, as ratios.

Run: ``python -m benchmarks.sparql [--release DIR] [--hubs 10000] [--clients 1 8 32]
[--peers oxigraph rdflib-endpoint virtuoso] [--queries 1 4] [--seconds 1]``

Each query of ``benchmarks/queries/`` is asked for some time over connections that stay open.
"New" queries differ each time by a VALUES clause that changes no row (by a comment for Virtuoso,
which knows no such clause there), so that no kept answer helps; "again" is the same text each
time. The ratio is to the first peer's answers to new queries. ``--hubs`` multiplies the release's
statements. A peer that is missing is named with the reason. The numbers hold for a machine that
does nothing else. Needs the extra ``bench``.
"""

import argparse
import tempfile
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from benchmarks.generate import copy_release
from benchmarks.load import Measured, mean, measure, query_request
from benchmarks.servers import PEERS, Server, SkippedError, edihkg

QUERIES = Path(__file__).with_name("queries")


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
    return parser.parse_args()


def _compare(ours: Server, peers: dict[str, Server], options: argparse.Namespace) -> None:
    print(
        f"{'query':32} {'clients':>7} {'server':16} {'req/s':>8} {'p50 ms':>8} {'p99 ms':>8} ratio"
    )
    ratios: dict[str, list[float]] = {"new": [], "again": []}
    for path in sorted(QUERIES.glob("*.rq")):
        if options.queries and path.stem.partition("-")[0] not in options.queries:
            continue
        for clients in options.clients:
            ask = partial(_ask, path.read_text("utf-8"), clients, options.seconds)
            found = {"edihkg, new": ask(ours, new=True), "edihkg, again": ask(ours, new=False)}
            found |= {name: ask(peer, new=True) for name, peer in peers.items()}
            base = found.get(next(iter(peers), ""), found["edihkg, new"]).rate
            for kind, noted in ratios.items():
                noted.append(found[f"edihkg, {kind}"].rate / base)
            for name, each in found.items():
                print(_row(path.stem, clients, name, each, base), flush=True)
    for kind, noted in ratios.items():
        print(f"geometric mean of the ratios, {kind}: {mean(iter(noted)):.2f}")
    for name, server in {"edihkg": ours, **peers}.items():
        print(f"peak memory of {name}: {server.peak_mb():,.0f} MB")


def _ask(query: str, clients: int, seconds: float, server: Server, *, new: bool) -> Measured:
    make = partial(query_request, server.path, query, new=new, by_comment=server.by_comment)
    return measure(server.port, make, clients=clients, seconds=seconds)


def _row(query: str, clients: int, name: str, found: Measured, base: float) -> str:
    failed = f" {found.failures} failed" if found.failures else ""
    return (
        f"{query:32} {clients:7} {name:16} {found.rate:8.0f} {found.at(0.5):8.2f} "
        f"{found.at(0.99):8.2f} {found.rate / base:5.2f}{failed}"
    )


if __name__ == "__main__":
    main()
