"""Tests of starting and stopping the server as a process of its own."""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from edihkg.errors import ReleaseError, ServeError
from edihkg.release import CURRENT, RELEASES, STORE, Release
from edihkg.serve.run import run
from edihkg.settings import Settings
from tests.serve.releases import build_release

PROGRAM = """
import sys
from pathlib import Path
from edihkg.serve.run import run
from edihkg.settings import Settings
settings = Settings(workers=2, drain_s=int(sys.argv[2]))
run(Path(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[3]), settings=settings)
"""


@pytest.fixture
def out(release: Release, tmp_path: Path) -> Path:
    """An output folder whose current release is the tests' one."""
    (tmp_path / RELEASES).mkdir()
    (tmp_path / RELEASES / "one").symlink_to(release.path)
    (tmp_path / CURRENT).symlink_to(Path(RELEASES) / "one")
    return tmp_path


@contextmanager
def _running(
    out: Path, *, drain_s: int = 20, port: int = 0
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the program; give the process and the address that it prints."""
    command = [sys.executable, "-c", PROGRAM, str(out), str(drain_s), str(port)]
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
        workers = _below(process.pid)
        assert len(workers) == 3
        process.send_signal(number)
        assert process.wait(30) == 0
        assert process.stderr is not None
        lines = [json.loads(line) for line in process.stderr.read().splitlines()]
        assert [line["event"] for line in lines] == ["request"]
    assert not any(_runs(pid) for pid in workers)


def test_running_requests_end_and_new_ones_are_refused(out: Path) -> None:
    """A restart for an upgrade must not cost anybody an answer that has begun."""
    rows = "{ ?a <http://example.org/n> ?b . ?c <http://example.org/n> ?d . ?e ?f ?g }"
    query = f"SELECT (COUNT(*) AS ?k) {{ {{ SELECT * {rows} LIMIT 2000000 }} }}"
    with _running(out) as (process, url), ThreadPoolExecutor() as threads:
        running = threads.submit(httpx.get, f"{url}sparql", params={"query": query}, timeout=60)
        _wait_for_work(process.pid)
        process.send_signal(signal.SIGTERM)
        assert _refuses(url)
        assert running.result().status_code == 200
        assert process.wait(30) == 0


def test_a_query_without_end_does_not_keep_the_server_from_ending(out: Path) -> None:
    """Service managers kill what does not stop, and then nobody cleans up."""
    query = "SELECT (COUNT(*) AS ?k) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with _running(out, drain_s=1) as (process, url), ThreadPoolExecutor() as threads:
        running = threads.submit(httpx.get, f"{url}sparql", params={"query": query}, timeout=60)
        _wait_for_work(process.pid)
        workers = _below(process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert running.exception() is not None or running.result().status_code >= 500
    assert not any(_runs(pid) for pid in workers)


def test_a_hang_up_makes_the_server_look_for_a_release_at_once(out: Path) -> None:
    """It does not end it, as it would by default."""
    with _running(out) as (process, url):
        process.send_signal(signal.SIGHUP)
        assert httpx.get(f"{url}health").status_code == 200


def _refuses(url: str) -> bool:
    for _ in range(200):
        try:
            httpx.get(f"{url}health")
        except httpx.TransportError:
            return True
        time.sleep(0.01)
    return False


def _cpu_ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11])


def test_no_worker_outlives_a_killed_server(out: Path) -> None:
    """After SIGKILL nobody is there to clean up but the kernel."""
    with _running(out) as (process, _):
        workers = _below(process.pid)
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


@pytest.mark.parametrize(
    ("damage", "told"),
    [("store", "could not open the release's store"), ("memory", "EDIHKG_WORKER_MEMORY_BYTES")],
)
def test_workers_that_cannot_start_are_told_in_one_sentence(
    tmp_path: Path, damage: str, told: str
) -> None:
    """A traceback of a library helps nobody, and service managers look at the exit code."""
    made = build_release(tmp_path / RELEASES / "one", quads=[], files={})
    (tmp_path / CURRENT).symlink_to(Path(RELEASES) / "one")
    if damage == "store":
        for path in (made.path / STORE).iterdir():
            path.unlink()
    done = subprocess.run(
        [sys.executable, "-m", "edihkg", "serve", "--out", str(tmp_path), "--port", "0"],
        env={
            **os.environ,
            "EDIHKG_WORKER_MEMORY_BYTES": "1000000" if damage == "memory" else "600000000",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == ServeError.exit_code
    assert done.stderr.startswith("edihkg: The server could not start.")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_server_that_was_killed_starts_again_at_its_address(out: Path) -> None:
    """Service managers restart at once, while the system still remembers old connections."""
    with _running(out) as (process, url):
        port = int(url.rstrip("/").rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
            assert connection.recv(12) == b"HTTP/1.1 200"
            process.kill()
            process.wait()
    with _running(out, port=port) as (_, url):
        assert httpx.get(f"{url}health").json()["status"] == "ok"


@pytest.mark.slow
def test_ten_thousand_idle_connections_shut_nobody_out(out: Path) -> None:
    """The oldest make room; what the server holds stays bounded."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    wanted = min(10_000, hard - 500)
    with _running(out) as (process, url), ExitStack() as stack:
        stack.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        port = int(url.rstrip("/").rpartition(":")[2])
        idle = [stack.enter_context(socket.socket()) for _ in range(wanted)]
        for number, connection in enumerate(idle):
            connection.connect(("127.0.0.1", port))
            if number % 1000 == 0:
                asked = httpx.get(f"{url}sparql", params={"query": f"SELECT ({number} AS ?n) {{}}"})
                assert asked.status_code == 200
        files = len(list(Path(f"/proc/{process.pid}/fd").iterdir()))
        assert files < min(Settings().connections, hard) + 200
        assert httpx.get(f"{url}health").json()["status"] == "ok"


def _below(pid: int) -> list[int]:
    """Give the ids of all processes that a process has started, and of those that these have."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(status.parent.name)] = int(fields[1])
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found[1:]


def _wait_for_work(pid: int) -> None:
    """Wait until a process below another one computes."""
    until = time.monotonic() + 30
    while not any(_cpu_ticks(each) > 20 for each in _below(pid)):
        assert time.monotonic() < until
        time.sleep(0.01)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
