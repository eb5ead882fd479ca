"""Tests of the tables of media types and of the choice by ``Accept``."""

from collections.abc import Sequence

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edihkg import formats
from edihkg.formats import DATASET_FORMATS, PAGE_FORMAT, RDF_FORMATS, RESULT_FORMATS, choose

OFFERED = [each.media_type for each in (PAGE_FORMAT, *RDF_FORMATS)]
TURTLE = "text/turtle"

CHOICES = [
    ("no header", None, "text/html"),
    ("empty header", "", "text/html"),
    ("anything", "*/*", "text/html"),
    ("exact", "text/turtle", TURTLE),
    ("capitals", "TEXT/Turtle", TURTLE),
    ("by weight", "text/html;q=0.4, text/turtle;q=0.8", TURTLE),
    ("named before wildcard", "*/*, text/turtle", TURTLE),
    ("wildcard of a kind", "application/*", "application/ld+json"),
    ("specific weight beats wildcard", "text/*;q=0.9, text/html;q=0.1", TURTLE),
    ("refused by name", "text/html;q=0, */*;q=0.1", TURTLE),
    ("all refused", "*/*;q=0", None),
    ("only a foreign type", "image/png", None),
    ("refused after allowed", "text/turtle, text/turtle;q=0", None),
    ("charset that is ours", "text/turtle;charset=utf-8", TURTLE),
    ("charset that is not", "text/turtle;charset=utf-16", None),
    ("profile is ignored", 'application/ld+json;profile="http://x/#a,b;c"', "application/ld+json"),
    ("spaces and tabs", " text/turtle ;\tq=1.000 , image/png", TURTLE),
    (
        "broken element beside a good one",
        "text/turtle/x, ;;, application/n-triples",
        RDF_FORMATS[2],
    ),
    ("weight above one is broken", "text/turtle;q=7, application/rdf+xml", RDF_FORMATS[3]),
    ("subtype without kind is broken", "*/html, application/rdf+xml", RDF_FORMATS[3]),
    ("nothing readable", "rubbish", "text/html"),
    ("open quotation mark", 'text/"turtle', "text/html"),
]


@pytest.mark.parametrize(
    ("header", "expected"),
    [(header, expected) for _, header, expected in CHOICES],
    ids=[name for name, _, _ in CHOICES],
)
def test_the_choice_follows_weights_and_specificity(header: str | None, expected: object) -> None:
    """Portals and browsers send all of these; a wrong choice is a wrong document."""
    wanted = expected.media_type if isinstance(expected, formats.Format) else expected
    assert choose(header, OFFERED) == wanted


def test_nothing_offered_gives_nothing() -> None:
    """An empty offer is no reason to fail."""
    assert choose(None, []) is None


weights = st.sampled_from(["", ";q=0", ";q=0.0", ";q=0.001", ";q=0.5", ";q=1", ";q=1.000"])
ranges = st.sampled_from([*OFFERED, "text/*", "application/*", "*/*", "image/png"])
elements = st.tuples(ranges, weights)


def _weight(element: tuple[str, str]) -> float:
    return float(element[1].removeprefix(";q=") or 1)


def _refused(media_type: str, header: Sequence[tuple[str, str]]) -> bool:
    """Say, independently of the code, whether a header refuses a type."""
    for wanted in (media_type, media_type.partition("/")[0] + "/*", "*/*"):
        matching = [_weight(element) for element in header if element[0] == wanted]
        if matching:
            return min(matching) == 0
    return True


@given(st.lists(elements, min_size=1, max_size=6))
def test_a_refused_type_is_never_chosen(header: list[tuple[str, str]]) -> None:
    """Sending what a client refused is worse than saying that nothing fits."""
    chosen = choose(", ".join(kind + weight for kind, weight in header), OFFERED)
    acceptable = [each for each in OFFERED if not _refused(each, header)]
    assert (chosen in acceptable) if acceptable else (chosen is None)


@given(st.text(max_size=80))
def test_no_header_breaks_the_choice(header: str) -> None:
    """Headers come from strangers."""
    assert choose(header, OFFERED) in (*OFFERED, None)


def test_endings_and_media_types_are_unambiguous() -> None:
    """A file must be readable by its ending, and a format findable by its media type."""
    for table in ((*RDF_FORMATS, *DATASET_FORMATS), RESULT_FORMATS):
        assert len({each.ending for each in table}) == len(table)
        assert len({each.media_type for each in table}) == len(table)


@pytest.mark.parametrize("each", [*RDF_FORMATS, *DATASET_FORMATS], ids=lambda each: each.ending)
def test_media_types_are_those_of_the_engine(each: formats.Format) -> None:
    """Two tables of one truth must agree."""
    assert isinstance(each.engine, ox.RdfFormat)
    assert each.engine.media_type == each.media_type


@pytest.mark.parametrize("each", RESULT_FORMATS, ids=lambda each: each.ending)
def test_result_media_types_are_those_of_the_engine(each: formats.Format) -> None:
    """Two tables of one truth must agree."""
    assert isinstance(each.engine, ox.QueryResultsFormat)
    assert each.engine.media_type in (each.content_type, each.media_type)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("site/x.html", "text/html"),
        ("dumps/edihkg.nq.gz", "application/gzip"),
        ("site/hubs.geojson", "application/geo+json"),
        ("site/strange.bin", "application/octet-stream"),
    ],
)
def test_files_get_the_media_type_of_their_last_ending(path: str, expected: str) -> None:
    """Portals decide by the content type what to do with a file."""
    assert formats.media_type_of(path) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, False),
        ("gzip", True),
        ("br;q=1, GZIP;q=0.2", True),
        ("gzip;q=0, *", False),
        ("*", True),
        ("identity", False),
        ("gzip;q=x", False),
    ],
)
def test_compression_is_used_only_when_asked_for(header: str | None, expected: bool) -> None:
    """A client that cannot unpack must never get a packed answer."""
    assert formats.accepts_coding(header, "gzip") is expected


def test_formats_are_found_by_ending_name_and_media_type() -> None:
    """People write all of them into the parameter ``format``."""
    for name in ("ttl", "turtle", "text/turtle", " TTL "):
        found = formats.named(RDF_FORMATS, name)
        assert found is not None
        assert found.ending == "ttl"
    assert formats.named(RDF_FORMATS, "csv") is None


@pytest.mark.parametrize("header", ['"\\', '"', 'text/html;a="\\"', ", ", "+-"], ids=repr)
def test_a_header_is_read_in_proportion_to_its_length(header: str) -> None:
    """The server reads it for everybody at once; were it quadratic, it would stand for minutes."""
    assert choose(header * (100_000 // len(header)), ["text/turtle"]) in (None, "text/turtle")
