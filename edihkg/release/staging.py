"""Make a release beside the others and give it its name only when it is whole."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edihkg.errors import ReleaseError
from edihkg.release.layout import LOCK, RELEASES, STAGING_PREFIX


@contextmanager
def lock(out: Path) -> Iterator[None]:
    """Be the only one who writes below an output folder; the system frees a killed one's lock.

    Raises: ReleaseError when somebody else is writing.
    """
    out.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(out / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise ReleaseError(
            f"Another build is at work in '{out}'; wait until it ends or choose another folder."
        ) from error
    finally:
        os.close(descriptor)


def remove_debris(out: Path) -> list[str]:
    """Remove what killed builds left; to be called with the lock held.

    Returns: names of the removed folders, files and links, sorted.
    """
    found = sorted((*out.glob(f"{STAGING_PREFIX}*"), *(out / RELEASES).glob(f"{STAGING_PREFIX}*")))
    for path in found:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    return [path.relative_to(out).as_posix() for path in found]


@contextmanager
def staging(out: Path) -> Iterator[Path]:
    """Make an empty folder for a new release; it is removed unless it was renamed."""
    path = out / RELEASES / f"{STAGING_PREFIX}{secrets.token_hex(6)}"
    path.mkdir(parents=True)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
