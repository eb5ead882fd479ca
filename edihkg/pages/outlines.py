"""Read the outlines of regions that an operator gives, and turn them into a drawing.

The file is GeoJSON (RFC 7946): a FeatureCollection in degrees, one polygon or multipolygon a
region, with the properties ``id`` (code of the region, level 2) and ``name``; Nuts2json publishes
such files. GISCO's call the code ``NUTS_ID``, which will do. It is drawn in the equal-area
projection of the EU's statistics (Lambert, centre 52° N 10° E, here on a sphere), on a grid of
half units; corners that fall together are left out, so that neighbours keep their common border.
What lies far from the continent is left to the tiles below the map. The file is somebody else's:
whatever is wrong with it is one sentence.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from edihkg.errors import UsageError
from edihkg.pages.tiles import COLUMNS, SIZE, Outline

MOST_BYTES = 64 << 20
MOST_POINTS = 2_000_000
RADIUS_M = 6_371_000
_CENTRE = math.radians(52), math.radians(10)
_WEST_M, _EAST_M, _SOUTH_M, _NORTH_M = -2_000_000, 2_950_000, -2_050_000, 2_250_000
"""The window of the map, in metres from the centre."""
_UNITS = COLUMNS * SIZE / (_EAST_M - _WEST_M)

Point = tuple[float, float]


def read_outlines(path: Path) -> Mapping[str, Outline]:
    """Read the outlines of regions of level 2 by code.

    Raises: UsageError that says what is wrong with the file, and what to give instead.
    """
    try:
        found = dict(_read(path))
    except _WrongError as error:
        raise UsageError(f"The geometry '{path}' cannot be used: {error}") from error
    return found


class _WrongError(Exception):
    """What is wrong with the file, as a sentence."""


def _read(path: Path) -> Iterator[tuple[str, Outline]]:
    """Draw one region after another; those outside the window are left out.

    Raises: _WrongError.
    """
    features = _features(path)
    points = 0
    drawn = 0
    for number, feature in enumerate(features, 1):
        code = _code(feature)
        if code is None:
            continue
        rings = list(_rings(feature, f"feature {number} ({code})"))
        points += sum(map(len, rings))
        if points > MOST_POINTS:
            raise _WrongError(
                f"it has more than {MOST_POINTS:,} corners; take a coarser edition, such as 1:20M."
            )
        drawn += 1
        outline = _draw(rings)
        if outline is not None:
            yield code, outline
    if not drawn:
        raise _WrongError(
            f"none of its {len(features)} features has the code of a region of level 2 (such as "
            "AT11) in the property 'id' or 'NUTS_ID'; take the edition with NUTS level 2."
        )


def _features(path: Path) -> Sequence[object]:
    """Give the features of the file.

    Raises: _WrongError.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _WrongError(f"it is larger than {MOST_BYTES >> 20} MB; take a coarser edition.")
        data = json.loads(path.read_bytes(), parse_constant=_refuse)
    except OSError as error:
        raise _WrongError(f"{error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise _WrongError("it is no JSON; give a GeoJSON file.") from error
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        raise _WrongError("it is no FeatureCollection; give a GeoJSON file, not TopoJSON.")
    return features


def _refuse(constant: str) -> float:
    raise ValueError(constant)


def _code(feature: object) -> str | None:
    """Give the code of a region of level 2; None for any other feature."""
    if not isinstance(feature, dict):
        return None
    properties = feature.get("properties")
    named = properties if isinstance(properties, dict) else {}
    code = named.get("id") or named.get("NUTS_ID")
    if isinstance(code, str) and len(code) == 4 and code.isascii() and code.isalnum():
        return code
    return None


def _rings(feature: object, name: str) -> Iterator[Sequence[Point]]:
    """Give the rings of a feature's polygons, in degrees.

    Raises: _WrongError.
    """
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    parts = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind == "Polygon":
        parts = [parts]
    elif kind != "MultiPolygon":
        raise _WrongError(f"{name} is no Polygon and no MultiPolygon.")
    try:
        for polygon in parts:  # type: ignore[union-attr]
            for ring in polygon:
                yield [_point(each) for each in ring]
    except (TypeError, ValueError, IndexError, OverflowError) as error:
        raise _WrongError(f"{name} has coordinates that are no numbers.") from error
    except _NotDegreesError as error:
        raise _WrongError(
            f"{name} has coordinates that are no degrees; take the edition in EPSG:4326."
        ) from error


class _NotDegreesError(Exception):
    """A coordinate beyond the earth."""


def _point(given: Sequence[object]) -> Point:
    """Read a position. Raises: _NotDegreesError, TypeError, ValueError, IndexError."""
    longitude, latitude = given[0], given[1]
    if isinstance(longitude, bool) or not isinstance(longitude, int | float):
        raise TypeError
    if isinstance(latitude, bool) or not isinstance(latitude, int | float):
        raise TypeError
    if abs(longitude) > 180 or abs(latitude) > 90:
        raise _NotDegreesError
    return _project(math.radians(longitude), math.radians(latitude))


def _project(longitude: float, latitude: float) -> Point:
    """Project a position to units of the drawing.

    Source: Snyder, Map Projections: A Working Manual, 1987, equations 24-2, 22-4, 22-5.
    """
    at, origin = _CENTRE
    turn = longitude - origin
    scale = 1 + math.sin(at) * math.sin(latitude)
    scale += math.cos(at) * math.cos(latitude) * math.cos(turn)
    k = RADIUS_M * math.sqrt(2 / max(scale, 1e-9))
    x = k * math.cos(latitude) * math.sin(turn)
    y = k * (math.cos(at) * math.sin(latitude) - math.sin(at) * math.cos(latitude) * math.cos(turn))
    return (x - _WEST_M) * _UNITS, (_NORTH_M - y) * _UNITS


def _draw(rings: Sequence[Sequence[Point]]) -> Outline | None:
    """Draw a region; None where it lies outside the window or has no extent."""
    xs = [x for ring in rings for x, _ in ring]
    ys = [y for ring in rings for _, y in ring]
    if not xs or not _in_window(xs, ys):
        return None
    shapes = [text for ring in rings if (text := _trace(ring))]
    if not shapes:
        x, y = round(xs[0], 1), round(ys[0], 1)
        shapes = [f"M{x} {y}h1v1h-1z"]
    return Outline("".join(shapes), min(xs), min(ys), max(xs), max(ys))


def _in_window(xs: Sequence[float], ys: Sequence[float]) -> bool:
    """Tell whether the middle of a region stands on the map."""
    height = (_NORTH_M - _SOUTH_M) * _UNITS
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return min(xs) >= 0 and max(xs) <= COLUMNS * SIZE and 0 <= y <= height and x >= 0


def _trace(ring: Sequence[Point]) -> str:
    """Write a ring on the grid of half units; empty for one without extent."""
    corners: list[tuple[int, int]] = []
    for x, y in ring:
        corner = round(x * 2), round(y * 2)
        if not corners or corner != corners[-1]:
            corners.append(corner)
    if len(set(corners)) < 3:
        return ""
    first = corners[0]
    steps = [f"{_half(x - a)} {_half(y - b)}" for (a, b), (x, y) in pairwise(corners)]
    return f"M{_half(first[0])} {_half(first[1])}l{' '.join(steps)}z"


def _half(number: int) -> str:
    """Write half of a number.

    >>> _half(4), _half(-3)
    ('2', '-1.5')
    """
    return str(number // 2) if number % 2 == 0 else f"{number / 2}"
