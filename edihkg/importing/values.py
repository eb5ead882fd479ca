"""Turn cells into RDF values. Pure: what cannot be read becomes a plain literal, as it stands.

Dates have the datatype of their precision; amounts of money are decimals; an address is an
IRI only if it is an absolute http address that is legal in Turtle. The shapes speak about
the rest.
"""

import datetime
import re
from urllib.parse import urlsplit

import pyoxigraph
from rdflib import XSD, Literal, URIRef

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LEVEL = re.compile(r"\d{1,9}")
_REGION = re.compile(r"[A-Z]{2}[A-Z0-9]{0,3}")
_CALL = re.compile(r"DIGITAL-20[0-9]{2}-EDIH-[A-Z0-9-]+")
_NUTS = "http://data.europa.eu/nuts/code/"


def is_date(text: str) -> bool:
    """Tell whether a text is a date YYYY, YYYY-MM or YYYY-MM-DD.

    >>> is_date("2025-05"), is_date("2025-13"), is_date("May 2025")
    (True, False, False)
    """
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    try:
        datetime.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True


def date(text: str) -> Literal:
    """Give a date with the datatype of its precision: day, month or year."""
    if not is_date(text):
        return Literal(text)
    datatypes = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
    return Literal(text, datatype=datatypes[len(text)])


def money(text: str) -> Literal:
    """Give an amount as decimal; a whole number gets ``.0`` so that Turtle reads a decimal."""
    if not _NUMBER.fullmatch(text):
        return Literal(text)
    return Literal(text if "." in text else f"{text}.0", datatype=XSD.decimal)


def level(text: str) -> Literal:
    """Give a level as integer."""
    return Literal(int(text)) if _LEVEL.fullmatch(text) else Literal(text)


def address(text: str) -> URIRef | Literal:
    """Give a web address as IRI.

    >>> address("Website")
    rdflib.term.Literal('Website')
    """
    return URIRef(text) if is_address(text) else Literal(text)


def is_address(text: str) -> bool:
    """Tell whether a text is an absolute http(s) IRI that Turtle and the store accept."""
    try:
        parts = urlsplit(text)
        pyoxigraph.NamedNode(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def region(text: str) -> URIRef | Literal:
    """Give a NUTS or statistical region as IRI, also one that is no longer in force."""
    return URIRef(_NUTS + text) if _REGION.fullmatch(text) else Literal(text)


def is_call(text: str) -> bool:
    """Tell whether a text is the identifier of a call for hubs."""
    return _CALL.fullmatch(text) is not None
