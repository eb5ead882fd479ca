"""Write everything that a release holds, except its manifest, into a staging folder."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from edihkg import pages
from edihkg.build.guards import guard_floors
from edihkg.build.inputs import Inputs, published_settings, shapes_version, versions
from edihkg.build.network import add_network_findings
from edihkg.build.report import Checked, count_outcomes, render_report
from edihkg.build.storing import make_store
from edihkg.build.withdrawing import read_withdrawals
from edihkg.catalogue import add_description, write_descriptions
from edihkg.dumps import LINES, Dumps, write_default, write_dumps, write_named
from edihkg.graph import Assembly, Parts, Provenance, assemble, provenance_graph, read_curation
from edihkg.iris import IriSpace
from edihkg.pages.languages import speak
from edihkg.processes import spare
from edihkg.questions import add_questions
from edihkg.release import (
    DUMPS,
    REPORT,
    SITE,
    Earlier,
    Manifest,
    count,
    list_staged,
    release_id,
    write_text,
)
from edihkg.settings import Settings

_REASONS_SHOWN = 2

Progress = Callable[[str, int, int], None]
"""Hears the name of a step, the number done and the number of all."""


class SiteBuilder(Protocol):
    """Writes the pages of a release; ``edihkg.pages.build_site`` is the one that counts."""

    def __call__(
        self,
        store: ox.Store,
        site: Path,
        *,
        context: pages.SiteContext,
        earlier: Earlier | None = None,
        progress: Progress | None = None,
        helpers: pages.Helpers | None = None,
    ) -> Mapping[str, str]:
        """Write all pages into a folder and give the mark of each by its path."""


@dataclass(frozen=True, slots=True)
class Job:
    """What one build is about."""

    inputs: Inputs
    as_of: datetime
    settings: Settings
    tell: Progress
    build_site: SiteBuilder
    processes: int
    """1 or more; the result does not depend on it."""

    @property
    def space(self) -> IriSpace:
        """The IRIs of the release."""
        return IriSpace(self.settings.id_base)

    @property
    def addresses(self) -> dict[str, str]:
        """Base of the IRIs and place of the site, as descriptions want them."""
        return {"id_base": self.settings.id_base, "public_url": self.settings.public_url}

    @property
    def moment(self) -> datetime:
        """``as_of`` in UTC, to the second."""
        return self.as_of.astimezone(UTC).replace(microsecond=0)


def fill(
    folder: Path, job: Job, checked: Sequence[Checked], *, earlier: Earlier | None = None
) -> tuple[list[Checked], Manifest]:
    """Write store, report, dumps and pages; the store is closed on return.

    The graph is put together in memory; store, dumps and pages are made of its lines. What is
    the same in ``earlier``, a release of the same product, is taken over from there.

    Returns: the submissions with the findings across hubs, and the manifest to publish with.
    Raises: ReleaseError when a floor is not reached; OSError from the disk.
    """
    name = release_id(as_of=job.moment, digest=job.inputs.digest)
    with spare(job.processes) as executor:
        if executor:
            executor.submit(_be_ready)
        made, found, counts = _assemble(job, checked)
        write_text(folder / REPORT, render_report(found))
        lines = write_default(made, folder / DUMPS)
        add_description(made, lines, **job.addresses)
        write_named(made, folder / DUMPS)
        write_descriptions(made, folder / SITE, **job.addresses)
        made.named.clear()  # they are on disk, and large
        # Others write store and dumps, and twins; this process writes the pages.
        dumping = executor.submit(_store_and_dump, folder, earlier) if executor else None
        job.tell("Writing pages", 0, 1)
        marks = job.build_site(
            made.default,
            folder / SITE,
            context=_context(job, name, found, counts),
            earlier=earlier,
            progress=job.tell,
            helpers=pages.Helpers(executor, folder / DUMPS / LINES, 1) if executor else None,
        )
        job.tell("Writing dumps", 0, 1)
        dumps = dumping.result() if dumping else _store_and_dump(folder, earlier)
    write_text(folder / pages.MARKS, pages.render_marks(marks))
    counts["triples_not_in_rdf_xml"] = dumps.left_out_of_xml
    manifest = Manifest(
        release_id=name,
        built_at=f"{job.moment:%Y-%m-%dT%H:%M:%SZ}",
        as_of=f"{job.moment:%Y-%m-%dT%H:%M:%SZ}",
        store_digest=dumps.store_digest,
        versions=versions(job.inputs),
        counts=counts,
        settings=published_settings(job.settings),
        files=list_staged(folder, earlier),
    )
    return found, manifest


def _assemble(
    job: Job, checked: Sequence[Checked]
) -> tuple[Assembly, list[Checked], dict[str, int]]:
    """Put the graph together in memory; look across hubs and count."""
    job.tell("Assembling the graph", 0, 1)
    made = assemble(_parts(job, checked), space=job.space)
    found = add_network_findings(made.default, checked)
    add_questions(made, **job.addresses)
    counts = {**count_outcomes(found), **count(made.default)}
    guard_floors(counts, job.settings)
    return made, found, counts


def _be_ready() -> None:
    """Do nothing in another process, but that it has started and read its code by then."""


def _store_and_dump(folder: Path, earlier: Earlier | None) -> Dumps:
    """Make the store on disk from the lines, then write the other dumps."""
    store = make_store(folder, earlier)
    return write_dumps(store, folder / DUMPS, earlier=earlier and earlier.within(DUMPS))


def _parts(job: Job, checked: Sequence[Checked]) -> Parts:
    records = [
        Provenance(
            slug=each.slug,
            hub=each.hub,
            file_name=each.name,
            digest=each.digest,
            outcome=each.outcome,
        )
        for each in checked
    ]
    return Parts(
        hubs=tuple(each.graph for each in checked if each.graph is not None),
        provenance=provenance_graph(records, shapes_version=shapes_version(), space=job.space),
        curation=read_curation(job.inputs.root, space=job.space),
    )


def read_languages(settings: Settings) -> None:
    """Read the words of all languages of the pages, before any work is done for them.

    Raises: UsageError when there are none in one of them.
    """
    for code in languages_of(settings):
        speak(code)


def languages_of(settings: Settings) -> tuple[str, ...]:
    """Give the languages of the pages."""
    return tuple(code.strip() for code in settings.languages.split(",") if code.strip())


def _context(
    job: Job, name: str, checked: Sequence[Checked], counts: Mapping[str, int]
) -> pages.SiteContext:
    codes = Counter(finding.code for each in checked for finding in each.findings)
    return pages.SiteContext(
        release_id=name,
        as_of=job.moment,
        id_base=job.settings.id_base,
        public_url=job.settings.public_url,
        languages=languages_of(job.settings),
        outlines=job.inputs.outlines,
        publisher=job.settings.publisher_name,
        contact=job.settings.contact_url,
        contact_email=job.settings.contact_email,
        departed=tuple(
            pages.Departed(
                hub=each.hub,
                label=each.label,
                since=each.since,
                reason=each.reason,
                successor=each.successor,
            )
            for each in read_withdrawals(job.inputs.root, checked)
        ),
        kept_out=tuple(_kept_out(e) for e in checked if e.outcome in ("kept out", "unreadable")),
        counts=counts,
        findings=dict(sorted(codes.items())),
        hub_findings={
            each.hub: Counter(finding.code for finding in each.findings)
            for each in checked
            if each.findings
        },
    )


def _kept_out(checked: Checked) -> pages.KeptOut:
    reasons = [f.message for f in checked.findings if f.severity == "Violation"]
    name = checked.label or checked.hub or checked.name
    return pages.KeptOut(checked.name, name, " ".join(reasons[:_REASONS_SHOWN]))
