"""Reports are shown as text, JSON and Turtle."""

import json

from rdflib import SH, Graph

from edihkg.validation import View, render
from tests.validation.conftest import TEXT, CheckText

BAD = TEXT.replace("foaf:page <https://www.4pdih.example/>", 'foaf:page "Website"')


def test_text_shows_the_line_with_a_caret_and_ends_with_counts(check_text: CheckText) -> None:
    """As a modern compiler would."""
    shown = render(View(reports=(check_text(BAD),), sources={"si/4pdih.ttl": BAD}))
    assert shown == (
        "4P Digital Innovation Hub (kept out)\n"
        "  si/4pdih.ttl:37:15 Violation D01 Web page of 4P Digital Innovation Hub is the text "
        "'Website', not an address; give a full https:// address or leave it out.\n"
        '       37 |     foaf:page "Website" ;\n'
        "          |               ^^^^^^^^^\n"
        "      Write it as <https://www.example.eu/>, without quotation marks.\n"
        "\n"
        "1 submission: 0 accepted, 1 kept out; 1 violation.\n"
    )


def test_text_puts_the_worst_first_and_leaves_good_hubs_to_the_count(
    check_text: CheckText,
) -> None:
    """Hundreds of good hubs would hide the bad one."""
    http = TEXT.replace("foaf:page <https://www.4p", "foaf:page <http://www.4p", 1)
    shown = render(
        View(
            reports=(
                check_text(TEXT),
                check_text(http),
                check_text(BAD),
            )
        )
    )
    assert shown.index("Violation D01") < shown.index("Warning D04")
    assert shown.endswith("\n3 submissions: 2 accepted, 1 kept out; 1 violation, 1 warning.\n")


def test_text_of_a_good_submission_is_one_line(check_text: CheckText) -> None:
    """There is nothing to say."""
    shown = render(View(reports=(check_text(TEXT),)))
    assert shown == "1 submission: 1 accepted, 0 kept out; nothing to mend.\n"


def test_text_shows_no_control_characters_of_a_file(check_text: CheckText) -> None:
    """A file must not be able to write to the reader's terminal."""
    bad = BAD.replace("Website", "Web\\u001B[2Jsite")
    assert "\x1b" not in render(View(reports=(check_text(bad),), sources={"si/4pdih.ttl": bad}))


def test_json_holds_every_field_that_is_known(check_text: CheckText) -> None:
    """Other tools build on it."""
    document = json.loads(render(View(reports=(check_text(BAD),)), "json"))
    assert (document["accepted"], document["keptOut"]) == (0, 1)
    (report,) = document["reports"]
    (finding,) = report["findings"]
    assert finding.pop("message").startswith("Web page of 4P")
    assert finding.pop("suggestion").startswith("Write it as")
    assert finding == {
        "code": "D01",
        "severity": "Violation",
        "focus": "https://w3id.org/edihkg/id/hub/4pdih",
        "path": "http://xmlns.com/foaf/0.1/page",
        "value": "Website",
        "file": "si/4pdih.ttl",
        "line": 37,
        "column": 15,
        "shape": "https://w3id.org/edihkg/shapes#Page-address",
    }


def test_turtle_is_a_validation_report_that_holds_rules_as_well(check_text: CheckText) -> None:
    """A tool that reads only Turtle learns of everything."""
    twice = BAD.replace("edih:isFundedBy", "edih:hasPartner hub:x ; edih:isFundedBy", 1)
    graph = Graph().parse(
        data=render(View(reports=(check_text(twice),)), "turtle"), format="turtle"
    )
    assert len(list(graph.subjects(SH.resultMessage))) == 2
