"""Find hubs in the index of a release: words, facets, towns close by. Pure.

The index is ``site/search/index.json``, written by ``edihkg.pages.indexing``; the module of the
search page, ``site/static/search.js``, answers from the same file in the browser in the same
order. Layout::

    {"facets": {"country": [["AT", "Austria"], …], "technology": …},    in order of names
     "organisations": ["OFFIS", …],
     "hubs": [{"p": path, "n": name, "a": [other names], "d": summary, "t": town,
               "x": [latitude, longitude], "o": [numbers of organisations],
               "f": [[facility, path, number of its kind or -1], …],
               "z": name, names and town in Latin letters, where they are in none,
               "country": [0], "technology": [3, 7], "level": "52", …}, …]}

``level`` has one digit for each number of ``technology``, 0 for none. Empty values are left out.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from edihkg.iris import fold

FACETS = ("country", "region", "pillar", "technology", "sector", "service", "status", "facility")
"""What hubs can be narrowed by; names of parameters of the page's address."""
EARTH_KM = 6371.0
_WEIGHTS = (("name", 12), ("place", 8), ("topic", 5), ("facility", 5), ("partner", 3), ("text", 1))
_STEM = 5
"""Least letters of a word that is also found inside longer words."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for."""

    words: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    """Facets with the code that each must have."""
    near: str = ""
    """Name of a town in the data."""

    @property
    def empty(self) -> bool:
        """Tell whether nothing was asked."""
        return not (self.words.strip() or self.chosen or self.near.strip())


@dataclass(frozen=True, slots=True)
class Found:
    """One hub that fits."""

    hub: Mapping[str, Any]
    distance_km: float | None
    """From the town asked for; None when none was asked for or the hub's town is unknown."""


@dataclass(frozen=True, slots=True)
class Town:
    """A town in which a hub has its seat."""

    name: str
    position: tuple[float, float]


class Index:
    """The hubs of one release, ready to be searched."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Read an index as it was parsed from JSON."""
        self.facets: Mapping[str, list[list[str]]] = data["facets"]
        self._organisations: list[str] = data["organisations"]
        self._hubs: list[Mapping[str, Any]] = data["hubs"]
        self._fields = [self._texts(hub) for hub in self._hubs]

    def towns(self) -> list[str]:
        """Name the towns with a known position."""
        return sorted({hub["t"] for hub in self._hubs if "x" in hub and "t" in hub}, key=fold)

    def town(self, name: str) -> Town | None:
        """Find a town by its name, else by its beginning."""
        wanted = fold(name)
        known = [(fold(hub["t"]), hub) for hub in self._hubs if "x" in hub and "t" in hub]
        for fits in (str.__eq__, str.startswith):
            for folded, hub in known:
                if wanted and fits(folded, wanted):
                    return Town(hub["t"], (hub["x"][0], hub["x"][1]))
        return None

    def label(self, facet: str, code: str) -> str:
        """Give the name of a facet's value; its code where it is unknown."""
        return {each[0]: each[1] for each in self.facets.get(facet, ())}.get(code, code)

    def find(self, wanted: Wanted) -> list[Found]:
        """Give the hubs that fit: nearest first when a town is asked for, else best first."""
        words = fold(wanted.words).split()
        town = self.town(wanted.near)
        numbers = {facet: self._number(facet, code) for facet, code in wanted.chosen}
        fitting = [
            (position, score)
            for position, hub in enumerate(self._hubs)
            if all(number in hub.get(facet, ()) for facet, number in numbers.items())
            and (score := _score(words, self._fields[position])) is not None
        ]
        found = [(Found(self._hubs[i], _distance(self._hubs[i], town)), s) for i, s in fitting]
        if town:
            found.sort(key=lambda each: (each[0].distance_km is None, each[0].distance_km or 0.0))
        else:
            found.sort(key=lambda each: -each[1])
        return [each for each, _ in found]

    def _number(self, facet: str, code: str) -> int:
        codes = [each[0] for each in self.facets.get(facet, ())]
        return codes.index(code) if code in codes else -1

    def _texts(self, hub: Mapping[str, Any]) -> Mapping[str, str]:
        """Give a hub's folded words by kind of field, each with blanks around."""
        named = {facet: self._names(hub, facet) for facet in FACETS}
        facilities = (each[0] for each in hub.get("f", ()))
        partners = (self._organisations[number] for number in hub.get("o", ()))
        topics = ("pillar", "technology", "sector", "service", "status")
        return {
            "name": _folded([hub["n"], *hub.get("a", ())]),
            "place": _folded([hub.get("t", ""), *named["country"], *named["region"]]),
            "topic": _folded(name for facet in topics for name in named[facet]),
            "facility": _folded([*facilities, *named["facility"]]),
            "partner": _folded(partners),
            "text": _folded([hub.get("d", "")]),
        }

    def _names(self, hub: Mapping[str, Any], facet: str) -> Iterator[str]:
        values = self.facets.get(facet, [])
        return (" ".join(values[number][1:]) for number in hub.get(facet, ()))


def _folded(texts: Iterable[str]) -> str:
    return f" {' '.join(map(fold, texts))} "


def _score(words: Sequence[str], fields: Mapping[str, str]) -> int | None:
    """Rate a hub: every word must begin a word of some field, or stand in one if it is long."""
    total = 0
    for word in words:
        best = max(
            (
                weight + (f" {word} " in fields[name])
                for name, weight in _WEIGHTS
                if f" {word}" in fields[name] or (len(word) >= _STEM and word in fields[name])
            ),
            default=0,
        )
        if not best:
            return None
        total += best
    return total


def _distance(hub: Mapping[str, Any], town: Town | None) -> float | None:
    if town is None or "x" not in hub:
        return None
    return distance_km((hub["x"][0], hub["x"][1]), town.position)


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Measure the way between two positions over the ground, on a sphere.

    >>> round(distance_km((46.05, 14.51), (48.21, 16.37)))
    278
    """
    (a, b), (c, d) = one, other
    p, q = math.radians(a), math.radians(c)
    half = math.sin((q - p) / 2) ** 2
    half += math.cos(p) * math.cos(q) * math.sin(math.radians(d - b) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))
