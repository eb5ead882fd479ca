"""The layout of the tile map."""

from edihkg.pages.tiles import Place, lay_out


def test_tiles_stand_on_the_grid_with_shade_and_mark() -> None:
    """The map is read by number, shade and mark; the three must agree."""
    places = [Place("AT11", 1, 0), Place("AT12", 0, 0), Place("ZZ99", 5, 5)]
    regions = {code: (code, "Austria", f"region/{code}") for code in ("AT11", "AT12")}
    drawn = lay_out(places, regions, {"AT11": 4}, frozenset({"AT11"}))
    assert [(t.code, t.shape, t.count, t.step, t.marked, t.label) for t in drawn.tiles] == [
        ("AT11", "M24 0h24v24h-24z", 4, 3, True, "11"),
        ("AT12", "M0 0h24v24h-24z", 0, 0, False, "12"),
    ]
    assert (drawn.width, drawn.height) == (48, 24)


def test_a_country_is_outlined_as_one() -> None:
    """Lines inside a country would suggest borders that are none."""
    regions = {code: (code, "", code) for code in ("AT11", "AT12")}
    drawn = lay_out([Place("AT11", 0, 0), Place("AT12", 1, 0)], regions, {})
    assert "M24 0v24" not in drawn.borders
    assert drawn.borders.count("M") == 6


def test_a_whole_map_names_each_country_once() -> None:
    """A code on every tile is too small to be read, none at all leaves people lost."""
    places = [Place("AT11", 1, 0), Place("AT12", 0, 0), Place("PT11", 29, 0)]
    regions = {place.code: (place.code, "", place.code) for place in places}
    labels = {t.code: t.label for t in lay_out(places, regions, {}).tiles}
    assert labels == {"AT11": "", "AT12": "AT", "PT11": "PT"}
