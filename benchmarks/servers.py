"""Start the servers that are compared, each on a free port of loopback, on the same data."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import httpx
import psutil

from edihkg.release import CURRENT, DUMPS, RELEASES, STORE

WAIT_S = 900
_PART_BYTES = 16 << 20
_SERVE = """
import sys
from pathlib import Path
from edihkg.serve.run import run
from edihkg.settings import Settings
run(Path(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]),
    settings=Settings(trusted_proxies="127.0.0.1", query_deadline_s=float(sys.argv[3]),
                      client_queries=64))
"""
_VIRTUOSO = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 40
CheckpointInterval = 0
NumberOfBuffers = 60000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 40
[SPARQL]
ResultSetMaxRows = 1000000
"""
_NGINX = """
worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/log;
events {{ worker_connections 512; }}
http {{
  access_log off; keepalive_requests 1000000; include /etc/nginx/mime.types;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{ listen 127.0.0.1:{port}; root {root}; index index.html; }}
}}
"""
GRAPH = "https://w3id.org/edihkg/graph/default"


class SkippedError(Exception):
    """A server that cannot be compared here, and why."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    port: int
    path: str
    """Of its endpoint, with what must be asked each time."""
    process: psutil.Process
    by_comment: bool = False
    """Whether a comment makes a query new, for an engine that does not know VALUES at the end."""

    def memory_mb(self) -> float:
        """Give what its processes hold at this moment; what several share counts once."""
        family = [self.process, *self.process.children(recursive=True)]
        return sum(_proportional_kb(each.pid) for each in family) / 1024

    def cpu_s(self) -> float:
        """Give the seconds that its processes have had of the processors, those that ended too."""
        family = [self.process, *self.process.children(recursive=True)]
        had = (each.cpu_times() for each in family)
        return float(
            sum(each.user + each.system + each.children_user + each.children_system for each in had)
        )


Start = Callable[[Path, Path], Iterator[Server]]


@contextmanager
def edihkg(release: Path, folder: Path, *, deadline_s: float = 30.0) -> Iterator[Server]:
    """Run our server on a release."""
    out = folder / "out"
    (out / RELEASES).mkdir(parents=True)
    (out / RELEASES / release.name).symlink_to(release)
    (out / CURRENT).symlink_to(Path(RELEASES) / release.name)
    port = free_port()
    command = [sys.executable, "-c", _SERVE, str(out), str(port), str(deadline_s)]
    with _running(command, port, "/sparql", folder) as process:
        yield Server(port, "/sparql", process)


@contextmanager
def oxigraph(release: Path, folder: Path) -> Iterator[Server]:
    """Run ``oxigraph serve-read-only`` on a copy of the store."""
    program = Path(sys.executable).with_name("oxigraph")
    if not program.is_file():
        raise SkippedError("the package oxigraph is not installed (the extra 'bench')")
    shutil.copytree(release / STORE, folder / "store")
    port = free_port()
    command = [str(program), "serve-read-only", "-l", str(folder / "store")]
    with _running([*command, "-b", f"127.0.0.1:{port}"], port, "/query", folder) as process:
        yield Server(port, "/query", process)


@contextmanager
def rdflib_endpoint(release: Path, folder: Path) -> Iterator[Server]:
    """Run rdflib-endpoint with its Oxigraph store on the dump of the default graph."""
    program = Path(sys.executable).with_name("rdflib-endpoint")
    if not program.is_file() or find_spec("oxrdflib") is None:
        raise SkippedError("rdflib-endpoint with oxrdflib is not installed (the extra 'bench')")
    port = free_port()
    dump = str(release / DUMPS / "edihkg.nt")
    command = [str(program), "serve", "--store", "Oxigraph", "--port", str(port)]
    with _running([*command, "--host", "127.0.0.1", dump], port, "/", folder) as process:
        yield Server(port, "/", process)


@contextmanager
def virtuoso(release: Path, folder: Path) -> Iterator[Server]:
    """Run Debian's Virtuoso and load the dump of the default graph."""
    program = shutil.which("virtuoso-t")
    if program is None:
        raise SkippedError("virtuoso-t is not installed (Debian: virtuoso-opensource-7-bin)")
    sql, port = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(_VIRTUOSO.format(sql=sql, http=port), encoding="ascii")
    command = [program, "+foreground", "+configfile", "virtuoso.ini"]
    with _running(command, port, "/sparql", folder) as process:
        _fill(f"http://127.0.0.1:{port}/sparql-graph-crud-auth", release / DUMPS / "edihkg.nt")
        path = f"/sparql?default-graph-uri={quote(GRAPH, safe='')}"
        yield Server(port, path, process, by_comment=True)


@contextmanager
def nginx(release: Path, folder: Path) -> Iterator[Server]:
    """Run nginx on a release's pages."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        raise SkippedError("nginx is not installed (Debian: nginx-light)")
    port = free_port()
    text = _NGINX.format(folder=folder, port=port, root=release / "site")
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    command = [program, "-c", str(folder / "nginx.conf"), "-g", "user root;"]
    with _running(command, port, "/", folder) as process:
        yield Server(port, "/", process)


PEERS = {
    "edihkg": edihkg,
    "oxigraph": oxigraph,
    "rdflib-endpoint": rdflib_endpoint,
    "virtuoso": virtuoso,
}


def _fill(url: str, dump: Path) -> None:
    """Send a dump to Virtuoso in pieces that it takes in one request.

    Raises: SkippedError.
    """
    with dump.open("rb") as file:
        while lines := file.readlines(_PART_BYTES):
            try:
                httpx.post(
                    url,
                    params={"graph": GRAPH},
                    content=b"".join(lines),
                    headers={"content-type": "application/n-triples"},
                    auth=httpx.DigestAuth("dba", "dba"),
                    timeout=WAIT_S,
                ).raise_for_status()
            except httpx.HTTPError as error:
                raise SkippedError(f"it did not take the dump: {error}") from error


def free_port() -> int:
    """Find a port that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def _running(
    command: Sequence[str], port: int, path: str, folder: Path
) -> Iterator[psutil.Process]:
    """Run a server until it answers, and end it afterwards."""
    log = folder / "output"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, stdout=output, stderr=output, env=os.environ | {"PYTHONPATH": ""}
        )
    try:
        until = time.monotonic() + WAIT_S
        while not _answers(port, path):
            if process.poll() is not None or time.monotonic() > until:
                raise SkippedError(log.read_text("utf-8", "replace").strip()[-200:])
            time.sleep(0.1)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait()


def _answers(port: int, path: str) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}{path}?query=ASK%7B%7D").read()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def _proportional_kb(pid: int) -> int:
    """Give the proportional set size of a process. Source: proc(5), smaps_rollup."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
