"""IRIs are the promise to everybody who links to us."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edihkg.iris import KINDS, SLUG_LENGTH, IriSpace, Thing, fold, is_slug, slugify

SPACE = IriSpace("https://w3id.org/edihkg/")
SLUGS = st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,6}", fullmatch=True)


@given(st.sampled_from(KINDS), SLUGS, st.from_regex(r"[A-Za-z0-9-]*", fullmatch=True))
def test_minting_and_parsing_an_iri_is_a_round_trip(kind: str, slug: str, part: str) -> None:
    """What we mint we must recognise, or links to our own things break."""
    assert SPACE.parse(SPACE.thing(kind, slug, part=part)) == Thing(kind, slug, part)


@pytest.mark.parametrize(
    "iri",
    [
        "https://example.org/id/hub/x",
        "https://w3id.org/edihkg/id/planet/x",
        "https://w3id.org/edihkg/id/hub/X",
        "https://w3id.org/edihkg/id/hub/x/y",
        "https://w3id.org/edihkg/id/hub/-x",
        "https://w3id.org/edihkg/concept/technology/ROBOTICS",
    ],
)
def test_an_iri_of_somebody_else_is_not_ours(iri: str) -> None:
    """A submission must not claim things by look-alike addresses."""
    assert SPACE.parse(iri) is None


@pytest.mark.parametrize(("kind", "slug"), [("hub", "../x"), ("hub", ""), ("planet", "x")])
def test_minting_refuses_what_is_no_slug(kind: str, slug: str) -> None:
    """A slug becomes a file name, so nothing odd may pass."""
    with pytest.raises(ValueError, match="names nothing"):
        SPACE.thing(kind, slug)


@given(st.text(min_size=1))
def test_a_slug_made_from_any_text_is_a_slug_or_refused(text: str) -> None:
    """Names come from spreadsheets in every script of Europe."""
    try:
        assert is_slug(slugify(text))
    except ValueError:
        assert fold(text) == ""


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Łódź Hub", "lodz-hub"),
        ("Öffentliche Straße", "offentliche-strasse"),
        ("Αθήνα", "athina"),
        ("Полтавська Область", "poltavska-oblast"),
        ("x" * 200, "x" * SLUG_LENGTH),
    ],
)
def test_slugs_are_written_in_ascii(name: str, slug: str) -> None:
    """An address must be typed on any keyboard."""
    assert slugify(name) == slug
