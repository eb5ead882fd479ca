"""Render templates: one environment, compiled once.

Templates hold words, loops and conditions; whatever computes stands in the views. Every
value is escaped; an unknown name is an error.
"""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.runtime import Macro

from edihkg.pages.languages import Language
from edihkg.pages.links import is_address, said, shown_address
from edihkg.pages.translating import EXTENSION, TranslatingEnvironment

_REMEMBERED = ("date", "period", "status", "notes", "meter")
"""Macros whose result depends on their arguments as plain texts and numbers alone."""


class RowEnvironment(TranslatingEnvironment):
    """Reads ``row.name`` from a row first: rows are mappings, and most of what is read."""

    def getattr(self, obj: object, attribute: str) -> object:
        """Get a value of a mapping, else an attribute.

        Jinja tries the attribute first; the failure costs more than all the rest of a page.
        """
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def make_environment(templates: Path, words: NullTranslations | None = None) -> RowEnvironment:
    """Make the environment for a folder of templates, in the language of a catalogue."""
    environment = RowEnvironment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        keep_trailing_newline=True,
        extensions=[EXTENSION],
    )
    environment.install(words or NullTranslations())
    environment.globals.update(site_url="", language=Language(), page_languages=())
    environment.filters.update(
        said=said, euro=write_euro, grouped=write_number, address=shown_address, moment=write_moment
    )
    environment.tests.update(address=is_address)
    _add_pieces(environment)
    return environment


def _add_pieces(environment: RowEnvironment) -> None:
    """Name the macros of ``macros.html`` ``m``; those of few different arguments remember."""
    pieces: dict[str, Callable[..., object]] = {}
    environment.globals["m"] = pieces  # before the macros are read: they use one another
    module = environment.get_template("macros.html").module
    pieces.update((name, each) for name, each in vars(module).items() if isinstance(each, Macro))
    pieces.update((name, lru_cache(maxsize=4096)(pieces[name])) for name in _REMEMBERED)


def write_number(number: int) -> str:
    """Group the digits of a number.

    >>> write_number(12345)
    '12,345'
    """
    return f"{number:,}"


def write_euro(text: str) -> str:
    """Write an amount in euro; what is no number stays as it is.

    >>> write_euro("1586131.28")
    '€1,586,131.28'
    """
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return text
    if not amount.is_finite():
        return text
    return f"€{amount:,.0f}" if amount == amount.to_integral_value() else f"€{amount:,.2f}"


def write_moment(moment: datetime) -> str:
    """Write a moment for the ``datetime`` attribute, to the minute."""
    return moment.strftime("%Y-%m-%d %H:%M UTC")
