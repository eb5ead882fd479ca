"""Let a language-model client ask a release over the Model Context Protocol.

It can list the published questions and have one answered, look up terms of the ontology, read
the ontology, and run a query of its own, in the same killable workers and within the same
bounds as the endpoint's. It can change nothing, and nothing it says leaves this machine.
Source: Model Context Protocol, with its official Python SDK (the extra ``mcp``).
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

from edihkg import __version__, assets, formats, queries
from edihkg.errors import EdihkgError, ParameterError
from edihkg.release import STORE, Release
from edihkg.serve import gate
from edihkg.serve.pool import OwnPool, PoolOptions, Request
from edihkg.settings import Settings
from edihkg.store import Bindings, Store

ANSWER_BYTES = 256 << 10
"""Largest answer: a model reads all of it."""
_INSTRUCTIONS = (
    "Facts about European digital innovation hubs, as SPARQL. Look first whether a published "
    "question answers what is asked (list_questions, ask_question). Else find terms "
    "(find_terms), then write a SELECT with LIMIT (run_query). Every hub is an edih:Hub."
)


def make_server(release: Release, settings: Settings) -> MCPServer:
    """Make the server; its workers start and end with it.

    Raises: SourceError when a published question cannot be read, StoreError.
    """
    desk = Desk(release, settings)

    @asynccontextmanager
    async def lifespan(_: MCPServer) -> AsyncIterator[None]:
        await desk.pool.start()
        try:
            yield
        finally:
            await desk.pool.close()

    server = MCPServer(
        "edihkg",
        title="European digital innovation hubs",
        instructions=_INSTRUCTIONS,
        version=__version__,
        lifespan=lifespan,
        log_level="ERROR",
    )
    for tool in (desk.list_questions, desk.ask_question, desk.find_terms, desk.run_query):
        server.tool()(tool)
    server.resource("edihkg://ontology", mime_type="text/turtle")(read_ontology)
    return server


def read_ontology() -> str:
    """Give the ontology as Turtle: classes and properties with their definitions."""
    return (assets.folder("ontology") / "edihkg.ttl").read_text(encoding="utf-8")


class Desk:
    """What a client may ask for; the docstrings of the tools are what it reads about them."""

    def __init__(self, release: Release, settings: Settings) -> None:
        """Answer from a release.

        Raises: SourceError, StoreError.
        """
        self.pool = OwnPool(
            release.path / STORE,
            PoolOptions(
                workers=1,
                deadline_s=settings.query_deadline_s,
                memory_bytes=settings.worker_memory_bytes,
                result_bytes=ANSWER_BYTES,
            ),
        )
        id_base = str(release.manifest.settings.get("id_base", settings.id_base))
        self._codes = queries.read_codes(
            Store.open_read_only(release.path / STORE), id_base=id_base
        )
        self._questions = queries.load(assets.folder("sparql") / "questions")

    async def list_questions(self) -> list[dict[str, object]]:
        """List the published questions: name, title, description, parameters, columns."""
        return [
            {key: value for key, value in asdict(each).items() if key != "sparql"}
            for each in self._questions.values()
        ]

    async def ask_question(
        self,
        name: str,
        parameters: dict[str, str] | None = None,
        format: str = "csv",  # noqa: A002
    ) -> str:
        """Answer a published question; parameters left out have their defaults. csv or json."""

        async def answer() -> str:
            question = self._questions.get(name)
            if question is None:
                raise ParameterError(f"There is no question '{name}'; see list_questions.")
            bindings = queries.bind(question, parameters or {}, codes=self._codes)
            return await self._answer(question.sparql, format, bindings)

        return await _told(answer)

    async def find_terms(self, word: str = "") -> str:
        """Find classes and properties whose name or definition contains a word; CSV, all if none.

        Columns: term, kind, label, definition, domain, range.
        """
        text = queries.lookup("terms")
        rows = await _told(lambda: self._answer(text, "csv", {}))
        head, *lines = rows.splitlines(keepends=True)
        return head + "".join(line for line in lines if word.lower() in line.lower())

    async def run_query(self, query: str, format: str = "csv") -> str:  # noqa: A002
        """Run a read-only SPARQL 1.1 query: csv, json, xml, tsv for tables; ttl, nt, jsonld, rdf.

        Bounded in time, memory and size of the answer; SERVICE and updates are refused.
        """
        return await _told(lambda: self._answer(query, format, {}))

    async def _answer(self, query: str, name: str, bindings: Bindings) -> str:
        triples = gate.read(query).gives_triples
        offered = formats.RDF_FORMATS if triples else formats.RESULT_FORMATS
        chosen = formats.named(offered, "ttl" if triples and name == "csv" else name)
        if chosen is None:
            names = ", ".join(each.ending for each in offered)
            raise ParameterError(f"This query has the formats {names}.")
        request = Request(query=query, format=chosen.ending, bindings=bindings)
        async with self.pool.answer(request) as answer:
            return (answer.head + b"".join([piece async for piece in answer.rest()])).decode()


async def _told(work: Callable[[], Awaitable[str]]) -> str:
    """Tell a client what was wrong in our own words.

    Raises: ToolError.
    """
    try:
        return await work()
    except EdihkgError as error:
        raise ToolError(str(error)) from error
