"""Show reports as JUnit XML, for dashboards of tests.

A test suite is a submission. Each finding is a test case: a violation fails, warnings and
notes pass and stand in the output of their case. A submission without findings is one case.
What no hub of a file states is one case of a suite for the file, which passes.
"""

from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree as ET

from edihkg.validation.rendering.common import Common
from edihkg.validation.rendering.text import advice, draft_notice, numbered
from edihkg.validation.rendering.view import View, masked
from edihkg.validation.report import Finding, Report, Severity


def show_junit(view: View) -> str:
    """Show a suite for each file, by name."""
    shown = view.shown()
    root = ET.Element("testsuites", name="edihkg validate")
    for report in view.by_name():
        _add_suite(root, report, shown[id(report)], view)
    for file, some in groupby(view.common(), key=lambda one: one.first.file):
        _add_common(root, file, tuple(some), view)
    root.set("tests", str(len(root.findall("*/testcase"))))
    root.set("failures", str(view.count(Severity.VIOLATION)))
    root.set("errors", "0")
    ET.indent(root)
    return f"{ET.tostring(root, encoding='unicode', xml_declaration=False)}\n"


def _add_suite(root: ET.Element, report: Report, findings: Sequence[Finding], view: View) -> None:
    suite = ET.SubElement(root, "testsuite", name=view.path(report.name))
    if view.messages.draft:
        properties = ET.SubElement(suite, "properties")
        ET.SubElement(properties, "property", name="note", value=draft_notice(view.messages))
    if not findings:
        ET.SubElement(suite, "testcase", classname=report.name, name=_lawful(report.label))
    for finding in findings:
        _add_case(suite, finding, view)
    suite.set("tests", str(len(suite.findall("testcase"))))
    suite.set("failures", str(report.count(Severity.VIOLATION)))
    suite.set("errors", "0")


def _add_common(root: ET.Element, file: str, common: Sequence[Common], view: View) -> None:
    suite = ET.SubElement(root, "testsuite", name=view.path(file), tests=str(len(common)))
    suite.attrib |= {"failures": "0", "errors": "0"}
    for one in common:
        text = _lawful(numbered(one, view.messages))
        case = ET.SubElement(suite, "testcase", classname=file, name=f"{one.first.code} {text}")
        severity = view.messages.translate(one.first.severity.value)
        words = f"{severity}: {text}\n{_lawful(one.first.suggestion)}"
        ET.SubElement(case, "system-out").text = words.strip()


def _add_case(suite: ET.Element, finding: Finding, view: View) -> None:
    place = f"{view.path(finding.file)}:{finding.where}"
    case = ET.SubElement(
        suite,
        "testcase",
        classname=finding.file,
        name=_lawful(f"{finding.code} {finding.where} {finding.message}"),
        file=view.path(finding.file),
        line=str(finding.line),
    )
    parts = (place, finding.message, *finding.causes, advice(finding, view.messages))
    text = _lawful("\n".join(part for part in parts if part))
    if finding.severity is Severity.VIOLATION:
        words = {"type": finding.code, "message": _lawful(finding.message)}
        ET.SubElement(case, "failure", words).text = text
    else:
        severity = view.messages.translate(finding.severity.value)
        ET.SubElement(case, "system-out").text = f"{severity}: {text}"


def _lawful(text: str) -> str:
    """Keep what XML can hold; messages have no line breaks of their own."""
    return "\n".join(masked(line) for line in text.split("\n"))
