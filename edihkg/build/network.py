"""Findings that need several submissions at once: the rules of ``shapes/network/*.rq``.

A rule is a SELECT over the assembled default graph; its head says what a row means::

    # code: D15
    # severity: Warning
    # message: Acronym {acronym} is also used by {otherLabel}.

One row is one finding about ``?hub``; ``{name}`` stands for the row's value, and ``{hub}`` for
the hub's ``?hubLabel`` where the rule gives one. A rule never keeps a submission out.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from edihkg import assets
from edihkg.build.report import Checked, ReportedFinding
from edihkg.errors import ReleaseError

_HEAD = re.compile(r"^# (code|severity|message|suggestion): (.*)$", re.MULTILINE)
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule across hubs."""

    code: str
    severity: str
    message: str
    query: str


def add_network_findings(store: ox.Store, checked: Iterable[Checked]) -> list[Checked]:
    """Run every rule and give each published submission its findings."""
    found = find_across_hubs(store)
    return [
        each.with_findings(found.get(each.hub, ())) if each.graph is not None else each
        for each in checked
    ]


def find_across_hubs(store: ox.Store) -> Mapping[str, Sequence[ReportedFinding]]:
    """Run every rule on the default graph.

    Returns: findings by the IRI of the hub, without repetition, sorted.
    Raises: ReleaseError when a rule is no SELECT with a column ``hub``.
    """
    found: dict[str, set[ReportedFinding]] = defaultdict(set)
    for path in sorted((assets.folder("shapes") / "network").glob("*.rq")):
        rule = read_rule(path)
        for values in _rows(store, rule, path.name):
            found[values["hub"]].add(_finding(rule, values))
    return {hub: sorted(findings) for hub, findings in found.items()}


def read_rule(path: Path) -> Rule:
    """Read a rule and its head.

    Raises: ReleaseError when code, severity or message is missing.
    """
    query = path.read_text(encoding="utf-8")
    head = dict(_HEAD.findall(query))
    if not {"code", "severity", "message"} <= head.keys():
        raise ReleaseError(f"The rule {path.name} lacks its code, severity or message.")
    return Rule(head["code"], head["severity"], head["message"], query)


def _rows(store: ox.Store, rule: Rule, name: str) -> Iterable[dict[str, str]]:
    rows = store.query(rule.query)
    names = [v.value for v in rows.variables] if isinstance(rows, ox.QuerySolutions) else []
    if not isinstance(rows, ox.QuerySolutions) or "hub" not in names:
        raise ReleaseError(f"The rule {name} is no SELECT with a column ?hub.")
    for row in rows:
        yield {name: _text(row[name]) for name in names if row[name] is not None}


def _finding(rule: Rule, values: Mapping[str, str]) -> ReportedFinding:
    words = {**values, "hub": values.get("hubLabel", values["hub"])}
    return ReportedFinding(
        code=rule.code,
        severity=rule.severity,
        message=_PLACE.sub(lambda match: words.get(match[1], match[0]), rule.message),
        focus=values["hub"],
        value=values.get("value", ""),
    )


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode) else ""
