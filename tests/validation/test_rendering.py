"""Reports are shown in seven formats, all of one report."""

import json
import os
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest
from rdflib import SH, Graph

from edihkg.validation import FORMATS, Report, Severity, View, render
from edihkg.validation import rendering as rendering_package
from edihkg.validation.report import Finding, Proposal
from tests.validation.conftest import TEXT, CheckText

NAME = "si/4pdih.ttl"
BAD = TEXT.replace("foaf:page <https://www.4pdih.example/>", 'foaf:page "Website"')
WORSE = (
    BAD.replace("nuts:SI04", "nuts:SI99")
    .replace("technology:ROBOTICS", "technology:ROBOTS")
    .replace("edih:isFundedBy", "edih:hasPartner hub:x ; edih:isFundedBy")
    .replace('skos:altLabel "4PDIH"', 'skos:altLabel " 4PDIH"')
)
SARIF_SCHEMA = "EDIHKG_SARIF_SCHEMA"


@pytest.fixture(scope="module")
def view(check_text: CheckText) -> View:
    """Three submissions: one bad in several ways, one with a warning, one good."""
    http = TEXT.replace("foaf:page <https://www.4p", "foaf:page <http://www.4p", 1)
    texts = {NAME: WORSE, "si/warned.ttl": http.replace("4pdih", "warned")}
    good = check_text(TEXT.replace("4pdih", "good"), "si/good.ttl")
    reports = (*(check_text(text, name) for name, text in texts.items()), good)
    return View(reports=reports, sources=texts, paths={NAME: f"my files, 100%/{NAME}"})


def test_text_shows_the_line_with_a_caret_and_ends_with_counts(check_text: CheckText) -> None:
    """As a modern compiler would."""
    shown = render(View(reports=(check_text(BAD),), sources={NAME: BAD}))
    assert shown == (
        "4P Digital Innovation Hub (kept out)\n"
        "  si/4pdih.ttl:37:15 Violation D01 Web page of 4P Digital Innovation Hub is no full "
        "address: 'Website'; give one that begins with https://, or leave it out.\n"
        '       37 |     foaf:page "Website" ;\n'
        "          |               ^^^^^^^^^\n"
        "      - It is a text, not an address.\n"
        "      Write it as <https://www.example.eu/>, without quotation marks.\n"
        "\n"
        "1 submission: 0 accepted, 1 kept out; 1 violation.\n"
    )


def test_text_puts_the_worst_first_and_leaves_good_hubs_to_the_count(view: View) -> None:
    """Hundreds of good hubs would hide the bad one."""
    shown = render(View(reports=view.reports[::-1]))
    assert shown.index("Violation D01") < shown.index("Warning D04")
    assert "si/good.ttl" not in shown
    assert shown.endswith("3 submissions: 2 accepted, 1 kept out; 4 violations, 3 warnings.\n")


def test_text_of_a_good_submission_is_one_line(view: View) -> None:
    """There is nothing to say."""
    shown = render(View(reports=view.reports[-1:]))
    assert shown == "1 submission: 1 accepted, 0 kept out; nothing to mend.\n"


def test_text_shows_no_control_characters_of_a_file(check_text: CheckText) -> None:
    """A file must not be able to write to the reader's terminal."""
    bad = BAD.replace("Website", "Web\\u001B[2Jsite \x1b[2J")
    for wanted in FORMATS:
        shown = render(View(reports=(check_text(bad),), sources={NAME: bad}), wanted)
        assert "\x1b" not in shown


def test_colour_changes_nothing_but_colour(view: View) -> None:
    """What is read without colour is the same."""
    coloured = View(reports=view.reports, sources=view.sources, paths=view.paths, colour=True)
    shown = render(coloured)
    assert "\x1b[31m" in shown
    assert re.sub(r"\x1b\[\d+m", "", shown) == render(view)


def test_carets_stay_under_the_value_in_a_long_line(check_text: CheckText) -> None:
    """A generated file may have everything in one line."""
    long = BAD.replace('foaf:page "Website"', f'{" " * 300}foaf:page "Website"')
    _, _, line, carets, *_ = render(View(reports=(check_text(long),), sources={NAME: long})).split(
        "\n"
    )
    assert line[carets.index("^") :].startswith('"Website"')
    assert len(line) < 120


def _count_turtle(shown: str) -> int:
    return len(list(Graph().parse(data=shown, format="turtle").objects(None, SH.result)))


def _count_junit(shown: str) -> int:
    root = ET.fromstring(shown)  # noqa: S314 - our own output
    return len(root.findall(".//failure")) + len(root.findall(".//system-out"))


COUNTS = {
    "text": lambda shown: len(re.findall(r"^  \S.* D\d\d", shown, re.MULTILINE)),
    "json": lambda shown: sum(
        len(findings)
        for document in [json.loads(shown)]
        for findings in (document["common"], *(one["findings"] for one in document["reports"]))
    ),
    "sarif": lambda shown: len(json.loads(shown)["runs"][0]["results"]),
    "junit": _count_junit,
    "github": lambda shown: len(re.findall(r"^::(?:error|warning|notice) ", shown, re.MULTILINE)),
    "html": lambda shown: shown.count('<span class="severity">'),
    "turtle": _count_turtle,
}


def test_every_format_is_counted() -> None:
    """A new format must be compared with the others."""
    assert COUNTS.keys() == FORMATS.keys()


@pytest.mark.parametrize("wanted", FORMATS)
def test_all_formats_hold_the_same_number_of_results(wanted: str, view: View) -> None:
    """One run, one truth, whatever tool reads it."""
    total = sum(len(report.findings) for report in view.reports)
    assert total == 7
    assert COUNTS[wanted](render(view, wanted)) == total


@pytest.mark.parametrize("wanted", [name for name in FORMATS if name != "turtle"])
def test_a_cap_limits_what_is_shown_but_not_what_is_counted(wanted: str, view: View) -> None:
    """Whoever sees the first two must know that there are more; the worst stay."""
    capped = View(reports=view.reports, sources=view.sources, most=2)
    shown = render(capped, wanted)
    assert COUNTS[wanted](shown) == 2
    assert "D04" not in shown
    if wanted == "json":
        document = json.loads(shown)
        assert (document["notShown"], document["counts"]["Violation"]) == (5, 4)
    elif wanted == "sarif":
        assert json.loads(shown)["runs"][0]["properties"]["counts"]["Violation"] == 4
    elif wanted == "junit":
        assert ET.fromstring(shown).get("failures") == "4"  # noqa: S314 - our own output
    else:
        assert "4 violations" in shown


@pytest.mark.parametrize("wanted", FORMATS)
def test_no_format_shows_an_e_mail_address(wanted: str, check_text: CheckText) -> None:
    """Reports are published and mailed; an address may be personal data."""
    bad = BAD.replace('"Website"', '"jane.doe@mail.example, Jane.Doe@mail.example"')
    shown = render(View(reports=(check_text(bad),), sources={NAME: bad}), wanted)
    assert "jane" not in shown.lower()
    assert shown


def test_the_schema_describes_the_json_report(view: View) -> None:
    """Integrators generate code from it."""
    folder = Path(rendering_package.__file__).parent
    schema = json.loads((folder / "report.schema.json").read_text("utf-8"))
    document = json.loads(render(view, "json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema)
    finding = schema["$defs"]["finding"]
    assert set(finding["properties"]) == set(Finding.__slots__)
    assert set(schema["$defs"]["proposal"]["properties"]) == set(Proposal.__slots__)
    document["reports"][0]["findings"][0]["extra"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema)


def test_json_says_everything_that_is_known(view: View) -> None:
    """Other tools build on it."""
    document = json.loads(render(view, "json"))
    assert (document["accepted"], document["keptOut"]) == (2, 1)
    finding = next(f for r in document["reports"] for f in r["findings"] if f["code"] == "D01")
    assert finding.pop("message").startswith("Web page of 4P")
    assert finding == {
        "code": "D01",
        "severity": "Violation",
        "focus": "https://w3id.org/edihkg/id/hub/4pdih",
        "path": "http://xmlns.com/foaf/0.1/page",
        "value": "Website",
        "file": NAME,
        "line": 37,
        "column": 15,
        "causes": ["It is a text, not an address."],
        "suggestion": "Write it as <https://www.example.eu/>, without quotation marks.",
        "shape": "https://w3id.org/edihkg/shapes#Page-address",
        "rule": "A web page is given as a full web address.",
    }


def test_sarif_has_what_code_scanning_needs(view: View) -> None:
    """GitHub refuses a file without rules, messages, places or levels."""
    document = json.loads(render(view, "sarif"))
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert document["version"] == "2.1.0"
    assert all(rule["shortDescription"]["text"] for rule in rules)
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        place = result["locations"][0]["physicalLocation"]
        assert " " not in place["artifactLocation"]["uri"]
        assert place["region"]["endColumn"] > place["region"]["startColumn"] > 0
    prints = [result["partialFingerprints"]["finding/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints)


def test_sarif_fits_the_schema_of_the_standard(view: View) -> None:
    """Set EDIHKG_SARIF_SCHEMA to the file, for example that of npm's @microsoft/jest-sarif."""
    if SARIF_SCHEMA not in os.environ:
        pytest.skip(f"{SARIF_SCHEMA} names no copy of the SARIF 2.1.0 schema")
    schema = json.loads(Path(os.environ[SARIF_SCHEMA]).read_text("utf-8"))
    jsonschema.Draft4Validator(schema).validate(json.loads(render(view, "sarif")))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(schema).validate({"version": "2.1.0"})


def test_fingerprints_stay_when_lines_move(check_text: CheckText) -> None:
    """A service must not show an old finding as new because a line was added above it."""
    moved = BAD.replace("# Invented", "# One more line.\n# Invented")
    shown = [
        json.loads(render(View(reports=(check_text(text),)), "sarif"))["runs"][0]["results"][0]
        for text in (BAD, moved)
    ]
    assert shown[0]["partialFingerprints"] == shown[1]["partialFingerprints"]
    assert shown[0]["locations"] != shown[1]["locations"]


def test_junit_fails_for_violations_only(view: View) -> None:
    """A dashboard must be green when submissions are accepted."""
    root = ET.fromstring(render(view, "junit"))  # noqa: S314 - our own output
    suites = {suite.get("name"): suite for suite in root}
    assert root.get("failures") == str(sum(r.count(Severity.VIOLATION) for r in view.reports))
    assert int(root.get("tests", "0")) == len(root.findall("*/testcase"))
    assert suites["si/good.ttl"].findall("testcase/*") == []
    assert suites["si/warned.ttl"].get("failures") == "0"


def test_commands_of_github_cannot_be_broken_by_what_a_file_says(check_text: CheckText) -> None:
    """A line break in a value would start a command of its own."""
    bad = BAD.replace('"Website"', '"a\\r\\n::error::b, 100%"')
    shown = render(
        View(reports=(check_text(bad),), paths={NAME: "a,b:c%.ttl"}, sources={NAME: bad}), "github"
    )
    assert [line for line in shown.split("\n") if line.startswith("::error")] == [
        shown.split("\n")[0]
    ]
    assert "file=a%2Cb%3Ac%25.ttl,line=37,col=15,endColumn=" in shown
    assert "100%25" in shown


class _Reader(HTMLParser):
    """Collects elements, identifiers and addresses of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.identifiers: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element has."""
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.identifiers.append(value or "")
            if name in ("src", "href", "action"):
                self.addresses.append(value or "")


def test_html_is_one_file_without_script_or_foreign_host(view: View) -> None:
    """It is mailed, and opened where nothing may be loaded."""
    shown = render(view, "html")
    reader = _Reader()
    reader.feed(shown)
    assert not {"script", "link", "img", "iframe", "object"} & set(reader.tags)
    assert reader.addresses
    assert {address.removeprefix("#") for address in reader.addresses} <= set(reader.identifiers)
    assert len(set(reader.identifiers)) == len(reader.identifiers)
    assert reader.tags.count("h1") == reader.tags.count("main") == 1
    assert '<html lang="en">' in shown


def test_html_shows_what_a_file_says_as_text(check_text: CheckText) -> None:
    """A submission must not be able to run anything in a reader's browser."""
    bad = BAD.replace('"Website"', '"<script>alert(1)</script>"')
    shown = render(View(reports=(check_text(bad),), sources={NAME: bad}), "html")
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_turtle_is_a_validation_report_that_holds_rules_as_well(view: View) -> None:
    """A tool that reads only Turtle learns of everything, file by file."""
    graph = Graph().parse(data=render(view, "turtle"), format="turtle")
    assert len(list(graph.subjects(SH.conforms))) == len(view.reports)
    assert any("Rule-" in str(shape) for shape in graph.objects(None, SH.sourceShape))


def test_a_finding_in_a_table_is_placed_by_its_cell() -> None:
    """A line of a workbook means nothing to who edits it."""
    finding = Finding(
        code="D35",
        severity=Severity.VIOLATION,
        message="The country is unknown.",
        file="hubs.xlsx",
        line=7,
        column=3,
        cell="hubs!C7",
        shape="https://w3id.org/edihkg/shapes#Country-list",
    )
    view = View(reports=(Report(name="hubs.xlsx", label="Hubs", findings=(finding,)),))
    for wanted in set(FORMATS) - {"turtle"}:
        assert "hubs!C7" in render(view, wanted)
