"""Render the server's own pages with the templates of the site.

The release brings the facts and the look (``static/``); the templates are those of the
installed product, as is the editor.
"""

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from jinja2 import Environment

from edihkg import assets
from edihkg.pages.rendering import make_environment
from edihkg.pages.structured import embed
from edihkg.pages.tiles import Place, read_places
from edihkg.release import DUMPS, SITE, Release
from edihkg.serve.showing.drawings import Ground, Position
from edihkg.serve.showing.shown import Naming


class Templates:
    """Templates, compiled at the first use."""

    @cached_property
    def digest(self) -> str:
        """Tell templates from those of another installation."""
        folder = assets.folder("site") / "templates"
        found = hashlib.sha256()
        for path in sorted(folder.glob("*.html")):
            found.update(path.read_bytes())
        return found.hexdigest()[:16]

    @cached_property
    def _environment(self) -> Environment:
        return make_environment(assets.folder("site") / "templates")

    def render(self, template: str, *, root: str, area: str, view: Mapping[str, object]) -> bytes:
        """Render a page that lies ``root`` below the top of the site."""
        described = {"@type": "WebPage", "isPartOf": {"@type": "WebSite", "name": "edihkg"}}
        text = self._environment.get_template(template).render(
            view, root=root, area=area, canonical="", twins=(), structured=embed(described)
        )
        return text.encode()


class Background:
    """What pages show beside an answer: names of IRIs, tiles, towns. Read from the release once."""

    def __init__(self, release: Release) -> None:
        """Prepare; files are read at the first use."""
        self._root = release.path
        self._files = {entry.path for entry in release.manifest.files}

    def has(self, path: str) -> bool:
        """Tell whether the site has a file."""
        return f"{SITE}/{path}" in self._files

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
        """English names of concepts and countries, and names of hubs."""
        codes = self.terms.get("codes", ())
        found = {hub["iri"]: str(hub["name"]) for _, hub in self._located_hubs()}
        for short, label in codes if isinstance(codes, list) else ():
            prefix, _, code = short.partition(":")
            found[f"{self.prefixes[prefix]}{code}"] = label
        return found

    @cached_property
    def ground(self) -> Ground:
        """Tiles of regions and towns of hubs."""
        return Ground(self._places(), self._positions(), self._regions())

    def naming(
        self, root: str, *, id_base: str, countries: Mapping[str, str] | None = None
    ) -> Naming:
        """Say what IRIs are called and where their pages lie, for a page at ``root``.

        ``countries`` has the IRI of each country by its code; without, they have no page.
        """
        codes = {iri: f"country/{code}" for code, iri in (countries or {}).items()}

        def find_page(iri: str) -> str:
            path = codes.get(iri) or _path_of(iri, id_base)
            return f"{root}{path}.html" if path and self.has(f"{path}.html") else ""

        return Naming(find_page=find_page, labels=self.labels, prefixes=self.prefixes)

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


def _path_of(iri: str, id_base: str) -> str:
    """Place the page of an IRI, without ending."""
    region = "http://data.europa.eu/nuts/code/"
    if iri.startswith(region):
        return f"region/{iri.removeprefix(region)}"
    return iri.removeprefix(id_base).partition("#")[0] if iri.startswith(id_base) else ""
