"""Speak SPARQL 1.1 Protocol, Update and Graph Store Protocol with an engine.

The same small interface as ``edihkg.store``: select, ask, construct; and for publishing: put a
graph, send an update. Source: SPARQL 1.1 Protocol §2, Graph Store HTTP Protocol §5.3.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from string import Template
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx
import pyoxigraph as ox

from edihkg import assets
from edihkg.errors import QueryError, StoreError, UsageError
from edihkg.remote.credentials import Asked, Credentials
from edihkg.remote.layout import Layout, Published
from edihkg.store import Dataset, Rows, syntax_error

JSON = "application/sparql-results+json"
N_TRIPLES = "application/n-triples"
_ALL = 1 << 30
_KNOWN = (
    # Oxigraph
    ("/update", "/query", "/store", _ALL),
    # Virtuoso, which asks for a password there and cannot compile long requests
    ("/sparql-auth", "/sparql-auth", "/sparql-graph-crud-auth", 20),
    # RDF4J, GraphDB
    ("/statements", "", "/rdf-graphs/service", _ALL),
    # Apache Jena Fuseki
    ("/sparql", "/sparql", "/data", _ALL),
)
"""How the address for updates ends, what stands there for queries and for graphs, and how many
operations the engine takes in one request."""
_UPDATE_TIMEOUT_S = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Urls:
    """The three doors of an engine."""

    query: str
    update: str
    graphs: str
    operations: int = _ALL
    """How many operations the engine takes in one request."""


def check_address(url: str) -> None:
    """Check that an engine can be asked at an address.

    Raises: UsageError for an address with a password, or one that is none of HTTP.
    """
    parts = urlsplit(url)
    if parts.username or parts.password:
        raise UsageError("An address must hold no password; see EDIHKG_ENDPOINT_CREDENTIALS.")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(
            f"'{url}' is no http address of a SPARQL engine, such as http://localhost:7878/query."
        )


def find_urls(update: str, *, query: str = "", graphs: str = "") -> Urls:
    """Find the other doors from the one for updates, where the engine is of a known kind.

    >>> find_urls("http://localhost:7878/update").graphs
    'http://localhost:7878/store'

    Raises: UsageError for an address with a password, or of an unknown kind.
    """
    for url in filter(None, (update, query, graphs)):
        check_address(url)
    for ending, asks, keeps, operations in _KNOWN:
        if update.endswith(ending):
            query = query or update.removesuffix(ending) + asks
            graphs = graphs or update.removesuffix(ending) + keeps
            return Urls(update=update, query=query, graphs=graphs, operations=operations)
    if query and graphs:
        return Urls(update=update, query=query, graphs=graphs)
    raise UsageError(
        f"Where '{update}' is asked and keeps its graphs is not known; give --query and --graphs."
    )


class Remote:
    """An engine elsewhere, spoken to over one connection that stays open."""

    def __init__(self, urls: Urls, credentials: Credentials, layout: Layout) -> None:
        """Prepare; nothing is sent yet."""
        self.urls = urls
        self.layout = layout
        self._client = httpx.Client(
            auth=Asked(credentials), timeout=_UPDATE_TIMEOUT_S, follow_redirects=False
        )

    def __enter__(self) -> Self:
        """Use until the block ends."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connection."""
        self._client.close()

    def select(self, query: str, *, dataset: Dataset | None = None) -> Rows:
        """Run a SELECT.

        Raises: QuerySyntaxError, QueryError, StoreError.
        """
        results = ox.parse_query_results(
            self._ask(query, dataset, JSON), format=ox.QueryResultsFormat.JSON
        )
        if not isinstance(results, ox.QuerySolutions):
            raise QueryError("The query gives no table; write a SELECT.")
        return Rows(tuple(variable.value for variable in results.variables), results)

    def ask(self, query: str, *, dataset: Dataset | None = None) -> bool:
        """Run an ASK.

        Raises: as ``select``.
        """
        results = ox.parse_query_results(
            self._ask(query, dataset, JSON), format=ox.QueryResultsFormat.JSON
        )
        if not isinstance(results, ox.QueryBoolean):
            raise QueryError("The query gives no yes or no; write an ASK.")
        return bool(results)

    def construct(self, query: str, *, dataset: Dataset | None = None) -> Iterator[ox.Triple]:
        """Run a CONSTRUCT or DESCRIBE.

        Raises: as ``select``.
        """
        text = self._ask(query, dataset, N_TRIPLES)
        return (quad.triple for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES))

    def published(self) -> Published | None:
        """Tell which release the engine holds; None when it holds none, or half of one.

        Raises: StoreError.
        """
        rows = list(self.select(self.text("published.rq", published=self.layout.published)))
        if not rows:
            return None
        graphs = {row["graph"].value: row["digest"].value for row in rows if row["graph"]}
        return Published(rows[0]["release"].value, graphs)

    def put_graph(self, graph: str, lines: Sequence[bytes]) -> None:
        """Replace a graph by N-Triples.

        Raises: StoreError.
        """
        self._send("PUT", self.urls.graphs, b"\n".join(lines) + b"\n", N_TRIPLES, {"graph": graph})

    def update(self, operations: Sequence[str]) -> None:
        """Send an update in one request, or in as many as the engine needs.

        Raises: StoreError.
        """
        for start in range(0, len(operations), self.urls.operations):
            few = operations[start : start + self.urls.operations]
            text = ";\n".join(operation.strip() for operation in few)
            self._send("POST", self.urls.update, text.encode(), "application/sparql-update", {})

    def text(self, name: str, **values: str) -> str:
        """Read one of the queries and updates for engines, with names of graphs filled in."""
        path = assets.folder("sparql") / "remote" / name
        return Template(path.read_text(encoding="utf-8")).substitute(values)

    def _ask(self, query: str, dataset: Dataset | None, media_type: str) -> bytes:
        data: dict[str, object] = {"query": query}
        if dataset is not None:
            data["default-graph-uri"] = dataset.default_graphs
            data["named-graph-uri"] = dataset.named_graphs
        with _failures(self.urls.query):
            response = self._client.post(self.urls.query, data=data, headers={"accept": media_type})
        if response.status_code == httpx.codes.BAD_REQUEST:
            raise syntax_error(response.text.strip())
        _check(response, self.urls.query)
        return response.content

    def _send(
        self, method: str, url: str, content: bytes, media_type: str, fields: Mapping[str, str]
    ) -> None:
        with _failures(url):
            response = self._client.request(
                method, url, params=fields, content=content, headers={"content-type": media_type}
            )
        _check(response, url)


@contextmanager
def _failures(url: str) -> Iterator[None]:
    try:
        yield
    except httpx.HTTPError as error:
        raise StoreError(
            f"The engine at {url} cannot be reached ({type(error).__name__}); "
            "look whether it runs, then do the same again: what has arrived is kept."
        ) from error


def _check(response: httpx.Response, url: str) -> None:
    """Refuse any answer but a success; its first line says why.

    Raises: StoreError.
    """
    if response.is_success:
        return
    if response.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise StoreError(
            f"The engine at {url} does not let us in ({response.status_code}); "
            "give EDIHKG_ENDPOINT_CREDENTIALS or EDIHKG_ENDPOINT_CREDENTIALS_FILE."
        )
    reason = response.text.strip().split("\n")[0][:200]
    raise StoreError(f"The engine at {url} refused with {response.status_code}: {reason}")
