"""What a release is made from, as digests: enough to tell whether a build is needed."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox

import edihkg
from edihkg import assets, sources
from edihkg.errors import UsageError
from edihkg.pages import Outline, read_outlines
from edihkg.release import Setting
from edihkg.settings import Settings
from edihkg.submission import CURATED

_FOLDERS = ("ontology", "shapes", "sparql", "site")
_FOR_VERDICTS = ("ontology", "shapes", "code", "libraries")
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
    digests: Mapping[str, str]
    """SHA-256 of each submission, by its name in the collection."""
    checks: str
    """SHA-256 over what a verdict depends on besides the file: shapes, reference data, rules,
    code, libraries and the base of the IRIs."""
    product: str
    """SHA-256 over all but the data: what makes the same release of the same statements."""
    digest: str
    """SHA-256 over the data, the product's own files, code, libraries and settings that count."""
    outlines: Mapping[str, Outline] = field(default_factory=dict)
    """Shapes of regions on maps by code, from the operator's file; empty for tiles."""


def find_inputs(submissions: Path, *, settings: Settings) -> Inputs:
    """Find what a build reads.

    Raises: UsageError when there is no folder with submissions, or the geometry is unusable.
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


def versions(inputs: Inputs) -> dict[str, str]:
    """Name the versions that a manifest records; digests are the first part of SHA-256."""
    return {
        "edihkg": edihkg.__version__,
        "ontology": _ontology_version(),
        "oxigraph": ox.__version__,
        "shapes": shapes_version(),
        "checks": inputs.checks,
        "product": inputs.product,
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
        "publisher_name": settings.publisher_name,
        "publisher_url": settings.publisher_url,
        "contact_email": settings.contact_email,
        "contact_url": settings.contact_url,
        "languages": settings.languages,
        "min_hubs": settings.min_hubs,
        "min_regions_with_seat": settings.min_regions_with_seat,
    }


def _find(submissions: Path, settings: Settings) -> Inputs:
    files = [path for path in sources.find(submissions) if path.name not in CURATED]
    overrides = [path for path in submissions.glob("*.ttl") if path.name in CURATED]
    digests = _digests([*files, *overrides], submissions)
    data, product = _digest(digests), _product()
    outlines = read_outlines(Path(settings.geometry)) if settings.geometry else {}
    chosen = repr((sorted(published_settings(settings).items()), sorted(outlines.items())))
    rest = [chosen, *product.values()]
    return Inputs(
        root=submissions,
        files=tuple(files),
        data_digest=data,
        digests=digests,
        checks=_together([settings.id_base, *(product[name] for name in _FOR_VERDICTS)]),
        product=_together(rest),
        digest=_together([data, *rest]),
        outlines=outlines,
    )


def _product() -> dict[str, str]:
    """Digest what belongs to the product: its folders, its code, the libraries."""
    folders = {name: assets.folder(name) for name in _FOLDERS}
    found = {
        name: _digest(_digests((p for p in folder.rglob("*") if p.is_file()), folder))
        for name, folder in folders.items()
    }
    code = Path(edihkg.__file__).parent
    found["code"] = _digest(_digests(code.rglob("*.py"), code))
    found["libraries"] = " ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return found


def _digests(paths: Iterable[Path], root: Path) -> dict[str, str]:
    names = sorted((path.relative_to(root).as_posix(), path) for path in paths)
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in names}


def _digest(digests: Mapping[str, str]) -> str:
    return hashlib.sha256(
        "".join(f"{name} {digest}\n" for name, digest in digests.items()).encode()
    ).hexdigest()


def _together(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _ontology_version() -> str:
    text = (assets.folder("ontology") / "edihkg.ttl").read_text(encoding="utf-8")
    match = _VERSION.search(text)
    return match[1] if match else ""
