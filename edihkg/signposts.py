"""FAIR Signposting: what a document is about, how else it can be had, under which licence. Pure.

The same links are told three times: in the ``Link`` header of a document, in the ``<link>``
elements of its page and in its linkset. Addresses are relative to the document, so they hold
wherever a release is served; ``cite-as`` and ``type`` are absolute, and so is what stands in a
linkset if it is known where the site is served.

Source: FAIR Signposting Profile; RFC 8288 (links), RFC 9264 (linksets).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from edihkg import formats

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LINKSET = "linkset"
"""Ending of a linkset; ``formats`` knows its media type."""
_PAGE_TYPE = "https://schema.org/AboutPage"
_TYPES = {
    "id/hub/": "https://schema.org/Organization",
    "id/organisation/": "https://schema.org/Organization",
    "id/facility/": "https://schema.org/Place",
    "id/grant/": "https://schema.org/Grant",
    "id/call/": "https://schema.org/CreativeWork",
    "id/programme/": "https://schema.org/CreativeWork",
    "concept/": "https://schema.org/DefinedTerm",
    "region/": "https://schema.org/AdministrativeArea",
    "country/": "https://schema.org/Country",
    "catalogue": "https://schema.org/DataCatalog",
    "feed": "https://schema.org/DataFeed",
    "ns": "https://schema.org/DefinedTermSet",
    "shapes": "https://schema.org/CreativeWork",
}
"""What pages are about, by the beginning of their address; the longest that fits counts."""
_CITED = ("id/", "concept/", "ns", "catalogue", "shapes")
"""Beginnings of the addresses whose IRI is our base and the address."""


@dataclass(frozen=True, slots=True)
class Signpost:
    """One typed link."""

    rel: str
    href: str
    type: str = ""
    """Media type of what it leads to; empty where that does not matter."""


def twins_of(path: str) -> dict[str, str]:
    """Name the RDF forms of a page, by media type and relative to it.

    >>> twins_of("id/hub/x")["text/turtle"]
    'x.ttl'
    """
    name = path.rpartition("/")[2]
    return {each.media_type: f"{name}.{each.ending}" for each in formats.RDF_FORMATS}


def of_page(address: str, twins: Mapping[str, str], *, id_base: str) -> list[Signpost]:
    """Tell the links of a page about a thing.

    ``address`` is the place of the thing on the site, without ending; ``twins`` are the
    relative addresses of its RDF forms by media type.
    """
    name = address.rpartition("/")[2]
    found = []
    if address.startswith(_CITED):
        found.append(Signpost("cite-as", f"{id_base}{address}"))
    found += [Signpost("describedby", href, media_type) for media_type, href in twins.items()]
    found += [Signpost("type", _PAGE_TYPE), Signpost("license", LICENCE)]
    found += [Signpost("type", _TYPES[start]) for start in _fitting(address)]
    linkset = formats.media_type_of(f"x.{LINKSET}")
    return [*found, Signpost("linkset", f"{name}.{LINKSET}", linkset)]


def of_twin(address: str) -> list[Signpost]:
    """Tell the links of one RDF form of a thing."""
    name = address.rpartition("/")[2]
    linkset = formats.media_type_of(f"x.{LINKSET}")
    return [
        Signpost("describes", f"{name}.html", formats.HTML),
        Signpost("license", LICENCE),
        Signpost("linkset", f"{name}.{LINKSET}", linkset),
    ]


def render_header(links: Sequence[Signpost]) -> str:
    """Write the value of a ``Link`` header."""
    return ", ".join(
        f'<{each.href}>; rel="{each.rel}"' + (f'; type="{each.type}"' if each.type else "")
        for each in links
    )


def render_linkset(address: str, twins: Mapping[str, str], *, id_base: str, site: str = "") -> str:
    """Write the linkset of a page and its RDF forms.

    With ``site``, the address of the site, links are absolute, as RFC 9264 recommends.
    """
    folder, _, name = address.rpartition("/")
    base = f"{site}{folder}/" if site and folder else site
    contexts = [_context(f"{name}.html", of_page(address, twins, id_base=id_base), base)]
    contexts += [_context(href, of_twin(address), base) for href in twins.values()]
    return json.dumps({"linkset": contexts}, separators=(",", ":")) + "\n"


def _context(anchor: str, links: Sequence[Signpost], base: str) -> dict[str, object]:
    found: dict[str, object] = {"anchor": base + anchor}
    for each in links:
        href = each.href if "://" in each.href else base + each.href
        target = {"href": href} | ({"type": each.type} if each.type else {})
        targets = found.setdefault(each.rel, [])
        if isinstance(targets, list):
            targets.append(target)
    return found


def _fitting(address: str) -> list[str]:
    """Give the longest beginning that names what the page is about, if there is one."""
    fitting = [start for start in _TYPES if address.startswith(start)]
    return sorted(fitting, key=len)[-1:]
