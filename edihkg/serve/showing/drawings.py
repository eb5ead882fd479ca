"""Find what can be drawn of a table: bars, a map of regions, a map of towns. Pure.

Units are those of the drawing. Colours are never the only sign: bars carry their numbers,
tiles their codes.
"""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from edihkg.pages.tiles import Place, TileMap, lay_out
from edihkg.queries import REGION_BASE
from edihkg.serve.showing.shown import Cell, Naming, is_number_column, pair_names, show_term
from edihkg.serve.showing.tables import Table

MOST_BARS = 40
BAR_HEIGHT = 24
MAP_WIDTH = 600.0
_AROUND = 2.5
_CLOSE_DEGREES = 25.0
_NO_MEASURES = ("level", "latitude", "longitude", "distance", "nearness", "number")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart."""

    label: Cell
    text: str
    """The number as it was given."""
    share: float
    """Length in per cent of the longest one."""
    y: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Horizontal bars."""

    measure: str
    """Name of the column that is drawn."""
    bars: tuple[Bar, ...]
    left_out: int
    """Rows for which there was no room."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A town with what lies there."""

    x: float
    y: float
    radius: float
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class SpotMap:
    """Towns on the ground, with all other towns of hubs in the background."""

    spots: tuple[Spot, ...]
    background: tuple[tuple[float, float], ...]
    height: float
    outside: int
    """Towns that lie outside the drawing."""


Position = tuple[float, float]
"""Longitude and latitude in degrees, WGS 84."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What maps are drawn on."""

    places: Sequence[Place] = ()
    """Where the tiles of regions stand."""
    positions: Mapping[str, Position] | None = None
    """Position of the town of each hub, by IRI."""


def draw_chart(table: Table, naming: Naming, *, asked: Collection[str] = ()) -> Chart | None:
    """Draw the first measure of a table by its first names; None if it has no such columns."""
    measure = next((n for n in table.columns if n not in asked and _is_measure(table, n)), None)
    named = _label_columns(table, asked)
    if measure is None or named is None or len(table.rows) < 2:
        return None
    values = [_float(value) for value in table.column(measure)]
    greatest = max(values)
    if greatest <= 0 or min(values) < 0:
        return None
    order = sorted(range(len(values)), key=lambda index: -values[index])[:MOST_BARS]
    texts = table.column(measure)
    bars = tuple(
        Bar(
            _label(table, index, named, naming),
            getattr(texts[index], "value", ""),
            round(100 * values[index] / greatest, 2),
            place * BAR_HEIGHT,
        )
        for place, index in enumerate(order)
    )
    return Chart(measure, bars, len(table.rows) - len(bars))


def draw_regions(table: Table, naming: Naming, ground: Ground) -> TileMap | None:
    """Draw the regions of level 2 that a table names, with the number of its rows for each."""
    known = {place.code for place in ground.places}
    found: Counter[str] = Counter()
    for row in table.rows:
        codes = {
            value.value.removeprefix(REGION_BASE)
            for value in row
            if isinstance(value, ox.NamedNode) and value.value.startswith(REGION_BASE)
        }
        found.update(codes & known)
    if not found:
        return None
    countries = {code[:2] for code in found}
    places = [p for p in ground.places if len(countries) > 1 or p.code[:2] in countries]
    regions = {p.code: (p.code, p.code[:2], f"region/{p.code}") for p in places}
    return lay_out(places, regions, found)


def draw_spots(table: Table, naming: Naming, ground: Ground) -> SpotMap | None:
    """Draw the towns of the hubs that a table names, or the positions that it gives."""
    positions = locate(table, ground)
    found: dict[Position, list[Cell]] = {}
    for index, position in enumerate(positions):
        if position is not None:
            found.setdefault(position, []).append(_row_label(table, index, naming))
    if not found:
        return None
    paper = _choose_paper(found)
    spots = tuple(
        Spot(*paper.place(position), _radius(len(set(cells))), _say(cells), cells[0].href)
        for position, cells in sorted(found.items())
        if paper.holds(position)
    )
    others = {*(ground.positions or {}).values()} - set(found)
    background = tuple(sorted(paper.place(each) for each in others if paper.holds(each)))
    return SpotMap(spots, background, paper.height, len(found) - len(spots))


def locate(table: Table, ground: Ground) -> list[Position | None]:
    """Give the position of each row: its own coordinates, else those of its hub's town."""
    own = {"latitude", "longitude"} <= set(table.columns) and "radius" not in table.columns
    if own:
        pairs = zip(table.column("longitude"), table.column("latitude"), strict=True)
        return [None if x is None or y is None else (_float(x), _float(y)) for x, y in pairs]
    positions = ground.positions or {}
    if "hub" not in table.columns:
        return [None] * len(table.rows)
    return [positions.get(getattr(hub, "value", "")) for hub in table.column("hub")]


def _is_measure(table: Table, name: str) -> bool:
    """Tell whether the numbers of a column are worth a bar: they count or measure something."""
    return (
        name not in _NO_MEASURES
        and is_number_column(table, name)
        and None not in table.column(name)
    )


def _label_columns(table: Table, asked: Collection[str]) -> tuple[str, ...] | None:
    """Find the columns of texts that tell the rows apart: the first one, or the first two."""
    pairs = pair_names(table.columns, table)
    names = [pairs.get(name, name) for name in table.columns if name not in pairs.values()]
    texts = [
        name
        for name in names
        if not (name in asked and len(set(table.column(name))) <= 1)
        and not is_number_column(table, name)
        and any(table.column(name))
    ]
    for length in (1, 2):
        chosen = tuple(texts[:length])
        rows = list(zip(*(table.column(name) for name in chosen), strict=True))
        if chosen and len(set(rows)) == len(rows):
            return chosen
    return None


def _label(table: Table, index: int, columns: Sequence[str], naming: Naming) -> Cell:
    cells = [show_term(table.column(name)[index], naming) for name in columns]
    text = ", ".join(cell.text for cell in cells if cell.text) or "not stated"
    return Cell(text, cells[0].href if len(cells) == 1 else "")


def _row_label(table: Table, index: int, naming: Naming) -> Cell:
    """Name a row by its hub."""
    row = dict(zip(table.columns, table.rows[index], strict=True))
    name = row.get("hubName") or row.get("name")
    cell = show_term(row.get("hub"), naming)
    return Cell(name.value, cell.href) if isinstance(name, ox.Literal) else cell


def _say(cells: Sequence[Cell]) -> str:
    texts = list(dict.fromkeys(cell.text for cell in cells))
    more = f" and {len(texts) - 5} more" if len(texts) > 5 else ""
    return "; ".join(texts[:5]) + more


def _radius(number: int) -> float:
    return round(3.5 + 2.2 * math.sqrt(number - 1), 1)


class Paper:
    """Puts degrees on paper: equirectangular, true to scale in the middle of what is shown."""

    def __init__(self, west: float, south: float, east: float, north: float) -> None:
        """Show a box of degrees."""
        self._box = west, south, east, north
        self._squeeze = math.cos(math.radians((north + south) / 2))
        self._scale = MAP_WIDTH / ((east - west) * self._squeeze)
        self.height = round((north - south) * self._scale, 1)

    def holds(self, position: Position) -> bool:
        """Tell whether a position lies on the paper."""
        west, south, east, north = self._box
        return west <= position[0] <= east and south <= position[1] <= north

    def place(self, position: Position) -> tuple[float, float]:
        """Give the place of a position."""
        west, _, _, north = self._box
        x = (position[0] - west) * self._squeeze * self._scale
        return round(x, 1), round((north - position[1]) * self._scale, 1)


def _choose_paper(positions: Collection[Position]) -> Paper:
    """Show Europe from the Azores to Kharkiv, or the surroundings of what lies close together."""
    seen = [position for position in positions if EUROPE.holds(position)]
    if not seen:
        return EUROPE
    west, east = min(x for x, _ in seen) - _AROUND, max(x for x, _ in seen) + _AROUND
    south, north = min(y for _, y in seen) - _AROUND, max(y for _, y in seen) + _AROUND
    if max(east - west, north - south) > _CLOSE_DEGREES:
        return EUROPE
    return Paper(west, south, max(east, west + (north - south)), north)


def _float(term: object) -> float:
    try:
        value = float(getattr(term, "value", ""))
    except ValueError:
        return 0.0
    return value if math.isfinite(value) else 0.0


EUROPE = Paper(-27.0, 27.0, 45.0, 71.5)
