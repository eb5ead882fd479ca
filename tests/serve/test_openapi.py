"""Tests of what the server says about itself to programs: complete, and true."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from edihkg import assets, queries
from tests.serve.servers import Served

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_schema_conformance,response_headers_conformance"
)


@pytest.fixture(scope="module")
def described(served: Served) -> dict[str, Any]:
    """The description, as a program reads it."""
    found: dict[str, Any] = served.client.get("/openapi.json").json()
    return found


def test_every_question_is_described_with_its_parameters(described: dict[str, Any]) -> None:
    """A program can offer all questions without reading a page."""
    for question in queries.load(assets.folder("sparql") / "questions").values():
        told = described["paths"][f"/q/{question.name}.{{ending}}"]["get"]
        names = [each["name"] for each in told["parameters"] if each["in"] == "query"]
        assert names == [parameter.name for parameter in question.parameters]


def test_every_operation_has_a_name_of_its_own(described: dict[str, Any]) -> None:
    """Generated clients make a function of each."""
    operations = [o for path in described["paths"].values() for o in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)


def test_every_parameter_of_a_path_is_described(described: dict[str, Any]) -> None:
    """Tools stop at one that is not."""
    for path, operations in described["paths"].items():
        for operation in operations.values():
            named = {p["name"] for p in operation.get("parameters", ()) if p["in"] == "path"}
            assert named == set(re.findall(r"\{(\w+)\}", path)), path


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/sparql?query=ASK%20%7B%7D", "/sparql"),
        ("/sparql?query=ASK", "/sparql"),
        ("/sparql?update=CLEAR%20ALL", "/sparql"),
        ("/q/hubs.csv", "/q/hubs.{ending}"),
        ("/q/hubs.xlsx", "/q/hubs.{ending}"),
        ("/q/hubs.pdf", "/q/hubs.{ending}"),
        ("/q/hubs.csv?country=zz", "/q/hubs.{ending}"),
        ("/q/hubs", "/q/hubs"),
        ("/graph/none", "/graph/{name}"),
        ("/id/hub/none", "/id/{kind}/{slug}"),
    ],
)
def test_what_happens_is_what_is_said(
    served: Served, described: dict[str, Any], address: str, path: str
) -> None:
    """Status and media type of an answer stand in the description."""
    response = served.client.get(address)
    told = described["paths"][path]["get"]["responses"][str(response.status_code)]
    media_type = response.headers.get("content-type", "").partition(";")[0]
    assert not media_type or media_type in told["content"]


@pytest.mark.slow
@pytest.mark.skipif(not SCHEMATHESIS.exists(), reason="the extra 'contract' is not installed")
def test_generated_requests_meet_no_failure(served: Served, tmp_path: Path) -> None:
    """Hundreds of requests that nobody would write: no 5xx, nothing that is not announced."""
    command = [
        *(str(SCHEMATHESIS), "run", f"{served.url}/openapi.json", "--checks", CHECKS),
        *("--phases", "coverage,fuzzing", "--max-examples", "3", "--generation-database", "none"),
        *("--include-path-regex", r"^/(sparql|q/hubs\.|graph|id)"),
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
