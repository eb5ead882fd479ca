"""Outlines of regions that an operator gives in place of tiles."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from edihkg import assets
from edihkg.errors import UsageError
from edihkg.pages.outlines import read_outlines
from edihkg.pages.site import TILES
from edihkg.pages.tiles import COLUMNS, SIZE, lay_out, read_places
from tests.pages.conftest import CONTEXT, Build
from tests.pages.html import read

Ring = list[list[float]]


def square(west: float, south: float, size: float = 1.0) -> Ring:
    """Give the ring of a square in degrees."""
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code: object, *rings: Ring) -> dict[str, object]:
    """Describe a region of one polygon."""
    geometry = {"type": "Polygon", "coordinates": list(rings)}
    return {"type": "Feature", "properties": {"id": code, "name": "x"}, "geometry": geometry}


def corners(drawn: str) -> set[tuple[float, float]]:
    """Give the corners of a ring that begins with ``M`` and goes on with ``l``."""
    start, _, steps = drawn.removeprefix("M").removesuffix("z").partition("l")
    x, y = map(float, start.split())
    found = {(x, y)}
    numbers = [float(each) for each in steps.split()]
    for right, down in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + right, y + down
        found.add((x, y))
    return found


def write(path: Path, *features: object) -> Path:
    """Write a collection of features."""
    content = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a file to be written."""
    return tmp_path / "regions.geojson"


def test_neighbours_keep_their_common_border(path: Path) -> None:
    """A gap between two regions would look like a third country."""
    write(path, feature("AT11", square(16, 47)), feature("AT12", square(17, 47)))
    found = read_outlines(path)
    assert set(found) == {"AT11", "AT12"}
    assert len(corners(found["AT11"].path) & corners(found["AT12"].path)) == 2
    assert found["AT11"].top < found["AT11"].bottom < COLUMNS * SIZE


def test_what_lies_far_away_is_left_to_the_tiles(path: Path) -> None:
    """One island in the Indian Ocean would make all of Europe a dot."""
    write(path, feature("FRY4", square(55, -21)), feature("ES70", square(-16, 28)))
    assert read_outlines(path) == {}


def test_the_smallest_region_is_still_drawn(path: Path) -> None:
    """A country may be smaller than a point of the drawing."""
    write(path, feature("MT00", square(14.4, 35.9, 0.01)))
    (outline,) = read_outlines(path).values()
    assert outline.path.endswith("h1v1h-1z")
    assert not outline.has_room


def test_the_files_of_gisco_will_do(path: Path) -> None:
    """They are what most people have, and call the code otherwise."""
    write(path, {**feature(None, square(16, 47)), "properties": {"NUTS_ID": "AT11"}})
    assert set(read_outlines(path)) == {"AT11"}


def test_every_region_is_on_the_map_with_or_without_outline(path: Path) -> None:
    """A file that lacks Ukraine must not remove it."""
    places = read_places(assets.folder("ontology") / TILES)
    regions = {place.code: (place.code, "", place.code) for place in places}
    outlines = read_outlines(write(path, feature("AT11", square(16, 47, 2))))
    drawn = lay_out(places, regions, outlines).show({"AT11": 2, "UA11": 3})
    assert drawn.grid.outlined
    spots = {spot.code: spot for spot in drawn.grid.spots}
    assert set(spots) == set(regions)
    assert spots["AT11"].shape == outlines["AT11"].path
    assert not spots["UA11"].outlined
    assert drawn.counts == (("AT11", 2), ("UA11", 3))
    assert outlines["AT11"].bottom < min(s.y for s in spots.values() if not s.outlined)
    assert max(spot.y for spot in spots.values()) < drawn.grid.height


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "it is no JSON"),
        (b"[" * 100_000, "it is no JSON"),
        (b"\xff\xfe\x00", "it is no JSON"),
        (b"{}", "no FeatureCollection"),
        (b'{"type": "Topology", "objects": {}}', "not TopoJSON"),
        (b'{"features": []}', "none of its 0 features"),
        (b'{"features": [1, null, "x", {"properties": 3}]}', "none of its 4 features"),
        (json.dumps({"features": [feature("AT1", square(16, 47))]}).encode(), "level 2"),
        (json.dumps({"features": [feature("<b>x", square(16, 47))]}).encode(), "level 2"),
        (json.dumps({"features": [feature("AT11", square(4e6, 2e6))]}).encode(), "EPSG:4326"),
        (b'{"features": [{"properties": {"id": "AT11"}, "geometry": null}]}', "no Polygon"),
        (
            b'{"features": [{"properties": {"id": "AT11"}, "geometry": {"type": "Point"}}]}',
            "feature 1 (AT11) is no Polygon",
        ),
        (json.dumps({"features": [feature("AT11", [["a", "b"]])]}).encode(), "no numbers"),  # type: ignore[list-item]
        (json.dumps({"features": [feature("AT11", [[True, 1.0]])]}).encode(), "no numbers"),
        (json.dumps({"features": [feature("AT11", [[1.0]])]}).encode(), "no numbers"),
        (
            b'{"features": [{"properties": {"id": "AT11"}, "geometry": {"type": "Polygon"}}]}',
            "no numbers",
        ),
        (b'{"features": [{"properties": {"id": "AT11"}, "x": NaN}]}', "it is no JSON"),
        (
            json.dumps({"features": [feature("AT11", [[181.0, 1.0]])]})
            .replace("181.0", "1e999")
            .encode(),
            "EPSG:4326",
        ),
    ],
)
def test_a_wrong_file_is_one_sentence(path: Path, content: bytes, sentence: str) -> None:
    """An operator reads one line of the log, and must know what to give instead."""
    path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        read_outlines(path)
    assert sentence in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_one_sentence(path: Path) -> None:
    """The most frequent mistake is in the name."""
    with pytest.raises(UsageError, match="No such file"):
        read_outlines(path)


def test_a_site_with_outlines_draws_them_once_a_page_and_countries_as_tiles(
    path: Path, build: Build
) -> None:
    """Three maps with the same outlines would weigh three times as much."""
    outlines = read_outlines(write(path, feature("SI04", square(13.5, 45.5))))
    site = build(replace(CONTEXT, outlines=outlines))
    page = read(site / "coverage.html")
    assert [e.attributes["id"] for e in page.all("path") if "id" in e.attributes] == ["shape-SI04"]
    assert [e.attributes["href"] for e in page.all("use")] == ["#shape-SI04"] * 3
    assert "SI04 Zahodna Slovenija, Slovenia: 1" in {title.text for title in page.all("title")}
    assert read(site / "country/si.html").all("use") == []
