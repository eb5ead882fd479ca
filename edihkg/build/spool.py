"""Hold the statements of all submissions on disk while a release is made.

They are needed a few times, one graph after the other; in memory, those of ten thousand hubs
would take more than everything else. The file has no name, so a build that is killed leaves
nothing behind.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from edihkg.build.report import Checked
from edihkg.graph import Lines
from edihkg.release.layout import STAGING_PREFIX


@dataclass(frozen=True, slots=True)
class SpooledLines:
    """Lines that are read whenever they are asked for."""

    descriptor: int
    start: int
    size: int

    def __iter__(self) -> Iterator[bytes]:
        """Give line after line. Raises: OSError."""
        return iter(os.pread(self.descriptor, self.size, self.start).splitlines())


class Spool:
    """A file that grows."""

    def __init__(self, descriptor: int) -> None:
        """Write to an open file, from its beginning."""
        self._descriptor = descriptor
        self._end = 0

    def hold(self, checked: Checked) -> Checked:
        """Move the statements of a submission to the file.

        Raises: OSError when the disk refuses.
        """
        if checked.graph is None:
            return checked
        kept = self._keep(tuple(checked.graph.statements))
        return replace(checked, graph=replace(checked.graph, statements=kept))

    def _keep(self, lines: Lines) -> SpooledLines:
        text = b"\n".join(lines)
        start, self._end = self._end, self._end + len(text)
        view = memoryview(text)
        while view:
            view = view[os.pwrite(self._descriptor, view, self._end - len(view)) :]
        return SpooledLines(self._descriptor, start, len(text))


@contextmanager
def spool(folder: Path) -> Iterator[Spool]:
    """Open a spool on the disk of a folder; what it held cannot be read afterwards.

    Raises: OSError when the disk refuses.
    """
    with tempfile.TemporaryFile(dir=folder, prefix=STAGING_PREFIX) as file:
        yield Spool(file.fileno())
