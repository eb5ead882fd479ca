"""Show reports: one table of formats, one function. Pure: text in, text out.

view.py     what every format looks at: which findings are shown, where they stand
common.py   what no hub of a file states: said once, not once for each hub
text.py     for people at a terminal        html.py    one file to mail to a hub
json.py     for programs (report.schema.json describes it)
sarif.py    for code scanning               junit.py   for dashboards of tests
github.py   annotations of a pull request   turtle.py  the standard report of SHACL

No format shows an e-mail address or an absolute path. Each shows the same findings; only
Turtle, the standard report, is never cut to the first few.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from edihkg.validation.rendering.github import show_github
from edihkg.validation.rendering.html import show_html
from edihkg.validation.rendering.json import show_json, to_json
from edihkg.validation.rendering.junit import show_junit
from edihkg.validation.rendering.sarif import show_sarif
from edihkg.validation.rendering.text import show_text, summary
from edihkg.validation.rendering.turtle import show_turtle, standard_report
from edihkg.validation.rendering.view import View

__all__ = ["FORMATS", "Form", "View", "render", "standard_report", "summary", "to_json"]


@dataclass(frozen=True, slots=True)
class Form:
    """One way to show reports."""

    media_type: str
    """Value of ``Content-Type``."""
    show: Callable[[View], str]


FORMATS: Mapping[str, Form] = {
    "text": Form("text/plain; charset=utf-8", show_text),
    "json": Form("application/json", show_json),
    "sarif": Form("application/sarif+json", show_sarif),
    "junit": Form("application/xml", show_junit),
    "github": Form("text/plain; charset=utf-8", show_github),
    "html": Form("text/html; charset=utf-8", show_html),
    "turtle": Form("text/turtle; charset=utf-8", show_turtle),
}
"""Every format by its name on the command line."""


def render(view: View, wanted: str = "text") -> str:
    """Show reports in a format of FORMATS."""
    return FORMATS[wanted].show(view)
