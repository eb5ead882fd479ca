"""What assembly needs to know of one submission, small enough to pass between processes. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import ORG

from edihkg.graph.lines import Lines, of_submission, of_text
from edihkg.graph.organisations import Claim
from edihkg.iris import IriSpace
from edihkg.submission import Submission

_ROLE, _MEMBER = (f" <{term}> <".encode() for term in (ORG.role, ORG.member))
_LEADS = b"/partner-role/COORDINATOR> ."


@dataclass(frozen=True, slots=True, kw_only=True)
class HubGraph:
    """The statements of one accepted submission."""

    slug: str
    """Slug of the hub: the file's name without its ending."""
    statements: Iterable[bytes]
    """Everything that the file says, parts under their own IRIs, as sorted lines."""
    organisation_statements: Lines
    """Those of the statements whose subject is an organisation."""
    coordinators: frozenset[str]
    """IRIs of the organisations that coordinate the hub."""

    def claims(self) -> Iterator[Claim]:
        """Give what the file says about organisations."""
        for triple in of_text(self.organisation_statements):
            subject = triple.subject
            yield Claim(
                triple, isinstance(subject, ox.NamedNode) and subject.value in self.coordinators
            )

    def own_statements(self) -> Iterator[bytes]:
        """Give the lines that are not about organisations, in order."""
        about_organisations = set(self.organisation_statements)
        return (line for line in self.statements if line not in about_organisations)


def hub_graph(submission: Submission, *, space: IriSpace) -> HubGraph:
    """Take from a submission what assembly needs."""
    return hub_graph_of(of_submission(submission), slug=submission.slug, space=space)


def hub_graph_of(statements: Lines, *, slug: str, space: IriSpace) -> HubGraph:
    """Take what assembly needs from the lines of a hub's graph, sorted, for example of a store."""
    organisation = f"<{space.base}id/organisation/".encode()
    return HubGraph(
        slug=slug,
        statements=statements,
        organisation_statements=tuple(s for s in statements if s.startswith(organisation)),
        coordinators=_coordinators(statements),
    )


def _coordinators(statements: Lines) -> frozenset[str]:
    partnerships = {
        line.split(b" ", 1)[0] for line in statements if _ROLE in line and line.endswith(_LEADS)
    }
    return frozenset(
        value.decode().strip("<>")
        for line in statements
        if _MEMBER in line and line.split(b" ", 1)[0] in partnerships
        for value in (line.removesuffix(b" .").rpartition(b" ")[2],)
    )
