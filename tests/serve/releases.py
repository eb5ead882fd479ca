"""Build tiny releases on disk for the tests of the server."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

import pyoxigraph as ox

from edihkg.release import (
    MANIFEST,
    STORE,
    FileEntry,
    Manifest,
    Release,
    Setting,
    list_files,
    lock,
    open_release,
    publish,
    staging,
)


def build_release(
    path: Path,
    *,
    quads: Iterable[ox.Quad],
    files: Mapping[str, bytes] | None = None,
    settings: Mapping[str, Setting] | None = None,
) -> Release:
    """Write a store, files and a manifest, and open the release."""
    path.mkdir(parents=True, exist_ok=True)
    store = ox.Store(str(path / STORE))
    store.bulk_extend(quads)
    store.flush()
    entries = [_write(path, name, content) for name, content in sorted((files or {}).items())]
    manifest = Manifest(
        release_id="20250505T000000Z-test",
        built_at="2025-05-05T00:00:00Z",
        as_of="2025-05-05T00:00:00Z",
        store_digest=hashlib.sha256(b"test").hexdigest(),
        versions={},
        counts={"hubs": 3},
        settings=settings or {},
        files=tuple(entries),
    )
    (path / MANIFEST).write_text(json.dumps(asdict(manifest)), encoding="utf-8")
    return open_release(path)


def publish_release(
    out: Path, name: str, *, quads: Iterable[ox.Quad], files: Mapping[str, bytes]
) -> Release:
    """Publish a release below ``out`` with the code that builds use, and point to it."""
    with lock(out), staging(out) as staged:
        store = ox.Store(str(staged / STORE))
        store.bulk_extend(quads)
        store.flush()
        del store
        for path, content in files.items():
            _write(staged, path, content)
        manifest = Manifest(
            release_id=name,
            built_at="2025-05-05T00:00:00Z",
            as_of="2025-05-05T00:00:00Z",
            store_digest=hashlib.sha256(name.encode()).hexdigest(),
            versions={},
            counts={},
            settings={},
            files=list_files(staged),
        )
        return publish(staged, manifest, out=out)


def read_quads(text: str) -> list[ox.Quad]:
    """Read TriG."""
    return list(ox.parse(text, format=ox.RdfFormat.TRIG))


def _write(path: Path, name: str, content: bytes) -> FileEntry:
    target = path / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return FileEntry(name, len(content), hashlib.sha256(content).hexdigest())
