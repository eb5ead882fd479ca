"""Compare how fast our server and nginx give the files of a release.

Run: ``python -m benchmarks.files [--release DIR] [--clients 8] [--seconds 1] [--rounds 5]``.
The ratio is the median of the rounds. Needs Debian's nginx and the extra ``bench``.
"""

import argparse
import statistics
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.load import file_request, measure
from benchmarks.servers import SkippedError, edihkg, nginx

PATHS = ("/", "/hub/", "/id/hub/4pdih.html", "/id/hub/4pdih.ttl", "/static/style.css")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Files of a release, ours against nginx.")
    parser.add_argument("--release", type=Path, default=Path("build/current"))
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    release = options.release.resolve()
    with tempfile.TemporaryDirectory() as name, edihkg(release, Path(name)) as ours:
        (Path(name) / "nginx").mkdir()
        try:
            with nginx(release, Path(name) / "nginx") as theirs:
                _compare(ours.port, theirs.port, options)
        except SkippedError as reason:
            raise SystemExit(f"nginx is left out: {reason}") from reason


def _compare(ours: int, theirs: int, options: argparse.Namespace) -> None:
    print(f"{'file':28} {'edihkg/s':>9} {'nginx/s':>9} ratio")
    for path in PATHS:
        make = partial(file_request, path)
        rounds = [
            tuple(
                measure(port, make, clients=options.clients, seconds=options.seconds)
                for port in (ours, theirs)
            )
            for _ in range(options.rounds)
        ]
        if any(each.failures for pair in rounds for each in pair):
            print(f"{path:28} is not there")
            continue
        best = [max(each.rate for each in side) for side in zip(*rounds, strict=True)]
        ratio = statistics.median(mine.rate / its.rate for mine, its in rounds)
        print(f"{path:28} {best[0]:9.0f} {best[1]:9.0f} {ratio:5.2f}", flush=True)


if __name__ == "__main__":
    main()
