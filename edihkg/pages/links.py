"""Which document an IRI has on the site, and how HTML links to it. Pure.

Every link inside the site is relative to the page that holds it. Only ``http`` and ``https``
addresses become links to elsewhere; anything else that a source calls an address is text.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from edihkg.pages.rows import Row, Text

_SAFE_PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:/[A-Za-z0-9][A-Za-z0-9_-]*)*")
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)


def own_path(row: Row, base: str) -> str:
    """Place the document of one of our things where its IRI says; empty for others' IRIs."""
    iri = row["page"]
    return _safe(iri.removeprefix(base)) if iri.startswith(base) else ""


def region_path(row: Row, base: str) -> str:
    """Place a region under its code."""
    return _safe(f"region/{row['code']}")


def country_path(row: Row, base: str) -> str:
    """Place a country under its two letters."""
    return _safe(f"country/{row['code'].lower()}")


def _safe(path: str) -> str:
    return path if _SAFE_PATH.fullmatch(path) else ""


def is_address(text: str) -> bool:
    """Tell whether a text is a web address that a page may link to.

    >>> is_address("https://example.org/"), is_address("javascript:alert(1)")
    (True, False)
    """
    if not _ADDRESS.fullmatch(text):
        return False
    try:
        return bool(urlsplit(text).hostname)
    except ValueError:
        return False


def shown_address(address: str) -> str:
    """Shorten an address for reading: host and path, without the scheme.

    >>> shown_address("https://www.example.org/hub/")
    'example.org/hub'
    """
    short = re.sub(r"^https?://(?:www\.)?", "", address, flags=re.IGNORECASE).rstrip("/")
    return short if len(short) <= 70 else short[:69] + "…"


_SHORT = 200
_escape_short = lru_cache(maxsize=16384)(escape)


def escape_again(text: str) -> Markup:
    """Escape a plain text, which is nothing but ``str``; short ones stand on many pages."""
    return _escape_short(text) if len(text) <= _SHORT else escape(text)


def said(text: str, language: str = "en") -> Markup:
    """Write a text, with its language where that is not the language of the page."""
    shown = escape_again(str(text))
    if not isinstance(text, Text) or text.language == language:
        return shown
    return Markup(f'<span lang="{escape_again(text.language)}">{shown}</span>')  # noqa: S704


def tongue(text: str, language: str = "en") -> Markup:
    """Give the attribute that says a text's language; empty where it is that of the page.

    For elements that can hold no other: options of a form, titles of a drawing.
    """
    if isinstance(text, Text) and text.language != language:
        return Markup(f' lang="{escape_again(text.language)}"')  # noqa: S704 - escaped
    return Markup()


@dataclass(frozen=True, slots=True)
class Linker:
    """Writes links for the pages of one depth."""

    paths: Mapping[str, str]
    """Path of the document of each IRI that has one, without ending."""
    root: str
    """What leads from the page to the top of the site: empty, ``../``, ``../../`` …"""
    language: str = "en"
    """Language of the pages; texts in any other say theirs."""
    _made: dict[tuple[str, str, str], Markup] = field(default_factory=dict)
    """Links made so far, by IRI, label and its language: most occur on many pages."""

    def href(self, iri: str) -> str:
        """Give the relative address of the document of an IRI; empty when it has none."""
        path = self.paths.get(iri)
        return f"{self.root}{path}.html" if path else ""

    def thing(self, iri: str, label: str) -> Markup:
        """Link a label to the document of an IRI; without one the label stays text."""
        key = (iri, label, label.language if isinstance(label, Text) else "")
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self._thing(iri, label)
        return found

    def things(self, rows: Iterable[Row], iri: str = "page", label: str = "name") -> Markup:
        """Link several things with commas between them; rows have their IRIs and labels."""
        return Markup(", ").join(self.thing(row[iri], row[label]) for row in rows)

    def _thing(self, iri: str, label: str) -> Markup:
        href = self.href(iri)
        if not href:
            return said(label, self.language)
        shown = escape_again(str(label))
        text = f'<a href="{escape(href)}"{tongue(label, self.language)}>{shown}</a>'
        return Markup(text)  # noqa: S704 - every part is escaped; format() is four times slower

    def outside(self, address: str, label: str = "") -> Markup:
        """Link to a page elsewhere; what is no web address stays text."""
        if not is_address(address):
            return said(label or address, self.language)
        shown = said(label or shown_address(address), self.language)
        text = f'<a href="{escape(address)}" rel="external nofollow noopener">{shown}</a>'
        return Markup(text)  # noqa: S704 - every part is escaped
