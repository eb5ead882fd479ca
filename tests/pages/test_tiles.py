"""The layout of the tile map."""

from edihkg.pages.tiles import Place, lay_out


def test_tiles_stand_on_the_grid_with_shade_and_mark() -> None:
    """The map is read by number, shade and mark; the three must agree."""
    places = [Place("AT11", 1, 0), Place("AT12", 0, 0), Place("ZZ99", 5, 5)]
    regions = {code: (code, "Austria", f"region/{code}") for code in ("AT11", "AT12")}
    drawn = lay_out(places, regions, {"AT11": 4}, frozenset({"AT11"}))
    assert [(t.code, t.x, t.y, t.count, t.step, t.marked) for t in drawn.tiles] == [
        ("AT11", 24, 0, 4, 3, True),
        ("AT12", 0, 0, 0, 0, False),
    ]
    assert (drawn.width, drawn.height) == (48, 24)


def test_a_country_is_outlined_as_one() -> None:
    """Lines inside a country would suggest borders that are none."""
    regions = {code: (code, "", code) for code in ("AT11", "AT12")}
    drawn = lay_out([Place("AT11", 0, 0), Place("AT12", 1, 0)], regions, {})
    assert "M24 0v24" not in drawn.borders
    assert drawn.borders.count("M") == 6
