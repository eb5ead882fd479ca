"""Make the application that serves a release and moves on to the next.

/sparql                 SPARQL 1.1 Protocol                     sparql.py
/q/, /q/{name}.{ending} the published questions                 questions.py
/validate               checks of submissions                   validating.py
/graph/{name}           to a named graph's statements           graphs.py
/editor/                the query page's editor                 editor.py
/release/{id}/…         older releases                          pinned.py
/metrics                numbers for Prometheus, on loopback     entrance.py, observing.py
/health, /openapi.json  for operators and programs              here
everything else         files of the release                    documents.py
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TextIO

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from edihkg import __version__
from edihkg.errors import EdihkgError
from edihkg.release import Release
from edihkg.serve import openapi, replies
from edihkg.serve.entrance import SERVING, Entrance
from edihkg.serve.moving import Mover
from edihkg.serve.observing import Log, Observer
from edihkg.serve.serving import Serving, share
from edihkg.settings import Settings

_OWN = {"health": "health", "openapi.json": "openapi"}


def create_app(  # noqa: PLR0913
    release: Release,
    settings: Settings,
    *,
    out: Path | None = None,
    log: TextIO | None = None,
    connections: Callable[[], int] = lambda: 0,
    referee: Sequence[str] = (),
) -> Entrance:
    """Make the application; its workers start and end with its lifespan.

    With ``out``, the releases below it: it follows ``current`` and serves older ones too.
    With ``referee``, a program that checks submissions, it takes them at ``/validate``.
    Raises: SourceError when a published question cannot be read.
    """
    observer = Observer(Log(log, requests=settings.log_requests))
    shared = share(settings, out=out, referee=referee)
    mover = Mover(release, shared, tell=observer.tell_move)
    observer.watch(mover, shared, connections)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await mover.start()
        try:
            yield
        finally:
            await mover.close()

    framework = FastAPI(
        title="edihkg",
        summary="Knowledge graph of Europe's digital innovation hubs",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        exception_handlers={EdihkgError: _explain, HTTPException: _explain_http},
    )
    _describe(framework)
    others = framework.openapi()["paths"]
    framework.openapi_schema = openapi.describe(shared.questions.values(), others)
    trusts_proxies = bool(settings.trusted_proxies)
    return Entrance(mover, framework, _OWN, observer, trusts_proxies=trusts_proxies)


def _describe(app: FastAPI) -> None:
    """Add the health check and what ``/openapi.json`` says about the other routes."""

    @app.get("/health", summary="Which release is served, and whether workers run")
    async def health(request: Request) -> dict[str, object]:
        serving: Serving = request.scope["state"][SERVING]
        return serving.describe()

    @app.get("/validate", summary="The form to check a submission")
    @app.post("/validate", summary="The report on a submission, in the format of Accept")
    async def validate() -> None:
        """Only described here; ``validating`` answers."""


async def _explain(_: Request, error: Exception) -> Response:
    return replies.problem_of(error if isinstance(error, EdihkgError) else EdihkgError())


async def _explain_http(request: Request, error: Exception) -> Response:
    """Say as a problem what the framework refuses."""
    if isinstance(error, HTTPException) and error.status_code == 405:
        return replies.method_not_allowed("GET, HEAD")
    return replies.not_found(request.url.path)
