"""A release is what its manifest says."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from edihkg import release
from edihkg.release.files import close_store
from tests.builders import builder, checkout, published
from tests.release.conftest import Publish

__all__ = ["builder", "checkout", "published"]


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "flipped byte": (lambda root: _flip(root / "dumps/edihkg.nq"), "the content was changed"),
    "longer file": (lambda root: (root / "dumps/edihkg.nq").write_bytes(b"x"), "has 1 bytes"),
    "missing file": (lambda root: (root / "dumps/edihkg.nq").unlink(), "the file is missing"),
    "extra file": (lambda root: (root / "dumps/x").write_bytes(b""), "does not belong"),
    "store file": (lambda root: _flip(next((root / "store").glob("*.log"))), "content was changed"),
    "store list": (lambda root: (root / "store/FILES.json").unlink(), "cannot be read"),
    "store gone": (lambda root: (root / "store/CURRENT").unlink(), "the file is missing"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_damage_is_found(publish_small: Publish, damage: str) -> None:
    """Whoever mirrors a release must be able to trust it."""
    made = publish_small()
    assert release.verify(made) == []
    spoil, expected = DAMAGES[damage]
    spoil(made.path)
    assert expected in " ".join(release.verify(made))


def test_statements_are_compared_with_the_dumps(publish_small: Publish) -> None:
    """Files may be whole and yet say something else than the store."""
    made = publish_small()
    store = ox.Store(str(made.path / "store"))
    thing = ox.NamedNode("https://x.example/other")
    store.add(ox.Quad(thing, thing, thing, ox.NamedNode("https://x.example/graph")))
    store.add(ox.Quad(thing, thing, thing))
    store.flush()
    del store
    close_store(made.path)
    problems = release.verify(made)
    assert any("not those of the dumps" in problem for problem in problems)
    assert "store: holds 2 triples, the manifest says 1." in problems


def test_a_renamed_release_is_noticed(publish_small: Publish) -> None:
    """Links to a release use its id."""
    made = publish_small()
    moved = made.path.rename(made.path.with_name("20200101T000000Z-000000000000"))
    assert any("is named" in problem for problem in release.verify(release.open_release(moved)))


def test_reading_a_store_does_not_change_it(publish_small: Publish) -> None:
    """A served release must still verify."""
    made = publish_small()
    ox.Store.read_only(str(made.path / "store"))
    assert release.verify(made) == []


def test_every_number_of_a_manifest_is_counted_again(published: Path, tmp_path: Path) -> None:
    """A number that nothing recounts may say anything."""
    copy = Path(shutil.copytree(published, tmp_path / "out", symlinks=True))
    made = release.current(copy)
    assert release.verify(made) == []
    noted = made.manifest.counts
    assert len(noted) > 15
    path = made.path / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["counts"] = {name: number + 1 for name, number in noted.items()} | {"unheard_of": 1}
    path.write_text(json.dumps(manifest))
    problems = " ".join(release.verify(release.open_release(made.path)))
    for name, number in {**noted, "unheard_of": 0}.items():
        assert f"holds {number} {name}, the manifest says {number + 1}." in problems


def test_the_digests_for_downloads_are_those_of_the_manifest(
    published: Path, tmp_path: Path
) -> None:
    """Who checks a download must not be told that a good file is damaged."""
    copy = Path(shutil.copytree(published, tmp_path / "out", symlinks=True))
    made = release.current(copy)
    path = made.path / "dumps" / "SHA256SUMS"
    text = path.read_text()
    (made.path / "site" / "dumps" / "SHA256SUMS").unlink()
    path.write_text(text.replace(text[:64], "0" * 64))
    problems = release.verify(made)
    name = text.splitlines()[0].partition("  ")[2]
    assert f"dumps/SHA256SUMS: has another digest of dumps/{name} than the manifest." in problems
