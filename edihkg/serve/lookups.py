"""Ask a release once for what answers need besides: codes of parameters, names in a language."""

import json
from collections.abc import Mapping

import pyoxigraph as ox

from edihkg import queries
from edihkg.pages.languages import SOURCE
from edihkg.pages.rows import Text
from edihkg.queries import Codes
from edihkg.serve.pool import Pool, Request
from edihkg.store import Bindings


class Lookups:
    """What was looked up so far in one release."""

    def __init__(self, pool: Pool, *, id_base: str) -> None:
        """Ask through a pool; nothing is asked before it is needed."""
        self._pool = pool
        self._id_base = id_base
        self._codes: Codes | None = None
        self._labels: dict[str, Mapping[str, Text]] = {SOURCE: {}}

    async def codes(self) -> Codes:
        """Give what codes stand for.

        Raises: QueryError.
        """
        if self._codes is None:
            countries = await self._ask("countries")
            concepts = await self._ask("concepts")
            self._codes = Codes(
                id_base=self._id_base,
                countries=queries.country_codes(
                    [(row["country"], row["code"]) for row in countries]
                ),
                concepts=queries.concept_codes(
                    [(row["scheme"], row["code"]) for row in concepts], id_base=self._id_base
                ),
            )
        return self._codes

    async def labels(self, language: str) -> Mapping[str, Text]:
        """Give what concepts and countries are called in a language other than English, by IRI.

        Raises: QueryError.
        """
        if language not in self._labels:
            rows = await self._ask("labels", {"language": ox.Literal(language)})
            self._labels[language] = {row["thing"]: Text(row["label"], language) for row in rows}
        return self._labels[language]

    async def _ask(self, name: str, bindings: Bindings | None = None) -> list[dict[str, str]]:
        request = Request(query=queries.lookup(name), format="json", bindings=bindings or {})
        async with self._pool.answer(request) as answer:
            text = answer.head + b"".join([piece async for piece in answer.rest()])
        rows = json.loads(text)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in rows]
