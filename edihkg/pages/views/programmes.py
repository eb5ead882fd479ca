"""View of a funding programme: objectives, selection, calls, events, actors."""

from edihkg.pages import sections as s
from edihkg.pages.rows import Facts, Row
from edihkg.pages.views.common import SiteView, View, distinct, group_by


def view_programme(row: Row, facts: Facts, site: SiteView) -> View:
    """Show one programme; its law, steps, calls, events and who took part in them."""
    page = row["page"]
    about = facts.groups(s.PROGRAMME)[page]
    objectives = facts.of(s.PROGRAMME_PILLARS, page)
    return {
        "programme": row,
        "sources": sorted({each["source"] for each in about if each["source"]}),
        "objectives": [
            (each, [r for r in objectives if r["pillar"] == each["pillar"] and r["capacity"]])
            for each in distinct(objectives, "pillar")
        ],
        "steps": distinct(facts.of(s.PROGRAMME_STEPS, page), "step"),
        "calls": facts.of(s.PROGRAMME_CALLS, page),
        "events": distinct(facts.of(s.PROGRAMME_EVENTS, page), "event"),
        "participants": group_by(facts.of(s.PROGRAMME_PARTICIPANTS, page), "event"),
        "themes": group_by(facts.of(s.PROGRAMME_THEMES, page), "event"),
        "actors": group_by(distinct(facts.of(s.PROGRAMME_ACTORS, page), "actor"), "typeName"),
    }
