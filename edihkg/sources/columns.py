"""The tables about hubs and their columns: the one list that readers, template and docs share.

``docs/tables.md`` says what becomes of each cell. A column's help is what a maintainer reads
beside the cell; its list names the concept scheme whose values a spreadsheet offers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

HUBS = "hubs"
STATEMENTS = "statements"
SEVERAL = ";"
"""What separates the values of a list inside a cell."""

COUNTRIES, LANGUAGES, FACETS = "countries", "languages", "facets"
"""Lists of the template that are no concept schemes."""
FACET_NAMES = ("technology", "sector", "service-type")
"""Schemes that a row of ``hub_topics`` chooses between."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    help: str
    """One sentence for whoever fills in the cell."""
    example: str = ""
    choices: str = ""
    """Concept scheme, or one of the lists above; empty where anything may stand."""
    needed: bool = False
    """Whether a table without this column says nothing."""
    several: bool = False
    """Whether a cell holds a list."""
    offered: bool = True
    """Whether the template has it; the others are only read."""


_HUB = Column("hub_slug", "The hub: its slug in the sheet hubs.", "4pdih", needed=True)
_SOURCES = Column(
    "sources",
    "Web addresses where this can be read, with ; between them.",
    "https://www.4pdih.com/about",
    several=True,
)
_START = Column("start_date", "First day, month or year.", "2022-11-01")
_END = Column("end_date", "Last day, month or year.", "2025-10-31")
_CALL = Column("call", "Identifier of the call, else its wording.", "DIGITAL-2021-EDIH-01")


TABLES: Mapping[str, tuple[Column, ...]] = {
    HUBS: (
        Column(
            "slug",
            "Short name in the address of the hub: a-z, 0-9, hyphens. It never changes.",
            "4pdih",
            needed=True,
        ),
        Column("name", "Full name of the hub.", "4P Digital Innovation Hub", needed=True),
        Column("acronym", "Short name, if the hub has one.", "4PDIH"),
        Column("status", "Standing in the network.", "EDIH", "hub-status", offered=False),
        Column("recorded_on", "When that was seen.", "2025-05", offered=False),
        Column("country", "Country of the seat.", "SI", COUNTRIES, needed=True),
        Column("nuts2", "NUTS region of the seat, four characters, NUTS 2024.", "SI04"),
        Column("nuts2_basis", "How the region was found.", "stated by the hub"),
        Column("city", "Town of the seat.", "Ljubljana"),
        Column("geonames_id", "Number of that town in GeoNames.", "3196359"),
        Column("latitude", "Not carried over: it belongs to the town.", "46.05", offered=False),
        Column("longitude", "Not carried over: it belongs to the town.", "14.51", offered=False),
        Column("website", "Web page of the hub.", "https://www.4pdih.com"),
        Column("coordinator", "Coordinators.", "University", several=True, offered=False),
        Column("call", "Call of the status.", "DIGITAL-2021-EDIH-01", offered=False),
        Column("grant_number", "Number of the grant.", "101083410", offered=False),
        Column("start_date", "Begin of the status.", "2022-11-01", offered=False),
        Column("end_date", "End of the status.", "2025", offered=False),
        Column(
            "service_families",
            "Kinds of service, with ; between them.",
            "TEST_BEFORE_INVEST;SKILLS_AND_TRAINING",
            "service-family",
            several=True,
        ),
        Column(
            "target_groups",
            "Kinds of customer, with ; between them.",
            "SME;PUBLIC_SECTOR",
            "target-group",
            several=True,
        ),
        Column(
            "pillars",
            "Objectives of the Digital Europe Programme that the hub says it supports.",
            "AI;CYBERSECURITY",
            "pillar",
            several=True,
        ),
        Column("languages", "Working languages, with ; between.", "sl;en", LANGUAGES, several=True),
        Column("summary_en", "What the hub does, in English.", "Robotics for small firms."),
        _SOURCES,
    ),
    "status_records": (
        _HUB,
        Column("status", "Standing in the network.", "EDIH", "hub-status", needed=True),
        Column("recorded_on", "Day, month or year in which this was seen.", "2025-05"),
        _START,
        _END,
        _CALL,
        _SOURCES,
    ),
    "catalogue_entries": (
        _HUB,
        Column("catalogue", "Address of the catalogue.", "https://example.org/cat", needed=True),
        Column("recorded_on", "Day, month or year in which it was read.", "2025-05"),
        Column("name_as_recorded", "Name of the hub there.", "4PDIH"),
        Column("title_as_recorded", "Title of the hub there.", "4P Digital Innovation Hub"),
    ),
    "hub_topics": (
        _HUB,
        Column("facet", "List that the term is from.", "technology", FACETS, needed=True),
        Column("term", "Technology, sector or kind of service.", "Robotics", needed=True),
        Column("level", "The hub's own rating, 1 to 5.", "4"),
    ),
    "partners": (
        _HUB,
        Column("organisation", "Name of the organisation.", "University of Ljubljana", needed=True),
        Column(
            "role", "Role of the organisation in the hub.", "PARTNER", "partner-role", needed=True
        ),
        Column("country", "Country of the organisation.", "SI", COUNTRIES),
        Column("city", "Town of the organisation.", "Ljubljana"),
        Column("website", "Web page of the organisation.", "https://www.uni-lj.si"),
        Column("kind", "Kind of organisation.", "UNIVERSITY", "organisation-type"),
        _SOURCES,
        Column("organisation_slug", "Leave it empty for a new organisation.", "uni-lj"),
    ),
    "facilities": (
        _HUB,
        Column("name", "Name of the facility.", "5G lab", needed=True),
        Column("kind", "Kind of facility, in the hub's own words.", "lab"),
        Column(
            "technologies",
            "What can be tried out there, with ; between.",
            "Robotics;5G",
            "technology",
            several=True,
        ),
        Column("operator", "Organisation that runs it.", "University of Ljubljana"),
        Column("city", "Town of the facility.", "Maribor"),
        _SOURCES,
        Column("facility_slug", "Leave it empty for a new facility.", "4pdih-5g-lab"),
    ),
    "regions_served": (
        _HUB,
        Column("nuts", "NUTS region that the hub says it serves, any level.", "SI0", needed=True),
        Column("region_as_stated", "The hub's own words.", "all of Slovenia"),
        Column("basis", "How the code was found.", "derived from the words"),
        _SOURCES,
    ),
    "projects": (
        _HUB,
        Column("project_acronym", "Acronym of the project.", "ALPHA+", needed=True),
        Column("grant_number", "Number of the grant agreement.", "101083410"),
        _CALL,
        _START,
        _END,
        Column("total_cost_eur", "Whole cost in euro, without separators.", "3172282.50"),
        Column("eu_contribution_eur", "Part that the EU pays, in euro.", "1586131.28"),
        Column("status", "Standing or generation, in words.", "first phase funded"),
        Column("note", "Remark in English.", "16 partners"),
        _SOURCES,
    ),
    "page_languages": (
        _HUB,
        Column("language_code", "Language of the hub's web pages.", "sl", LANGUAGES, needed=True),
        _SOURCES,
    ),
    STATEMENTS: (
        _HUB,
        Column("about", "What is described, as in Turtle.", "hub:4pdih", needed=True),
        Column("property", "Property, as in Turtle.", "skos:note", needed=True),
        Column("value", "Value, as in Turtle.", '"Opened in 2024."@en', needed=True),
    ),
}
"""Every table with its columns; the order in a file is free."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    table: tuple(column.name for column in columns) for table, columns in TABLES.items()
}
"""Names of the columns of every table."""

NEEDED: Mapping[str, tuple[str, ...]] = {
    table: tuple(column.name for column in columns if column.needed)
    for table, columns in TABLES.items()
}
"""Columns without which a table says nothing; the others may be absent."""


def offered() -> Iterator[tuple[str, tuple[Column, ...]]]:
    """Give the tables and columns that the template has."""
    for table, columns in TABLES.items():
        yield table, tuple(column for column in columns if column.offered)
