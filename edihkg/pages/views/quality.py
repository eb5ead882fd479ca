"""View of the quality of the data: what the checks found, and how complete the hubs are. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from edihkg.pages import sections as s
from edihkg.pages.rows import Facts, Row, Section, folded
from edihkg.pages.views.common import SiteView, View, card, distinct, group_by, per_cent

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
    codes: tuple[tuple[str, int], ...]
    """Code and number of the findings that are open, by code."""
    recorded: str
    """Date of the newest record of it; empty where none has a date."""

    @property
    def findings(self) -> int:
        """Number of open findings."""
        return sum(number for _, number in self.codes)

    @property
    def complete(self) -> int:
        """Share of the parts that are recorded, in per cent."""
        return per_cent(len(PARTS) + len(VALUES) - len(self.missing), len(PARTS) + len(VALUES))


@dataclass(frozen=True, slots=True)
class CountryQuality:
    """How much is recorded of the hubs of one country."""

    country: str
    name: str
    hubs: tuple[Quality, ...]
    """By name."""

    @property
    def findings(self) -> int:
        """Number of open findings."""
        return sum(each.findings for each in self.hubs)

    @property
    def complete(self) -> int:
        """Mean of the hubs, in per cent."""
        return round(sum(each.complete for each in self.hubs) / len(self.hubs))

    @property
    def oldest(self) -> str:
        """Date of the record of the hub that was recorded longest ago; empty for no date."""
        return min((each.recorded for each in self.hubs if each.recorded), default="")


def view_report(row: Row, facts: Facts, site: SiteView) -> View:
    """Show what the validation found and what is missing, by part, country and hub."""
    hubs = [_rate(hub, facts, site) for hub in distinct(facts.all(s.HUB), "page")]
    return {
        "hubs": len(hubs),
        "kept_out": site.context.kept_out,
        "findings": [
            (code, number, _rules(code, site))
            for code, number in sorted(site.context.findings.items())
        ],
        "parts": [
            (name, len(hubs) - sum(name in each.missing for each in hubs))
            for name in (*VALUES, *PARTS)
        ],
        "countries": _by_country(hubs),
        "least": sorted((each for each in hubs if each.missing), key=_by_need)[:LEAST],
    }


def _rate(hub: Row, facts: Facts, site: SiteView) -> Quality:
    page = hub["page"]
    missing = [name for name in VALUES if not hub[name]]
    missing += [name for name, section in PARTS.items() if not facts.of(section, page)]
    records = (*facts.of(s.HUB_STATUSES, page), *facts.of(s.HUB_ENTRIES, page))
    return Quality(
        {**card(hub), "page": page},
        tuple(missing),
        tuple(sorted(site.context.hub_findings.get(page, {}).items())),
        max((row["recordedOn"] for row in records), default=""),
    )


def _by_need(quality: Quality) -> tuple[int, str]:
    return quality.complete, folded(quality.hub["name"])


def _rules(code: str, site: SiteView) -> list[Row]:
    """Give the rules that bear a code, one for each sentence."""
    known = site.vocabulary
    rules = (*known.constraints, *known.file_rules, *known.network_rules)
    return distinct((rule for rule in rules if rule["code"] == code), "description")


def _by_country(hubs: Sequence[Quality]) -> list[CountryQuality]:
    rated = {each.hub["page"]: each for each in hubs}
    found = [
        CountryQuality(country, rows[0]["countryName"], tuple(rated[row["page"]] for row in rows))
        for country, rows in group_by([each.hub for each in hubs], "country").items()
    ]
    return sorted(found, key=lambda each: folded(each.name))
