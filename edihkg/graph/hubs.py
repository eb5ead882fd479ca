"""What assembly needs to know of one submission, small enough to pass between processes. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import ORG

from edihkg.graph.lines import Lines, of_submission, of_text
from edihkg.graph.organisations import Claim
from edihkg.iris import IriSpace
from edihkg.submission import Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class HubGraph:
    """The statements of one accepted submission."""

    slug: str
    """Slug of the hub: the file's name without its ending."""
    statements: Lines
    """Everything that the file says, parts under their own IRIs."""
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
    statements = of_submission(submission)
    organisation = f"<{space.base}id/organisation/".encode()
    return HubGraph(
        slug=submission.slug,
        statements=statements,
        organisation_statements=tuple(s for s in statements if s.startswith(organisation)),
        coordinators=_coordinators(submission),
    )


def _coordinators(submission: Submission) -> frozenset[str]:
    graph = submission.graph
    return frozenset(
        str(organisation)
        for partnership, role in graph.subject_objects(ORG.role)
        if str(role).endswith("/partner-role/COORDINATOR")
        for organisation in graph.objects(partnership, ORG.member)
    )
