"""Mint and parse the IRIs of edihkg. Pure: nothing is read or written.

Layout (``base`` is ``https://w3id.org/edihkg/`` unless an operator chose another)::

    {base}id/{kind}/{slug}                  hub, organisation, facility, grant, call
    {base}id/{kind}/{slug}#{part}           a part of a thing, for example #technology-ROBOTICS
    {base}concept/{scheme}/{CODE}           concept of a list
    {base}graph/{name}                      named graph
    http://data.europa.eu/nuts/code/{CODE}  region, minted by the EU

A slug matches ``[a-z0-9]+(-[a-z0-9]+)*``, is at most 80 characters long and is frozen at
first sight. Source: DESIGN, *IRIs and graphs*; Cool URIs for the Semantic Web.
"""

import re
from dataclasses import dataclass

from anyascii import anyascii

SLUG_LENGTH = 80
KINDS = ("hub", "organisation", "facility", "grant", "call")

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_THING = re.compile(r"id/(?P<kind>[a-z]+)/(?P<slug>[a-z0-9-]+)(?:#(?P<part>.+))?")


@dataclass(frozen=True, slots=True)
class Thing:
    """What one of our ``id/`` IRIs names."""

    kind: str
    """One of KINDS."""
    slug: str
    """Frozen identifier within the kind."""
    part: str = ""
    """Fragment that names a part of the thing; empty for the thing itself."""


@dataclass(frozen=True, slots=True)
class IriSpace:
    """All IRIs under one base.

    >>> space = IriSpace("https://w3id.org/edihkg/")
    >>> space.thing("hub", "4pdih", part="technology-ROBOTICS")
    'https://w3id.org/edihkg/id/hub/4pdih#technology-ROBOTICS'
    >>> space.parse("https://w3id.org/edihkg/id/hub/4pdih")
    Thing(kind='hub', slug='4pdih', part='')
    """

    base: str

    def thing(self, kind: str, slug: str, *, part: str = "") -> str:
        """Mint the IRI of a thing or of a part of it.

        Raises: ValueError when the kind is unknown or the slug is malformed.
        """
        if kind not in KINDS or not is_slug(slug):
            raise ValueError(f"'{kind}/{slug}' names nothing; kinds are {', '.join(KINDS)}.")
        return f"{self.base}id/{kind}/{slug}" + (f"#{part}" if part else "")

    def concept(self, scheme: str, code: str) -> str:
        """Mint the IRI of a concept."""
        return f"{self.base}concept/{scheme}/{code}"

    def scheme(self, scheme: str) -> str:
        """Mint the IRI of a concept scheme."""
        return f"{self.base}concept/{scheme}"

    def graph(self, name: str) -> str:
        """Mint the IRI of a named graph, for example ``hub/4pdih`` or ``derived``."""
        return f"{self.base}graph/{name}"

    def parse(self, iri: str) -> Thing | None:
        """Tell which thing an IRI names; None when it is not one of our things."""
        match = _THING.fullmatch(iri.removeprefix(self.base)) if iri.startswith(self.base) else None
        if match is None or match["kind"] not in KINDS or not is_slug(match["slug"]):
            return None
        return Thing(match["kind"], match["slug"], match["part"] or "")


def is_slug(text: str) -> bool:
    """Tell whether a text can be used as a slug as it is."""
    return len(text) <= SLUG_LENGTH and _SLUG.fullmatch(text) is not None


def fold(text: str) -> str:
    """Fold a name so that spellings of one name agree: case, accents, script, punctuation.

    >>> fold("Łódź  Technology-Park, S.A.")
    'lodz technology park s a'
    """
    letters = anyascii(text.casefold()).lower().replace("'", "")
    return " ".join(re.findall(r"[a-z0-9]+", letters))


def slugify(text: str) -> str:
    """Make a slug from a name.

    >>> slugify("Artificial Intelligence Hub (Šibenik)")
    'artificial-intelligence-hub-sibenik'

    Raises: ValueError when the name has no letter or digit that can be written in ASCII.
    """
    words = fold(text).split()
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > SLUG_LENGTH:
            break
        slug = longer
    if not slug and words:
        slug = words[0][:SLUG_LENGTH]
    if not slug:
        raise ValueError(f"no slug can be made from '{text}'")
    return slug
