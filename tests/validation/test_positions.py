"""Positions are measured rightly, and whatever stands in their place is a finding at most."""

import pytest

from edihkg.validation.positions import Point
from tests.validation.conftest import TEXT, CheckText

POSITION = '"46.0554, 14.5060"'
TOWN = "<https://sws.geonames.org/3196359/>"
WGS = "<http://www.w3.org/2003/01/geo/wgs84_pos#"
LJUBLJANA, MARIBOR = Point(46.0511, 14.5051), Point(46.5547, 15.6467)


@pytest.mark.parametrize(
    ("one", "other", "kilometres"),
    [
        (LJUBLJANA, MARIBOR, 104),
        (MARIBOR, LJUBLJANA, 104),
        (LJUBLJANA, LJUBLJANA, 0),
        (Point(0, 0), Point(0, 180), 20015),
        (Point(60, 179.5), Point(60, -179.5), 56),
        (Point(90, 0), Point(90, 77), 0),
    ],
    ids=["two towns", "back again", "nowhere", "half the globe", "across the date line", "pole"],
)
def test_distances_run_along_the_globe(one: Point, other: Point, kilometres: int) -> None:
    """A maintainer compares the number with a map."""
    assert round(one.distance_km(other)) == kilometres


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ('"999, 999"', {"D24f"}),
        ('"46.0554, 14.5060"@en', {"D24c"}),
        ("<https://x.example/46,14>", {"D24c"}),
        ("46.0554", {"D24c"}),
        ('""', {"D24c"}),
        ('"٤٦, ١٤"', {"D24c"}),
        ('"46.0554, 14.5060" , "0, 0"', {"D24d"}),
        ('"-46.0554, -14.5060"', {"D24f"}),
    ],
)
def test_whatever_stands_where_a_position_should_gives_one_finding(
    written: str, codes: set[str], check_text: CheckText
) -> None:
    """What is wrong is said once, and nothing stops the validator."""
    report = check_text(TEXT.replace(POSITION, written))
    assert {finding.code for finding in report.findings} == codes


@pytest.mark.parametrize("number", ['"abc"', '"nan"', "1e999", "<https://x.example/>"])
def test_nonsense_about_a_town_stops_nothing(number: str, check_text: CheckText) -> None:
    """A submission may not speak of towns; if it does, it must not bring the validator down."""
    report = check_text(f"{TEXT}{TOWN} {WGS}lat> {number} ; {WGS}long> {number} .")
    assert {finding.code for finding in report.findings} == {"D44a"}
