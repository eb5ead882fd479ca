"""Check what the server is sent, in a process of its own that can be killed.

Run as a module by the server, with the arguments of ``edihkg/serve/worker.py``. Before
anything is read it gives up the network, new programs and the writing of files; the limits of
memory and time are the server's. It keeps nothing from one request to the next.

    server → process   Q  length of a head (four bytes), head (JSON, ``Asked``), body
    process → server   R  ready; "1" if system calls are filtered
                       D  the answer; first length of a head and head (JSON, ``Told``)
"""

import json
import os
import resource
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

from edihkg.serve.worker import HEADER, confine, frame, write_all

LENGTH = struct.Struct("!I")
_CHUNK_BYTES = 1 << 16
_TOO_LARGE = {
    "status": "413",
    "code": "validation-too-large",
    "detail": "Checking this needs too much memory; send less at once.",
}


def main(arguments: list[str]) -> None:
    """Answer requests until the server closes the socket."""
    descriptor, store, memory_bytes, parent, _, calls = arguments
    sys.dont_write_bytecode = True
    isolated = confine(int(memory_bytes), int(parent), bytes.fromhex(calls))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    from edihkg.cli.judging import Judging

    judging = Judging(Path(store))
    socket = int(descriptor)
    write_all(socket, frame(b"R", b"1" if isolated else b"0"))
    for head, body in _requests(socket):
        try:
            told, answer = judging.answer(head, body)
        except MemoryError:
            told, answer = _TOO_LARGE, b""
        encoded = json.dumps(told).encode()
        write_all(socket, frame(b"D", LENGTH.pack(len(encoded)) + encoded + answer))


def _requests(descriptor: int) -> Iterator[tuple[dict[str, str], bytes]]:
    """Read requests until the server closes the socket."""
    while header := _read(descriptor, HEADER.size):
        _, size = HEADER.unpack(header)
        payload = _read(descriptor, size)
        (length,) = LENGTH.unpack_from(payload)
        start = LENGTH.size + length
        yield json.loads(payload[LENGTH.size : start]), payload[start:]


def _read(descriptor: int, size: int) -> bytes:
    """Read exactly so many bytes; fewer only at the end."""
    data = bytearray()
    while len(data) < size:
        piece = os.read(descriptor, min(size - len(data), _CHUNK_BYTES))
        if not piece:
            return b""
        data += piece
    return bytes(data)


if __name__ == "__main__":
    main(sys.argv[1:])
