"""What is certain, and whether a report has become better. Pure."""

from collections.abc import Iterator

import pyoxigraph as ox

from edihkg.validation import Finding, Report, Severity


def sure(report: Report) -> Iterator[Finding]:
    """Give the findings whose first proposal is the only thing that can be meant."""
    for finding in report.findings:
        if finding.proposals and finding.proposals[0].certain:
            yield finding


def badness(report: Report) -> tuple[int, ...]:
    """Count the findings by severity, the worst first: the smaller, the better."""
    return tuple(report.count(severity) for severity in Severity)


def read_term(written: str) -> ox.NamedNode | ox.Literal:
    """Read a term of N-Triples."""
    (quad,) = ox.parse(f"<x:s> <x:p> {written} .", format=ox.RdfFormat.N_TRIPLES)
    if not isinstance(quad.object, ox.NamedNode | ox.Literal):
        raise TypeError(written)
    return quad.object
