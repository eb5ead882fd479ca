"""Plan an import, then apply it: all files are written beside first and renamed at the end.

Planning reads everything and writes nothing; its result says which file gets which text. The
ledger is replaced last, so that an import that was interrupted can simply be repeated.
"""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import FOAF, Graph, URIRef
from rdflib.term import Node

from edihkg import sources
from edihkg.errors import UsageError
from edihkg.importing import ledger as ledgers
from edihkg.importing.listing import Reading, mark, without_dates, without_marks
from edihkg.importing.merge import Conflict, merge, to_graph
from edihkg.importing.units import cut, digest
from edihkg.iris import IriSpace
from edihkg.submission import Statement, Submission
from edihkg.vocab import EDIH
from edihkg.writers import COMMENT, to_turtle

Progress = Callable[[str, int, int], None]

_COMMENT_LINE = re.compile(r"\s*#")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a source says about one hub."""

    slug: str
    country: str
    """Folder of a new submission: lower-case ISO 3166-1 alpha-2 code."""
    graph: Graph
    """The statements; parts bear their IRIs."""
    suggestions: frozenset[str] = frozenset()
    """Units that only fill what a submission lacks (``merge``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an import would do."""

    into: Path
    files: Mapping[str, str]
    """Path inside the collection → new text of the file."""
    ledger: str
    """New text of the ledger."""
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    gone: tuple[str, ...] = ()
    """Files of hubs that the catalogue does not list any more; they stay and say so."""
    details: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What changes in each changed file: names of units (``units``), without mere dates."""
    doubts: tuple[str, ...] = ()
    """New files that may be about a hub that is there already, one sentence each."""
    skipped: tuple[str, ...] = ()
    """What was left alone, with the reason, one sentence each."""


def read_existing(into: Path, progress: Progress | None = None) -> dict[str, Submission]:
    """Read all submissions of a folder, by slug; an absent folder is an empty one."""
    paths = sorted(into.glob(f"*/*{sources.ENDING}"))
    existing: dict[str, Submission] = {}
    for number, path in enumerate(paths, start=1):
        existing[path.stem] = sources.read(path, root=into)
        if progress:
            progress("Reading submissions", number, len(paths))
    return existing


def make_plan(  # noqa: PLR0913
    proposals: Iterable[Proposal],
    *,
    source: str,
    into: Path,
    existing: Mapping[str, Submission],
    space: IriSpace,
    skipped: Iterable[str] = (),
    reading: Reading | None = None,
) -> Plan:
    """Compare what a source says with the submissions and decide what to write.

    ``reading`` says of a catalogue when it was read: hubs that it listed and that no proposal
    is about are marked as no longer listed.
    """
    planner = _Planner(source, into, existing, space)
    for proposal in sorted(proposals, key=lambda p: p.slug):
        planner.consider(proposal)
    if reading is not None:
        planner.mark_gone(reading)
    return planner.plan(skipped)


def apply_plan(plan: Plan) -> int:
    """Write the files of a plan.

    Returns: number of submissions written.
    """
    try:
        plan.into.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=".import-", dir=plan.into))
    except OSError as error:
        raise UsageError(
            f"The folder '{plan.into}' cannot be written: {error.strerror}."
        ) from error
    try:
        texts = {**plan.files, ledgers.NAME: plan.ledger}
        for number, text in enumerate(texts.values()):
            (stage / str(number)).write_bytes(text.encode())
        for number, name in enumerate(texts):
            target = plan.into / name
            target.parent.mkdir(exist_ok=True)
            (stage / str(number)).replace(target)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return len(plan.files)


class _Planner:
    def __init__(
        self, source: str, into: Path, existing: Mapping[str, Submission], space: IriSpace
    ) -> None:
        self._source = source
        self._into = into
        self._existing = existing
        self._space = space
        self._ledger = ledgers.read_ledger(into)
        self._seen: set[str] = set()
        self._files: dict[str, str] = {}
        self._sorted: dict[str, list[str]] = {"new": [], "changed": [], "unchanged": []}
        self._conflicts: list[Conflict] = []
        self._skipped: list[str] = []
        self._gone: list[str] = []
        self._details: dict[str, tuple[str, ...]] = {}
        self._new_pages: dict[str, set[Node]] = {}

    def consider(self, proposal: Proposal) -> None:
        self._seen.add(proposal.slug)
        key = (proposal.slug, self._source)
        submission = self._existing.get(proposal.slug)
        hub = URIRef(self._space.thing("hub", proposal.slug))
        units = cut(proposal.graph, hub, self._space)
        if submission is None and key in self._ledger:
            self._skipped.append(
                f"{proposal.country}/{proposal.slug}{sources.ENDING}: the file was deleted after "
                f"an earlier import; remove its lines from {ledgers.NAME} to import it again"
            )
            return
        if submission is not None and (submission.broken or submission.hub != hub):
            reason = submission.broken or f"it does not describe {hub}"
            self._skipped.append(f"{submission.name}: {reason}; repair the file first")
            return
        if submission is None:
            name = f"{proposal.country}/{proposal.slug}{sources.ENDING}"
            self._files[name] = to_turtle(proposal.graph, hub)
            self._sorted["new"].append(name)
            self._new_pages[name] = set(proposal.graph.objects(hub, FOAF.page))
        else:
            current = cut(without_marks(submission.graph), hub, self._space)
            merged = merge(current, units, self._ledger.get(key), suggestions=proposal.suggestions)
            self._take(submission, merged.statements, hub)
            self._conflicts += [
                Conflict(file=str(submission.name), unit=unit, ours=ours, theirs=theirs)
                for unit, ours, theirs in merged.differences
            ]
        self._ledger[key] = {unit: digest(content) for unit, content in units.items()}

    def _take(
        self,
        submission: Submission,
        statements: frozenset[tuple[Node, Node, Node]],
        hub: URIRef,
    ) -> None:
        name = str(submission.name)
        if statements == frozenset(submission.graph):
            self._sorted["unchanged"].append(name)
            return
        old = (self._into / name).read_text(encoding="utf-8-sig")
        self._files[name] = to_turtle(to_graph(statements), hub, comments=_comments(old))
        self._sorted["changed"].append(name)
        self._details[name] = self._differing(submission.graph, to_graph(statements), hub)

    def _differing(self, old: Graph, new: Graph, hub: URIRef) -> tuple[str, ...]:
        """Name the units that differ, but those that only tell when the source was read.

        An entry that is recorded in more detail than before is a reading as well.
        """
        before, after = cut(old, hub, self._space), cut(new, hub, self._space)
        known = {str(value) for value in old.objects(None, EDIH.statusValue)}
        statuses = {str(value) for value in new.objects(None, EDIH.statusValue)}
        confirmed = ("#status-",) if statuses <= known else ()
        return tuple(
            unit
            for unit in sorted({*before, *after})
            if before.get(unit) != after.get(unit)
            and not unit.startswith(confirmed)
            and without_dates(before.get(unit, ())) != without_dates(after.get(unit, ()))
            and not _is_fuller_entry(unit, before.get(unit), after.get(unit))
        )

    def mark_gone(self, reading: Reading) -> None:
        """Say in the files of hubs that a catalogue has dropped that it lists them no more."""
        for slug in sorted(self._existing):
            submission = self._existing[slug]
            hub = URIRef(self._space.thing("hub", slug))
            if slug in self._seen or submission.broken or submission.hub != hub:
                continue
            marked = mark(submission.graph, hub, reading)
            if marked is None:
                continue
            self._gone.append(str(submission.name))
            if set(marked) != set(submission.graph):
                old = (self._into / submission.name).read_text(encoding="utf-8-sig")
                name = str(submission.name)
                self._files[name] = to_turtle(marked, hub, comments=_comments(old))

    def _doubts(self) -> Iterator[str]:
        """Find new hubs that have the page of a hub of their country that the source lacks."""
        for name, pages in self._new_pages.items():
            for slug, submission in sorted(self._existing.items()):
                there = set(submission.graph.objects(submission.hub, FOAF.page))
                same = submission.name.parent.as_posix() == name.partition("/")[0]
                if same and slug not in self._seen and pages & there:
                    yield (
                        f"{name} has the web page of {submission.name}, which the source does not "
                        "name; if they are one hub, add the source's name there as skos:altLabel "
                        "and import again"
                    )

    def plan(self, skipped: Iterable[str]) -> Plan:
        gone = sorted(
            hub
            for hub, source in self._ledger
            if source == self._source and hub in self._existing and hub not in self._seen
            if str(self._existing[hub].name) not in self._gone
        )
        return Plan(
            into=self._into,
            files=self._files,
            ledger=ledgers.to_text(self._ledger),
            new=tuple(self._sorted["new"]),
            changed=tuple(self._sorted["changed"]),
            unchanged=tuple(self._sorted["unchanged"]),
            conflicts=tuple(self._conflicts),
            gone=tuple(self._gone),
            details=self._details,
            doubts=tuple(self._doubts()),
            skipped=(
                *skipped,
                *self._skipped,
                *(
                    f"{self._existing[hub].name}: no longer listed in the source; the file stays"
                    for hub in gone
                ),
            ),
        )


def _is_fuller_entry(
    unit: str, before: frozenset[Statement] | None, after: frozenset[Statement] | None
) -> bool:
    """Tell whether a catalogue's entry says what it said and more."""
    if not unit.startswith("#entry-") or before is None or after is None:
        return False
    return without_dates(before) <= without_dates(after)


def _comments(text: str) -> list[str]:
    """Keep the comment lines of a file that is written anew; they move to its head."""
    found = [line.strip() for line in text.splitlines() if _COMMENT_LINE.match(line)]
    return found or [COMMENT]
