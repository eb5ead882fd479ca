"""What happened to hubs between the last page of the feed and a new release. Pure values.

The feed remembers of every hub that it ever published what its last event was; comparing this
with what a release publishes gives the new events. So a release that was gone back from leaves
no gap: the next one follows upon what clients have read.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

CREATE, UPDATE, DELETE = "Create", "Update", "Delete"
MOMENT = "%Y-%m-%dT%H:%M:%SZ"
UNEXPLAINED = "Its submission was taken away; no reason is on record."


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A hub as a release publishes it."""

    slug: str
    hub: str
    """IRI."""
    label: str
    statements: Iterable[bytes]
    """Its named graph, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """Why a hub is not published any more."""

    hub: str
    """IRI."""
    reason: str = ""
    """In words; empty when its file gives none."""
    successor: str = ""
    """IRI of the hub that takes its place; empty for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One member of the feed."""

    slug: str
    hub: str
    label: str
    kind: str
    """CREATE, UPDATE or DELETE."""
    moment: str
    """When it was published, UTC to the second: ``2026-11-22T10:00:00Z``."""
    page: int
    """Number of the page that holds it, from 1; 0 if it was told at another address."""
    release: str
    """Id of the release that brought it."""
    digest: str = ""
    """Of the hub's graph; empty for DELETE."""
    reason: str = ""
    successor: str = ""

    @property
    def name(self) -> str:
        """Fragment that names the version on its page."""
        return f"{self.slug}-{self.moment.replace(':', '').replace('-', '')}"


def digest(statements: Iterable[bytes]) -> str:
    """Give the SHA-256 of a hub's graph."""
    return hashlib.sha256(b"\n".join(statements)).hexdigest()


def next_moment(as_of: datetime, last: str) -> str:
    """Give the time of new events: that of the release, but later than all that were told.

    Clients read on from the last time that they know; time never runs backwards in a feed.
    """
    moment = as_of.astimezone(UTC).replace(microsecond=0)
    if last:
        after = datetime.strptime(last, MOMENT).replace(tzinfo=UTC) + timedelta(seconds=1)
        moment = max(moment, after)
    return moment.strftime(MOMENT)


def find_events(
    known: Mapping[str, Event],
    versions: Iterable[Version],
    departures: Iterable[Departure],
    *,
    moment: str,
    release: str,
) -> list[Event]:
    """Compare what the feed told last with what a release publishes.

    Returns: new events by slug, still without a page (0).
    """
    published = {each.slug: each for each in versions}
    gone = {each.hub: each for each in departures}
    events = []
    for slug in sorted({*published, *known}):
        version, before = published.get(slug), known.get(slug)
        alive = before is not None and before.kind != DELETE
        if version is not None:
            fresh = digest(version.statements)
            if before is None or not alive or before.digest != fresh:
                events.append(
                    Event(
                        slug=slug,
                        hub=version.hub,
                        label=version.label,
                        kind=UPDATE if alive else CREATE,
                        moment=moment,
                        page=0,
                        release=release,
                        digest=fresh,
                    )
                )
        elif before is not None and alive:
            events.append(_farewell(before, gone.get(before.hub), moment, release))
    return events


def _farewell(before: Event, departure: Departure | None, moment: str, release: str) -> Event:
    left = departure or Departure(hub=before.hub, reason=UNEXPLAINED)
    return Event(
        slug=before.slug,
        hub=before.hub,
        label=before.label,
        kind=DELETE,
        moment=moment,
        page=0,
        release=release,
        reason=left.reason,
        successor=left.successor,
    )
