"""Where ontology/, shapes/, sparql/, site/ and submissions/ lie: checkout or wheel.

In a checkout they stand beside the package, in a wheel inside it. Nothing is
ever written there.
"""

from functools import cache
from pathlib import Path

from edihkg.errors import UsageError

_PACKAGE = Path(__file__).resolve().parent
_PLACES = (_PACKAGE / "_assets", _PACKAGE.parent)


@cache
def folder(name: str) -> Path:
    """Find one of the folders that belong to the product, for example ``ontology``.

    Raises: UsageError when the installation is incomplete.
    """
    for place in _PLACES:
        if (place / name).is_dir():
            return place / name
    raise UsageError(f"The folder {name}/ is missing from this installation; install edihkg again.")
