"""Tiny releases on disk with a feed, written as a build writes them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edihkg import feed
from edihkg.release import (
    SITE,
    Manifest,
    Release,
    list_files,
    list_releases,
    lock,
    note_history,
    publish,
    staging,
)

ID_BASE = "https://w3id.org/edihkg/"
SITE_URL = "https://hubs.example/"
SOURCE = feed.Source(url=SITE_URL, id_base=ID_BASE, author="The publisher")

Publish = Callable[..., feed.Feed]


def version(slug: str, *values: str) -> feed.Version:
    """A hub whose graph has a statement for each value."""
    hub = f"{ID_BASE}id/hub/{slug}"
    lines = sorted(f'<{hub}> <http://example.org/says> "{value}" .'.encode() for value in values)
    return feed.Version(
        slug=slug, hub=hub, label=f"Hub {slug.upper()} & Co", statements=tuple(lines)
    )


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An output folder that does not exist yet."""
    return tmp_path / "out"


@pytest.fixture
def tell(out: Path) -> Publish:
    """Publish a release of some hubs on a day of January 2026."""

    def tell(
        hubs: Mapping[str, str],
        *,
        day: int,
        departures: Sequence[feed.Departure] = (),
        source: feed.Source = SOURCE,
    ) -> feed.Feed:
        moment = datetime(2026, 1, day, tzinfo=UTC)
        name = f"{moment:%Y%m%dT%H%M%SZ}-{'-'.join([*hubs, *hubs.values()])[:40]}"
        with lock(out), staging(out) as folder:
            (folder / "store").mkdir()
            (folder / SITE).mkdir()
            manifest = _manifest(name, folder)
            told = feed.Told(
                release=name,
                as_of=moment,
                versions=[version(slug, value) for slug, value in hubs.items()],
                departures=departures,
            )
            earlier: list[Release] = list_releases(out)[::-1]
            written = feed.write_feed(folder / SITE, told, source, earlier=earlier)
            note_history(folder, written.files)
            publish(folder, manifest, out=out)
        return written

    return tell


def _manifest(name: str, folder: Path) -> Manifest:
    return Manifest(
        release_id=name,
        built_at="",
        as_of="",
        store_digest="",
        versions={},
        counts={},
        settings={},
        files=list_files(folder),
    )
