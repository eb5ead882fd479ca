"""Write many small files, or take them over from an earlier release."""

import os
from collections.abc import Sequence
from pathlib import Path

from edihkg.release import Earlier


class Folder:
    """The site of a release at work; folders below it are made once."""

    def __init__(self, root: Path, earlier: Earlier | None = None) -> None:
        """Write below ``root``, which need not exist; ``earlier`` is an earlier site.

        It must be of the same product: templates, code, libraries, settings.
        """
        self._root = str(root)
        self._made: set[str] = set()
        self._earlier = earlier

    def write(self, path: str, content: bytes) -> None:
        """Write one new file; ``path`` is relative, with ``/``.

        Raises: FileExistsError for a file that is there already, as it may be an earlier
        release's, too; OSError from the disk.
        """
        head = path.rpartition("/")[0]
        if head not in self._made:
            Path(self._root, head).mkdir(parents=True, exist_ok=True)
            self._made.add(head)
        # Python's own open() asks the system seven times a file, which costs as much as a page.
        number = os.open(f"{self._root}/{path}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(number, rest) :]
        finally:
            os.close(number)

    def had(self, path: str, content: bytes) -> bool:
        """Tell whether the earlier release has a file with this content."""
        return self._earlier is not None and self._earlier.had(path, content)

    def take_over(self, paths: Sequence[str]) -> bool:
        """Take files over from the earlier release, all or none; False where that fails."""
        return self._earlier is not None and self._earlier.give(paths, Path(self._root))
