"""Rules about where a hub is: swapped, zero, outside Europe, far from the town, in another town.

A position is the text ``latitude, longitude`` in degrees; how it is written is a shape's
business. Of several rules that a position breaks, the first that explains it speaks. Pure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Final

from rdflib import Literal, URIRef
from rdflib.term import Node

from edihkg.validation.case import Breach, Case, Places, rule
from edihkg.validation.lexicon import fold
from edihkg.validation.sentences import preferred, shorten
from edihkg.vocab import EDIH

NEAR_KM: Final = 50
"""A hub's position is that of its seat; larger towns and their suburbs reach as far."""

IN_REACH_KM: Final = 500
"""Facilities may lie elsewhere in the country; a point as near as that is not swapped."""

_WGS = "http://www.w3.org/2003/01/geo/wgs84_pos#"
LATITUDE: Final = URIRef(f"{_WGS}lat")
LONGITUDE: Final = URIRef(f"{_WGS}long")
_EARTH_KM = 6371.0
_WRITTEN = re.compile(r"(-?[0-9]{1,3}(?:\.[0-9]+)?), (-?[0-9]{1,3}(?:\.[0-9]+)?)")
_EUROPE = (
    (27, 72, -32, 51),  # from the Canaries to the North Cape, from the Azores to the Caucasus
    (74, 81, 10, 35),  # Svalbard
    (14, 19, -64, -60),  # Guadeloupe, Martinique, Saint-Martin
    (2, 6, -55, -51),  # French Guiana
    (-22, -12, 44, 56),  # Réunion, Mayotte
)
"""Least and greatest latitude, then longitude, of what is Europe here."""


@dataclass(frozen=True, slots=True)
class Point:
    """A position in degrees, WGS 84."""

    latitude: float
    longitude: float

    def swapped(self) -> "Point":
        """Read the numbers in the other order."""
        return Point(self.longitude, self.latitude)

    def in_europe(self) -> bool:
        """Tell whether the point lies in Europe or one of its outermost regions."""
        return any(
            low <= self.latitude <= high and west <= self.longitude <= east
            for low, high, west, east in _EUROPE
        )

    def distance_km(self, other: "Point") -> float:
        """Measure along the great circle."""
        rise = radians(other.latitude - self.latitude) / 2
        turn = radians(other.longitude - self.longitude) / 2
        across = cos(radians(self.latitude)) * cos(radians(other.latitude)) * sin(turn) ** 2
        return 2 * _EARTH_KM * asin(min(1.0, sqrt(sin(rise) ** 2 + across)))


def plausible_positions(case: Case) -> Iterator[Breach]:
    """Positions lie where the hub has its seat, or at least in Europe."""
    for subject, stated in case.stated.subject_objects(EDIH.positionAsStated):
        found = _WRITTEN.fullmatch(str(stated)) if stated == Literal(str(stated)) else None
        if found is not None:
            point = Point(float(found[1]), float(found[2]))
            yield from _judged(case, subject, stated, point)


def stated_towns(case: Case) -> Iterator[Breach]:
    """The town in words is no other known town than that of the seat."""
    town = _known_town(case)
    stated = case.stated.value(case.hub, EDIH.townAsStated) if town else None
    name = fold(str(stated or ""))
    if town is None or stated is None or name == fold(preferred(case.graph, town)):
        return
    known = case.lexicon().groups.get(str(EDIH.Place), ())
    meant = {entry.iri for entry in known if name in entry.names}
    if meant and str(town) not in meant:
        places: Places = {"value": shorten(str(stated)), "town": preferred(case.graph, town)}
        yield Breach(rule("town-stated"), case.hub, EDIH.townAsStated, stated, places)


def _known_town(case: Case) -> Node | None:
    """Give the town of the seat; of one that is unknown or abroad a shape speaks."""
    town = case.graph.value(case.hub, EDIH.seatPlace) if case.hub else None
    country = case.graph.value(town, EDIH.country) if town else None
    at_home = (case.hub, EDIH.country, country) in case.graph if case.hub and country else False
    return town if at_home else None


def _judged(case: Case, subject: Node, stated: Node, point: Point) -> Iterator[Breach]:
    town = case.graph.value(case.hub, EDIH.seatPlace) if case.hub else None
    seat = _position(case, town)
    broken = _broken(point, seat, is_seat=subject == case.hub)
    if broken:
        places: Places = {
            "value": shorten(str(stated)),
            "town": preferred(case.graph, town) if town else "",
            "kilometres": str(round(seat.distance_km(point))) if seat else "",
        }
        yield Breach(rule(broken), subject, EDIH.positionAsStated, stated, places)


def _broken(point: Point, seat: Point | None, *, is_seat: bool) -> str:
    """Name the rule that explains best what is wrong; empty if nothing is."""
    if point.latitude == point.longitude == 0:
        return "position-zero"
    near = NEAR_KM if is_seat else IN_REACH_KM
    if seat is not None and seat.distance_km(point) <= near:
        return ""
    if seat is not None and seat.distance_km(point.swapped()) <= near:
        return "position-swapped"
    if not point.in_europe():
        return "position-outside"
    return "position-far" if seat is not None and is_seat else ""


def _position(case: Case, town: Node | None) -> Point | None:
    """Read the position of a town; a submission may have said nonsense about it."""
    if town is None:
        return None
    latitude, longitude = case.graph.value(town, LATITUDE), case.graph.value(town, LONGITUDE)
    found = _WRITTEN.fullmatch(f"{latitude}, {longitude}")
    return Point(float(found[1]), float(found[2])) if found else None
