"""Rules about the wording of texts: pieces of labels, accents parted from their letters. Pure."""

import re
import unicodedata
from collections.abc import Iterator

from rdflib import RDF, Literal

from edihkg.validation.case import Breach, Case, rule
from edihkg.validation.lexicon import Lexicon, fold
from edihkg.validation.naming import SPACE
from edihkg.validation.sentences import shorten
from edihkg.vocab import EDIH

TOPICS = tuple(f"{SPACE.base}concept/{one}" for one in ("technology", "sector", "service-type"))
"""The lists from which hubs choose their topics."""

_SEPARATORS = re.compile(r", | - ")
"""What stands between entries of the catalogue's cells, and before their levels."""


def whole_labels(case: Case) -> Iterator[Breach]:
    """A topic in words is no piece of an official label."""
    for subject, stated in case.stated.subject_objects(EDIH.topicAsStated):
        if (subject, RDF.type, EDIH.Expertise) in case.stated:
            whole = _whole_label(str(stated), case.lexicon())
            if whole:
                places = {"value": shorten(str(stated)), "whole": whole}
                yield Breach(rule("whole-label"), subject, EDIH.topicAsStated, stated, places)


def _whole_label(text: str, lexicon: Lexicon) -> str:
    """Give the label that a text is a piece of; empty if it is none, or a label itself."""
    labels = [entry.label for name in TOPICS for entry in lexicon.groups.get(name, ())]
    wanted = fold(text)
    if wanted in map(fold, labels):
        return ""
    return next((one for one in labels if wanted in map(fold, _SEPARATORS.split(one))), "")


def composed_letters(case: Case) -> Iterator[Breach]:
    """Texts are in normal form C."""
    for value in case.stated.by_object:
        if isinstance(value, Literal) and not unicodedata.is_normalized("NFC", value):
            places = {"value": shorten(str(value))}
            for subject, predicate in case.stated.subject_predicates(value):
                yield Breach(rule("composed-letters"), subject, predicate, value, places)
