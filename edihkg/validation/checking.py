"""Check one submission: ask the judge, apply the rules, say what was found. Pure.

The file, the shapes and the reference data decide, nothing else: no other submission is
looked at, no file opened, nothing fetched. What is wrong is a value, not an exception.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from rdflib import Graph, URIRef
from rdflib.term import BNode, Node

from edihkg.indexed import IndexedGraph
from edihkg.submission import Position, Statement, Submission
from edihkg.validation.case import Breach, Case, rule
from edihkg.validation.causes import Inquiry, causes
from edihkg.validation.judge import Outcome, judge, outcomes
from edihkg.validation.lexicon import Lexicon
from edihkg.validation.messages import ENGLISH, Messages
from edihkg.validation.naming import SPACE
from edihkg.validation.report import Finding, Proposal, Report
from edihkg.validation.rules import breaches, unusable
from edihkg.validation.sentences import MAIL, Subject, fill, preferred
from edihkg.validation.shapes import Note, Shapes
from edihkg.validation.suggestions import no_lexicon, propose
from edihkg.vocab import EDIH

_TURTLE = re.compile("""["<^]|quotation|edih:|org:""")
"""Signs of advice on how to write Turtle, which is of no use in a table."""
_MARKED = re.compile(r"""^(?:"(.*)"(?:@[\w-]+|\^\^\S+)?|<(.*)>)$""")
_EXPLAINS: Mapping[URIRef, URIRef] = {
    rule("whole-label"): URIRef(f"{SPACE.base}shapes#ExpertiseShape-topic-in-words")
}
"""Rules that say better what a shape finds in the same value."""
_STRICTEST_FIRST = ("edih", "seal", "dih", "candidate", "")


def check(
    submission: Submission,
    background: Iterable[Statement],
    shapes: Shapes,
    *,
    messages: Messages = ENGLISH,
    lexicon: Callable[[], Lexicon] = no_lexicon,
) -> Report:
    """Check one submission against the shapes and rules, and say it in a language.

    ``background`` holds what the shapes can reach from it: types, lists and labels of the
    regions, countries, concepts … that it names. ``lexicon`` gives everything that could be
    named instead; it is asked only when something is wrong.
    """
    name = _name(submission)
    faults = list(unusable(submission))
    profile = "" if faults else _profile(submission, shapes)
    data = IndexedGraph((*submission.graph, *background), shapes.profiles[profile].queries)
    standard = Graph() if faults else judge(data, shapes.profiles[profile])
    stated = IndexedGraph.of(submission.graph)
    case = Case(submission, stated, data, name, shapes.expected, submission.hub, lexicon)
    about = Subject(graph=data, hub=submission.hub, name=name, messages=messages)
    inquiry = Inquiry(data, shapes.profiles[profile], shapes)
    subjects = [
        *_by_shapes(standard, about, submission, inquiry),
        *_by_rules(faults or breaches(case), about),
    ]
    findings = (
        _offering(
            _finding(shapes.notes[iri], subject, reasons, submission),
            propose(shapes.notes[iri], subject, shapes, lexicon),
        )
        for iri, subject, reasons in _without_explained(subjects)
    )
    return Report(
        name=str(submission.name),
        hub=str(submission.hub or ""),
        label=name,
        profile=profile,
        findings=tuple(_sorted_once(findings)),
        standard=tuple(standard),
        language=messages.language,
    )


_Found = tuple[URIRef, Subject, tuple[str, ...]]


def _without_explained(found: list[_Found]) -> Iterator[_Found]:
    """Leave out what a rule says better about the same value."""
    said = {(_EXPLAINS[iri], s.focus, s.value) for iri, s, _ in found if iri in _EXPLAINS}
    return (one for one in found if (one[0], one[1].focus, one[1].value) not in said)


def _by_shapes(
    standard: Graph, about: Subject, submission: Submission, inquiry: Inquiry
) -> Iterator[_Found]:
    for found in outcomes(standard):
        subject = replace(
            about,
            focus=found.focus,
            path=found.path,
            value=_only_value(submission, found) if found.value is None else found.value,
            missing=found.missing,
        )
        yield found.shape, subject, causes(found, subject, inquiry)


def _only_value(submission: Submission, found: Outcome) -> Node | None:
    """Give the value that a result without one is about, if there is but one."""
    stated = [] if found.missing else list(submission.graph.objects(found.focus, found.path))
    return stated[0] if len(stated) == 1 else None


def _by_rules(found: Iterable[Breach], about: Subject) -> Iterator[_Found]:
    for breach in found:
        subject = replace(
            about, focus=breach.focus, path=breach.path, value=breach.value, places=breach.places
        )
        yield breach.rule, subject, ()


def _finding(
    note: Note, subject: Subject, reasons: tuple[str, ...], submission: Submission
) -> Finding:
    place = _place(subject, submission)
    suggestion = fill(note.suggestion, subject)
    return Finding(
        code=note.code,
        severity=note.severity,
        message=fill(note.sentence, subject),
        focus=_public(subject.focus),
        path=_public(subject.path),
        value=_public(subject.value),
        file=submission.file or str(submission.name),
        line=place.line,
        column=place.column,
        cell=place.cell,
        causes=reasons,
        suggestion="" if place.cell and _TURTLE.search(note.suggestion) else suggestion,
        shape=str(note.shape),
        rule=subject.messages.translate(note.description),
    )


def _offering(finding: Finding, proposals: tuple[Proposal, ...]) -> Finding:
    """Add proposals; in a table they are shown without the signs of Turtle."""
    if finding.cell:
        proposals = tuple(replace(one, label=_MARKED.sub(r"\1\2", one.label)) for one in proposals)
    return replace(finding, proposals=proposals)


def _place(subject: Subject, submission: Submission) -> Position:
    """Find the value, else the last statement of the property, else the subject."""
    focus, path, value = subject.focus, subject.path, subject.value
    if focus is None or path is None or subject.missing:
        return submission.where(focus, path, None)
    if value is not None and (focus, path, value) in submission.graph:
        return submission.where(focus, path, value)
    places = [submission.where(focus, path, v) for v in submission.graph.objects(focus, path)]
    if not places:
        return submission.where(focus, path, None)
    return max(places, key=lambda place: (place.line, place.column))


def _public(node: Node | None) -> str:
    """Write a node into a report: no blank node, no e-mail address."""
    return "" if node is None or isinstance(node, BNode) else MAIL.sub("…@…", str(node))


def _sorted_once(findings: Iterable[Finding]) -> list[Finding]:
    """Sort by severity and place; of equal findings of several shapes one remains."""
    ordered = sorted(findings, key=lambda f: (f.severity.rank, f.line, f.column, f.code, f.message))
    return list({(f.code, f.message, f.line, f.column): f for f in reversed(ordered)}.values())[
        ::-1
    ]


def _name(submission: Submission) -> str:
    hub = submission.hub
    return (preferred(submission.graph, hub) if hub else "") or submission.slug


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
