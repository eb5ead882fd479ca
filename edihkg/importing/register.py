"""The register of slugs already given, so that what is known keeps its IRI.

It is filled from the submissions on disk before anything is imported. An organisation is one
name (``names.bare``) within one country; without a country it is known to one hub alone.
Not pure: asking for a slug that is not yet given gives it.
"""

from collections import defaultdict
from collections.abc import Iterable

from rdflib import RDF, SKOS, Graph, URIRef

from edihkg.importing.names import bare
from edihkg.iris import SLUG_LENGTH, IriSpace, fold, slugify
from edihkg.submission import Submission
from edihkg.vocab import EDIH

_NAMES = (SKOS.prefLabel, SKOS.altLabel)


class Register:
    """Slugs of organisations and facilities, by name."""

    def __init__(self, space: IriSpace, submissions: Iterable[Submission]) -> None:
        self._space = space
        self._organisations: dict[tuple[str, str], str] = {}
        self._in_hub: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        self._facilities: dict[tuple[str, str], str] = {}
        self._taken: set[tuple[str, str]] = set()
        for submission in submissions:
            self._enter(submission)

    def organisation(self, name: str, *, country: URIRef | None, hub: str) -> str:
        """Give the slug of an organisation that a row about ``hub`` names."""
        key = bare(name)
        here = self._in_hub[hub, key]
        place = str(country or "")
        slug = self._organisations.get((place, key)) if country else here.get("")
        if slug is None and country:
            slug = here.get("")
        if slug is None and not country and len(here) == 1:
            slug = next(iter(here.values()))
        if slug is None:
            slug = self._new("organisation", key or "unnamed")
        if country:
            self._organisations.setdefault((place, key), slug)
        here.setdefault(place, slug)
        return slug

    def keep_organisation(self, slug: str, name: str, *, country: URIRef | None, hub: str) -> None:
        """Note the slug that a source states for an organisation."""
        self._taken.add(("organisation", slug))
        if country:
            self._organisations.setdefault((str(country), bare(name)), slug)
        self._in_hub[hub, bare(name)].setdefault(str(country or ""), slug)

    def facility(self, name: str, *, hub: str) -> str:
        """Give the slug of a facility of a hub."""
        key = (hub, fold(name))
        if key not in self._facilities:
            self._facilities[key] = self._new("facility", f"{hub} {name}")
        return self._facilities[key]

    def hub(self, name: str) -> str:
        """Give a new hub its slug."""
        return self._new("hub", name)

    def take_hub(self, slug: str) -> None:
        """Note that a hub has this slug."""
        self._taken.add(("hub", slug))

    def _new(self, kind: str, name: str) -> str:
        """Make a slug that no other thing of the kind has: ``x``, ``x-2``, ``x-3`` and so on."""
        try:
            first = slugify(name)
        except ValueError:
            first = f"{kind}-{name.encode().hex()[:16]}" if name else kind
        slug, number = first, 1
        while (kind, slug) in self._taken:
            number += 1
            end = f"-{number}"
            slug = first[: SLUG_LENGTH - len(end)].rstrip("-") + end
        self._taken.add((kind, slug))
        return slug

    def _enter(self, submission: Submission) -> None:
        graph, hub = submission.graph, submission.slug
        self.take_hub(hub)
        for subject in sorted(s for s in set(graph.subjects()) if isinstance(s, URIRef)):
            thing = self._space.parse(str(subject))
            if thing is None or thing.part or thing.kind not in ("organisation", "facility"):
                continue
            self._taken.add((thing.kind, thing.slug))
            for name in _names(graph, subject):
                if thing.kind == "facility":
                    self._facilities.setdefault((hub, fold(name)), thing.slug)
                else:
                    self._enter_organisation(graph, subject, thing.slug, name, hub)

    def _enter_organisation(
        self, graph: Graph, subject: URIRef, slug: str, name: str, hub: str
    ) -> None:
        key = bare(name)
        countries = sorted(str(c) for c in graph.objects(subject, EDIH.country))
        for country in countries:
            self._organisations.setdefault((country, key), slug)
        for place in countries or [""]:
            self._in_hub[hub, key].setdefault(place, slug)


def _names(graph: Graph, subject: URIRef) -> list[str]:
    if (subject, RDF.type, None) not in graph:
        return []
    return sorted(str(name) for p in _NAMES for name in graph.objects(subject, p))
