"""A file of ill will costs time in proportion to its length, whatever it repeats.

Nothing is timed: what reads a text of this length again from each of its places takes hours.
"""

import json

import pytest

from edihkg.cli.inputs import Inputs
from edihkg.iris import IriSpace
from edihkg.validation.rendering import render
from edihkg.validation.rendering.view import View
from tests.validation.conftest import TEXT, CheckText

LENGTH = 200_000
INPUTS = Inputs(IriSpace("https://w3id.org/edihkg/"))
REPEATED = ("a", "1", " ", "é", "a.", "a@b.", "- ", '\\"', "<", "_", "a, ", "a/", "{a")


def _long(piece: str) -> str:
    return piece * (LENGTH // len(piece))


@pytest.mark.parametrize("piece", REPEATED, ids=repr)
def test_a_long_name_is_checked_and_shown(piece: str, check_text: CheckText) -> None:
    """Findings quote it, look for addresses in it and for codes that are like it."""
    for before in ('skos:prefLabel "', 'dct:description "', 'edih:townAsStated "'):
        report = check_text(TEXT.replace(before, before + _long(piece), 1))
        for wanted in ("text", "html", "json"):
            assert render(View(reports=(report,)), wanted)


@pytest.mark.parametrize("piece", [*REPEATED, "\n", "#\n", '"', "'''"], ids=repr)
@pytest.mark.parametrize("name", ["x.ttl", "x.nt", "x.nq", "x.csv", "x.jsonld", "x"])
def test_whatever_a_file_repeats_is_read_once(name: str, piece: str) -> None:
    """Before the text, behind it, as a comment and instead of it."""
    text = '{"@type": "Hub"}' if name.endswith("jsonld") else TEXT
    key = json.dumps({_long(piece): 1})
    for content in (
        _long(piece),
        _long(piece) + text,
        text + _long(piece),
        f"{text}\n# {key}",
        key,
    ):
        assert INPUTS.read_bytes(content.encode(), f"si/{name}").submissions
