"""Readers: one module per kind of input, each turns a path into values.

``turtle`` reads submissions; ``tables`` and ``catalogue`` read what ``edihkg import`` takes.
A reader reports what it found and never repairs it.
"""

from pathlib import Path, PurePosixPath

from edihkg.errors import UsageError
from edihkg.sources.turtle import read_turtle
from edihkg.submission import Submission

ENDING = ".ttl"

__all__ = ["find", "read", "read_turtle"]


def find(path: Path) -> list[Path]:
    """List the submissions at a path: the file itself, or ``<country>/<slug>.ttl`` below it.

    Returns: files sorted by path.
    Raises: UsageError when there is nothing at the path.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise UsageError(
            f"There is no file or folder '{path}'; give a submission or a folder of them."
        )
    files = sorted(path.glob(f"*/*{ENDING}")) or sorted(path.glob(f"*{ENDING}"))
    if not files:
        raise UsageError(f"The folder '{path}' holds no submission (<country>/<slug>{ENDING}).")
    return files


def read(path: Path, *, root: Path | None = None) -> Submission:
    """Read one submission; ``root`` is the folder of the collection that it belongs to.

    Raises: UsageError when the file cannot be opened.
    """
    name = path.relative_to(root) if root else Path(path.parent.name, path.name)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"The file '{path}' cannot be opened: {error.strerror}.") from error
    return read_turtle(content, PurePosixPath(name.as_posix()))
