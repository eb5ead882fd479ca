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
from edihkg.finding import FACETS, Found, Index, Town, Wanted
from edihkg.release import SITE, Release
from edihkg.serve.files import accepts_gzip

PATH = "search"
SHOWN = 30
"""Hubs on the first page of an answer; as many more with each step."""
MOST = 1000
_PAGE = re.compile(r"search/(?:index(?:\.[a-z-]+)?\.html)?")
_RESULTS = re.compile(r"(?<=<!--results-->).*(?=<!--/results-->)", re.DOTALL)
_WORDS = re.compile(r'data-words="([^"]*)"')
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
        answer = "".join(_show(self._index, asked, json.loads(html.unescape(words[1]))))
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
    return page


def _show(index: Index, asked: _Asked, words: Mapping[str, str]) -> Iterator[str]:
    found = index.find(asked.wanted)
    town = index.town(asked.wanted.near)
    yield f'<p role="status"><strong>{_count(found, words)}</strong></p>'
    yield from _show_chosen(index, asked, words)
    if asked.wanted.near and town is None:
        unknown = _say(words["unknown"], town=asked.wanted.near)
        yield f'<p class="callout attention">{unknown}</p>'
    if found:
        hubs = "".join(_show_hub(index, each, town, words) for each in found[: asked.shown])
        yield f'<ol class="results">{hubs}</ol>'
    if len(found) > asked.shown:
        more = _address({**asked.fields, "shown": str(min(asked.shown + 100, MOST))})
        yield f'<p><a class="button plain" href="{more}">{_say(words["more"])}</a></p>'


def _count(found: Sequence[Found], words: Mapping[str, str]) -> str:
    if len(found) == 1:
        return _say(words["one"])
    return _say(words["many"], count=str(len(found))) if found else _say(words["none"])


def _show_chosen(index: Index, asked: _Asked, words: Mapping[str, str]) -> Iterator[str]:
    """Show each condition as a link to the same search without it."""
    labels = [(facet, index.label(facet, code)) for facet, code in asked.wanted.chosen]
    if asked.wanted.near:
        labels.append(("near", words["near"].replace("%(town)s", asked.wanted.near)))
    items = []
    for name, label in labels:
        away = _address({**asked.fields, name: ""})
        hidden = _say(words["remove"], what=label)
        items.append(f'<li><a href="{away}" aria-label="{hidden}">{html.escape(label)} ×</a></li>')
    if items:
        yield f'<ul class="chosen">{"".join(items)}</ul>'


def _show_hub(index: Index, found: Found, town: Town | None, words: Mapping[str, str]) -> str:
    hub = found.hub
    values = {facet: index.facets[facet][hub[facet][0]] for facet in _ONE if hub.get(facet)}
    where = dict.fromkeys(
        text for text in (hub.get("t"), *(values[f][1] for f in _PLACES if f in values)) if text
    )
    line = html.escape(", ".join(where))
    if "status" in values:
        code, name = values["status"][:2]
        shown = html.escape(code if code in ("EDIH", "DIH") else name)
        line += f' <span class="status status-{html.escape(code.lower())}">{shown}</span>'
    if found.distance_km is not None and town is not None:
        away = _say(words["away"], km=str(round(found.distance_km)), town=town.name)
        line += f' <span class="quiet">{away}</span>'
    link = f'<a href="../{html.escape(hub["p"])}.html">{html.escape(hub["n"])}</a>'
    summary = f'<p class="quiet">{html.escape(hub["d"])}</p>' if "d" in hub else ""
    return f"<li><h3>{link}</h3><p>{line}</p>{summary}</li>"


_PLACES = ("region", "country")
_ONE = ("status", *_PLACES)


def _say(sentence: str, **places: str) -> str:
    """Fill the places of a sentence; the result is safe in HTML."""
    said = html.escape(sentence)
    for name, text in places.items():
        said = said.replace(f"%({name})s", html.escape(text))
    return said


def _address(fields: Mapping[str, str]) -> str:
    query = urlencode({name: text for name, text in fields.items() if text})
    return html.escape(f"?{query}" if query else "./")
