"""What a feed remembers from release to release: ``state.json`` in its folder.

Layout::

    {"site": "https://…/", "pages": [{"number": 1, "members": 100, "first": …, "last": …}],
     "hubs": {slug: last event}, "recent": [the latest events, newest first]}
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from edihkg.feed.events import Event

STATE = "state.json"
MEMBERS_A_PAGE = 100
RECENT = 1000


@dataclass(frozen=True, slots=True)
class PageNote:
    """One page of the feed."""

    number: int
    members: int
    first: str
    """Time of its first member."""
    last: str
    """Time of its last member."""

    @property
    def name(self) -> str:
        """Name of its file."""
        return f"{self.number}.trig"


@dataclass(frozen=True, slots=True)
class State:
    """The whole memory; the state of an empty feed has nothing but its address."""

    site: str
    """Where the feed is served; ends in ``/``."""
    pages: Sequence[PageNote] = ()
    hubs: Mapping[str, Event] = field(default_factory=dict)
    """The last event of each hub, by slug."""
    recent: Sequence[Event] = ()
    """The latest events, newest first."""

    @property
    def last(self) -> str:
        """Time of the newest event; empty in an empty feed."""
        return self.pages[-1].last if self.pages else ""


def read_state(folder: Path) -> State | None:
    """Read what a feed remembers; None when it is missing or damaged."""
    try:
        found = json.loads((folder / STATE).read_text(encoding="utf-8"))
        return State(
            found["site"],
            tuple(PageNote(**each) for each in found["pages"]),
            {slug: Event(**each) for slug, each in found["hubs"].items()},
            tuple(Event(**each) for each in found["recent"]),
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def render_state(state: State) -> str:
    """Write what a feed remembers."""
    return json.dumps(asdict(state), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def append(state: State, events: Sequence[Event]) -> tuple[State, list[Event]]:
    """Put the events of a release on pages: on the last one if all of them fit, else on new ones.

    So whoever reads page after page while a release is published has all of it or nothing: its
    events are never in part on a page that they know, in part on one that they do not.

    Returns: the new state, and the events with their pages.
    """
    pages = list(state.pages)
    if pages and events and pages[-1].members + len(events) > MEMBERS_A_PAGE:
        pages.append(_new_page(pages, events[0]))
    placed = []
    for event in events:
        if not pages or pages[-1].members >= MEMBERS_A_PAGE:
            pages.append(_new_page(pages, event))
        note = pages[-1]
        pages[-1] = replace(note, members=note.members + 1, last=event.moment)
        placed.append(replace(event, page=note.number))
    return (
        State(
            state.site,
            tuple(pages),
            {**state.hubs, **{each.slug: each for each in placed}},
            (*placed, *state.recent)[:RECENT],
        ),
        placed,
    )


def _new_page(pages: Sequence[PageNote], first: Event) -> PageNote:
    return PageNote(len(pages) + 1, 0, first.moment, first.moment)
