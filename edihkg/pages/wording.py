"""Keep the catalogues of the pages complete: ``make words``.

Collects every sentence that the templates mark and what questions and their columns are called,
and brings each ``site/texts/{language}.po`` up to date, as ``edihkg.validation.translating`` does
for what the validator says. Nothing here is needed to build a site.
"""

from collections.abc import Iterator
from pathlib import Path

from jinja2.ext import babel_extract

from edihkg import assets
from edihkg.queries import load, said_of
from edihkg.validation.translating import Message, renew

_OPTIONS = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
_MARKS = ["_", "gettext", "ngettext"]


def sentences(templates: Path, questions: Path) -> dict[Message, str]:
    """Collect the English sentences of templates and questions, and where each is used first.

    One that is also a singular is there with its plural only: a catalogue holds it once.
    """
    found: dict[Message, str] = {}
    for path in sorted(templates.glob("*.html")):
        for message in _in_template(path):
            found.setdefault(message, path.name)
    for said, name in said_of(load(questions).values()):
        found.setdefault(said, f"{name}.rq")
    counted = {message[0] for message in found if not isinstance(message, str)}
    return {message: path for message, path in found.items() if message not in counted}


def _in_template(path: Path) -> Iterator[Message]:
    with path.open("rb") as stream:
        for _, _, text, _ in babel_extract(stream, _MARKS, [], _OPTIONS):
            if isinstance(text, str):
                yield text
            elif text:
                one, many = [each for each in text if each][:2]
                yield one, many


if __name__ == "__main__":
    site, sparql = assets.folder("site"), assets.folder("sparql")
    for line in renew(site / "texts", sentences(site / "templates", sparql / "questions")):
        print(line)
