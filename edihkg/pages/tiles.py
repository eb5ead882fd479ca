"""Lay out the maps of regions: tiles on the grid of the reference data, or outlines. Pure.

Without outlines every region of level 2 is a tile; countries are parted by their borders, which
are one path. With outlines (``edihkg.pages.outlines``) each region has its own; those that the
file lacks, or that lie far from the others, stand as tiles in rows below.

Units are those of the drawing: a tile is ``SIZE`` wide, and so is the grid with outlines.
"""

import csv
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path

SIZE = 24
COLUMNS = 30
"""Tiles side by side on the whole map."""
STEPS = (0, 1, 2, 3, 5)
"""Smallest number of seats in each step of shade."""
SMALL = 480
"""A narrower map shows the end of each region's code; a wider one names countries."""
_DOT = 2.2
"""Radius of a mark."""
_ROOM = 16.0
"""Least height and width of an outline that has its number written into it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the tile of one region stands."""

    code: str
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Outline:
    """The shape of one region, in units of the drawing."""

    path: str
    """In SVG's notation."""
    left: float
    top: float
    right: float
    bottom: float

    @property
    def has_room(self) -> bool:
        """Tell whether a number can be read on it."""
        return min(self.right - self.left, self.bottom - self.top) >= _ROOM


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """Where one region stands on every map of a grid; there is one of each region."""

    code: str
    name: str
    country: str
    href: str
    """Path of the region's page from the top of the site."""
    shape: str
    """Path of the tile or outline, in SVG's notation."""
    x: float
    """Where its number stands: the middle, and the line under the digits."""
    y: float
    label: str = ""
    """What is written into the corner of a tile."""
    has_room: bool = True
    """Whether its number can be read."""
    outlined: bool = False
    """Whether ``shape`` is an outline, which several maps of a page share."""


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """One region on a map."""

    spot: Spot
    count: int
    """Number of seats that the map shows."""
    step: int
    """Shade from 0 (none) to 4."""
    marked: bool
    """Whether a co-funded hub has its seat there."""


@dataclass(frozen=True, slots=True)
class Shade:
    """All regions of one shade, drawn at once: a browser lays out few elements faster than many."""

    step: int
    shape: str
    """Path of its tiles, in SVG's notation."""
    outlined: tuple[Spot, ...]
    """Regions whose outline several maps of a page share."""
    digits: str
    """Numbers of one digit, one after another; each stands at its own ``xs`` and ``ys``."""
    xs: str
    ys: str
    others: tuple[Tile, ...]
    """Regions with longer numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """What several maps have in common: all but numbers, shades and marks."""

    spots: tuple[Spot, ...] = field(repr=False)
    borders: str = field(repr=False)
    """Path of the borders between countries, in SVG's notation."""
    width: int
    height: int
    left: int
    """Where the drawing begins; a map of one country shows that part only."""
    top: int
    outlined: bool
    """Whether regions have their outlines."""
    digest: str
    """Stands for spots and borders, of which there are many."""

    def show(self, counts: Mapping[str, int], marked: Collection[str] = ()) -> "TileMap":
        """Show a number of seats for each code of a region, and mark some."""
        return TileMap(
            self,
            tuple((spot.code, counts[spot.code]) for spot in self.spots if counts.get(spot.code)),
            tuple(spot.code for spot in self.spots if spot.code in marked),
        )


@dataclass(frozen=True)
class TileMap:
    """A map ready to be drawn."""

    grid: Grid
    counts: tuple[tuple[str, int], ...]
    """Codes of the regions with a number, and that number."""
    marked: tuple[str, ...]
    """Codes of the regions with a mark."""

    @property
    def is_small(self) -> bool:
        """Tell whether only a part of the grid is shown."""
        return self.grid.width < SMALL

    @cached_property
    def tiles(self) -> list[Tile]:
        """Give every region, by code."""
        counts, marked = dict(self.counts), set(self.marked)
        numbered = ((spot, counts.get(spot.code, 0)) for spot in self.grid.spots)
        return [
            Tile(spot, number, bisect_right(STEPS, number) - 1, spot.code in marked)
            for spot, number in numbered
        ]

    @property
    def shades(self) -> list[Shade]:
        """Give what is drawn of each shade that occurs, the lightest first."""
        return [_shade(i, self.tiles) for i in sorted({tile.step for tile in self.tiles})]

    @property
    def marks(self) -> str:
        """Path of the marks, in SVG's notation."""
        shown = (tile.spot for tile in self.tiles if tile.marked and tile.spot.has_room)
        return "".join(_dot(at.x + 7.5, at.y - (15.5 if at.label else 11.5)) for at in shown)


def _shade(step: int, tiles: Iterable[Tile]) -> Shade:
    own = [tile for tile in tiles if tile.step == step]
    numbered = [tile for tile in own if tile.count and tile.spot.has_room]
    short = [tile for tile in numbered if tile.count < 10]
    return Shade(
        step,
        shape="".join(tile.spot.shape for tile in own if not tile.spot.outlined),
        outlined=tuple(tile.spot for tile in own if tile.spot.outlined),
        digits="".join(str(tile.count) for tile in short),
        xs=" ".join(f"{tile.spot.x:g}" for tile in short),
        ys=" ".join(f"{tile.spot.y:g}" for tile in short),
        others=tuple(tile for tile in numbered if tile.count >= 10),
    )


def _dot(x: float, y: float) -> str:
    return f"M{x:g} {y - _DOT:g}a{_DOT} {_DOT} 0 1 1-.01 0z"


@dataclass(frozen=True, slots=True)
class Locator:
    """A small map that shows where one thing is: three paths, no links."""

    ground: str
    served: str
    """Regions that it says it serves."""
    seat: str
    width: int
    height: int
    left: int
    top: int


def read_places(path: Path) -> list[Place]:
    """Read the layout: columns ``code``, ``col``, ``row``."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [Place(r["code"], int(r["col"]), int(r["row"])) for r in csv.DictReader(lines)]


def lay_out(
    places: Iterable[Place],
    regions: Mapping[str, tuple[str, str, str]],
    outlines: Mapping[str, Outline] | None = None,
) -> Grid:
    """Lay out the regions that are both placed and in ``regions``.

    ``regions`` maps a code to name, country and path of its page.
    """
    shown = outlines or {}
    known = sorted((p for p in places if p.code in regions), key=lambda p: p.code)
    placed = _below(known, shown) if shown else known
    tiled = [p for p in placed if p.code not in shown]
    labels = _labels(tiled, whole=bool(shown))
    spots = tuple(_stand(p, regions[p.code], shown.get(p.code), labels) for p in placed)
    borders = _borders(tiled)
    left = min((p.column for p in placed), default=0) * SIZE
    top = 0 if shown else min((p.row for p in placed), default=0) * SIZE
    width = (max((p.column for p in placed), default=0) + 1) * SIZE - left
    height = (max((p.row for p in placed), default=0) + 1) * SIZE - top
    if shown:
        left, width = 0, COLUMNS * SIZE
    digest = sha256(repr((spots, borders)).encode()).hexdigest()
    return Grid(spots, borders, width, height, left, top, bool(shown), digest)


def locate(places: Sequence[Place], seat: str, served: Iterable[str] = ()) -> Locator:
    """Draw the tiles of one country; ``seat`` and ``served`` are codes of regions of any level.

    A region of another level counts for all tiles that it holds, or that hold it.
    """
    reached = {p.code for p in places for code in served if overlap(p.code, code)}
    left = min(p.column for p in places) * SIZE
    top = min(p.row for p in places) * SIZE
    return Locator(
        ground="".join(_square(p) for p in places if p.code not in reached),
        served="".join(_square(p) for p in places if p.code in reached),
        seat="".join(_square(p) for p in places if overlap(p.code, seat)),
        width=(max(p.column for p in places) + 1) * SIZE - left,
        height=(max(p.row for p in places) + 1) * SIZE - top,
        left=left,
        top=top,
    )


def overlap(one: str, other: str) -> bool:
    """Tell whether one region holds the other, by their codes; no code holds nothing."""
    return bool(other) and (one.startswith(other) or other.startswith(one))


def _below(places: Sequence[Place], outlines: Mapping[str, Outline]) -> list[Place]:
    """Put the tiles of regions without outline into rows under the outlines."""
    row = 1 + int(max(each.bottom for each in outlines.values()) // SIZE)
    without = [p for p in places if p.code not in outlines]
    found = [Place(p.code, 0, row - 1) for p in places if p.code in outlines]
    found += [
        Place(p.code, number % COLUMNS, row + number // COLUMNS) for number, p in enumerate(without)
    ]
    return sorted(found, key=lambda p: p.code)


def _labels(places: Sequence[Place], *, whole: bool) -> Mapping[str, str]:
    """Name each country once, at its first tile in reading order; a small map names regions."""
    columns = {p.column for p in places}
    if not whole and columns and (max(columns) - min(columns) + 1) * SIZE < SMALL:
        return {p.code: p.code[2:] for p in places}
    first: dict[str, str] = {}
    for place in sorted(places, key=lambda p: (p.row, p.column)):
        first.setdefault(place.code[:2], place.code)
    return {code: country for country, code in first.items()}


def _stand(
    place: Place,
    region: tuple[str, str, str],
    outline: Outline | None,
    labels: Mapping[str, str],
) -> Spot:
    """Place one region; the label of a tile moves its number down."""
    if outline:
        shape, x, y = _outlined(outline)
        return Spot(place.code, *region, shape, x, y, has_room=outline.has_room, outlined=True)
    label = labels.get(place.code, "")
    x, y = place.column * SIZE + SIZE // 2, place.row * SIZE + (20 if label else 16)
    return Spot(place.code, *region, _square(place), x, y, label)


def _outlined(outline: Outline) -> tuple[str, float, float]:
    """Write the number into the middle, its line a third of the digits lower."""
    x, y = (outline.left + outline.right) / 2, (outline.top + outline.bottom) / 2
    return outline.path, round(x, 1), round(y + 4, 1)


def _square(place: Place) -> str:
    return f"M{place.column * SIZE} {place.row * SIZE}h{SIZE}v{SIZE}h-{SIZE}z"


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
