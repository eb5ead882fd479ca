"""Releases on disk: make one whole or not at all, open, choose, verify, prune.

A release is immutable. It is staged beside the others, synced, renamed, and only then does
``current`` point to it: whoever is killed at any moment leaves the old or the new one.
``layout`` has the names of everything on disk.
"""

from edihkg.release.changing import ChangedFinding, ChangedHub, Changes, render_changes
from edihkg.release.counting import count
from edihkg.release.earlier import Earlier
from edihkg.release.files import list_files, note_history, read_history, write_text
from edihkg.release.keeping import (
    current,
    find_current,
    find_release,
    list_damaged,
    list_releases,
    prune,
    use,
)
from edihkg.release.layout import (
    CHANGES,
    CURRENT,
    DUMPS,
    HISTORY,
    MANIFEST,
    RELEASES,
    REPORT,
    SITE,
    STAGING_PREFIX,
    STORE,
    FileEntry,
    Manifest,
    Release,
    Setting,
    open_release,
)
from edihkg.release.publishing import publish, release_id
from edihkg.release.sharing import give_second_names, list_staged, measure_staged, share_files
from edihkg.release.staging import lock, remove_debris, staging
from edihkg.release.verifying import is_as_noted, is_history_whole, is_store_whole, verify

__all__ = [
    "CHANGES",
    "CURRENT",
    "DUMPS",
    "HISTORY",
    "MANIFEST",
    "RELEASES",
    "REPORT",
    "SITE",
    "STAGING_PREFIX",
    "STORE",
    "ChangedFinding",
    "ChangedHub",
    "Changes",
    "Earlier",
    "FileEntry",
    "Manifest",
    "Release",
    "Setting",
    "count",
    "current",
    "find_current",
    "find_release",
    "give_second_names",
    "is_as_noted",
    "is_history_whole",
    "is_store_whole",
    "list_damaged",
    "list_files",
    "list_releases",
    "list_staged",
    "lock",
    "measure_staged",
    "note_history",
    "open_release",
    "prune",
    "publish",
    "read_history",
    "release_id",
    "remove_debris",
    "render_changes",
    "share_files",
    "staging",
    "use",
    "verify",
    "write_text",
]
