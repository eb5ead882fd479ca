"""Write what depends on earlier releases as well: the feed, the patch and the catalogue.

The releases that are there decide, so these files stand outside the manifest; ``history.json``
notes them. Nothing but the staged release is written.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from edihkg import catalogue, feed
from edihkg.build.checking import PUBLISHED
from edihkg.build.filling import Job
from edihkg.build.report import Checked
from edihkg.build.withdrawing import read_withdrawals
from edihkg.errors import ReleaseError
from edihkg.release import (
    DUMPS,
    SITE,
    STORE,
    Manifest,
    Release,
    find_current,
    is_as_noted,
    list_releases,
    note_history,
    share_files,
)


def write_history(
    folder: Path, job: Job, checked: Sequence[Checked], manifest: Manifest, *, out: Path
) -> None:
    """Write feed and patch of a staged release, and note every file.

    Raises: OSError from the disk.
    """
    source = feed.Source(
        url=job.settings.public_url or job.settings.id_base,
        id_base=job.settings.id_base,
        author=job.settings.publisher_name,
    )
    before = _find_current(out)
    told = _told(job, checked, manifest)
    written = feed.write_feed(folder / SITE, told, source, earlier=list_releases(out)[::-1])
    files = [*written.files, *_write_catalogue(folder, job, manifest, written, out=out)]
    if before is not None and _has_other_dump(before, manifest):
        files.append(feed.write_patch(folder, before, release=manifest.release_id, url=source.url))
    noted = note_history(folder, files)
    if before is not None:
        share_files(folder, noted, earlier=before)


def _write_catalogue(
    folder: Path, job: Job, manifest: Manifest, written: feed.Feed, *, out: Path
) -> list[Path]:
    before, settings = _find_current(out), job.settings
    ids = [each.manifest.release_id for each in list_releases(out)[::-1]]
    facts = catalogue.Facts(
        id_base=settings.id_base,
        url=settings.public_url or settings.id_base,
        publisher=catalogue.Publisher(
            name=settings.publisher_name,
            url=settings.publisher_url,
            email=settings.contact_email,
            contact=settings.contact_url,
        ),
        release=manifest.release_id,
        as_of=manifest.as_of,
        files=manifest.files,
        coverage=catalogue.read_coverage(ox.Store.read_only(str(folder / STORE))),
        editions={},
        notes=_in_words(written.events),
        earlier=[each for each in ids if each < manifest.release_id],
    )
    editions = catalogue.read_editions(facts, before=before)
    return catalogue.write_catalogue(folder, replace(facts, editions=editions))


def _in_words(events: Sequence[feed.Event]) -> str:
    """Say how many hubs a release changes."""
    counts = Counter(each.kind for each in events)
    words = {feed.CREATE: "new", feed.UPDATE: "changed", feed.DELETE: "removed"}
    said = ", ".join(f"{counts[kind]} {word}" for kind, word in words.items())
    return f"Hubs since the release before: {said}."


def _find_current(out: Path) -> Release | None:
    try:
        return find_current(out)
    except ReleaseError:
        return None


def _has_other_dump(before: Release, manifest: Manifest) -> bool:
    """Tell whether a patch can be made: another release whose dump is whole."""
    another = before.manifest.release_id != manifest.release_id
    return another and is_as_noted(before, f"{DUMPS}/edihkg.nq")


def _told(job: Job, checked: Sequence[Checked], manifest: Manifest) -> feed.Told:
    return feed.Told(
        release=manifest.release_id,
        as_of=job.moment,
        versions=[_version(each) for each in checked if each.outcome == PUBLISHED],
        departures=[
            feed.Departure(hub=each.hub, reason=each.reason, successor=each.successor)
            for each in read_withdrawals(job.inputs.root, checked)
        ],
    )


def _version(checked: Checked) -> feed.Version:
    statements = checked.graph.statements if checked.graph else ()
    return feed.Version(
        slug=checked.slug, hub=checked.hub, label=checked.label, statements=statements
    )
