"""Write many small files."""

import os
from pathlib import Path


class Folder:
    """A folder that files are written into; folders below it are made once."""

    def __init__(self, root: Path) -> None:
        """Write below ``root``, which need not exist."""
        self._root = str(root)
        self._made: set[str] = set()

    def write(self, path: str, content: bytes) -> None:
        """Write one file; ``path`` is relative, with ``/``.

        Raises: OSError from the disk.
        """
        head = path.rpartition("/")[0]
        if head not in self._made:
            Path(self._root, head).mkdir(parents=True, exist_ok=True)
            self._made.add(head)
        # Python's own open() asks the system seven times a file, which costs as much as a page.
        number = os.open(f"{self._root}/{path}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(number, rest) :]
        finally:
            os.close(number)
