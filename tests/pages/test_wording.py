"""No word of a page is hard-wired, and catalogues hold nothing malformed."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from gettext import NullTranslations
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph as ox
import pytest
from babel.messages.catalog import Message

from edihkg import assets
from edihkg.pages.kinds import KINDS
from edihkg.pages.languages import Language, read_language, speak
from edihkg.pages.wording import sentences
from edihkg.queries import load
from edihkg.validation.messages import measure
from edihkg.validation.translating import read
from tests.pages.conftest import CONTEXT, Build

SITE = assets.folder("site")
QUESTIONS = assets.folder("sparql") / "questions"
CATALOGUES = sorted((SITE / "texts").glob("*.po"))
PLACE = re.compile(r"%{1,2}\(\w+\)s")
UNSPOKEN = frozenset({"code", "pre", "script", "style", "textarea"})
SPOKEN = ("alt", "aria-label", "content", "placeholder", "title")
"""Attributes that people read or hear."""
NAMES = frozenset(
    {
        *("edihkg", "SPARQL", "CSV", "JSON", "TSV", "XML", "TriG", "Turtle", "Quads", "Triples"),
        *("RDF", "Excel", "GeoJSON", "SHA", "SUMS", "NUTS", "DIH", "EDIH", "qps", "English"),
    }
)
"""Names of formats, files and marks that are the same in every language."""


class Pseudo(NullTranslations):
    """A language in which every sentence stands between brackets."""

    def gettext(self, message: str) -> str:
        """Put a sentence between brackets."""
        return "qps" if message == "en" else f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Put a counted sentence between brackets."""
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


def speak_pseudo(code: str) -> Language:
    """Give the language of brackets for its code."""
    if code != "qps":
        return speak(code)
    return Language("qps", Pseudo(), draft=True, rules=Pseudo())


class Words(HTMLParser):
    """Collects what a page says in its own language, and where."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.own: list[str] = []
        """Texts of elements that pass for the page's own language."""
        self._foreign: list[bool] = [False]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note whether the element speaks another language, and what its attributes say."""
        given = dict(attrs)
        foreign = self._foreign[-1] or given.get("lang", "qps") != "qps" or tag in UNSPOKEN
        if given.get("name") not in ("viewport", "color-scheme", "theme-color", "twitter:card"):
            self.said += ["" if foreign else given.get(name) or "" for name in SPOKEN]
        if tag not in ("meta", "link", "img", "input", "br"):
            self._foreign.append(foreign)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Elements that close themselves say nothing."""

    def handle_endtag(self, tag: str) -> None:
        """Leave the element."""
        self._foreign.pop()

    def handle_data(self, data: str) -> None:
        """Keep a text, with brackets and all."""
        self.said.append("" if self._foreign[-1] else data)
        if not self._foreign[-1]:
            self.own.append(data)


@pytest.fixture(scope="module")
def pseudo(build: Build) -> Path:
    """Build the site in the language of brackets."""
    return build(replace(CONTEXT, languages=("en", "qps"), speak=speak_pseudo))


@pytest.fixture(scope="module")
def facts(store: ox.Store) -> re.Pattern[str]:
    """Match what is no word of ours: texts of the data, and those about the release."""
    kept_out = {p for each in CONTEXT.kept_out for p in (each.name, each.hub, each.message)}
    return match_facts(store, kept_out)


def match_facts(quads: Iterable[ox.Quad], others: Iterable[str] = ()) -> re.Pattern[str]:
    """Match texts of the data, names of things and questions, and others."""
    texts = {quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)} | {*others}
    questions = load(QUESTIONS)
    texts |= {text for name, each in questions.items() for text in (name, each.title)}
    nodes = {node.value for quad in quads for node in quad if isinstance(node, ox.NamedNode)}
    texts |= {re.split("[/#]", iri)[-1] for iri in nodes}
    longest = sorted((text.strip() for text in texts if len(text) > 2), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")


def _outside(text: str) -> str:
    """Take out what stands between brackets, innermost first."""
    while (shorter := re.sub("⟦[^⟦⟧]*⟧", " ", text)) != text:
        text = shorter
    return text


def _of_kind(site: Path, path: str) -> Iterator[Path]:
    yield from site.glob(f"{path}.qps.html") if path else ()


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS if kind.path])
def test_no_word_of_a_page_is_hard_wired(pseudo: Path, kind: str, facts: re.Pattern[str]) -> None:
    """A word outside of brackets could never be translated, wherever it comes from."""
    path = next(each.path for each in KINDS if each.name == kind)
    assert find_hard_wired((pseudo / f"{path}.qps.html").read_text("utf-8"), facts) == set()


@pytest.mark.parametrize(
    "path",
    [
        *("id/hub/rich", "id/hub/poor", "region/*", "country/*", "concept/pillar/*"),
        *("concept/pillar", "id/organisation/*", "id/facility/*", "id/grant/*", "id/call/*"),
        *("id/programme/*", "ns", "ns/*", "shapes"),
    ],
)
def test_no_word_about_a_thing_is_hard_wired(
    pseudo: Path, path: str, facts: re.Pattern[str]
) -> None:
    """Pages about things mix our words with those of sources, and have most of both."""
    pages = list(_of_kind(pseudo, path))
    assert pages
    for page in pages[:20]:
        assert find_hard_wired(page.read_text("utf-8"), facts) == set(), page


def find_hard_wired(page: str, facts: re.Pattern[str]) -> set[str]:
    """Find words of a page in the language of brackets that stand outside of any."""
    words = Words()
    words.feed(page)
    whole = re.sub(r"[^\n]*(?:…|\.\.\.)[^\n]*", " ", _outside("\n".join(words.said)))
    plain = re.sub(r"\S*[./#:@]\S*", " ", facts.sub(" ", whole))
    return set(re.findall(r"[^\W\d_]{3,}", plain)) - NAMES


PROGRAMS = {"snippets.js"}
"""Scripts whose texts are programs in other languages."""
SCRIPTS = [
    path
    for folder in ("static", "editor/src")
    for path in sorted((SITE / folder).glob("*.js"))
    if path.name not in PROGRAMS
]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_say_what_the_page_gives_them(script: Path) -> None:
    """A script knows no language; its words stand in the page that loads it."""
    text = script.read_text("utf-8")
    code = re.sub(r"//[^\n]*", "", text)
    said = re.findall(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`", code)
    said = [each for each in said if "var(--" not in each]  # rules of style
    sentences_in_code = [each for each in said if re.search(r"[a-z]{2,} [a-z]{2,} [a-z]", each)]
    assert sentences_in_code == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_what_is_translated_keeps_its_places(path: Path) -> None:
    """A place that is lost hides a value; an invented one breaks the page."""
    catalogue = read(path)
    for message in catalogue:
        if not message.id or not message.string:
            continue
        originals, strings = _forms(message, "id"), _forms(message, "string")
        assert len(strings) == (catalogue.num_plurals if len(originals) > 1 else 1), message.id
        for string in filter(None, strings):
            assert set(PLACE.findall(string)) == set(PLACE.findall(originals[-1])), string


def _forms(message: Message, name: str) -> list[str]:
    found = getattr(message, name)
    return [found] if isinstance(found, str) else list(found)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_the_published_figure_is_what_is_translated(
    path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Pages say how much is translated; a sentence that is not does not stop anybody."""
    wanted, catalogue = sentences(SITE / "templates", QUESTIONS), read(path)
    known = {message.id for message in catalogue if message.id}
    missing = [each for each in wanted if each not in known]
    found = measure(catalogue)
    record_property(
        f"{path.stem}: translated, known, not yet collected", f"{found}, {len(missing)}"
    )
    language = read_language(path.stem, path.parent)
    assert language.coverage == found
    assert found.done <= found.whole


SPEAKING_BY_THEMSELVES = {"data.qps.html", "style.qps.html"}
"""Pages whose own sentences, translated as a whole, hold words that are also names of things."""


@pytest.mark.parametrize("path", ["*", "*/*", "concept/technology/*", "id/hub/*", "id/*/*"])
def test_every_text_in_another_language_says_so(pseudo: Path, store: ox.Store, path: str) -> None:
    """A voice reads "Robotics" as English, and Северозападен as Bulgarian, only when told."""
    literals = [quad.object for quad in store if isinstance(quad.object, ox.Literal)]
    names = {each.value.strip() for each in literals if each.language}
    names -= {each.value.strip() for each in literals if not each.language} | NAMES
    tagged = {name for name in names if len(name) > 3 and name[0].isupper()}
    unmarked = {}
    for page in _of_kind(pseudo, path):
        words = Words()
        words.feed(page.read_text("utf-8"))
        found = {text.strip() for text in words.own} & tagged
        if found and page.name not in SPEAKING_BY_THEMSELVES:
            unmarked[page.relative_to(pseudo).as_posix()] = sorted(found)[:5]
    assert unmarked == {}
