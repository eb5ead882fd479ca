"""Draw the picture that other sites show beside a link to a hub: its seat among the regions.

Layout::

    share/FRK2.png           a hub with its seat in FRK2
    share/FRK2-1f3a90bc.png  another that says which regions it serves: the digits stand for these

The picture of a hub is the site's card (``site/static/card.png``) with the tiles of its country,
that of the seat filled and those that it says it serves in a middle shade. It has no words of the
hub: the link beside it carries the name, and no font holds all letters. What a picture shows
depends on codes of regions alone, which its name holds, so hubs share pictures and one that an
earlier release of the same product has is taken over undrawn.
"""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from edihkg.pages import sections as s
from edihkg.pages.files import Folder
from edihkg.pages.rows import Facts
from edihkg.pages.tiles import Place, overlap
from edihkg.pages.views.common import SiteView, distinct
from edihkg.pages.views.seats import group_places, name_picture

CARD = "card.png"
_AREA = (540, 60, 1160, 590)
"""Where the tiles stand: left, top, right, bottom, in pixels of the card."""
_MOST = 120
"""Most pixels of one tile."""
_COLOURS = {"ground": (233, 230, 220), "served": (143, 195, 183), "seat": (10, 71, 68)}
"""As in the style sheet; each is in the palette of the card."""
_EDGE = (168, 70, 26)

Colour = tuple[int, int, int]


def write_pictures(folder: Folder, facts: Facts, site: SiteView, static: Path) -> None:
    """Write the picture of each hub with a seat, once for all that share it.

    ``static`` is the folder of fixed files. Raises: OSError.
    """
    places = group_places(site.places)
    with Image.open(static / CARD) as file:
        card = file.copy()
    written = set()
    for hub in distinct(facts.all(s.HUB), "page"):
        served = sorted({row["regionCode"] for row in facts.of(s.HUB_AREAS, hub["page"])} - {""})
        path = name_picture(hub["regionCode"], served)
        if path and path not in written:
            written.add(path)
            if not folder.take_over([path]):
                country = places.get(hub["regionCode"][:2], ())
                folder.write(path, draw(card, country, hub["regionCode"], served))


def draw(card: Image.Image, places: Sequence[Place], seat: str, served: Sequence[str]) -> bytes:
    """Draw the tiles of one country on the card, as PNG; ``seat`` and ``served`` are codes."""
    picture = card.copy()
    index = _indices(picture)
    pen = ImageDraw.Draw(picture)
    for place, (x, y, size) in _lay_out(places).items():
        is_seat = overlap(place.code, seat)
        is_served = any(overlap(place.code, each) for each in served)
        fill = _COLOURS["seat" if is_seat else "served" if is_served else "ground"]
        edge = index[_EDGE] if is_seat else None
        box = (x, y, x + size - 5, y + size - 5)
        pen.rectangle(box, fill=index[fill], outline=edge, width=max(2, size // 14))
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def _indices(picture: Image.Image) -> Mapping[Colour, int]:
    """Give the place of each colour in the palette, the first where it stands twice."""
    flat = picture.getpalette() or []
    colours = [(flat[i], flat[i + 1], flat[i + 2]) for i in range(0, len(flat) - 2, 3)]
    return {colour: number for number, colour in reversed(list(enumerate(colours)))}


def _lay_out(places: Sequence[Place]) -> Mapping[Place, tuple[int, int, int]]:
    """Give left, top and size in pixels of each tile, as large as fit, in the middle."""
    if not places:
        return {}
    left, top, right, bottom = _AREA
    columns = [place.column for place in places]
    rows = [place.row for place in places]
    across, down = max(columns) - min(columns) + 1, max(rows) - min(rows) + 1
    size = min((right - left) // across, (bottom - top) // down, _MOST)
    x = (left + right - across * size) // 2
    y = (top + bottom - down * size) // 2
    return {
        place: (
            x + (place.column - min(columns)) * size,
            y + (place.row - min(rows)) * size,
            size,
        )
        for place in places
    }
