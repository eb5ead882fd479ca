"""Cells find their concepts by known labels, and never by guessing."""

import pytest
from rdflib import URIRef

from edihkg import assets
from edihkg.iris import IriSpace
from edihkg.sources.lists import Lists, load

BASE = "https://w3id.org/edihkg/"


@pytest.fixture(scope="module")
def lists() -> Lists:
    return load(assets.folder("ontology"), IriSpace(BASE))


@pytest.mark.parametrize(
    ("scheme", "text", "code"),
    [
        ("technology", "Robotics", "ROBOTICS"),
        ("technology", " robotics ", "ROBOTICS"),
        ("technology", "3D printing", "ADDITIVE_MANUFACTURING"),
        ("hub-status", "SoE", "SEAL_OF_EXCELLENCE"),
        ("hub-status", "SEAL_OF_EXCELLENCE", "SEAL_OF_EXCELLENCE"),
        ("partner-role", "associated", "ASSOCIATED_PARTNER"),
        ("facility-type", "lab", "LABORATORY"),
    ],
)
def test_labels_and_notations_match_after_folding(
    lists: Lists, scheme: str, text: str, code: str
) -> None:
    """Case and blanks differ between sources, the concept does not."""
    assert lists.match(scheme, text) == URIRef(f"{BASE}concept/{scheme}/{code}")


@pytest.mark.parametrize(
    ("scheme", "text"), [("technology", "Robot"), ("sector", "Robotics"), ("no-list", "x")]
)
def test_what_is_no_label_matches_nothing(lists: Lists, scheme: str, text: str) -> None:
    """A near miss stays text, so that a curator decides."""
    assert lists.match(scheme, text) is None


def split(lists: Lists, scheme: str, cell: str) -> list[tuple[str, str, str]]:
    topics = lists.split_topics(scheme, cell)
    return [(t.text, str(t.concept or "").rpartition("/")[2], t.level) for t in topics]


def test_labels_with_commas_stay_whole(lists: Lists) -> None:
    """Four official labels contain commas; a naive split invents concepts."""
    cell = "Energy, fuels and petroleum engineering - 3, Energy - 2, Health care - 5"
    assert split(lists, "sector", cell) == [
        (
            "Energy, fuels and petroleum engineering",
            lists.match("sector", "Energy, fuels and petroleum engineering").rpartition("/")[2],  # type: ignore[union-attr]
            "3",
        ),
        ("Energy", "ENERGY", "2"),
        ("Health care", "HEALTH_CARE", "5"),
    ]


def test_a_label_with_the_separator_of_the_level_stays_whole(lists: Lists) -> None:
    """One official label contains ' - ' itself."""
    cell = "New technologies for Audio-Visual sector - Media - 4, Robotics - 5"
    assert [t[1:] for t in split(lists, "technology", cell)] == [
        ("AUDIOVISUAL_MEDIA", "4"),
        ("ROBOTICS", "5"),
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (
            "Magic, dark - 3, Robotics - 5",
            [("Magic, dark", "", "3"), ("Robotics", "ROBOTICS", "5")],
        ),
        ("Magic, Robotics", [("Magic", "", ""), ("Robotics", "ROBOTICS", "")]),
        ("Robotics and more - 2", [("Robotics and more", "", "2")]),
        ("Magic", [("Magic", "", "")]),
        (" , ", []),
        ("", []),
    ],
)
def test_unknown_topics_stay_text_with_their_level(
    lists: Lists, cell: str, expected: list[tuple[str, str, str]]
) -> None:
    """Nothing in a cell is dropped, and known labels around it are still found."""
    assert split(lists, "technology", cell) == expected


def test_every_official_label_is_found_in_one_long_cell(lists: Lists) -> None:
    """All labels of a list, each with a level, come back one by one."""
    for scheme in ("technology", "sector", "service-type"):
        concepts = {c: label for label, c in lists.labels[scheme]}
        cell = ", ".join(f"{label} - 5" for label in concepts.values())
        found = lists.split_topics(scheme, cell)
        assert [topic.concept for topic in found] == list(concepts)


@pytest.mark.parametrize("text", ["Greece", "GR", "gr", "GRC"])
def test_a_country_is_found_by_name_and_code(lists: Lists, text: str) -> None:
    """Greece is GR in ISO, EL in NUTS and GRC in the authority table."""
    country = lists.country(text)
    assert str(country) == "http://publications.europa.eu/resource/authority/country/GRC"
    assert country is not None
    assert lists.alpha2[country] == "gr"


def test_an_unknown_country_or_language_is_not_guessed(lists: Lists) -> None:
    """Text that names nothing must reach the shapes as text."""
    assert lists.country("Atlantis") is None
    assert lists.language("xx") is None
    assert str(lists.language("sl")).endswith("/language/SLV")
