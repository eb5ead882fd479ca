"""Answer queries in a process of its own that can do nothing else and can be killed.

Run as a script with six arguments: file descriptor of a socket, path of the store, bytes of
address space, process id of the parent, folder of the libraries, filter of system calls as hex
digits (``fencing``). It imports pyoxigraph and the few modules of the standard library that cost
next to nothing, since starting one must not take the processor from those that answer. It opens
the store read-only, and before that gives up the network, new programs and the right
to outlive its parent. It must never write a file or speak to anything but the descriptor.

Frames, both ways: one byte tag, four bytes length (big-endian), payload.

    parent → worker   Q  marshalled tuple: query, format (ending), gzip, limit_bytes,
                         default_graphs, named_graphs (tuples or None), substitutions (name →
                         SPARQL JSON term)
                      C  number (four bytes) of those asked last, to be left out if not begun
    worker → parent   R  ready; "1" if system calls are filtered
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
import marshal
import os
import resource
import select
import struct
import sys
import time
import zlib

if __name__ == "__main__":
    sys.path.append(sys.argv[5])

import pyoxigraph as ox  # found by the line above, as the site's folders are not searched

TYPE_CHECKING = False
if TYPE_CHECKING:  # importing these takes longer than opening the store
    from collections.abc import Iterator

    Graphs = tuple[str, ...] | None
    Asked = tuple[str, str, bool, int, Graphs, Graphs, dict[str, dict[str, str]]]

HEADER = struct.Struct("!cI")
NUMBER = struct.Struct("!I")
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
_SIGKILL = 9
_GZIP_WINDOW = 31
_MOST = (1 << 32) - 1


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
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, _SIGKILL)
    if os.getppid() != parent:
        raise SystemExit(1)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return filter_calls(calls)


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


def main(arguments: list[str]) -> None:
    """Answer requests until the parent closes the socket."""
    descriptor, path, memory_bytes, parent, _, calls = arguments
    isolated = confine(int(memory_bytes), int(parent), bytes.fromhex(calls))
    store = ox.Store.read_only(path)
    socket = int(descriptor)
    write_all(socket, frame(b"R", b"1" if isolated else b"0"))
    for request in requests(socket):
        answer(store, socket, request)


if __name__ == "__main__":
    main(sys.argv[1:])
