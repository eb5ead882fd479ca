"""The real network, assembled once for all tests that ask it."""

import pytest

from edihkg.store import Store
from tests.questions.networks import real_network


@pytest.fixture(scope="session")
def network() -> Store:
    """The project's own submissions, without pages and dumps."""
    return real_network()
