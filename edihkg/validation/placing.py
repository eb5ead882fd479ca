"""Where a finding stands, and what of a table is missing there. Pure."""

from dataclasses import dataclass

from rdflib.term import Node

from edihkg.submission import Home, Position, Submission
from edihkg.validation.report import Gap
from edihkg.validation.sentences import Subject


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a finding stands."""

    at: Position
    gap: Gap | None = None
    """What a table lacks, if that is what was found."""
    home: Home | None = None
    """Where tables state what is missing, if it has no cell."""


def locate(subject: Subject, submission: Submission, sought: Node | None) -> Spot:
    """Find the value, else the last statement of the property, else the subject.

    ``sought`` is the list of topics that a shape is about: in a table it may have its own cell.
    """
    focus, key = subject.focus, sought or subject.path
    if focus is None or key is None:
        return Spot(submission.where(focus, key, None))
    cell = submission.gaps.get((focus, key))
    if subject.missing and cell is not None:
        return Spot(cell, None if cell.width else Gap.CELL)
    if sought is not None and cell is not None:
        return Spot(cell)
    home = submission.homes.get(key)
    if subject.missing and focus == subject.hub and home is not None:
        gap = Gap.ROW if home.present else Gap.COLUMN
        return Spot(submission.where(focus, None, None), gap, home)
    return Spot(_place(subject, submission))


def _place(subject: Subject, submission: Submission) -> Position:
    focus, path, value = subject.focus, subject.path, subject.value
    if focus is None or path is None or subject.missing:
        return submission.where(focus, path, None)
    if value is not None and (focus, path, value) in submission.graph:
        return submission.where(focus, path, value)
    places = [submission.where(focus, path, v) for v in submission.graph.objects(focus, path)]
    if not places:
        return submission.where(focus, path, None)
    return max(places, key=lambda place: (place.line, place.column))
