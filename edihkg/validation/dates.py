"""Read dates as people write them, in the languages of Europe. Pure.

A reading is certain when the writing can mean nothing else: ``31.05.2025``, ``2025-5-3``,
``1 November 2022``; ``03/04/2025`` is March or April, so both are offered. So are both readings of
``45000``, as a spreadsheet that has lost the format of a cell counts days.
Source of the counts: ECMA-376 Part 1 §18.17.4.1 (date systems of 1900 and 1904).
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache

from rdflib import XSD, Literal

from edihkg.validation.lexicon import fold

LANGUAGES = (
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt"),
    *("lv", "mt", "nb", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
)
"""Languages whose names of months are understood."""

_YEAR_FIRST = re.compile(
    r"([0-9]{4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2})(?:[T ][0-9]{2}:.*)?)?)?"
)
_CLOSED_UP = re.compile(r"(20[0-9]{2})([01][0-9])([0-3][0-9])")
_COUNTED = re.compile(r"([3-7][0-9]{4})(?:\.0)?")
_FIRST_DAYS = (date(1899, 12, 30), date(1904, 1, 1))
_DOTTED = re.compile(r"(?:([0-9]{1,2})\. ?)?([0-9]{1,2})\. ?([0-9]{4})\.?")
_SLASHED = re.compile(r"(?:([0-9]{1,2}) ?[-/] ?)?([0-9]{1,2}) ?[-/] ?([0-9]{4})")
_IN_WORDS = re.compile(
    r"(?:([0-9]{1,2})(?:st|nd|rd|th|er|\.)? (?:de |of )?)?([^\W\d_]+)\.?,? (?:de )?([0-9]{4})"
)


def readings(text: str) -> list[Literal]:
    """Give what a written date may mean, one literal each; one alone is certain."""
    found = dict.fromkeys(_readings(" ".join(text.split())))
    return list(found)


def _readings(text: str) -> Iterator[Literal]:
    if match := _YEAR_FIRST.fullmatch(text) or _CLOSED_UP.fullmatch(text):
        yield from _literal(match[1], match[2], match[3])
    elif match := _DOTTED.fullmatch(text):
        yield from _literal(match[3], match[2], match[1])
    elif match := _SLASHED.fullmatch(text):
        yield from _literal(match[3], match[2], match[1])
        if match[1]:
            yield from _literal(match[3], match[1], match[2])
    elif match := _COUNTED.fullmatch(text):
        for first in _FIRST_DAYS:
            yield Literal((first + timedelta(days=int(match[1]))).isoformat(), datatype=XSD.date)
    elif match := _IN_WORDS.fullmatch(text):
        for month in sorted(_months().get(fold(match[2]), ())):
            yield from _literal(match[3], str(month), match[1])


def _literal(year: str, month: str | None, day: str | None) -> Iterator[Literal]:
    """Write a day, a month or a year, if the calendar has it."""
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return
    if day and month:
        yield Literal(f"{year}-{int(month):02}-{int(day):02}", datatype=XSD.date)
    elif month:
        yield Literal(f"{year}-{int(month):02}", datatype=XSD.gYearMonth)
    else:
        yield Literal(year, datatype=XSD.gYear)


@cache
def _months() -> Mapping[str, frozenset[int]]:
    """Collect the names of months; some languages use one name for different months."""
    from babel.dates import get_month_names

    found: dict[str, set[int]] = {}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, language).items():
                    found.setdefault(fold(name), set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items() if not name.isdigit()}
