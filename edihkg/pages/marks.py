"""Tell whether a page would show what it showed in an earlier release, before it is rendered.

A page is a function of its view, of the documents that its links lead to, and of the product
itself (templates, code, libraries, settings). Its mark is a digest of the first two; whoever
compares marks makes sure that the product is the same. ``pages.json`` of a release has the
mark of each page by its path below ``site/``.
"""

import hashlib
import json
import re
from collections.abc import Mapping

from edihkg.release import Earlier

MARKS = "pages.json"
"""Name of the file, beside the folder of the site."""
_IRI = re.compile(r"https?://[^\s'\"\\]+")
_DIGITS = 32


def mark(view: Mapping[str, object], paths: Mapping[str, str]) -> str:
    """Digest what a page shows: values, and which of the IRIs among them have documents.

    ``view`` holds plain values and dataclasses, whose ``repr`` says all that a template can see.
    """
    shown = repr(view)
    linked = sorted({iri for iri in _IRI.findall(shown) if iri in paths})
    return hashlib.sha256("\n".join([shown, *linked]).encode()).hexdigest()[:_DIGITS]


class Marks:
    """The marks of pages, while they are written."""

    def __init__(self, known: Mapping[str, str]) -> None:
        """Compare with the marks of an earlier release of the same product."""
        self._known = known
        self.noted: dict[str, str] = {}
        """Mark of each page so far."""

    def note(self, path: str, view: Mapping[str, object], paths: Mapping[str, str]) -> bool:
        """Note the mark of a page; tell whether it was the same."""
        self.noted[path] = mark(view, paths)
        return self._known.get(path) == self.noted[path]


def render_marks(marks: Mapping[str, str]) -> str:
    """Write marks as JSON, sorted."""
    return json.dumps(dict(sorted(marks.items())), indent=0) + "\n"


def read_marks(earlier: Earlier | None) -> dict[str, str]:
    """Read the marks of an earlier release; none if they are not as it noted them."""
    text = earlier.read(MARKS) if earlier else None
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}
