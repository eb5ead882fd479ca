"""Questions without facts: their queries work as soon as somebody sends the facts."""

import re
import tomllib

import pytest

from edihkg import assets, queries
from edihkg.store import Store
from tests.questions.networks import GOLDEN, HERE, ask, check_golden, small_network

QUESTIONS = queries.load(HERE / "unanswered")
PUBLISHED = queries.load(assets.folder("sparql") / "questions")
TABLE = tomllib.loads((assets.folder("site") / "texts" / "unanswered.toml").read_text())["question"]
TERM = re.compile(r"\bedih:(\w+)")


@pytest.fixture(scope="module")
def store() -> Store:
    """One hub about which everything is known."""
    return small_network(HERE / "planned.trig")


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_the_query_finds_the_facts_once_they_are_there(store: Store, name: str) -> None:
    """Whoever sends facts must see them in an answer without a new release of the software."""
    check_golden(f"unanswered--{name}", QUESTIONS[name], ask(store, QUESTIONS[name]))
    assert len((GOLDEN / f"unanswered--{name}.csv").read_text().splitlines()) > 1


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_the_query_uses_terms_of_the_ontology(name: str) -> None:
    """A question about terms that nobody can state would stay unanswered for ever."""
    ontology = (assets.folder("ontology") / "edihkg.ttl").read_text()
    known = set(re.findall(r"^edih:(\w+) a ", ontology, re.MULTILINE))
    assert set(TERM.findall(QUESTIONS[name].sparql)) <= known


def test_the_table_names_every_unanswered_question_once() -> None:
    """The page tells people what to send; it must not forget a question."""
    names = [row["query"] for row in TABLE]
    assert sorted(names) == sorted(QUESTIONS)
    assert all(row["number"] == QUESTIONS[row["query"]].number for row in TABLE)
    assert all(row["ask"].endswith("?") and row["send"].endswith(".") for row in TABLE)


def test_all_forty_questions_are_accounted_for() -> None:
    """A competency question is published, or the page says what is missing."""
    published = {question.number for question in PUBLISHED.values()}
    waiting = {question.number for question in QUESTIONS.values()}
    assert (published | waiting) - {None} == set(range(1, 41))


@pytest.mark.slow
def test_the_real_network_has_no_facts_for_them_yet(network: Store) -> None:
    """Once it has, the question belongs among the published ones."""
    answered = [name for name, question in QUESTIONS.items() if ask(network, question)]
    assert answered == []
