"""Join the rows of ``projects`` that are about one grant.

Rows of one hub with the same number are one grant; so are rows with the same folded acronym
and the same generation, as far as their status tells it. A row that tells no generation joins
the only grant of its acronym (as spelt, else as folded). All sources, notes and phases are
kept; a date that a more precise one begins with is covered by it; real contradictions stay as
two values, and the shapes warn.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from rdflib import RDF, SKOS, BNode, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from edihkg.importing import values
from edihkg.importing.draft import Draft
from edihkg.iris import fold, is_slug, slugify
from edihkg.sources.cells import Cell
from edihkg.sources.tables import HubRows, Row
from edihkg.vocab import EDIH

_GENERATION = re.compile(r"\b(first|second|third)[ -](generation|phase|term)\b", re.IGNORECASE)
_ORDER = ("first", "second", "third")


@dataclass(slots=True)
class Award:
    """Rows that are about one grant."""

    rows: list[Row] = field(default_factory=list)
    number: str = ""
    generation: str = ""
    """``first``, ``second``, ``third``, or empty."""

    @property
    def acronym(self) -> str:
        """The first spelling of the acronym."""
        return next((row["project_acronym"] for row in self.rows if row["project_acronym"]), "")

    def spelt(self) -> set[str]:
        """Give every spelling of the acronym."""
        return {row["project_acronym"] for row in self.rows}


def describe_grants(draft: Draft, rows: HubRows) -> None:
    """State the grants of a hub, and which one carries on which."""
    awards = join(rows.rows("projects"))
    number = rows.hub["grant_number"]
    if number and not any(award.number == number for award in awards):
        open_awards = [award for award in awards if not award.number]
        if len(awards) == 1 and open_awards:
            awards[0].number = number
        else:
            awards.append(Award(number=number))
    labels = _labels(awards)
    subjects = [
        _describe(draft, award, label, rows) for award, label in zip(awards, labels, strict=True)
    ]
    _succeed(draft, awards, subjects)


def join(rows: Iterable[Row]) -> list[Award]:
    """Join rows into grants, in the order of their first row."""
    awards: list[Award] = []
    for row in rows:
        if generation(row) or row["grant_number"]:
            _enter(awards, _same(awards, row), row)
    for row in rows:
        if not generation(row) and not row["grant_number"]:
            _enter(awards, _only(awards, row), row)
    return sorted(awards, key=lambda award: min(row.line for row in award.rows))


def generation(row: Row) -> str:
    """Tell the generation that a row's status names; empty when it names none."""
    match = _GENERATION.search(row["status"])
    return match[1].lower() if match else ""


def _enter(awards: list[Award], award: Award | None, row: Row) -> None:
    if award is None:
        award = Award()
        awards.append(award)
    award.rows.append(row)
    award.number = award.number or row["grant_number"]
    award.generation = award.generation or generation(row)


def _same(awards: list[Award], row: Row) -> Award | None:
    number, stated = row["grant_number"], generation(row)
    for award in awards:
        if number and award.number:
            if award.number == number:
                return award
        elif _folds_alike(award, row) and award.generation in ("", stated):
            return award
    return None


def _only(awards: list[Award], row: Row) -> Award | None:
    spelt = [award for award in awards if row["project_acronym"] in award.spelt()]
    alike = [award for award in awards if _folds_alike(award, row)]
    for found in (spelt, alike):
        if len(found) == 1:
            return found[0]
    undated = [award for award in spelt if not award.generation]
    return undated[0] if undated else None


def _folds_alike(award: Award, row: Row) -> bool:
    return fold(row["project_acronym"]) in {fold(name) for name in award.spelt()}


def _labels(awards: list[Award]) -> list[str]:
    """Label the grants so that those without a number have different fragments."""
    taken: set[str] = set()
    labels = [""] * len(awards)
    for place, award in sorted(enumerate(awards), key=_by_generation):
        label = award.acronym
        if label and not award.number:
            if fold(label) in taken:
                label = f"{label} ({_words(award)})"
            stem, count = label, 1
            while fold(label) in taken:
                count += 1
                label = f"{stem} {count}"
            taken.add(fold(label))
        labels[place] = label
    return labels


def _by_generation(numbered: tuple[int, Award]) -> tuple[int, int]:
    place, award = numbered
    return (_ORDER.index(award.generation) if award.generation else -1, place)


def _words(award: Award) -> str:
    """Give the words with which the status names the generation, for example second phase."""
    found = (_GENERATION.search(row["status"]) for row in award.rows)
    return next((match[0].lower() for match in found if match), "other grant")


def _describe(draft: Draft, award: Award, label: str, rows: HubRows) -> Node:
    subject = _subject(draft, award)
    draft.text(subject, SKOS.prefLabel, label)
    for spelling in sorted(award.spelt() - {label, ""}):
        draft.text(subject, SKOS.altLabel, spelling)
    draft.text(subject, EDIH.grantNumber, award.number)
    for predicate, column in ((EDIH.startDate, "start_date"), (EDIH.endDate, "end_date")):
        for text in _most_precise(row[column] for row in award.rows):
            draft.value(subject, predicate, values.date(text), at=text)
    for row in award.rows:
        _describe_row(draft, subject, row)
    if not award.rows:
        draft.addresses(subject, DCTERMS.source, rows.hub.items("sources"))
    return subject


def _describe_row(draft: Draft, subject: Node, row: Row) -> None:
    draft.call(subject, EDIH.awardedUnder, row["call"])
    amounts = (
        (EDIH.totalCost, "total_cost_eur"),
        (EDIH.euContribution, "eu_contribution_eur"),
    )
    for predicate, column in amounts:
        if row[column]:
            draft.value(subject, predicate, values.money(row[column]), at=row[column])
    draft.text(subject, EDIH.phaseAsStated, row["status"])
    draft.text(subject, SKOS.note, row["note"], language="en")
    draft.addresses(subject, DCTERMS.source, row.items("sources"))


def _subject(draft: Draft, award: Award) -> Node:
    subject: Node = BNode()
    if award.number:
        slug = award.number if is_slug(award.number) else slugify(f"grant {award.number}")
        subject = URIRef(draft.context.space.thing("grant", slug))
    at = next((row.at for row in award.rows), None)
    draft.begin(subject, at)
    draft.state(draft.hub, EDIH.isFundedBy, subject, at=at)
    draft.state(subject, RDF.type, EDIH.Grant, at=at)
    return subject


def _most_precise(texts: Iterable[Cell]) -> list[Cell]:
    """Leave out a date that another one begins with: 2023 beside 2023-01."""
    stated = sorted({text for text in texts if text})
    return [
        text
        for text in stated
        if not any(other != text and other.startswith(f"{text}-") for other in stated)
    ]


def _succeed(draft: Draft, awards: list[Award], subjects: list[Node]) -> None:
    """Link each generation's only grant to the only one of the generation before."""
    by_generation = {
        word: [s for award, s in zip(awards, subjects, strict=True) if award.generation == word]
        for word in _ORDER
    }
    for before, after in pairwise(_ORDER):
        if len(by_generation[before]) == 1 and len(by_generation[after]) == 1:
            draft.value(by_generation[after][0], EDIH.succeedsGrant, by_generation[before][0])
