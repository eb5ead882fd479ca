"""What the template writes, the readers take back, whole; and each finding names its cell."""

import csv
import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from rdflib import RDF, SKOS, XSD, BNode, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

from edihkg import assets, sources
from edihkg.closure import checker
from edihkg.importing.draft import Context
from edihkg.importing.register import Register
from edihkg.importing.tabled import from_csv, from_workbook
from edihkg.importing.tabulate import Tables, tabulate
from edihkg.importing.template import LISTS, README, write_archive, write_tables, write_workbook
from edihkg.indexed import IndexedGraph
from edihkg.iris import IriSpace
from edihkg.sources.choices import load_choices
from edihkg.sources.columns import COLUMNS, offered
from edihkg.sources.lists import Lists, load
from edihkg.sources.workbook import parse_archive
from edihkg.submission import Statement, Submission
from edihkg.vocab import EDIH

SPACE = IriSpace("https://w3id.org/edihkg/")
HUB = URIRef(SPACE.thing("hub", "x"))
EXAMPLE = Path(__file__).parents[2] / "submissions" / "si" / "4pdih.ttl"


@cache
def lists() -> Lists:
    return load(assets.folder("ontology"), SPACE)


@cache
def labels() -> dict[Node, str]:
    choices = load_choices(assets.folder("ontology"), lists())
    return {c.thing: c.label for found in choices.values() for c in found}


def tables_of(submission: Submission) -> Tables:
    context = Context(space=SPACE, lists=lists(), register=Register(SPACE, ()))
    return tabulate(submission, context, labels=labels())


def workbook(tables: Tables) -> bytes:
    return write_workbook(tables, load_choices(assets.folder("ontology"), lists()))


def read_back(content: bytes) -> Submission:
    (submission,) = from_workbook(content, file="x.xlsx", space=SPACE, lists=lists()).submissions
    assert not submission.faults
    return submission


def real() -> Iterator[Path]:
    """Some real submissions with much in them, and the example of the whole model."""
    yield EXAMPLE
    folder = Path(__file__).parents[2] / "submissions"
    largest = sorted(folder.glob("*/*.ttl"), key=lambda path: -path.stat().st_size)
    yield from largest[:6]
    yield Path(__file__).parents[2] / "ontology" / "examples" / "model-hub.ttl"


@pytest.mark.parametrize("path", list(real()), ids=lambda path: path.stem)
def test_a_submission_goes_into_a_workbook_and_comes_back_whole(path: Path) -> None:
    """Who cannot write Turtle must lose nothing by using a spreadsheet."""
    submission = sources.read(path)
    tables = tables_of(submission)
    assert isomorphic(read_back(workbook(tables)).graph, submission.graph)
    contents = {name: text.encode() for name, text in write_tables(tables).items()}
    (again,) = from_csv(contents, file="x", space=SPACE, lists=lists()).submissions
    assert isomorphic(again.graph, submission.graph)
    assert parse_archive(write_archive(tables), "x.zip") == contents


def test_what_a_form_can_say_is_said_in_its_columns() -> None:
    """The table for the rest is for the rest only."""
    tables = tables_of(sources.read(EXAMPLE))
    assert "statements" not in tables
    (hub,) = tables["hubs"]
    assert (hub["country"], hub["nuts2"]) == ("Slovenia", "SI04")
    assert {row["term"] for row in tables["hub_topics"]} > {"Cybersecurity", "Education"}


PROPERTIES = (
    SKOS.prefLabel,
    SKOS.altLabel,
    SKOS.note,
    EDIH.country,
    EDIH.isLocatedIn,
    EDIH.hasExpertise,
    EDIH.concernsTopic,
    EDIH.expertiseLevel,
    EDIH.hasFacility,
    EDIH.hasStatusRecord,
    EDIH.recordedOn,
    EDIH.isFundedBy,
    EDIH.grantNumber,
    EDIH.supportsPillar,
)
SUBJECTS: tuple[Node, ...] = (
    HUB,
    HUB + "#technology-ROBOTICS",
    HUB + "#status-2025",
    URIRef(SPACE.thing("facility", "x-lab")),
    URIRef(SPACE.thing("grant", "101")),
    BNode("b1"),
)
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    ["=1+1", " a ", "a;b", "_x000D_", "2025-05", "007", "\r\n", "\u00a0", '"@en .']
)
VALUES = st.one_of(
    st.sampled_from(SUBJECTS),
    st.sampled_from(list(labels())),
    st.builds(
        URIRef, st.sampled_from(["http://a.example/", "http://data.europa.eu/nuts/code/SI04"])
    ),
    st.builds(Literal, TEXTS),
    st.builds(lambda text: Literal(text, lang="en"), TEXTS),
    st.integers(0, 9).map(Literal),
    st.sampled_from(["2025", "2025-05", "x"]).map(lambda t: Literal(t, datatype=XSD.gYear)),
)
STATEMENTS = st.tuples(st.sampled_from(SUBJECTS), st.sampled_from(PROPERTIES), VALUES)


FEW = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.explicit, Phase.reuse, Phase.generate],
}


@settings(max_examples=25, **FEW)  # type: ignore[arg-type]
@given(st.lists(STATEMENTS, max_size=12))
def test_whatever_is_stated_comes_back(statements: list[Statement]) -> None:
    """Export and import lose nothing, however strange a submission is."""
    submission = _strange(statements)
    contents = {name: text.encode() for name, text in write_tables(tables_of(submission)).items()}
    (again,) = from_csv(contents, file="x", space=SPACE, lists=lists()).submissions
    assert isomorphic(again.graph, submission.graph)


@settings(max_examples=5, **FEW)  # type: ignore[arg-type]
@given(st.lists(STATEMENTS, min_size=6, max_size=12))
def test_whatever_is_stated_comes_back_from_a_workbook(statements: list[Statement]) -> None:
    """Spreadsheets have rules of their own about texts."""
    submission = _strange(statements)
    assert isomorphic(read_back(workbook(tables_of(submission))).graph, submission.graph)


def _strange(statements: list[Statement]) -> Submission:
    graph = IndexedGraph([(HUB, RDF.type, EDIH.Hub), *statements])
    return Submission(name=PurePosixPath("si/x.ttl"), graph=graph)


def test_the_workbook_offers_the_lists_and_explains_its_columns() -> None:
    """A maintainer should neither look up codes nor guess what a column means."""
    book = load_workbook(io.BytesIO(workbook({})))
    assert book.sheetnames == [README, *dict(offered()), LISTS]
    for table, columns in offered():
        sheet = book[table]
        assert [cell.value for cell in sheet[1]] == [column.name for column in columns]
        assert all(cell.comment is not None for cell in sheet[1])
        rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
        assert len(rules) == len(columns)
        assert all(rule.prompt for rule in rules.values())
    topics = {str(r.sqref)[0]: r for r in book["hub_topics"].data_validations.dataValidation}
    assert topics["A"].formula1.startswith("hubs!")
    assert "INDIRECT" in topics["C"].formula1
    offered_terms = {cell.value for column in book[LISTS].iter_cols() for cell in column}
    assert {"Robotics", "Slovenia", "Slovenian", "Artificial Intelligence"} & offered_terms


def test_an_empty_template_is_no_submission() -> None:
    """Nothing was filled in, so there is nothing to complain about."""
    assert from_workbook(workbook({}), file="t.xlsx", space=SPACE, lists=lists()).submissions == ()


def test_no_text_becomes_a_formula() -> None:
    """A spreadsheet must not run what somebody wrote into a name."""
    book = load_workbook(io.BytesIO(workbook({"hubs": [{"slug": "x", "name": "=1+1"}]})))
    assert (book["hubs"]["B2"].value, book["hubs"]["B2"].data_type) == ("=1+1", "s")


SEEDED: dict[str, tuple[str, ...]] = {
    "hubs": (
        "country=Atlantis",
        "country=GRC1",
        "nuts2=SI99",
        "nuts2=HR04",
        "nuts2=si04",
        "nuts2=AT11",
        "geonames_id=abc",
        "website=Website",
        "website=www.x.example",
        "website=http://x.example/…",
        "service_families=TEST;COOKING",
        "target_groups=everybody",
        "pillars=MAGIC",
        "languages=xx",
        "sources=our own",
        "name=ALPHA HUB FOR ROBOTICS AND MORE",
        "summary_en=write to a@b.example",
        "summary_en=short",
    ),
    "status_records": (
        "status=GOLD",
        "recorded_on=May 2025",
        "start_date=1.2.2020",
        "end_date=never",
        "end_date=2019",
        "sources=x",
    ),
    "hub_topics": ("term=Alchemy", "level=6", "level=high", "level=4.5"),
    "partners": (
        "role=friend",
        "country=Nowhere",
        "website=none",
        "kind=gang",
        "sources=hearsay",
    ),
    "facilities": ("sources=x", "city=a@b.example"),
    "regions_served": ("nuts=XX1", "nuts=SI99", "nuts=everywhere", "sources=y"),
    "projects": (
        "call=DIGITAL-2099-EDIH-01",
        "start_date=soon",
        "end_date=2001",
        "total_cost_eur=1,000",
        "eu_contribution_eur=-5",
        "sources=z",
    ),
    "page_languages": ("language_code=klingon",),
}
GOOD: dict[str, dict[str, str]] = {
    "hubs": {
        "slug": "x",
        "name": "Hub for Robotics",
        "country": "SI",
        "nuts2": "SI04",
        "website": "https://x.example/",
        "summary_en": "It lets firms try robots before they buy any of them.",
        "sources": "https://x.example/about",
    },
    "status_records": {
        "status": "EDIH",
        "recorded_on": "2025-05",
        "start_date": "2022",
        "sources": "https://x.example/about",
    },
    "hub_topics": {"facet": "technology", "term": "Robotics", "level": "4"},
    "partners": {"organisation": "University of X", "role": "COORDINATOR", "country": "SI"},
    "facilities": {"name": "Robot hall", "kind": "lab", "technologies": "Robotics"},
    "regions_served": {"nuts": "SI0"},
    "projects": {
        "project_acronym": "XX",
        "grant_number": "101083410",
        "start_date": "2022-01",
        "end_date": "2025-01",
    },
    "page_languages": {"language_code": "sl"},
}
CASES = [(table, *each.split("=", 1)) for table, found in SEEDED.items() for each in found]


ABOVE = {"slug": "w", "name": 'Žirafa 🦒,\nthe "second" hub', "country": "SI"}
"""A hub in the row above, whose name runs over two lines."""


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_at_least_forty_errors_in_tables_are_located_to_the_cell(ending: str) -> None:
    """The seeded cell is named by a finding that the good table does not give, and the words."""
    check = checker()
    located, missed = 0, []
    usual = {(f.code, f.cell) for f in check(_seeded(GOOD, ending)).findings}
    for table, column, value in CASES:
        tables = {name: dict(row) for name, row in GOOD.items()}
        tables[table][column] = value
        findings = check(_seeded(tables, ending)).findings
        found = {(f.code, f.cell): f for f in findings if (f.code, f.cell) not in usual}
        letter, row = COLUMNS[table].index(column), 3 if table == "hubs" else 2
        cell = f"{table}!{chr(ord('A') + letter)}{row}"
        marked = {
            value[f.column - 1 :][: f.width or None] for f in found.values() if f.cell == cell
        }
        if marked & {value, value.rpartition(";")[2]}:
            located += 1
        else:
            missed.append((table, column, value, sorted(found), marked))
    assert not missed, missed
    assert located >= 40


def _seeded(tables: dict[str, dict[str, str]], ending: str) -> Submission:
    rows: dict[str, list[list[str]]] = {}
    for table, row in tables.items():
        columns = COLUMNS[table]
        every = [ABOVE, row] if table == "hubs" else [{"hub_slug": "x", **row}]
        rows[table] = [list(columns), *([one.get(c, "") for c in columns] for one in every)]
    if ending == "csv":
        contents = {f"{name}.csv": _written(lines) for name, lines in rows.items()}
        found = from_csv(contents, file="tables", space=SPACE, lists=lists())
    else:
        found = from_workbook(_workbook(rows), file="x.xlsx", space=SPACE, lists=lists())
    _, submission = found.submissions
    return submission


def _written(lines: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(lines)
    return text.getvalue().encode()


def _workbook(rows: dict[str, list[list[str]]]) -> bytes:
    book, content = Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for name, lines in rows.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    book.save(content)
    return content.getvalue()


def test_an_empty_cell_that_should_be_filled_is_named() -> None:
    """What is missing has a place, too: the cell where it belongs."""
    tables = {name: dict(row) for name, row in GOOD.items()}
    tables["hubs"]["website"] = ""
    tables["hub_topics"]["level"] = ""
    submission = _seeded(tables, "csv")
    topic = HUB + "#technology-ROBOTICS"
    assert submission.where(topic, EDIH.expertiseLevel, None).cell == "hub_topics!D2"


def test_every_column_of_the_template_is_explained_in_the_docs() -> None:
    """The page for maintainers says what the workbook says."""
    page = (Path(__file__).parents[2] / "docs" / "submitting.md").read_text(encoding="utf-8")
    for table, columns in offered():
        section = page.partition(f"\n### `{table}`\n")[2].partition("\n### ")[0]
        for column in columns:
            needed = " *needed*" if column.needed else ""
            assert f"| `{column.name}`{needed} | {column.help} | `{column.example}` |" in section
