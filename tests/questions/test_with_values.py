"""The text of a question with values in it: what people take away and change."""

import pytest

from edihkg import queries
from edihkg.store import Store
from tests.questions.networks import HERE, SPACE, small_network
from tests.questions.test_small_network import CASES, QUESTIONS


@pytest.fixture(scope="module")
def store() -> Store:
    """Six hubs in three countries."""
    return small_network(HERE / "network.trig")


@pytest.mark.parametrize("case", sorted(CASES))
def test_the_text_with_values_gives_the_same_answer(store: Store, case: str) -> None:
    """Substitution and VALUES differ where a group cannot see the other one's variables."""
    name, given = CASES[case]
    question = QUESTIONS[name]
    codes = queries.read_codes(store, id_base=SPACE.base)
    bindings = queries.bind(question, given, codes=codes)
    text = queries.with_values(question, bindings)
    substituted = store.select(question.sparql, bindings=bindings)
    assert sorted(map(str, store.select(text))) == sorted(map(str, substituted))
    assert (text != question.sparql) == bool(bindings)
