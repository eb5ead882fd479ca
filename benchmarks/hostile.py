"""Ask light queries while eight hostile ones run, and see what that costs the light ones.

Run: ``python -m benchmarks.hostile [--release DIR] [--seconds 12] [--deadline 10]``. Each hostile
query has a client of its own, asks again as soon as it was stopped, and must never succeed.
Needs the extra ``bench``.
"""

import argparse
import asyncio
import itertools
import tempfile
from functools import partial
from pathlib import Path

import uvloop

from benchmarks.load import Measured, measure_here, query_request
from benchmarks.servers import Server, edihkg

_ANY = "(rdf:type|!rdf:type)"
_PREFIX = "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "
HOSTILE = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f . FILTER(?c = ?f && ?a != ?d) } ORDER BY ?c",
    f"{_PREFIX} SELECT (COUNT(*) AS ?n) {{ ?a {_ANY}* ?b . ?b {_ANY}* ?c }}",
    "SELECT (GROUP_CONCAT(?c) AS ?t) { ?a ?b ?c . ?d ?e ?f }",
    "SELECT ?a ?d (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a ?d",
    'SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(?c, ?f), "x+y")) }',
    "SELECT (MAX(SHA512(CONCAT(STR(?c), STR(?f)))) AS ?m) { ?a ?b ?c . ?d ?e ?f }",
    "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f } OFFSET 900000000 LIMIT 1",
)
LIGHT = "SELECT ?name { ?hub a <https://w3id.org/edihkg/ns#Hub> ; ?p ?name } LIMIT 2"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Light queries beside hostile ones.")
    parser.add_argument("--release", type=Path, default=Path("build/current"))
    parser.add_argument("--seconds", type=float, default=12.0)
    parser.add_argument("--deadline", type=float, default=10.0)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        edihkg(options.release.resolve(), Path(folder), deadline_s=options.deadline) as server,
    ):
        quiet = uvloop.run(_light(server, min(options.seconds / 2, 3.0)))
        beside, hostile = uvloop.run(_both(server, options.seconds))
    print(_row("light, quiet", quiet))
    print(_row("light, beside hostile ones", beside))
    print(_row("hostile", hostile))
    print(f"p99 of light queries: {beside.at(0.99) / quiet.at(0.99):.2f} times the quiet one")
    print(f"light queries that failed: {beside.failures}")
    print(f"hostile queries that succeeded: {len(hostile.times) - hostile.failures}")
    print(f"longest overrun: {hostile.times[-1] - options.deadline:.3f} s after the deadline")


async def _light(server: Server, seconds: float) -> Measured:
    make = partial(query_request, server.path, LIGHT, new=True, client="192.0.2.200")
    return await measure_here(server.port, make, clients=2, seconds=seconds)


async def _both(server: Server, seconds: float) -> tuple[Measured, Measured]:
    turns = itertools.cycle(enumerate(HOSTILE))

    def make() -> bytes:
        number, query = next(turns)
        return query_request(server.path, query, new=False, client=f"192.0.2.{number}")

    hostile = asyncio.create_task(
        measure_here(server.port, make, clients=len(HOSTILE), seconds=seconds)
    )
    await asyncio.sleep(0.5)
    light = await _light(server, seconds - 0.5)
    return light, await hostile


def _row(name: str, found: Measured) -> str:
    return (
        f"{name:28} {found.rate:8.1f} a second, p50 {found.at(0.5):8.2f} ms, "
        f"p99 {found.at(0.99):8.2f} ms, longest {found.at(1.0):8.2f} ms"
    )


if __name__ == "__main__":
    main()
