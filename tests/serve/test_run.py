"""Tests of starting and stopping the server as a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from edihkg.errors import ReleaseError, ServeError
from edihkg.release import CURRENT, RELEASES, Release
from edihkg.serve.run import run
from edihkg.settings import Settings

PROGRAM = """
import sys
from pathlib import Path
from edihkg.serve.run import run
from edihkg.settings import Settings
run(Path(sys.argv[1]), host="127.0.0.1", port=0, settings=Settings(workers=2))
"""


@pytest.fixture
def out(release: Release, tmp_path: Path) -> Path:
    """An output folder whose current release is the tests' one."""
    (tmp_path / RELEASES).mkdir()
    (tmp_path / RELEASES / "one").symlink_to(release.path)
    (tmp_path / CURRENT).symlink_to(Path(RELEASES) / "one")
    return tmp_path


@contextmanager
def _running(out: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the program; give the process and the address that it prints."""
    command = [sys.executable, "-c", PROGRAM, str(out)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            line = process.stderr.readline()
            assert line.startswith("Serving at http://127.0.0.1:"), line
            yield process, line.split()[2]
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_in_order(out: Path, number: signal.Signals) -> None:
    """Service managers stop with SIGTERM and expect success and no process left."""
    with _running(out) as (process, url):
        assert httpx.get(f"{url}sparql", params={"query": "ASK {}"}).json()["boolean"] is True
        workers = _children(process.pid)
        assert len(workers) == 3
        process.send_signal(number)
        assert process.wait(30) == 0
        assert process.stderr is not None
        lines = [json.loads(line) for line in process.stderr.read().splitlines()]
        assert [line["event"] for line in lines] == ["request"]
    assert not any(_runs(pid) for pid in workers)


def test_no_worker_outlives_a_killed_server(out: Path) -> None:
    """After SIGKILL nobody is there to clean up but the kernel."""
    with _running(out) as (process, _):
        workers = _children(process.pid)
        process.kill()
        process.wait()
    for _ in range(100):
        if not any(_runs(pid) for pid in workers):
            break
        time.sleep(0.05)
    assert not any(_runs(pid) for pid in workers)


def test_a_port_in_use_is_said_with_the_remedy(out: Path) -> None:
    """It happens to everybody, and a traceback helps nobody."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=rf"port {port}: address already in use\. Choose"):
            run(out, host="127.0.0.1", port=port, settings=Settings())


def test_a_missing_release_is_said_with_the_remedy(tmp_path: Path) -> None:
    """Whoever serves before building learns what to do."""
    with pytest.raises(ReleaseError, match="edihkg build"):
        run(tmp_path, host="127.0.0.1", port=0, settings=Settings())


def _children(pid: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(status.parent.name))
    return found


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
