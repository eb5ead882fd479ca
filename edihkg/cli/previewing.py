"""What a submission would change: the hub's page to come, and the difference to what is there.

The page is made by the very code that publishes, from a store in memory with the reference
data and this one hub. Nothing is written.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
from jinja2 import Environment

from edihkg.graph import Parts, assemble, hub_graph
from edihkg.graph.lines import of_graph, of_text
from edihkg.iris import IriSpace
from edihkg.pages import SiteContext
from edihkg.pages.preview import preview_hub
from edihkg.submission import Submission

MOST_CHANGES = 400
"""Changed statements that are shown."""

_LABELS = tuple(
    ox.NamedNode(iri)
    for iri in (
        "http://www.w3.org/2004/02/skos/core#prefLabel",
        "http://www.w3.org/2000/01/rdf-schema#label",
    )
)


@dataclass(frozen=True, slots=True)
class Change:
    """A statement that comes or goes."""

    sign: str
    """``+`` or ``-``."""
    about: str
    property: str
    value: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be published."""

    page: str = ""
    """HTML; empty when there is nothing to show."""
    changes: tuple[Change, ...] = ()
    known: bool = False
    """Whether the hub is published now."""
    left_out: int = 0
    """Changes that are not shown."""


class Previewer:
    """Makes previews against one release."""

    def __init__(self, published: Path, space: IriSpace, templates: Environment) -> None:
        """Open the release's store for reading.

        Raises: OSError when it cannot be opened.
        """
        self._published = ox.Store.read_only(str(published))
        self._space = space
        self._templates = templates

    def preview(self, submission: Submission, *, root: str) -> Preview:
        """Show what becomes of one submission about one hub."""
        hub = hub_graph(submission, space=self._space)
        store = assemble(Parts(hubs=(hub,), provenance=()), space=self._space).default
        context = SiteContext(
            release_id="", as_of=datetime.fromtimestamp(0, UTC), id_base=self._space.base
        )
        name = self._space.graph(f"hub/{submission.slug}")
        before = set(of_graph(self._published, ox.NamedNode(name)))
        changes = list(_changes(before, set(hub.statements), store))
        return Preview(
            page=preview_hub(
                store,
                str(submission.hub),
                context=context,
                root=root,
                templates=self._templates,
            ),
            changes=tuple(changes[:MOST_CHANGES]),
            known=bool(before),
            left_out=max(0, len(changes) - MOST_CHANGES),
        )


def _changes(before: set[bytes], after: set[bytes], store: ox.Store) -> Iterator[Change]:
    """Put what goes before what comes, subject by subject."""
    signed = [*(("-", line) for line in before - after), *(("+", line) for line in after - before)]
    for sign, line in sorted(signed, key=_reading_order):
        for triple in of_text((line,)):
            yield Change(
                sign,
                _label(triple.subject, store),
                _property(triple.predicate, store),
                _label(triple.object, store),
            )


def _reading_order(signed: tuple[str, bytes]) -> tuple[bytes, bytes, bool]:
    """Put what goes before what comes, property by property."""
    subject, predicate, _ = signed[1].split(b" ", 2)
    return subject, predicate, signed[0] == "+"


def _label(term: object, store: ox.Store) -> str:
    """Name a term for a reader: its label, else the end of its address, else its text."""
    if isinstance(term, ox.Literal):
        return term.value
    if not isinstance(term, ox.NamedNode):
        return "…"
    for predicate in _LABELS:
        found = [q.object for q in store.quads_for_pattern(term, predicate, None)]
        texts = sorted(_texts(found))
        if texts:
            return texts[0]
    return _end(term.value)


def _property(term: ox.NamedNode, store: ox.Store) -> str:
    """Name a property, at worst by the end of its address, whoever's it is."""
    name = _label(term, store)
    return re.split(r"[/#]", name)[-1] if name == term.value else name


def _texts(terms: Iterable[object]) -> Iterator[str]:
    for term in terms:
        if isinstance(term, ox.Literal) and (term.language or "en") == "en":
            yield term.value


def _end(iri: str) -> str:
    """Give the telling end of an address: ``#technology-ROBOTICS``, a code, or all of it."""
    cut = max(iri.rfind("#"), iri.rstrip("/").rfind("/"))
    short = iri[cut:].strip("/#") if "edihkg" in iri or "#" in iri else iri
    return short or iri
