"""Write the change feed of a release: what happened to each hub since the feed began.

Layout below the site::

    feed.ttl .jsonld .nt .rdf   root of the Linked Data Event Stream: leads to pages by time
    feed/1.trig 2.trig …        up to 100 versions of hubs each; all but the last never change
    feed/shape.ttl, context.jsonld
    feed/hubs.json hubs.csv     every hub with its last change, removed ones too
    feed/changes.atom           the latest changes for feed readers
    feed/patches/{release}.rdfp what a release changed in dumps/edihkg.nq
    feed/state.json             what the next release goes on from

The pages of the newest earlier release are taken over. Reading all pages from the first gives
exactly the hubs' graphs of the release. Only files below the site are written.
"""

import os
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pyoxigraph as ox

from edihkg import assets
from edihkg.feed.events import (
    CREATE,
    DELETE,
    UPDATE,
    Departure,
    Event,
    Version,
    find_events,
    next_moment,
)
from edihkg.feed.pages import Addresses, page_head, page_quads, render_page, root_lines
from edihkg.feed.patch import ENDING, render_patch
from edihkg.feed.reading import render_atom, render_list, render_table, write_table
from edihkg.feed.state import STATE, State, append, read_state, render_state
from edihkg.graph.comparing import compare_quads
from edihkg.graph.rendering import render
from edihkg.release import DUMPS, SITE, Release, is_history_whole

__all__ = [
    "CREATE",
    "DELETE",
    "UPDATE",
    "Addresses",
    "Departure",
    "Event",
    "Feed",
    "Source",
    "Told",
    "Version",
    "write_feed",
    "write_patch",
    "write_table",
]

FOLDER = "feed"
PATCHES_KEPT = 30


@dataclass(frozen=True, slots=True)
class Feed:
    """What was written."""

    files: tuple[Path, ...]
    events: tuple[Event, ...]
    """New ones, by slug."""
    gone: tuple[Event, ...]
    """The last event of every hub that is not published any more, by slug."""
    modified: Mapping[str, str]
    """Time of the last event of each hub, by slug."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a feed has to tell of a release."""

    release: str
    """Its id."""
    as_of: datetime
    versions: Sequence[Version]
    departures: Sequence[Departure] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who publishes, and where."""

    url: str
    """Where the site is served; ends in ``/``."""
    id_base: str
    """Our IRIs begin with this."""
    author: str
    """Name of the publisher."""


def write_feed(site: Path, told: Told, source: Source, *, earlier: Sequence[Release]) -> Feed:
    """Write the feed of a release below its site.

    ``earlier`` are releases, the newest first: the first whose feed is whole and was served at
    the same address is followed. A site that has moved begins a new one, but knows who left.
    Raises: OSError from the disk.
    """
    folder = site / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    before = next(_whole(earlier, source.url), None)
    state = before[1] if before else _begin(earlier, source.url)
    moment = next_moment(told.as_of, state.last)
    found = find_events(
        state.hubs, told.versions, told.departures, moment=moment, release=told.release
    )
    state, events = append(state, found)
    if before:
        _take_over(before[0] / FOLDER, folder)
    _write_pages(folder, events, told.versions, source)
    written = _write_rest(site, state, source.author)
    files = (*written, *(path for path in folder.rglob("*") if path.is_file()))
    modified = {slug: each.moment for slug, each in state.hubs.items()}
    gone = tuple(each for _, each in sorted(state.hubs.items()) if each.kind == DELETE)
    return Feed(tuple(files), tuple(events), gone, modified)


def write_patch(staged: Path, earlier: Release, *, release: str, url: str) -> Path:
    """Write what a staged release changes in the dump of an earlier one.

    Raises: OSError when a dump cannot be read.
    """
    target = staged / SITE / FOLDER / "patches" / f"{release}.{ENDING}"
    target.parent.mkdir(parents=True, exist_ok=True)
    old, new = earlier.path / DUMPS / "edihkg.nq", staged / DUMPS / "edihkg.nq"
    ids = (earlier.manifest.release_id, release)
    target.write_bytes(
        render_patch(
            compare_quads(old, new),
            ids=(f"{url}release/{ids[0]}/manifest.json", f"{url}release/{ids[1]}/manifest.json"),
        )
    )
    return target


def _whole(earlier: Iterable[Release], url: str) -> Iterator[tuple[Path, State]]:
    """Give site and memory of each release whose feed can be followed."""
    for release in earlier:
        state = read_state(release.path / SITE / FOLDER)
        if state is not None and state.site == url and is_history_whole(release):
            yield release.path / SITE, state


def _begin(earlier: Iterable[Release], url: str) -> State:
    """Begin a feed; what left before, by the newest feed of another address, is remembered."""
    states = (read_state(release.path / SITE / FOLDER) for release in earlier)
    before = next((each for each in states if each is not None), State(url))
    gone = {slug: each for slug, each in before.hubs.items() if each.kind == DELETE}
    return State(url, hubs={slug: replace(each, page=0) for slug, each in gone.items()})


def _take_over(old: Path, new: Path) -> None:
    """Take over the pages and the latest patches of an earlier feed."""
    patches = sorted((old / "patches").glob(f"*.{ENDING}"))[-PATCHES_KEPT:]
    for path in (*old.glob("*.trig"), *patches):
        target = new / path.relative_to(old)
        target.parent.mkdir(exist_ok=True)
        _share(path, target)


def _share(source: Path, target: Path) -> None:
    """Give a file a second name, or copy it where that is impossible."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _write_pages(
    folder: Path, events: Sequence[Event], versions: Iterable[Version], source: Source
) -> None:
    """Write new pages, and add to the last of the old ones."""
    statements = {each.slug: each.statements for each in versions}
    by_page: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        by_page[event.page].append(event)
    for number, own in by_page.items():
        path = folder / f"{number}.trig"
        old = ox.parse(path=path) if path.exists() else page_head(source.url, number)
        new = page_quads(own, statements, source.url, source.id_base)
        path.unlink(missing_ok=True)  # it may be a second name of the earlier release's page
        path.write_bytes(render_page([*old, *new], source.id_base))


def _write_rest(site: Path, state: State, author: str) -> list[Path]:
    """Write what leads to the pages, and the feed's other forms; give those beside its folder."""
    folder = site / FOLDER
    shutil.copyfile(assets.folder("shapes") / "feed" / "member.ttl", folder / "shape.ttl")
    shutil.copyfile(assets.folder("ontology") / "context.jsonld", folder / "context.jsonld")
    texts = {
        STATE: render_state(state),
        "hubs.json": render_list(state),
        "hubs.csv": render_table(state),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    (folder / "changes.atom").write_bytes(render_atom(state, author=author))
    written = []
    for ending, content in render(root_lines(state)).items():
        written.append(site / f"{FOLDER}.{ending}")
        written[-1].write_bytes(content)
    return written
