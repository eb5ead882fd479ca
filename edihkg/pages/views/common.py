"""What views share: the site as a whole, grouping, footnotes. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from edihkg.iris import fold
from edihkg.pages.context import SiteContext
from edihkg.pages.rows import Facts, Row
from edihkg.pages.sections import DATA_SOURCES
from edihkg.pages.tiles import Place
from edihkg.pages.vocabulary import Vocabulary
from edihkg.queries import Question

View = dict[str, object]
CO_FUNDED = frozenset({"EDIH"})
"""Codes of the statuses whose hubs count as co-funded, as in the published questions."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question for which facts are missing."""

    ask: str
    send: str
    """What somebody would have to send for it."""


@dataclass(frozen=True, slots=True)
class SiteView:
    """What every view may look at beside the facts."""

    context: SiteContext
    paths: Mapping[str, str]
    """Path of the document of each IRI that has one, without ending."""
    places: Sequence[Place]
    """Where the tiles of the map stand."""
    questions: Sequence[Question]
    """Published queries, by name."""
    unanswered: Sequence[Unanswered]
    """Questions that wait for facts."""
    vocabulary: Vocabulary
    """The product's ontology, shapes and examples."""
    remembered: dict[str, object] = field(default_factory=dict)
    """What views made once for all pages, by name; the same facts always make the same."""


ViewMaker = Callable[[Row, Facts, SiteView], View]


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of a page's list of sources."""

    address: str
    title: str
    publisher: str
    recorded: str = ""
    """Date on which it was read, as a source states it; empty when unknown."""


@dataclass(frozen=True, slots=True)
class Footnotes:
    """Numbered sources of a page."""

    sources: tuple[Source, ...]
    numbers: Mapping[str, tuple[int, ...]]
    """Numbers of the sources of each item, by its IRI."""

    def of(self, item: str) -> tuple[int, ...]:
        """Give the numbers of an item's sources; none for an item without its own."""
        return self.numbers.get(item, ())


def number_sources(rows: Iterable[Row], facts: Facts, first: str) -> Footnotes:
    """Number the sources of a page, those of the item ``first`` first.

    Rows have ``source`` and may have ``item``.
    """
    titles = {row["source"]: row for row in facts.of(DATA_SOURCES, "")}
    items: dict[str, list[str]] = {}
    for row in rows:
        items.setdefault(row.get("item", first), []).append(row["source"])
    order = dict.fromkeys(items.get(first, []))
    order.update(dict.fromkeys(source for item in sorted(items) for source in items[item]))
    position = {source: number for number, source in enumerate(order, 1)}
    return Footnotes(
        tuple(_source(address, titles.get(address)) for address in order),
        {i: tuple(sorted({position[s] for s in found})) for i, found in items.items()},
    )


def date_sources(footnotes: Footnotes, entries: Iterable[Row]) -> Footnotes:
    """Add to the sources that are catalogues when the hub's entry there was recorded."""
    dates = {row["catalogue"]: row["recordedOn"] for row in entries if row["recordedOn"]}
    sources = (replace(each, recorded=dates.get(each.address, "")) for each in footnotes.sources)
    return replace(footnotes, sources=tuple(sources))


def _source(address: str, known: Row | None) -> Source:
    if known is None:
        return Source(address, "", "")
    return Source(address, known["name"], known["publisher"])


def group_by(rows: Iterable[Row], key: str, known: Iterable[str] = ()) -> dict[str, list[Row]]:
    """Group rows by one variable, keeping their order; ``known`` values are always there."""
    groups: dict[str, list[Row]] = {value: [] for value in known}
    for row in rows:
        groups.setdefault(row[key], []).append(row)
    return groups


def distinct(rows: Iterable[Row], key: str) -> list[Row]:
    """Keep the first row of each value of one variable."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row[key], row)
    return list(found.values())


_IN_LISTS = ("name", "town", "placeName", "country", "countryName", "statusCode", "statusName")


def card(hub: Row) -> dict[str, str]:
    """Take from a hub's row what other pages show of it: they need not change with the rest."""
    return {name: hub[name] for name in _IN_LISTS}


def by_letter(rows: Iterable[Row], key: str = "name") -> list[tuple[str, list[Row]]]:
    """Group rows under the first letter of a name; digits and others under ``0–9``."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(_letter(row[key]), []).append(row)
    return sorted(groups.items())


def _letter(name: str) -> str:
    first = fold(name)[:1].upper()
    return first if first.isalpha() else "0–9"


def count_statuses(rows: Iterable[Row], names: Mapping[str, str]) -> list[tuple[str, str, int]]:
    """Count hubs by status: code, name, number, largest first.

    ``names`` gives the name of each code; rows have ``statusCode``.
    """
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["statusCode"]] = counts.get(row["statusCode"], 0) + 1
    return [
        (code, names.get(code, code), number)
        for code, number in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]


def status_names(rows: Iterable[Row]) -> dict[str, str]:
    """Collect the names of the statuses that occur in rows."""
    return {row["statusCode"]: row["statusName"] for row in rows}


def is_co_funded(row: Row) -> bool:
    """Tell whether a hub's recorded status is one of a co-funded hub."""
    return row["statusCode"] in CO_FUNDED


def per_cent(part: int, whole: int) -> int:
    """Give a share as a whole number."""
    return round(100 * part / whole) if whole else 0
