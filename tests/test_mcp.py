"""What a language-model client sees; spoken with the official SDK's own client."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest

from edihkg.release import CURRENT, RELEASES, Release
from edihkg.settings import Settings
from tests.serve.conftest import release

pytest.importorskip("mcp", reason="the extra 'mcp' is not installed")

from mcp import Client, StdioServerParameters, stdio_client

from edihkg.mcp import make_server

__all__ = ["release"]

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def _call(release: Release, tool: str, **arguments: Any) -> tuple[bool, str]:
    """Call one tool; give whether it failed, and the text of its answer."""

    async def call() -> tuple[bool, str]:
        settings = Settings(query_deadline_s=1)
        async with Client(make_server(release, settings)) as client:
            result = await client.call_tool(tool, arguments)
            return bool(result.is_error), "".join(
                getattr(each, "text", "") for each in result.content
            )

    return asyncio.run(call())


def test_the_published_questions_are_listed_with_their_parameters(release: Release) -> None:
    """A model that can choose a tested question need not write a query."""
    failed, text = _call(release, "list_questions")
    assert not failed
    assert '"hubs-by-technology-with-facility"' in text
    assert '"technology"' in text
    assert "SELECT" not in text


def test_a_published_question_is_answered_with_its_parameters(release: Release) -> None:
    """The same answer as at /q/."""
    failed, text = _call(
        release,
        "ask_question",
        name="hubs-by-technology-with-facility",
        parameters={"technology": "ROBOTICS"},
    )
    assert not failed
    assert text.splitlines()[0].startswith("technology,")
    assert "http://example.org/north" in text


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask_question", {"name": "none"}, "no question 'none'"),
        (
            "ask_question",
            {"name": "hubs-by-technology-with-facility", "parameters": {"x": "1"}},
            "parameter 'x'",
        ),
        ("run_query", {"query": "SELECT * {"}, "line 1"),
        ("run_query", {"query": "DROP ALL"}, "only answers queries"),
        ("run_query", {"query": "SELECT * { SERVICE <http://x/> {} }"}, "SERVICE"),
        ("run_query", {"query": "ASK {}", "format": "ttl"}, "json, xml, csv, tsv"),
        ("run_query", {"query": CROSS}, "1 s"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    release: Release, tool: str, arguments: dict[str, Any], said: str
) -> None:
    """A model mends its query only if it reads what was wrong with it."""
    failed, text = _call(release, tool, **arguments)
    assert failed
    assert said in text


def test_an_answer_that_is_too_long_for_a_model_is_refused(release: Release) -> None:
    """Half an answer would be taken for the whole."""
    query = "SELECT ?a ?b { ?a ?x ?o . ?b ?x ?p } LIMIT 50000"
    failed, text = _call(release, "run_query", query=query)
    assert failed
    assert "LIMIT" in text


def test_a_server_of_its_own_speaks_over_standard_input(release: Release, tmp_path: Path) -> None:
    """So clients start it: as a program, with nothing but the protocol on its output."""
    (tmp_path / RELEASES).mkdir()
    name = release.manifest.release_id
    (tmp_path / RELEASES / name).symlink_to(release.path)
    (tmp_path / CURRENT).symlink_to(Path(RELEASES) / name)

    async def call() -> tuple[list[str], str, str]:
        command = StdioServerParameters(
            command=sys.executable, args=["-m", "edihkg", "mcp", "--out", str(tmp_path)]
        )
        async with Client(stdio_client(command)) as client:
            tools = [tool.name for tool in (await client.list_tools()).tools]
            answer = await client.call_tool("run_query", {"query": "ASK {}", "format": "json"})
            ontology = await client.read_resource("edihkg://ontology")
        return tools, answer.content[0].text, ontology.contents[0].text  # type: ignore[union-attr]

    tools, answer, ontology = asyncio.run(call())
    assert tools == ["list_questions", "ask_question", "find_terms", "run_query"]
    assert '"boolean":true' in answer
    assert "edih:Hub a owl:Class" in ontology
