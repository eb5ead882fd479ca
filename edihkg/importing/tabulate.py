"""Turn a submission into rows of the tables, so that importing them gives the same statements.

Each friendly table takes what it can say; the result is imported at once and compared. A cell
that would state something else is emptied, and whatever is still missing goes to the table
``statements``, so nothing is lost whatever a submission holds.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rdflib import FOAF, ORG, SKOS, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from edihkg.errors import SourceError
from edihkg.importing.describe import draft_of, enrol
from edihkg.importing.draft import Context, Draft
from edihkg.importing.freely import write_freely
from edihkg.importing.register import Register
from edihkg.indexed import IndexedGraph
from edihkg.iris import IriSpace
from edihkg.parts import named_parts
from edihkg.sources.cells import Row, address, column_number, read_cell
from edihkg.sources.columns import COLUMNS, HUBS, NEEDED, SEVERAL, STATEMENTS
from edihkg.sources.lists import Lists
from edihkg.sources.placed import rename
from edihkg.sources.tables import HubRows
from edihkg.submission import Statement, Submission
from edihkg.vocab import EDIH

_GEONAMES = "https://sws.geonames.org/"
_NUTS = "http://data.europa.eu/nuts/code/"
_ROUNDS = 4
"""After so many corrections whatever is doubtful goes to ``statements``."""

_LOST = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
"""Control characters, and what spreadsheets take for one that is escaped."""

Table = list[dict[str, str]]
Tables = dict[str, Table]


@dataclass(slots=True)
class _Reader:
    """Short questions to a submission's graph."""

    graph: Graph
    space: IriSpace
    codes: Mapping[Node, str] = field(default_factory=dict)

    def one(self, subject: Node, predicate: Node) -> str:
        """Give the first value as a cell; empty when there is none."""
        return next(iter(self.all(subject, predicate)), "")

    def all(self, subject: Node, predicate: Node) -> list[str]:
        """Give all values as cells."""
        return [
            self.cell(value) for value in sorted(self.graph.objects(subject, predicate), key=str)
        ]

    def joined(self, subject: Node, predicate: Node) -> str:
        """Give all values in one cell."""
        return SEVERAL.join(self.all(subject, predicate))

    def parts(self, owner: Node, link: Node) -> list[Node]:
        """Give the parts of a thing in a stable order."""
        return sorted(self.graph.objects(owner, link), key=str)

    def cell(self, value: Node) -> str:
        """Write a value as people write it in a table."""
        if isinstance(value, Literal) or value in self.codes:
            return self.codes.get(value, str(value))
        text = str(value)
        for space in (_NUTS, _GEONAMES, f"{self.space.base}concept/"):
            if text.startswith(space):
                return text.removeprefix(space).strip("/").rpartition("/")[2]
        thing = self.space.parse(text)
        return thing.slug.upper() if thing and thing.kind == "call" else text


def to_cell(value: Node, lists: Lists, space: IriSpace) -> str:
    """Write a value as people write it in a table: a code, an address, a text."""
    return _Reader(Graph(), space, _codes(lists)).cell(value)


def tabulate(
    submission: Submission, context: Context, *, labels: Mapping[Node, str] | None = None
) -> Tables:
    """Give the rows of every table about the one hub of a submission.

    ``labels`` are what concepts, countries and languages are called in cells; others are
    written as codes.
    Raises: SourceError when the submission does not describe exactly one hub.
    """
    if submission.hub is None:
        raise SourceError(
            f"'{submission.name}' does not describe exactly one hub; run edihkg validate on it."
        )
    names = named_parts(submission.graph, submission.hub)
    graph = IndexedGraph(rename(statement, names) for statement in submission.graph)
    slug = str(submission.hub).rpartition("/")[2]
    codes = {**_codes(context.lists), **(labels or {})}
    tables = _writable(_tables(_Reader(graph, context.space, codes), slug))
    for _ in range(_ROUNDS):
        made = _import(tables, slug, context)
        wrong = [made.places.objects[s] for s in _stated(made) if s not in graph]
        if not wrong:
            break
        _empty(tables, {place.cell for place in wrong})
    else:
        _keep_name(tables, slug)
        made = _import(tables, slug, context)
    stated = set(made.finish())
    tables[STATEMENTS] = [
        {"hub_slug": slug, **write_freely(statement, context.space.base)}
        for statement in sorted(set(graph) - stated, key=_order)
    ]
    return {table: rows for table, rows in tables.items() if rows}


def _order(statement: Statement) -> tuple[str, ...]:
    return tuple(map(str, statement))


def _codes(lists: Lists) -> dict[Node, str]:
    """Give the shortest code of every country and language."""
    codes: dict[Node, str] = {country: code.upper() for country, code in lists.alpha2.items()}
    for text, language in lists.languages.items():
        if len(text) == 2:
            codes[language] = text
    return codes


def _writable(tables: Tables) -> Tables:
    """Leave out the cells that a workbook would not give back as they are."""
    return {
        table: [{c: "" if _LOST.search(text) else text for c, text in row.items()} for row in rows]
        for table, rows in tables.items()
    }


def _tables(reader: _Reader, slug: str) -> Tables:
    hub = URIRef(reader.space.thing("hub", slug))
    found: Tables = {HUBS: [_hub(reader, hub, slug)]}
    for table, rows in (
        ("status_records", _status_records(reader, hub)),
        ("catalogue_entries", _catalogue_entries(reader, hub)),
        ("hub_topics", _topics(reader, hub)),
        ("partners", _partners(reader, hub)),
        ("facilities", _facilities(reader, hub)),
        ("regions_served", _areas(reader, hub)),
        ("projects", _projects(reader, hub)),
        ("page_languages", _page_languages(reader, hub)),
    ):
        found[table] = [{"hub_slug": slug, **row} for row in rows]
    return found


def _hub(reader: _Reader, hub: Node, slug: str) -> dict[str, str]:
    return {
        "slug": slug,
        "name": reader.one(hub, SKOS.prefLabel),
        "acronym": reader.one(hub, SKOS.altLabel),
        "country": reader.one(hub, EDIH.country),
        "nuts2": reader.one(hub, EDIH.isLocatedIn),
        "nuts2_basis": reader.one(hub, EDIH.locationBasis),
        "city": reader.one(hub, EDIH.townAsStated),
        "geonames_id": reader.one(hub, EDIH.seatPlace),
        "website": reader.one(hub, FOAF.page),
        "service_families": reader.joined(hub, EDIH.offersServiceFamily),
        "target_groups": reader.joined(hub, EDIH.targetsGroup),
        "pillars": reader.joined(hub, EDIH.supportsPillar),
        "languages": reader.joined(hub, DCTERMS.language),
        "summary_en": reader.one(hub, DCTERMS.description),
        "sources": reader.joined(hub, DCTERMS.source),
    }


def _status_records(reader: _Reader, hub: Node) -> Iterator[dict[str, str]]:
    for record in reader.parts(hub, EDIH.hasStatusRecord):
        yield {
            "status": reader.one(record, EDIH.statusValue),
            "recorded_on": reader.one(record, EDIH.recordedOn),
            "start_date": reader.one(record, EDIH.startDate),
            "end_date": reader.one(record, EDIH.endDate),
            "call": reader.one(record, EDIH.underCall) or reader.one(record, EDIH.callAsStated),
            "sources": reader.joined(record, DCTERMS.source),
        }


def _catalogue_entries(reader: _Reader, hub: Node) -> Iterator[dict[str, str]]:
    for entry in reader.parts(hub, EDIH.isRecordedIn):
        yield {
            "catalogue": reader.one(entry, EDIH.inCatalogue),
            "recorded_on": reader.one(entry, EDIH.recordedOn),
            "name_as_recorded": reader.one(entry, EDIH.nameAsRecorded),
            "title_as_recorded": reader.one(entry, EDIH.titleAsRecorded),
        }


def _topics(reader: _Reader, hub: Node) -> Iterator[dict[str, str]]:
    for part in reader.parts(hub, EDIH.hasExpertise):
        concept = next(reader.graph.objects(part, EDIH.concernsTopic), None)
        scheme = str(concept or "").rpartition("/")[0].rpartition("/")[2]
        yield {
            "facet": scheme or "technology",
            "term": reader.cell(concept) if concept else reader.one(part, EDIH.topicAsStated),
            "level": reader.one(part, EDIH.expertiseLevel),
        }


def _partners(reader: _Reader, hub: Node) -> Iterator[dict[str, str]]:
    for part in reader.parts(hub, EDIH.hasPartnership):
        member = next(reader.graph.objects(part, ORG.member), URIRef(""))
        thing = reader.space.parse(str(member))
        kind = reader.one(member, EDIH.organisationType) or reader.one(part, EDIH.kindAsStated)
        yield {
            "organisation": reader.one(member, SKOS.prefLabel),
            "role": reader.one(part, ORG.role),
            "country": reader.one(member, EDIH.country),
            "city": reader.one(part, EDIH.townAsStated),
            "website": reader.one(member, FOAF.page),
            "kind": kind,
            "sources": reader.joined(part, DCTERMS.source),
            "organisation_slug": thing.slug if thing else "",
        }


def _facilities(reader: _Reader, hub: Node) -> Iterator[dict[str, str]]:
    for facility in reader.parts(hub, EDIH.hasFacility):
        thing = reader.space.parse(str(facility))
        technologies = reader.all(facility, EDIH.demonstratesTechnology)
        operator = next(reader.graph.objects(facility, EDIH.isOperatedBy), URIRef(""))
        yield {
            "name": reader.one(facility, SKOS.prefLabel),
            "kind": reader.one(facility, EDIH.kindAsStated),
            "technologies": SEVERAL.join(technologies + reader.all(facility, EDIH.topicAsStated)),
            "operator": reader.one(operator, SKOS.prefLabel),
            "city": reader.one(facility, EDIH.townAsStated),
            "sources": reader.joined(facility, DCTERMS.source),
            "facility_slug": thing.slug if thing else "",
        }


def _areas(reader: _Reader, hub: Node) -> Iterator[dict[str, str]]:
    for area in reader.parts(hub, EDIH.hasServiceArea):
        yield {
            "nuts": reader.one(area, EDIH.coversRegion),
            "region_as_stated": reader.one(area, EDIH.areaAsStated),
            "basis": reader.one(area, EDIH.areaBasis),
            "sources": reader.joined(area, DCTERMS.source),
        }


def _projects(reader: _Reader, hub: Node) -> Iterator[dict[str, str]]:
    for grant in reader.parts(hub, EDIH.isFundedBy):
        phases = reader.all(grant, EDIH.phaseAsStated) or [""]
        whole = {
            "project_acronym": reader.one(grant, SKOS.prefLabel),
            "grant_number": reader.one(grant, EDIH.grantNumber),
            "call": reader.one(grant, EDIH.awardedUnder) or reader.one(grant, EDIH.callAsStated),
            "start_date": reader.one(grant, EDIH.startDate),
            "end_date": reader.one(grant, EDIH.endDate),
            "total_cost_eur": reader.one(grant, EDIH.totalCost),
            "eu_contribution_eur": reader.one(grant, EDIH.euContribution),
            "status": phases[0],
            "note": reader.one(grant, SKOS.note),
            "sources": reader.joined(grant, DCTERMS.source),
        }
        yield whole


def _page_languages(reader: _Reader, hub: Node) -> Iterator[dict[str, str]]:
    for code in reader.all(hub, EDIH.publishesPagesIn):
        yield {"language_code": code}


def _import(tables: Tables, slug: str, context: Context) -> Draft:
    """Import rows as a reader of a workbook would, with a register of its own."""
    rows = {
        name: [_row(name, i, row) for i, row in enumerate(tables.get(name, ()))] for name in COLUMNS
    }
    alone = Context(space=context.space, lists=context.lists, register=Register(context.space, ()))
    hub_rows = HubRows(
        slug, rows[HUBS][0], {name: tuple(rows[name]) for name in COLUMNS if name != HUBS}
    )
    enrol(hub_rows, alone)
    return draft_of(hub_rows, alone)


def _row(table: str, index: int, cells: Mapping[str, str]) -> Row:
    """Read a row back: without surrounding blanks, each cell with its address."""
    found = {
        column: read_cell(cells.get(column, ""), table, index, number, index + 1)
        for number, column in enumerate(COLUMNS[table], start=1)
    }
    return Row(index + 1, found, address(table, index, 1, index + 1))


def _stated(draft: Draft) -> Iterator[Statement]:
    """Give what a draft states, by its statements before parts are named, with places."""
    names = named_parts(draft.graph, draft.hub)
    for statement in list(draft.places.objects):
        named = rename(statement, names)
        draft.places.objects.setdefault(named, draft.places.objects[statement])
        yield named


def _empty(tables: Tables, cells: Iterable[str]) -> None:
    """Empty cells; a row that loses what it needs goes as a whole."""
    by_table: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for cell in cells:
        table, _, place = cell.partition("!")
        letters = place.rstrip("0123456789")
        column = COLUMNS[table][column_number(letters) - 1]
        by_table[table][int(place.removeprefix(letters))].add(column)
    for table, rows in by_table.items():
        kept = []
        for index, row in enumerate(tables[table]):
            columns = rows.get(index, set())
            if columns & set(NEEDED[table]) and table != HUBS:
                continue
            kept.append({name: "" if name in columns else text for name, text in row.items()})
        tables[table] = kept


def _keep_name(tables: Tables, slug: str) -> None:
    """Fall back: only the slug in its table, everything else in ``statements``."""
    tables.clear()
    tables[HUBS] = [{"slug": slug}]
