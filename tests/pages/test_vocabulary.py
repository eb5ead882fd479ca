"""What the pages about the ontology and the shapes are made of."""

import pytest
from markupsafe import Markup

from edihkg.pages.diagrams import COLUMNS, Branch, draw, grow
from edihkg.pages.rows import Row
from edihkg.pages.views.vocabulary import abbreviate, files_of, list_editions, list_shapes
from edihkg.pages.vocabulary import ONTOLOGY, Version, Vocabulary, compare, read_vocabulary


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    """The product's own."""
    return read_vocabulary()


def _version(number: str, **terms: tuple[str, str]) -> Version:
    rows: dict[str, Row] = {
        name: {"term": name, "kind": "Class", "label": name, "definition": text, "deprecated": gone}
        for name, (text, gone) in terms.items()
    }
    return Version(number, "", rows, files_of({"file": "x.ttl"})[0])


def test_a_difference_names_every_kind_of_change() -> None:
    """Integrators read it before they move to a new version."""
    old = _version("0.1.0", Kept=("Same.", ""), Lost=("Gone.", "true"), Old=("Old.", ""))
    new = _version("0.2.0", Kept=("Better.", ""), Old=("Old.", "true"), New=("New.", ""))
    found = compare(old, new)
    assert [row["term"] for row in found.added] == ["New"]
    assert [row["term"] for row in found.removed] == ["Lost"]
    assert [row["term"] for row in found.deprecated] == ["Old"]
    assert [(o["definition"], n["definition"]) for o, n in found.redefined] == [
        ("Same.", "Better.")
    ]
    assert found.renamed == ()


def test_versions_come_in_order_and_the_current_one_last(vocabulary: Vocabulary) -> None:
    """As text, 0.10.0 would come before 0.9.0."""
    numbers = [[int(part) for part in v.number.split(".")] for v in vocabulary.versions]
    assert numbers == sorted(numbers)
    assert vocabulary.versions[-1].path.parent.name == "ontology"
    assert [d.new for d in vocabulary.differences] == list(vocabulary.versions[:0:-1])


def test_no_version_removed_a_term_that_was_in_force(vocabulary: Vocabulary) -> None:
    """What the policy promises, the published comparison must show."""
    for each in vocabulary.differences:
        assert all(row["deprecated"] for row in each.removed)


def test_every_version_and_the_stricter_axioms_have_a_document(vocabulary: Vocabulary) -> None:
    """A version address that leads nowhere cannot be pinned."""
    rows = list_editions(vocabulary)
    assert {row["page"] for row in rows} >= {f"{ONTOLOGY}/0.1.0", f"{ONTOLOGY}/dl"}
    assert all(path.is_file() for row in rows for path in files_of(row))
    assert len(files_of(list_shapes(vocabulary)[0])) > 30


def test_every_rule_is_asked_of_the_class_whose_shape_it_is(vocabulary: Vocabulary) -> None:
    """A rule under the wrong heading sends people to mend what is right."""
    rows = vocabulary.constraints
    of = {
        row["class"].rpartition("#")[2] for row in rows if row["shape"].endswith("#GrantShape-cost")
    }
    assert of == {"Grant"}
    parts = {row["part"] for row in rows if row["class"] == f"{ONTOLOGY}#Hub"}
    assert parts == {"core", "profile"}
    assert {row["part"] for row in rows if row["class"] == f"{ONTOLOGY}#Event"} == {"reference"}


def test_every_term_of_the_ontology_has_an_example_or_is_computed_from_the_network(
    vocabulary: Vocabulary,
) -> None:
    """A term without an example is guessed at; the network itself gives those of the others."""
    without = {t.rpartition("#")[2] for t in vocabulary.versions[-1].terms} - {
        t.rpartition("#")[2] for t in vocabulary.examples
    }
    assert not without & {"HubService", "pic", "validatedBy", "involves", "sameHubAs", "sentence"}


def test_a_tree_names_each_class_once_and_ends_at_the_last_column() -> None:
    """A class that leads back to an earlier one must not be drawn for ever."""
    links = {"A": [("toB", "B"), ("toC", "C")], "B": [("toC", "C"), ("toA", "A"), ("toD", "D")]}
    tree = grow("A", {**links, "D": [("toE", "E")]})
    assert tree == Branch(
        "A", "", (Branch("B", "toB", (Branch("D", "toD", ()),)), Branch("C", "toC", ()))
    )
    assert (tree.rows, tree.depth) == (2, COLUMNS)


def test_a_drawing_escapes_names_and_tells_its_title() -> None:
    """A name is data, also within a drawing."""
    drawing = draw(Branch("<A>", "", (Branch("B", "p&q", ()),)), name="x", title="A & B")
    assert isinstance(drawing, Markup)
    assert "&lt;A&gt;" in drawing
    assert "p&amp;q" in drawing
    assert '<title id="x-title">A &amp; B</title>' in drawing


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        ("https://w3id.org/edihkg/ns#Hub", "edih:Hub"),
        ("https://w3id.org/edihkg/id/hub/citah", "hub:citah"),
        ("https://w3id.org/edihkg/concept/pillar/AI", "pillar:AI"),
        (
            "https://w3id.org/edihkg/id/hub/x#area-SI03",
            "<https://w3id.org/edihkg/id/hub/x#area-SI03>",
        ),
        ("https://example.org/a", "<https://example.org/a>"),
        ("2024", '"2024"'),
    ],
)
def test_addresses_are_written_as_in_turtle(iri: str, short: str) -> None:
    """Examples are there to be copied."""
    assert abbreviate(iri) == short
