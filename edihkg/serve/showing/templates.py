"""Render the server's own pages with the templates of the site.

The release brings the facts and the look (``static/``); the templates are those of the
installed product, as is the editor.
"""

import csv
import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from jinja2 import Environment

from edihkg import assets
from edihkg.pages.languages import (
    SOURCE,
    Language,
    Speaker,
    alternates,
    is_spoken,
    lead_on,
    speak,
)
from edihkg.pages.rendering import make_environment
from edihkg.pages.rows import Text
from edihkg.pages.structured import embed
from edihkg.pages.tiles import Place, read_places
from edihkg.release import DUMPS, SITE, Release
from edihkg.serve.showing.drawings import Ground, Position
from edihkg.serve.showing.shown import ENGLISH, Naming, Spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a page lies, in which language, and in which others it can be had."""

    path: str
    """Below the top of the site, without language and ending."""
    root: str
    """What leads from the page to the top of the site."""
    language: str = SOURCE
    languages: tuple[str, ...] = ()
    tail: str = ""
    """What is asked of the page, from its question mark on."""
    others: Collection[str] = ()
    """Paths of the pages that there are in the same language."""


@dataclass(slots=True)
class Templates:
    """Templates, compiled for a language at the first use."""

    speak: Speaker = speak
    _environments: dict[str, Environment] = field(default_factory=dict)
    _digest: str = ""

    @property
    def digest(self) -> str:
        """Tell templates and their words from those of another installation."""
        if not self._digest:
            site, found = assets.folder("site"), hashlib.sha256()
            for path in (*sorted(site.glob("templates/*.html")), *sorted(site.glob("texts/*.po"))):
                found.update(path.read_bytes())
            self._digest = found.hexdigest()[:16]
        return self._digest

    def render(
        self, template: str, address: Address, *, area: str, view: Mapping[str, object]
    ) -> bytes:
        """Render a page."""
        described = {"@type": "WebPage", "isPartOf": {"@type": "WebSite", "name": "edihkg"}}
        found = self._speaking(address.language).get_template(template)
        text = found.render(
            view,
            root=address.root,
            area=area,
            canonical="",
            twins=(),
            structured=embed(described),
            page_languages=alternates(address.path, address.languages, address.tail),
        )
        if address.language != SOURCE:
            text = lead_on(text, address.path, Language(address.language), address.others)
        return text.encode()

    def _speaking(self, code: str) -> Environment:
        if code not in self._environments:
            folder = assets.folder("site") / "templates"
            self._environments[code] = make_environment(folder, self.speak(code))
        return self._environments[code]


class Background:
    """What pages show beside an answer: names of IRIs, tiles, towns. Read from the release once."""

    def __init__(
        self, release: Release, languages: Sequence[str], *, made: Collection[str] = ()
    ) -> None:
        """Prepare; files are read at the first use. ``made`` are paths of the server's pages."""
        self._root = release.path
        self._files = {entry.path for entry in release.manifest.files}
        self._made = made
        self.languages = tuple(languages)
        self._pages: dict[str, frozenset[str]] = {}

    def has(self, path: str) -> bool:
        """Tell whether the site has a file."""
        return f"{SITE}/{path}" in self._files

    def address(self, path: str, language: str = SOURCE, tail: str = "", root: str = "") -> Address:
        """Say where a page of the server's lies, and in which languages it can be had."""
        return Address(
            path=path,
            root=root,
            language=language,
            languages=self.languages,
            tail=tail,
            others=self._pages_in(language),
        )

    def _pages_in(self, language: str) -> Collection[str]:
        """List the pages in a language that is not English, without their endings."""
        if language not in self._pages:
            ending = Language(language).ending
            paths = (
                path.removeprefix(f"{SITE}/").removesuffix(ending)
                for path in self._files
                if language != SOURCE and path.endswith(ending)
            )
            self._pages[language] = frozenset((*paths, *self._made))
        return self._pages[language]

    @cached_property
    def terms(self) -> Mapping[str, object]:
        """What the query page completes; empty for releases without."""
        return self._read_json(f"{SITE}/static/terms.json")

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """Namespaces by prefix, longest first."""
        found = self.terms.get("prefixes", {})
        prefixes = found if isinstance(found, dict) else {}
        return dict(sorted(prefixes.items(), key=lambda item: -len(item[1])))

    @cached_property
    def labels(self) -> dict[str, str]:
        """English names of concepts and countries, marked as such, and names of hubs."""
        codes = self.terms.get("codes", ())
        found = {hub["iri"]: str(hub["name"]) for _, hub in self._located_hubs()}
        for short, label in codes if isinstance(codes, list) else ():
            prefix, _, code = short.partition(":")
            found[f"{self.prefixes[prefix]}{code}"] = Text(label, SOURCE)
        return found

    @cached_property
    def ground(self) -> Ground:
        """Tiles of regions and towns of hubs."""
        return Ground(self._places(), self._positions(), self._regions())

    def naming(
        self,
        root: str,
        *,
        id_base: str,
        countries: Mapping[str, str] | None = None,
        spoken: Spoken = ENGLISH,
    ) -> Naming:
        """Say what IRIs are called and where their pages lie, for a page at ``root``.

        ``countries`` has the IRI of each country by its code; without, they have no page.
        """
        codes = {iri: f"country/{code}" for code, iri in (countries or {}).items()}

        def find_page(iri: str) -> str:
            path = codes.get(iri) or _path_of(iri, id_base)
            return f"{root}{path}.html" if path and self.has(f"{path}.html") else ""

        return Naming(
            find_page=find_page,
            labels={**self.labels, **spoken.labels},
            prefixes=self.prefixes,
            language=spoken.code,
        )

    def _regions(self) -> dict[str, str]:
        path = f"{DUMPS}/hubs.csv"
        if path not in self._files:
            return {}
        with (self._root / path).open(encoding="utf-8-sig", newline="") as lines:
            return {row["iri"]: row["nuts2"] for row in csv.DictReader(lines) if row["nuts2"]}

    def _places(self) -> list[Place]:
        return read_places(assets.folder("ontology") / "reference" / "nuts2-tiles-2024.csv")

    def _positions(self) -> dict[str, Position]:
        return {
            hub["iri"]: (each["geometry"]["coordinates"][0], each["geometry"]["coordinates"][1])
            for each, hub in self._located_hubs()
        }

    def _located_hubs(self) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Give each town with each of its hubs."""
        features = self._read_json(f"{DUMPS}/hubs.geojson").get("features", ())
        for each in features if isinstance(features, list) else ():
            for hub in each["properties"]["hubs"]:
                yield each, hub

    def _read_json(self, path: str) -> Mapping[str, object]:
        if path not in self._files:
            return {}
        found = json.loads((self._root / path).read_bytes())
        return found if isinstance(found, dict) else {}


def languages_of(release: Release, speak: Speaker) -> tuple[str, ...]:
    """List the languages of a release's pages that this software speaks, too."""
    chosen = str(release.manifest.settings.get("languages", SOURCE))
    codes = [code.strip() for code in chosen.split(",")]
    return tuple(code for code in codes if code and is_spoken(code, speak))


def _path_of(iri: str, id_base: str) -> str:
    """Place the page of an IRI, without ending."""
    region = "http://data.europa.eu/nuts/code/"
    if iri.startswith(region):
        return f"region/{iri.removeprefix(region)}"
    return iri.removeprefix(id_base).partition("#")[0] if iri.startswith(id_base) else ""
