"""Operators set things by environment variables; mistakes must be named."""

import pytest

from edihkg.errors import UsageError
from edihkg.settings import Settings, from_environment


def test_the_defaults_need_no_environment() -> None:
    """`edihkg serve` works on a bare machine."""
    assert from_environment({"PATH": "/bin"}) == Settings()


def test_variables_are_read_with_their_types() -> None:
    """A deadline is a number, an address is a text."""
    settings = from_environment(
        {"EDIHKG_QUERY_DEADLINE_S": "2.5", "EDIHKG_PUBLIC_URL": "http://x.example/"}
    )
    assert (settings.query_deadline_s, settings.public_url) == (2.5, "http://x.example/")


def test_all_mistakes_are_named_at_once() -> None:
    """Mending one mistake a run would waste the operator's time."""
    with pytest.raises(UsageError) as caught:
        from_environment(
            {
                "EDIHKG_WORKERS": "many",
                "EDIHKG_COLOUR": "red",
                "EDIHKG_ID_BASE": "x",
                "EDIHKG_MIN_HUBS": "0",
            }
        )
    message = str(caught.value)
    assert "EDIHKG_WORKERS is 'many'" in message
    assert "EDIHKG_COLOUR is no setting" in message
    assert "EDIHKG_ID_BASE must be an http address" in message
