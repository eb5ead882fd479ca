"""Write what depends on earlier releases as well: changes, feed, patch, catalogue, who left.

The releases that are there decide, so these files stand outside the manifest; ``history.json``
notes them. Nothing but the staged release is written.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from edihkg import catalogue, feed, pages
from edihkg.build.changes import find_changes
from edihkg.build.checking import KEPT_OUT, PUBLISHED, UNREADABLE, WITHDRAWN
from edihkg.build.filling import Job, languages_of
from edihkg.build.report import Checked
from edihkg.build.withdrawing import read_withdrawals
from edihkg.errors import ReleaseError
from edihkg.release import (
    CHANGES,
    DUMPS,
    SITE,
    STORE,
    Changes,
    Manifest,
    Release,
    find_current,
    is_as_noted,
    list_releases,
    note_history,
    render_changes,
    share_files,
    write_text,
)


def write_history(
    folder: Path, job: Job, checked: Sequence[Checked], manifest: Manifest, *, out: Path
) -> Changes | None:
    """Write all that depends on earlier releases, note every file, share what stayed the same.

    Returns: the changes against the current release; None if there is none that can be read.
    Raises: OSError from the disk.
    """
    source = feed.Source(
        url=job.settings.public_url or job.settings.id_base,
        id_base=job.settings.id_base,
        author=job.settings.publisher_name,
    )
    before, earlier = _find_current(out), list_releases(out)[::-1]
    told = _told(job, checked, manifest)
    written = feed.write_feed(folder / SITE, told, source, earlier=earlier)
    files = [*written.files, *_write_catalogue(folder, job, manifest, written, before, earlier)]
    if before is not None and _has_other_dump(before, manifest):
        files.append(feed.write_patch(folder, before, release=manifest.release_id, url=source.url))
    changes = find_changes(manifest, checked, before=before)
    files += _write_changes(folder, changes)
    files += _write_pages(folder, job, checked, manifest, written, changes)
    noted = note_history(folder, files)
    if before is not None:
        share_files(folder, (*manifest.files, *noted), earlier=before)
    return changes


def _write_changes(folder: Path, changes: Changes | None) -> list[Path]:
    """Write the changes for programs, beside the release and below the site."""
    if changes is None:
        return []
    write_text(folder / CHANGES, render_changes(changes))
    twin = folder / SITE / "feed" / CHANGES
    write_text(twin, render_changes(changes))
    return [twin]


def _write_pages(  # noqa: PLR0917 - all that is known at the end
    folder: Path,
    job: Job,
    checked: Sequence[Checked],
    manifest: Manifest,
    written: feed.Feed,
    changes: Changes | None,
) -> list[Path]:
    """Write the pages of changes and of hubs that no file speaks of any more."""
    context = pages.SiteContext(
        release_id=manifest.release_id,
        as_of=job.moment,
        id_base=job.settings.id_base,
        public_url=job.settings.public_url,
        languages=languages_of(job.settings),
    )
    stated = {each.hub for each in checked if each.outcome == WITHDRAWN}
    left = [
        pages.Departed(
            hub=each.hub,
            label=each.label,
            since=each.moment[:10],
            reason=each.reason,
            successor=each.successor,
            stated=False,
        )
        for each in written.gone
        if each.hub not in stated
    ]
    site = folder / SITE
    return [
        *pages.write_left(site, left, context),
        *pages.write_changes(site, changes, context),
    ]


def _write_catalogue(  # noqa: PLR0917 - all that is known at the end
    folder: Path,
    job: Job,
    manifest: Manifest,
    written: feed.Feed,
    before: Release | None,
    earlier: Sequence[Release],
) -> list[Path]:
    settings, ids = job.settings, [each.manifest.release_id for each in earlier]
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
            *(_kept_out(each) for each in checked if each.outcome in (KEPT_OUT, UNREADABLE)),
            *(
                feed.Departure(hub=each.hub, reason=each.reason, successor=each.successor)
                for each in read_withdrawals(job.inputs.root, checked)
            ),
        ],
    )


def _kept_out(checked: Checked) -> feed.Departure:
    """Say why a hub that may have been published is not any more."""
    why = next((each.message for each in checked.findings if each.severity == "Violation"), "")
    return feed.Departure(hub=checked.hub, reason=f"Its submission is kept out: {why}")


def _version(checked: Checked) -> feed.Version:
    statements = checked.graph.statements if checked.graph else ()
    return feed.Version(
        slug=checked.slug, hub=checked.hub, label=checked.label, statements=statements
    )
