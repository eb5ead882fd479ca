"""Read and check submissions, in several processes when there are many.

What comes back is small and plain: findings as text, statements as lines. The result does not
depend on the number of processes.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rdflib import SKOS, Literal, URIRef

from edihkg import sources
from edihkg.build.report import Checked, ReportedFinding
from edihkg.graph import hub_graph
from edihkg.iris import IriSpace
from edihkg.processes import pool
from edihkg.submission import Submission
from edihkg.validation.report import Finding, Report

PUBLISHED, KEPT_OUT, UNREADABLE, WITHDRAWN = "published", "kept out", "unreadable", "withdrawn"

_STATUS = URIRef("http://www.w3.org/ns/adms#status")
_WITHDRAWN = URIRef("http://purl.org/adms/status/Withdrawn")


Check = Callable[[Submission], Report]


@dataclass(frozen=True, slots=True)
class _Task:
    path: Path
    root: Path
    space: IriSpace
    make_check: Callable[[], Check]


def check_all(
    files: Sequence[Path],
    *,
    root: Path,
    space: IriSpace,
    make_check: Callable[[], Check],
    processes: int = 1,
) -> Iterator[Checked]:
    """Check every file and give the results in the order of the files.

    ``make_check`` runs once in each process.
    Raises: ReleaseError when a process is killed.
    """
    tasks = [_Task(path, root, space, make_check) for path in files]
    if not tasks:
        return
    if processes == 1:
        check = make_check()
        yield from (check_file(task.path, root=root, space=space, check=check) for task in tasks)
        return
    with pool(processes) as executor:
        yield from executor.map(_check_here, tasks, chunksize=4)


def check_file(path: Path, *, root: Path, space: IriSpace, check: Check) -> Checked:
    """Read and check one submission."""
    submission = sources.read(path, root=root)
    verdict = check(submission)
    outcome = _outcome(submission, verdict)
    return Checked(
        name=submission.name.as_posix(),
        slug=submission.slug,
        hub=str(submission.hub or ""),
        label=_label(submission),
        digest=submission.digest,
        outcome=outcome,
        withdrawn=_is_withdrawn(submission),
        findings=tuple(sorted(_plain(finding) for finding in verdict.findings)),
        graph=hub_graph(submission, space=space) if outcome == PUBLISHED else None,
    )


def _outcome(submission: Submission, verdict: Report) -> str:
    if submission.broken:
        return UNREADABLE
    if not verdict.accepted:
        return KEPT_OUT
    return WITHDRAWN if _is_withdrawn(submission) else PUBLISHED


def _is_withdrawn(submission: Submission) -> bool:
    return (submission.hub, _STATUS, _WITHDRAWN) in submission.graph


def _label(submission: Submission) -> str:
    labels = submission.graph.objects(submission.hub, SKOS.prefLabel) if submission.hub else ()
    return min((str(label) for label in labels if isinstance(label, Literal)), default="")


def _plain(finding: Finding) -> ReportedFinding:
    return ReportedFinding(
        line=finding.line,
        column=finding.column,
        code=finding.code,
        severity=finding.severity.value,
        message=finding.message,
        focus=finding.focus,
        path=finding.path,
        value=finding.value,
        suggestion=finding.suggestion,
    )


def _check_here(task: _Task) -> Checked:
    check = _checker_of_process(task.make_check)
    return check_file(task.path, root=task.root, space=task.space, check=check)


@cache
def _checker_of_process(make_check: Callable[[], Check]) -> Check:
    return make_check()
