"""Small releases that need no build."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest

from edihkg.graph import dataset_lines
from edihkg.release import (
    DUMPS,
    STORE,
    Manifest,
    Release,
    count,
    list_files,
    lock,
    publish,
    release_id,
    staging,
)

Publish = Callable[..., Release]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An output folder that does not exist yet."""
    return tmp_path / "out"


@pytest.fixture
def publish_small(out: Path) -> Publish:
    """Publish a release with one statement and one dump."""

    def make(label: str = "Alpha", *, day: int = 1) -> Release:
        moment = datetime(2026, 1, day, tzinfo=UTC)
        with lock(out), staging(out) as folder:
            return publish(folder, fill(folder, label, moment), out=out)

    return make


def fill(folder: Path, label: str, moment: datetime) -> Manifest:
    """Write a store and a dump into a staged folder; give the manifest to publish with."""
    store = ox.Store(str(folder / STORE))
    hub, name = ox.NamedNode("https://x.example/hub"), ox.NamedNode("https://x.example/name")
    graph = ox.NamedNode("https://x.example/graph")
    store.add(ox.Quad(hub, name, ox.Literal(label), graph))
    store.add(ox.Quad(hub, name, ox.Literal(label)))
    text = b"".join(line + b"\n" for line in dataset_lines(store))
    (folder / DUMPS).mkdir()
    (folder / DUMPS / "edihkg.nq").write_bytes(text)
    digest = hashlib.sha256(text).hexdigest()
    counts = count(store)
    store.flush()
    return Manifest(
        release_id=release_id(as_of=moment, digest=digest),
        built_at=moment.isoformat(),
        as_of=moment.isoformat(),
        store_digest=digest,
        versions={},
        counts=counts,
        settings={},
        files=list_files(folder),
    )
