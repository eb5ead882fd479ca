"""Find what can be drawn of a table: bars, and a map of regions. Pure.

Colours are never the only sign: bars carry their numbers,
tiles their codes.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from edihkg.pages.tiles import Grid, Place, TileMap, lay_out
from edihkg.queries import REGION_BASE, to_words
from edihkg.serve.showing.shown import (
    Cell,
    Naming,
    is_number_column,
    pair_names,
    show_term,
)
from edihkg.serve.showing.tables import Table

MOST_BARS = 40
_NO_MEASURES = ("level", "latitude", "longitude", "distance", "nearness", "number")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart."""

    label: Cell
    text: str
    """The number as it was given."""
    share: float
    """Length in per cent of the longest one."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Horizontal bars."""

    measure: str
    """Name of the column that is drawn."""
    bars: tuple[Bar, ...]
    left_out: int
    """Rows for which there was no room."""


@dataclass(frozen=True, slots=True)
class RegionMap:
    """A map of tiles, and what its numbers count."""

    tiles: TileMap
    unit: str
    outside: int
    """Whether any row belongs to no tile: 1 or more."""


Position = tuple[float, float]
"""Longitude and latitude in degrees, WGS 84."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What maps are drawn on."""

    places: Sequence[Place] = ()
    """Where the tiles of regions stand."""
    positions: Mapping[str, Position] = field(default_factory=dict)
    """Position of the town of each hub, by IRI."""
    regions: Mapping[str, str] = field(default_factory=dict)
    """Code of the region of level 2 that holds the seat of each hub, by IRI."""
    _grids: dict[str, Grid] = field(default_factory=dict, repr=False)
    """What maps were drawn on so far: their parts are remembered as long as they are the same."""

    def grid(self, country: str = "") -> Grid:
        """Lay out the regions of a country, by its two letters, or of all; each is made once."""
        if country not in self._grids:
            places = [place for place in self.places if place.code.startswith(country)]
            regions = {p.code: (p.code, p.code[:2], f"region/{p.code}") for p in places}
            self._grids[country] = lay_out(places, regions)
        return self._grids[country]


def draw_chart(table: Table, naming: Naming, *, asked: Collection[str] = ()) -> Chart | None:
    """Draw the first measure of a table by its first names; None if it has no such columns."""
    measure = _choose_measure(table, asked)
    named = _label_columns(table, asked, naming)
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
        )
        for index in order
    )
    return Chart(to_words(measure), bars, len(table.rows) - len(bars))


def draw_regions(table: Table, ground: Ground, *, asked: Collection[str] = ()) -> RegionMap | None:
    """Draw the regions of level 2 that a table names, or in which its hubs have their seats.

    A tile counts hubs, else rows; without either there is no map.
    """
    known = {place.code for place in ground.places}
    found: dict[str, set[object]] = {}
    for row in table.rows:
        named = {
            n: v.value
            for n, v in zip(table.columns, row, strict=True)
            if isinstance(v, ox.NamedNode)
        }
        hub = named.get("hub", "")
        codes = [
            iri.removeprefix(REGION_BASE)
            for name, iri in named.items()
            if iri.startswith(REGION_BASE) and name not in asked
        ]
        for code in {ground.regions.get(hub, "")} if hub else set(codes):
            found.setdefault(code, set()).add(hub or row)
    shown = {code: len(things) for code, things in found.items() if code in known}
    if not shown:
        return None
    countries = {code[:2] for code in shown}
    tiles = ground.grid(countries.pop() if len(countries) == 1 else "").show(shown)
    return RegionMap(tiles, "hubs" if "hub" in table.columns else "rows", len(set(found) - known))


def locate(table: Table, ground: Ground) -> list[Position | None]:
    """Give the position of each row: its own coordinates, else those of its hub's town."""
    own = {"latitude", "longitude"} <= set(table.columns) and "radius" not in table.columns
    if own:
        pairs = zip(table.column("longitude"), table.column("latitude"), strict=True)
        return [None if x is None or y is None else (_float(x), _float(y)) for x, y in pairs]
    positions = ground.positions
    if "hub" not in table.columns:
        return [None] * len(table.rows)
    return [positions.get(getattr(hub, "value", "")) for hub in table.column("hub")]


def _choose_measure(table: Table, asked: Collection[str]) -> str | None:
    """Choose the column to draw: a share, as it can be compared, else the first number."""
    found = [name for name in table.columns if name not in asked and _is_measure(table, name)]
    shares = [name for name in found if name.endswith("Percent")]
    return next(iter((*shares, *found)), None)


def _is_measure(table: Table, name: str) -> bool:
    """Tell whether the numbers of a column are worth a bar: they count or measure something."""
    return (
        name not in _NO_MEASURES
        and is_number_column(table, name)
        and None not in table.column(name)
    )


def _label_columns(table: Table, asked: Collection[str], naming: Naming) -> tuple[str, ...] | None:
    """Find the columns of texts that tell the rows apart: the first one, or the first two.

    Things without a name come last: nobody reads an IRI beside a bar.
    """
    pairs = pair_names(table.columns, table)
    names = [pairs.get(name, name) for name in table.columns if name not in pairs.values()]
    texts = [
        name
        for name in names
        if not (name in asked and len(set(table.column(name))) <= 1)
        and not is_number_column(table, name)
        and any(table.column(name))
    ]
    texts.sort(key=lambda name: not _is_readable(table, name, naming))
    for length in (1, 2):
        chosen = tuple(texts[:length])
        rows = list(zip(*(table.column(name) for name in chosen), strict=True))
        if chosen and len(set(rows)) == len(rows):
            return chosen
    return None


def _is_readable(table: Table, name: str, naming: Naming) -> bool:
    """Tell whether a column holds texts, or things that have names."""
    things = [term for term in table.column(name) if isinstance(term, ox.NamedNode)]
    return all(term.value in naming.labels for term in things)


def _label(table: Table, index: int, columns: Sequence[str], naming: Naming) -> Cell:
    owners = {label: own for own, label in pair_names(table.columns, table).items()}
    cells = [_named(table, index, name, owners.get(name, name), naming) for name in columns]
    languages = {cell.language for cell in cells if cell.text}
    return Cell(
        ", ".join(cell.text for cell in cells if cell.text),
        cells[0].href if len(cells) == 1 else "",
        language=languages.pop() if len(languages) == 1 else "",
    )


def _named(table: Table, index: int, name: str, owner: str, naming: Naming) -> Cell:
    """Show a cell that labels something: by its name in the page's language, if it has one."""
    translated = naming.translate(table.column(owner)[index])
    return translated or show_term(table.column(name)[index], naming)


def _float(term: object) -> float:
    try:
        value = float(getattr(term, "value", ""))
    except ValueError:
        return 0.0
    return value if math.isfinite(value) else 0.0
