"""Let Lighthouse judge pages of a release as our server gives them, on a phone and on a desk.

Run: ``python -m benchmarks.lighthouse [--release DIR]``. Needs Debian's chromium, node 18 or
later, ``npm install --prefix benchmarks`` and the extra ``bench``. Exit code 1 when a score lies
below 98. Lighthouse works out the times of a slow phone from one quick load; on a machine that
does other work at the same time its figures for performance are too low.
"""

import argparse
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from itertools import product
from pathlib import Path

from benchmarks.servers import edihkg

PATHS = ("/", "/id/hub/4pdih.html", "/region/SI04.html", "/coverage.html")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
DEVICES: Mapping[str, tuple[str, ...]] = {"phone": (), "desk": ("--preset=desktop",)}
LEAST = 98
_COMMAND = Path(__file__).with_name("node_modules") / "lighthouse" / "cli" / "index.js"


def main() -> None:
    """Judge and print; what lies below the least ends with exit code 1."""
    parser = argparse.ArgumentParser(description="Lighthouse's scores of our pages.")
    parser.add_argument("--release", type=Path, default=Path("build/current"))
    options = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None or not _COMMAND.exists():
        raise SystemExit("It needs chromium and: npm install --prefix benchmarks")
    print(f"{'page':24} {'device':7}" + "".join(f"{name:>16}" for name in CATEGORIES), flush=True)
    low = False
    with (
        tempfile.TemporaryDirectory() as name,
        edihkg(options.release.resolve(), Path(name)) as ours,
    ):
        for path, device in product(PATHS, DEVICES):
            scores = judge(f"http://127.0.0.1:{ours.port}{path}", device, chromium)
            low = show(path, device, scores) or low
    raise SystemExit(1 if low else 0)


def judge(address: str, device: str, chromium: str) -> Mapping[str, int]:
    """Give the score of each category, 0 to 100."""
    done = subprocess.run(
        [
            *("node", str(_COMMAND), address, "--quiet", "--output=json"),
            "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
            f"--only-categories={','.join(CATEGORIES)}",
            *DEVICES[device],
        ],
        capture_output=True,
        check=False,
        env={**os.environ, "CHROME_PATH": chromium},
    )
    if done.returncode:
        raise SystemExit(done.stderr.decode())
    report = json.loads(done.stdout)
    for name, audit in report["audits"].items():
        if audit["score"] is not None and audit["score"] < 0.9:
            print(f"  {name}: {audit.get('displayValue') or audit['title']}")
    return {name: round(100 * report["categories"][name]["score"]) for name in CATEGORIES}


def show(path: str, device: str, scores: Mapping[str, int]) -> bool:
    """Print one line; tell whether a score is too low."""
    line = "".join(f"{score:>16}" for score in scores.values())
    print(f"{path:24} {device:7}{line}", flush=True)
    return min(scores.values()) < LEAST


if __name__ == "__main__":
    main()
