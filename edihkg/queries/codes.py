"""Codes in parameters and what they stand for in a release."""

from collections.abc import Iterable, Sequence

from edihkg import assets
from edihkg.queries.question import Codes
from edihkg.store import Store

REGION_BASE = "http://data.europa.eu/nuts/code/"
_REGION_SCHEMES = "http://data.europa.eu/nuts/scheme/"
_STATISTICAL_REGIONS = "concept/statistical-region-"
_LANGUAGES = "http://publications.europa.eu/resource/authority/language"
_OTHER_LISTS = {
    _LANGUAGES: "language",
    "https://w3id.org/edihkg/ns#Hub": "hub",
    "https://w3id.org/edihkg/ns#Submission": "file",
}
"""What ``sparql/lookups/concepts.rq`` gives in place of a scheme, and the list that it means."""


def read_codes(store: Store, *, id_base: str) -> Codes:
    """Read from a release's store which codes there are and what they stand for.

    Raises: StoreError.
    """
    countries = store.select(lookup("countries"))
    concepts = store.select(lookup("concepts"))
    return Codes(
        id_base=id_base,
        countries=country_codes([(row["country"].value, row["code"].value) for row in countries]),
        concepts=concept_codes(
            [(row["scheme"].value, row["code"].value) for row in concepts], id_base=id_base
        ),
    )


def country_codes(rows: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Make the table of ``Codes.countries`` from rows of IRI and code."""
    return {code.lower(): iri for iri, code in rows}


def concept_codes(rows: Iterable[tuple[str, str]], *, id_base: str) -> dict[str, frozenset[str]]:
    """Make the table of ``Codes.concepts`` from rows of scheme and code."""
    found: dict[str, set[str]] = {}
    for scheme, code in rows:
        if scheme.startswith((_REGION_SCHEMES, f"{id_base}{_STATISTICAL_REGIONS}")):
            found.setdefault("region", set()).add(code)
        elif scheme.startswith(f"{id_base}concept/"):
            found.setdefault(scheme.removeprefix(f"{id_base}concept/"), set()).add(code)
            found.setdefault("list", set()).add(scheme.removeprefix(f"{id_base}concept/"))
        elif scheme in _OTHER_LISTS:
            found.setdefault(_OTHER_LISTS[scheme], set()).add(code)
    return {name: frozenset(codes) for name, codes in found.items()}


def lookup(name: str) -> str:
    """Read one of the queries with which codes are looked up."""
    path = assets.folder("sparql") / "lookups" / f"{name}.rq"
    return path.read_text(encoding="utf-8")
