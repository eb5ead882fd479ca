"""The feed for people and for scripts: an Atom feed and a plain list of hubs. Pure."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any
from xml.etree import ElementTree as Xml

from edihkg.feed.events import CREATE, DELETE, UPDATE, Event
from edihkg.feed.pages import Addresses
from edihkg.feed.state import State

ATOM = "http://www.w3.org/2005/Atom"
COLUMNS = ("hub", "label", "change", "modified", "release", "version", "successor", "reason")
_MANY = 50
_ENTRIES = 200
_WORDS = {CREATE: "New", UPDATE: "Changed", DELETE: "Gone"}


def render_list(state: State) -> str:
    """List every hub that was ever published with its last change, oldest change first."""
    return json.dumps(_rows(state), indent=1, ensure_ascii=False) + "\n"


def render_table(state: State) -> str:
    """Write the same list as CSV."""
    return write_table(_rows(state))


def write_table(rows: Iterable[dict[str, Any]]) -> str:
    """Write rows of the list as CSV with CR LF."""
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS)
    table.writeheader()
    table.writerows(rows)
    return text.getvalue()


def _rows(state: State) -> list[dict[str, Any]]:
    at = Addresses(state.site)
    events = sorted(state.hubs.values(), key=lambda each: (each.moment, each.slug))
    return [
        {
            "hub": each.hub,
            "label": each.label,
            "change": each.kind.lower(),
            "modified": each.moment,
            "release": each.release,
            "version": at.member(each) if each.page else "",
            "successor": each.successor,
            "reason": each.reason,
        }
        for each in events
    ]


def render_atom(state: State, *, author: str) -> bytes:
    """Write the latest changes for feed readers; a release with many is one entry.

    Source: RFC 4287.
    """
    at = Addresses(state.site)
    address = f"{state.site}feed/changes.atom"
    feed = Xml.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _add(feed, "id", address)
    _add(feed, "title", "edihkg: changes of digital innovation hubs")
    _add(feed, "updated", state.last or "1970-01-01T00:00:00Z")
    Xml.SubElement(feed, "link", {"rel": "self", "href": address, "type": "application/atom+xml"})
    Xml.SubElement(feed, "link", {"rel": "alternate", "href": f"{state.site}feed.html"})
    _add(Xml.SubElement(feed, "author"), "name", author)
    entries = 0
    for _, group in groupby(state.recent, key=attrgetter("moment")):
        events = list(group)
        if len(events) > _MANY:
            _summary(feed, events, state.site)
            entries += 1
        else:
            for event in events:
                _entry(feed, event, at, state.site)
            entries += len(events)
        if entries >= _ENTRIES:
            break
    Xml.indent(feed, " ")
    text = Xml.tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _entry(feed: Xml.Element, event: Event, at: Addresses, site: str) -> None:
    words = [f"Published with release {event.release}."]
    if event.reason:
        words.insert(0, event.reason)
    if event.successor:
        words.append(f"Its successor is {event.successor}")
    title = f"{_WORDS[event.kind]}: {event.label or event.hub}"
    _fill(feed, at.member(event), title, event.moment, " ".join(words))
    href = f"{site}id/hub/{event.slug}.html"
    Xml.SubElement(feed[-1], "link", {"rel": "alternate", "href": href, "type": "text/html"})


def _summary(feed: Xml.Element, events: Sequence[Event], site: str) -> None:
    first = events[0]
    counts = ", ".join(
        f"{len(of_kind)} {word.lower()}"
        for kind, word in _WORDS.items()
        if (of_kind := [each for each in events if each.kind == kind])
    )
    name = f"{site}feed/changes.atom#{first.moment}"
    words = f"Release {first.release} brought this many changes at once; the list has them all."
    _fill(feed, name, f"{len(events)} hubs: {counts}", first.moment, words)
    Xml.SubElement(feed[-1], "link", {"rel": "alternate", "href": f"{site}feed/hubs.csv"})


def _fill(feed: Xml.Element, name: str, title: str, moment: str, words: str) -> None:
    entry = Xml.SubElement(feed, "entry")
    _add(entry, "id", name)
    _add(entry, "title", title)
    _add(entry, "updated", moment)
    _add(entry, "summary", words)


def _add(parent: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(parent, name).text = text
