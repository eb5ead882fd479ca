"""What checking a submission gives: a report with findings. Pure values.

A report never holds a graph or an absolute path, so that it can be sent between processes
and published.
"""

from dataclasses import dataclass
from enum import Enum

from rdflib import SH, URIRef

from edihkg.submission import Statement


class Severity(Enum):
    """How much a finding matters; violations keep a submission out of a release."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"

    @property
    def iri(self) -> URIRef:
        """The SHACL term of this severity."""
        return SH[self.value]

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


class Gap(Enum):
    """What a table lacks, so that a hub lacks something."""

    CELL = "cell"
    """The cell is empty."""
    ROW = "row"
    """No row says it."""
    COLUMN = "column"
    """There is no column for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What could stand in place of what is wrong."""

    label: str
    """How to show it to a reader: ``SI03 (Vzhodna Slovenija)``."""
    term: str = ""
    """The value to write, as in N-Triples; empty when the value stays."""
    path: str = ""
    """IRI of the property to use instead; empty when the property stays."""
    certain: bool = False
    """Whether nothing else can be meant, so that ``--fix`` may write it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that should be mended."""

    code: str
    """Defect code, for example ``D01``; docs/defects.md lists them all."""
    severity: Severity
    message: str
    """A whole sentence with names in place of IRIs, never with a blank node."""
    focus: str = ""
    """IRI of what the finding is about; empty when it is about the file."""
    path: str = ""
    """IRI of the property concerned; empty when there is no single one."""
    value: str = ""
    """IRI or text of the offending value; empty when something is missing."""
    file: str = ""
    """Path inside the collection."""
    line: int = 1
    column: int = 1
    cell: str = ""
    """Sheet and cell where the file is a table, for example ``facilities!C7``; else empty."""
    width: int = 0
    """How many characters of the cell it is about; 0 means all from ``column`` on."""
    lacks: str = ""
    """What is missing, in one or two words, where a record is not complete; else empty."""
    gap: Gap | None = None
    """What the table lacks where something is missing; None where the file is no table."""
    causes: tuple[str, ...] = ()
    """What is really wrong, where alternatives or nested shapes failed; whole sentences."""
    suggestion: str = ""
    """What to do about it, where that does not follow from the message."""
    proposals: tuple[Proposal, ...] = ()
    """What could stand there instead, likeliest first."""
    shape: str = ""
    """IRI of the shape or rule that found it."""
    rule: str = ""
    """What must hold, in one sentence."""

    @property
    def where(self) -> str:
        """The place inside the file: ``26:22``, or ``facilities!C7`` in a table."""
        return self.cell or f"{self.line}:{self.column}"

    @property
    def place(self) -> str:
        """The place as one writes it: ``si/4pdih.ttl:26:22`` or ``hubs.xlsx:facilities!C7``."""
        return f"{self.file}:{self.where}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything found in one submission."""

    name: str
    """Path of the file inside the collection."""
    file: str = ""
    """What was read, as findings name it; several hubs may come from one table."""
    hub: str = ""
    """IRI of the hub; empty unless the file describes exactly one."""
    label: str = ""
    """Name of the hub, else of the file."""
    profile: str = ""
    """Profile that was applied: edih, seal, dih, candidate, or empty."""
    findings: tuple[Finding, ...] = ()
    """Sorted by severity, then by place."""
    standard: tuple[Statement, ...] = ()
    """Triples of the ``sh:ValidationReport`` of the shapes, as pySHACL gives them."""
    language: str = "en"
    """Language of the messages."""

    @property
    def accepted(self) -> bool:
        """Tell whether the submission may enter a release."""
        return all(finding.severity is not Severity.VIOLATION for finding in self.findings)

    def count(self, severity: Severity) -> int:
        """Count the findings of one severity."""
        return sum(finding.severity is severity for finding in self.findings)
