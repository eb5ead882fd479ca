"""Check submissions: shapes and rules in, one report out. The only place that knows pySHACL.

checking.py   ``check``, which puts the rest together
shapes.py     load the shapes, once        judge.py      ask pySHACL about what acquittal.py doubts
rules.py      what SHACL cannot say        wording.py    the same about single statements
positions.py  … about where a hub is       texts.py      … about the wording of texts
placing.py    line or cell of a finding
suggestions.py  what could stand there     sentences.py  messages with names in them
report.py     findings as values           rendering/    text, JSON, SARIF, HTML, Turtle …
messages.py   in other languages           defects.py    the table of codes in docs/defects.md
"""

from edihkg.validation.checking import Aid, check
from edihkg.validation.rendering import FORMATS, View, render
from edihkg.validation.report import Finding, Report, Severity
from edihkg.validation.shapes import Shapes

__all__ = ["FORMATS", "Aid", "Finding", "Report", "Severity", "Shapes", "View", "check", "render"]
