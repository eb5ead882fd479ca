"""What a release is made from, as digests: enough to tell whether a build is needed."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox

import edihkg
from edihkg import assets, sources
from edihkg.errors import UsageError
from edihkg.graph import ORGANISATIONS_FILE, SAME_HUB_FILE
from edihkg.release import Setting
from edihkg.settings import Settings

_FOLDERS = ("ontology", "shapes", "sparql", "site")
_LIBRARIES = ("jinja2", "pyoxigraph", "pyshacl", "rdflib")
_VERSION = re.compile(r'owl:versionInfo "([^"]+)"')


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files of one build."""

    root: Path
    """Folder of the collection."""
    files: tuple[Path, ...]
    """Submissions, sorted by path."""
    data_digest: str
    """SHA-256 over names and contents of submissions and curators' files."""
    digest: str
    """SHA-256 over the data, the product's own files, code, libraries and settings that count."""


def find_inputs(submissions: Path, *, settings: Settings) -> Inputs:
    """Find what a build reads.

    Raises: UsageError when there is no folder with submissions.
    """
    if not submissions.is_dir():
        raise UsageError(
            f"There is no folder '{submissions}'; give a folder of submissions "
            "(<country>/<slug>.ttl)."
        )
    try:
        return _find(submissions, settings)
    except OSError as error:
        raise UsageError(f"'{error.filename}' cannot be read: {error.strerror}.") from error


def curated(path: Path) -> bool:
    """Tell whether a file holds curators' overrides and is no submission."""
    return path.name in (ORGANISATIONS_FILE, SAME_HUB_FILE)


def versions(inputs: Inputs) -> dict[str, str]:
    """Name the versions that a manifest records; digests are the first part of SHA-256."""
    return {
        "edihkg": edihkg.__version__,
        "ontology": _ontology_version(),
        "oxigraph": ox.__version__,
        "shapes": shapes_version(),
        "data": inputs.data_digest,
        "inputs": inputs.digest,
    }


def shapes_version() -> str:
    """Tell the version of the shapes; they are released with the software."""
    return edihkg.__version__


def published_settings(settings: Settings) -> dict[str, Setting]:
    """Pick the settings that change what is published."""
    return {
        "id_base": settings.id_base,
        "public_url": settings.public_url,
        "min_hubs": settings.min_hubs,
        "min_regions_with_seat": settings.min_regions_with_seat,
    }


def _find(submissions: Path, settings: Settings) -> Inputs:
    files = [path for path in sources.find(submissions) if not curated(path)]
    overrides = [path for path in submissions.glob("*.ttl") if curated(path)]
    data = _digest([*files, *overrides], submissions)
    return Inputs(submissions, tuple(files), data, _digest_of_all(data, settings))


def _digest_of_all(data: str, settings: Settings) -> str:
    parts = [data, repr(sorted(published_settings(settings).items()))]
    parts += [f"{name} {version(name)}" for name in _LIBRARIES]
    for name in _FOLDERS:
        folder = assets.folder(name)
        parts.append(_digest((p for p in folder.rglob("*") if p.is_file()), folder))
    code = Path(edihkg.__file__).parent
    parts.append(_digest(code.rglob("*.py"), code))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _digest(paths: Iterable[Path], root: Path) -> str:
    names: Sequence[tuple[str, Path]] = sorted((p.relative_to(root).as_posix(), p) for p in paths)
    whole = hashlib.sha256()
    for name, path in names:
        whole.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def _ontology_version() -> str:
    text = (assets.folder("ontology") / "edihkg.ttl").read_text(encoding="utf-8")
    match = _VERSION.search(text)
    return match[1] if match else ""
