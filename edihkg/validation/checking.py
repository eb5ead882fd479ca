"""Check one submission: ask the judge, apply the rules, say what was found. Pure.

The file, the shapes and the reference data decide, nothing else: no other submission is
looked at, no file opened, nothing fetched. What is wrong is a value, not an exception.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import BNode, Node

from edihkg.indexed import IndexedGraph
from edihkg.submission import Statement, Submission
from edihkg.validation.case import Breach, Case, rule
from edihkg.validation.causes import Inquiry, causes
from edihkg.validation.judge import Outcome, judge, outcomes
from edihkg.validation.lexicon import Lexicon
from edihkg.validation.messages import ENGLISH, Messages
from edihkg.validation.naming import SPACE
from edihkg.validation.placing import Spot, locate
from edihkg.validation.report import Finding, Report
from edihkg.validation.rules import breaches, unusable
from edihkg.validation.sentences import MAIL, TEXT_LENGTH, TITLE_LENGTH, Subject, fill, preferred
from edihkg.validation.shapes import Note, Shapes
from edihkg.validation.suggestions import no_lexicon, propose
from edihkg.vocab import EDIH

_TURTLE = re.compile("""["<^]|quotation|edih:|org:|country:""")
"""Signs of advice on how to write Turtle, which is of no use in a table."""
_NAMED = re.compile(
    r",? (?:with|mit|avec|z|s) (?:edih|dct|skos|foaf|adms|org):\w+|partner-role:(?=[A-Z])"
)
"""Names that sentences say for Turtle; a table has columns in their place."""
_MARKED = re.compile(
    r"""^(?:edih:\w+ )?(?:"(.*)"(?:@[\w-]+|\^\^\S+)?|<(.*)>|[a-z-]+:(\w+ \(.*\)))$"""
)
_EXPLAINS: Mapping[URIRef, URIRef] = {
    rule("whole-label"): URIRef(f"{SPACE.base}shapes#ExpertiseShape-topic-in-words")
}
"""Rules that say better what a shape finds in the same value."""
_SUPPLY = "Give it in the column {column} of the table {table}; edihkg template writes such tables."
"""What to do where a table has no place for something."""
_STRICTEST_FIRST = ("edih", "seal", "dih", "candidate", "")


@dataclass(frozen=True, slots=True)
class Aid:
    """What helps to mend: it takes longer to find than what is wrong."""

    lexicon: Callable[[], Lexicon] = no_lexicon
    """Gives everything that could be named instead; asked only when something is wrong."""
    most: int | None = None
    """How many findings, worst first, get causes and proposals: those that anybody will see."""


NO_AID: Final = Aid()


def check(
    submission: Submission,
    background: Iterable[Statement],
    shapes: Shapes,
    *,
    messages: Messages = ENGLISH,
    aid: Aid = NO_AID,
) -> Report:
    """Check one submission against the shapes and rules, and say it in a language.

    ``background`` holds what the shapes can reach from it: types, lists and labels of the
    regions, countries, concepts … that it names.
    """
    name, hub = _name(submission), submission.hub
    faults = list(unusable(submission))
    profile = "" if faults else _profile(submission, shapes)
    data = IndexedGraph((*submission.graph, *background), shapes.profiles[profile].queries)
    standard = Graph() if faults else judge(data, shapes.profiles[profile])
    stated = IndexedGraph.of(submission.graph)
    case = Case(submission, stated, data, name, shapes.expected, hub, aid.lexicon)
    about = Subject(graph=data, hub=hub, name=name, messages=messages)
    inquiry = Inquiry(data, shapes.profiles[profile], shapes)
    found = [
        *_by_shapes(standard, about, submission),
        *_by_rules(faults or breaches(case), about),
    ]
    findings = _sorted_once(
        (_finding(one, shapes, submission), one) for one in _without_explained(found)
    )
    return Report(
        name=str(submission.name),
        file=submission.shown_name,
        hub=str(hub or ""),
        label=_name(submission, most=TITLE_LENGTH),
        profile=profile,
        findings=(
            *(_explained(finding, one, inquiry, aid) for finding, one in findings[: aid.most]),
            *(finding for finding, _ in (findings[aid.most :] if aid.most is not None else ())),
        ),
        standard=tuple(standard),
        language=messages.language,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """Something that a shape or rule has found."""

    shape: URIRef
    subject: Subject
    outcome: Outcome | None = None
    """What the judge said; None where a rule found it."""


def _without_explained(found: list[_Found]) -> Iterator[_Found]:
    """Leave out what a rule says better about the same value."""
    said = {
        (_EXPLAINS[one.shape], one.subject.focus, one.subject.value)
        for one in found
        if one.shape in _EXPLAINS
    }
    return (one for one in found if (one.shape, one.subject.focus, one.subject.value) not in said)


def _by_shapes(standard: Graph, about: Subject, submission: Submission) -> Iterator[_Found]:
    for outcome in outcomes(standard):
        value = _only_value(submission, outcome) if outcome.value is None else outcome.value
        subject = replace(
            about,
            focus=outcome.focus,
            path=outcome.path,
            value=value,
            missing=outcome.missing,
        )
        yield _Found(outcome.shape, subject, outcome)


def _only_value(submission: Submission, found: Outcome) -> Node | None:
    """Give the value that a result without one is about, if there is but one."""
    stated = [] if found.missing else list(submission.graph.objects(found.focus, found.path))
    return stated[0] if len(stated) == 1 else None


def _by_rules(found: Iterable[Breach], about: Subject) -> Iterator[_Found]:
    for breach in found:
        subject = replace(
            about, focus=breach.focus, path=breach.path, value=breach.value, places=breach.places
        )
        yield _Found(breach.rule, subject)


def _finding(found: _Found, shapes: Shapes, submission: Submission) -> Finding:
    note, subject = shapes.notes[found.shape], found.subject
    message = fill(note.sentence, subject)
    spot = locate(subject, submission, shapes.concerned.get(found.shape))
    place = spot.at
    return Finding(
        code=note.code,
        severity=note.severity,
        message=_NAMED.sub("", message) if place.cell else message,
        focus=_public(subject.focus),
        path=_public(subject.path),
        value=_public(subject.value),
        file=submission.shown_name,
        line=place.line,
        column=place.column,
        cell=place.cell,
        width=place.width,
        lacks=subject.messages.translate(note.name) if note.completes else "",
        gap=spot.gap,
        suggestion=_suggestion(note, subject, spot),
        shape=str(note.shape),
        rule=subject.messages.translate(note.description),
    )


def _explained(finding: Finding, found: _Found, inquiry: Inquiry, aid: Aid) -> Finding:
    """Add causes and proposals; in a table these are shown without the signs of Turtle.

    Nor are causes said there of what is text: in a table everything is.
    """
    note, subject = inquiry.shapes.notes[found.shape], found.subject
    proposals = propose(note, subject, inquiry.shapes, aid.lexicon)
    if finding.cell:
        proposals = tuple(
            replace(one, label=_MARKED.sub(r"\1\2\3", one.label)) for one in proposals
        )
    is_text = finding.cell and isinstance(subject.value, Literal)
    reasons = causes(found.outcome, subject, inquiry) if found.outcome and not is_text else ()
    return replace(finding, causes=reasons, proposals=proposals)


def _suggestion(note: Note, subject: Subject, spot: Spot) -> str:
    """Say what to do: about a table only what is of use there, and nothing twice.

    Why a file cannot be read often ends in its remedy, after a semicolon.
    """
    if spot.home is not None:
        places = {"column": spot.home.column, "table": spot.home.table}
        return fill(_SUPPLY, replace(subject, places=places))
    is_useless = spot.at.cell and _TURTLE.search(note.suggestion)
    is_said = note.shape == rule("readable") and ";" in str(subject.places.get("reason", ""))
    return "" if is_useless or is_said else fill(note.suggestion, subject)


def _public(node: Node | None) -> str:
    """Write a node into a report: no blank node, no e-mail address."""
    return "" if node is None or isinstance(node, BNode) else MAIL.sub("…@…", str(node))


def _sorted_once(findings: Iterable[tuple[Finding, _Found]]) -> list[tuple[Finding, _Found]]:
    """Sort by severity and place; of equal findings of several shapes the first remains."""
    ordered = sorted(findings, key=lambda each: _order(each[0]))
    once: dict[tuple[str, str, int, int], tuple[Finding, _Found]] = {}
    for finding, found in ordered:
        key = (finding.code, finding.message, finding.line, finding.column)
        once.setdefault(key, (finding, found))
    return list(once.values())


def _order(finding: Finding) -> tuple[int, int, int, str, str, str]:
    place = finding.severity.rank, finding.line, finding.column
    return *place, finding.code, finding.message, finding.shape


def _name(submission: Submission, most: int = TEXT_LENGTH) -> str:
    hub = submission.hub
    return (preferred(submission.graph, hub, most=most) if hub else "") or submission.slug


def _profile(submission: Submission, shapes: Shapes) -> str:
    """Choose the profile of the status recorded last; of two on one date the stricter."""
    graph = submission.graph
    records = (
        [
            (str(graph.value(record, EDIH.recordedOn) or ""), shapes.statuses.get(status, ""))
            for record in graph.objects(submission.hub, EDIH.hasStatusRecord)
            for status in graph.objects(record, EDIH.statusValue)
        ]
        if submission.hub
        else []
    )
    latest = max((date for date, _ in records), default="")
    profiles = [profile for date, profile in records if date == latest]
    return min(profiles, key=_STRICTEST_FIRST.index, default="")
