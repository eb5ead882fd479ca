"""Other hubs that a reader of a hub's page may want: close by, or strong in the same. Pure.

Made once for all pages; a page then costs a look into its own square of the grid and into its
own country's lists, whatever the number of hubs.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

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

    @cached_property
    def _hubs(self) -> Mapping[str, Row]:
        rows = distinct(self.facts.all(s.HUB), "page")
        return {row["page"]: {**card(row), **{name: row[name] for name in _KNOWN}} for row in rows}

    @cached_property
    def _squares(self) -> Mapping[Square, Sequence[Row]]:
        found: dict[Square, list[Row]] = {}
        for row in self._hubs.values():
            if row["latitude"]:
                found.setdefault(_square(row), []).append(row)
        return found

    @cached_property
    def _strong(self) -> Mapping[tuple[str, str], Sequence[str]]:
        """Hubs strong in a topic, by country and topic."""
        found: dict[tuple[str, str], list[str]] = {}
        for page, row in self._hubs.items():
            for topic in self._topics(page):
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
        here = _position(hub)
        found: list[Near] = []
        for ring in range(_RINGS):
            found += [
                Near(other, round(distance_km(here, _position(other))))
                for square in _ring(_square(hub), ring)
                for other in self._squares.get(square, ())
                if other["page"] != page
            ]
            if ring and len(found) >= SHOWN:
                break
        found.sort(key=lambda each: (each.km, each.hub["page"]))
        return [each for each in found if each.km <= FAR_KM][:SHOWN]

    def alike(self, page: str) -> list[Alike]:
        """Give hubs of the same country that are strong in most of the same topics."""
        hub = self._hubs.get(page)
        topics = self._topics(page) if hub is not None else []
        if hub is None or not topics:
            return []
        shared: Counter[str] = Counter()
        for topic in topics:
            shared.update(self._strong[hub["country"], topic][:_TRIED])
        del shared[page]
        best = sorted(shared.items(), key=lambda each: (-each[1], each[0]))[:SHOWN]
        return [self._alike(other, topics) for other, number in best if number > 1]

    def _alike(self, page: str, topics: Sequence[str]) -> Alike:
        own = set(self._topics(page))
        concepts = (self.facts.of(s.CONCEPT, topic) for topic in topics if topic in own)
        names = [rows[0]["name"] for rows in concepts if rows]
        return Alike(self._hubs[page], tuple(names[:_TOPICS_NAMED]))


def _square(row: Row) -> Square:
    return int(float(row["latitude"]) // 1), int(float(row["longitude"]) // 1)


def _ring(middle: Square, ring: int) -> list[Square]:
    a, b = middle
    around = range(-ring, ring + 1)
    return [(a + i, b + j) for i in around for j in around if max(abs(i), abs(j)) == ring]


def _position(row: Row) -> tuple[float, float]:
    return float(row["latitude"]), float(row["longitude"])
