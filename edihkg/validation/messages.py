"""The message catalogue: what the validator says, in the language of who reads it.

English is the standard and stands where it is used: in the shapes (``edih:sentence``) and in
the code. Other languages are gettext catalogues, ``shapes/messages/{language}.po``, which
translators know how to edit. What a catalogue lacks is said in English. A catalogue whose
head is marked ``fuzzy`` is a draft, and every report in it says so.
"""

import gettext
import io
from dataclasses import dataclass
from pathlib import Path

from edihkg.errors import UsageError

SOURCE = "en"


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
        catalogue, draft = _compiled(path)
        return cls(language, catalogue, draft)

    def translate(self, text: str) -> str:
        """Give a sentence in this language, its places still open."""
        return self.catalogue.gettext(text) if text else ""

    def count(self, one: str, many: str, number: int) -> str:
        """Say how many there are; ``{number}`` in the sentence becomes the number."""
        shown = f"{number:,}"
        return self.catalogue.ngettext(one, many, number).replace("{number}", shown)


ENGLISH = Messages(SOURCE, gettext.NullTranslations())


def languages(folder: Path) -> tuple[str, ...]:
    """List the languages that messages exist in, English first."""
    return (SOURCE, *sorted(path.stem for path in folder.glob("*.po")))


def _compiled(path: Path) -> tuple[gettext.GNUTranslations, bool]:
    """Compile a catalogue, and tell whether it is a draft."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    try:
        with path.open("rb") as stream:
            catalogue = read_po(stream, locale=path.stem)
    except (OSError, PoFileError, ValueError) as error:
        raise UsageError(f"The messages in '{path}' cannot be read: {error}.") from error
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    return gettext.GNUTranslations(io.BytesIO(compiled.getvalue())), catalogue.fuzzy
