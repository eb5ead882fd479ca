"""View of the quality of the data: what the checks found, and how complete the hubs are. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from edihkg.pages import sections as s
from edihkg.pages.rows import Facts, Row, Section, folded
from edihkg.pages.views.common import SiteView, View, distinct, group_by, per_cent

PARTS: Mapping[str, Section] = {
    "webpages": s.HUB_WEBPAGES,
    "services": s.HUB_SERVICES,
    "groups": s.HUB_GROUPS,
    "topics": s.HUB_TOPICS,
    "facilities": s.HUB_FACILITIES,
    "partners": s.HUB_PARTNERS,
    "areas": s.HUB_AREAS,
    "grants": s.HUB_GRANTS,
}
"""Parts of a hub's description that a query gives."""
VALUES = ("summary", "town", "region")
"""Parts that stand in the hub's own row."""
LEAST = 12
"""Hubs named as those of which least is recorded."""


@dataclass(frozen=True, slots=True)
class Quality:
    """How much is recorded of one hub."""

    hub: Row
    missing: tuple[str, ...]
    findings: int

    @property
    def complete(self) -> int:
        """Share of the parts that are recorded, in per cent."""
        return per_cent(len(PARTS) + len(VALUES) - len(self.missing), len(PARTS) + len(VALUES))


@dataclass(frozen=True, slots=True)
class CountryQuality:
    """How much is recorded of the hubs of one country."""

    country: str
    name: str
    hubs: int
    findings: int
    complete: int
    """Mean of the hubs, in per cent."""


def view_report(row: Row, facts: Facts, site: SiteView) -> View:
    """Show what the validation found and what is missing, by part, country and hub."""
    hubs = [_rate(hub, facts, site) for hub in distinct(facts.all(s.HUB), "page")]
    return {
        "hubs": len(hubs),
        "kept_out": site.context.kept_out,
        "findings": sorted(site.context.findings.items()),
        "parts": [
            (name, len(hubs) - sum(name in each.missing for each in hubs))
            for name in (*VALUES, *PARTS)
        ],
        "countries": _by_country(hubs),
        "least": sorted(hubs, key=lambda each: (each.complete, folded(each.hub["name"])))[:LEAST],
    }


def _rate(hub: Row, facts: Facts, site: SiteView) -> Quality:
    page = hub["page"]
    missing = [name for name in VALUES if not hub[name]]
    missing += [name for name, section in PARTS.items() if not facts.of(section, page)]
    findings = sum(site.context.hub_findings.get(page, {}).values())
    return Quality(hub, tuple(missing), findings)


def _by_country(hubs: Sequence[Quality]) -> list[CountryQuality]:
    rated = {each.hub["page"]: each for each in hubs}
    found = []
    for country, rows in group_by([each.hub for each in hubs], "country").items():
        own = [rated[row["page"]] for row in rows]
        found.append(
            CountryQuality(
                country,
                rows[0]["countryName"],
                len(own),
                sum(each.findings for each in own),
                round(sum(each.complete for each in own) / len(own)),
            )
        )
    return sorted(found, key=lambda each: folded(each.name))
