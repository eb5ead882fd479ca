"""Every published question on a small made-up network, with the answer written down."""

import pytest

from edihkg import assets, queries
from edihkg.errors import ParameterError
from edihkg.store import Store
from tests.questions.networks import GOLDEN, HERE, SPACE, ask, check_golden, small_network

QUESTIONS = queries.load(assets.folder("sparql") / "questions")

VARIANTS: dict[str, tuple[str, dict[str, str]]] = {
    "facilities-by-kind--laboratory": ("facilities-by-kind", {"kind": "laboratory"}),
    "facilities-by-kind--robotics": ("facilities-by-kind", {"technology": "ROBOTICS"}),
    "grants-ending--year": ("grants-ending", {"after": "2024-01-01", "before": "2025-01-31"}),
    "hubs-by-language--fi": ("hubs-by-language", {"language": "fi"}),
    "hubs-by-topic-and-level--food": (
        "hubs-by-topic-and-level",
        {"topic": "FOOD_BEVERAGES", "atLeast": "1", "country": "fi"},
    ),
    "hubs-for-region--level-3": ("hubs-for-region", {"region": "FI1D9"}),
    "hubs-for-region--served": ("hubs-for-region", {"region": "fi1c"}),
    "hubs-for-region--country": ("hubs-for-region", {"region": "FI"}),
    "hubs-for-region--food-and-ai": (
        "hubs-for-region",
        {"region": "FI1D", "technology": "ARTIFICIAL_INTELLIGENCE", "sector": "FOOD_BEVERAGES"},
    ),
    "hubs-for-region--cybersecurity": (
        "hubs-for-region",
        {"region": "FI1D", "technology": "CYBERSECURITY"},
    ),
    "hubs-near--robotics": (
        "hubs-near",
        {
            "latitude": "65.0",
            "longitude": "25.5",
            "radius": "600",
            "technology": "ROBOTICS",
            "serviceFamily": "TEST_BEFORE_INVEST",
        },
    ),
    "hubs-with-identifiers--ror": ("hubs-with-identifiers", {"kind": "ROR"}),
    "neighbours-with-topic--spain": (
        "neighbours-with-topic",
        {"region": "ES70", "technology": "ROBOTICS", "atLeast": "1"},
    ),
    "neighbours-with-topic--finland": (
        "neighbours-with-topic",
        {"region": "FI1C", "technology": "ROBOTICS", "atLeast": "1"},
    ),
    "pillars-by-country--si": ("pillars-by-country", {"country": "SI"}),
    "regions-by-technology--any-level": ("regions-by-technology", {"atLeast": "1"}),
    "regions-with-one-pillar-without-another--ai-cybersecurity": (
        "regions-with-one-pillar-without-another",
        {"pillar": "AI", "otherPillar": "CYBERSECURITY"},
    ),
    "share-of-regions-with-seat--es": ("share-of-regions-with-seat", {"country": "es"}),
    "status-records--edih": ("status-records", {"status": "EDIH", "country": "fi"}),
    "submissions-report--kept-out": ("submissions-report", {"outcome": "kept out"}),
    "statement-sources": ("statement-sources", {"file": "fi/aurora.ttl"}),
    "topic-labels--pillar": ("topic-labels", {"list": "pillar"}),
    "unconfirmed-records--2024": ("unconfirmed-records", {"day": "2024-01-01"}),
    "unconfirmed-records--later": ("unconfirmed-records", {"day": "2025-06-01"}),
    "why-pillar--aurora": ("why-pillar", {"pillar": "AI", "slug": "aurora"}),
    "why-pillar--skills": ("why-pillar", {"pillar": "SKILLS"}),
}
CASES: dict[str, tuple[str, dict[str, str]]] = {
    name: (name, {}) for name in QUESTIONS if name not in VARIANTS
} | VARIANTS


@pytest.fixture(scope="module")
def store() -> Store:
    """Six hubs in three countries."""
    return small_network(HERE / "network.trig")


@pytest.mark.parametrize("case", sorted(CASES))
def test_the_answer_is_the_one_written_down(store: Store, case: str) -> None:
    """A published question must keep its meaning when query, rules or engine change."""
    name, given = CASES[case]
    check_golden(case, QUESTIONS[name], ask(store, QUESTIONS[name], given))


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_some_case_of_every_question_has_rows(name: str) -> None:
    """A golden file without rows would also fit a query that never finds anything."""
    cases = [case for case, (question, _) in CASES.items() if question == name]
    sizes = [len((GOLDEN / f"{case}.csv").read_text().splitlines()) - 1 for case in cases]
    assert max(sizes) > 0


def test_every_golden_file_belongs_to_a_case() -> None:
    """A file that nothing reads any more would only look like a test."""
    unanswered = (HERE / "unanswered").glob("*.rq")
    known = set(CASES) | {f"unanswered--{path.stem}" for path in unanswered}
    assert {path.stem for path in GOLDEN.glob("*.csv")} <= known


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_the_head_says_what_a_reader_needs(name: str) -> None:
    """The head is all that most people read of a question."""
    question = QUESTIONS[name]
    assert question.description.endswith(".")
    assert len(question.title) <= 80
    assert not question.title.endswith(".")
    assert all(each.description for each in question.columns)
    assert all(each.description for each in question.parameters)
    iris = {each.name for each in question.columns if each.description.startswith("IRI of the hub")}
    assert not iris or {"hub", "hubName"} <= {c.name for c in question.columns} or name == "hubs"


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_the_rows_come_in_an_order(name: str) -> None:
    """The same release must give the same bytes, or caches and comparisons are worthless."""
    assert "\nORDER BY " in QUESTIONS[name].sparql


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_an_unknown_parameter_is_refused(store: Store, name: str) -> None:
    """A misspelt name must not silently give the answer for everything."""
    with pytest.raises(ParameterError, match="no parameter 'land'"):
        ask(store, QUESTIONS[name], {"land": "fi"})


WRONG_VALUES = {
    "country": "Atlantis",
    "integer": "many",
    "decimal": "north",
    "date": "2025-13-01",
    "choice": "something else",
    "region": "F",
    "concept": "no such code",
    "code": "no such code",
    "list": "no such list",
    "language": "xx",
    "hub": "no-such-hub",
    "file": "no/such.ttl",
}
"""A value that each kind refuses; any text will do for the kind ``string``."""


@pytest.mark.parametrize(
    ("name", "parameter", "kind"),
    [
        (name, each.name, each.kind)
        for name, question in sorted(QUESTIONS.items())
        for each in question.parameters
        if each.kind in WRONG_VALUES
    ],
)
def test_a_wrong_value_is_refused(store: Store, name: str, parameter: str, kind: str) -> None:
    """An empty answer to a misspelt code would look like a fact."""
    with pytest.raises(ParameterError, match=parameter):
        ask(store, QUESTIONS[name], {parameter: WRONG_VALUES[kind]})


def test_every_kind_of_parameter_but_text_has_a_value_that_it_refuses() -> None:
    """A kind that refuses nothing would answer a mistake with an empty table."""
    assert set(WRONG_VALUES) == set(queries.KINDS) - {"string"}
    used = {each.kind for question in QUESTIONS.values() for each in question.parameters}
    assert "string" not in used


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("hubs-near", {"latitude": "north"}, "latitude of the point in degrees"),
        ("hubs-near", {"latitude": "91"}, "from -90 to 90"),
        ("submissions-report", {"outcome": "lost"}, "published, unreadable, withdrawn"),
        ("submissions-report", {"outcome": "publishd"}, "did you mean published?"),
        ("statement-sources", {"file": "fi/aurorra.ttl"}, "did you mean fi/aurora.ttl"),
        ("why-pillar", {"slug": "Auror"}, "did you mean aurora?"),
        ("topic-labels", {"list": "technologies"}, "did you mean technology"),
        ("hubs-by-language", {"language": "finnish"}, "there are"),
        ("grants-ending", {"after": "next year"}, "YYYY-MM-DD"),
    ],
)
def test_a_refusal_says_what_there_is(
    store: Store, name: str, given: dict[str, str], told: str
) -> None:
    """Who mistyped needs the right spelling, not a lecture."""
    with pytest.raises(ParameterError) as refusal:
        ask(store, QUESTIONS[name], given)
    assert told in str(refusal.value)


def test_no_two_questions_have_one_title() -> None:
    """People choose by the title."""
    titles = [question.title for question in QUESTIONS.values()]
    assert len(set(titles)) == len(titles)


def test_identities_in_the_queries_are_the_ones_published() -> None:
    """The provenance graph is named in full, which only holds for the product's own base."""
    named = [q.sparql for q in QUESTIONS.values() if "GRAPH <" in q.sparql]
    assert named
    assert all(f"GRAPH <{SPACE.graph('provenance')}>" in text for text in named)
