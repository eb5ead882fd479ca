"""Reading a submission keeps the place of every statement, so that errors can be shown."""

from pathlib import Path, PurePosixPath

import pytest
from rdflib import SKOS, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from edihkg.errors import UsageError
from edihkg.sources import find, read, read_turtle
from edihkg.submission import Position, Submission
from edihkg.vocab import EDIH

NAME = PurePosixPath("fi/x.ttl")
HUB = URIRef("https://w3id.org/edihkg/id/hub/x")
TEXT = '''@prefix edih: <https://w3id.org/edihkg/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix technology: <https://w3id.org/edihkg/concept/technology/> .
@prefix hub: <https://w3id.org/edihkg/id/hub/> .

hub:x a edih:Hub ;
    skos:prefLabel "Žirafa 🦒" , "B" ;
    skos:note """first line
second line""" ; skos:altLabel "after" ;
    edih:hasExpertise [ edih:concernsTopic technology:ROBOTICS ; edih:expertiseLevel 4 ] ,
        [ edih:concernsTopic technology:DATA ;
          edih:expertiseLevel 9 ] .
'''


@pytest.fixture(scope="module")
def submission() -> Submission:
    """The text above, read."""
    return read_turtle(TEXT.encode(), NAME)


PLACES = {
    "first of a list": (HUB, SKOS.prefLabel, Literal("Žirafa 🦒"), Position(7, 20)),
    "second of a list": (HUB, SKOS.prefLabel, Literal("B"), Position(7, 33)),
    "text of two lines": (HUB, SKOS.note, Literal("first line\nsecond line"), Position(8, 15)),
    "after a text of two lines": (HUB, SKOS.altLabel, Literal("after"), Position(9, 32)),
    "number in a part": (
        HUB + "#technology-ROBOTICS",
        EDIH.expertiseLevel,
        Literal(4),
        Position(10, 86),
    ),
    "number in the second part": (
        HUB + "#technology-DATA",
        EDIH.expertiseLevel,
        Literal(9),
        Position(12, 31),
    ),
    "link to a part": (HUB, EDIH.hasExpertise, HUB + "#technology-DATA", Position(11, 9)),
}


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "place"), PLACES.values(), ids=PLACES.keys()
)
def test_each_object_has_its_place(
    submission: Submission,
    subject: URIRef,
    predicate: URIRef,
    value: URIRef | Literal,
    place: Position,
) -> None:
    """A maintainer must be led to the character that is wrong."""
    assert submission.where(subject, predicate, value) == place


def test_what_is_missing_is_shown_at_its_subject(submission: Submission) -> None:
    """A missing statement has no place, but the thing that lacks it has."""
    assert submission.where(HUB, EDIH.country, None) == Position(6, 1)


def test_reading_with_places_gives_the_same_graph_as_rdflib(submission: Submission) -> None:
    """Noting places must not change what is read."""
    plain = Graph().parse(data=TEXT, format="turtle")
    assert len(plain) == len(submission.graph)
    without_parts = TEXT.split("    edih:hasExpertise", maxsplit=1)[0].rstrip(" ;\n") + " ."
    again = read_turtle(without_parts.encode(), NAME)
    assert isomorphic(again.graph, Graph().parse(data=without_parts, format="turtle"))


BROKEN = {
    "unknown prefix": (b"a:b a a:c .", 1, "prefix"),
    "end of file": (b"<http://a.example/> <http://b.example/>", 1, ""),
    "not UTF-8": ("# x\n# caf\xe9".encode("latin-1"), 2, "UTF-8"),
    "a spreadsheet": (b"PK\x03\x04 junk", 1, ""),
    "a text as subject": (b'"a" <http://b.example/> "c" .', 1, ""),
    "nested too deep": (b"<http://a.example/> <http://b.example/> " + b"[" * 20_000, 1, ""),
}


@pytest.mark.parametrize(("content", "line", "word"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_says_why_and_where(content: bytes, line: int, word: str) -> None:
    """One clear sentence instead of a traceback, and the rest of the run goes on."""
    submission = read_turtle(content, NAME)
    assert submission.broken
    assert word in submission.broken
    assert submission.where(None, None, None).line == line
    assert len(submission.graph) == 0


def test_a_byte_order_mark_is_no_error() -> None:
    """Editors on Windows write one."""
    assert read_turtle(b"\xef\xbb\xbf" + TEXT.encode(), NAME).hub == HUB


def test_a_path_that_does_not_exist_is_refused_with_its_name(tmp_path: Path) -> None:
    """The user mistyped; say what was not found."""
    with pytest.raises(UsageError, match="no file or folder"):
        find(tmp_path / "nothing")
    with pytest.raises(UsageError, match="holds no submission"):
        find(tmp_path)


def test_a_submission_is_named_by_its_place_in_the_collection(tmp_path: Path) -> None:
    """No absolute path may reach a report or a release."""
    path = tmp_path / "fi" / "x.ttl"
    path.parent.mkdir()
    path.write_text(TEXT, encoding="utf-8")
    assert find(tmp_path) == [path]
    assert read(path, root=tmp_path).name == NAME
    assert read(path).slug == "x"


def test_the_members_of_a_list_are_kept() -> None:
    """The shapes must see them to say that lists have no place here."""
    text = "<http://a.example/> <http://b.example/> (1 2) ."
    assert len(read_turtle(text.encode(), NAME).graph) == len(Graph().parse(data=text))
