"""Make the application that serves one release.

/sparql                 SPARQL 1.1 Protocol            sparql.py
/q/, /q/{name}.{ending} the published questions        questions.py
/health, /openapi.json  for operators and programs     here
everything else         files of the release           documents.py
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import FastAPI, Query
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount

from edihkg import __version__
from edihkg.errors import EdihkgError
from edihkg.release import STORE, Release
from edihkg.serve import replies
from edihkg.serve.answers import Answers
from edihkg.serve.documents import Documents
from edihkg.serve.pool import Pool, PoolOptions
from edihkg.serve.questions import Questions
from edihkg.serve.sparql import SparqlEndpoint
from edihkg.settings import Settings


def create_app(release: Release, settings: Settings) -> FastAPI:
    """Make the application; its workers start and end with its lifespan.

    Raises: SourceError when a published question cannot be read.
    """
    pool = Pool(release.path / STORE, _options(settings))
    answers = Answers(pool, release.manifest.store_digest)
    documents = Documents(release)
    sparql = SparqlEndpoint(answers, documents, request_bytes=settings.request_bytes)
    id_base = str(release.manifest.settings.get("id_base", settings.id_base))
    questions = Questions(answers, pool, documents, id_base=id_base)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await pool.start()
        try:
            yield
        finally:
            await pool.close()

    app = FastAPI(
        title="edihkg",
        summary="Knowledge graph of Europe's digital innovation hubs",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        exception_handlers={EdihkgError: _explain},
        middleware=[Middleware(replies.Entrance, direct={"/sparql": sparql, "/sparql/": sparql})],
    )
    app.router.routes.append(Mount("/q", questions))
    _describe(app, release, pool)
    app.router.routes.append(Mount("/", documents))
    return app


def _describe(app: FastAPI, release: Release, pool: Pool) -> None:
    """Add the health check and what ``/openapi.json`` says about the other routes."""

    @app.get("/health", summary="Which release is served, and whether workers run")
    async def health() -> dict[str, object]:
        manifest = release.manifest
        return {
            "status": "ok" if pool.running else "no workers",
            "release": manifest.release_id,
            "as_of": manifest.as_of,
            "counts": dict(manifest.counts),
            "workers": pool.running,
            "workers_isolated": pool.isolated,
        }

    @app.get("/q/", summary="The published questions")
    @app.get("/q/{name}.{ending}", summary="The answer to a published question")
    async def question() -> None:
        """Only described here; ``questions`` answers, and ``/q/`` says which parameters."""

    @app.get("/sparql", summary="SPARQL 1.1 Protocol, also by POST", response_class=Response)
    async def sparql(
        query: Annotated[str, Query(description="SELECT, ASK, CONSTRUCT or DESCRIBE")],
        default_graph_uri: Annotated[list[str], Query(alias="default-graph-uri")],
        named_graph_uri: Annotated[list[str], Query(alias="named-graph-uri")],
        format: Annotated[str, Query(description="instead of Accept: json, csv, ttl …")],  # noqa: A002
    ) -> None:
        """Only described here; ``Entrance`` leads to the endpoint."""


async def _explain(_: Request, error: Exception) -> Response:
    return replies.problem_of(error if isinstance(error, EdihkgError) else EdihkgError())


def _options(settings: Settings) -> PoolOptions:
    return PoolOptions(
        workers=settings.workers,
        deadline_s=settings.query_deadline_s,
        queue=settings.query_queue,
        memory_bytes=settings.worker_memory_bytes,
        result_bytes=settings.result_bytes,
    )
