"""Run real SPARQL engines on free ports of loopback while tests last."""

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from edihkg.remote import Credentials, Layout, Remote, Urls, find_urls

LAYOUT = Layout("https://w3id.org/edihkg/")
_INI = """
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
ServerThreads = 10
CheckpointInterval = 0
NumberOfBuffers = 4000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = 1000000
"""


@dataclass(frozen=True, slots=True)
class Engine:
    """A running engine."""

    urls: Urls
    credentials: Credentials

    def open(self) -> Remote:
        """Speak with it."""
        return Remote(self.urls, self.credentials, LAYOUT)


@contextmanager
def oxigraph(folder: Path) -> Iterator[Engine]:
    """Run ``oxigraph serve``."""
    program = Path(sys.executable).with_name("oxigraph")
    if not program.is_file():
        pytest.skip("the package oxigraph is not installed")
    (port,) = _free_ports(1)
    url = f"http://127.0.0.1:{port}"
    command = [str(program), "serve", "-l", str(folder / "store"), "-b", f"127.0.0.1:{port}"]
    with _running(command, folder, f"{url}/query"):
        yield Engine(find_urls(f"{url}/update"), Credentials())


@contextmanager
def virtuoso(folder: Path) -> Iterator[Engine]:
    """Run Debian's Virtuoso on a database of its own."""
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("virtuoso-t is not installed (Debian: virtuoso-opensource-7-bin)")
    sql, http = _free_ports(2)
    (folder / "virtuoso.ini").write_text(_INI.format(sql=sql, http=http), encoding="ascii")
    url = f"http://127.0.0.1:{http}"
    command = [program, "+foreground", "+configfile", "virtuoso.ini"]
    with _running(command, folder, f"{url}/sparql"):
        yield Engine(find_urls(f"{url}/sparql-auth"), Credentials("dba", "dba"))


@contextmanager
def _running(command: Sequence[str], folder: Path, url: str) -> Iterator[None]:
    """Run a server until it answers, and end it afterwards."""
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, stdout=output, stderr=output, env={"PATH": os.defpath}
        )
    pause = threading.Event()
    try:
        for _ in range(600):
            try:
                httpx.get(url, params={"query": "ASK {}"})
                break
            except httpx.HTTPError:
                assert process.poll() is None, (folder / "output").read_text("utf-8", "replace")
                pause.wait(0.1)
        yield
    finally:
        process.kill()
        process.wait()


def _free_ports(number: int) -> list[int]:
    """Find ports that nobody uses; all are held until the last is found."""
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [int(listener.getsockname()[1]) for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports
