"""The search page's form, answered by the server for who has no scripts."""

import html
import json
from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse

from edihkg.finding import FACETS
from edihkg.serve.searching import Search
from tests.serve.releases import build_release

WORDS = {
    "one": "1 hub",
    "many": "%(count)s hubs",
    "none": "No hub fits.",
    "away": "about %(km)s km from %(town)s",
    "more": "Show more",
    "remove": "Take away: %(what)s",
    "near": "near %(town)s",
    "seated": "seat in %(town)s",
    "unknown": "No hub in %(town)s.",
}
PAGE = f"""<form data-words="{html.escape(json.dumps(WORDS))}">
<input id="q" name="q" type="search" value="" ><input id="near" name="near" value="">
<select name="country"><option value="AT" data-of="country">Austria</option></select>
<!--results--><p>Start</p><!--/results--></form>"""
INDEX = {
    "facets": {
        **{name: [] for name in FACETS},
        "country": [["AT", "Austria"]],
        "region": [["BG31", "Северозападен"]],
    },
    "regions": [["BG31", "Северозападен", "Severozapaden", "bg"]],
    "organisations": [],
    "hubs": [
        {"p": "id/hub/a", "n": "<b>Robots</b>", "t": "Graz", "x": [47.0, 15.4], "country": [0]},
        {"p": "id/hub/m", "n": "Мост", "l": {"n": "bg"}, "region": [0], "d": "A bridge"},
        *({"p": f"id/hub/{n}", "n": f"Other {n}"} for n in range(40)),
    ],
}


@pytest.fixture
def client(tmp_path: Path) -> httpx.AsyncClient:
    """Give a client of the search over a release with one page."""
    files = {
        "site/search/index.html": PAGE.encode(),
        "site/search/index.json": json.dumps(INDEX).encode(),
    }
    release = build_release(tmp_path, quads=[], files=files)
    search = Search(release, PlainTextResponse("a file"))
    transport = httpx.ASGITransport(app=search)
    return httpx.AsyncClient(transport=transport, base_url="http://hubs.example")


async def ask(client: httpx.AsyncClient, address: str) -> str:
    """Ask for an address and give the body."""
    answer = await client.get(address)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.anyio
async def test_the_answer_stands_in_the_page_with_the_form_filled_in(
    client: httpx.AsyncClient,
) -> None:
    """Without scripts the page must do the same, and show what it was asked."""
    page = await ask(client, "/search/?q=robots&country=AT&near=Graz")
    assert "<strong>1 hub</strong>" in page
    assert '<a href="../id/hub/a.html">&lt;b&gt;Robots&lt;/b&gt;</a>' in page
    assert "about 0 km from Graz" in page
    assert 'value="robots"' in page
    assert 'data-of="country" selected' in page
    assert 'href="?q=robots&amp;near=Graz" aria-label="Take away: Austria"' in page
    assert "Start" not in page


@pytest.mark.anyio
async def test_near_a_region_says_how_a_hub_belongs_to_it_and_in_which_language(
    client: httpx.AsyncClient,
) -> None:
    """A voice reads Bulgarian names in Bulgarian, and sentences in the language of the page."""
    page = await ask(client, "/search/?q=bridge&near=Severozapaden")
    assert '<a href="../id/hub/m.html"><span lang="bg">Мост</span></a>' in page
    assert 'seat in <span lang="bg">Северозападен</span>' in page
    assert '<p class="quiet">A bridge</p>' in page


@pytest.mark.anyio
async def test_what_is_typed_is_shown_harmless(client: httpx.AsyncClient) -> None:
    """An address can be given to somebody else, with a script in it."""
    evil = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
    page = await ask(client, f"/search/?q={evil}&near={evil}&country={evil}")
    assert "<script>" not in page
    assert "No hub fits." in page


@pytest.mark.anyio
async def test_long_answers_come_in_parts(client: httpx.AsyncClient) -> None:
    """Hundreds of hubs at once help nobody on a phone."""
    page = await ask(client, "/search/?q=other")
    assert page.count("<h3>") == 30
    assert 'href="?q=other&amp;shown=130"' in page
    assert (await ask(client, "/search/?q=other&shown=130")).count("<h3>") == 40


@pytest.mark.anyio
async def test_a_question_is_not_kept(client: httpx.AsyncClient) -> None:
    """Nobody else gets to see what somebody looked for."""
    answer = await client.get("/search/?q=other")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.anyio
@pytest.mark.parametrize("address", ["/search/", "/search/?q=", "/search/index.json?q=x"])
async def test_all_else_is_a_file(client: httpx.AsyncClient, address: str) -> None:
    """The page itself and the index are as they were published."""
    assert await ask(client, address) == "a file"
