"""Lay out the tile map: one tile a region of level 2, on the grid of the reference data. Pure.

Units are those of the drawing: a tile is ``SIZE`` wide. The outlines of the
countries are one path.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

SIZE = 24
STEPS = (0, 1, 2, 3, 5)
"""Smallest number of seats in each step of shade."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the tile of one region stands."""

    code: str
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Tile:
    """One region on the map."""

    code: str
    name: str
    country: str
    href: str
    """Path of the region's page from the top of the site."""
    x: int
    y: int
    count: int
    """Number of seats that the map shows."""
    step: int
    """Shade from 0 (none) to 4."""
    marked: bool
    """Whether a co-funded hub has its seat there."""


@dataclass(frozen=True, slots=True)
class TileMap:
    """A map ready to be drawn."""

    tiles: tuple[Tile, ...]
    borders: str
    """Path of the borders between countries, in SVG's notation."""
    width: int
    height: int
    left: int = 0
    """Where the drawing begins; a map of one country shows that part only."""
    top: int = 0
    marked: bool = False
    """Whether any tile is marked."""


def read_places(path: Path) -> list[Place]:
    """Read the layout: columns ``code``, ``col``, ``row``."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [Place(r["code"], int(r["col"]), int(r["row"])) for r in csv.DictReader(lines)]


def lay_out(
    places: Iterable[Place],
    regions: Mapping[str, tuple[str, str, str]],
    counts: Mapping[str, int],
    marked: frozenset[str] = frozenset(),
) -> TileMap:
    """Make the map of the regions that are both placed and in ``regions``.

    ``regions`` maps a code to name, country and path of its page; ``counts`` maps a code to
    its number of seats.
    """
    known = sorted((p for p in places if p.code in regions), key=lambda p: p.code)
    tiles = tuple(_tile(p, regions[p.code], counts.get(p.code, 0), p.code in marked) for p in known)
    left = min((p.column for p in known), default=0) * SIZE
    top = min((p.row for p in known), default=0) * SIZE
    width = (max((p.column for p in known), default=0) + 1) * SIZE - left
    height = (max((p.row for p in known), default=0) + 1) * SIZE - top
    shown = any(tile.marked for tile in tiles)
    return TileMap(tiles, _borders(known), width, height, left, top, shown)


def _tile(place: Place, region: tuple[str, str, str], count: int, marked: bool) -> Tile:
    name, country, href = region
    step = max(i for i, least in enumerate(STEPS) if count >= least)
    x, y = place.column * SIZE, place.row * SIZE
    return Tile(place.code, name, country, href, x, y, count, step, marked)


def _borders(places: Iterable[Place]) -> str:
    """Draw the outlines of the countries: a line wherever a tile meets another country."""
    country = {(p.column, p.row): p.code[:2] for p in places}
    lines = set()
    for (column, row), code in country.items():
        x, y = column * SIZE, row * SIZE
        for beside, line in (
            ((column - 1, row), f"M{x} {y}v{SIZE}"),
            ((column + 1, row), f"M{x + SIZE} {y}v{SIZE}"),
            ((column, row - 1), f"M{x} {y}h{SIZE}"),
            ((column, row + 1), f"M{x} {y + SIZE}h{SIZE}"),
        ):
            if country.get(beside) != code:
                lines.add(line)
    return "".join(sorted(lines))
