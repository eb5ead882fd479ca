"""Files by which crawlers and researchers find their way: robots, sitemaps, security.txt. Pure.

Absolute addresses are written only where the operator has said where the site is served. A page
stands in the sitemap once in each of its languages, and each of them names all of them.
Source: RFC 9309 (robots), sitemaps.org protocol 0.9 and its extension for languages, RFC 9116.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from xml.sax.saxutils import escape, quoteattr

from edihkg.pages.context import SiteContext
from edihkg.pages.languages import SOURCE, Language

SITEMAP = "sitemap.xml"
SECURITY = ".well-known/security.txt"
ADDRESSES_A_SITEMAP = 50_000
_VALID_FOR = timedelta(days=365)
BYTES_A_SITEMAP = 50_000_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
_ANY = "x-default"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def render_robots(context: SiteContext) -> str:
    """Invite everybody, but to queries: there are endlessly many."""
    endings = [Language(code).ending for code in context.languages if len(context.languages) > 1]
    refused = "".join(f"Disallow: /sparql{ending}?\n" for ending in ("", *endings))
    text = f"User-agent: *\n{refused}Allow: /\n"
    return text + (f"Sitemap: {context.public_url}{SITEMAP}\n" if context.public_url else "")


def render_sitemaps(
    addresses: Sequence[str],
    context: SiteContext,
    *,
    most: int = ADDRESSES_A_SITEMAP,
    largest: int = BYTES_A_SITEMAP,
) -> Iterator[tuple[str, str]]:
    """Write the sitemap, or an index of several where one cannot hold all addresses.

    ``addresses`` are those of the English pages; ``most`` and ``largest`` are the number of
    addresses and the bytes that one sitemap may have.
    Returns: names and contents of files at the top of the site; none without public address.
    """
    if not context.public_url:
        return
    entries = [entry for each in addresses for entry in _in_languages(each, context.languages)]
    parts = list(_divide(entries, most, largest))
    if len(parts) == 1:
        yield SITEMAP, _list("urlset", parts[0])
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        yield name, _list("urlset", part)
    places = [f"<sitemap>{_place(context.public_url + name)}</sitemap>\n" for name in names]
    yield SITEMAP, _list("sitemapindex", places)


def render_security(context: SiteContext) -> str:
    """Say where a weakness can be reported; empty unless the operator can be reached."""
    contacts = [context.contact, f"mailto:{context.contact_email}" * bool(context.contact_email)]
    lines = [f"Contact: {each}" for each in contacts if each]
    if not lines:
        return ""
    lines.append(f"Expires: {context.as_of + _VALID_FOR:%Y-%m-%dT%H:%M:%SZ}")
    if context.public_url:
        lines.append(f"Canonical: {context.public_url}{SECURITY}")
    return "\n".join([*lines, "Preferred-Languages: en", ""])


def address_in(address: str, language: str) -> str:
    """Give the address of a page in another language; nothing stays nothing.

    >>> address_in("https://x.example/hub/", "de"), address_in("https://x.example/ns.html", "de")
    ('https://x.example/hub/index.de.html', 'https://x.example/ns.de.html')
    """
    if language == SOURCE or not address:
        return address
    stem = f"{address}index" if address.endswith("/") else address.removesuffix(".html")
    return stem + Language(language).ending


def _in_languages(address: str, languages: Sequence[str]) -> list[str]:
    """Write the entries of one page, one for each language."""
    if len(languages) < 2:
        return [f"<url>{_place(address)}</url>\n"]
    places = {code: address_in(address, code) for code in languages}
    named = places | ({_ANY: places[SOURCE]} if SOURCE in places else {})
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(place)}/>'
        for code, place in named.items()
    )
    return [f"<url>{_place(place)}{links}</url>\n" for place in places.values()]


def _divide(entries: Sequence[str], most: int, largest: int) -> Iterator[list[str]]:
    """Divide entries so that no part has too many or is too large; there is one at least."""
    part: list[str] = []
    size = room = largest - len(_list("urlset", ()))
    for entry in entries:
        length = len(entry.encode())
        if part and (len(part) == most or length > size):
            yield part
            part, size = [], room
        part.append(entry)
        size -= length
    yield part


def _place(address: str) -> str:
    return f"<loc>{escape(address)}</loc>"


def _list(root: str, entries: Sequence[str]) -> str:
    names = f'xmlns="{_NAMESPACE}" xmlns:xhtml="{_XHTML}"'
    return f"{_HEAD}<{root} {names}>\n{''.join(entries)}</{root}>\n"
