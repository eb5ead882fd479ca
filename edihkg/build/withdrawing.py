"""Read what a withdrawn submission says about the hub's leaving. Nothing is written.

::

    hub:x adms:status <http://purl.org/adms/status/Withdrawn> ;
        dct:modified "2026-11-22"^^xsd:date ;
        skos:changeNote "Its grant ended and nobody carries it on."@en ;
        dct:isReplacedBy hub:y .
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from rdflib import SKOS, Literal, URIRef
from rdflib.namespace import DCTERMS

from edihkg import sources
from edihkg.build.checking import WITHDRAWN
from edihkg.build.report import Checked


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A hub that has left the network."""

    slug: str
    hub: str
    """IRI."""
    label: str
    since: str = ""
    """Day, month or year as the file has it; empty when it does not say."""
    reason: str = ""
    """One sentence or two; empty when the file does not say."""
    successor: str = ""
    """IRI of the hub that it became; empty for none."""


def read_withdrawals(root: Path, checked: Iterable[Checked]) -> list[Withdrawal]:
    """Read the files of the hubs that have left, in the order of their slugs."""
    left = (each for each in checked if each.outcome == WITHDRAWN)
    return [_read(root, each) for each in sorted(left, key=lambda each: each.slug)]


def _read(root: Path, checked: Checked) -> Withdrawal:
    submission = sources.read(root / PurePosixPath(checked.name), root=root)
    hub = URIRef(checked.hub)

    def first(predicate: URIRef) -> str:
        return min((str(each) for each in submission.graph.objects(hub, predicate)), default="")

    notes = [
        each for each in submission.graph.objects(hub, SKOS.changeNote) if isinstance(each, Literal)
    ]
    reason = min(notes, key=lambda each: (each.language != "en", str(each)), default="")
    return Withdrawal(
        slug=checked.slug,
        hub=checked.hub,
        label=checked.label,
        since=first(DCTERMS.modified),
        reason=str(reason),
        successor=first(DCTERMS.isReplacedBy),
    )
