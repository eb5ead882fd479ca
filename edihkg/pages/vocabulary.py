"""Read what the pages about the vocabulary show: versions, rules of the shapes, links, examples.

The product's own files are asked with ``sparql/vocabulary/*.rq``, each kind in a store of its
own: a version of the ontology; the shapes, in graphs named ``urn:{folder}:{file}``; the
stricter axioms; the examples. Nothing here looks at a release.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from edihkg import assets
from edihkg.pages.rows import Row
from edihkg.store import Store

ONTOLOGY = "https://w3id.org/edihkg/ns"
SHAPES = "https://w3id.org/edihkg/shapes"
PARTS = ("core", "profile", "reference")
"""Folders of shapes."""
SEVERITIES = ("Violation", "Warning", "Info")
"""Strictest first."""

_HEAD = re.compile(r"^# (\w+): (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the ontology."""

    number: str
    issued: str
    terms: Mapping[str, Row]
    """Kind, label, definition and deprecated of each term, by its IRI."""
    path: Path = field(repr=False)
    """File that holds it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one version to the next; terms by IRI, sorted."""

    old: Version
    new: Version
    added: tuple[Row, ...]
    removed: tuple[Row, ...]
    deprecated: tuple[Row, ...]
    renamed: tuple[tuple[Row, Row], ...]
    """Label or kind before and after."""
    redefined: tuple[tuple[Row, Row], ...]
    """Definition before and after."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the product's files say about its own terms."""

    versions: tuple[Version, ...]
    """Oldest first; the last is the current one."""
    constraints: tuple[Row, ...]
    """Rules of the shapes by class; see ``sparql/vocabulary/constraints.rq``."""
    file_rules: tuple[Row, ...]
    """Rules about a submission as a file."""
    network_rules: tuple[Row, ...]
    """Rules across hubs: code, severity, description, sentence, suggestion."""
    links: tuple[Row, ...]
    """Which class a property leads from and to."""
    examples: Mapping[str, Row]
    """Subject and value of one statement with each term, by the term's IRI."""

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Compare each version with the one before; the newest comparison first."""
        pairs = zip(self.versions, self.versions[1:], strict=False)
        return tuple(compare(old, new) for old, new in pairs)[::-1]


def read_vocabulary() -> Vocabulary:
    """Read the product's ontology, shapes and examples.

    Raises: OSError, SyntaxError, QueryError when the installation is damaged.
    """
    ontology, shapes = assets.folder("ontology"), assets.folder("shapes")
    released = (path / "edihkg.ttl" for path in (ontology / "releases").iterdir())
    versions = sorted(
        map(_read_version, [*released, ontology / "edihkg.ttl"]), key=lambda v: _order(v.number)
    )
    rules = ox.Store()
    for path in shape_files():
        graph = ox.NamedNode(f"urn:{path.parent.name}:{path.stem}")
        _load(rules, path, graph)
        _load(rules, path, ox.DefaultGraph())
    examples = _store([*sorted((ontology / "examples").glob("*.ttl"))])
    return Vocabulary(
        versions=tuple(versions),
        constraints=_ask(rules, "constraints"),
        file_rules=_ask(rules, "file-rules"),
        network_rules=tuple(map(_network_rule, sorted((shapes / "network").glob("*.rq")))),
        links=_ask(_store([ontology / "edihkg-dl.ttl"]), "links"),
        examples={row["term"]: row for row in _ask(examples, "examples")},
    )


def shape_files() -> list[Path]:
    """List the files of shapes, by folder."""
    return [
        path for part in PARTS for path in sorted((assets.folder("shapes") / part).glob("*.ttl"))
    ]


def compare(old: Version, new: Version) -> Difference:
    """Say what changed between two versions."""
    both = sorted(old.terms.keys() & new.terms.keys())
    pairs = [(old.terms[term], new.terms[term]) for term in both]
    return Difference(
        old=old,
        new=new,
        added=_pick(new, new.terms.keys() - old.terms.keys()),
        removed=_pick(old, old.terms.keys() - new.terms.keys()),
        deprecated=tuple(n for o, n in pairs if n["deprecated"] and not o["deprecated"]),
        renamed=tuple(p for p in pairs if _differ(p, "label") or _differ(p, "kind")),
        redefined=tuple(p for p in pairs if _differ(p, "definition")),
    )


def _pick(version: Version, terms: Iterable[str]) -> tuple[Row, ...]:
    return tuple(version.terms[term] for term in sorted(terms))


def _differ(pair: tuple[Row, Row], name: str) -> bool:
    return pair[0][name] != pair[1][name]


def _read_version(path: Path) -> Version:
    store = _store([path])
    head = _ask(store, "version")[0]
    terms = {row["term"]: row for row in _ask(store, "terms")}
    return Version(head["number"], head["issued"], terms, path)


def _order(number: str) -> list[int]:
    return [int(part) for part in number.split(".")]


def _network_rule(path: Path) -> Row:
    head = dict(_HEAD.findall(path.read_text(encoding="utf-8")))
    return {
        "name": path.stem,
        "code": head["code"],
        "severity": head["severity"],
        "description": head["holds"],
        "sentence": head["message"],
        "suggestion": head.get("suggestion", ""),
    }


def _store(paths: Iterable[Path]) -> ox.Store:
    store = ox.Store()
    for path in paths:
        _load(store, path, ox.DefaultGraph())
    return store


def _load(store: ox.Store, path: Path, graph: ox.NamedNode | ox.DefaultGraph) -> None:
    store.load(path=path, format=ox.RdfFormat.TURTLE, to_graph=graph)


def _ask(store: ox.Store, name: str) -> tuple[Row, ...]:
    query = (assets.folder("sparql") / "vocabulary" / f"{name}.rq").read_text(encoding="utf-8")
    rows = Store(store).select(query)
    names = rows.variables
    return tuple({name: _text(term) for name, term in zip(names, row, strict=True)} for row in rows)


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""
