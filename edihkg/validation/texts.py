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
    topics = [
        (subject, stated)
        for subject, stated in case.stated.subject_objects(EDIH.topicAsStated)
        if (subject, RDF.type, EDIH.Expertise) in case.stated
    ]
    pieces = _pieces(case.lexicon()) if topics else {}
    for subject, stated in topics:
        whole = pieces.get(fold(str(stated)))
        if whole is not None:
            places = {"value": shorten(str(stated)), "whole": whole}
            yield Breach(rule("whole-label"), subject, EDIH.topicAsStated, stated, places)


def _pieces(lexicon: Lexicon) -> dict[str, str]:
    """Give each piece of a label, folded, with the label, unless it is a label itself."""
    labels = [entry.label for name in TOPICS for entry in lexicon.groups.get(name, ())]
    whole = set(map(fold, labels))
    pieces = {fold(piece): label for label in labels for piece in _SEPARATORS.split(label)}
    return {piece: label for piece, label in pieces.items() if piece not in whole}


def composed_letters(case: Case) -> Iterator[Breach]:
    """Texts are in normal form C."""
    for value in case.stated.by_object:
        if isinstance(value, Literal) and not unicodedata.is_normalized("NFC", value):
            places = {"value": shorten(str(value))}
            for subject, predicate in case.stated.subject_predicates(value):
                yield Breach(rule("composed-letters"), subject, predicate, value, places)
