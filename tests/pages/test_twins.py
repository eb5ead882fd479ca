"""Descriptions: what the RDF of a page says of its thing, and what it does not."""

from edihkg.pages.twins import Describer

LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
LINES = f"""\
<x:hub#part> <x:level> "3" .
<x:hub#part> <x:topic> <x:robots> .
<x:hub> <x:has> <x:hub#part> .
<x:hub> <x:has> <x:other> .
<x:hub> {LABEL} "Hub" .
<x:lab> <x:in> <x:hub> .
<x:lab> {LABEL} "Lab" .
<x:other> <x:secret> "not told" .
<x:other> {LABEL} "Other" .
<x:robots> {LABEL} "Robots"@en .
"""


def _describe(text: str, *inverse: str) -> list[str]:
    describer = Describer.read(text.encode(), inverse=["x:in"])
    return [line.decode() for line in describer.describe(["x:hub"], inverse=inverse)]


def test_a_description_holds_parts_and_labels_and_no_more() -> None:
    """Who follows a link finds the rest; a description that grew by links would be the graph."""
    found = _describe(LINES)
    assert found[:3] == sorted(each for each in LINES.splitlines() if each.startswith("<x:hub> "))
    assert set(found[3:]) == {
        '<x:hub#part> <x:level> "3" .',
        "<x:hub#part> <x:topic> <x:robots> .",
        f'<x:other> {LABEL} "Other" .',
        f'<x:robots> {LABEL} "Robots"@en .',
    }


def test_what_lies_in_a_thing_is_told_where_the_kind_of_page_asks() -> None:
    """A region's RDF names the hubs whose seat it is, with their labels."""
    found = _describe(LINES, "x:in")
    assert {"<x:lab> <x:in> <x:hub> .", f'<x:lab> {LABEL} "Lab" .'} <= set(found)


def test_unnamed_parts_are_followed_and_circles_end() -> None:
    """Lists of the ontology are made of blank nodes."""
    circle = "<x:hub> <x:list> _:b .\n_:b <x:rest> _:c .\n_:c <x:rest> _:b .\n"
    assert len(_describe("".join(sorted(circle.splitlines(keepends=True))))) == 3


def test_an_unknown_thing_has_no_description() -> None:
    """Not even of the last subject that was read."""
    assert Describer.read(b"").describe(["x:hub"]) == ()
