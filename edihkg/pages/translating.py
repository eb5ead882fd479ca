"""Put the words of the templates into a language when a template is compiled. Pure.

Templates mark their words with ``_("…")`` and ``{% trans %}…{% endtrans %}``. English stands in
the templates; another language is a gettext catalogue, ``site/texts/{language}.po``. What a
catalogue lacks is said in English. A sentence whose language is known when the template is
compiled costs nothing when a page is rendered: it becomes part of the compiled template.
"""

import re
from collections.abc import Iterator
from gettext import NullTranslations

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

EXTENSION = "jinja2.ext.i18n"
_MARKS = frozenset({"_", "gettext"})
_PLACE = re.compile(r"%\((\w+)\)s")


class TranslatingEnvironment(Environment):
    """Compiles templates in one language; ``install`` comes before the first template."""

    words: NullTranslations = NullTranslations()

    def install(self, words: NullTranslations) -> None:
        """Choose the catalogue; the extension ``EXTENSION`` must be there."""
        self.words = words
        self.install_gettext_callables(  # type: ignore[attr-defined]
            words.gettext, words.ngettext, newstyle=True
        )

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        """Put the words in before Python is made of a template."""
        said = _Sayer(self.words).visit(source)
        return super()._generate(said, name, filename, defer_init)


class _Sayer(NodeTransformer):
    """Replaces marked sentences by what they say."""

    def __init__(self, words: NullTranslations) -> None:
        self._words = words

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802 - named by Jinja
        """Split sentences with places into their parts."""
        self.generic_visit(node)
        node.nodes = [part for each in node.nodes for part in self._parts(each)]
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - named by Jinja
        """Replace a sentence without places by its words."""
        self.generic_visit(node)
        text = _sentence(node)
        if text is None or node.kwargs:
            return node
        return nodes.Const(Markup(self._plain(text)), lineno=node.lineno)  # noqa: S704

    def _plain(self, text: str) -> str:
        return self._words.gettext(text).replace("%%", "%")

    def _parts(self, node: nodes.Expr) -> Iterator[nodes.Expr]:
        text = _sentence(node)
        if text is None or not isinstance(node, nodes.Call):
            yield node
            return
        places = {each.key: each.value for each in node.kwargs}
        for position, part in enumerate(_PLACE.split(self._words.gettext(text))):
            if position % 2:
                yield places[part]
            elif part:
                yield nodes.TemplateData(part.replace("%%", "%"), lineno=node.lineno)


def _sentence(node: nodes.Node) -> str | None:
    """Give the English of a marked sentence; None for anything else."""
    if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name):
        return None
    if node.node.name not in _MARKS or len(node.args) != 1:
        return None
    text = node.args[0]
    return text.value if isinstance(text, nodes.Const) and isinstance(text.value, str) else None
