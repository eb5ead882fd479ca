"""Merge what a source says now with what a file says, three-way, unit by unit. Pure.

The base is the ledger's digest of what the source said last time. What only the source
changed is taken; what a person changed stays; where both changed, the file's value stays and
a conflict is reported. Without a base, only what the file lacks is added. A dated status
record is history and is never taken away. A cell that could not be read ("Website" in place of
an address) never enters a file that is there, since it would keep the hub out of the next
release: it is a conflict as well.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import FOAF, RDF, SKOS, XSD, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from edihkg.importing.ledger import Cells
from edihkg.importing.units import LINKS, Units, digest, short
from edihkg.submission import Statement
from edihkg.vocab import EDIH

MANY = frozenset(
    {
        RDF.type,
        SKOS.altLabel,
        SKOS.note,
        DCTERMS.language,
        DCTERMS.source,
        EDIH.demonstratesTechnology,
        EDIH.offersServiceFamily,
        EDIH.phaseAsStated,
        EDIH.publishesPagesIn,
        EDIH.supportsPillar,
        EDIH.targetsGroup,
        EDIH.topicAsStated,
    }
)
"""Properties with several values, to which a source may add without contradicting."""
READ = frozenset(
    {
        DCTERMS.language,
        DCTERMS.source,
        EDIH.concernsTopic,
        EDIH.country,
        EDIH.coversRegion,
        EDIH.endDate,
        EDIH.expertiseLevel,
        EDIH.inCatalogue,
        EDIH.isLocatedIn,
        EDIH.recordedOn,
        EDIH.startDate,
        EDIH.statusValue,
        FOAF.page,
    }
)
"""Properties whose values are addresses, codes, dates or numbers; a text is a cell not read."""

Property = tuple[Node, Node]
"""A subject and one of its predicates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A value that a person and a source changed differently; the file's value stays."""

    file: str
    """Path inside the collection, for example ``si/4pdih.ttl``."""
    unit: str
    """What is concerned: ``foaf:page``, or ``#technology-ROBOTICS edih:expertiseLevel``."""
    ours: str
    """Value in the file; empty when it has none."""
    theirs: str
    """Value in the source; empty when it has none."""

    def __str__(self) -> str:
        """Say it in one sentence."""
        ours, theirs = self.ours or "absent", self.theirs or "absent"
        return (
            f"{self.file}: {self.unit} is {ours} in the file and {theirs} in the source; "
            "the file's value stays"
        )


@dataclass(frozen=True, slots=True)
class Merged:
    """Outcome of merging one hub."""

    statements: frozenset[Statement]
    """What the file shall say."""
    differences: tuple[tuple[str, str, str], ...]
    """Conflicts as (unit, ours, theirs)."""


def merge(
    current: Units, new: Units, base: Cells | None, *, suggestions: frozenset[str] = frozenset()
) -> Merged:
    """Merge the units of a file with those of a source.

    ``base`` is None on the first import from that source. ``suggestions`` are units that a
    source may fill at first but that do not contradict what the file already says.
    """
    kept: dict[str, frozenset[Statement]] = dict(current)
    differences: list[tuple[str, str, str]] = []
    for unit in sorted({*new, *(base or {})}):
        ours, theirs = current.get(unit, frozenset()), new.get(unit, frozenset())
        known = None if base is None else base.get(unit, "")
        if theirs == ours or (known is not None and digest(theirs) == known):
            continue
        if not theirs and _is_observation(ours):
            continue
        if (not ours and not known) or (known and digest(ours) == known):
            if _unread(theirs - ours):
                differences += _differences(unit, _by_property(ours), _by_property(theirs))
            else:
                kept[unit] = theirs
        elif known:
            differences += _differences(unit, _by_property(ours), _by_property(theirs))
        elif unit not in suggestions:
            kept[unit], found = _add(unit, ours, theirs)
            differences += found
    statements = frozenset[Statement]().union(*kept.values())
    return Merged(statements | _still_needed(current, statements), tuple(differences))


def _is_observation(statements: frozenset[Statement]) -> bool:
    """Tell a dated status record: it stays true when a source has moved on to a newer one."""
    records = {s[0] for s in statements if s[2] == EDIH.StatusRecord}
    return any(s[0] in records and s[1] == EDIH.recordedOn for s in statements)


def _add(
    unit: str, ours: frozenset[Statement], theirs: frozenset[Statement]
) -> tuple[frozenset[Statement], list[tuple[str, str, str]]]:
    """Add to a unit what it lacks; a single value that differs is a conflict."""
    have = _by_property(ours)
    added: set[Statement] = set()
    conflicts: dict[Property, set[Statement]] = {}
    for key, statements in _by_property(theirs).items():
        if (key[1] in MANY or key not in have) and not _unread(statements):
            added |= statements
        elif not statements <= have.get(key, set()):
            conflicts[key] = statements
    mine = {key: have.get(key, set()) for key in conflicts}
    return ours | added, _differences(unit, mine, conflicts)


def _unread(statements: Iterable[Statement]) -> bool:
    """Tell whether there is a cell among them that could not be read."""
    return any(
        isinstance(value, Literal) and value.datatype in (None, XSD.string)
        for _, predicate, value in statements
        if predicate in READ
    )


def _by_property(statements: Iterable[Statement]) -> dict[Property, set[Statement]]:
    found: dict[Property, set[Statement]] = defaultdict(set)
    for statement in statements:
        found[statement[0], statement[1]].add(statement)
    return found


def _differences(
    unit: str, ours: Mapping[Property, set[Statement]], theirs: Mapping[Property, set[Statement]]
) -> list[tuple[str, str, str]]:
    """Tell in which properties two contents of a unit differ."""
    return [
        (_name(unit, key), _shown(ours.get(key, ())), _shown(theirs.get(key, ())))
        for key in sorted({*ours, *theirs}, key=lambda k: (str(k[0]), str(k[1])))
        if ours.get(key) != theirs.get(key) and key[1] not in LINKS
    ]


def _name(unit: str, key: tuple[Node, Node]) -> str:
    predicate = short(str(key[1]))
    return unit if unit == predicate else f"{unit} {predicate}"


def _shown(statements: Iterable[Statement]) -> str:
    return ", ".join(sorted(_value(statement[2]) for statement in statements))


def _value(value: Node) -> str:
    if isinstance(value, Literal):
        text = str(value)
        return f'"{text if len(text) <= 60 else text[:57] + "…"}"'
    return short(str(value)) if isinstance(value, URIRef) else "a part without a key"


def _still_needed(current: Units, statements: frozenset[Statement]) -> frozenset[Statement]:
    """Give the file's words about what was taken away but is still referred to."""
    subjects = {statement[0] for statement in statements}
    missing = {
        statement[2]
        for statement in statements
        if isinstance(statement[2], URIRef) and statement[2] not in subjects
    }
    lost = {s for unit in current.values() for s in unit if s[0] in missing}
    return frozenset(lost)


def to_graph(statements: Iterable[Statement]) -> Graph:
    """Collect statements in a graph."""
    graph = Graph(store="SimpleMemory", bind_namespaces="none")
    for statement in statements:
        graph.add(statement)
    return graph
