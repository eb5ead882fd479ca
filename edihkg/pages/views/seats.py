"""Seats of some hubs only: those for one pillar, technology or status, on the map. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import cast

from edihkg.pages import sections as s
from edihkg.pages.rows import Facts, Row
from edihkg.pages.tiles import Grid, Locator, Outline, Place, TileMap, lay_out, locate
from edihkg.pages.views.common import SiteView, group_by

MAPPED = ("pillar", "technology", "hub-status")
"""Lists whose concepts have a map of their own."""


@dataclass(frozen=True, slots=True)
class CountrySeats:
    """Regions of one country with and without a seat of these hubs."""

    name: str
    country: str
    regions: int
    without: tuple[Row, ...]
    """Regions without, by code: ``page`` and ``name``."""

    @property
    def having(self) -> int:
        """Number of regions with a seat."""
        return self.regions - len(self.without)


@dataclass(frozen=True, slots=True)
class SeatsOf:
    """Where these hubs have their seats."""

    map: TileMap
    countries: tuple[CountrySeats, ...]
    """Countries with a hub at all, by name."""
    regions: int
    having: int


def find_seats(hubs: Collection[str], facts: Facts, site: SiteView) -> SeatsOf:
    """Count the seats of the hubs whose IRIs are given, by region of level 2."""
    counts = _count(hubs, facts)
    regions = facts.all(s.REGION)
    countries = tuple(
        CountrySeats(
            rows[0]["countryName"],
            country,
            len(rows),
            tuple(
                {"page": row["page"], "name": row["name"]}
                for row in rows
                if row["page"] not in counts
            ),
        )
        for country, rows in group_by(regions, "country").items()
        if any(facts.of(s.REGION_HUBS, row["page"]) for row in rows)
    )
    return SeatsOf(
        draw(counts, facts, site),
        tuple(sorted(countries, key=lambda each: each.name)),
        len(regions),
        len(counts),
    )


def _count(hubs: Collection[str], facts: Facts) -> Mapping[str, int]:
    """Count by the IRI of a region; regions without a seat are left out."""
    seats = {
        region: len({row["hub"] for row in rows if row["hub"] in hubs})
        for region, rows in facts.groups(s.REGION_HUBS).items()
    }
    return {region: number for region, number in seats.items() if number}


def draw(
    counts: Mapping[str, int], facts: Facts, site: SiteView, marked: Collection[str] = ()
) -> TileMap:
    """Draw the map of all regions; ``counts`` and ``marked`` go by the IRI of a region."""
    if "grid" not in site.remembered:
        site.remembered["grid"] = lay_out_rows(facts.all(s.REGION), site, site.context.outlines)
    codes = {row["page"]: row["code"] for row in facts.all(s.REGION)}
    return cast(Grid, site.remembered["grid"]).show(
        {codes[iri]: number for iri, number in counts.items() if iri in codes},
        {codes[iri] for iri in marked if iri in codes},
    )


def lay_out_rows(
    regions: Iterable[Row], site: SiteView, outlines: Mapping[str, Outline] | None = None
) -> Grid:
    """Lay out the regions that have a page; rows have ``page``, ``code`` and names."""
    known = {
        row["code"]: (row["name"], row["countryName"], site.paths[row["page"]])
        for row in regions
        if row["page"] in site.paths
    }
    return lay_out(site.places, known, outlines)


def find_place(seat: str, served: Iterable[str], site: SiteView) -> Locator | None:
    """Show a region within its country; none where the country is one tile, or unknown.

    ``seat`` and ``served`` are codes of regions.
    """
    reached = tuple(sorted(served))
    country = seat[:2] or (reached[0][:2] if reached else "")
    places = _by_country(site).get(country, ())
    if len(places) < 2:
        return None
    name = f"locator {seat} {' '.join(reached)}"
    if name not in site.remembered:
        site.remembered[name] = locate(places, seat, reached)
    return cast(Locator, site.remembered[name])


def _by_country(site: SiteView) -> Mapping[str, Sequence[Place]]:
    if "places" not in site.remembered:
        site.remembered["places"] = group_places(site.places)
    return cast(Mapping[str, Sequence[Place]], site.remembered["places"])


def group_places(places: Iterable[Place]) -> Mapping[str, Sequence[Place]]:
    """Group tiles by the first letters of their codes."""
    found: dict[str, list[Place]] = {}
    for place in places:
        found.setdefault(place.code[:2], []).append(place)
    return found


def name_picture(seat: str, served: Iterable[str]) -> str:
    """Name the picture that shows these regions, from the top of the site; empty for no seat.

    >>> name_picture("SI04", ()), name_picture("SI04", ("SI03",)), name_picture("", ())
    ('share/SI04.png', 'share/SI04-90d768e1.png', '')
    """
    reached = " ".join(sorted(set(served) - {""}))
    digits = f"-{sha256(reached.encode()).hexdigest()[:8]}" if reached else ""
    return f"share/{seat}{digits}.png" if seat.isascii() and seat.isalnum() else ""
