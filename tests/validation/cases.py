"""One altered sample for every shape and rule: what is changed, and what must be said.

The unaltered sample, tests/data/valid/si/4pdih.ttl, is the nearest valid twin of each.
"""
# ruff: noqa: E501

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """An alteration of the valid sample and the one finding that it must give."""

    shape: str
    """Local name of the shape or rule."""
    code: str
    message: str
    at: str
    """Text that begins where the finding must point."""
    changes: tuple[tuple[str, str], ...]
    """Texts of the sample, each found once, and what replaces them."""
    name: str = "si/4pdih.ttl"
    others: tuple[str, ...] = ()
    """Shapes that must speak as well."""
    focus: str | None = None
    """What the finding is about: a part of the hub (``#…``), one of our things (``id/…``), an
    address, or nothing (empty); the hub itself if left out."""


CASES = (
    Case(
        "HubShape-name",
        "D32",
        "4pdih has no name; give it with skos:prefLabel.",
        at="hub:4pdih\n",
        changes=(('    skos:prefLabel "4P Digital Innovation Hub" ;\n', ""),),
    ),
    Case(
        "HubShape-one-name",
        "D26b",
        "4P Digital Innovation Hub has two names without a language; keep one, make the other skos:altLabel.",
        at='"Four P"',
        changes=(
            (
                '"4P Digital Innovation Hub" ;\n    skos:alt',
                '"4P Digital Innovation Hub" , "Four P" ;\n    skos:alt',
            ),
        ),
    ),
    Case(
        "HubShape-name-in-capitals",
        "D14b",
        "The name '4P DIGITAL INNOVATION HUB' is written in capitals; use them as in running text.",
        at='"4P DIGITAL',
        changes=(
            (
                'skos:prefLabel "4P Digital Innovation Hub"',
                'skos:prefLabel "4P DIGITAL INNOVATION HUB"',
            ),
        ),
    ),
    Case(
        "HubShape-acronym",
        "D14a",
        "The acronym of 4P Digital Innovation Hub repeats its name; write the name out or leave the acronym out.",
        at='"4P Digital Innovation Hub" ;\n    dct',
        changes=(('skos:altLabel "4PDIH"', 'skos:altLabel "4P Digital Innovation Hub"'),),
    ),
    Case(
        "HubShape-description-length",
        "D13b",
        "The description of 4P Digital Innovation Hub has 12 characters; a useful one has 40 to 2,000.",
        at='"Helps towns."',
        changes=(
            (
                '"Helps towns and small companies of Slovenia to try out new networks."@en',
                '"Helps towns."@en',
            ),
        ),
    ),
    Case(
        "HubShape-country",
        "D34a",
        "4P Digital Innovation Hub states no country; give it with edih:country.",
        at="hub:4pdih\n",
        changes=(
            ("    edih:country country:SVN ;\n    edih:townAsStated", "    edih:townAsStated"),
        ),
    ),
    Case(
        "HubShape-seat-known",
        "D21",
        "'SI99' is no region code, but 4P Digital Innovation Hub has its seat in it.",
        at="nuts:SI99",
        changes=(("edih:isLocatedIn nuts:SI04", "edih:isLocatedIn nuts:SI99"),),
    ),
    Case(
        "HubShape-seat-in-force",
        "D20",
        "HR04 (Kontinentalna Hrvatska) was retired from the region codes, but 4P Digital Innovation Hub has its seat in it; use HR02 (Panonska Hrvatska), HR05 (Grad Zagreb) or HR06 (Sjeverna Hrvatska).",
        at="nuts:HR04",
        changes=(
            ("edih:isLocatedIn nuts:SI04", "edih:isLocatedIn nuts:HR04"),
            (
                "    edih:country country:SVN ;\n    edih:townAsStated",
                "    edih:country country:HRV ;\n    edih:townAsStated",
            ),
        ),
        name="hr/4pdih.ttl",
        others=("HubShape-town-country",),
    ),
    Case(
        "HubShape-seat-level",
        "D23a",
        "4P Digital Innovation Hub has its seat in SI0 (Slovenija), a region of level 1; coverage counts need level 2 or 3.",
        at="nuts:SI0 ",
        changes=(("edih:isLocatedIn nuts:SI04", "edih:isLocatedIn nuts:SI0"),),
    ),
    Case(
        "HubShape-seat-inside",
        "D23b",
        "SIZZ (Extra-Regio NUTS 2) stands for areas outside all regions, but 4P Digital Innovation Hub has its seat in it.",
        at="nuts:SIZZ",
        changes=(("edih:isLocatedIn nuts:SI04", "edih:isLocatedIn nuts:SIZZ"),),
    ),
    Case(
        "HubShape-one-seat",
        "D19b",
        "4P Digital Innovation Hub has its seat in 2 regions; keep one and state the others as service areas.",
        at="nuts:SI03",
        changes=(("edih:isLocatedIn nuts:SI04", "edih:isLocatedIn nuts:SI04 , nuts:SI03"),),
    ),
    Case(
        "HubShape-seat-country",
        "D22",
        "AT22 (Steiermark) lies in Austria, but 4P Digital Innovation Hub states the country Slovenia.",
        at="nuts:AT22",
        changes=(("edih:isLocatedIn nuts:SI04", "edih:isLocatedIn nuts:AT22"),),
    ),
    Case(
        "HubShape-location-basis",
        "D33",
        "The location basis of 4P Digital Innovation Hub is no plain text: '1'.",
        at="1 ;",
        changes=(('edih:locationBasis "derived from city"', "edih:locationBasis 1"),),
    ),
    Case(
        "HubShape-town",
        "D24a",
        "4P Digital Innovation Hub names the town 'https://www.geonames.org/3196359', which is no address of GeoNames.",
        at="<https://www.geonames",
        changes=(("https://sws.geonames.org/3196359/", "https://www.geonames.org/3196359"),),
    ),
    Case(
        "HubShape-town-known",
        "D24b",
        "The position of the town https://sws.geonames.org/1/ is unknown, so 4P Digital Innovation Hub will be missing from maps.",
        at="<https://sws.geonames.org/1/>",
        changes=(("https://sws.geonames.org/3196359/", "https://sws.geonames.org/1/"),),
    ),
    Case(
        "HubShape-one-town",
        "D19b",
        "4P Digital Innovation Hub has its seat in 2 towns; keep one.",
        at="<https://sws.geonames.org/3195506/>",
        changes=(
            (
                "<https://sws.geonames.org/3196359/>",
                "<https://sws.geonames.org/3196359/> , <https://sws.geonames.org/3195506/>",
            ),
        ),
    ),
    Case(
        "HubShape-language",
        "D36",
        "4P Digital Innovation Hub names the language 'Slovenian', which is not in the list of languages of the EU authority table.",
        at='"Slovenian"',
        changes=(("dct:language language:SLV", 'dct:language "Slovenian"'),),
    ),
    Case(
        "HubShape-page-language",
        "D36",
        "4P Digital Innovation Hub names the page language 'EN', which is not in the list of languages of the EU authority table.",
        at="language:EN ",
        changes=(("edih:publishesPagesIn language:ENG", "edih:publishesPagesIn language:EN"),),
    ),
    Case(
        "HubShape-service-family",
        "D37",
        "4P Digital Innovation Hub names the service family 'TRAINING', which is not in the list of service families.",
        at="service-family:TRAINING",
        changes=(("service-family:SKILLS_AND_TRAINING", "service-family:TRAINING"),),
    ),
    Case(
        "HubShape-target-group",
        "D37",
        "4P Digital Innovation Hub names the target group 'SMES', which is not in the list of target groups.",
        at="target-group:SMES",
        changes=(("target-group:SME", "target-group:SMES"),),
    ),
    Case(
        "HubShape-pillar",
        "D37",
        "4P Digital Innovation Hub names the pillar 'SO2', which is not in the list of pillars.",
        at="pillar:SO2",
        changes=(("pillar:AI ;", "pillar:SO2 ;"),),
    ),
    Case(
        "HubShape-record-status",
        "D37",
        "4P Digital Innovation Hub names the status of the record 'withdrawn', which is not in the list of statuses of records.",
        at='"withdrawn"',
        changes=(
            (
                "    edih:isFundedBy grant:101999999 ;",
                '    edih:isFundedBy grant:101999999 ;\n    adms:status "withdrawn" ;',
            ),
            ("@prefix call:", "@prefix adms: <http://www.w3.org/ns/adms#> .\n@prefix call:"),
        ),
    ),
    Case(
        "HubShape-modified",
        "D25b",
        "4P Digital Innovation Hub has the date of change 'last week', which is no date.",
        at='"last week"',
        changes=(
            (
                "    edih:isFundedBy grant:101999999 ;",
                '    edih:isFundedBy grant:101999999 ;\n    dct:modified "last week" ;',
            ),
        ),
    ),
    Case(
        "HubShape-status",
        "D38a",
        "4P Digital Innovation Hub has no status record; state with edih:hasStatusRecord which standing a source shows.",
        at="hub:4pdih\n",
        changes=(
            (
                '    edih:hasStatusRecord [\n        a edih:StatusRecord ;\n        edih:statusValue hub-status:EDIH ;\n        edih:recordedOn "2025-05"^^xsd:gYearMonth ;\n        edih:startDate "2022-11-01"^^xsd:date ;\n        edih:endDate "2025"^^xsd:gYear ;\n        edih:underCall call:digital-2021-edih-01 ;\n        dct:source <https://catalogue.example/4pdih>\n    ] ;\n',
                "",
            ),
        ),
    ),
    Case(
        "HubShape-source",
        "D39a",
        "4P Digital Innovation Hub names no source; say with dct:source where the facts are published.",
        at="hub:4pdih\n",
        changes=(
            (
                "    edih:hasFacility facility:4pdih-5g-lab ;\n    dct:source <https://catalogue.example/4pdih> .",
                "    edih:hasFacility facility:4pdih-5g-lab .",
            ),
        ),
    ),
    Case(
        "HubShape-expertise",
        "D31",
        "4P Digital Innovation Hub has an expertise that lacks its type; add 'a edih:Expertise' to it.",
        at="[ edih:concernsTopic technology:ROBOTICS",
        changes=(
            (
                "[ a edih:Expertise ; edih:concernsTopic technology:ROBOTICS",
                "[ edih:concernsTopic technology:ROBOTICS",
            ),
        ),
    ),
    Case(
        "HubShape-partnership",
        "D31",
        "4P Digital Innovation Hub has a partnership that lacks its type; add 'a edih:Partnership' to it.",
        at="[",
        changes=(("        a edih:Partnership ;\n", ""),),
    ),
    Case(
        "HubShape-status-record",
        "D31",
        "4P Digital Innovation Hub has a status record that lacks its type; add 'a edih:StatusRecord' to it.",
        at='[ edih:recordedOn "2024"',
        changes=(
            (
                "    edih:isFundedBy grant:101999999 ;",
                '    edih:isFundedBy grant:101999999 ;\n    edih:hasStatusRecord [ edih:recordedOn "2024"^^xsd:gYear ] ;',
            ),
        ),
    ),
    Case(
        "HubShape-service-area",
        "D31",
        "4P Digital Innovation Hub has a service area that lacks its type; add 'a edih:ServiceArea' to it.",
        at="[",
        changes=(("        a edih:ServiceArea ;\n", ""),),
    ),
    Case(
        "HubShape-entry",
        "D31",
        "4P Digital Innovation Hub has a catalogue entry that lacks its type; add 'a edih:CatalogueEntry' to it.",
        at="[",
        changes=(("        a edih:CatalogueEntry ;\n", ""),),
    ),
    Case(
        "HubShape-facility",
        "D31",
        "4P Digital Innovation Hub links to '5G lab' as a facility, but the file does not say that it is one.",
        at="facility:4pdih-5g-lab ;",
        changes=(("    a edih:Facility ;\n", ""),),
    ),
    Case(
        "HubShape-grant",
        "D31",
        "4P Digital Innovation Hub links to '4PDIH' as a grant, but the file does not say that it is one.",
        at="grant:101999999 ;",
        changes=(("    a edih:Grant ;\n", ""),),
    ),
    Case(
        "HubShape-run-by",
        "D31",
        "4P Digital Innovation Hub links to 'University of Ljubljana' as an organisation, but the file does not say that it is one.",
        at='"University of Ljubljana" ;\n    edih:hasStatus',
        changes=(
            (
                "edih:isRunBy organisation:university-of-ljubljana",
                'edih:isRunBy "University of Ljubljana"',
            ),
        ),
    ),
    Case(
        "HubShape-same-hub",
        "D31",
        "4P Digital Innovation Hub links to 'University of Ljubljana' as another hub, but that is no IRI of a hub.",
        at="organisation:university-of-ljubljana ;\n    edih:hasFac",
        changes=(
            (
                "    edih:isFundedBy grant:101999999 ;",
                "    edih:isFundedBy grant:101999999 ;\n    edih:sameHubAs organisation:university-of-ljubljana ;",
            ),
        ),
    ),
    Case(
        "HubShape-successor",
        "D31",
        "4P Digital Innovation Hub links to 'the new hub' as another hub, but that is no IRI of a hub.",
        at='"the new hub"',
        changes=(
            (
                "    edih:isFundedBy grant:101999999 ;",
                '    edih:isFundedBy grant:101999999 ;\n    dct:isReplacedBy "the new hub" ;',
            ),
        ),
    ),
    Case(
        "HubShape-one-coordinator",
        "D28b",
        "4P Digital Innovation Hub has 2 coordinators; a hub has one.",
        at="[",
        changes=(
            (
                "    edih:isFundedBy grant:101999999 ;",
                "    edih:isFundedBy grant:101999999 ;\n    edih:hasPartnership [ a edih:Partnership ; org:member organisation:b ; org:role partner-role:COORDINATOR ] ;",
            ),
            (
                "organisation:university-of-ljubljana\n    a org",
                'organisation:b a org:FormalOrganization ; skos:prefLabel "B" ; edih:country country:SVN .\n\norganisation:university-of-ljubljana\n    a org',
            ),
        ),
    ),
    Case(
        "HubShape-equal-levels",
        "D11a",
        "4P Digital Innovation Hub rates 10 topics, all at 5, so nobody can see where it is strongest.",
        at="hub:4pdih\n",
        changes=(
            (
                "edih:hasExpertise [ a edih:Expertise ; edih:concernsTopic technology:ROBOTICS ; edih:expertiseLevel 4 ] ,",
                "edih:hasExpertise [ a edih:Expertise ; edih:concernsTopic sector:AERONAUTICS ; edih:expertiseLevel 5 ] , [ a edih:Expertise ; edih:concernsTopic sector:ENERGY ; edih:expertiseLevel 5 ] , [ a edih:Expertise ; edih:concernsTopic sector:SECURITY ; edih:expertiseLevel 5 ] , [ a edih:Expertise ; edih:concernsTopic sector:SMART_CITY ; edih:expertiseLevel 5 ] , [ a edih:Expertise ; edih:concernsTopic sector:ENVIRONMENT ; edih:expertiseLevel 5 ] , [ a edih:Expertise ; edih:concernsTopic sector:PUBLIC_ADMINISTRATION ; edih:expertiseLevel 5 ] , [ a edih:Expertise ; edih:concernsTopic sector:MANUFACTURING_PROCESSING ; edih:expertiseLevel 5 ] , [ a edih:Expertise ; edih:concernsTopic technology:ROBOTICS ; edih:expertiseLevel 5 ] ,",
            ),
            (
                "sector:AUTOMOTIVE ; edih:expertiseLevel 3",
                "sector:AUTOMOTIVE ; edih:expertiseLevel 5",
            ),
        ),
    ),
    Case(
        "Name-text",
        "D33",
        "The name of 4pdih-5g-lab is no text: https://www.4pdih.example/lab.",
        focus="id/facility/4pdih-5g-lab",
        at="<https://www.4pdih.example/lab>",
        changes=(('skos:prefLabel "5G lab"', "skos:prefLabel <https://www.4pdih.example/lab>"),),
    ),
    Case(
        "Name-language",
        "D26b",
        "Ljubljana University has two names in one language; keep one, make the other skos:altLabel.",
        focus="id/organisation/university-of-ljubljana",
        at='"Ljubljana University"@en',
        changes=(
            (
                'skos:prefLabel "University of Ljubljana"',
                'skos:prefLabel "University of Ljubljana"@en , "Ljubljana University"@en',
            ),
        ),
    ),
    Case(
        "OtherName-text",
        "D33",
        "An acronym or other name of 4P Digital Innovation Hub is no text: University of Ljubljana.",
        at="organisation:university-of-ljubljana ;\n    dct",
        changes=(('skos:altLabel "4PDIH"', "skos:altLabel organisation:university-of-ljubljana"),),
    ),
    Case(
        "Town-text",
        "D33",
        "The town of the partnership with University of Ljubljana is no plain text: 'Ljubljana'.",
        focus="#partner-university-of-ljubljana-COORDINATOR",
        at='"Ljubljana"@sl',
        changes=(
            (
                'edih:townAsStated "Ljubljana" ;\n        dct',
                'edih:townAsStated "Ljubljana"@sl ;\n        dct',
            ),
        ),
    ),
    Case(
        "Country-list",
        "D35",
        "University of Ljubljana states the country 'SI', which is not in the EU country authority table.",
        focus="id/organisation/university-of-ljubljana",
        at='"SI"',
        changes=(
            (
                "    edih:country country:SVN ;\n    edih:organisationType",
                '    edih:country "SI" ;\n    edih:organisationType',
            ),
        ),
    ),
    Case(
        "Country-one",
        "D34b",
        "University of Ljubljana states more than one country; keep one.",
        focus="id/organisation/university-of-ljubljana",
        at="country:HRV",
        changes=(
            (
                "    edih:country country:SVN ;\n    edih:organisationType",
                "    edih:country country:SVN , country:HRV ;\n    edih:organisationType",
            ),
        ),
    ),
    Case(
        "Page-address",
        "D01",
        "Web page of 4P Digital Innovation Hub is no full address: 'Website'; give one that begins with https://, or leave it out.",
        at='"Website"',
        changes=(("foaf:page <https://www.4pdih.example/> ;", 'foaf:page "Website" ;'),),
    ),
    Case(
        "Page-own",
        "D02",
        "Web page of 4P Digital Innovation Hub points back to the catalogue; give the hub's own site or leave it out.",
        at="<https://european",
        changes=(
            (
                "foaf:page <https://www.4pdih.example/> ;",
                "foaf:page <https://european-digital-innovation-hubs.ec.europa.eu/edih-catalogue/4pdih> ;",
            ),
        ),
    ),
    Case(
        "Page-whole",
        "D03",
        "Web page of 4P Digital Innovation Hub ends in dots, so it was cut off; copy the full address.",
        at='"https://www.4pdih.example/ab…"',
        changes=(
            (
                "foaf:page <https://www.4pdih.example/> ;",
                'foaf:page "https://www.4pdih.example/ab…" ;',
            ),
        ),
    ),
    Case(
        "Page-protected",
        "D04",
        "Web page of 4P Digital Innovation Hub uses http: http://www.4pdih.example/; use https if the site answers there.",
        at="<http://www",
        changes=(
            ("foaf:page <https://www.4pdih.example/> ;", "foaf:page <http://www.4pdih.example/> ;"),
        ),
    ),
    Case(
        "Source-address",
        "D39b",
        "The partnership with University of Ljubljana names the source 'their partners page', which is not a web address.",
        focus="#partner-university-of-ljubljana-COORDINATOR",
        at='"their partners page"',
        changes=(
            ("dct:source <https://www.4pdih.example/partners>", 'dct:source "their partners page"'),
        ),
    ),
    Case(
        "Description-language",
        "D26a",
        "The description of 4P Digital Innovation Hub has no language; add @en or another tag.",
        at='"Helps',
        changes=(('new networks."@en', 'new networks."'),),
    ),
    Case(
        "Description-one",
        "D26b",
        "4P Digital Innovation Hub has two descriptions in one language; keep one.",
        at='"Another',
        changes=(
            (
                'new networks."@en',
                'new networks."@en , "Another text of some length, so that only one thing is wrong."@en',
            ),
        ),
    ),
    Case(
        "Description-tag",
        "D26c",
        "The description of 4P Digital Innovation Hub is tagged '@si', which is no code of a European language.",
        at='"Helps',
        changes=(('new networks."@en', 'new networks."@si'),),
    ),
    Case(
        "PartnershipShape-kind",
        "D37a",
        "The partnership with University of Ljubljana gives the kind of the organisation in words: 'Research', which is not in the list.",
        focus="#partner-university-of-ljubljana-COORDINATOR",
        at='"Research"',
        changes=(
            (
                "org:role partner-role:COORDINATOR",
                'org:role partner-role:COORDINATOR ; edih:kindAsStated "Research"',
            ),
        ),
    ),
    Case(
        "HubShape-change-note",
        "D26a",
        "A note on 4P Digital Innovation Hub has no language; add @en or another tag.",
        at='"Its grant',
        changes=(
            (
                "    edih:isFundedBy grant:101999999 ;",
                '    edih:isFundedBy grant:101999999 ;\n    skos:changeNote "Its grant ended." ;',
            ),
        ),
    ),
    Case(
        "Note-language",
        "D26a",
        "A note on the grant 4PDIH has no language; add @en or another tag.",
        focus="id/grant/101999999",
        at='"Budget',
        changes=(('at the start."@en', 'at the start."'),),
    ),
    Case(
        "Call-known",
        "D37",
        "The record of the status European Digital Innovation Hub names the call 'digital-2021-edih-99', which is not in the reference data.",
        focus="#status-2025-05",
        at="call:digital-2021-edih-99",
        changes=(
            (
                "edih:underCall call:digital-2021-edih-01",
                "edih:underCall call:digital-2021-edih-99",
            ),
        ),
    ),
    Case(
        "Call-words",
        "D33",
        "The call of the record of the status European Digital Innovation Hub is no plain text: '4'.",
        focus="#status-2025-05",
        at="4 ;",
        changes=(("edih:underCall call:digital-2021-edih-01", "edih:callAsStated 4"),),
    ),
    Case(
        "Kind-words",
        "D33",
        "The kind of 5G lab is no plain text: 'lab'.",
        focus="id/facility/4pdih-5g-lab",
        at='"lab"@en',
        changes=(('edih:kindAsStated "lab"', 'edih:kindAsStated "lab"@en'),),
    ),
    Case(
        "Start-date",
        "D25b",
        "The record of the status European Digital Innovation Hub has the start date '1 November 2022', which is no date.",
        focus="#status-2025-05",
        at='"1 November 2022"',
        changes=(('edih:startDate "2022-11-01"^^xsd:date', 'edih:startDate "1 November 2022"'),),
    ),
    Case(
        "End-date",
        "D25b",
        "The grant 4PDIH has the end date '2025-13-31', which is no date.",
        focus="id/grant/101999999",
        at='"2025-13-31"',
        changes=(('edih:endDate "2025-10-31"^^xsd:date', 'edih:endDate "2025-13-31"^^xsd:date'),),
    ),
    Case(
        "Recorded-date",
        "D25b",
        "The record of the status European Digital Innovation Hub has the date of record '03/04/2025', which is no date.",
        focus="#status-03-04-2025",
        at='"03/04/2025"',
        changes=(
            (
                'edih:statusValue hub-status:EDIH ;\n        edih:recordedOn "2025-05"^^xsd:gYearMonth',
                'edih:statusValue hub-status:EDIH ;\n        edih:recordedOn "03/04/2025"',
            ),
        ),
    ),
    Case(
        "StatusRecordShape-value",
        "D38b",
        "A status record of 4P Digital Innovation Hub states 2 statuses; it must state one.",
        focus="#status-2025-05",
        at="hub-status:DIH",
        changes=(
            (
                "edih:statusValue hub-status:EDIH",
                "edih:statusValue hub-status:EDIH , hub-status:DIH",
            ),
        ),
    ),
    Case(
        "StatusRecordShape-list",
        "D37",
        "The record of the status EDIH names the status 'EDIH', which is not in the list of hub statuses.",
        focus="#status-2024",
        at='"EDIH"',
        changes=(
            (
                "    edih:isFundedBy grant:101999999 ;",
                '    edih:isFundedBy grant:101999999 ;\n    edih:hasStatusRecord [ a edih:StatusRecord ; edih:statusValue "EDIH" ; edih:recordedOn "2024"^^xsd:gYear ] ;',
            ),
        ),
    ),
    Case(
        "StatusRecordShape-date",
        "D38c",
        "The record of the status European Digital Innovation Hub has no date; say with edih:recordedOn when the source showed it.",
        focus="#status-EDIH",
        at="a edih:StatusRecord",
        changes=(
            (
                '        edih:recordedOn "2025-05"^^xsd:gYearMonth ;\n        edih:startDate',
                "        edih:startDate",
            ),
        ),
    ),
    Case(
        "StatusRecordShape-period",
        "D25a",
        "The record of the status European Digital Innovation Hub ends 2021, before it starts on 2022-11-01.",
        focus="#status-2025-05",
        at='"2021"',
        changes=(('edih:endDate "2025"^^xsd:gYear', 'edih:endDate "2021"^^xsd:gYear'),),
    ),
    Case(
        "ExpertiseShape-topic",
        "D07a",
        "The topic 'CARS' of 4P Digital Innovation Hub is no technology, sector or service type of the lists.",
        focus="#sector-CARS",
        at="sector:CARS",
        changes=(
            (
                "    edih:isFundedBy grant:101999999 ;",
                "    edih:isFundedBy grant:101999999 ;\n    edih:hasExpertise [ a edih:Expertise ; edih:concernsTopic sector:CARS ; edih:expertiseLevel 2 ] ;",
            ),
        ),
    ),
    Case(
        "ExpertiseShape-topic-in-words",
        "D07b",
        "'Five-axis milling' is no technology, sector or service type of the lists.",
        focus="#topic-five-axis-milling",
        at='"Five',
        changes=(
            (
                "    edih:isFundedBy grant:101999999 ;",
                '    edih:isFundedBy grant:101999999 ;\n    edih:hasExpertise [ a edih:Expertise ; edih:topicAsStated "Five-axis milling" ; edih:expertiseLevel 2 ] ;',
            ),
        ),
    ),
    Case(
        "ExpertiseShape-one-topic",
        "D09b",
        "One expertise of 4P Digital Innovation Hub names 2 topics; state one for each.",
        focus="#technology-BLOCKCHAIN",
        at="technology:BLOCKCHAIN",
        changes=(("technology:ROBOTICS", "technology:ROBOTICS , technology:BLOCKCHAIN"),),
    ),
    Case(
        "ExpertiseShape-level",
        "D10a",
        "Level '9' for Robotics must be a whole number from 1 to 5.",
        focus="#technology-ROBOTICS",
        at="9 ]",
        changes=(
            (
                "technology:ROBOTICS ; edih:expertiseLevel 4",
                "technology:ROBOTICS ; edih:expertiseLevel 9",
            ),
        ),
    ),
    Case(
        "ExpertiseShape-level-missing",
        "D10b",
        "4P Digital Innovation Hub states no level for Robotics.",
        focus="#technology-ROBOTICS",
        at="a edih:Expertise ; edih:concernsTopic technology:ROBOTICS ]",
        changes=(("technology:ROBOTICS ; edih:expertiseLevel 4", "technology:ROBOTICS"),),
    ),
    Case(
        "ExpertiseShape-one-level",
        "D09a",
        "4P Digital Innovation Hub rates Robotics more than once (4 and 5); keep one.",
        focus="#technology-ROBOTICS",
        at="5 ]",
        changes=(
            (
                "technology:ROBOTICS ; edih:expertiseLevel 4",
                "technology:ROBOTICS ; edih:expertiseLevel 4 , 5",
            ),
        ),
    ),
    Case(
        "ServiceAreaShape-region-known",
        "D21",
        "'SI03' is no region code, but 4P Digital Innovation Hub serves it.",
        focus="#area-si03",
        at='"SI03"',
        changes=(("edih:coversRegion nuts:SI03", 'edih:coversRegion "SI03"'),),
    ),
    Case(
        "ServiceAreaShape-region-in-force",
        "D20",
        "HR04 (Kontinentalna Hrvatska) was retired from the region codes, but 4P Digital Innovation Hub serves it; use HR02 (Panonska Hrvatska), HR05 (Grad Zagreb) or HR06 (Sjeverna Hrvatska).",
        focus="#area-HR04",
        at="nuts:HR04",
        changes=(("edih:coversRegion nuts:SI03", "edih:coversRegion nuts:HR04"),),
    ),
    Case(
        "ServiceAreaShape-region-level",
        "D23a",
        "4P Digital Innovation Hub serves SI (Slovenia), a region of level 0; coverage counts need level 2 or 3.",
        focus="#area-SI",
        at="nuts:SI ;",
        changes=(("edih:coversRegion nuts:SI03", "edih:coversRegion nuts:SI"),),
    ),
    Case(
        "ServiceAreaShape-region-inside",
        "D23b",
        "SIZZ (Extra-Regio NUTS 2) stands for areas outside all regions, but 4P Digital Innovation Hub serves it.",
        focus="#area-SIZZ",
        at="nuts:SIZZ",
        changes=(("edih:coversRegion nuts:SI03", "edih:coversRegion nuts:SIZZ"),),
    ),
    Case(
        "ServiceAreaShape-in-words",
        "D19d",
        "The service area 'eastern Slovenia' of 4P Digital Innovation Hub is named in words only; with a region code it would count.",
        focus="#area-eastern-slovenia",
        at="a edih:ServiceArea",
        changes=(("        edih:coversRegion nuts:SI03 ;\n", ""),),
    ),
    Case(
        "ServiceAreaShape-words",
        "D33",
        "The area in words of the service area '3' is no plain text: '3'.",
        focus="#area-SI03",
        at="3 ;",
        changes=(('edih:areaAsStated "eastern Slovenia"', "edih:areaAsStated 3"),),
    ),
    Case(
        "ServiceAreaShape-basis",
        "D33",
        "The basis of the area of the service area 'eastern Slovenia' is no plain text: 'true'.",
        focus="#area-SI03",
        at="true ;",
        changes=(('edih:areaBasis "stated"', "edih:areaBasis true"),),
    ),
    Case(
        "PartnershipShape-member",
        "D31",
        "The partnership with University of Ljubljana links to 'University of Ljubljana' as an organisation, but the file does not say that it is one.",
        focus="#partner-university-of-ljubljana-COORDINATOR",
        at="organisation:university-of-ljubljana ;\n        org:role",
        changes=(
            ("    a org:FormalOrganization ;\n", ""),
            ("edih:isRunBy organisation:university-of-ljubljana ;\n    ", ""),
            ("    edih:isOperatedBy organisation:university-of-ljubljana ;\n", ""),
        ),
    ),
    Case(
        "PartnershipShape-one-member",
        "D28c",
        "One partnership of 4P Digital Innovation Hub names 2 organisations; state one for each.",
        focus="#partner-b-COORDINATOR",
        at="organisation:b",
        changes=(
            (
                "org:member organisation:university-of-ljubljana",
                "org:member organisation:university-of-ljubljana , organisation:b",
            ),
            (
                "organisation:university-of-ljubljana\n    a org",
                'organisation:b a org:FormalOrganization ; skos:prefLabel "B" ; edih:country country:SVN .\n\norganisation:university-of-ljubljana\n    a org',
            ),
        ),
    ),
    Case(
        "PartnershipShape-role",
        "D37",
        "The partnership with University of Ljubljana names the role 'partner', which is not in the list of partner roles.",
        focus="#partner-university-of-ljubljana-partner",
        at='"partner"',
        changes=(
            (
                "    edih:isFundedBy grant:101999999 ;",
                '    edih:isFundedBy grant:101999999 ;\n    edih:hasPartnership [ a edih:Partnership ; org:member organisation:university-of-ljubljana ; org:role "partner" ] ;',
            ),
        ),
    ),
    Case(
        "CatalogueEntryShape-catalogue",
        "D37",
        "The entry in https://list.example/ names the catalogue 'https://list.example/', which is not in the reference data.",
        focus="#entry-list-example",
        at="<https://list",
        changes=(
            (
                "edih:inCatalogue <https://european-digital-innovation-hubs.ec.europa.eu/edih-catalogue>",
                "edih:inCatalogue <https://list.example/>",
            ),
        ),
    ),
    Case(
        "CatalogueEntryShape-name",
        "D33",
        "The recorded name of the entry in EDIH catalogue is no plain text: '4PDIH'.",
        focus="#entry-european-digital-innovation-hubs-ec-europa-eu-edih-catalogue",
        at='"4PDIH"@sl',
        changes=(('edih:nameAsRecorded "4PDIH"', 'edih:nameAsRecorded "4PDIH"@sl'),),
    ),
    Case(
        "CatalogueEntryShape-title",
        "D33",
        "The recorded title of the entry in EDIH catalogue is no plain text: '4'.",
        focus="#entry-european-digital-innovation-hubs-ec-europa-eu-edih-catalogue",
        at="4\n",
        changes=(('edih:titleAsRecorded "4P Digital Innovation Hub"', "edih:titleAsRecorded 4"),),
    ),
    Case(
        "FacilityShape-name",
        "D32",
        "The facility 4pdih-5g-lab has no name; give it with skos:prefLabel.",
        focus="id/facility/4pdih-5g-lab",
        at="facility:4pdih-5g-lab\n",
        changes=(('    skos:prefLabel "5G lab" ;\n', ""),),
    ),
    Case(
        "FacilityShape-type",
        "D37",
        "5G lab names the facility type 'LAB', which is not in the list of facility types.",
        focus="id/facility/4pdih-5g-lab",
        at="facility-type:LAB ",
        changes=(("facility-type:LABORATORY", "facility-type:LAB"),),
    ),
    Case(
        "FacilityShape-technology",
        "D07a",
        "5G lab names the technology 'MOBILE', which is not in the list of technologies.",
        focus="id/facility/4pdih-5g-lab",
        at="technology:MOBILE",
        changes=(("technology:COMMUNICATION_NETWORK", "technology:MOBILE"),),
    ),
    Case(
        "FacilityShape-topic-words",
        "D33",
        "The topic of 5G lab is no plain text: '5'.",
        focus="id/facility/4pdih-5g-lab",
        at="5 ;",
        changes=(('edih:topicAsStated "5G"', "edih:topicAsStated 5"),),
    ),
    Case(
        "FacilityShape-operator",
        "D31",
        "5G lab links to '4P Digital Innovation Hub' as an organisation, but the file does not say that it is one.",
        focus="id/facility/4pdih-5g-lab",
        at="hub:4pdih ;\n    edih:town",
        changes=(
            (
                "edih:isOperatedBy organisation:university-of-ljubljana",
                "edih:isOperatedBy hub:4pdih",
            ),
        ),
    ),
    Case(
        "FacilityShape-region-known",
        "D21",
        "'GR30' is no region code, but 5G lab lies in it.",
        focus="id/facility/4pdih-5g-lab",
        at="nuts:GR30",
        changes=(('edih:topicAsStated "5G"', "edih:isLocatedIn nuts:GR30"),),
    ),
    Case(
        "FacilityShape-region-in-force",
        "D20",
        "HR04 (Kontinentalna Hrvatska) was retired from the region codes, but 5G lab lies in it; use HR02 (Panonska Hrvatska), HR05 (Grad Zagreb) or HR06 (Sjeverna Hrvatska).",
        focus="id/facility/4pdih-5g-lab",
        at="nuts:HR04",
        changes=(('edih:topicAsStated "5G"', "edih:isLocatedIn nuts:HR04"),),
    ),
    Case(
        "FacilityShape-region-level",
        "D23a",
        "5G lab lies in SI (Slovenia), a region of level 0; coverage counts need level 2 or 3.",
        focus="id/facility/4pdih-5g-lab",
        at="nuts:SI ;",
        changes=(('edih:topicAsStated "5G"', "edih:isLocatedIn nuts:SI"),),
    ),
    Case(
        "FacilityShape-region-inside",
        "D23b",
        "SIZZ (Extra-Regio NUTS 2) stands for areas outside all regions, but 5G lab lies in it.",
        focus="id/facility/4pdih-5g-lab",
        at="nuts:SIZZ",
        changes=(('edih:topicAsStated "5G"', "edih:isLocatedIn nuts:SIZZ"),),
    ),
    Case(
        "GrantShape-name",
        "D32",
        "The grant 101999999 has no name; give it with skos:prefLabel.",
        focus="id/grant/101999999",
        at="grant:101999999\n",
        changes=(('    skos:prefLabel "4PDIH" ;\n    edih:grantNumber', "    edih:grantNumber"),),
    ),
    Case(
        "GrantShape-number",
        "D51",
        "'101999999' is no grant number.",
        focus="id/grant/101999999",
        at="101999999 ;",
        changes=(('edih:grantNumber "101999999"', "edih:grantNumber 101999999"),),
    ),
    Case(
        "GrantShape-call",
        "D37",
        "The grant 4PDIH names the call 'DIGITAL-2021-EDIH-01', which is not in the reference data.",
        focus="id/grant/101999999",
        at='"DIGITAL',
        changes=(
            (
                "edih:awardedUnder call:digital-2021-edih-01",
                'edih:awardedUnder "DIGITAL-2021-EDIH-01"',
            ),
        ),
    ),
    Case(
        "GrantShape-cost",
        "D27a",
        "The total cost of the grant 4PDIH is '3,000,000', which is no amount in euro.",
        focus="id/grant/101999999",
        at='"3,000,000"',
        changes=(
            ("edih:totalCost 3000000.00", 'edih:totalCost "3,000,000"'),
            ("    edih:euContribution 1500000.00 ;\n", ""),
        ),
    ),
    Case(
        "GrantShape-contribution",
        "D27a",
        "The EU contribution of the grant 4PDIH is '-1.00', which is no amount in euro.",
        focus="id/grant/101999999",
        at="-1.00",
        changes=(("edih:euContribution 1500000.00", "edih:euContribution -1.00"),),
    ),
    Case(
        "GrantShape-share",
        "D27b",
        "The EU contribution to the grant 4PDIH is 3500000.00, above its total cost.",
        focus="id/grant/101999999",
        at="3500000.00",
        changes=(("edih:euContribution 1500000.00", "edih:euContribution 3500000.00"),),
    ),
    Case(
        "GrantShape-phase",
        "D33",
        "The phase of the grant 4PDIH is no plain text: '1'.",
        focus="id/grant/101999999",
        at="1 ;",
        changes=(('edih:phaseAsStated "first phase"', "edih:phaseAsStated 1"),),
    ),
    Case(
        "GrantShape-predecessor",
        "D31",
        "The grant 4PDIH links to '101000000' as a grant, but the file does not say that it is one.",
        focus="id/grant/101999999",
        at="grant:101000000",
        changes=(('edih:phaseAsStated "first phase"', "edih:succeedsGrant grant:101000000"),),
    ),
    Case(
        "GrantShape-period",
        "D25a",
        "The grant 4PDIH ends 2022-10-31, before it starts on 2022-11.",
        focus="id/grant/101999999",
        at='"2022-10-31"',
        changes=(('edih:endDate "2025-10-31"^^xsd:date', 'edih:endDate "2022-10-31"^^xsd:date'),),
    ),
    Case(
        "OrganisationShape-name",
        "D32",
        "The organisation university-of-ljubljana has no name; give it with skos:prefLabel.",
        focus="id/organisation/university-of-ljubljana",
        at="organisation:university-of-ljubljana\n",
        changes=(('    skos:prefLabel "University of Ljubljana" ;\n', ""),),
    ),
    Case(
        "OrganisationShape-country",
        "D34c",
        "University of Ljubljana states no country, so it cannot be recognised in other hubs.",
        focus="id/organisation/university-of-ljubljana",
        at="organisation:university-of-ljubljana\n",
        changes=(
            (
                "    edih:country country:SVN ;\n    edih:organisationType",
                "    edih:organisationType",
            ),
        ),
    ),
    Case(
        "OrganisationShape-type",
        "D37",
        "University of Ljubljana names the organisation type 'UNI', which is not in the list of organisation types.",
        focus="id/organisation/university-of-ljubljana",
        at="organisation-type:UNI ",
        changes=(("organisation-type:UNIVERSITY", "organisation-type:UNI"),),
    ),
    Case(
        "OrganisationShape-pic",
        "D51",
        "'12345' is no participant identification code.",
        focus="id/organisation/university-of-ljubljana",
        at='"12345"',
        changes=(("edih:organisationType organisation-type:UNIVERSITY", 'edih:pic "12345"'),),
    ),
    Case(
        "OrganisationShape-vat",
        "D51",
        "'SI 123' is no VAT number.",
        focus="id/organisation/university-of-ljubljana",
        at='"SI 123"',
        changes=(
            ("edih:organisationType organisation-type:UNIVERSITY", 'edih:vatNumber "SI 123"'),
        ),
    ),
    Case(
        "OrganisationShape-ror",
        "D51",
        "'05njb9z20' is no ROR identifier.",
        focus="id/organisation/university-of-ljubljana",
        at='"05njb9z20"',
        changes=(("edih:organisationType organisation-type:UNIVERSITY", 'edih:rorId "05njb9z20"'),),
    ),
    Case(
        "OrganisationShape-registration",
        "D33",
        "The national registration number of University of Ljubljana is no plain text: '5'.",
        focus="id/organisation/university-of-ljubljana",
        at="5 ;",
        changes=(
            (
                "edih:organisationType organisation-type:UNIVERSITY",
                "edih:nationalRegistrationNumber 5",
            ),
        ),
    ),
    Case(
        "Rule-readable",
        "D40",
        "The file cannot be read: a dot is expected at the end of statements.",
        focus="",
        at='edih:townAsStated "Ljubljana" ;\n    dct:source <https://www.4pdih.example/lab>',
        changes=(
            (
                "    edih:isOperatedBy organisation:university-of-ljubljana ;",
                "    edih:isOperatedBy organisation:university-of-ljubljana",
            ),
        ),
    ),
    Case(
        "Rule-file-name",
        "D42",
        "The hub is <https://w3id.org/edihkg/id/hub/4pdih>, but the file is named 4p-dih.ttl.",
        focus="id/hub/4pdih",
        at="hub:4pdih\n",
        changes=(),
        name="si/4p-dih.ttl",
    ),
    Case(
        "Rule-folder",
        "D43",
        "4P Digital Innovation Hub states the country Slovenia, so the file belongs in the folder si/.",
        at="country:SVN ;\n    edih:townAsStated",
        changes=(),
        name="sl/4pdih.ttl",
    ),
    Case(
        "Rule-one-hub",
        "D41",
        "The file describes 2 hubs; a submission describes exactly one.",
        focus="id/hub/other",
        at="hub:other a",
        changes=(("facility:4pdih-5g-lab\n", "hub:other a edih:Hub .\n\nfacility:4pdih-5g-lab\n"),),
        others=("HubShape-country", "HubShape-name", "HubShape-source", "HubShape-status"),
    ),
    Case(
        "Rule-own-subjects",
        "D44a",
        "The file speaks about SI04, which belongs to Eurostat.",
        focus="http://data.europa.eu/nuts/code/SI04",
        at="nuts:SI04 skos",
        changes=(
            (
                "facility:4pdih-5g-lab\n",
                'nuts:SI04 skos:prefLabel "West" .\n\nfacility:4pdih-5g-lab\n',
            ),
        ),
    ),
    Case(
        "Rule-linked-subjects",
        "D44b",
        "The file describes B, but nothing in it links the hub to it.",
        focus="id/organisation/b",
        at="organisation:b a",
        changes=(
            (
                "facility:4pdih-5g-lab\n",
                'organisation:b a org:FormalOrganization ; skos:prefLabel "B" ; edih:country country:SVN .\n\nfacility:4pdih-5g-lab\n',
            ),
        ),
    ),
    Case(
        "Rule-derived",
        "D45",
        "The property edih:usesTechnology is computed at publication; leave it out.",
        at="technology:ROBOTICS ;\n    edih:hasFac",
        changes=(
            (
                "    edih:isFundedBy grant:101999999 ;",
                "    edih:isFundedBy grant:101999999 ;\n    edih:usesTechnology technology:ROBOTICS ;",
            ),
        ),
    ),
    Case(
        "Rule-key",
        "D46",
        "A partnership of 4P Digital Innovation Hub lacks its organisation or its role.",
        at="[ a edih:Partnership ; org",
        changes=(
            (
                "    edih:isFundedBy grant:101999999 ;",
                "    edih:isFundedBy grant:101999999 ;\n    edih:hasPartnership [ a edih:Partnership ; org:member organisation:university-of-ljubljana ] ;",
            ),
        ),
    ),
    Case(
        "Rule-known-terms",
        "D47",
        "The term edih:hasExpertize does not exist in the ontology.",
        at='"robots"',
        changes=(
            (
                "    edih:isFundedBy grant:101999999 ;",
                '    edih:isFundedBy grant:101999999 ;\n    edih:hasExpertize "robots" ;',
            ),
        ),
    ),
    Case(
        "Rule-expected-terms",
        "D48",
        "The property edih:expertiseLevel does not belong to the description of edih:Hub; nothing reads it.",
        at="5 ;",
        changes=(
            (
                "    edih:isFundedBy grant:101999999 ;",
                "    edih:isFundedBy grant:101999999 ;\n    edih:expertiseLevel 5 ;",
            ),
        ),
    ),
    Case(
        "Rule-lawful-terms",
        "D50",
        "'https://www.4pdih.example/a b' cannot be used: invalid IRI code point ' '.",
        at="<https://www.4pdih.example/a b>",
        changes=(
            (
                "foaf:page <https://www.4pdih.example/>",
                "foaf:page <https://www.4pdih.example/a b>",
            ),
        ),
    ),
    Case(
        "Rule-full-addresses",
        "D49",
        "The address <catalogue/4pdih> is not complete.",
        at="<catalogue/4pdih>",
        changes=(
            (
                "    edih:isFundedBy grant:101999999 ;",
                "    edih:isFundedBy grant:101999999 ;\n    dct:source <catalogue/4pdih> ;",
            ),
        ),
    ),
    Case(
        "Rule-no-mail-address",
        "D29a",
        "A statement about the service area 'eastern Slovenia, ask …@…' holds an e-mail address; take it out, name a web page instead.",
        focus="#area-SI03",
        at='"eastern',
        changes=(
            (
                'edih:areaAsStated "eastern Slovenia"',
                'edih:areaAsStated "eastern Slovenia, ask info@4pdih.example"',
            ),
        ),
    ),
    Case(
        "Rule-no-contact",
        "D29b",
        "The file describes a person or a contact point (foaf:mbox); take it out, name a web page instead.",
        at="<https://www.4pdih.example/contact>",
        changes=(
            (
                "    edih:isFundedBy grant:101999999 ;",
                "    edih:isFundedBy grant:101999999 ;\n    foaf:mbox <https://www.4pdih.example/contact> ;",
            ),
        ),
    ),
    Case(
        "EdihProfile-page",
        "D52",
        "4P Digital Innovation Hub names no web page; give its own site with foaf:page.",
        at="hub:4pdih\n",
        changes=(("    foaf:page <https://www.4pdih.example/> ;\n", ""),),
    ),
    Case(
        "EdihProfile-description",
        "D13a",
        "4P Digital Innovation Hub has no description; say in a few sentences what it offers, with dct:description.",
        at="hub:4pdih\n",
        changes=(
            (
                '    dct:description "Helps towns and small companies of Slovenia to try out new networks."@en ;\n',
                "",
            ),
        ),
    ),
    Case(
        "EdihProfile-technology",
        "D12a",
        "4P Digital Innovation Hub names no technology.",
        at="hub:4pdih\n",
        changes=(("technology:ROBOTICS ;", "sector:ENERGY ;"),),
    ),
    Case(
        "EdihProfile-sector",
        "D12b",
        "4P Digital Innovation Hub names no sector.",
        at="hub:4pdih\n",
        changes=(("sector:AUTOMOTIVE ;", "technology:BLOCKCHAIN ;"),),
    ),
    Case(
        "EdihProfile-service-type",
        "D12c",
        "4P Digital Innovation Hub names no service type.",
        at="hub:4pdih\n",
        changes=(("service-type:ECOSYSTEM_BUILDING", "technology:BLOCKCHAIN"),),
    ),
    Case(
        "EdihProfile-service-family",
        "D12d",
        "4P Digital Innovation Hub names no service family; European Digital Innovation Hubs offer four.",
        at="hub:4pdih\n",
        changes=(("    edih:offersServiceFamily service-family:SKILLS_AND_TRAINING ;\n", ""),),
    ),
    Case(
        "EdihProfile-coordinator",
        "D28a",
        "4P Digital Innovation Hub names no coordinator; give one partnership the role partner-role:COORDINATOR.",
        at="hub:4pdih\n",
        changes=(("partner-role:COORDINATOR", "partner-role:PARTNER"),),
    ),
    Case(
        "EdihProfile-seat",
        "D19a",
        "4P Digital Innovation Hub states no region of its seat, so it counts in no region; give the code with edih:isLocatedIn.",
        at="hub:4pdih\n",
        changes=(("    edih:isLocatedIn nuts:SI04 ;\n", ""),),
    ),
    Case(
        "EdihProfile-service-area",
        "D19c",
        "4P Digital Innovation Hub names no region that it serves; list at least one with edih:hasServiceArea.",
        at="hub:4pdih\n",
        changes=(
            (
                '    edih:hasServiceArea [\n        a edih:ServiceArea ;\n        edih:coversRegion nuts:SI03 ;\n        edih:areaAsStated "eastern Slovenia" ;\n        edih:areaBasis "stated" ;\n        dct:source <https://www.4pdih.example/about>\n    ] ;\n',
                "",
            ),
        ),
    ),
    Case(
        "EdihProfile-facility",
        "D53",
        "4P Digital Innovation Hub names no facility where customers can try technology.",
        at="hub:4pdih\n",
        changes=(
            (
                'facility:4pdih-5g-lab\n    a edih:Facility ;\n    skos:prefLabel "5G lab" ;\n    edih:facilityType facility-type:LABORATORY ;\n    edih:kindAsStated "lab" ;\n    edih:demonstratesTechnology technology:COMMUNICATION_NETWORK ;\n    edih:topicAsStated "5G" ;\n    edih:isOperatedBy organisation:university-of-ljubljana ;\n    edih:townAsStated "Ljubljana" ;\n    dct:source <https://www.4pdih.example/lab> .\n\n',
                "",
            ),
            ("    edih:hasFacility facility:4pdih-5g-lab ;\n", ""),
        ),
    ),
    Case(
        "SealProfile-page",
        "D52",
        "4P Digital Innovation Hub names no web page; give its own site with foaf:page.",
        at="hub:4pdih\n",
        changes=(
            ("hub-status:EDIH ;", "hub-status:SEAL_OF_EXCELLENCE ;"),
            ("    foaf:page <https://www.4pdih.example/> ;\n", ""),
        ),
    ),
    Case(
        "SealProfile-description",
        "D13a",
        "4P Digital Innovation Hub has no description; say in a few sentences what it offers, with dct:description.",
        at="hub:4pdih\n",
        changes=(
            ("hub-status:EDIH ;", "hub-status:SEAL_OF_EXCELLENCE ;"),
            (
                '    dct:description "Helps towns and small companies of Slovenia to try out new networks."@en ;\n',
                "",
            ),
        ),
    ),
    Case(
        "SealProfile-technology",
        "D12a",
        "4P Digital Innovation Hub names no technology.",
        at="hub:4pdih\n",
        changes=(
            ("hub-status:EDIH ;", "hub-status:SEAL_OF_EXCELLENCE ;"),
            ("technology:ROBOTICS ;", "sector:ENERGY ;"),
        ),
    ),
    Case(
        "SealProfile-sector",
        "D12b",
        "4P Digital Innovation Hub names no sector.",
        at="hub:4pdih\n",
        changes=(
            ("hub-status:EDIH ;", "hub-status:SEAL_OF_EXCELLENCE ;"),
            ("sector:AUTOMOTIVE ;", "technology:BLOCKCHAIN ;"),
        ),
    ),
    Case(
        "SealProfile-service-type",
        "D12c",
        "4P Digital Innovation Hub names no service type.",
        at="hub:4pdih\n",
        changes=(
            ("hub-status:EDIH ;", "hub-status:SEAL_OF_EXCELLENCE ;"),
            ("service-type:ECOSYSTEM_BUILDING", "technology:BLOCKCHAIN"),
        ),
    ),
    Case(
        "SealProfile-service-family",
        "D12d",
        "4P Digital Innovation Hub names no service family; European Digital Innovation Hubs offer four.",
        at="hub:4pdih\n",
        changes=(
            ("hub-status:EDIH ;", "hub-status:SEAL_OF_EXCELLENCE ;"),
            ("    edih:offersServiceFamily service-family:SKILLS_AND_TRAINING ;\n", ""),
        ),
    ),
    Case(
        "SealProfile-coordinator",
        "D28a",
        "4P Digital Innovation Hub names no coordinator; give one partnership the role partner-role:COORDINATOR.",
        at="hub:4pdih\n",
        changes=(
            ("hub-status:EDIH ;", "hub-status:SEAL_OF_EXCELLENCE ;"),
            ("partner-role:COORDINATOR", "partner-role:PARTNER"),
        ),
    ),
    Case(
        "SealProfile-seat",
        "D19a",
        "4P Digital Innovation Hub states no region of its seat, so it counts in no region; give the code with edih:isLocatedIn.",
        at="hub:4pdih\n",
        changes=(
            ("hub-status:EDIH ;", "hub-status:SEAL_OF_EXCELLENCE ;"),
            ("    edih:isLocatedIn nuts:SI04 ;\n", ""),
        ),
    ),
    Case(
        "SealProfile-service-area",
        "D19c",
        "4P Digital Innovation Hub names no region that it serves; list at least one with edih:hasServiceArea.",
        at="hub:4pdih\n",
        changes=(
            ("hub-status:EDIH ;", "hub-status:SEAL_OF_EXCELLENCE ;"),
            (
                '    edih:hasServiceArea [\n        a edih:ServiceArea ;\n        edih:coversRegion nuts:SI03 ;\n        edih:areaAsStated "eastern Slovenia" ;\n        edih:areaBasis "stated" ;\n        dct:source <https://www.4pdih.example/about>\n    ] ;\n',
                "",
            ),
        ),
    ),
    Case(
        "SealProfile-facility",
        "D53",
        "4P Digital Innovation Hub names no facility where customers can try technology.",
        at="hub:4pdih\n",
        changes=(
            ("hub-status:EDIH ;", "hub-status:SEAL_OF_EXCELLENCE ;"),
            (
                'facility:4pdih-5g-lab\n    a edih:Facility ;\n    skos:prefLabel "5G lab" ;\n    edih:facilityType facility-type:LABORATORY ;\n    edih:kindAsStated "lab" ;\n    edih:demonstratesTechnology technology:COMMUNICATION_NETWORK ;\n    edih:topicAsStated "5G" ;\n    edih:isOperatedBy organisation:university-of-ljubljana ;\n    edih:townAsStated "Ljubljana" ;\n    dct:source <https://www.4pdih.example/lab> .\n\n',
                "",
            ),
            ("    edih:hasFacility facility:4pdih-5g-lab ;\n", ""),
        ),
    ),
    Case(
        "DihProfile-page",
        "D52",
        "4P Digital Innovation Hub names no web page; give its own site with foaf:page.",
        at="hub:4pdih\n",
        changes=(
            ("hub-status:EDIH ;", "hub-status:DIH ;"),
            ("    foaf:page <https://www.4pdih.example/> ;\n", ""),
        ),
    ),
    Case(
        "DihProfile-description",
        "D13a",
        "4P Digital Innovation Hub has no description; say in a few sentences what it offers, with dct:description.",
        at="hub:4pdih\n",
        changes=(
            ("hub-status:EDIH ;", "hub-status:DIH ;"),
            (
                '    dct:description "Helps towns and small companies of Slovenia to try out new networks."@en ;\n',
                "",
            ),
        ),
    ),
    Case(
        "DihProfile-technology",
        "D12a",
        "4P Digital Innovation Hub names no technology.",
        at="hub:4pdih\n",
        changes=(
            ("hub-status:EDIH ;", "hub-status:DIH ;"),
            ("technology:ROBOTICS ;", "sector:ENERGY ;"),
        ),
    ),
    Case(
        "DihProfile-sector",
        "D12b",
        "4P Digital Innovation Hub names no sector.",
        at="hub:4pdih\n",
        changes=(
            ("hub-status:EDIH ;", "hub-status:DIH ;"),
            ("sector:AUTOMOTIVE ;", "technology:BLOCKCHAIN ;"),
        ),
    ),
    Case(
        "DihProfile-service-type",
        "D12c",
        "4P Digital Innovation Hub names no service type.",
        at="hub:4pdih\n",
        changes=(
            ("hub-status:EDIH ;", "hub-status:DIH ;"),
            ("service-type:ECOSYSTEM_BUILDING", "technology:BLOCKCHAIN"),
        ),
    ),
    Case(
        "DihProfile-seat",
        "D19a",
        "4P Digital Innovation Hub states no region of its seat, so it counts in no region; give the code with edih:isLocatedIn.",
        at="hub:4pdih\n",
        changes=(
            ("hub-status:EDIH ;", "hub-status:DIH ;"),
            ("    edih:isLocatedIn nuts:SI04 ;\n", ""),
        ),
    ),
    Case(
        "CandidateProfile-page",
        "D52",
        "4P Digital Innovation Hub names no web page; give its own site with foaf:page.",
        at="hub:4pdih\n",
        changes=(
            ("hub-status:EDIH ;", "hub-status:CANDIDATE ;"),
            ("    foaf:page <https://www.4pdih.example/> ;\n", ""),
        ),
    ),
    Case(
        "CandidateProfile-description",
        "D13a",
        "4P Digital Innovation Hub has no description; say in a few sentences what it offers, with dct:description.",
        at="hub:4pdih\n",
        changes=(
            ("hub-status:EDIH ;", "hub-status:CANDIDATE ;"),
            (
                '    dct:description "Helps towns and small companies of Slovenia to try out new networks."@en ;\n',
                "",
            ),
        ),
    ),
    Case(
        "CandidateProfile-seat",
        "D19a",
        "4P Digital Innovation Hub states no region of its seat, so it counts in no region; give the code with edih:isLocatedIn.",
        at="hub:4pdih\n",
        changes=(
            ("hub-status:EDIH ;", "hub-status:CANDIDATE ;"),
            ("    edih:isLocatedIn nuts:SI04 ;\n", ""),
        ),
    ),
    Case(
        "CandidateProfile-coordinator",
        "D28a",
        "4P Digital Innovation Hub names no coordinator; give one partnership the role partner-role:COORDINATOR.",
        at="hub:4pdih\n",
        changes=(
            ("hub-status:EDIH ;", "hub-status:CANDIDATE ;"),
            ("partner-role:COORDINATOR", "partner-role:PARTNER"),
        ),
    ),
)
