"""Answer queries in processes of their own that can do nothing else and can be killed.

Run as a script with six arguments: file descriptor of a socket, path of the store, bytes of
address space for a worker, process id of the server, folder of the libraries, filter of system
calls as hex digits (``fencing``). The process opens the store read-only, reads some of it, and then
makes workers: copies of itself, each on a socket that the server sends it. It never sees a query. A
worker gives up the network, new programs and the right to outlive its origin before it hears of
any; it must never write a file or speak to anything but its socket.

On the script's own socket go records of two numbers of four bytes (big-endian):

    server → script   0, 0, with a socket          make a worker on it
                      process id, 0                tell when that worker is gone
    script → server   0, 0                         the store is open
                      0, process id or -errno      the worker was made, or not
                      process id, exit code        it is gone; negative is the signal

On a worker's socket go frames, both ways: one byte tag, four bytes length (big-endian), payload.

    server → worker   Q  marshalled tuple: query, format (ending), gzip, limit_bytes,
                         default_graphs, named_graphs (tuples or None), substitutions (name →
                         SPARQL JSON term)
                      C  number (four bytes) of those asked last, to be left out if not begun
    worker → server   R  ready; "1" if system calls are filtered
                      A  microseconds of the processor (four bytes), the whole answer
                      D  a piece of an answer that is too large for that
                      E  the answer is complete
                      X  kind (syntax, memory, size, engine), line feed, message; nothing follows
                      C  it is left out

What is asked together is answered one by one, in this order; each answer leaves when it is there.

Source: ENGINES §3 in short: Oxigraph has no timeout and no cancel; only a kill ends a query.
"""

from __future__ import annotations

import ctypes
import gc
import marshal
import mmap
import os
import resource
import select
import signal
import socket
import struct
import sys
import time
import zlib

if __name__ == "__main__":
    sys.path.append(sys.argv[5])

import pyoxigraph as ox  # found by the line above, as the site's folders are not searched

TYPE_CHECKING = False
if TYPE_CHECKING:  # importing these takes longer than opening the store
    from collections.abc import Callable, Iterator

    Graphs = tuple[str, ...] | None
    Asked = tuple[str, str, bool, int, Graphs, Graphs, dict[str, dict[str, str]]]

HEADER = struct.Struct("!cI")
NUMBER = struct.Struct("!I")
RECORD = struct.Struct("!ii")
LAST = (b"A", b"E", b"X")
"""Tags of frames after which nothing follows of an answer."""
CHUNK_BYTES = 1 << 16
FORMATS: dict[str, ox.QueryResultsFormat | ox.RdfFormat] = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
}
_PR_SET_PDEATHSIG = 1
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
_INSTRUCTION_BYTES = 8
_GZIP_WINDOW = 31
_MOST = (1 << 32) - 1
_READ_BEFORE = (
    "{ SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 200000 } FILTER(STRLEN(STR(?s)) + STRLEN(STR(?o)) > 0)",
    "{ SELECT * { { SELECT DISTINCT ?p { ?s ?p ?o } LIMIT 200 } ?x ?p ?y } LIMIT 200000 }",
    "{ SELECT * { { SELECT DISTINCT ?o { ?s a ?o } LIMIT 200 } ?x ?p ?o } LIMIT 200000 }",
)
"""Statements with their texts, by property, by object: what a process has read before it is
copied, its copies share, and so do the caches of the processor."""
_PATIENCE_MS = 2
_MOST_SOCKETS = 16
_LEAST_ROOM_BYTES = 8 << 20
"""What a small query needs; a worker that may not have it ends before it says that it is ready."""


class TooLargeError(Exception):
    """The answer has more bytes than are allowed."""


class Output:
    """A binary file object that sends what is written to it as frames."""

    def __init__(self, descriptor: int, *, limit_bytes: int, gzip: bool) -> None:
        """Send to a descriptor at most ``limit_bytes``, counted before compression."""
        self._descriptor = descriptor
        self._left = limit_bytes
        self._compressor = zlib.compressobj(5, wbits=_GZIP_WINDOW) if gzip else None
        self._buffer = bytearray()
        self._sent = False
        self._begun = time.thread_time()

    def write(self, data: bytes) -> int:
        """Take a piece of the answer; blocks while the parent is slower.

        Raises: TooLargeError.
        """
        self._left -= len(data)
        if self._left < 0:
            raise TooLargeError
        self._buffer += self._compressor.compress(data) if self._compressor else data
        if len(self._buffer) >= CHUNK_BYTES:
            self._send(b"")
        return len(data)

    def flush(self) -> None:
        """Do nothing: frames are sent when they are full."""

    def close(self) -> None:
        """Send what is left and say that the answer is complete."""
        if self._compressor:
            self._buffer += self._compressor.flush()
        if self._sent:
            return self._send(frame(b"E"))
        cost = NUMBER.pack(min(int((time.thread_time() - self._begun) * 1e6), _MOST))
        return write_all(self._descriptor, frame(b"A", cost + self._buffer))

    def _send(self, tail: bytes) -> None:
        data = frame(b"D", bytes(self._buffer)) if self._buffer else b""
        write_all(self._descriptor, data + tail)
        self._buffer.clear()
        self._sent = True


def frame(tag: bytes, payload: bytes = b"") -> bytes:
    """Pack one frame."""
    return HEADER.pack(tag, len(payload)) + payload


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte, waiting while the other side is slower."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def requests(descriptor: int) -> Iterator[Asked]:
    """Read requests until the parent closes the socket."""
    poller = select.poll()
    poller.register(descriptor, select.POLLIN)
    waiting: list[bytes] = []
    data = b""
    while True:
        if not waiting or poller.poll(0):
            piece = os.read(descriptor, CHUNK_BYTES)
            if not piece:
                return
            data = take_frames(data + piece, waiting, descriptor)
        if waiting:
            yield marshal.loads(waiting.pop(0))  # noqa: S302 - from our own parent


def take_frames(data: bytes, waiting: list[bytes], descriptor: int) -> bytes:
    """Add what was asked to what waits, or leave that out; give the rest of the data."""
    start = 0
    while len(data) - start >= HEADER.size:
        tag, length = HEADER.unpack_from(data, start)
        end = start + HEADER.size + length
        if end > len(data):
            break
        payload = data[start + HEADER.size : end]
        if tag == b"C":
            del waiting[-min(NUMBER.unpack(payload)[0], len(waiting) or 1) :]
            write_all(descriptor, frame(b"C"))
        else:
            waiting.append(payload)
        start = end
    return data[start:]


class _Program(ctypes.Structure):
    """A filter as the kernel takes it, ``struct sock_fprog``."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def confine(memory_bytes: int, parent: int, calls: bytes) -> bool:
    """Give up what no query needs; tell whether system calls are filtered as well.

    Raises: SystemExit when the parent has already ended.
    """
    end_with(parent)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return filter_calls(calls)


def end_with(parent: int) -> None:
    """End when the parent does, where the system offers that.

    Raises: SystemExit when it has already ended.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise SystemExit(1)


def filter_calls(calls: bytes) -> bool:
    """Let the kernel refuse system calls from now on; False where it cannot.

    Source: prctl(2), seccomp(2).
    """
    if not calls:
        return False
    prctl = ctypes.CDLL(None).prctl
    program = _Program(len(calls) // _INSTRUCTION_BYTES, calls)
    if prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return not prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)


def answer(store: ox.Store, descriptor: int, request: Asked) -> None:
    """Evaluate one request and send its frames."""
    _, ending, gzip, limit_bytes, *_ = request
    output = Output(descriptor, limit_bytes=limit_bytes, gzip=gzip)
    try:
        results = evaluate(store, request)
        results.serialize(output, format=FORMATS[ending])  # type: ignore[arg-type]
        output.close()
    except TooLargeError:
        report(descriptor, "size", "")
    except MemoryError:
        report(descriptor, "memory", "")
    except SyntaxError as error:
        report(descriptor, "syntax", error.msg)
    except (BrokenPipeError, ConnectionResetError):
        raise SystemExit(0) from None
    except (OSError, RuntimeError, ValueError, TypeError) as error:
        report(descriptor, "engine", str(error))


def report(descriptor: int, kind: str, message: str) -> None:
    """Send the reason why there is no answer."""
    write_all(descriptor, frame(b"X", f"{kind}\n{message}".encode()))


def evaluate(
    store: ox.Store, request: Asked
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Start the evaluation of a request."""
    query, _, _, _, default_graphs, named_graphs, terms = request
    return store.query(
        query,
        default_graph=graphs(default_graphs),  # type: ignore[arg-type]
        named_graphs=graphs(named_graphs),  # type: ignore[arg-type]
        substitutions={ox.Variable(name): term(value) for name, value in terms.items()} or None,
    )


def graphs(iris: Graphs) -> list[ox.NamedNode] | None:
    """Make graph names; None leaves the choice to the query."""
    return None if iris is None else [ox.NamedNode(iri) for iri in iris]


def term(value: dict[str, str]) -> ox.NamedNode | ox.Literal:
    """Make an RDF term from its form in SPARQL JSON results."""
    if value["type"] == "uri":
        return ox.NamedNode(value["value"])
    datatype = value.get("datatype")
    return ox.Literal(
        value["value"],
        datatype=ox.NamedNode(datatype) if datatype else None,
        language=value.get("xml:lang"),
    )


class Zygote:
    """The process of which workers are copies."""

    def __init__(self, control: socket.socket, work: Callable[[int], None]) -> None:
        """Take orders from a socket; a copy does ``work`` on the descriptor of its own socket."""
        self._control = control
        self._work = work
        self._awaited: set[int] = set()

    def run(self) -> None:
        """Do what the server says until it closes the socket."""
        self._control.sendall(RECORD.pack(0, 0))
        poller = select.poll()
        poller.register(self._control, select.POLLIN)
        data = b""
        while True:
            if not poller.poll(_PATIENCE_MS if self._awaited else None):
                self._tell_ends()
                continue
            piece, sockets, _, _ = socket.recv_fds(self._control, 1 << 12, _MOST_SOCKETS)
            if not piece:
                return
            for descriptor in sockets:
                self._control.sendall(RECORD.pack(0, self._copy(descriptor)))
            data += piece
            whole = len(data) // RECORD.size * RECORD.size
            self._awaited |= {pid for pid, _ in RECORD.iter_unpack(data[:whole]) if pid}
            data = data[whole:]
            self._tell_ends()

    def _copy(self, descriptor: int) -> int:
        """Make a worker; give its process id, or the negative number of the error."""
        try:
            pid = os.fork()
        except OSError as error:
            return -(error.errno or 1)
        if pid == 0:
            try:
                self._control.close()
                self._work(descriptor)
            finally:
                os._exit(0)
        os.close(descriptor)
        return pid

    def _tell_ends(self) -> None:
        """Tell which of the workers that were asked for are gone."""
        for pid in tuple(self._awaited):
            try:
                gone, status = os.waitpid(pid, os.WNOHANG)
                code = os.waitstatus_to_exitcode(status) if gone else 0
            except ChildProcessError:
                gone, code = pid, 0
            if gone:
                self._awaited.discard(pid)
                self._control.sendall(RECORD.pack(pid, code))


def main(arguments: list[str]) -> None:
    """Make workers until the server closes the socket."""
    descriptor, path, memory_bytes, parent, _, calls = arguments
    end_with(int(parent))
    store = ox.Store.read_only(path)
    for pattern in _READ_BEFORE:
        tuple(store.query(f"SELECT (COUNT(*) AS ?number) {{ {pattern} }}"))  # type: ignore[arg-type]
    gc.freeze()
    own = os.getpid()

    def work(descriptor: int) -> None:
        """Answer requests until the server closes the socket."""
        isolated = confine(int(memory_bytes), own, bytes.fromhex(calls))
        mmap.mmap(-1, _LEAST_ROOM_BYTES).close()
        write_all(descriptor, frame(b"R", b"1" if isolated else b"0"))
        for request in requests(descriptor):
            answer(store, descriptor, request)

    with socket.socket(fileno=int(descriptor)) as control:
        Zygote(control, work).run()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
