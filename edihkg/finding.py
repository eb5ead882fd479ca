"""Find hubs in the index of a release: words, facets, towns close by. Pure.

The index is ``site/search/index.json``, written by ``edihkg.pages.indexing``; the module of the
search page, ``site/static/search.js``, answers from the same file in the browser in the same
order. Layout::

    {"facets": {"country": [["AT", "Austria"], …], "technology": …},    in order of names
     "regions": [["BG31", "Северозападен", "Severozapaden", "bg"], …],   every region of level 2
     "organisations": ["OFFIS", …],
     "hubs": [{"p": path, "n": name, "a": [other names], "d": summary, "t": town,
               "x": [latitude, longitude], "o": [numbers of organisations],
               "f": [[facility, path, number of its kind or -1], …],
               "s": [codes of regions, of any level, that it says it serves],
               "z": name, names and town in Latin letters, where they are in none,
               "l": {"n": language of the name, "d": of the summary},
               "country": [0], "technology": [3, 7], "level": "52", …}, …]}

``level`` has one digit for each number of ``technology``, 0 for none. A region ends in its name
in Latin letters and the language of its name, both empty where there is none. Names of facets are
English, but for regions; a summary without a language is English too. Empty values are left out.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from edihkg.iris import fold

FACETS = ("country", "region", "pillar", "technology", "sector", "service", "status", "facility")
"""What hubs can be narrowed by; names of parameters of the page's address."""
EARTH_KM = 6371.0
NAMES_IN = "en"
"""Language of the names of facets, and of a summary that states none."""
_WEIGHTS = (("name", 12), ("place", 8), ("topic", 5), ("facility", 5), ("partner", 3), ("text", 1))
RELATIONS = ("seated", "serves", "wider", "country")
"""How a hub can stand to a region, the nearest first: its seat lies there, it says that it serves
it, its seat lies in the same larger region, in the same country."""
_STEM = 5
"""Least letters of a word that is also found inside longer words."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for."""

    words: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    """Facets with the code that each must have."""
    near: str = ""
    """Name of a town in the data, or name or code of a region."""

    @property
    def empty(self) -> bool:
        """Tell whether nothing was asked."""
        return not (self.words.strip() or self.chosen or self.near.strip())


@dataclass(frozen=True, slots=True)
class Found:
    """One hub that fits."""

    hub: Mapping[str, Any]
    distance_km: float | None = None
    """From the town asked for; None when none was asked for or the hub's town is unknown."""
    relation: str = ""
    """How it stands to the region asked for, one of ``RELATIONS``; empty for not at all."""


@dataclass(frozen=True, slots=True)
class Spot:
    """What a hub can be near to: a town in which one has its seat, or a region."""

    name: str
    position: tuple[float, float] | None = None
    """Of a town."""
    region: str = ""
    """Code of a region."""
    language: str = ""
    """Of the name, where it is known."""


class Index:
    """The hubs of one release, ready to be searched."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Read an index as it was parsed from JSON."""
        self.facets: Mapping[str, list[list[str]]] = data["facets"]
        self._regions: list[tuple[str, str, str, str]] = data["regions"]
        self._organisations: list[str] = data["organisations"]
        self._hubs: list[Mapping[str, Any]] = data["hubs"]
        self._fields = [self._texts(hub) for hub in self._hubs]
        self._spots = [*self._towns(), *self._named_regions()]
        self._labels: Mapping[str, Mapping[str, str]] = {
            facet: {each[0]: each[1] for each in values} for facet, values in self.facets.items()
        }
        self._languages: Mapping[str, str] = {
            code: language for code, _, _, language in self._regions
        }

    def towns(self) -> list[str]:
        """Name the towns with a known position."""
        return sorted({hub["t"] for hub in self._hubs if "x" in hub and "t" in hub}, key=fold)

    def spot(self, name: str) -> Spot | None:
        """Find a town or region by its name, a region also by its code; else by a beginning."""
        wanted = fold(name)
        for fits in (str.__eq__, str.startswith):
            for folded, spot in self._spots:
                if wanted and fits(folded, wanted):
                    return spot
        return None

    def _towns(self) -> Iterator[tuple[str, Spot]]:
        for hub in self._hubs:
            if "x" in hub and "t" in hub:
                yield fold(hub["t"]), Spot(hub["t"], (hub["x"][0], hub["x"][1]))

    def _named_regions(self) -> Iterator[tuple[str, Spot]]:
        """Give each region by all that it is called, also as the page lists it."""
        for code, name, latin, language in self._regions:
            spot = Spot(name, region=code, language=language)
            listed = list_region(code, name, latin)
            yield from ((fold(text), spot) for text in (listed, name, latin, code))

    def label(self, facet: str, code: str) -> str:
        """Give the name of a facet's value; its code where it is unknown."""
        return self._labels.get(facet, {}).get(code, code)

    def language(self, facet: str, code: str) -> str:
        """Give the language of that name; empty where it is not known."""
        if facet != "region":
            return NAMES_IN
        return self._languages.get(code, "")

    def find(self, wanted: Wanted) -> list[Found]:
        """Give the hubs that fit: nearest first when a town is asked for, else best first."""
        words = fold(wanted.words).split()
        spot = self.spot(wanted.near)
        numbers = {facet: self._number(facet, code) for facet, code in wanted.chosen}
        fitting = [
            (position, score)
            for position, hub in enumerate(self._hubs)
            if all(number in hub.get(facet, ()) for facet, number in numbers.items())
            and (score := _score(words, self._fields[position])) is not None
        ]
        found = [(self._place(self._hubs[i], spot), score) for i, score in fitting]
        if spot and spot.region:
            found.sort(key=lambda each: (_rank(each[0]), -each[1]))
        elif spot:
            found.sort(key=lambda each: (each[0].distance_km is None, each[0].distance_km or 0.0))
        else:
            found.sort(key=lambda each: -each[1])
        return [each for each, _ in found]

    def _place(self, hub: Mapping[str, Any], spot: Spot | None) -> Found:
        """Say how a hub stands to where it shall be near."""
        if spot and spot.region:
            return Found(hub, relation=self._relation(hub, spot.region))
        return Found(hub, _distance(hub, spot))

    def _relation(self, hub: Mapping[str, Any], region: str) -> str:
        seat = self.facets["region"][hub["region"][0]][0] if hub.get("region") else ""
        served = hub.get("s", ())
        holds = (
            seat == region,
            any(each.startswith(region) or region.startswith(each) for each in served),
            seat[:3] == region[:3],
            seat[:2] == region[:2],
        )
        return next((name for name, true in zip(RELATIONS, holds, strict=True) if true), "")

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


def _rank(found: Found) -> int:
    return RELATIONS.index(found.relation) if found.relation else len(RELATIONS)


def _distance(hub: Mapping[str, Any], spot: Spot | None) -> float | None:
    if spot is None or spot.position is None or "x" not in hub:
        return None
    return distance_km((hub["x"][0], hub["x"][1]), spot.position)


def list_region(code: str, name: str, latin: str) -> str:
    """Write a region as the page lists it.

    >>> list_region("BG31", "Северозападен", "Severozapaden")
    'Северозападен, Severozapaden (BG31)'
    """
    return f"{name}, {latin} ({code})" if latin and latin != name else f"{name} ({code})"


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
