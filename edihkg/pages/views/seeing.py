"""Views of the pages that compare: specialisation, the network of organisations, the timeline."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from edihkg.pages import sections as s
from edihkg.pages.rows import Facts, Row, folded, read_number
from edihkg.pages.views.common import SiteView, View, distinct, per_cent
from edihkg.pages.views.nearby import STRONG

ENOUGH = 3
"""Fewest hubs with levels for which shares of a country say anything."""
_STEPS = (1, 20, 40, 60)
"""Least share, in per cent, of each shade above the first."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many hubs of a country are strong in one topic."""

    share: int
    """In per cent of the country's hubs that declare levels."""
    step: int
    """Shade from 0 to 4."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The strengths of one country's hubs."""

    country: str
    name: str
    hubs: int
    """Hubs that declare a level in any topic of the list."""
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Countries by topics of one list."""

    topics: tuple[Row, ...]
    profiles: tuple[Profile, ...]
    left_out: tuple[Profile, ...]
    """Countries with too few hubs to be compared."""


def view_compare(row: Row, facts: Facts, site: SiteView) -> View:
    """Compare the countries by technologies and by sectors."""
    return {
        "comparisons": [(name, compare(name, facts)) for name in ("technology", "sector")],
        "enough": ENOUGH,
        "strong": STRONG,
    }


def compare(scheme: str, facts: Facts) -> Comparison:
    """Compare countries by the topics of one list, the most frequent first."""
    levels = _levels(scheme, facts)
    strong = Counter(
        topic for found in levels.values() for topic in found if _is_strong(found[topic])
    )
    topics = [facts.of(s.CONCEPT, topic)[0] for topic in strong]
    topics.sort(key=lambda topic: (-strong[topic["page"]], folded(topic["name"])))
    countries: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for hub in distinct(facts.all(s.HUB), "page"):
        if hub["country"] and levels.get(hub["page"]):
            key = hub["country"], hub["countryName"]
            countries.setdefault(key, []).append(levels[hub["page"]])
    profiles = [
        _profile(key, hubs, topics) for key, hubs in sorted(countries.items(), key=_by_name)
    ]
    return Comparison(
        tuple(topics),
        tuple(each for each in profiles if each.hubs >= ENOUGH),
        tuple(each for each in profiles if each.hubs < ENOUGH),
    )


def _by_name(item: tuple[tuple[str, str], object]) -> str:
    return folded(item[0][1])


def _levels(scheme: str, facts: Facts) -> Mapping[str, Mapping[str, str]]:
    """Give the levels of each hub by topic of one list."""
    part = f"/concept/{scheme}/"
    return {
        page: {row["topic"]: row["level"] for row in rows if part in row["topic"] and row["level"]}
        for page, rows in facts.groups(s.HUB_TOPICS).items()
    }


def _is_strong(level: str) -> bool:
    return read_number(level) >= STRONG


def _profile(
    key: tuple[str, str], hubs: Sequence[Mapping[str, str]], topics: Sequence[Row]
) -> Profile:
    cells = []
    for topic in topics:
        strong = sum(_is_strong(levels.get(topic["page"], "")) for levels in hubs)
        share = per_cent(strong, len(hubs))
        cells.append(Cell(share, sum(share >= least for least in _STEPS)))
    return Profile(*key, len(hubs), tuple(cells))


@dataclass(frozen=True, slots=True)
class Node:
    """An organisation or a hub in the drawing of the network."""

    row: Row
    y: int


@dataclass(frozen=True, slots=True)
class Tie:
    """A line from an organisation to a hub."""

    start: int
    end: int
    leads: bool
    """Whether the organisation coordinates the hub."""


@dataclass(frozen=True, slots=True)
class Network:
    """Organisations in more than one hub, on the left, and their hubs, on the right."""

    organisations: tuple[Node, ...]
    hubs: tuple[Node, ...]
    ties: tuple[Tie, ...]
    height: int


LINE = 18
_PASSES = 6
"""Rounds of putting each side in the order of what it is tied to."""


def view_network(row: Row, facts: Facts, site: SiteView) -> View:
    """Show the organisations in more than one hub with their hubs."""
    found = several(facts)
    return {
        "network": draw_network(found, {page: facts.of(s.ORGANISATION, page)[0] for page in found}),
        "organisations": [
            (facts.of(s.ORGANISATION, page)[0], rows)
            for page, rows in sorted(
                found.items(), key=lambda item: (-len(distinct(item[1], "hub")), item[0])
            )
        ],
    }


def several(facts: Facts) -> Mapping[str, Sequence[Row]]:
    """Give the ties of each organisation that takes part in more than one hub."""
    return {
        page: rows
        for page, rows in facts.groups(s.ORGANISATION_HUBS).items()
        if len({row["hub"] for row in rows}) > 1 and facts.of(s.ORGANISATION, page)
    }


def draw_network(ties: Mapping[str, Sequence[Row]], names: Mapping[str, Row]) -> Network:
    """Lay out the drawing: each side in the order of the middle of what it is tied to.

    ``names`` has the row of each organisation.
    """
    left = sorted(ties)
    hubs = {row["hub"]: row for rows in ties.values() for row in rows}
    right = sorted(hubs, key=lambda hub: folded(hubs[hub]["hubName"]))
    tied = {page: {row["hub"] for row in rows} for page, rows in ties.items()}
    members = {hub: {page for page in left if hub in tied[page]} for hub in right}
    for _ in range(_PASSES):
        left.sort(key=lambda page: _middle(tied[page], right))
        right.sort(key=lambda hub: _middle(members[hub], left))
    height = max(len(left), len(right)) * LINE
    at_left, at_right = _spread(left, height), _spread(right, height)
    return Network(
        tuple(Node(names[page], at_left[page]) for page in left),
        tuple(Node(hubs[hub], at_right[hub]) for hub in right),
        tuple(
            Tie(at_left[page], at_right[hub], _leads(ties[page], hub))
            for page in left
            for hub in sorted(tied[page])
        ),
        height,
    )


def _middle(tied: Iterable[str], order: Sequence[str]) -> float:
    positions = [order.index(each) for each in tied]
    return sum(positions) / len(positions)


def _spread(order: Sequence[str], height: int) -> Mapping[str, int]:
    return {each: round((i + 0.5) * height / len(order)) for i, each in enumerate(order)}


def _leads(rows: Iterable[Row], hub: str) -> bool:
    return any(row["hub"] == hub and row["roleCode"] == "COORDINATOR" for row in rows)


@dataclass(frozen=True, slots=True)
class Month:
    """What is recorded to begin or end in one month, or in a year without a month."""

    date: str
    starts: tuple[Row, ...]
    """Hubs, by name."""
    ends: tuple[Row, ...]
    x: int
    """Place of its bar in the drawing."""


STEP = 7
"""Width of a month in the drawing."""


def view_timeline(row: Row, facts: Facts, site: SiteView) -> View:
    """Show when hubs are recorded to begin and to end, and when their status was recorded."""
    starts = _dated(facts, "start")
    ends = _dated(facts, "end")
    dates = sorted({*starts, *ends})
    first = min((date[:4] for date in dates), default="2000")
    months = [
        Month(date, starts.get(date, ()), ends.get(date, ()), _place(date, first)) for date in dates
    ]
    hubs = {each["page"] for rows in starts.values() for each in rows}
    return {
        "months": months,
        "years": [(str(int(first) + i), i * 12 * STEP) for i in range(_years(dates))],
        "width": _years(dates) * 12 * STEP,
        "most": max((len(each.starts) for each in months), default=1),
        "dated": len(hubs),
        "count": len(facts.groups(s.HUB)),
        "recorded": _recorded(facts),
    }


def _years(dates: Sequence[str]) -> int:
    return int(dates[-1][:4]) - int(dates[0][:4]) + 1 if dates else 1


def _place(date: str, first: str) -> int:
    """Place a month on the line; a year without a month stands in its middle."""
    month = int(date[5:7]) - 1 if len(date) > 4 else 6
    return ((int(date[:4]) - int(first)) * 12 + month) * STEP


def _dated(facts: Facts, name: str) -> Mapping[str, tuple[Row, ...]]:
    """Give the hubs whose status or grant starts or ends, by month."""
    found: dict[str, dict[str, Row]] = {}
    for section in (s.HUB_STATUSES, s.HUB_GRANTS):
        for page, rows in facts.groups(section).items():
            for row in rows:
                if row[name][:4].isdigit() and facts.of(s.HUB, page):
                    found.setdefault(row[name][:7], {})[page] = facts.of(s.HUB, page)[0]
    return {
        date: tuple(sorted(hubs.values(), key=lambda hub: folded(hub["name"])))
        for date, hubs in found.items()
    }


def _recorded(facts: Facts) -> list[tuple[str, str, str, int]]:
    """Count status records by date, code and name of the status."""
    rows = [row for rows in facts.groups(s.HUB_STATUSES).values() for row in distinct(rows, "item")]
    counts = Counter((row["recordedOn"], row["statusCode"], row["statusName"]) for row in rows)
    return [(*key, number) for key, number in sorted(counts.items())]
