"""The message catalogue: what the validator says, in the language of who reads it.

English is the standard and stands where it is used: in the shapes (``edih:sentence``) and in
the code. Other languages are gettext catalogues, ``shapes/messages/{language}.po``, which
translators know how to edit. What a catalogue lacks is said in English. A catalogue whose
head is marked ``fuzzy`` is a draft, and every report in it says so.
"""

import gettext
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from edihkg.errors import UsageError

if TYPE_CHECKING:
    from babel.messages.catalog import Message

SOURCE = "en"
_SIGNS = {
    "de": (",", "."),
    "fr": (",", "\N{NARROW NO-BREAK SPACE}"),
    "sl": (",", "."),
}
"""Decimal sign and sign between groups of digits; English, and any other, has ``.`` and ``,``.

Source: Unicode CLDR. Babel has them too, but is slow for each number of each page.
"""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a catalogue is translated; what its translators have marked does not count."""

    done: int = 0
    whole: int = 0


NONE = Coverage()


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence, or a part of one, that is put into words only when the language is known."""

    text: str
    """English, with places such as ``{hub}``."""
    places: "tuple[tuple[str, str | Words], ...]" = ()
    """What the places stand for."""


@dataclass(frozen=True, slots=True)
class Messages:
    """Sentences in one language."""

    language: str
    catalogue: gettext.NullTranslations
    draft: bool = False
    """Whether no native reader has signed the translation yet."""
    coverage: Coverage = NONE

    @classmethod
    def load(cls, language: str, folder: Path) -> "Messages":
        """Read the catalogue of a language.

        Raises: UsageError when there is none, or it cannot be read.
        """
        if language == SOURCE:
            return ENGLISH
        path = folder / f"{language}.po"
        if language not in languages(folder):
            known = ", ".join(languages(folder))
            raise UsageError(f"There are no messages in '{language}'; choose one of {known}.")
        return _compiled(path)

    def translate(self, text: str) -> str:
        """Give a sentence in this language, its places still open."""
        return self.catalogue.gettext(text) if text else ""

    def count(self, one: str, many: str, number: int) -> str:
        """Say how many there are; ``{number}`` in the sentence becomes the number."""
        shown = group(number, self.language)
        return self.catalogue.ngettext(one, many, number).replace("{number}", shown)


ENGLISH = Messages(SOURCE, gettext.NullTranslations())


def languages(folder: Path) -> tuple[str, ...]:
    """List the languages that messages exist in, English first."""
    return (SOURCE, *sorted(path.stem for path in folder.glob("*.po")))


def group(number: int | str, language: str = SOURCE) -> str:
    """Write a number with the signs of a language; a text is one as English writes it.

    >>> group(12345), group(12345, "de"), group("1,586.28", "sl")
    ('12,345', '12.345', '1.586,28')
    """
    english = number if isinstance(number, str) else f"{number:,}"
    point, between = _SIGNS.get(language, (".", ","))
    return english.translate({ord("."): point, ord(","): between})


def measure(catalogue: "Iterable[Message]") -> Coverage:
    """Count the sentences of a catalogue, and those that are translated."""
    entries = [each for each in catalogue if each.id]
    done = [each for each in entries if not each.fuzzy and each.string and all(each.string)]
    return Coverage(len(done), len(entries))


def _compiled(path: Path) -> Messages:
    """Compile a catalogue."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    try:
        with path.open("rb") as stream:
            catalogue = read_po(stream, locale=path.stem)
    except (OSError, PoFileError, ValueError) as error:
        raise UsageError(f"The messages in '{path}' cannot be read: {error}.") from error
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    words = gettext.GNUTranslations(io.BytesIO(compiled.getvalue()))
    return Messages(path.stem, words, catalogue.fuzzy, measure(catalogue))
