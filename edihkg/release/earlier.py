"""Take over files of an earlier release instead of making them again.

A file is taken over as a second name (hard link), never before its bytes were compared with
what the earlier release noted. Who writes into a new release never opens a name that is there
already, so the earlier release stays whole.
"""

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from edihkg.release.files import measure
from edihkg.release.layout import FileEntry, Release


@dataclass(frozen=True, slots=True)
class Earlier:
    """The files of an earlier release; small enough to pass between processes."""

    root: Path
    """Folder of the release, or of a part of it."""
    noted: Mapping[str, FileEntry]
    """What its manifest says of each file, by path inside ``root``."""

    @classmethod
    def of(cls, release: Release) -> Self:
        """Take what the manifest of a release says."""
        return cls(release.path, {entry.path: entry for entry in release.manifest.files})

    def within(self, folder: str) -> Self:
        """Give the part of the release below one folder, with paths inside that folder."""
        start = f"{folder}/"
        inside = (entry for path, entry in self.noted.items() if path.startswith(start))
        moved = (FileEntry(e.path.removeprefix(start), e.size_bytes, e.sha256) for e in inside)
        return replace(self, root=self.root / folder, noted={each.path: each for each in moved})

    def had(self, path: str, content: bytes) -> bool:
        """Tell whether a file of the earlier release was noted with this content."""
        entry = self.noted.get(path)
        return (
            entry is not None
            and entry.size_bytes == len(content)
            and entry.sha256 == hashlib.sha256(content).hexdigest()
        )

    def read(self, path: str) -> bytes | None:
        """Read a file if it is as it was noted."""
        try:
            content = (self.root / path).read_bytes()
        except OSError:
            return None
        return content if self.had(path, content) else None

    def is_whole(self, path: str) -> bool:
        """Tell whether a file is as it was noted."""
        entry = self.noted.get(path)
        try:
            return entry is not None and measure(self.root, path) == entry
        except OSError:
            return False

    def give(self, paths: Sequence[str], into: Path) -> bool:
        """Give files a second name below another folder, all or none of them.

        Returns: False where one is not as it was noted, or cannot have a second name.
        """
        if not all(self.is_whole(path) for path in paths):
            return False
        made: list[str] = []
        try:
            for path in paths:
                target = f"{into}/{path}"
                _link(f"{self.root}/{path}", target)
                made.append(target)
        except OSError:
            for target in made:
                Path(target).unlink()
            return False
        return True

    def entry_of(self, path: str, root: Path) -> FileEntry | None:
        """Give what was noted of a file that another folder has from here by ``give``."""
        entry = self.noted.get(path)
        return entry if entry and is_same_file(f"{self.root}/{path}", f"{root}/{path}") else None


def is_same_file(one: str, other: str) -> bool:
    """Tell whether two names are one file."""
    try:
        first, second = os.stat(one), os.stat(other)  # noqa: PTH116 - a path object costs as much
    except OSError:
        return False
    return os.path.samestat(first, second)


def _link(source: str, target: str) -> None:
    """Give a file a second name; most folders are there already."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        os.link(source, target)
