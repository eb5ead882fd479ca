"""Names and values of a release on disk. Pure, apart from reading a manifest.

Layout below the output folder::

    current            link to the release that is served, replaced in one step
    .lock              held by whoever writes
    releases/{id}/     {UTC time}-{digest}: never changed once it bears this name
        manifest.json  every file but those of store/, with size and SHA-256; counts; versions
        report.json    what became of every submission
        changes.json   what differs from the release before; outside the manifest, as the same
                       input may follow upon different releases
        history.json   the other files that depend on earlier releases (catalogue, feed), with
                       sizes and digests; outside the manifest for the same reason
        store/         Oxigraph, opened read-only; FILES.json has its sizes and digests
        dumps/         RDF files, tables
        site/          pages; site/dumps/ has second names of dumps/
    releases/.staging-…  a build at work, or what a killed one left

Paths inside a manifest are relative and use ``/``. Nothing in a release says where it lies.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from edihkg.errors import ReleaseError

MANIFEST = "manifest.json"
REPORT = "report.json"
CHANGES = "changes.json"
HISTORY = "history.json"
STORE = "store"
STORE_FILES = "store/FILES.json"
DUMPS = "dumps"
SITE = "site"
SITE_DUMPS = "site/dumps"
"""Second names of the dumps, for file servers; no files of their own, so no list has them."""
RELEASES = "releases"
CURRENT = "current"
LOCK = ".lock"
STAGING_PREFIX = ".staging-"

Setting = str | int


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of a release."""

    path: str
    """Relative to the release, with ``/``."""
    size_bytes: int
    sha256: str
    """Of the whole content, in hexadecimal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a release says about itself."""

    release_id: str
    """Name of its directory: UTC time of ``as_of`` and a digest of what it was made from."""
    built_at: str
    """Equal to ``as_of``, so that the same input gives the same bytes."""
    as_of: str
    """Moment for which the release speaks, for example ``2026-11-22T10:00:00Z``."""
    store_digest: str
    """SHA-256 of ``dumps/edihkg.nq``: every statement of every named graph, sorted."""
    versions: Mapping[str, str]
    """Of the software, the ontology and the shapes; digests of the data and of all inputs."""
    counts: Mapping[str, int]
    """By name; those with a file in ``sparql/counts/`` can be counted again in the store."""
    settings: Mapping[str, Setting]
    """Those that change what is published."""
    files: tuple[FileEntry, ...]
    """Every file outside ``store/`` except the manifest, sorted by path."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release on disk that can be opened."""

    path: Path
    manifest: Manifest


def render_manifest(manifest: Manifest) -> str:
    """Write a manifest as JSON: sorted by key, then the files, each in a line of its own."""
    told = {each.name: getattr(manifest, each.name) for each in fields(manifest)}
    files = ",\n  ".join(_render_entry(entry) for entry in told.pop("files"))
    head = json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False).removesuffix("\n}")
    return f'{head},\n "files": [\n  {files}\n ]\n}}\n'


def _render_entry(entry: FileEntry) -> str:
    # A release has thousands of them: with ``asdict`` and ``indent`` they took half a second.
    told = {"path": entry.path, "sha256": entry.sha256, "size_bytes": entry.size_bytes}
    return json.dumps(told, ensure_ascii=False)


def open_release(path: Path) -> Release:
    """Open the release in a directory.

    Raises: ReleaseError when there is none or its manifest is damaged.
    """
    try:
        found = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        files = tuple(FileEntry(**entry) for entry in found.pop("files"))
        return Release(path, Manifest(files=files, **found))
    except FileNotFoundError as error:
        raise ReleaseError(f"There is no release in '{path}'; it has no {MANIFEST}.") from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ReleaseError(
            f"The {MANIFEST} of the release in '{path}' cannot be read ({error}); "
            "use another release or build again."
        ) from error
