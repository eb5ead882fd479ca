"""Rules across hubs find what only the whole network shows, for every hub involved."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from edihkg import assets

NETWORK = assets.folder("shapes") / "network"
HUB = "https://w3id.org/edihkg/id/hub/"
PREFIXES = """
@prefix edih: <https://w3id.org/edihkg/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix hub: <https://w3id.org/edihkg/id/hub/> .
@prefix o: <https://w3id.org/edihkg/id/organisation/> .
@prefix c: <http://publications.europa.eu/resource/authority/country/> .
c:SVN skos:prefLabel "Slovenia"@en .
c:ITA skos:prefLabel "Italy"@en .
hub:a a edih:Hub ; skos:prefLabel "A Hub" ; edih:country c:SVN .
hub:b a edih:Hub ; skos:prefLabel "B" ; edih:country c:SVN .
hub:i a edih:Hub ; skos:prefLabel "I" ; edih:country c:ITA .
"""
CASES = {
    "one page, written in two ways": (
        "shared-page",
        "hub:a foaf:page <http://www.x.eu/> . hub:b foaf:page <https://x.eu> .",
        {"a", "b"},
    ),
    "a page on a social platform": (
        "shared-page",
        "hub:a foaf:page <https://www.linkedin.com/x> ."
        "hub:b foaf:page <https://www.linkedin.com/x> .",
        set(),
    ),
    "one page of one hub under two names": (
        "shared-page",
        "hub:a foaf:page <https://x.eu> . hub:b foaf:page <https://x.eu> ; edih:sameHubAs hub:a .",
        set(),
    ),
    "one acronym in two countries": (
        "shared-acronym",
        'hub:a skos:altLabel "NEST" . hub:i skos:altLabel "Nest" .',
        {"a", "i"},
    ),
    "one acronym in one country": (
        "shared-acronym",
        'hub:a skos:altLabel "NEST" . hub:b skos:altLabel "NEST" .',
        set(),
    ),
    "one hub as DIH and as EDIH": (
        "hub-entered-twice",
        'hub:a skos:altLabel "DIH Lombardia" . hub:b skos:altLabel "EDIH LOMBARDIA" .',
        {"a", "b"},
    ),
    "equal names in two countries": (
        "hub-entered-twice",
        'hub:a skos:altLabel "Data-Life" . hub:i skos:altLabel "DATAlife" .',
        set(),
    ),
    "one VAT number for two organisations": (
        "shared-identifier",
        'o:p edih:vatNumber "SI1" ; edih:isPartnerIn hub:a ; skos:prefLabel "P" .'
        'o:q edih:vatNumber "SI1" ; edih:isPartnerIn hub:b ; skos:prefLabel "Q" .',
        {"a", "b"},
    ),
    "two VAT numbers": (
        "shared-identifier",
        'o:p edih:vatNumber "SI1" ; edih:isPartnerIn hub:a ; skos:prefLabel "P" .'
        'o:q edih:vatNumber "SI2" ; edih:isPartnerIn hub:b ; skos:prefLabel "Q" .',
        set(),
    ),
    "names that differ in the legal form": (
        "near-equal-organisations",
        'o:p a org:FormalOrganization ; edih:isPartnerIn hub:a ; skos:prefLabel "Cineca" .'
        "o:q a org:FormalOrganization ; edih:isPartnerIn hub:i ; edih:country c:ITA ;"
        '    skos:prefLabel "CINECA S.p.A." .',
        {"a", "i"},
    ),
    "a collaboration that nobody describes": (
        "collaboration-nowhere",
        "hub:a edih:collaboratesIn <https://w3id.org/edihkg/id/hub/b#collaboration-x> .",
        {"a"},
    ),
    "a collaboration that another hub describes": (
        "collaboration-nowhere",
        "hub:a edih:collaboratesIn hub:work . hub:b edih:collaboratesIn hub:work ."
        "hub:work a edih:Collaboration .",
        set(),
    ),
    "equal names in two stated countries": (
        "near-equal-organisations",
        "o:p a org:FormalOrganization ; edih:isPartnerIn hub:a ; edih:country c:SVN ;"
        '    skos:prefLabel "Cineca" .'
        "o:q a org:FormalOrganization ; edih:isPartnerIn hub:i ; edih:country c:ITA ;"
        '    skos:prefLabel "Cineca" .',
        set(),
    ),
}


def _rows(path: Path, data: str) -> list[dict[str, str]]:
    store = ox.Store()
    store.load((PREFIXES + data).encode(), format=ox.RdfFormat.TURTLE)
    answer = store.query(path.read_text(encoding="utf-8"))
    assert isinstance(answer, ox.QuerySolutions)
    names = [variable.value for variable in answer.variables]
    return [
        {
            name: row[name].value
            for name in names
            if isinstance(row[name], ox.NamedNode | ox.Literal)
        }
        for row in answer
    ]


@pytest.mark.parametrize(("rule", "data", "hubs"), CASES.values(), ids=CASES.keys())
def test_a_rule_speaks_to_every_hub_involved_and_to_no_other(
    rule: str, data: str, hubs: set[str]
) -> None:
    """Each maintainer sees only his own file, so each must be told."""
    rows = _rows(NETWORK / f"{rule}.rq", data)
    assert [row["hub"].removeprefix(HUB) for row in rows] == sorted(hubs)


@pytest.mark.parametrize(("rule", "data", "hubs"), CASES.values(), ids=CASES.keys())
def test_every_place_of_a_message_is_a_column(rule: str, data: str, hubs: set[str]) -> None:
    """A place that is not filled would stand in the report."""
    path = NETWORK / f"{rule}.rq"
    message = re.findall(r"^# message: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)[0]
    for row in _rows(path, data):
        assert set(re.findall(r"\{(\w+)\}", message)) <= row.keys()
        assert "hubLabel" in row


MESSAGES = {
    "one page, written in two ways": "A Hub and B share the web page http://www.x.eu/; are they",
    "one acronym in two countries": "NEST",
    "one hub as DIH and as EDIH": "A Hub",
    "one VAT number for two organisations": "SI1",
    "names that differ in the legal form": "Cineca",
    "a collaboration that nobody describes": (
        "A Hub takes part in the collaboration https://w3id.org/edihkg/id/hub/b#collaboration-x, "
        "which no published hub describes."
    ),
}
"""What the message to the first hub holds once it is filled."""


@pytest.mark.parametrize(("case", "words"), MESSAGES.items(), ids=MESSAGES.keys())
def test_a_message_names_what_was_found(case: str, words: str) -> None:
    """A maintainer must see which page, name or number is meant."""
    rule, data, _ = CASES[case]
    path = NETWORK / f"{rule}.rq"
    message = re.findall(r"^# message: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)[0]
    row = _rows(path, data)[0]
    places = {**row, "hub": row["hubLabel"]}
    filled = re.sub(r"\{(\w+)\}", lambda match: places[match[1]], message)
    assert words in filled


def test_every_rule_across_hubs_has_a_case_that_speaks_and_one_that_is_silent() -> None:
    """The nearest network without the defect must give no finding."""
    for path in NETWORK.glob("*.rq"):
        found = [bool(hubs) for rule, _, hubs in CASES.values() if rule == path.stem]
        assert True in found, path.stem
        assert False in found, path.stem
    assert {CASES[case][0] for case in MESSAGES} == {path.stem for path in NETWORK.glob("*.rq")}
