"""Turn bytes into text, and say which encoding they were in. Pure; nothing is guessed.

UTF-8 with or without a byte order mark, UTF-16 and UTF-32 with one. What is compressed with
gzip is unpacked once, up to a limit, so that a small file cannot fill the memory.
"""

import codecs
import zlib
from dataclasses import dataclass

from edihkg.errors import SourceError
from edihkg.sources.placed import UnreadableError
from edihkg.submission import Position

MOST_BYTES = 16 << 20
"""A larger file is refused; the largest submission has 30 kB, the official export 3 MB."""
GZIP = b"\x1f\x8b"
_GZIP_WINDOW = 31
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)


@dataclass(frozen=True, slots=True)
class Text:
    """What bytes say."""

    text: str
    encoding: str
    """As people write it, for example ``UTF-16``."""


def decode(content: bytes) -> Text:
    """Decode bytes by their byte order mark, else as UTF-8.

    Raises: UnreadableError with the place of the first byte that does not fit.
    """
    mark, codec, encoding = next(
        (row for row in _MARKS if content.startswith(row[0])), (b"", "utf-8", "UTF-8")
    )
    body = content[len(mark) :]
    if body and codec != "utf-8" and b"\0" not in body:  # signs of ASCII have zero bytes there
        raise UnreadableError(
            f"its first bytes say that it is {encoding}, the rest is not {encoding}; "
            "save the file as UTF-8",
            Position(1),
        )
    try:
        text = body.decode(codec)
    except UnicodeDecodeError as error:
        line = body[: error.start].decode(codec, "ignore").count("\n") + 1
        raise UnreadableError(
            f"byte {len(mark) + error.start + 1} is not {encoding}; save the file as UTF-8",
            Position(line),
        ) from error
    if "\0" in text:
        before = text[: text.index("\0")]
        place = Position(before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise UnreadableError(
            "it holds a zero byte, so it is no text or was saved in an unknown encoding; "
            "save the file as UTF-8",
            place,
        )
    return Text(text, encoding)


def unpack(content: bytes, name: str) -> bytes:
    """Unpack what is compressed with gzip; anything else stays as it is.

    Raises: SourceError when it is damaged or unpacks to too much.
    """
    check_size(content, name)
    if not content.startswith(GZIP):
        return content
    unpacker = zlib.decompressobj(_GZIP_WINDOW)
    try:
        unpacked = unpacker.decompress(content, MOST_BYTES + 1)
    except zlib.error as error:
        raise SourceError(f"'{name}' is damaged ({error}); compress it again.") from error
    check_size(unpacked, name)
    if not unpacker.eof:
        raise SourceError(f"'{name}' ends too early; compress it again.")
    return unpacked


def check_size(content: bytes, name: str) -> None:
    """Refuse what is too large.

    Raises: SourceError.
    """
    if len(content) > MOST_BYTES:
        raise SourceError(
            f"'{name}' has more than {MOST_BYTES:,} bytes, which no submission needs; "
            "give each hub its own file."
        )
