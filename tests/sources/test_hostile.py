"""No input makes a reader raise, hang or fill the memory: each gets one clear sentence.

The fuzzer alters good files of every kind; short here, for minutes with the marker ``slow``
(EDIHKG_FUZZ_S seconds, default 20).
"""

import gzip
import io
import os
import random
import resource
import time
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path, PurePosixPath

import pytest
from rdflib import RDF

from edihkg.cli import main
from edihkg.cli.inputs import Inputs, Reading
from edihkg.importing.template import write_workbook
from edihkg.iris import IriSpace
from edihkg.sources import decoding, placed, workbook
from edihkg.sources.documents import read_document
from edihkg.submission import Submission
from tests.sources.pens import PENS, Pen
from tests.validation.conftest import TEXT

DATA = Path(__file__).parents[1] / "data" / "tables"
INPUTS = Inputs(IriSpace("https://w3id.org/edihkg/"))
MEMORY_BYTES = 3 << 30


def read(content: bytes, name: str) -> Reading:
    return INPUTS.read_bytes(content, name)


def reasons(reading: Reading) -> str:
    """Say everything that is wrong with the files themselves."""
    return " ".join(
        reason for s in reading.submissions for reason in (s.broken, *s.faults.values()) if reason
    )


def zipped(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


XML = '<r:RDF xmlns:r="{}" xmlns:e="https://e.example/">{}</r:RDF>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DEEP_XML = "<r:Description><e:p>" * 500 + "</e:p></r:Description>" * 500
MANY = "".join(f"<http://a.example/> <http://b.example/> {n} .\n" for n in range(25_000))
HOSTILE: dict[str, tuple[str, str | bytes, str]] = {
    "billion laughs": (
        "x.rdf",
        f'<!DOCTYPE r [<!ENTITY l0 "ha">{LAUGHS}]>' + XML.format(RDF, "&l9;"),
        "DOCTYPE",
    ),
    "a file of this machine": (
        "x.rdf",
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + XML.format(RDF, "&x;"),
        "DOCTYPE",
    ),
    "deep XML": ("x.rdf", XML.format(RDF, DEEP_XML), "nested too deep"),
    "deep Turtle": ("x.ttl", "<a> <b> " + "[ <b> " * 5000, ""),
    "deep TriG": ("x.trig", "{ <a> <b> " + "( " * 5000, ""),
    "deep JSON": ("x.jsonld", "[" * 100_000, "nested too deep"),
    "deep JSON-LD": (
        "x.jsonld",
        '{"http://a.example/b":' * 900 + "1" + "}" * 900,
        "",
    ),
    "a key twice": ("x.jsonld", '{"@id": "http://a.example/", "@id": "x"}', "occurs twice"),
    "a key without meaning": (
        "x.jsonld",
        '{"@context": "https://w3id.org/edihkg/context.jsonld", "prefLabel": "A hub"}',
        "its value would be lost; write 'label' or 'name', or leave it out",
    ),
    "a prefix that is not declared": (
        "x.ttl",
        "hub:x a <http://a.example/B> .",
        "the prefix hub: has not been declared; begin with @prefix hub: <https://w3id.org/edihkg/id/hub/>",
    ),
    "a list's prefix that is not declared": (
        "x.ttl",
        "<x> <http://a.example/b> technology:ROBOTICS .",
        "begin with @prefix technology: <https://w3id.org/edihkg/concept/technology/>",
    ),
    "no number": ("x.jsonld", '{"http://a.example/b": NaN}', "NaN is no number"),
    "an imported context": (
        "x.jsonld",
        '{"@context": {"@import": "http://127.0.0.1:1/c"}}',
        "nothing is fetched",
    ),
    "a nested remote context": (
        "x.jsonld",
        '{"http://a.example/b": [{"@context": ["https://127.0.0.1:1/c"]}]}',
        "nothing is fetched",
    ),
    "zero bytes": ("x.ttl", "<a> <b> \0 .", "zero byte"),
    "a mark of UTF-16": ("x.ttl", b"\xff\xfe<\x00a\x00>", "not UTF-16"),
    "a wrong mark of UTF-16": ("x.ttl", b"\xff\xfe" + b"<a> <b> <c> .\n" * 2, "not UTF-16"),
    "a mark of UTF-8, then UTF-16": ("x.ttl", b"\xef\xbb\xbf" + "a".encode("utf-16"), "not UTF-8"),
    "a mark of UTF-32": ("x.ttl", b"\xff\xfe\x00\x00abc", "not UTF-32"),
    "too many statements": ("x.ttl", MANY, "more than 20,000 statements"),
    "too many lines": (
        "x.nt",
        MANY.replace("b.example/> ", 'b.example/> "').replace(" .", '" .'),
        "more than 20,000 statements",
    ),
    "a bomb in gzip": ("x.ttl.gz", gzip.compress(b" " * (32 << 20)), "more than"),
    "gzip cut off": ("x.ttl.gz", gzip.compress(TEXT.encode())[:-9], "ends too early"),
    "gzip broken": ("x.ttl.gz", b"\x1f\x8b\x08\x00" + bytes(range(200)), "damaged"),
    "a bomb in zip": ("x.zip", zipped({"hubs.csv": b"0" * (70 << 20)}), "unpacks to"),
    "a bomb in a workbook": (
        "x.xlsx",
        zipped({"[Content_Types].xml": b"", "xl/a.xml": b"0" * (70 << 20)}),
        "unpacks to",
    ),
    "an empty archive": ("x.zip", zipped({"a.txt": b"a"}), "holds no table"),
    "half an archive": ("x.zip", zipped({"hubs.csv": b"a" * 999})[:60], "is no .xlsx workbook"),
    "a workbook of long ago": ("x.xls", b"\xd0\xcf\x11\xe0" + bytes(99), "Excel 97"),
    "an empty file": ("x.ttl", "", "it is empty"),
    "a picture": ("x.ttl", b"\x89PNG\r\n\x1a\n\x00\x00", "not UTF-8"),
    "a web page": ("x.rdf", "<!DOCTYPE html><html></html>", "web page"),
    "an archive of the future": (
        "x.zip",
        zipped({"hubs.csv": b"a"}).replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\xa8"),
        "is no .xlsx workbook",
    ),
    "a variable": ("x.ttl", "<http://a.example/> <http://b.example/> ?x .", ""),
    "a million rows": ("hubs.csv", b"slug,name,country\n" + b"a,A,SI\n" * 1_000_000, "20,000 rows"),
    "a million columns": ("hubs.csv", b"slug,name" + b",x" * 1_000_000, "200 columns"),
    "a million rows in an archive": (
        "x.zip",
        zipped({"hubs.csv": b"slug,name,country\n" + b"a,A,SI\n" * 1_000_000}),
        "20,000 rows",
    ),
    "zero bytes in a table": ("hubs.csv", b"slug,name,country\na\0,A,SI\n", ""),
    "a table in UTF-16": ("hubs.csv", "slug,name,country\na,A,SI\n".encode("utf-16"), "not UTF-8"),
    "half a line": ("x.nt", "<http://a.example/> <http://b.example/>", ""),
    "no XML": ("x.rdf", "<?xml version='1.0'?><a>", "no XML"),
}


@pytest.mark.parametrize(("name", "content", "words"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_input_is_told_in_one_clear_sentence(
    name: str, content: str | bytes, words: str
) -> None:
    """Whoever sends this must learn why it was not taken, and nothing else may happen."""
    raw = content.encode() if isinstance(content, str) else content
    said = reasons(read(raw, f"si/{name}"))
    assert said
    assert words in said
    assert "Traceback" not in said


@pytest.mark.parametrize(("name", "content", "words"), HOSTILE.values(), ids=HOSTILE.keys())
def test_the_command_line_tells_it_as_a_finding(
    name: str,
    content: str | bytes,
    words: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A pipeline goes on with the next file and ends with 1; nobody sees the inside of the code."""
    path = tmp_path / "si" / name
    path.parent.mkdir()
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    assert main(["validate", str(path)]) == 1
    shown = capsys.readouterr().out
    assert words in shown
    assert "Violation D" in shown
    assert not [c for c in shown if not c.isprintable() and c != "\n"]
    assert "Traceback" not in shown
    assert str(tmp_path.parent) not in shown


def test_a_large_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    """A gigabyte must not be taken in only to be refused."""
    for name in ("x.ttl", "x.nt", "x.xlsx"):
        path = tmp_path / name
        with path.open("wb") as stream:
            stream.truncate(1 << 30)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert "more than" in reasons(INPUTS.read(path))
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_limits_leave_room_for_every_real_file() -> None:
    """A limit that a real file reaches would be an error of ours."""
    folder = Path(__file__).parents[2] / "submissions"
    largest = max(path.stat().st_size for path in folder.glob("*/*.ttl"))
    assert largest * 100 < decoding.MOST_BYTES
    assert placed.MOST_STATEMENTS > 10_000
    assert workbook.UNPACKED_BYTES > 60 << 20


@cache
def seeds() -> dict[str, bytes]:
    """One good file of every kind."""
    graph = read_document(TEXT.encode(), PurePosixPath("si/4pdih.ttl")).submission.graph
    found: dict[str, bytes] = {}
    for ending, write in PENS.items():
        pen = Pen(graph, nest=ending not in ("nt", "nq"))
        write(pen)
        found[f"x.{ending}"] = pen.text.encode()
    tables = {path.name: path.read_bytes() for path in DATA.glob("*.csv")}
    found["x.zip"] = zipped(tables)
    found["hubs.csv"] = tables["hubs.csv"]
    rows = {"hubs": [{"slug": "x", "name": "X", "country": "SI"}]}
    found["x.xlsx"] = write_workbook(rows, {})
    found["x.ttl.gz"] = gzip.compress(TEXT.encode())
    return found


def _flip(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(len(data))] = chance.randrange(256)


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def _drop(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    del data[at : at + chance.randrange(1, 40)]


def _repeat(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    piece = data[at : at + chance.randrange(1, 60)]
    data[at:at] = piece * chance.randrange(1, 50)


def _insert(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    data[at:at] = chance.choice(TOKENS)


TOKENS = (
    *(b"[", b"]", b"(", b")", b"{", b"}", b"<", b">", b'"', b'"""', b"'", b"\\", b"\\u12", b"."),
    *(b";", b",", b"@", b"^^", b"_:", b"a", b"\0", b"\xff", b"\xef\xbb\xbf", b"\r", b"\n", b"&a;"),
    *(b"@base <x> .", b"@prefix : <> .", b"<!--", b"<![CDATA[", b'"@context":', b"null", b"1e999"),
    *(b"\xf0\x9f\xa6\x92", b"GRAPH", b"<<", b">>", b"'''", b"=", b"=>", b"{}", b"[]", b"#"),
)
CHANGES: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _flip,
    _cut,
    _drop,
    _repeat,
    _insert,
)


def altered(name: str, seed: int) -> bytes:
    """Alter a good file; the same seed alters it in the same way."""
    chance = random.Random(f"{name} {seed}")  # noqa: S311 - nothing is secret
    data = bytearray(seeds()[name])
    for _ in range(chance.randrange(1, 6)):
        if data:
            chance.choice(CHANGES)(data, chance)
    return bytes(data)


def check_one(name: str, seed: int) -> None:
    """Read one altered file; whatever comes back is a submission that can be looked at."""
    content = altered(name, seed)
    begun = time.process_time()
    try:
        found = read(content, f"si/{name}").submissions
    except Exception as error:
        raise AssertionError((name, seed)) from error
    assert all(isinstance(each, Submission) for each in found)
    assert time.process_time() - begun < 20, (name, seed)


@pytest.mark.parametrize("name", sorted(seeds()))
def test_altered_files_never_break_a_reader(name: str) -> None:
    """The next strange file must not be the first that was ever tried."""
    for seed in range(25):
        check_one(name, seed)


@pytest.mark.slow
def test_altered_files_never_break_a_reader_for_minutes() -> None:
    """The same for longer, with other seeds, and within a limit of memory."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, before[1]))
    ends = time.process_time() + float(os.environ.get("EDIHKG_FUZZ_S", "20"))
    seed = 1000
    try:
        while time.process_time() < ends:
            for name in seeds():
                check_one(name, seed)
            seed += 1
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
    print(f"{(seed - 1000) * len(seeds())} altered files")
