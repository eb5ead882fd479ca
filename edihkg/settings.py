"""One frozen set of settings, made by the command line and passed down.

Nothing here is read at import. Each setting can be given in the environment as
``EDIHKG_`` and its name in capitals, for example ``EDIHKG_QUERY_DEADLINE_S=10``.
"""

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches

from edihkg.errors import UsageError

ENVIRONMENT_PREFIX = "EDIHKG_"

_SWITCH = {"1": True, "0": False, "true": True, "false": False, "yes": True, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that an operator may choose."""

    id_base: str = "https://w3id.org/edihkg/"
    """Identity: the IRIs of hubs, organisations … begin with this; ends in ``/``."""

    public_url: str = ""
    """Where the release is served from, for absolute links; empty means ``id_base``."""

    publisher_name: str = "edihkg contributors"
    """Who publishes, as catalogue and feed name it."""

    publisher_url: str = ""
    """Home page of the publisher; empty means the site itself."""

    contact_email: str = ""
    """Address of a function, never of a person, for questions about the data; empty for none."""

    contact_url: str = ""
    """Page that says how to reach the publisher; empty means the site's page about itself.
    With this or an e-mail address the site has ``/.well-known/security.txt``."""

    languages: str = "en"
    """Languages of the pages, with commas: ``en,de,fr,sl``; each adds as many pages again."""

    geometry: str = ""
    """GeoJSON file with the outlines of NUTS regions of level 2, in degrees, properties ``id`` and
    ``name``: coverage maps show them; empty for tiles."""

    min_hubs: int = 460
    """A release with fewer hubs is refused."""

    min_regions_with_seat: int = 200
    """A release with fewer NUTS-2 regions that have a hub's seat is refused."""

    workers: int = 4
    """Queries that run at once, each in a process; half of them are kept free of slow queries."""

    query_deadline_s: float = 30.0
    """Seconds after which a query's worker is killed."""

    query_queue: int = 64
    """Queries that may wait for a worker; one more is answered 503."""

    worker_memory_bytes: int = 2 << 30
    """Address space of one worker process."""

    result_bytes: int = 1 << 30
    """Largest answer to one query."""

    answer_cache_bytes: int = 64 << 20
    """Memory for finished small answers, which are given again without a query."""

    request_bytes: int = 1 << 20
    """Largest request body; a larger one is answered 413."""

    url_bytes: int = 16 << 10
    """Longest path and query of an address; a longer one is answered 414."""

    header_bytes: int = 32 << 10
    """Most bytes of all header fields of a request; more are answered 431."""

    client_queries: int = 8
    """Queries of one client (an address; /64 of IPv6) at once; one more is answered 429."""

    validation_bytes: int = 4 << 20
    """Largest submission that ``/validate`` takes; a larger one is answered 413."""

    validation_deadline_s: float = 30.0
    """Seconds after which a check of ``/validate`` is stopped."""

    validations_a_minute: int = 30
    """Checks and forms of ``/validate`` that one client gets in a minute; more are answered 429."""

    trusted_proxies: str = ""
    """Addresses or networks of proxies, with commas, whose ``X-Forwarded-For`` names the client."""

    connections: int = 4096
    """Open connections; above, those that wait or stall longest are closed for new ones."""

    request_timeout_s: float = 20.0
    """Seconds in which a request must have arrived whole; else it is answered 408."""

    idle_timeout_s: int = 10
    """Seconds that a connection may rest between two requests."""

    stall_timeout_s: float = 30.0
    """Seconds in which a client must take 16 KiB of an answer, or its rest; else it is cut off."""

    drain_s: int = 10
    """Seconds that running requests get to end when the server is told to stop."""

    endpoint: str = ""
    """SPARQL 1.1 endpoint that answers in place of the release's own store; empty for none."""

    endpoint_credentials: str = field(default="", repr=False)
    """``user:password`` or ``Bearer token`` for a remote engine; better given in a file."""

    endpoint_credentials_file: str = ""
    """File with the credentials for a remote engine, on one line."""

    log_requests: bool = True
    """Whether each request is one JSON line on stderr, without query text and address."""


def from_environment(environ: Mapping[str, str]) -> Settings:
    """Make settings from the defaults and the ``EDIHKG_*`` variables.

    Raises: UsageError naming every variable that is unknown or has an unusable value.
    """
    defaults = Settings()
    types = {each.name: type(getattr(defaults, each.name)) for each in fields(Settings)}
    values: dict[str, object] = {}
    problems: list[str] = []
    for name, text in sorted(environ.items()):
        if not name.startswith(ENVIRONMENT_PREFIX):
            continue
        key = name.removeprefix(ENVIRONMENT_PREFIX).lower()
        if key not in types:
            problems.append(f"{name} is no setting; {_known(key, types)}")
            continue
        try:
            values[key] = _SWITCH[text.lower()] if types[key] is bool else types[key](text)
        except ValueError:
            problems.append(f"{name} is '{text}', but must be a number")
        except KeyError:
            problems.append(f"{name} is '{text}', but must be one of {', '.join(_SWITCH)}")
    problems += _impossible(values)
    if problems:
        raise UsageError("; ".join(problems) + ".")
    return replace(Settings(), **values)  # type: ignore[arg-type]


def _known(key: str, names: Iterable[str]) -> str:
    """Name the settings that a misspelt one may mean, else all."""
    near = get_close_matches(key, names, n=3)
    shown = [f"{ENVIRONMENT_PREFIX}{name.upper()}" for name in near or sorted(names)]
    return f"did you mean {' or '.join(shown)}?" if near else f"there are {', '.join(shown)}"


def _impossible(values: Mapping[str, object]) -> list[str]:
    problems = [
        f"{ENVIRONMENT_PREFIX}{key.upper()} must be above zero"
        for key, value in values.items()
        if isinstance(value, int | float)
        and not (isinstance(value, bool) or key.startswith("min_"))
        and value <= 0
    ]
    for key in ("id_base", "public_url"):
        url = values.get(key, "")
        if isinstance(url, str) and url and not (url.startswith("http") and url.endswith("/")):
            problems.append(
                f"{ENVIRONMENT_PREFIX}{key.upper()} must be an http address ending in /"
            )
    return problems + _no_networks(str(values.get("trusted_proxies", "")))


def _no_networks(text: str) -> list[str]:
    """Name what is no address; a host name or ``*`` would let any client choose its own name."""
    problems = []
    for part in (each.strip() for each in text.split(",") if each.strip()):
        try:
            ipaddress.ip_network(part)
        except ValueError:
            problems.append(
                f"{ENVIRONMENT_PREFIX}TRUSTED_PROXIES has '{part}', which is no address or network"
            )
    return problems
