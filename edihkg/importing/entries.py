"""State what a row of the official catalogue's export says, and find the hub that it is about.

A row is about a known hub when its folded name or title is one of the hub's names in the same
country. Two candidates are told apart by their status, else by their title; what stays
ambiguous is skipped and reported. A row that finds no hub makes a new one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import FOAF, RDF, SKOS, Graph, URIRef
from rdflib.namespace import DCTERMS

from edihkg.importing import values
from edihkg.importing.describe import CATALOGUE, FACETS, state_topic
from edihkg.importing.draft import Context, Draft
from edihkg.iris import fold
from edihkg.sources.catalogue import Entry
from edihkg.sources.cells import Cell
from edihkg.submission import Submission
from edihkg.vocab import EDIH

SUGGESTIONS = frozenset({"skos:prefLabel", "dct:description", "edih:townAsStated"})
"""What the export only fills where a submission has nothing: its title stands in the catalogue
entry anyway, its prose is the catalogue's, and its town is that of a contact."""

_NAMES = (SKOS.prefLabel, SKOS.altLabel)
_RECORDED = (EDIH.nameAsRecorded, EDIH.titleAsRecorded)


@dataclass(frozen=True, slots=True)
class Known:
    """What matching needs to know of a hub."""

    slug: str
    country: str
    names: frozenset[str]
    """Folded names, titles and acronyms."""
    statuses: frozenset[str]
    """IRIs of every recorded status."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where a row belongs."""

    slug: str
    """Slug of the hub; empty when the row is ambiguous."""
    problem: str = ""
    """Why the row is skipped."""


def match_entries(
    entries: Iterable[Entry], existing: Mapping[str, Submission], context: Context
) -> list[tuple[Entry, Match]]:
    """Find the hub of every row; a hub gets one row, the best match first."""
    hubs = [_known(slug, submission) for slug, submission in sorted(existing.items())]
    by_name: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for hub in hubs:
        for name in hub.names:
            by_name[hub.country, name].append(hub)
    matches: list[tuple[Entry, Match]] = []
    used: set[str] = set()
    rows: dict[tuple[str, ...], int] = {}
    for entry in sorted(entries, key=lambda e: (-_closeness(e, by_name, context), e.line)):
        row = tuple(map(fold, (entry.country, entry.name, entry.title, entry.status)))
        if row in rows:
            match = Match("", problem=f"{_where(entry)}: it repeats row {rows[row]}; skipped")
        else:
            match = _match(entry, by_name, context, used)
            rows[row] = entry.line
        used.add(match.slug)
        matches.append((entry, match))
    return sorted(matches, key=lambda pair: pair[0].line)


def describe_entry(entry: Entry, slug: str, context: Context, *, label: str = "") -> Graph:
    """Give the statements of one row about the hub ``slug``; parts bear their IRIs.

    ``label`` is the name that the hub's submission already has; it is not repeated.
    """
    return draft_of_entry(entry, slug, context, label=label).finish()


def draft_of_entry(entry: Entry, slug: str, context: Context, *, label: str = "") -> Draft:
    """State one row."""
    draft = Draft(slug, context)
    hub, lists = draft.hub, context.lists
    draft.begin(hub, entry.at)
    draft.state(hub, RDF.type, EDIH.Hub, at=entry.at)
    draft.text(hub, SKOS.prefLabel, entry.title)
    if entry.name not in (entry.title, label):
        draft.text(hub, SKOS.altLabel, entry.name)
    draft.text(hub, DCTERMS.description, entry.description, language="en")
    draft.country(hub, entry.country)
    draft.text(hub, EDIH.townAsStated, entry.town)
    draft.addresses(hub, FOAF.page, [entry.website])
    draft.value(hub, DCTERMS.source, CATALOGUE, at=entry.at)
    for scheme in FACETS:
        cell = Cell.of(entry.topics[scheme])
        draft.reserve(hub, URIRef(context.space.scheme(scheme)), cell)
        for topic in lists.split_topics(scheme, cell):
            text = cell.part(topic.text, topic.start, topic.width)
            state_topic(draft, text, topic.concept, text.with_text(topic.level))
    _record(draft, entry)
    return draft


def _record(draft: Draft, entry: Entry) -> None:
    when = values.date(draft.context.recorded_on) if draft.context.recorded_on else None
    at = entry.status.at if isinstance(entry.status, Cell) else None
    record = draft.part(EDIH.hasStatusRecord, EDIH.StatusRecord, at=at)
    draft.concepts(record, EDIH.statusValue, "hub-status", [entry.status])
    draft.value(record, EDIH.recordedOn, when, at=at)
    draft.value(record, DCTERMS.source, CATALOGUE, at=at)
    line = draft.part(EDIH.isRecordedIn, EDIH.CatalogueEntry, at=entry.at)
    draft.value(line, EDIH.inCatalogue, CATALOGUE, at=entry.at)
    draft.value(line, EDIH.recordedOn, when, at=entry.at)
    draft.text(line, EDIH.nameAsRecorded, entry.name)
    draft.text(line, EDIH.titleAsRecorded, entry.title)


def _known(slug: str, submission: Submission) -> Known:
    graph = submission.graph
    hub = submission.hub or URIRef("")
    labels = {str(o) for p in _NAMES for o in graph.objects(hub, p)}
    recorded = {str(o) for p in _RECORDED for o in graph.objects(None, p)}
    return Known(
        slug,
        str(graph.value(hub, EDIH.country) or ""),
        frozenset(map(fold, labels | recorded)),
        frozenset(str(o) for o in graph.objects(None, EDIH.statusValue)),
    )


def _candidates(
    entry: Entry, by_name: Mapping[tuple[str, str], list[Known]], context: Context
) -> list[Known]:
    country = str(context.lists.country(entry.country) or entry.country)
    found = {
        hub.slug: hub
        for name in (fold(entry.name), fold(entry.title))
        for hub in by_name.get((country, name), ())
    }
    return [found[slug] for slug in sorted(found)]


def _closeness(
    entry: Entry, by_name: Mapping[tuple[str, str], list[Known]], context: Context
) -> int:
    """Rate how well a row fits its best candidate: both names and the status count."""
    return max(
        (_fit(entry, hub, context) for hub in _candidates(entry, by_name, context)), default=0
    )


def _fit(entry: Entry, hub: Known, context: Context) -> int:
    status = str(context.lists.match("hub-status", entry.status) or entry.status)
    return (
        4 * (status in hub.statuses)
        + 2 * (fold(entry.title) in hub.names)
        + (fold(entry.name) in hub.names)
    )


def _match(
    entry: Entry,
    by_name: Mapping[tuple[str, str], list[Known]],
    context: Context,
    used: set[str],
) -> Match:
    free = [hub for hub in _candidates(entry, by_name, context) if hub.slug not in used]
    if not free:
        return Match(context.register.hub(entry.name))
    best = max(_fit(entry, hub, context) for hub in free)
    fitting = [hub for hub in free if _fit(entry, hub, context) == best]
    if len(fitting) > 1:
        names = " and ".join(hub.slug for hub in fitting)
        return Match("", problem=f"{_where(entry)}: it fits {names} equally well; skipped")
    return Match(fitting[0].slug)


def _where(entry: Entry) -> str:
    return f"row {entry.line} ({entry.name}, {entry.country})"
