"""Cells become typed values where they can be read, and text where not."""

import pytest
from rdflib import XSD, Literal, URIRef

from edihkg.importing import values


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("2025", XSD.gYear),
        ("2025-05", XSD.gYearMonth),
        ("2024-02-29", XSD.date),
        ("2025-02-29", None),
        ("2025-13", None),
        ("0000", None),
        ("25-05", None),
        ("2025-5", None),
    ],
)
def test_a_date_has_the_datatype_of_its_precision(text: str, datatype: URIRef | None) -> None:
    """A month must not pretend to be a day, nor a bad date a date."""
    assert values.date(text) == Literal(text, datatype=datatype)


@pytest.mark.parametrize(
    ("text", "is_good"),
    [
        ("https://a.example/ä?q=1#f", True),
        ("http://a.example", True),
        ("https://b-tu.de/a//b/-//1", True),
        ("a.example", False),
        ("Website", False),
        ("ftp://a.example/", False),
        ("https://", False),
        ("https:///path", False),
        ("https://a.example/with space", False),
        ("https://a.example/<x>", False),
        ("https://a.example/%zz", False),
        ("https://[bad/", False),
        ("//a.example/", False),
    ],
)
def test_an_address_is_good_only_if_it_is_legal(text: str, is_good: bool) -> None:
    """A store that refuses one IRI refuses the whole file."""
    assert isinstance(values.address(text), URIRef) is is_good


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3172282.50", Literal("3172282.50", datatype=XSD.decimal)),
        ("3600000", Literal("3600000.0", datatype=XSD.decimal)),
        ("3,6", Literal("3,6")),
        ("-5", Literal("-5")),
        ("4 million", Literal("4 million")),
    ],
)
def test_money_is_a_decimal(text: str, value: Literal) -> None:
    """Separators are ambiguous, so they are not interpreted."""
    assert values.money(text) == value


def test_a_level_is_a_whole_number() -> None:
    """Whether it lies between 1 and 5 is for the shapes."""
    assert values.level("4") == Literal(4)
    assert values.level("9") == Literal(9)
    assert values.level("4.5") == Literal("4.5")


@pytest.mark.parametrize(("text", "is_iri"), [("HR04", True), ("IE", True), ("West", False)])
def test_a_region_looks_like_a_code(text: str, is_iri: bool) -> None:
    """Also a retired code gets its IRI; prose does not."""
    assert isinstance(values.region(text), URIRef) is is_iri
