"""Build one day's release in a process of its own: ``python -m tests.harvest.publishing``.

Arguments: submissions, output folder, number of the day, address of the site, pages (``few`` or
``all``) and, where a hub may be lost, ``loss``. Run inside the small checkout (tests.checkout) it
takes a few seconds. Pages of the feed hold few members, so that there are several.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox

from edihkg import pages
from edihkg.build import Steps, build
from edihkg.feed import state
from edihkg.graph.rendering import render
from edihkg.pages import departed
from edihkg.settings import Settings

MEMBERS_A_PAGE = 2


def settings_for(url: str) -> Settings:
    """What the operator of a test chose."""
    return Settings(
        public_url=url, min_hubs=1, min_regions_with_seat=0, workers=2, log_requests=False
    )


def few_pages(
    store: ox.Store,
    site: Path,
    *,
    context: pages.SiteContext,
    earlier: object = None,
    progress: object = None,
    helpers: object = None,
) -> dict[str, str]:
    """Write what harvesters look at; all pages take seconds."""
    del store, earlier, progress, helpers
    site.mkdir(exist_ok=True)
    (site / "index.html").write_text(context.release_id)
    (site / departed.LIST).write_text(departed.render_list(context.departed, context.id_base))
    for row in departed.list_departed(context):
        for ending, content in render(departed.describe_row(row)).items():
            target = site / f"{row['path']}.{ending}"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    return {"index.html": "mark"}


BUILDERS = {"few": few_pages, "all": pages.build_site}


def main(submissions: str, out: str, day: str, url: str, which: str, *loss: str) -> None:
    """Publish."""
    state.MEMBERS_A_PAGE = MEMBERS_A_PAGE
    build(
        Path(submissions),
        out=Path(out),
        as_of=datetime(2026, 1, int(day), tzinfo=UTC),
        settings=settings_for(url),
        allow_loss=bool(loss),
        steps=Steps(build_site=BUILDERS[which]),
        processes=1,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
