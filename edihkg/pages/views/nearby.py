"""Other hubs that a reader of a hub's page may want: close by, or strong in the same. Pure.

Made once for all pages; a page then costs a look into its own square of the grid and into its
own country's lists, whatever the number of hubs.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import nsmallest

from edihkg.finding import distance_km
from edihkg.pages import sections as s
from edihkg.pages.rows import Facts, Row, read_number
from edihkg.pages.views.common import card, distinct

STRONG = 4
"""Least level that counts as strong."""
SHOWN = 4
_TOPICS_NAMED = 3
_KNOWN = ("page", "latitude", "longitude")
FAR_KM = 250.0
"""Nobody drives further to try something."""
_TRIED = 400
"""Most hubs looked at for one topic; keeps a topic that all have from costing all."""
_RINGS = 3
"""Squares of one degree looked at around a hub's own."""

Square = tuple[int, int]
Position = tuple[float, float]
"""Latitude and longitude in degrees."""


@dataclass(frozen=True, slots=True)
class Near:
    """A hub close by."""

    hub: Row
    km: int


@dataclass(frozen=True, slots=True)
class Alike:
    """A hub strong in the same."""

    hub: Row
    topics: tuple[str, ...]
    """Names of some concepts in which both are strong."""


@dataclass(frozen=True)
class Neighbourhood:
    """Looks for other hubs; made once."""

    facts: Facts
    _nearest: dict[Position, Sequence[Near]] = field(default_factory=dict)

    @cached_property
    def _hubs(self) -> Mapping[str, Row]:
        rows = distinct(self.facts.all(s.HUB), "page")
        return {row["page"]: {**card(row), **{name: row[name] for name in _KNOWN}} for row in rows}

    @cached_property
    def _towns(self) -> Mapping[Square, Mapping[Position, Sequence[Row]]]:
        """Hubs by position, by square of the grid."""
        found: dict[Square, dict[Position, list[Row]]] = {}
        for row in self._hubs.values():
            if row["latitude"]:
                here = _position(row)
                found.setdefault(_square(here), {}).setdefault(here, []).append(row)
        return found

    @cached_property
    def _strengths(self) -> Mapping[str, Sequence[str]]:
        """Topics in which each hub is strong."""
        return {page: self._topics(page) for page in self._hubs}

    @cached_property
    def _strong(self) -> Mapping[tuple[str, str], Sequence[str]]:
        """Hubs strong in a topic, by country and topic."""
        found: dict[tuple[str, str], list[str]] = {}
        for page, row in self._hubs.items():
            for topic in self._strengths[page]:
                found.setdefault((row["country"], topic), []).append(page)
        return found

    def _topics(self, page: str) -> list[str]:
        rows = self.facts.of(s.HUB_TOPICS, page)
        strong = {row["topic"] for row in rows if read_number(row["level"]) >= STRONG}
        return sorted(topic for topic in strong if "/technology/" in topic or "/sector/" in topic)

    def near(self, page: str) -> list[Near]:
        """Give the nearest hubs, by the way between the towns."""
        hub = self._hubs.get(page)
        if hub is None or not hub["latitude"]:
            return []
        return [each for each in self._around(_position(hub)) if each.hub["page"] != page][:SHOWN]

    def _around(self, here: Position) -> Sequence[Near]:
        """Give the hubs nearest to a town, one more than is shown, as one of them asks."""
        if here not in self._nearest:
            found: list[Near] = []
            for ring in range(_RINGS):
                for square in _ring(_square(here), ring):
                    for there, hubs in self._towns.get(square, {}).items():
                        km = round(distance_km(here, there))
                        found += [Near(hub, km) for hub in hubs if km <= FAR_KM]
                if ring and len(found) > SHOWN:
                    break
            best = nsmallest(SHOWN + 1, found, key=lambda each: (each.km, each.hub["page"]))
            self._nearest[here] = best
        return self._nearest[here]

    def alike(self, page: str) -> list[Alike]:
        """Give hubs of the same country that are strong in most of the same topics."""
        topics = self._strengths.get(page)
        if not topics:
            return []
        country = self._hubs[page]["country"]
        shared: Counter[str] = Counter()
        for topic in topics:
            shared.update(self._strong[country, topic][:_TRIED])
        del shared[page]
        several = ((-number, other) for other, number in shared.items() if number > 1)
        return [self._alike(other, topics) for _, other in nsmallest(SHOWN, several)]

    def _alike(self, page: str, topics: Sequence[str]) -> Alike:
        concepts = (self.facts.of(s.CONCEPT, t) for t in topics if t in self._strengths[page])
        names = [rows[0]["name"] for rows in concepts if rows]
        return Alike(self._hubs[page], tuple(names[:_TOPICS_NAMED]))


def _square(position: Position) -> Square:
    return int(position[0] // 1), int(position[1] // 1)


def _ring(middle: Square, ring: int) -> list[Square]:
    a, b = middle
    around = range(-ring, ring + 1)
    return [(a + i, b + j) for i in around for j in around if max(abs(i), abs(j)) == ring]


def _position(row: Row) -> Position:
    return float(row["latitude"]), float(row["longitude"])
