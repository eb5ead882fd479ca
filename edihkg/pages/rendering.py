"""Render templates: one environment, compiled once.

Templates hold words, loops and conditions; whatever computes stands in the views. Every
value is escaped; an unknown name is an error.
"""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache, partial
from hashlib import sha256
from importlib.metadata import version
from importlib.util import cache_from_source
from pathlib import Path
from types import MethodType
from typing import Any

from jinja2 import BytecodeCache, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from edihkg.pages import translating
from edihkg.pages.diagrams import draw
from edihkg.pages.languages import SOURCE, Language
from edihkg.pages.links import escape_again, is_address, said, shown_address, tongue
from edihkg.pages.rows import Text
from edihkg.pages.translating import EXTENSION, TranslatingEnvironment
from edihkg.pages.views.vocabulary import abbreviate
from edihkg.validation.messages import group

_REMEMBERED = ("date", "period", "status", "notes", "meter", "region", "masthead", "index")
"""Macros whose result depends on their arguments alone, which never change."""


class _Generator(CodeGenerator):
    """Makes templates escape with ``show``, which remembers: most texts are on many pages."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ANN401
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.show(")


class _Context(Context):
    """Calls methods and macros at once: none of ours asks for the context.

    Jinja looks first whether one does, which costs more than most of them.
    """

    def call(__self, __function: Callable[..., object], *args: object, **kwargs: object) -> object:  # noqa: N805
        if type(__function) not in _OWN:
            return super().call(__function, *args, **kwargs)
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        return __function(*args, **kwargs)


_OWN = frozenset({MethodType, Macro, type(lru_cache(escape))})


class RowEnvironment(TranslatingEnvironment):
    """Reads ``row.name`` from a row first: rows are mappings, and most of what is read."""

    code_generator_class = _Generator
    context_class = _Context

    @staticmethod
    def show(value: object) -> Markup:
        """Escape a value, as ``markupsafe.escape`` does and four times as fast."""
        if type(value) is str:
            return escape_again(value)
        return value if type(value) is Markup else escape(value)

    def getattr(self, obj: object, attribute: str) -> object:
        """Get a value of a mapping, else an attribute.

        Jinja tries the attribute first; the failure costs more than all the rest of a page.
        """
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        try:
            return getattr(obj, attribute)
        except AttributeError:
            return super().getattr(obj, attribute)


def make_environment(templates: Path, language: Language | None = None) -> RowEnvironment:
    """Make the environment for a folder of templates, in a language; English without one."""
    spoken = language or Language()
    environment = RowEnvironment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        keep_trailing_newline=True,
        extensions=[EXTENSION],
        bytecode_cache=None if spoken.code != SOURCE else _find_compiled(),
    )
    environment.install(spoken.words)
    environment.globals.update(site_url="", language=spoken, page_languages=(), all_languages=())
    in_language = "" if spoken.code == SOURCE else spoken.ending  # of what is asked at the server
    environment.globals.update(abbreviate=abbreviate, draw_tree=draw, in_language=in_language)
    environment.filters.update(
        said=partial(said, language=spoken.code),
        tongue=partial(tongue, language=spoken.code),
        english=partial(say_in_english, language=spoken.code),
        ruled=partial(say_rule, language=spoken),
        told=partial(tell, language=spoken),
        worded=partial(put_into_words, language=spoken),
        euro=partial(write_euro, language=spoken.code),
        grouped=partial(write_number, language=spoken.code),
        address=shown_address,
        moment=write_moment,
    )
    environment.tests.update(address=is_address)
    _add_pieces(environment)
    return environment


class _Compiled(FileSystemBytecodeCache):
    """Keeps templates as compiled; where the disk refuses, a page is none the worse."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one template."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _find_compiled() -> BytecodeCache | None:
    """Find the English templates as compiled before, beside what Python compiled of this module.

    Jinja looks whether a template is still the same; that its code depends on ours and on Jinja
    is in the names of the files. Where Python may not keep its own, nothing is kept either.
    """
    folder = Path(cache_from_source(__file__)).parent
    if sys.dont_write_bytecode or not os.access(folder, os.W_OK):
        return None
    code = b"".join(Path(each).read_bytes() for each in (__file__, translating.__file__))
    digest = sha256(code + version("jinja2").encode()).hexdigest()[:12]
    return _Compiled(str(folder), f"template-{digest}-%s")


def _add_pieces(environment: RowEnvironment) -> None:
    """Name the macros of ``macros.html`` ``m``; those of few different arguments remember."""
    pieces: dict[str, Callable[..., object]] = {}
    environment.globals["m"] = pieces  # before the macros are read: they use one another
    module = environment.get_template("macros.html").module
    pieces.update((name, each) for name, each in vars(module).items() if isinstance(each, Macro))
    pieces.update((name, lru_cache(maxsize=4096)(pieces[name])) for name in _REMEMBERED)


def say_in_english(text: str, language: str = SOURCE) -> Markup:
    """Write a text that exists in English only; pages in other languages mark it as such."""
    return said(Text(text, SOURCE) if type(text) is str and text else text, language)


def put_into_words(text: str, language: Language) -> str:
    """Say a sentence of the catalogues in the language of the page; what they lack is English."""
    return language.words.gettext(text) if text else text


def tell(text: str, language: Language) -> Markup:
    """Write a sentence of the catalogues, marked where it is in English only."""
    return said(put_into_words(text, language), language.code)


def say_rule(text: str, language: Language) -> Markup:
    """Write what a shape says, in the language of the page if its catalogue knows it."""
    told = language.rules.gettext(text) if text else ""
    return say_in_english(text, language.code) if told == text else escape(told)


def write_number(number: int, language: str = SOURCE) -> str:
    """Group the digits of a number.

    >>> write_number(12345), write_number(12345, "de")
    ('12,345', '12.345')
    """
    return group(number, language)


def write_euro(text: str, language: str = SOURCE) -> str:
    r"""Write an amount in euro; what is no number stays as it is.

    >>> write_euro("1586131.28"), write_euro("1586131.28", "de")
    ('€1,586,131.28', '1.586.131,28\xa0€')
    """
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return text
    if not amount.is_finite():
        return text
    english = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    is_english = language == SOURCE
    return f"€{english}" if is_english else f"{group(english, language)}\N{NO-BREAK SPACE}€"


def write_moment(moment: datetime) -> str:
    """Write a moment for the ``datetime`` attribute, to the minute."""
    return moment.strftime("%Y-%m-%d %H:%M UTC")
