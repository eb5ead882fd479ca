"""Answer the search page's form for who has no scripts.

The release's own page, ``search/index.html``, is sent with the form filled in and the answer in
the place of what stands between its two marks; all words come from the page, so the answer is in
the page's language. Nothing of a question is kept or logged. Everything else below ``search/``
is a file of the release.
"""

import asyncio
import gzip
import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from edihkg.errors import ReleaseGone
from edihkg.finding import FACETS, NAMES_IN, Found, Index, Spot, Wanted
from edihkg.release import SITE, Release
from edihkg.serve.files import accepts_gzip

PATH = "search"
SHOWN = 30
"""Hubs on the first page of an answer; as many more with each step."""
MOST = 1000
_PAGE = re.compile(r"search/(?:index(?:\.[a-z-]+)?\.html)?")
_RESULTS = re.compile(r"(?<=<!--results-->).*(?=<!--/results-->)", re.DOTALL)
_WORDS = re.compile(r'data-words="([^"]*)"')
_LANGUAGE = re.compile(r'<html lang="([a-z-]+)"')
_MORE = '<details id="more">'
_OPENED = '<details id="more" open>'
"""What holds the conditions that are asked for less, closed and open."""
_LETTERS = 200
"""Most letters of a question that are looked at."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address says."""

    wanted: Wanted
    shown: int
    fields: Mapping[str, str]


class Search:
    """Application for the addresses below ``search/``."""

    def __init__(self, release: Release, documents: ASGIApp) -> None:
        """Answer from a release; ``documents`` sends its files."""
        self._site = release.path / SITE
        self._documents = documents
        self._index: Index | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope["path"].removeprefix(scope.get("root_path", "")).removeprefix("/")
        asked = _read(scope["query_string"])
        if scope["method"] not in ("GET", "HEAD") or not _PAGE.fullmatch(path) or asked is None:
            return await self._documents(scope, receive, send)
        name = path.removeprefix("search/") or "index.html"
        page = await asyncio.to_thread(self._answer, name, asked)
        if page is None:
            return await self._documents(scope, receive, send)
        headers = {"cache-control": "no-store", "vary": "Accept-Encoding"}
        content = page.encode("utf-8")
        if accepts_gzip(scope):
            headers["content-encoding"] = "gzip"
            content = await asyncio.to_thread(gzip.compress, content, 6, mtime=0)
        return await Response(content, 200, headers, "text/html")(scope, receive, send)

    def _answer(self, name: str, asked: _Asked) -> str | None:
        """Fill in a page; None when the release has no such page.

        Raises: ReleaseGone when the release was removed meanwhile.
        """
        page_path, index_path = self._site / PATH / name, self._site / PATH / "index.json"
        if not (page_path.exists() and index_path.exists()):
            return None
        page = _text(page_path)
        if self._index is None:
            self._index = Index(json.loads(_text(index_path)))
        words = _WORDS.search(page)
        if words is None:
            return None
        spoken = _LANGUAGE.search(page)
        speech = _Speech(json.loads(html.unescape(words[1])), spoken[1] if spoken else NAMES_IN)
        answer = "".join(_show(self._index, asked, speech))
        return _RESULTS.sub(lambda _: answer, _filled(page, asked.fields))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ReleaseGone("This release was removed just now; ask again in a moment.") from error


def _read(query: bytes) -> _Asked | None:
    """Read the form's fields; None when none of them says anything."""
    given = dict(parse_qsl(query.decode("latin-1")))
    fields = {name: given.get(name, "")[:_LETTERS] for name in ("q", "near", *FACETS)}
    chosen = tuple((facet, fields[facet]) for facet in FACETS if fields[facet])
    wanted = Wanted(fields["q"], chosen, fields["near"])
    shown = given.get("shown", "")
    number = min(int(shown), MOST) if re.fullmatch(r"[0-9]{1,4}", shown) else SHOWN
    return None if wanted.empty else _Asked(wanted, number, fields)


def _filled(page: str, fields: Mapping[str, str]) -> str:
    """Put what was asked into the form."""
    for name in ("q", "near"):
        page = re.sub(
            rf'(<input id="{name}"[^>]*) value=""',
            lambda found, name=name: f'{found[1]} value="{html.escape(fields[name])}"',  # type: ignore[misc]
            page,
        )
    for facet in FACETS:
        option = f'<option value="{html.escape(fields[facet])}" data-of="{facet}"'
        if fields[facet]:
            page = page.replace(option, f"{option} selected")
    before, more, within = page.partition(_MORE)
    chosen = any(f'<select id="{facet}"' in within for facet in FACETS if fields[facet])
    return f"{before}{_OPENED}{within}" if more and chosen else page


@dataclass(frozen=True, slots=True)
class _Speech:
    """The sentences of a page, and its language."""

    sentences: Mapping[str, str]
    language: str

    def say(self, name: str, **places: str) -> str:
        """Fill the places of a sentence; the result is safe in HTML."""
        return self.say_with(name, **{each: html.escape(text) for each, text in places.items()})

    def say_with(self, name: str, **places: str) -> str:
        """Fill the places of a sentence with what is HTML already."""
        said = html.escape(self.sentences[name])
        for place, text in places.items():
            said = said.replace(f"%({place})s", text)
        return said

    def mark(self, text: str, language: str) -> str:
        """Write a text as HTML, with its language where that is not the page's."""
        said = html.escape(text)
        if language in ("", self.language):
            return said
        return f'<span lang="{html.escape(language)}">{said}</span>'


def _show(index: Index, asked: _Asked, speech: _Speech) -> Iterator[str]:
    found = index.find(asked.wanted)
    spot = index.spot(asked.wanted.near)
    kind = asked.fields["facility"]
    yield f'<p role="status"><strong>{_count(found, speech)}</strong></p>'
    yield from _show_chosen(index, asked, speech)
    if asked.wanted.near and spot is None:
        unknown = speech.say("unknown", town=asked.wanted.near)
        yield f'<p class="callout attention">{unknown}</p>'
    if found:
        hubs = "".join(_show_hub(index, each, spot, speech, kind) for each in found[: asked.shown])
        yield f'<ol class="results">{hubs}</ol>'
    if len(found) > asked.shown:
        more = _address({**asked.fields, "shown": str(min(asked.shown + 100, MOST))})
        yield f'<p><a class="button plain" href="{more}">{speech.say("more")}</a></p>'


def _count(found: Sequence[Found], speech: _Speech) -> str:
    if len(found) == 1:
        return speech.say("one")
    return speech.say("many", count=str(len(found))) if found else speech.say("none")


def _show_chosen(index: Index, asked: _Asked, speech: _Speech) -> Iterator[str]:
    """Show each condition as a link to the same search without it."""
    labels = [
        (facet, index.label(facet, code), index.language(facet, code))
        for facet, code in asked.wanted.chosen
    ]
    if asked.wanted.near:
        near = speech.sentences["near"].replace("%(town)s", asked.wanted.near)
        labels.append(("near", near, ""))
    items = []
    for name, label, language in labels:
        away = _address({**asked.fields, name: ""})
        hidden = speech.say("remove", what=label)
        shown = speech.mark(label, language)
        items.append(f'<li><a href="{away}" aria-label="{hidden}">{shown} ×</a></li>')
    if items:
        yield f'<ul class="chosen">{"".join(items)}</ul>'


def _show_hub(index: Index, found: Found, spot: Spot | None, speech: _Speech, kind: str) -> str:
    hub = found.hub
    languages = hub.get("l", {})
    values = {facet: index.facets[facet][hub[facet][0]] for facet in _ONE if hub.get(facet)}
    named = {values[f][1]: index.language(f, values[f][0]) for f in _PLACES if f in values}
    where = {hub["t"]: "", **named} if "t" in hub else named
    line = ", ".join(speech.mark(name, language) for name, language in where.items())
    if "status" in values:
        code, name = values["status"][:2]
        shown = html.escape(code) if code in ("EDIH", "DIH") else speech.mark(name, NAMES_IN)
        line += f' <span class="status status-{html.escape(code.lower())}">{shown}</span>'
    near = _show_near(found, spot, speech)
    if near:
        line += f' <span class="quiet">{near}</span>'
    name = speech.mark(hub["n"], languages.get("n", ""))
    link = f'<a href="../{html.escape(hub["p"])}.html">{name}</a>'
    summary = speech.mark(hub["d"], languages.get("d", NAMES_IN)) if "d" in hub else ""
    shown = f'<p class="quiet">{summary}</p>' if summary else ""
    return f"<li><h3>{link}</h3><p>{line}</p>{shown}{_show_facilities(index, found, kind)}</li>"


def _show_facilities(index: Index, found: Found, kind: str) -> str:
    """Name the facilities of the kind that is asked for, each with its page."""
    kinds = index.facets["facility"]
    fitting = [
        f'<a href="../{html.escape(path)}.html">{html.escape(name)}</a>'
        if path
        else html.escape(name)
        for name, path, number in found.hub.get("f", ())
        if kind and number >= 0 and kinds[number][0] == kind
    ]
    return f'<p class="fitting">{", ".join(fitting)}</p>' if fitting else ""


_PLACES = ("region", "country")
_ONE = ("status", *_PLACES)


def _show_near(found: Found, spot: Spot | None, speech: _Speech) -> str:
    """Say how a hub stands to the town or region that it shall be near."""
    if spot is None:
        return ""
    name = speech.mark(spot.name, spot.language)
    if found.relation:
        return speech.say_with(found.relation, town=name)
    if found.distance_km is None:
        return ""
    km = round(found.distance_km)
    # Pages of earlier releases know no such words.
    is_there = not km and "there" in speech.sentences
    return speech.say_with("there" if is_there else "away", km=str(km), town=name)


def _address(fields: Mapping[str, str]) -> str:
    query = urlencode({name: text for name, text in fields.items() if text})
    return html.escape(f"?{query}" if query else "./")
