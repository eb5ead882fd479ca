"""One release while it is served: its workers and its routes.

A request takes the ``Serving`` that is current when it begins and uses no other, so nothing
of it can come from two releases. ``moving`` replaces one by another; when the last request
of the old one has ended, its workers are ended too.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from starlette.types import ASGIApp

from edihkg import assets, queries
from edihkg.pages.languages import Language
from edihkg.queries import Question
from edihkg.release import STORE, Release
from edihkg.serve import replies
from edihkg.serve.answers import Answers
from edihkg.serve.cache import ByteCache, Kept, write_fields
from edihkg.serve.changes import Changes
from edihkg.serve.documents import Documents
from edihkg.serve.editor import Editor
from edihkg.serve.graphs import Graphs
from edihkg.serve.lookups import Lookups
from edihkg.serve.made import Maker
from edihkg.serve.pinned import Pinned
from edihkg.serve.pool import OwnPool, Pool, PoolOptions
from edihkg.serve.query_page import QueryPage
from edihkg.serve.question_page import FOLDER, QuestionPage
from edihkg.serve.questions import Questions
from edihkg.serve.searching import Search
from edihkg.serve.showing.templates import Background, Templates, languages_of
from edihkg.serve.sparql import SparqlEndpoint
from edihkg.serve.validating import PATH, Limits, Rate, Referees, Validating
from edihkg.serve.waiting import Turnstile
from edihkg.settings import Settings

FILE_CACHE_BYTES = 64 << 20
VALIDATIONS_AT_ONCE = 2
"""Submissions of one client that may be checked or wait for it."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What all releases of one server share."""

    settings: Settings
    out: Path | None
    """Output folder with the releases; None when one release is served for itself."""
    questions: Mapping[str, Question]
    answers: ByteCache
    files: ByteCache
    turnstile: Turnstile
    templates: Templates = field(default_factory=Templates)
    editor: Editor = field(default_factory=Editor)
    kills: Counter[str] = field(default_factory=Counter)
    """Workers that were killed, by reason."""
    referee: tuple[str, ...] = ()
    """Program that checks submissions; empty when none are taken."""
    rate: Rate = field(default_factory=lambda: Rate(Limits().a_minute))
    """How often each client has something checked."""


def share(settings: Settings, *, out: Path | None = None, referee: Sequence[str] = ()) -> Shared:
    """Make what all releases share.

    Raises: SourceError when a published question cannot be read.
    """
    return Shared(
        settings,
        out,
        queries.load(assets.folder("sparql") / "questions"),
        ByteCache(settings.answer_cache_bytes),
        ByteCache(FILE_CACHE_BYTES),
        Turnstile(settings.client_queries),
        referee=tuple(referee),
        rate=Rate(settings.validations_a_minute),
    )


class Serving:
    """A release and everything that answers from it."""

    def __init__(self, release: Release, shared: Shared) -> None:
        """Prepare; the workers start with ``start``."""
        settings = shared.settings
        self.release = release
        self.name = release.manifest.release_id
        self.fields = (*replies.COMMON_HEADERS, (b"edihkg-release", self.name.encode()))
        """Header fields that every answer has."""
        self.ending = write_fields(self.fields) + b"\r\n"
        """The same as they are sent, with the end of the head."""
        self.kept = Kept(settings.answer_cache_bytes)
        """Whole answers by request; their bodies are mostly those of the other caches."""
        self.answers = shared.answers
        self.documents = Documents(release, shared.files)
        id_base = str(release.manifest.settings.get("id_base", settings.id_base))
        self.pool = _pool(release, shared, id_base)
        self.referees = Referees(shared.referee, release.path / STORE, _limits(settings))
        self.routes: dict[str, ASGIApp] = {
            "editor": shared.editor,
            "feed": Changes(self.documents),
            "graph": Graphs(self.pool, self.documents, id_base=id_base),
            "release": Pinned(shared.out, shared.files),
            "search": Search(release, self.documents),
        }
        """Applications by the first segment of the path."""
        languages = languages_of(release, shared.templates.speak)
        self.sparql, self.routes["q"] = self._answering(shared, id_base, languages)
        names = (f"sparql{Language(code).ending}" for code in languages)
        self.routes |= dict.fromkeys(("sparql", "sparql.html", *names), self.sparql)
        self._referee = shared.referee
        if shared.referee:
            self.routes[PATH] = self._validating(shared, id_base)
        self._warming: asyncio.Task[None] | None = None
        self._requests = 0
        self._unused = asyncio.Event()

    async def start(self) -> None:
        """Start the workers.

        Raises: StoreError.
        """
        await self.pool.start()
        if self._referee:
            self._warming = asyncio.create_task(self.referees.warm())

    def begin(self) -> None:
        """Count a request; the workers stay until it ends."""
        self._requests += 1

    def end(self) -> None:
        """Note that a request has ended."""
        self._requests -= 1
        if not self._requests:
            self._unused.set()

    async def retire(self, within_s: float) -> None:
        """End the workers when no request is left, or after some seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while self._requests:
                    self._unused.clear()
                    await self._unused.wait()
        await self.close()

    async def close(self) -> None:
        """End all workers at once."""
        if self._warming is not None:
            self._warming.cancel()
            await asyncio.gather(self._warming, return_exceptions=True)
        await self.referees.close()
        await self.pool.close()

    def _answering(
        self, shared: Shared, id_base: str, languages: Sequence[str]
    ) -> tuple[SparqlEndpoint, Questions]:
        """Make what answers queries: those of strangers and the published ones."""
        digest = self.release.manifest.store_digest
        kept, turns = shared.answers, shared.turnstile
        answers = Answers(self.pool, digest, cache=kept, turnstile=turns)
        maker = Maker(self.pool, digest, cache=kept, turnstile=turns)
        made = [f"{FOLDER}/{name}" for name in shared.questions]
        background = Background(self.release, languages, made=made)
        lookups = Lookups(self.pool, id_base=id_base)
        page = QueryPage(
            maker,
            shared.templates,
            background,
            lookups=lookups,
            questions=shared.questions,
            id_base=id_base,
        )
        questions = Questions(
            shared.questions,
            answers=answers,
            lookups=lookups,
            documents=self.documents,
            page=QuestionPage(
                maker, shared.templates, background, as_of=self.release.manifest.as_of
            ),
            languages=background.languages,
        )
        most = shared.settings.request_bytes
        return SparqlEndpoint(answers, self.documents, page, request_bytes=most), questions

    def _validating(self, shared: Shared, id_base: str) -> Validating:
        return Validating(
            self.referees,
            id_base=id_base,
            limits=_limits(shared.settings),
            rate=shared.rate,
            turnstile=Turnstile(VALIDATIONS_AT_ONCE),
        )

    def describe(self) -> dict[str, object]:
        """Say which release it is and how its workers are."""
        manifest = self.release.manifest
        return {
            "status": "ok" if self.pool.running else "no workers",
            "release": manifest.release_id,
            "as_of": manifest.as_of,
            "counts": dict(manifest.counts),
            "workers": self.pool.running,
            "workers_isolated": self.pool.isolated,
        }


def _limits(settings: Settings) -> Limits:
    return Limits(
        body_bytes=settings.validation_bytes,
        deadline_s=settings.validation_deadline_s,
        memory_bytes=settings.worker_memory_bytes,
        a_minute=settings.validations_a_minute,
    )


def _pool(release: Release, shared: Shared, id_base: str) -> Pool:
    """Answer from the release's own store, or from the engine that the settings name.

    Raises: UsageError when that is no address of one.
    """
    settings = shared.settings
    if not settings.endpoint:
        return OwnPool(release.path / STORE, _options(settings), kills=shared.kills)
    from edihkg.remote import Layout, check_address, read_credentials
    from edihkg.serve.elsewhere import Elsewhere, Place

    check_address(settings.endpoint)
    place = Place(
        url=settings.endpoint,
        credentials=read_credentials(settings),
        layout=Layout(id_base),
        release_id=release.manifest.release_id,
    )
    return Elsewhere(place, _options(settings))


def _options(settings: Settings) -> PoolOptions:
    return PoolOptions(
        workers=settings.workers,
        deadline_s=settings.query_deadline_s,
        queue=settings.query_queue,
        memory_bytes=settings.worker_memory_bytes,
        result_bytes=settings.result_bytes,
    )
