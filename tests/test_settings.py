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
    assert "EDIHKG_COLOUR is no setting; there are EDIHKG_ANSWER_CACHE_BYTES, " in message
    assert "EDIHKG_ID_BASE must be an http address" in message


def test_a_misspelt_setting_gets_a_guess() -> None:
    """Thirty names help less than one."""
    with pytest.raises(UsageError, match=r"no setting; did you mean EDIHKG_WORKERS( or|\?)"):
        from_environment({"EDIHKG_WORKER": "2"})


@pytest.mark.parametrize(("text", "value"), [("0", False), ("no", False), ("TRUE", True)])
def test_switches_are_read_as_words(text: str, value: bool) -> None:
    """`bool("0")` is true, which would surprise whoever wants silence."""
    assert from_environment({"EDIHKG_LOG_REQUESTS": text}).log_requests is value


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("EDIHKG_LOG_REQUESTS", "loud", "must be one of 1, 0, true, false, yes, no"),
        ("EDIHKG_TRUSTED_PROXIES", "127.0.0.1, *", "has '\\*', which is no address or network"),
        ("EDIHKG_CONNECTIONS", "0", "must be above zero"),
    ],
)
def test_a_value_that_would_open_the_server_is_refused(name: str, text: str, told: str) -> None:
    """A proxy named `*` would let every client choose its own address."""
    with pytest.raises(UsageError, match=told):
        from_environment({name: text})


def test_proxies_are_addresses_or_networks() -> None:
    """Containers reach the server from a network, not from one address."""
    given = {"EDIHKG_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8, ::1"}
    assert from_environment(given).trusted_proxies == "127.0.0.1, 10.0.0.0/8, ::1"
