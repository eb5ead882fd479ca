"""Views of the ontology, of its versions and of what the shapes ask."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from edihkg import assets
from edihkg.pages import diagrams
from edihkg.pages import sections as s
from edihkg.pages.rows import Facts, Row, folded
from edihkg.pages.views.common import SiteView, View, distinct, group_by
from edihkg.pages.vocabulary import ONTOLOGY, PARTS, SEVERITIES, SHAPES, Vocabulary, shape_files

TERM_KINDS = ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
ROOTS = ("Hub", "Grant", "Programme", "CustomerFeedback", "Event", "Submission")
"""Classes from which a diagram starts."""
PROFILES = ("edih", "seal", "dih", "candidate")
"""Profiles by status, the strictest first."""

_PREFIXES: Mapping[str, str] = {
    f"{ONTOLOGY}#": "edih",
    f"{SHAPES}#": "shapes",
    "http://data.europa.eu/m8g/": "cv",
    "http://data.europa.eu/nuts/code/": "nuts",
    "http://purl.org/dc/terms/": "dct",
    "http://publications.europa.eu/resource/authority/country/": "country",
    "http://publications.europa.eu/resource/authority/currency/": "currency",
    "http://publications.europa.eu/resource/authority/language/": "language",
    "http://www.w3.org/2000/01/rdf-schema#": "rdfs",
    "http://www.w3.org/2001/XMLSchema#": "xsd",
    "http://www.w3.org/2004/02/skos/core#": "skos",
    "http://www.w3.org/ns/adms#": "adms",
    "http://www.w3.org/ns/dcat#": "dcat",
    "http://www.w3.org/ns/org#": "org",
    "http://www.w3.org/ns/prov#": "prov",
    "http://xmlns.com/foaf/0.1/": "foaf",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://data.europa.eu/s66#": "eurio",
    "http://purl.org/cerif/frapo/": "frapo",
    "http://purl.org/vocab/cpsv#": "cpsv",
    "https://schema.org/": "schema",
}

_OUTSIDE: Mapping[str, str] = {
    "http://data.europa.eu/m8g/Channel": "channel of a service",
    "http://data.europa.eu/m8g/Cost": "price of a service",
    "http://purl.org/dc/terms/Location": "country",
    "http://www.w3.org/2004/02/skos/core#Concept": "concept of a list",
    "http://www.w3.org/ns/org#FormalOrganization": "organisation",
}
"""Names of classes of other vocabularies."""


def abbreviate(iri: str) -> str:
    """Write an IRI as people write it in Turtle; a text goes between quotation marks.

    >>> abbreviate("https://w3id.org/edihkg/concept/pillar/AI"), abbreviate("2024")
    ('pillar:AI', '"2024"')
    """
    if not iri.startswith(("http://", "https://")):
        return f'"{iri}"'
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    namespace, local = iri[:cut], iri[cut:]
    own = namespace.removeprefix("https://w3id.org/edihkg/").split("/")
    if namespace in _PREFIXES and local:
        return f"{_PREFIXES[namespace]}:{local}"
    if namespace.startswith("https://w3id.org/edihkg/") and len(own) == 3 and not own[2]:
        return f"{own[1]}:{local}"
    return f"<{iri}>"


def view_terms(row: Row, facts: Facts, site: SiteView) -> View:
    """Show the ontology: its terms, each with all that is known of it, diagrams, changes."""
    vocabulary = site.vocabulary
    terms = sorted(distinct(facts.of(s.TERMS, ""), "term"), key=lambda t: folded(t["name"]))
    details = _details(facts, vocabulary)
    return {
        "ontology": row,
        "kinds": {
            kind: [t for t in terms if t["kind"].endswith(f"#{kind}")] for kind in TERM_KINDS
        },
        "details": {term["term"]: details(term["term"]) for term in terms},
        "diagrams": _diagrams(vocabulary),
        "differences": vocabulary.differences,
        "versions": vocabulary.versions[::-1],
    }


def _details(facts: Facts, vocabulary: Vocabulary) -> Callable[[str], View]:
    wider = group_by(facts.of(s.TERMS_WIDER, ""), "term")
    related = group_by(facts.of(s.TERMS_RELATED, ""), "term")
    examples = {**vocabulary.examples, **{r["term"]: r for r in facts.of(s.TERMS_EXAMPLES, "")}}
    by_path = group_by(vocabulary.constraints, "path")
    by_class = group_by(vocabulary.constraints, "class")

    def describe(term: str) -> View:
        rules = by_path.get(term, [])
        return {
            "wider": _values(wider.get(term, []), "wider"),
            "related": _values(related.get(term, []), "related"),
            "comments": _values(related.get(term, []), "comment"),
            "stated_of": _values(rules, "class"),
            "leads_to": _values(rules, "valueClass"),
            "lists": _values(rules, "list"),
            "datatypes": _values(rules, "datatype"),
            "properties": _values(by_class.get(term, []), "path"),
            "example": _example(examples.get(term)),
        }

    return describe


def _values(rows: Iterable[Row], name: str) -> list[str]:
    """Give the values of one variable, each once, by their short form."""
    return sorted({row[name] for row in rows if row[name]}, key=lambda iri: folded(abbreviate(iri)))


def _example(row: Row | None) -> str:
    if row is None:
        return ""
    if row["term"].rpartition("#")[2][:1].isupper():
        return f"{abbreviate(row['subject'])} a {abbreviate(row['term'])} ."
    words = (row["subject"], row["term"], row["value"])
    return f"{' '.join(abbreviate(word) for word in words)} ."


def _diagrams(vocabulary: Vocabulary) -> list[diagrams.Branch]:
    """Give the tree of each root."""
    links: dict[str, list[tuple[str, str]]] = {}
    for row in vocabulary.links:
        names = [row[key].rpartition("#")[2] for key in ("from", "property", "to")]
        links.setdefault(names[0], []).append((names[1], names[2]))
    return [diagrams.grow(root, links) for root in ROOTS]


def list_editions(vocabulary: Vocabulary) -> list[Row]:
    """List the documents about single versions and about the stricter axioms."""
    rows = [
        {"page": f"{ONTOLOGY}/{v.number}", "path": f"ns/{v.number}", "file": str(v.path)}
        for v in vocabulary.versions
    ]
    stricter = assets.folder("ontology") / "edihkg-dl.ttl"
    return [*rows, {"page": f"{ONTOLOGY}/dl", "path": "ns/dl", "file": str(stricter)}]


def view_edition(row: Row, facts: Facts, site: SiteView) -> View:
    """Show one version: how it differs from the one before, or what the stricter axioms say."""
    vocabulary = site.vocabulary
    number = row["page"].rpartition("/")[2]
    version = next((v for v in vocabulary.versions if v.number == number), None)
    return {
        "iri": row["page"],
        "version": version,
        "is_current": version is vocabulary.versions[-1],
        "difference": next((d for d in vocabulary.differences if d.new is version), None),
        "links": () if version else vocabulary.links,
    }


def list_shapes(vocabulary: Vocabulary) -> list[Row]:
    """List the only document about the shapes."""
    return [{"page": SHAPES, "path": "shapes", "file": ""}]


def files_of(row: Row) -> list[Path]:
    """Name the files whose statements are the twins of a document."""
    return [Path(row["file"])] if row["file"] else shape_files()


def view_shapes(row: Row, facts: Facts, site: SiteView) -> View:
    """Show in plain words what a submission must, should and may say."""
    vocabulary = site.vocabulary
    names = {each["term"]: each["name"] for each in facts.of(s.TERMS, "")}
    definitions = {each["term"]: each["definition"] for each in facts.of(s.TERMS, "")}
    parts = group_by(vocabulary.constraints, "part", PARTS)
    core, reference = (_by_class(parts[part], names) for part in ("core", "reference"))
    shared = _shared([*parts["core"], *parts["reference"]])
    return {
        "classes": core,
        "shared": shared,
        "shared_shapes": sorted({row["shape"] for row in shared}),
        "reference": reference,
        "profiles": _profiles(parts["profile"]),
        "profile_names": PROFILES,
        "file_rules": vocabulary.file_rules,
        "network_rules": vocabulary.network_rules,
        "required": [r for r in core[0].rules["Violation"] if r["min"]],
        "names": names,
        "definitions": definitions,
    }


@dataclass(frozen=True, slots=True)
class ClassRules:
    """What is asked of the members of one class."""

    iri: str
    name: str
    rules: Mapping[str, Sequence[Row]]
    """Rules by severity."""
    properties: Sequence[str]
    """What may be stated, by IRI."""


def _by_class(rows: Sequence[Row], names: Mapping[str, str]) -> list[ClassRules]:
    """Group rules by class: the hub first, then by name."""
    groups = group_by(rows, "class")
    found = [
        ClassRules(
            iri=iri,
            name=names.get(iri) or _OUTSIDE.get(iri, abbreviate(iri)),
            rules=group_by(distinct(own, "shape"), "severity", SEVERITIES),
            properties=_values(own, "path"),
        )
        for iri, own in groups.items()
    ]
    return sorted(found, key=lambda each: (each.name != "hub", folded(each.name)))


def _shared(rows: Sequence[Row]) -> list[Row]:
    """Find the rules that several classes share."""
    classes = {shape: {r["class"] for r in own} for shape, own in group_by(rows, "shape").items()}
    shared = [row for row in distinct(rows, "shape") if len(classes[row["shape"]]) > 1]
    return sorted(shared, key=lambda row: folded(row["name"]))


def _profiles(rows: Sequence[Row]) -> list[tuple[str, Mapping[str, Row]]]:
    """Give, for each kind of gap, the rule of each profile that asks for it."""
    gaps: dict[str, dict[str, Row]] = {}
    for row in rows:
        gaps.setdefault(_gap(row), {})[row["profile"].rpartition(":")[2]] = row
    return sorted(gaps.items())


def _gap(row: Row) -> str:
    """Name what a rule of a profile asks for: ``service type``."""
    return row["shape"].rpartition("Profile-")[2].replace("-", " ")
