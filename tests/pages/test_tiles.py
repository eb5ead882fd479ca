"""The layout of the tile map."""

from edihkg.pages.tiles import Place, lay_out


def test_tiles_stand_on_the_grid_with_shade_and_mark() -> None:
    """The map is read by number, shade and mark; the three must agree."""
    places = [Place("AT11", 1, 0), Place("AT12", 0, 0), Place("ZZ99", 5, 5)]
    regions = {code: (code, "Austria", f"region/{code}") for code in ("AT11", "AT12")}
    drawn = lay_out(places, regions).show({"AT11": 4}, {"AT11"})
    assert [
        (t.spot.code, t.spot.shape, t.count, t.step, t.marked, t.spot.label) for t in drawn.tiles
    ] == [
        ("AT11", "M24 0h24v24h-24z", 4, 3, True, "11"),
        ("AT12", "M0 0h24v24h-24z", 0, 0, False, "12"),
    ]
    assert (drawn.grid.width, drawn.grid.height) == (48, 24)


def test_a_country_is_outlined_as_one() -> None:
    """Lines inside a country would suggest borders that are none."""
    regions = {code: (code, "", code) for code in ("AT11", "AT12")}
    drawn = lay_out([Place("AT11", 0, 0), Place("AT12", 1, 0)], regions)
    assert "M24 0v24" not in drawn.borders
    assert drawn.borders.count("M") == 6


def test_a_whole_map_names_each_country_once() -> None:
    """A code on every tile is too small to be read, none at all leaves people lost."""
    places = [Place("AT11", 1, 0), Place("AT12", 0, 0), Place("PT11", 29, 0)]
    regions = {place.code: (place.code, "", place.code) for place in places}
    labels = {spot.code: spot.label for spot in lay_out(places, regions).spots}
    assert labels == {"AT11": "", "AT12": "AT", "PT11": "PT"}


def test_a_picture_of_the_map_has_every_region_number_and_mark() -> None:
    """Drawn at once, a region that were left out would be noticed by nobody."""
    places = [Place(f"AT1{i}", i, 0) for i in range(4)]
    regions = {place.code: (place.code, "", place.code) for place in places}
    counts = {"AT11": 4, "AT12": 3, "AT13": 12}
    drawn = lay_out(places, regions).show(counts, {"AT11", "AT13"})
    shades = {shade.step: shade for shade in drawn.shades}
    assert {step: shade.shape for step, shade in shades.items()} == {
        0: "M0 0h24v24h-24z",
        3: "M24 0h24v24h-24zM48 0h24v24h-24z",
        4: "M72 0h24v24h-24z",
    }
    assert (shades[3].digits, shades[3].xs, shades[3].ys) == ("43", "36 60", "20 20")
    assert [(tile.count, tile.spot.x, tile.spot.y) for tile in shades[4].others] == [(12, 84, 20)]
    assert (shades[0].digits, shades[0].others) == ("", ())
    assert drawn.marks.count("M") == 2
