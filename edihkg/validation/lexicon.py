"""Everything that a submission may choose from: codes and labels, and which of them is meant.

A wording means an entry if it is one of its codes or labels, whatever the case, accents and
signs. Failing that it may come near one. Pure.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rdflib import DCTERMS, RDF, SKOS, URIRef
from rdflib.term import Node

from edihkg.vocab import EDIH

MOST = 3
"""More than so many guesses help nobody."""

FEW = 8
"""Of so many entries all are shown, where none comes near."""

_SHORTEST = 5
"""Of shorter words one slip makes too many others."""
_ENOUGH = 0.72
_NAMES = frozenset(map(str, (SKOS.prefLabel, SKOS.altLabel, SKOS.notation)))
_GROUPS = frozenset(map(str, (SKOS.inScheme, RDF.type)))
_LEFT_OUT = frozenset({str(DCTERMS.isReplacedBy)})
_REGION = str(EDIH.Region)
_REGION_CODE = re.compile("[a-z]{2}[a-z0-9]{0,3}")
_PREFIXES = {"gr": "el", "gb": "uk"}
"""Two letters that region codes begin with elsewhere, and those of NUTS."""


@dataclass(slots=True)
class Entry:
    """Something that can be chosen."""

    iri: str
    label: str = ""
    names: set[str] = field(default_factory=set)
    """Codes and labels, folded."""
    groups: set[str] = field(default_factory=set)
    """Lists and classes that it belongs to."""
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries by list or class."""

    groups: Mapping[str, tuple[Entry, ...]]
    entries: Mapping[str, Entry]

    @classmethod
    def of(cls, statements: Iterable[tuple[str, str, str]]) -> "Lexicon":
        """Collect what the reference data says: subject, property and value as text."""
        entries: dict[str, Entry] = {}
        for subject, predicate, value in statements:
            entry = entries.get(subject)
            if entry is None:
                entry = entries[subject] = Entry(subject, names={fold(_code(subject))})
            if predicate in _NAMES:
                entry.names.add(fold(value))
                if predicate == str(SKOS.prefLabel) and not entry.label:
                    entry.label = value
            elif predicate in _GROUPS:
                entry.groups.add(value)
            elif predicate in _LEFT_OUT:
                entry.retired = True
        groups: dict[str, list[Entry]] = {}
        for entry in entries.values():
            for group in entry.groups:
                groups.setdefault(group, []).append(entry)
        return cls({name: tuple(found) for name, found in groups.items()}, entries)

    def meant(self, wording: str, lists: Iterable[Node]) -> list[Entry]:
        """Find the entries that a wording names exactly, whatever its case and signs."""
        names = set(_variants(wording))
        return [entry for entry in self._offered(lists) if names & entry.names]

    def slip(self, wording: str, lists: Iterable[Node]) -> Entry | None:
        """Find the one entry that a wording misses by a single slip, if it is alone near it."""
        wanted = fold(_code(wording))
        if len(wanted) < _SHORTEST:
            return None
        near = {
            entry.iri: distance
            for entry in self._offered(lists)
            if _REGION not in entry.groups
            and (distance := min(slips(wanted, name) for name in entry.names)) <= 2
        }
        return self.entries[next(iter(near))] if list(near.values()) == [1] else None

    def near(self, wording: str, lists: Iterable[Node]) -> list[Entry]:
        """Find a few entries that a wording comes near to, nearest first, else a short list."""
        wanted = list(_variants(wording))[-1]
        offered = list(self._offered(lists))
        regions = [entry for entry in offered if _REGION in entry.groups]
        if regions and _REGION_CODE.fullmatch(wanted):
            return _near_regions(wanted, regions)
        ranked = [
            (-max(_alike(wanted, name) for name in entry.names), entry.iri, entry)
            for entry in offered
        ]
        near = [entry for score, _, entry in sorted(ranked)[:MOST] if -score >= _ENOUGH]
        return near or (sorted(offered, key=lambda entry: entry.iri) if len(offered) <= FEW else [])

    def _offered(self, lists: Iterable[Node]) -> Iterator[Entry]:
        seen: set[str] = set()
        for name in lists:
            for entry in self.groups.get(str(name), ()):
                if entry.iri not in seen and not entry.retired:
                    seen.add(entry.iri)
                    yield entry


def _near_regions(wanted: str, regions: list[Entry]) -> list[Entry]:
    """Find the regions of one country and level whose codes come near, or all if they are few."""
    codes = {fold(_code(entry.iri)): entry for entry in regions}
    same = {c: e for c, e in codes.items() if _alike_code(c, wanted)}
    close = {code for code in same if slips(code, wanted) == 1}
    chosen = close or (set(same) if len(same) <= MOST else set())
    return [same[code] for code in sorted(chosen)[:MOST]]


def _alike_code(code: str, wanted: str) -> bool:
    """Tell whether two codes are of one country and level; ZZ stands for no region."""
    return code[:2] == wanted[:2] and len(code) == len(wanted) and not code.endswith("zz")


def only_slip(wanted: str, names: Sequence[str]) -> str:
    """Find the one name that a word misses by a single slip; empty if none or several are near."""
    folded = fold(wanted)
    equal = [name for name in names if fold(name) == folded]
    if equal:
        return equal[0] if len(equal) == 1 else ""
    near = [(slips(folded, fold(name)), name) for name in names]
    close = [(distance, name) for distance, name in near if distance <= 2]
    alone = len(close) == 1 and close[0][0] == 1 and len(folded) >= _SHORTEST
    return close[0][1] if alone else ""


def slips(one: str, other: str, most: int = 3) -> int:
    """Count the letters left out, added, replaced or swapped between two words, up to a limit."""
    # Loaded when first needed: most submissions have nothing to look up.
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other, score_cutoff=most - 1)


def fold(text: str) -> str:
    """Reduce a wording to its letters and digits, in small letters without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if c.isalnum())


def short(iri: str) -> str:
    """Write an IRI as submissions do: ``technology:ROBOTICS``, ``nuts:SI03``."""
    head, _, code = iri.rpartition("/")
    name = head.rpartition("/")[2]
    prefix = "nuts" if head.endswith("/nuts/code") else name
    return f"{prefix}:{code}" if code and prefix else iri


def _code(wording: str) -> str:
    """Take the last step of an address; any other wording is whole."""
    is_address = isinstance(wording, URIRef) or "://" in wording
    return wording.rstrip("/").rpartition("/")[2].rpartition("#")[2] if is_address else wording


def _variants(wording: str) -> Iterator[str]:
    """Give a wording folded, and with the letters that region codes begin with."""
    folded = fold(_code(wording))
    yield folded
    if folded[:2] in _PREFIXES and folded[2:].isalnum() and len(folded) <= _SHORTEST:
        yield _PREFIXES[folded[:2]] + folded[2:]


def _alike(one: str, other: str) -> float:
    shorter, longer = sorted((one, other), key=len)
    begins = len(shorter) >= _SHORTEST - 2 and longer.startswith(shorter)
    if begins or (len(shorter) >= _SHORTEST and shorter in longer):
        return _ENOUGH + len(shorter) / len(longer) / 10
    if 2 * len(shorter) < len(longer) or not shorter:
        return 0.0
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(one, other, score_cutoff=_ENOUGH)
