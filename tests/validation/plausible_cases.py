"""Cases about what is plausible: positions, periods, numbers of topics, wording of texts.

Like cases.py; for the shapes whose unaltered sample is not the nearest valid twin, TWINS has it.
"""
# ruff: noqa: E501

from tests.validation.cases import Case

POSITION = '"46.0554, 14.5060"'
LAB = '    edih:kindAsStated "lab" ;'
FUNDED = "    edih:isFundedBy grant:101999999 ;"
ROBOTICS = "edih:hasExpertise [ a edih:Expertise ; edih:concernsTopic technology:ROBOTICS ; edih:expertiseLevel 4 ] ,"
DESCRIPTION = '"Helps towns and small companies of Slovenia to try out new networks."@en'
CODES = (
    *("ADDITIVE_MANUFACTURING", "ARTIFICIAL_INTELLIGENCE", "BI_TOOLS", "BIG_DATA", "BLOCKCHAIN"),
    *("CHEMICAL_ENGINEERING", "CLOUD_SERVICES", "COMMUNICATION_NETWORK", "CYBER_PHYSICAL_SYSTEMS"),
    *("CYBERSECURITY", "DIGITAL_TWINS", "DISPLAYS", "GAMIFICATION", "HIGH_PERFORMANCE_COMPUTING"),
    *("HUMAN_COMPUTER_INTERACTION", "INDUSTRIAL_BIOTECHNOLOGY", "INTERNET_OF_THINGS"),
    *("INTERNET_SERVICES", "LOGISTICS"),
)
"""Nineteen technologies beside robotics."""

SECTORS = (
    *("AERONAUTICS", "AGRI_FOOD_BIOTECHNOLOGY", "AUTOMOTIVE", "COMMUNITY_LED_LOCAL_DEVELOPMENT"),
    *("CONSTRUCTION", "CONSUMER_PRODUCTS", "CULTURAL_CREATIVE", "DEFENCE", "EDUCATION"),
    *("ELECTRICITY", "ENERGY", "ENERGY_FUELS_PETROLEUM", "ENVIRONMENT", "FINANCIAL"),
    *("FISHERY", "FOOD_BEVERAGES", "HEALTH_CARE", "LEATHER", "LEGAL_ASPECTS", "LIFE_SCIENCES"),
)
"""Twenty sectors."""


def _rating(codes: tuple[str, ...], scheme: str = "technology") -> str:
    parts = (
        f"[ a edih:Expertise ; edih:concernsTopic {scheme}:{code} ; edih:expertiseLevel 3 ]"
        for code in codes
    )
    return f"{ROBOTICS} {' , '.join(parts)} ,"


def _grant(end: str) -> tuple[tuple[str, str], ...]:
    return (('edih:endDate "2025-10-31"^^xsd:date', f"edih:endDate {end}"),)


def _ended(end: str) -> tuple[tuple[str, str], ...]:
    return (('edih:endDate "2025"^^xsd:gYear', f"edih:endDate {end}"),)


TEXT_CASES = tuple(
    Case(shape, code, message, at=at, changes=((old, new),), focus=focus)
    for shape, code, message, at, old, new, focus in (
        (
            "Name-edges",
            "D30a",
            "The name '5G lab ' is empty or has blanks at its edges.",
            '"5G lab "',
            'skos:prefLabel "5G lab"',
            'skos:prefLabel "5G lab "',
            "id/facility/4pdih-5g-lab",
        ),
        (
            "Name-unusual-blanks",
            "D30b",
            "The name '5G lab' has no-break spaces, tabs or blanks of no width.",
            '"5G\xa0lab"',
            'skos:prefLabel "5G lab"',
            'skos:prefLabel "5G\xa0lab"',
            "id/facility/4pdih-5g-lab",
        ),
        (
            "Name-one-line",
            "D30c",
            "The name '5G lab' has line breaks.",
            '"5G\\nlab"',
            'skos:prefLabel "5G lab"',
            'skos:prefLabel "5G\\nlab"',
            "id/facility/4pdih-5g-lab",
        ),
        (
            "Name-double-blanks",
            "D30d",
            "The name '5G  lab' has double blanks between its words.",
            '"5G  lab"',
            'skos:prefLabel "5G lab"',
            'skos:prefLabel "5G  lab"',
            "id/facility/4pdih-5g-lab",
        ),
        (
            "OtherName-edges",
            "D30a",
            "The acronym or other name ' 4PDIH' is empty or has blanks at its edges.",
            '" 4PDIH"',
            'skos:altLabel "4PDIH"',
            'skos:altLabel " 4PDIH"',
            None,
        ),
        (
            "OtherName-unusual-blanks",
            "D30b",
            "The acronym or other name '4P DIH' has no-break spaces, tabs or blanks of no width.",
            '"4P\\tDIH"',
            'skos:altLabel "4PDIH"',
            'skos:altLabel "4P\\tDIH"',
            None,
        ),
        (
            "OtherName-one-line",
            "D30c",
            "The acronym or other name '4P DIH' has line breaks.",
            '"4P\\nDIH"',
            'skos:altLabel "4PDIH"',
            'skos:altLabel "4P\\nDIH"',
            None,
        ),
        (
            "OtherName-double-blanks",
            "D30d",
            "The acronym or other name '4P  DIH' has double blanks between its words.",
            '"4P  DIH"',
            'skos:altLabel "4PDIH"',
            'skos:altLabel "4P  DIH"',
            None,
        ),
        (
            "Town-edges",
            "D30a",
            "The town ' Ljubljana' is empty or has blanks at its edges.",
            '" Ljubljana"',
            'edih:townAsStated "Ljubljana" ;\n        dct',
            'edih:townAsStated " Ljubljana" ;\n        dct',
            "#partner-university-of-ljubljana-COORDINATOR",
        ),
        (
            "Town-unusual-blanks",
            "D30b",
            "The town 'Novo mesto' has no-break spaces, tabs or blanks of no width.",
            '"Novo\xa0mesto"',
            'edih:townAsStated "Ljubljana" ;\n        dct',
            'edih:townAsStated "Novo\xa0mesto" ;\n        dct',
            "#partner-university-of-ljubljana-COORDINATOR",
        ),
        (
            "Town-one-line",
            "D30c",
            "The town 'Novo mesto' has line breaks.",
            '"Novo\\nmesto"',
            'edih:townAsStated "Ljubljana" ;\n        dct',
            'edih:townAsStated "Novo\\nmesto" ;\n        dct',
            "#partner-university-of-ljubljana-COORDINATOR",
        ),
        (
            "Town-double-blanks",
            "D30d",
            "The town 'Novo  mesto' has double blanks between its words.",
            '"Novo  mesto"',
            'edih:townAsStated "Ljubljana" ;\n        dct',
            'edih:townAsStated "Novo  mesto" ;\n        dct',
            "#partner-university-of-ljubljana-COORDINATOR",
        ),
        (
            "Description-edges",
            "D30a",
            "The description of 4P Digital Innovation Hub is empty or has blanks at its edges.",
            '" Helps',
            '"Helps towns and',
            '" Helps towns and',
            None,
        ),
        (
            "Description-unusual-blanks",
            "D30b",
            "The description of 4P Digital Innovation Hub has no-break spaces, tabs or blanks of no width.",
            '"Helps\xa0towns',
            '"Helps towns and',
            '"Helps\xa0towns and',
            None,
        ),
        (
            "Rule-composed-letters",
            "D30e",
            "A text about 4P Digital Innovation Hub has accents parted from their letters ('Cafe\u0301 4P'), so that searches miss it.",
            '"Cafe\u0301',
            'skos:altLabel "4PDIH"',
            'skos:altLabel "Cafe\u0301 4P"',
            None,
        ),
        (
            "Name-tag",
            "D26c",
            "The name '5G lab' is tagged '@gr', which is no code of a European language.",
            '"5G lab"@gr',
            'skos:prefLabel "5G lab"',
            'skos:prefLabel "5G lab"@gr',
            "id/facility/4pdih-5g-lab",
        ),
        (
            "OtherName-tag",
            "D26c",
            "The acronym or other name '4PDIH' is tagged '@si', which is no code of a European language.",
            '"4PDIH"@si',
            'skos:altLabel "4PDIH"',
            'skos:altLabel "4PDIH"@si',
            None,
        ),
        (
            "Note-tag",
            "D26c",
            "A note on the grant 4PDIH is tagged '@cz', which is no code of a European language.",
            '"Budget',
            'at the start."@en',
            'at the start."@cz',
            "id/grant/101999999",
        ),
        (
            "Rule-whole-label",
            "D08",
            "'fuels and petroleum engineering' looks like part of 'Energy, fuels and petroleum engineering'.",
            '"fuels',
            FUNDED,
            f'{FUNDED}\n    edih:hasExpertise [ a edih:Expertise ; edih:topicAsStated "fuels and petroleum engineering" ; edih:expertiseLevel 2 ] ;',
            "#topic-fuels-and-petroleum-engineering",
        ),
    )
)

PLAUSIBLE_CASES = (
    *TEXT_CASES,
    Case(
        "Position-written",
        "D24c",
        "The position of 4P Digital Innovation Hub is '46.0554 N 14.5060 E', which is no latitude and longitude.",
        at='"46.0554 N',
        changes=((POSITION, '"46.0554 N 14.5060 E"'),),
    ),
    Case(
        "Rule-position-zero",
        "D24d",
        "Point (0, 0.0) of 4P Digital Innovation Hub is the zero of the map, in the sea off Africa; give the true one or leave it out.",
        at='"0, 0.0"',
        changes=((POSITION, '"0, 0.0"'),),
    ),
    Case(
        "Rule-position-swapped",
        "D24e",
        "Point (14.5060, 46.0554) of 4P Digital Innovation Hub is 4576 km from Ljubljana; swapped, it would fit.",
        at='"14.5060',
        changes=((POSITION, '"14.5060, 46.0554"'),),
    ),
    Case(
        "Rule-position-outside",
        "D24f",
        "Point (46.0554, -114.5060) of 4P Digital Innovation Hub lies outside Europe and its outermost regions.",
        at='"46.0554, -114',
        changes=((POSITION, '"46.0554, -114.5060"'),),
    ),
    Case(
        "Rule-position-far",
        "D24g",
        "Point (46.5547, 15.6467) of 4P Digital Innovation Hub is 104 km from Ljubljana, the town of the seat.",
        at='"46.5547',
        changes=((POSITION, '"46.5547, 15.6467"'),),
    ),
    Case(
        "Rule-town-stated",
        "D24h",
        "4P Digital Innovation Hub states the town Maribor, but the address given for it is that of Ljubljana.",
        at='"Maribor" ;\n    edih:seatPlace',
        changes=(
            (
                'edih:townAsStated "Ljubljana" ;\n    edih:seatPlace',
                'edih:townAsStated "Maribor" ;\n    edih:seatPlace',
            ),
        ),
    ),
    Case(
        "HubShape-town-country",
        "D22",
        "Tirana lies in Albania, but 4P Digital Innovation Hub states the country Slovenia.",
        at="<https://sws.geonames.org/3183875/>",
        changes=(
            ("https://sws.geonames.org/3196359/", "https://sws.geonames.org/3183875/"),
            (POSITION, '"41.3, 19.8"'),
        ),
    ),
    Case(
        "HubShape-many-technologies",
        "D11b",
        "4P Digital Innovation Hub rates 20 technologies; users will not find its real strengths.",
        at="hub:4pdih\n",
        changes=((ROBOTICS, _rating(CODES)),),
    ),
    Case(
        "HubShape-many-sectors",
        "D11b",
        "4P Digital Innovation Hub rates 20 sectors; users will not find its real strengths.",
        at="hub:4pdih\n",
        changes=((ROBOTICS, _rating(SECTORS, "sector")),),
    ),
    Case(
        "GrantShape-length",
        "D25c",
        "The grant 4PDIH runs from 2022-11 to 2052-10-31, more than ten years.",
        focus="id/grant/101999999",
        at='"2052-10-31"',
        changes=_grant('"2052-10-31"^^xsd:date'),
    ),
    Case(
        "StatusRecordShape-ended",
        "D30f",
        "The record of the status European Digital Innovation Hub is of 2025-05, but its period ended 2025-04-30.",
        focus="#status-2025-05",
        at='"2025-04-30"',
        changes=_ended('"2025-04-30"^^xsd:date'),
    ),
)

TWINS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("a position at the edge of the town", ((POSITION, '"46.2, 14.9"'),)),
    (
        "a facility elsewhere in the country",
        ((LAB, f'{LAB}\n    edih:positionAsStated "46.5547, 15.6467" ;'),),
    ),
    (
        "a facility on an island that is an outermost region",
        ((LAB, f'{LAB}\n    edih:positionAsStated "-20.8823, 55.4504" ;'),),
    ),
    (
        "a town that the source names by its quarter",
        (
            (
                'edih:townAsStated "Ljubljana" ;\n    edih:seatPlace',
                'edih:townAsStated "Ljubljana-Bežigrad" ;\n    edih:seatPlace',
            ),
        ),
    ),
    ("no position", ((f" edih:positionAsStated {POSITION} ;", ""),)),
    ("nineteen technologies", ((ROBOTICS, _rating(CODES[:-1])),)),
    ("a grant of ten years to the day", _grant('"2032-11-30"^^xsd:date')),
    ("a grant of ten years by the year", _grant('"2032"^^xsd:gYear')),
    ("a status that ends in the month of its record", _ended('"2025-05"^^xsd:gYearMonth')),
    ("a status that ends in the year of its record", _ended('"2025"^^xsd:gYear')),
    (
        "a status that is over and recorded as closed",
        (
            ("hub-status:EDIH ;", "hub-status:CLOSED ;"),
            *_ended('"2025-04-30"^^xsd:date'),
        ),
    ),
    ("a name in Russian", (('skos:altLabel "4PDIH"', 'skos:altLabel "ЦИФ"@ru'),)),
    ("an accent that is one sign", (('skos:altLabel "4PDIH"', 'skos:altLabel "Café 4P"'),)),
    (
        "a description of several lines",
        ((DESCRIPTION, f'""{DESCRIPTION[:-4]}\nSeveral lines."""@en'),),
    ),
)
"""Alterations that come near to a defect and are none."""
