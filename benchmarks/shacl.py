"""Compare our judge with a second SHACL engine, and our way with plain pySHACL.

Run: ``pip install pyrudof``, then ``python -m benchmarks.shacl [HUBS]`` (default: 60).

Agreement: on every altered sample of the tests and on HUBS real submissions, the sets of
(focus node, component, path, value, shape) of our report and of Rudof's; numbers are compared as
numbers, because Rudof writes them in its own way. Speed: our check, one file after the other;
plain pySHACL on the graph of these files as a whole with all reference data that they reach;
Rudof on the same graph. Exits with 1 when the engines disagree, except where KNOWN says why.
Times are those of the processor, which a busy machine changes little; still, only ratios count.
"""

import logging
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import PurePosixPath

import pyrudof
import pyshacl
from rdflib import SH, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from edihkg import assets, sources
from edihkg.closure import Background
from edihkg.sources import read_turtle
from edihkg.submission import Submission
from edihkg.validation import Report, Shapes, check
from tests.validation.test_cases import ALL

_Result = tuple[str, str, str, str, str]
"""Focus node, component, path, value, shape."""

KNOWN: Mapping[str, Callable[[_Result], bool]] = {
    "Rudof passes '2025-13-31'^^xsd:date, which SHACL 4.1.2 counts as wrong": (
        lambda one: one[3:] == ("2025-13-31", "End-date")
    ),
    "Rudof passes a literal at sh:node though that shape asks for a property": (
        lambda one: one[1] == "NodeConstraintComponent" and "://" not in one[3]
    ),
}
"""Why the engines differ, and on which results."""


def main() -> None:
    """Compare, measure and print."""
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    shapes = Shapes.load(assets.folder("shapes"))
    background = Background.load(assets.folder("ontology"), shapes)
    print(f"load of the machine: {os.getloadavg()[0]:.1f}, processors: {os.cpu_count()}")
    samples = list(_samples())
    real = [sources.read(path) for path in sources.find(assets.folder("submissions"))[:number]]
    differences = _compare([*samples, *real], shapes, background)
    _measure(real, shapes, background)
    sys.exit(1 if differences else 0)


def _samples() -> Iterator[Submission]:
    for case, whole in ALL.values():
        text = whole
        for old, new in case.changes:
            text = text.replace(old, new)
        submission = read_turtle(text.encode(), PurePosixPath(case.name))
        if not submission.broken:
            yield submission


def _compare(
    submissions: Iterable[Submission], shapes: Shapes, background: Background
) -> list[tuple[str, _Result]]:
    differences: list[tuple[str, _Result]] = []
    refused: list[str] = []
    known: Counter[str] = Counter()
    equal = files = 0
    for submission in submissions:
        report = check(submission, background.reach(submission.graph), shapes)
        if not report.standard:
            continue
        try:
            ours, theirs = set(_ours(report)), set(_theirs(submission, report, background))
        except pyrudof.ShaclError as error:
            refused.append(f"{submission.name}: {str(error)[-60:]}")
            continue
        files += 1
        equal += len(ours & theirs)
        for side, results in (("only we", ours - theirs), ("only Rudof", theirs - ours)):
            for one in results:
                reason = next((why for why, holds in KNOWN.items() if holds(one)), "")
                if reason:
                    known[reason] += 1
                else:
                    differences.append((f"{submission.name} {side}", one))
    print(f"agreement: {files} files, {equal} equal results, {len(differences)} different")
    for reason, number in known.items():
        print(f"           {number} different for a known reason: {reason}")
    print(f"           {len(refused)} that Rudof refused: {sorted(set(refused)) or 'none'}")
    for difference in differences[:20]:
        print("  ", *difference)
    return differences


def _ours(report: Report) -> Iterator[_Result]:
    graph = Graph()
    for statement in report.standard:
        graph.add(statement)
    for result in graph.objects(None, SH.result):
        yield (
            _text(graph.value(result, SH.focusNode)),
            _local(graph.value(result, SH.sourceConstraintComponent)),
            _path(graph, graph.value(result, SH.resultPath)),
            _text(graph.value(result, SH.value)),
            _local(graph.value(result, SH.sourceShape)),
        )


def _theirs(submission: Submission, report: Report, background: Background) -> Iterator[_Result]:
    engine = _rudof(_whole([submission], background), report.profile)
    for found in engine.validate_shacl():
        yield (
            _plain(found.focus_node),
            _local(found.constraint_component),
            " / ".join(step.strip("<>() ") for step in str(found.path or "").split("/ ")),
            _plain(found.value or ""),
            _local(found.source_shape),
        )


def _rudof(data: Graph, profile: str) -> "pyrudof.Rudof":
    engine = pyrudof.Rudof(pyrudof.RudofConfig())
    engine.read_data(data.serialize(format="nt"), pyrudof.RDFFormat.NTriples)
    engine.read_shacl(_written(profile), pyrudof.ShaclFormat.Turtle)
    return engine


@cache
def _written(profile: str) -> str:
    return _constraints(profile).serialize(format="turtle")


def _whole(submissions: Iterable[Submission], background: Background) -> Graph:
    graph = Graph()
    for submission in submissions:
        for statement in (*submission.graph, *background.reach(submission.graph)):
            graph.add(statement)
    return graph


@cache
def _constraints(profile: str) -> Graph:
    folder, graph = assets.folder("shapes"), Graph()
    paths = sorted((folder / "core").glob("*.ttl"))
    for path in [*paths, folder / "profile" / f"{profile}.ttl"] if profile else paths:
        graph.parse(path)
    return graph


def _measure(submissions: list[Submission], shapes: Shapes, background: Background) -> None:
    ours = _seconds(lambda: [check(s, background.reach(s.graph), shapes) for s in submissions])
    whole, constraints = _whole(submissions, background), _constraints("")
    plain = _seconds(lambda: pyshacl.validate(whole, shacl_graph=constraints))
    engine = _rudof(whole, "")
    rudof = _seconds(engine.validate_shacl)
    print(f"{len(submissions)} submissions, {len(whole)} statements with what they reach")
    print(f"ours, one by one with profiles: {ours:.2f} s, {ours / len(submissions):.3f} s a file")
    print(f"plain pySHACL, the whole graph, core shapes: {plain:.2f} s, {plain / ours:.1f} times")
    print(f"Rudof, the whole graph, core shapes: {rudof:.2f} s, {rudof / ours:.2f} times")


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _path(graph: Graph, path: Node | None) -> str:
    if path is None or isinstance(path, URIRef):
        return str(path or "")
    return " / ".join(map(str, Collection(graph, path)))


def _text(node: Node | None) -> str:
    return "" if node is None else _number(str(node))


def _plain(written: object) -> str:
    """Take the text out of a term as Rudof writes it."""
    text = str(written)
    plain = str(Literal(text[1 : text.rindex('"')])) if text.startswith('"') else text.strip("<>")
    return _number(plain)


def _number(text: str) -> str:
    """Write a number in one way, whatever the way it was written in."""
    try:
        return f"{Decimal(text).normalize():f}"
    except InvalidOperation:
        return text


def _local(iri: object) -> str:
    return str(iri or "").rpartition("#")[2].rstrip(">")


if __name__ == "__main__":
    main()
