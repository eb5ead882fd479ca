"""Read one document in any language of RDF: tell what it is, then note where things stand.

What cannot be read becomes a broken submission that says why and where.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from edihkg.errors import SourceError
from edihkg.sources.decoding import GZIP, Text, decode, unpack
from edihkg.sources.detecting import ENDINGS, Kind, detect_text, ending_of
from edihkg.sources.jsonld import parse_jsonld
from edihkg.sources.placed import Places, UnreadableError, compose, unreadable
from edihkg.sources.quads import parse_quads, parse_triples
from edihkg.sources.rdfxml import parse_rdfxml
from edihkg.sources.turtle import parse_trig, parse_turtle
from edihkg.submission import Submission

PARSERS: Mapping[Kind, Callable[[str], Places]] = {
    Kind.TURTLE: parse_turtle,
    Kind.TRIG: parse_trig,
    Kind.N_TRIPLES: parse_triples,
    Kind.N_QUADS: parse_quads,
    Kind.JSON_LD: parse_jsonld,
    Kind.RDF_XML: parse_rdfxml,
}
"""How each language of RDF is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that was read."""

    submission: Submission
    text: str = ""
    """What was read; empty when it is no text."""
    read_as: str = ""
    """Kind and encoding, as people write them; empty when neither could be told."""
    usual: bool = True
    """Whether that is what the name says, in UTF-8, so that nothing need be said."""


def read_document(content: bytes, name: PurePosixPath, *, hint: Kind | None = None) -> Document:
    """Read one document, plain or compressed with gzip.

    ``hint`` is what the sender says that it is; without it the ending of the name counts.
    """
    digest = hashlib.sha256(content).hexdigest()
    hint = hint or ENDINGS.get(ending_of(name.name))
    try:
        decoded = decode(unpack(content, name.name))
    except UnreadableError as error:
        return Document(submission=unreadable(error, name, digest))
    except SourceError as error:
        broken = UnreadableError(str(error).rstrip("."))
        return Document(submission=unreadable(broken, name, digest))
    return _read_text(decoded, name, digest, hint, compressed=content.startswith(GZIP))


def _read_text(
    decoded: Text, name: PurePosixPath, digest: str, hint: Kind | None, *, compressed: bool
) -> Document:
    try:
        kind = detect_text(decoded.text, hint).kind
    except UnreadableError as error:
        return Document(submission=unreadable(error, name, digest), text=decoded.text)
    read_as = f"{kind.value}, {decoded.encoding}" + (", gzip" if compressed else "")
    usual = kind is hint and decoded.encoding == "UTF-8"
    try:
        if kind not in PARSERS:
            raise UnreadableError(f"it is a {kind.value} table, and tables come as a whole")
        submission = compose(PARSERS[kind](decoded.text), name, digest)
    except UnreadableError as error:
        submission = unreadable(error, name, digest)
    return Document(submission=submission, text=decoded.text, read_as=read_as, usual=usual)
