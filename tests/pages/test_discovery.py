"""Robots, sitemaps and the file for those who find a weakness."""

from dataclasses import replace
from xml.etree import ElementTree as Xml

from edihkg.pages.discovery import render_robots, render_security, render_sitemaps
from tests.pages.conftest import CONTEXT

PUBLIC = replace(CONTEXT, public_url="https://hubs.example/a/")
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
XHTML = {"x": "http://www.w3.org/1999/xhtml"}


def _places(text: str) -> list[str | None]:
    return [each.text for each in Xml.fromstring(text).iterfind(".//s:loc", SITEMAP)]  # noqa: S314


def test_robots_are_welcome_but_to_queries() -> None:
    """A crawler that follows links to queries never ends."""
    assert "Disallow: /sparql?" in render_robots(CONTEXT)
    assert "Sitemap" not in render_robots(CONTEXT), "an address that is unknown is not guessed"
    assert render_robots(PUBLIC).endswith("Sitemap: https://hubs.example/a/sitemap.xml\n")


def test_one_sitemap_holds_what_it_may_and_an_index_the_rest() -> None:
    """A sitemap with more than 50,000 addresses is refused as a whole."""
    addresses = [f"https://hubs.example/a/{n}?x=1&y=2" for n in range(5)]
    assert dict(render_sitemaps(addresses, CONTEXT)) == {}
    one = dict(render_sitemaps(addresses, PUBLIC, most=5))
    assert {name: _places(text) for name, text in one.items()} == {"sitemap.xml": addresses}
    several = {n: _places(text) for n, text in render_sitemaps(addresses, PUBLIC, most=2)}
    assert several.pop("sitemap.xml") == [f"https://hubs.example/a/{name}" for name in several]
    assert [place for places in several.values() for place in places] == addresses


def test_a_page_is_listed_in_each_of_its_languages_with_all_of_them() -> None:
    """A search engine shows the page in the reader's language only if each names the others."""
    context = replace(PUBLIC, languages=("en", "de"))
    (text,) = dict(render_sitemaps(["https://hubs.example/a/hub/"], context)).values()
    alternates = {
        "en": "https://hubs.example/a/hub/",
        "de": "https://hubs.example/a/hub/index.de.html",
        "x-default": "https://hubs.example/a/hub/",
    }
    entries = Xml.fromstring(text).findall("s:url", SITEMAP)  # noqa: S314 - our own
    assert [each.findtext("s:loc", "", SITEMAP) for each in entries] == [
        alternates["en"],
        alternates["de"],
    ]
    for entry in entries:
        links = [each.attrib for each in entry.iterfind("x:link", XHTML)]
        assert {each["hreflang"]: each["href"] for each in links} == alternates
        assert {each["rel"] for each in links} == {"alternate"}


def test_a_sitemap_stays_below_the_size_that_is_read() -> None:
    """Many languages make long entries: 50 million bytes are the end, however few they are."""
    context = replace(PUBLIC, languages=("en", "de", "fr", "sl"))
    addresses = [f"https://hubs.example/a/{n}.html" for n in range(20)]
    several = dict(render_sitemaps(addresses, context, largest=9000))
    several.pop("sitemap.xml")
    assert all(len(text.encode()) <= 9000 for text in several.values())
    assert len(several) > 2
    listed = [place for text in several.values() for place in _places(text)]
    assert len(listed) == len(set(listed)) == 80


def test_a_weakness_can_be_reported_where_the_operator_can_be_reached() -> None:
    """RFC 9116 asks for a contact and an end; without a contact there is no file."""
    assert render_security(PUBLIC) == ""
    reached = replace(PUBLIC, contact="https://hubs.example/us", contact_email="sec@hubs.example")
    assert render_security(reached).splitlines() == [
        "Contact: https://hubs.example/us",
        "Contact: mailto:sec@hubs.example",
        "Expires: 2027-11-22T17:00:00Z",
        "Canonical: https://hubs.example/a/.well-known/security.txt",
        "Preferred-Languages: en",
    ]


def test_crawlers_are_kept_from_queries_in_every_language() -> None:
    """A switch of languages on an answer is a link, and there are endlessly many answers."""
    lines = render_robots(replace(PUBLIC, languages=("en", "de"))).splitlines()
    refused = [line.partition(": ")[2] for line in lines if line.startswith("Disallow")]
    assert refused == ["/sparql?", "/sparql.html?", "/sparql.de.html?"]
