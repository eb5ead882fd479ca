"""Files by which crawlers and researchers find their way: robots, sitemaps, security.txt. Pure.

Absolute addresses are written only where the operator has said where the site is served.
Source: RFC 9309 (robots), sitemaps.org protocol 0.9, RFC 9116 (security.txt).
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from xml.sax.saxutils import escape

from edihkg.pages.context import SiteContext

SITEMAP = "sitemap.xml"
SECURITY = ".well-known/security.txt"
ADDRESSES_A_SITEMAP = 50_000
_VALID_FOR = timedelta(days=365)
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def render_robots(context: SiteContext) -> str:
    """Invite everybody, but to queries: there are endlessly many."""
    text = "User-agent: *\nDisallow: /sparql?\nAllow: /\n"
    return text + (f"Sitemap: {context.public_url}{SITEMAP}\n" if context.public_url else "")


def render_sitemaps(
    addresses: Sequence[str], context: SiteContext, *, most: int = ADDRESSES_A_SITEMAP
) -> Iterator[tuple[str, str]]:
    """Write the sitemap, or an index of several where one cannot hold all addresses.

    Returns: names and contents of files at the top of the site; none without public address.
    """
    if not context.public_url:
        return
    if len(addresses) <= most:
        yield SITEMAP, _list("urlset", "url", addresses)
        return
    names = []
    for number, start in enumerate(range(0, len(addresses), most), 1):
        names.append(f"sitemap-{number}.xml")
        yield names[-1], _list("urlset", "url", addresses[start : start + most])
    places = [context.public_url + name for name in names]
    yield SITEMAP, _list("sitemapindex", "sitemap", places)


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


def _list(root: str, element: str, addresses: Sequence[str]) -> str:
    lines = "".join(f"<{element}><loc>{escape(each)}</loc></{element}>\n" for each in addresses)
    return f'{_HEAD}<{root} xmlns="{_NAMESPACE}">\n{lines}</{root}>\n'
