"""Write the index that the search page answers from; ``edihkg.finding`` explains its layout."""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from edihkg.finding import FACETS, NAMES_IN
from edihkg.iris import fold
from edihkg.pages import sections as s
from edihkg.pages.rows import Facts, Row, folded, language_of
from edihkg.pages.views.common import SiteView, distinct

PATH = "search/index.json"
SECTIONS = (
    s.HUB,
    s.HUB_NAMES,
    s.HUB_TOPICS,
    s.HUB_PILLARS,
    s.HUB_SERVICES,
    s.HUB_FACILITIES,
    s.HUB_PARTNERS,
    s.HUB_AREAS,
    s.CONCEPT,
    s.REGION,
)
_USUAL = {"d": NAMES_IN}
_SUMMARY = 180
"""Most letters of a summary in the index."""


@dataclass(slots=True)
class _Numbers:
    """Numbers values in the order of their first use; ``sort`` brings them into that of names."""

    names: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, code: str, *names: str) -> str:
        """Note a value; give its code."""
        self.names.setdefault(code, names)
        return code

    def order(self) -> dict[str, int]:
        """Give the number of each code, in order of names."""
        codes = sorted(self.names, key=lambda code: (folded(self.names[code][0]), code))
        return {code: number for number, code in enumerate(codes)}


def make_index(facts: Facts, site: SiteView) -> str:
    """Make the index as JSON; hubs stand in order of names."""
    facets = {name: _Numbers() for name in sorted(FACETS)}
    organisations = _Numbers()
    hubs = [row for row in distinct(facts.all(s.HUB), "page") if row["page"] in site.paths]
    drafts = [_draft(row, facts, site, facets, organisations) for row in hubs]
    orders = {name: numbers.order() for name, numbers in facets.items()}
    members = organisations.order()
    data = {
        "facets": {
            name: [[code, *facets[name].names[code]] for code in order]
            for name, order in orders.items()
        },
        "regions": list_regions(facts),
        "organisations": [organisations.names[code][0] for code in members],
        "hubs": [_numbered(draft, orders, members) for draft in drafts],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def list_regions(facts: Facts) -> list[tuple[str, str, str, str]]:
    """List the regions of level 2: code, name, name in Latin letters, language of the name."""
    rows = distinct(facts.all(s.REGION), "code")
    return [
        (str(row["code"]), str(row["name"]), str(row["latin"]), language_of(row["name"]))
        for row in rows
    ]


def _draft(
    row: Row,
    facts: Facts,
    site: SiteView,
    facets: dict[str, _Numbers],
    organisations: _Numbers,
) -> dict[str, object]:
    """Describe a hub, its facets still by code."""
    page = row["page"]
    names = [each["name"] for each in distinct(facts.of(s.HUB_NAMES, page), "name")]
    partners = distinct(facts.of(s.HUB_PARTNERS, page), "organisation")
    facilities = distinct(facts.of(s.HUB_FACILITIES, page), "item")
    found: dict[str, object] = {
        "p": site.paths[page],
        "n": str(row["name"]),
        "a": [str(each) for each in names],
        "d": _shortened(row["summary"]),
        "t": str(row["town"] or row["placeName"]),
        "z": _in_latin([row["name"], *names, row["town"]]),
        "o": [organisations.add(each["organisation"], str(each["name"])) for each in partners],
        "f": [
            [str(each["name"]), site.paths.get(each["item"], ""), _code(each["type"])]
            for each in facilities
        ],
        "s": sorted({each["regionCode"] for each in facts.of(s.HUB_AREAS, page)} - {""}),
        "l": _languages(row),
        "level": {_code(each["topic"]): each["level"] for each in facts.of(s.HUB_TOPICS, page)},
    }
    if row["latitude"]:
        found["x"] = [round(float(row["latitude"]), 3), round(float(row["longitude"]), 3)]
    for facet, values in _facets(row, facts, facilities).items():
        add = facets[facet].add
        found[facet] = [add(code, *map(str, names)) for code, *names in values if code]
    return found


def _languages(row: Row) -> Mapping[str, str]:
    """Name the languages of name and summary where they are not what a reader would guess."""
    found = {"n": language_of(row["name"]), "d": language_of(row["summary"])}
    return {key: code for key, code in found.items() if code not in ("", _USUAL.get(key))}


def _facets(row: Row, facts: Facts, facilities: Sequence[Row]) -> Mapping[str, list[list[str]]]:
    """Give code and names of a hub's values for each facet."""
    page = row["page"]
    topics = [facts.of(s.CONCEPT, each["topic"]) for each in facts.of(s.HUB_TOPICS, page)]
    concepts = [rows[0] for rows in topics if rows]

    def of_scheme(name: str) -> list[list[str]]:
        found = [each for each in concepts if each["scheme"].endswith(f"/{name}")]
        return [[each["code"], each["name"]] for each in distinct(found, "code")]

    return {
        "country": [[row["countryCode"], row["countryName"]]],
        "region": [[row["regionCode"], row["regionName"] or row["regionCode"]]],
        "status": [[row["statusCode"], row["statusName"]]],
        "technology": of_scheme("technology"),
        "sector": of_scheme("sector"),
        "service": [
            [_code(each["family"]), each["name"]] for each in facts.of(s.HUB_SERVICES, page)
        ],
        "pillar": _by_code(facts.of(s.HUB_PILLARS, page), "pillar", "name"),
        "facility": _by_code(facilities, "type", "typeName"),
    }


def _by_code(rows: Iterable[Row], key: str, name: str) -> list[list[str]]:
    return [[_code(each[key]), each[name]] for each in distinct(rows, key) if each[key]]


def _numbered(
    draft: Mapping[str, object],
    orders: Mapping[str, Mapping[str, int]],
    organisations: Mapping[str, int],
) -> dict[str, object]:
    """Put numbers in place of codes, and leave out what is empty."""
    found = dict(draft)
    levels = draft["level"]
    for facet, order in orders.items():
        codes = draft.get(facet, [])
        if isinstance(codes, list):
            found[facet] = [order[code] for code in codes]
            if facet == "technology" and isinstance(levels, dict):
                found["level"] = "".join(levels.get(code) or "0" for code in codes)
    partners, facilities = draft["o"], draft["f"]
    if isinstance(partners, list):
        found["o"] = sorted(organisations[code] for code in partners)
    if isinstance(facilities, list):
        kinds = orders.get("facility", {})
        found["f"] = [[name, path, kinds.get(kind, -1)] for name, path, kind in facilities]
    return {key: value for key, value in found.items() if value not in ("", [], {})}


def _code(iri: str) -> str:
    return iri.rpartition("/")[2]


def _shortened(text: str) -> str:
    if len(text) <= _SUMMARY:
        return str(text)
    return text[:_SUMMARY].rpartition(" ")[0] + " …"


def _in_latin(texts: Iterable[str]) -> str:
    """Write in Latin letters what a browser cannot fold by taking accents off."""
    return " ".join(fold(text) for text in texts if not _is_latin(text))


def _is_latin(text: str) -> bool:
    letters = (c for c in unicodedata.normalize("NFD", text) if c.isalpha())
    return all("LATIN" in unicodedata.name(letter, "") for letter in letters)
