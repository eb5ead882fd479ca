"""The languages of the pages: catalogues of words, addresses of the same page in another language.

English pages are ``x.html``, those of another language ``x.{language}.html``; RDF twins exist
once. The words are gettext catalogues, ``site/texts/{language}.po``; what one lacks is said in
English. A catalogue that no native reader has signed is a draft, and its pages say so. Names of
hubs, organisations and places are never translated.
"""

import posixpath
import re
from collections.abc import Callable, Collection, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cache
from gettext import NullTranslations
from pathlib import Path

from edihkg import assets
from edihkg.errors import UsageError
from edihkg.pages.rows import Text
from edihkg.validation import messages
from edihkg.validation.messages import NONE, Coverage, Messages, languages

SOURCE = "en"
RULES = "messages"
"""Folder of the validator's catalogues, below that of the shapes."""
NAMES = {"en": "English", "de": "Deutsch", "fr": "Français", "sl": "Slovenščina"}
"""Names of languages in themselves; another is shown by its code."""
_ASKED = frozenset({"validate"})
"""Pages that only a server makes; they are asked for a language."""
ASKED_FOR = "language"
_LINK = re.compile(r'\b(href|action)="((?![a-z+]+:|/)[^"#?]*)([^"]*)"')


@dataclass(frozen=True, slots=True)
class Language:
    """A language that pages are written in."""

    code: str = SOURCE
    words: NullTranslations = field(default_factory=NullTranslations)
    draft: bool = False
    """Whether no native reader has signed the words."""
    rules: NullTranslations = field(default_factory=NullTranslations)
    """What the shapes say, in this language."""
    coverage: Coverage = NONE
    """How many of the sentences of the pages are translated."""
    rules_coverage: Coverage = NONE
    """The same of what the validator says."""

    @property
    def name(self) -> str:
        """Name of the language in itself."""
        return NAMES.get(self.code, self.code)

    @property
    def ending(self) -> str:
        """What the name of a page ends in."""
        return ".html" if self.code == SOURCE else f".{self.code}.html"


ENGLISH = Language()


def read_language(code: str, folder: Path, rules: Path | None = None) -> Language:
    """Read the words of a language, and of the folder ``rules`` what the shapes say in it.

    Raises: UsageError when there is no catalogue for it.
    """
    if code == SOURCE:
        return Language()
    found = Messages.load(code, folder)
    spoken = Messages.load(code, rules) if rules and code in languages(rules) else messages.ENGLISH
    words = copy(found.catalogue)
    words.add_fallback(_InEnglish())
    return Language(
        code,
        words,
        found.draft or spoken.draft,
        rules=spoken.catalogue,
        coverage=found.coverage,
        rules_coverage=spoken.coverage,
    )


class _InEnglish(NullTranslations):
    """Says what a catalogue lacks in English, and that it is English."""

    def gettext(self, message: str) -> str:
        """Give the sentence itself."""
        return Text(message, SOURCE)


Speaker = Callable[[str], Language]
"""Reads the words of a language, given its code."""


@cache
def speak(code: str) -> Language:
    """Read the words that the product has in a language.

    Raises: UsageError when there is no catalogue for it.
    """
    return read_language(code, assets.folder("site") / "texts", assets.folder("shapes") / RULES)


def is_spoken(code: str, speak: Speaker) -> bool:
    """Tell whether there are words in a language."""
    try:
        speak(code)
    except UsageError:
        return False
    return True


def alternates(path: str, codes: Sequence[str], tail: str = "") -> list[tuple[str, str, str]]:
    """Give code, name and relative address of a page in each language; none for one language.

    ``tail`` is what is asked of the page, from its question mark on.
    """
    if len(codes) < 2:
        return []
    name = path.rpartition("/")[2]
    return [
        (code, NAMES.get(code, code), f"./{name}{Language(code).ending}{tail}") for code in codes
    ]


def lead_on(page: str, path: str, language: Language, paths: Collection[str]) -> str:
    """Let the links of a page lead to pages of its own language.

    ``path`` is the page's place without ending, ``paths`` those of all pages. Links of
    ``alternates``, which begin with ``./``, stay.
    """
    folder = posixpath.dirname(path)

    def lead(found: re.Match[str]) -> str:
        attribute, address, rest = found.groups()
        if posixpath.basename(address) in _ASKED and "?" not in rest:
            return f'{attribute}="{address}?{ASKED_FOR}={language.code}{rest}"'
        is_alternate = address.startswith("./") and address != "./"
        if is_alternate or not address.endswith(("/", ".html")):
            return found[0]
        target = f"{address}index" if address.endswith("/") else address.removesuffix(".html")
        if posixpath.normpath(posixpath.join(folder, target)) not in paths:
            return found[0]
        return f'{attribute}="{target}{language.ending}{rest}"'

    return _LINK.sub(lead, page)
