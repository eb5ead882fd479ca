"""The ontology is findable, accessible, interoperable and reusable, as FOOPS! measures it.

What a check needs the web for is asked of the files that the site publishes. Not fulfilled: a
DOI, and an entry in a registry of vocabularies; both need the public address first.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from rdflib import DCTERMS, FOAF, OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef

from edihkg import assets
from edihkg.formats import RDF_FORMATS
from edihkg.graph.rendering import render
from edihkg.pages.twins import prefixes, read_statements
from edihkg.pages.views.vocabulary import files_of, list_editions, list_shapes
from edihkg.pages.vocabulary import read_vocabulary
from tests.ontology.conftest import FOLDER, HOME, NAMESPACE, terms_of

BIBO = Namespace("http://purl.org/ontology/bibo/")
VANN = Namespace("http://purl.org/vocab/vann/")
W3ID = FOLDER / "w3id"
METADATA: Mapping[str, tuple[URIRef, ...]] = {
    "OM1 the least": (
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.license,
        OWL.versionIRI,
        DCTERMS.creator,
        DCTERMS.created,
        VANN.preferredNamespaceUri,
    ),
    "OM2 recommended": (
        VANN.preferredNamespacePrefix,
        OWL.versionInfo,
        DCTERMS.abstract,
        DCTERMS.relation,
        BIBO.status,
        OWL.backwardCompatibleWith,
        OWL.priorVersion,
        DCTERMS.modified,
        DCTERMS.issued,
        DCTERMS.source,
        DCTERMS.publisher,
        DCTERMS.bibliographicCitation,
        DCTERMS.contributor,
    ),
    "OM3 detailed": (FOAF.logo, DCTERMS.rights, DCTERMS.language),
}


@pytest.mark.parametrize("wanted", METADATA.values(), ids=METADATA.keys())
def test_the_header_has_what_registries_read(wanted: tuple[URIRef, ...], core: Graph) -> None:
    """A vocabulary without these is found by nobody but its authors."""
    assert [term for term in wanted if core.value(HOME, term, any=True) is None] == []


def test_purl1_addresses_are_permanent_and_agree(core: Graph) -> None:
    """PURL1, URI2, VER1, HTTP1: w3id, one namespace, a version below it, http(s)."""
    assert str(HOME).startswith("https://w3id.org/")
    assert str(core.value(HOME, VANN.preferredNamespaceUri)) == NAMESPACE == f"{HOME}#"
    assert str(core.value(HOME, OWL.versionIRI)).startswith(f"{HOME}/")
    assert list(core.subjects(RDF.type, OWL.Ontology)) == [HOME]


def test_find_the_prefix_is_the_one_that_is_used_everywhere(core: Graph) -> None:
    """FIND3: a prefix that others look up must lead here."""
    assert str(core.value(HOME, VANN.preferredNamespacePrefix)) == "edih"
    text = (FOLDER / "edihkg.ttl").read_text(encoding="utf-8")
    assert f"@prefix edih: <{NAMESPACE}> ." in text


def test_cn1_every_document_comes_in_four_languages_of_rdf() -> None:
    """CN1, RDF1, VER2: ontology versions and shapes negotiate among equal twins."""
    vocabulary = read_vocabulary()
    rows = [*list_editions(vocabulary), *list_shapes(vocabulary)]
    assert {row["path"] for row in rows} >= {"ns/0.1.0", "ns/0.2.0", "ns/dl", "shapes"}
    for row in rows[:1]:
        statements = read_statements(files_of(row), name="x")
        twins = render(statements, prefixes("https://w3id.org/edihkg/"))
        assert set(twins) == {each.ending for each in RDF_FORMATS}
        sizes = {
            len(Graph().parse(data=twins[ending], format=name))
            for ending, name in (("ttl", "turtle"), ("rdf", "xml"), ("nt", "nt"))
        }
        assert len(sizes) == 1


def test_doc1_there_is_a_page_for_people() -> None:
    """DOC1: every term has its anchor on /ns; see also tests/pages."""
    assert (assets.folder("site") / "templates" / "ns.html").is_file()


def test_voc1_the_header_reuses_known_vocabularies(core: Graph) -> None:
    """VOC1: metadata that only we understand is no metadata."""
    for _, predicate, _ in core.triples((HOME, None, None)):
        assert not str(predicate).startswith(NAMESPACE), predicate


def test_voc2_terms_build_on_vocabularies_of_others(alignments: Graph) -> None:
    """VOC2: who knows ORG, PROV or schema.org understands ours at once."""
    above = {
        str(o) for p in (RDFS.subClassOf, RDFS.subPropertyOf) for o in alignments.objects(None, p)
    }
    spaces = {re.split(r"(?<=[#/])[^#/]*$", iri)[0] for iri in above}
    assert {
        "http://www.w3.org/ns/org#",
        "http://www.w3.org/ns/prov#",
        "https://schema.org/",
    } <= spaces


def test_voc3_voc4_every_term_has_label_and_definition(core: Graph) -> None:
    """VOC3, VOC4: a term without words is guessed at."""
    for term in terms_of(core):
        assert core.value(term, SKOS.prefLabel), term
        assert core.value(term, SKOS.definition), term


def test_r11_the_licence_is_an_address_that_everybody_knows(core: Graph) -> None:
    """R1.1: machines compare licences by their address."""
    assert str(core.value(HOME, DCTERMS.license)) == "https://creativecommons.org/licenses/by/4.0/"
    assert core.value(HOME, DCTERMS.rights)


RULE = re.compile(r"^RewriteRule (?P<pattern>\S+) (?P<target>\S+) \[R=303,NE,L\]$", re.MULTILINE)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "ns",
        "ns/0.4.0",
        "shapes",
        "concept/pillar/AI",
        "id/hub/4pdih",
        "sparql",
        "context.jsonld",
    ],
)
def test_the_redirect_file_keeps_every_path(path: str) -> None:
    """Without it none of our addresses leads anywhere."""
    rules = RULE.findall((W3ID / ".htaccess").read_text(encoding="utf-8"))
    assert len(rules) == 1
    ((pattern, target),) = rules
    assert (
        re.sub(pattern, target.replace("$1", r"\1"), path, count=1)
        == f"https://edihkg.example/{path}"
    )


def test_the_redirect_file_names_no_person() -> None:
    """The folder goes to a public repository."""
    for path in (W3ID / ".htaccess", W3ID / "README.md"):
        assert "@" not in path.read_text(encoding="utf-8")


def test_the_citation_names_the_version_that_it_cites(core: Graph) -> None:
    """A citation of another version cannot be checked."""
    citation = core.value(HOME, DCTERMS.bibliographicCitation)
    assert isinstance(citation, Literal)
    assert str(core.value(HOME, OWL.versionIRI)) in citation


def test_every_file_that_the_header_points_to_is_published() -> None:
    """A dead link in the header is the first that a reviewer finds."""
    for name in ("context.jsonld", "frame-hub.jsonld"):
        assert (FOLDER / name).is_file()
    assert (Path(assets.folder("site")) / "static" / "icon.svg").is_file()
