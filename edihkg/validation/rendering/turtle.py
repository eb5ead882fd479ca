"""The standard ``sh:ValidationReport``: pySHACL's own, and what our rules found beside it.

Isomorphic to pySHACL's report of the core and profile shapes, with one exception: e-mail
addresses are masked in texts and left out where they are values, since reports are published.
"""

import re
from collections.abc import Iterator

from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from edihkg.submission import Statement
from edihkg.validation.rendering.view import View, masked
from edihkg.validation.report import Finding, Report
from edihkg.validation.sentences import MAIL

RULE_COMPONENT = URIRef("https://w3id.org/edihkg/shapes#RuleConstraintComponent")
"""Component named in the standard report for findings of our own rules."""

UNLAWFUL = "https://w3id.org/edihkg/shapes#Rule-lawful-terms"
"""Its findings name terms that cannot be written into any RDF file."""

_RULES = "https://w3id.org/edihkg/shapes#Rule-"
_MASK = "…@…"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def show_turtle(view: View) -> str:
    """Show the standard report of each file; the name of the file stands before it."""
    if len(view.reports) == 1:
        return _written(view.reports[0])
    return "\n".join(
        f"# {masked(view.path(report.name))}\n{_written(report)}" for report in view.by_name()
    )


def _written(report: Report) -> str:
    """Write Turtle in which control characters are escaped: it may go to a terminal."""
    text = standard_report(report).serialize(format="turtle")
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04X}", text)


def standard_report(report: Report) -> Graph:
    """Make the graph of the standard report; equal to pySHACL's own when no rule speaks."""
    graph = Graph(bind_namespaces="none")
    graph.bind("rdf", RDF)
    graph.bind("sh", SH)
    graph.bind("shapes", "https://w3id.org/edihkg/shapes#")
    for statement in _without_addresses(report.standard):
        graph.add(statement)
    beside = [finding for finding in report.findings if finding.shape.startswith(_RULES)]
    root = graph.value(None, RDF.type, SH.ValidationReport) or BNode()
    if beside or not report.standard:
        graph.set((root, RDF.type, SH.ValidationReport))
        graph.set((root, SH.conforms, Literal(False)))
    for finding in beside:
        _add_result(graph, root, finding)
    return graph


def _without_addresses(statements: tuple[Statement, ...]) -> Iterator[Statement]:
    for subject, predicate, value in statements:
        if not MAIL.search(str(value)):
            yield subject, predicate, value
        elif isinstance(value, Literal):
            text = MAIL.sub(_MASK, str(value))
            yield subject, predicate, Literal(text, value.language, value.datatype)


def _add_result(graph: Graph, root: Node, finding: Finding) -> None:
    result = BNode()
    graph.add((root, SH.result, result))
    graph.add((result, RDF.type, SH.ValidationResult))
    graph.add((result, SH.resultSeverity, finding.severity.iri))
    graph.add((result, SH.sourceConstraintComponent, RULE_COMPONENT))
    graph.add((result, SH.sourceShape, URIRef(finding.shape)))
    graph.add((result, SH.resultMessage, Literal(finding.message, lang="en")))
    if finding.shape == UNLAWFUL:
        return
    if finding.focus:
        graph.add((result, SH.focusNode, URIRef(finding.focus)))
    if finding.path:
        graph.add((result, SH.resultPath, URIRef(finding.path)))
