"""Ask git which files a branch changes: ``edihkg validate --changed-since REV``.

What counts is the difference between the working tree and the point where the branch left
REV, new files included, deleted ones not. Nothing is fetched, nothing is written.
"""

import subprocess
from collections.abc import Iterable
from pathlib import Path

from edihkg.errors import UsageError


def changed_since(revision: str, files: Iterable[Path]) -> list[Path]:
    """Keep the files that differ from where the branch left a revision; their order stays.

    Raises: UsageError when git is missing, a file lies outside of a repository, or the
    revision or the point where the branch left it is unknown.
    """
    known: dict[Path, set[Path]] = {}
    kept: list[Path] = []
    for file in files:
        folder = file.resolve().parent
        if folder not in known:
            known[folder] = _changed_below(folder, revision)
        if file.resolve() in known[folder]:
            kept.append(file)
    return kept


def _changed_below(folder: Path, revision: str) -> set[Path]:
    commit = _git(folder, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    base = _git(folder, "merge-base", commit.strip(), "HEAD").strip()
    changed = _git(folder, "diff", "--name-only", "--relative", "--diff-filter=d", "-z", base)
    new = _git(folder, "ls-files", "--others", "--exclude-standard", "-z")
    return {folder / name for name in f"{changed}{new}".split("\0") if name}


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise UsageError(f"--changed-since needs git, which cannot be run: {error}.") from error
    if done.returncode:
        said = done.stderr.strip().splitlines()
        reason = said[-1].removeprefix("fatal: ") if said else "there is no common history"
        raise UsageError(
            f"git cannot compare '{folder.name}' as asked: {reason}; name a revision that is "
            "here (in CI: fetch the whole history)."
        )
    return done.stdout
