"""Where pages lie and how they are linked."""

import pytest

from edihkg.pages.links import Linker, country_path, is_address, own_path, region_path, said
from edihkg.pages.rows import Text

BASE = "https://w3id.org/edihkg/"


@pytest.mark.parametrize(
    ("iri", "path"),
    [
        (f"{BASE}id/hub/x", "id/hub/x"),
        (f"{BASE}concept/pillar/AI", "concept/pillar/AI"),
        ("https://elsewhere.example/id/hub/x", ""),
        (f"{BASE}id/../../etc/passwd", ""),
        (f"{BASE}id//x", ""),
        (f"{BASE}id/hub/x.html", ""),
        (f"{BASE}", ""),
    ],
)
def test_a_page_lies_where_its_iri_says_and_never_outside(iri: str, path: str) -> None:
    """An IRI is text of strangers too; it must not choose a file of the machine."""
    assert own_path({"page": iri}, BASE) == path


def test_regions_and_countries_lie_under_their_codes() -> None:
    """Their IRIs are the EU's; their addresses here are short."""
    assert region_path({"code": "FI1D"}, BASE) == "region/FI1D"
    assert country_path({"code": "XK"}, BASE) == "country/xk"
    assert region_path({"code": "../x"}, BASE) == ""


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        " https://example.org",
        "https://",
        "http://[::1",
        "ftp://example.org/",
        "//example.org/",
        "Website",
        "https://example.org/ onclick=x",
    ],
)
def test_only_web_addresses_become_links(text: str) -> None:
    """A click must never run what a submission says."""
    assert not is_address(text)
    assert "<a" not in Linker({}, "").outside(text)


def test_a_link_is_relative_to_the_depth_of_its_page() -> None:
    """The site works under any path."""
    link = Linker({f"{BASE}id/hub/x": "id/hub/x"}, "../../")
    assert link.thing(f"{BASE}id/hub/x", "A & B") == '<a href="../../id/hub/x.html">A &amp; B</a>'
    assert link.thing(f"{BASE}id/hub/unknown", "<b>") == "&lt;b&gt;"


def test_a_text_in_another_language_says_so() -> None:
    """Voices and hyphenation follow the language of the text, not of the page."""
    assert said(Text("Αττική", "el")) == '<span lang="el">Αττική</span>'
