"""A report is a value that says everything, and the judge is pySHACL."""

import pickle
from pathlib import Path, PurePosixPath

import pyshacl
import pytest
from rdflib import RDF, SH, Graph
from rdflib.compare import isomorphic

from edihkg import assets, sources
from edihkg.closure import Background
from edihkg.sources import read_turtle
from edihkg.sources.placed import BASE
from edihkg.validation import Aid, Report, Severity, Shapes, View, check, render
from edihkg.validation.lexicon import Lexicon
from edihkg.validation.rendering import standard_report
from edihkg.validation.wording import RELATIVE
from tests.validation.conftest import TEXT, CheckText

ALTERATIONS = {
    "nothing": (),
    "values": (
        ("foaf:page <https://www.4pdih.example/> ;", 'foaf:page "Website" ;'),
        ("edih:coversRegion nuts:SI03", "edih:coversRegion nuts:HR04"),
        ("technology:ROBOTICS ; edih:expertiseLevel 4", "sector:ENERGY ; edih:expertiseLevel 9"),
        ('edih:endDate "2025"^^xsd:gYear', 'edih:endDate "2021"^^xsd:gYear'),
    ),
    "absences": (
        ("    edih:isLocatedIn nuts:SI04 ;\n", ""),
        ("partner-role:COORDINATOR", "partner-role:PARTNER"),
        ('    skos:prefLabel "University of Ljubljana" ;\n', ""),
    ),
    "a path of two steps": (("edih:coversRegion nuts:SI03", "edih:coversRegion nuts:SI"),),
    "another profile": (
        ("hub-status:EDIH ;", "hub-status:CANDIDATE ;"),
        ("    foaf:page <https://www.4pdih.example/> ;\n", ""),
    ),
}


def alter(changes: tuple[tuple[str, str], ...]) -> str:
    """Apply changes to the sample."""
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize("changes", ALTERATIONS.values(), ids=ALTERATIONS.keys())
def test_the_standard_report_equals_that_of_pyshacl(
    changes: tuple[tuple[str, str], ...], shapes: Shapes, background: Background
) -> None:
    """Whoever runs the shapes with another engine must get what we say."""
    submission = read_turtle(alter(changes).encode(), PurePosixPath("si/4pdih.ttl"))
    reached = background.reach(submission.graph)
    report = check(submission, reached, shapes)
    plain = Graph()
    files = [*(assets.folder("shapes") / "core").glob("*.ttl")]
    for path in (*files, assets.folder("shapes") / "profile" / f"{report.profile}.ttl"):
        plain.parse(path)
    data = Graph()
    for statement in (*submission.graph, *reached):
        data.add(statement)
    _, expected, _ = pyshacl.validate(data, shacl_graph=plain)
    assert isinstance(expected, Graph)
    assert isomorphic(standard_report(report), expected)


UNREADABLE = {
    "no Turtle": (b"hub:x a edih:Hub", 1, "prefix"),
    "a missing end": (TEXT.replace("] ;", "]", 1).encode(), 53, "Mend the file"),
    "another encoding": ('<a> <b> "caf\u00e9".\n'.encode("latin-1"), 1, "UTF-8"),
    "a table": (b"name,country\nX,SI\n", 1, "Mend the file"),
}


@pytest.mark.parametrize(("content", "line", "word"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_an_unreadable_file_gives_one_violation_with_place_and_remedy(
    content: bytes, line: int, word: str, check_text: CheckText
) -> None:
    """A file that is no Turtle is a finding like any other, never a traceback."""
    report = check_text(content)
    (finding,) = report.findings
    assert (finding.code, finding.severity, finding.line) == ("D40", Severity.VIOLATION, line)
    assert word in finding.message + finding.suggestion
    assert not report.accepted


@pytest.mark.parametrize("content", [b"", b"# nothing yet\n"], ids=["empty", "comment"])
def test_an_empty_file_says_that_there_is_no_hub(content: bytes, check_text: CheckText) -> None:
    """An empty file is valid Turtle, but no submission."""
    (finding,) = check_text(content).findings
    assert finding.code == "D41"
    assert finding.message == "The file describes no hub; a submission describes exactly one."
    assert finding.suggestion


def test_warnings_alone_do_not_keep_a_submission_out(check_text: CheckText) -> None:
    """Severity says whether a statement can be trusted, never how complete a record is."""
    report = check_text(alter((("    foaf:page <https://www.4pdih.example/> ;\n", ""),)))
    assert [finding.severity for finding in report.findings] == [Severity.WARNING]
    assert report.accepted


PROFILES = {
    "EDIH": "edih",
    "EDIH_SECOND_GENERATION": "edih",
    "SEAL_OF_EXCELLENCE": "seal",
    "STEP_SEAL": "seal",
    "DIH": "dih",
    "CANDIDATE": "candidate",
    "CLOSED": "",
}


@pytest.mark.parametrize(("status", "profile"), PROFILES.items(), ids=PROFILES.keys())
def test_the_recorded_status_chooses_the_profile(
    status: str, profile: str, check_text: CheckText
) -> None:
    """What is missing weighs more for a co-funded hub than for others."""
    text = alter((("hub-status:EDIH ;", f"hub-status:{status} ;"),))
    assert check_text(text).profile == profile


def test_the_newest_record_chooses_the_profile(check_text: CheckText) -> None:
    """A hub that was promoted is judged by what it is now."""
    older = """edih:hasStatusRecord [ a edih:StatusRecord ; edih:recordedOn "2019"^^xsd:gYear ;
        edih:statusValue hub-status:DIH ] ;
    edih:isFundedBy grant"""
    assert check_text(alter((("edih:isFundedBy grant", older),))).profile == "edih"


def test_findings_come_worst_first_then_by_place(check_text: CheckText) -> None:
    """What keeps a submission out is read before what does not."""
    findings = check_text(alter(ALTERATIONS["values"])).findings
    order = [(finding.severity.rank, finding.line) for finding in findings]
    assert order == sorted(order)
    assert len({finding.severity for finding in findings}) == 2


def test_a_report_travels_between_processes(check_text: CheckText) -> None:
    """Many files are checked in several processes."""
    report = check_text(alter(ALTERATIONS["values"]))
    assert pickle.loads(pickle.dumps(report)) == report  # noqa: S301


def test_no_report_repeats_an_e_mail_address(check_text: CheckText) -> None:
    """Reports are published; an address may be personal data."""
    text = TEXT.replace("<https://www.4pdih.example/> ;", '"jane.doe@mail.example" ;', 1)
    report = check_text(text)
    assert {finding.code for finding in report.findings} == {"D01", "D29a"}
    assert all("jane" not in repr(finding) for finding in report.findings)


def test_a_hub_may_have_an_at_sign_in_its_name(check_text: CheckText) -> None:
    """A real hub is called easyHPC@eco.plastics.industry.WCG."""
    name = '"easyHPC@eco.plastics.industry.wcg"'
    assert check_text(TEXT.replace('"4P Digital Innovation Hub" ;', f"{name} ;", 1)).accepted


def test_facts_about_other_submissions_never_matter(shapes: Shapes, background: Background) -> None:
    """Whether a submission is accepted is decided by the file, shapes and reference alone."""
    submission = read_turtle(TEXT.encode(), PurePosixPath("si/4pdih.ttl"))
    before = len(submission.graph)
    first = check(submission, background.reach(submission.graph), shapes)
    assert check(submission, background.reach(submission.graph), shapes).findings == first.findings
    assert len(submission.graph) == before


def test_the_base_of_relative_addresses_is_that_of_the_reader() -> None:
    """The rule about relative addresses knows them by what the reader makes of them."""
    assert RELATIVE == BASE


def test_an_unreadable_file_does_not_conform_in_the_standard_report(
    check_text: CheckText,
) -> None:
    """A tool that reads only the standard report must not take it for good."""
    graph = standard_report(check_text(b"no Turtle"))
    root = graph.value(None, RDF.type, SH.ValidationReport)
    conforms = graph.value(root, SH.conforms)
    assert conforms is not None
    assert conforms.toPython() is False  # type: ignore[attr-defined]
    assert len(list(graph.objects(root, SH.result))) == 1


def test_of_the_real_network_one_submission_is_kept_out(
    shapes: Shapes, background: Background
) -> None:
    """A sample of the real files is accepted; the one that states a retired code is not."""
    root = assets.folder("submissions")
    files = sources.find(root)
    some = {*files[::40], *root.glob("*/crobohub-plus-plus.ttl")}
    reports: list[Report] = []
    for path in sorted(some):
        submission = sources.read(path, root=root)
        reports.append(check(submission, background.reach(submission.graph), shapes))
    kept_out = [report for report in reports if not report.accepted]
    assert [report.name for report in kept_out] == ["hr/crobohub-plus-plus.ttl"]
    assert [f.code for f in kept_out[0].findings if f.severity is Severity.VIOLATION] == ["D20"]


HOSTILE = {
    "no number": '"NaN"^^xsd:decimal',
    "blank node": "[]",
    "list": "( 1 2 )",
    "far date": '"99999-01-01"^^xsd:date',
    "huge number": "9" * 400,
    "unlawful address": "<https://{x} y>",
    "unlawful datatype": '"x"^^<a b>',
    "place in a sentence": '"{hub} {x}"',
}


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE.keys())
def test_whatever_stands_where_a_value_should_gives_findings(
    value: str, check_text: CheckText
) -> None:
    """A bad submission is a report, never an exception."""
    for old in (
        "3000000.00",
        "1500000.00",
        "technology:ROBOTICS",
        '"2025-10-31"^^xsd:date',
        "<https://www.4pdih.example/> ",
        "nuts:SI03",
        "grant:101999999 ;",
    ):
        report = check_text(TEXT.replace(old, f"{value} {';' if old[-1] == ';' else ''}", 1))
        assert report.findings
        assert render(View(reports=(report,)), "turtle")
        assert all(finding.message.endswith(".") for finding in report.findings)


@pytest.mark.parametrize("most", [0, 1])
def test_causes_and_proposals_are_sought_only_for_what_is_shown(
    most: int, shapes: Shapes, background: Background
) -> None:
    """A file with ten thousand slips must not cost ten thousand searches that nobody reads."""
    asked: list[int] = []

    def lexicon() -> Lexicon:
        asked.append(1)
        return background.lexicon()

    text = TEXT.replace("technology:ROBOTICS", "technology:ROBOTCS").replace("SI03", "SI93")
    submission = read_turtle(text.encode(), PurePosixPath("si/4pdih.ttl"))
    reached = background.reach(submission.graph)
    every = check(submission, reached, shapes, aid=Aid(background.lexicon))
    some = check(submission, reached, shapes, aid=Aid(lexicon, most))
    assert len(asked) == most
    assert some.findings[:most] == every.findings[:most]
    assert len(some.findings) == len(every.findings) > most
    assert all(not (each.causes or each.proposals) for each in some.findings[most:])


def test_of_a_long_text_the_proposal_shows_where_it_changes(
    shapes: Shapes, background: Background
) -> None:
    """The first eighty letters of a name are the same before and after."""
    name = f"A hub for {'small and ' * 12}middle-sized firms in all of  the country, and more"
    text = TEXT.replace('"4P Digital Innovation Hub" ;', f'"{name}" ;', 1)
    submission = read_turtle(text.encode(), PurePosixPath("si/4pdih.ttl"))
    report = check(submission, background.reach(submission.graph), shapes)
    (finding,) = (each for each in report.findings if each.code == "D30d")
    assert "firms in all of the country" in finding.proposals[0].label


def test_nothing_is_proposed_for_an_address_that_was_cut_off(check_text: CheckText) -> None:
    """With https it would be cut off as well."""
    text = TEXT.replace(
        "foaf:page <https://www.4pdih.example/>", "foaf:page <http://www.4pd...>", 1
    )
    findings = {each.code: each for each in check_text(text).findings}
    assert {"D03", "D04"} <= findings.keys()
    assert findings["D04"].proposals == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('skos:prefLabel "4P Digital', 'skos:prefLabel "Ask jane.doe@mail.example, 4P Digital'),
        ('skos:prefLabel "University of Ljubljana', 'skos:prefLabel "jane.doe@mail.example'),
    ],
    ids=["in the hub's name", "as an organisation"],
)
def test_a_name_holds_no_address_of_a_person(check_text: CheckText, old: str, new: str) -> None:
    """Whoever fills in a table writes a person where an organisation is asked for."""
    assert old in TEXT
    found = check_text(TEXT.replace(old, new, 1)).findings
    assert "D29a" in {finding.code for finding in found}


def test_a_hub_may_say_why_it_has_left_as_the_documents_tell(check_text: CheckText) -> None:
    """Its page shows the reason; a warning that nothing reads it would be untrue."""
    documented = (Path(__file__).parents[2] / "docs/harvesting.md").read_text(encoding="utf-8")
    said = documented.partition("hub:x ")[2].partition(" .\n")[0]
    assert "skos:changeNote" in said
    text = TEXT.replace("    a edih:Hub ;", f"    a edih:Hub ;\n    {said} ;", 1)
    prefix = "@prefix adms: <http://www.w3.org/ns/adms#> .\n"
    before, after = check_text(TEXT), check_text(prefix + text)
    assert [one.message for one in after.findings] == [one.message for one in before.findings]


@pytest.mark.parametrize(
    "slip",
    [
        ("concept/technology/>", "https://w3id.org", "http://w3id.org"),
        ("technology:ROBOTICS", "technology:ROBOTICS", "<ROBOTICS>"),
    ],
    ids=["the prefix has http for https", "a code without a prefix"],
)
def test_what_already_stands_there_is_not_proposed_by_its_short_name(
    check_text: CheckText, slip: tuple[str, str, str]
) -> None:
    """'Write technology:ROBOTICS' helps nobody who has written that."""
    place, old, new = slip
    lines = TEXT.splitlines()
    text = "\n".join(line.replace(old, new) if place in line else line for line in lines)
    found = (one for one in check_text(text).findings if one.code == "D07a")
    finding = next(one for one in found if one.value.endswith("/ROBOTICS"))
    (proposal,) = finding.proposals
    assert proposal.certain
    assert proposal.label == "<https://w3id.org/edihkg/concept/technology/ROBOTICS> (Robotics)"


def test_a_file_that_cannot_be_read_gets_one_advice(check_text: CheckText) -> None:
    """A reason that ends in its remedy needs no guess after it."""
    (finding,) = check_text(TEXT.replace("@prefix edih:", "@prefix eidh:")).findings
    assert "begin with @prefix edih: <https://w3id.org/edihkg/ns#>" in finding.message
    assert not finding.suggestion
    (finding,) = check_text(TEXT.rstrip().removesuffix(".")).findings
    assert "may lack its end" in finding.suggestion


def test_of_a_short_list_all_entries_are_offered_where_none_comes_near(
    check_text: CheckText,
) -> None:
    """At a terminal nobody can look at a page of the list."""
    text = TEXT.replace("partner-role:COORDINATOR", '"Leader"', 1)
    finding = next(one for one in check_text(text).findings if "the role 'Leader'" in one.message)
    labels = [proposal.label for proposal in finding.proposals]
    assert len(labels) > 3
    assert "partner-role:COORDINATOR (Coordinator)" in labels
    assert not any(proposal.certain for proposal in finding.proposals)
