"""Finding hubs in an index."""

from typing import Any

import pytest

from edihkg.finding import FACETS, Index, Wanted

HUBS: list[dict[str, Any]] = [
    {
        "p": "id/hub/a",
        "n": "Łódź Robots",
        "t": "Łódź",
        "x": [51.75, 19.47],
        "country": [1],
        "technology": [0],
        "level": "5",
        "facility": [0],
        "s": ["AT2"],
        "f": [["Arm lab", "id/facility/arm", 0]],
    },
    {
        "p": "id/hub/b",
        "n": "Graz Health",
        "a": ["GH"],
        "t": "Graz",
        "x": [47.07, 15.44],
        "country": [0],
        "region": [1],
        "d": "Cares for robotics too.",
        "o": [0],
    },
    {
        "p": "id/hub/c",
        "n": "Κόμβος",
        "z": "komvos",
        "country": [0],
        "region": [0],
        "technology": [0],
    },
]
INDEX = Index(
    {
        "facets": {
            **{name: [] for name in FACETS},
            "country": [["AT", "Austria"], ["PL", "Poland"]],
            "region": [["AT13", "Wien"], ["AT22", "Steiermark"]],
            "technology": [["ROBOTICS", "Robotics"]],
            "facility": [["TEST_BED", "Test bed"]],
        },
        "regions": [
            ["AT13", "Wien", "", ""],
            ["AT22", "Steiermark", "", ""],
            ["AT21", "Kärnten", "", ""],
            ["BG31", "Северозападен", "Severozapaden", "bg"],
        ],
        "organisations": ["Technische Universität Graz"],
        "hubs": HUBS,
    }
)  # fmt: skip


def names(wanted: Wanted) -> list[str]:
    """Name the hubs found, in order."""
    return [found.hub["n"] for found in INDEX.find(wanted)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("lodz", ["Łódź Robots"]),
        ("GRAZ", ["Graz Health"]),
        ("universitat", ["Graz Health"]),
        ("komvos", ["Κόμβος"]),
        ("test bed poland", ["Łódź Robots"]),
        ("obot", []),
        ("obotics", ["Łódź Robots", "Κόμβος", "Graz Health"]),
        ("robots austria", []),
    ],
)
def test_words_are_found_without_accents_scripts_and_order(words: str, expected: list[str]) -> None:
    """Nobody types Łódź in a train; a name, a partner and a test bed are all ways to ask."""
    assert names(Wanted(words)) == expected


def test_what_is_said_of_a_topic_comes_before_a_word_in_a_summary() -> None:
    """The best answer stands first."""
    assert names(Wanted("robotics")) == ["Łódź Robots", "Κόμβος", "Graz Health"]


def test_every_condition_must_hold_and_an_unknown_code_finds_nothing() -> None:
    """A filter that is silently ignored gives wrong answers."""
    both = (("country", "AT"), ("technology", "ROBOTICS"))
    assert names(Wanted(chosen=both)) == ["Κόμβος"]
    assert names(Wanted(chosen=(("country", "ZZ"),))) == []


def test_near_a_town_the_nearest_stands_first_and_the_unknown_last() -> None:
    """A hub whose town is unknown is not at distance zero."""
    assert names(Wanted(near="graz")) == ["Graz Health", "Łódź Robots", "Κόμβος"]
    nearest = INDEX.find(Wanted(near="Graz"))
    assert [each.distance_km and round(each.distance_km) for each in nearest] == [0, 596, None]


def test_a_town_is_found_by_its_beginning_and_others_are_not_guessed() -> None:
    """A wrong town would give wrong distances."""
    town = INDEX.spot("lod")
    assert town is not None
    assert town.name == "Łódź"
    assert INDEX.spot("Vienna") is None
    assert INDEX.spot("") is None
    assert INDEX.towns() == ["Graz", "Łódź"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("BG31", "BG31"),
        ("severozapaden", "BG31"),
        ("Северозападен", "BG31"),
        ("Северозападен, Severozapaden (BG31)", "BG31"),
        ("Steier", "AT22"),
    ],
)
def test_a_region_is_found_by_name_letters_code_and_as_it_is_listed(
    asked: str, expected: str
) -> None:
    """Nobody knows codes, and not everybody types Cyrillic."""
    spot = INDEX.spot(asked)
    assert spot is not None
    assert (spot.region, spot.position) == (expected, None)


def test_near_a_region_hubs_stand_by_how_they_belong_to_it() -> None:
    """Of a region without a seat nobody knows a distance, but who serves it and who is around."""
    found = INDEX.find(Wanted(near="AT22"))
    assert [(each.hub["n"], each.relation) for each in found] == [
        ("Graz Health", "seated"),
        ("Łódź Robots", "serves"),
        ("Κόμβος", "country"),
    ]
    assert [each.relation for each in INDEX.find(Wanted(near="AT21"))] == [
        "serves",
        "wider",
        "country",
    ]
