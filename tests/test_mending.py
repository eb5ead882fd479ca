"""Certain mistakes are mended in place; everything else is left as it is."""

from collections.abc import Callable
from functools import cache
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edihkg import assets, sources
from edihkg.closure import checker
from edihkg.mending import mend
from edihkg.sources import read_turtle
from edihkg.validation import Report

SAMPLE = Path(__file__).parent / "data" / "valid" / "si" / "4pdih.ttl"
TEXT = SAMPLE.read_text(encoding="utf-8")
NAME = "si/4pdih.ttl"

Check = Callable[[str], Report]


@cache
def check_of(name: str) -> Check:
    """Give the function that checks a text as if it were the file of that name."""
    check = _checker()
    return lambda text: check(read_turtle(text.encode(), PurePosixPath(name)))


@cache
def _checker() -> Callable[..., Report]:
    return checker()


SLIPS = {
    "code with a slip": ("technology:ROBOTICS", "technology:ROBOTCS"),
    "code with swapped letters": ("sector:AUTOMOTIVE", "sector:AUTOMOITVE"),
    "code in small letters": ("technology:ROBOTICS", "technology:robotics"),
    "code with a hyphen": ("service-type:ECOSYSTEM_BUILDING", "service-type:ECOSYSTEM-BUILDING"),
    "label in place of a code": ("sector:AUTOMOTIVE", '"Automotive"'),
    "label in other letters": ("technology:ROBOTICS", '"robotics"@en'),
    "label as an address": ("pillar:AI", "pillar:ArtificialIntelligence"),
    "role as text": ("partner-role:COORDINATOR", '"coordinator"'),
    "role with a slip": ("partner-role:COORDINATOR", "partner-role:CORDINATOR"),
    "status as text": ("hub-status:EDIH", '"EDIH"'),
    "facility type with a slip": ("facility-type:LABORATORY", "facility-type:LABRATORY"),
    "kind of organisation": ("organisation-type:UNIVERSITY", '"University"'),
    "family with a slip": ("SKILLS_AND_TRAINING", "SKILLS_AND_TRAININGS"),
    "target group by label": ("target-group:SME", '"SME"'),
    "country by two letters": (
        "country country:SVN ;\n    edih:town",
        "country country:SI ;\n    edih:town",
    ),
    "country by name": (
        "country country:SVN ;\n    edih:town",
        'country "Slovenia" ;\n    edih:town',
    ),
    "country by its name in another language": (
        "country country:SVN ;\n    edih:town",
        'country "Slowenien" ;\n    edih:town',
    ),
    "country in small letters": (
        "country country:SVN ;\n    edih:town",
        "country country:svn ;\n    edih:town",
    ),
    "language by two letters": ("language language:SLV", "language language:sl"),
    "language by name": ("language language:SLV", 'language "Slovenian"'),
    "language with a slip": ("PagesIn language:ENG", 'PagesIn "Engish"'),
    "region in small letters": ("nuts:SI04", "nuts:si04"),
    "region as text": ("nuts:SI03", '"SI03"'),
    "region by its name": ("nuts:SI04", '"Zahodna Slovenija"'),
    "call as text": (
        "awardedUnder call:digital-2021-edih-01",
        'awardedUnder "DIGITAL-2021-EDIH-01"',
    ),
    "property with a slip": (
        "edih:country country:SVN ;\n    edih:town",
        "edih:contry country:SVN ;\n    edih:town",
    ),
    "property in other case": ("edih:supportsPillar", "edih:supportspillar"),
    "property with an underscore": ("edih:targetsGroup", "edih:targets_group"),
    "property of a part": ("edih:statusValue", "edih:statusVlaue"),
    "property of a list": ("edih:hasExpertise [", "edih:hasExpertse ["),
    "class with a slip": ("a edih:Facility ;", "a edih:Facilty ;"),
    "day without datatype": ('"2022-11-01"^^xsd:date', '"2022-11-01"'),
    "day in dots": ('"2022-11-01"^^xsd:date', '"1.11.2022"'),
    "day in words": ('"2022-11-01"^^xsd:date', '"1 November 2022"'),
    "day in Slovenian": ('"2025-10-31"^^xsd:date', '"31. oktober 2025"'),
    "day without zeros": ('"2022-11-01"^^xsd:date', '"2022-11-1"^^xsd:date'),
    "moment": ('"2025-10-31"^^xsd:date', '"2025-10-31T00:00:00"^^xsd:dateTime'),
    "month as a day": ('"2022-11"^^xsd:gYearMonth', '"2022-11"^^xsd:date'),
    "year as a day": ('"2025"^^xsd:gYear', '"2025"^^xsd:date'),
    "year as a number": ('"2025"^^xsd:gYear', "2025"),
    "level as text": ("expertiseLevel 4", 'expertiseLevel "4"'),
    "level with a point": ("expertiseLevel 4", "expertiseLevel 4.0"),
    "amount with commas": ("3000000.00", '"3,000,000.00"'),
    "amount as a whole number": ("3000000.00", "3000000"),
    "amount as text": ("1500000.00", '"1500000.00"'),
    "number of the grant": ('"101999999"', "101999999"),
    "page as text": ("<https://www.uni-lj.example/>", '"https://www.uni-lj.example/"'),
    "page with a slip": ("<https://www.uni-lj.example/>", "<htps://www.uni-lj.example/>"),
    "page with one slash": ("<https://www.uni-lj.example/>", "<https:/www.uni-lj.example/>"),
    "source as text": ("<https://www.4pdih.example/lab>", '"https://www.4pdih.example/lab"'),
    "town of the website": (
        "https://sws.geonames.org/3196359/",
        "https://www.geonames.org/3196359",
    ),
    "town without slash": ("https://sws.geonames.org/3196359/", "https://sws.geonames.org/3196359"),
    "language of three letters": ('new networks."@en', 'new networks."@eng'),
    "language by its English name": ('new networks."@en', 'new networks."@english'),
    "blank before": ('"Ljubljana" ;\n    edih:seat', '" Ljubljana" ;\n    edih:seat'),
    "blanks between": (
        '"4P Digital Innovation Hub" ;\n    skos:alt',
        '"4P  Digital Innovation Hub" ;\n    skos:alt',
    ),
    "no-break space": ('"University of Ljubljana"', '"University of\u00a0Ljubljana"'),
    "line break": ('"University of Ljubljana"', '"""University of\nLjubljana"""'),
    "blank after": ('"4PDIH" ;\n    dct', '"4PDIH " ;\n    dct'),
    "tag on a plain text": ('"eastern Slovenia"', '"eastern Slovenia"@en'),
    "tab": ('"University of Ljubljana"', '"University of\\tLjubljana"'),
    "position turned round": ('"46.0554, 14.5060"', '"14.5060, 46.0554"'),
    "blanks around a description": ('"Helps towns', '" Helps towns'),
}
"""What is right in the sample, and what people write in its place."""


def _with(right: str, wrong: str) -> str:
    assert TEXT.count(right) == 1, right
    return TEXT.replace(right, wrong)


@pytest.mark.parametrize(("right", "wrong"), SLIPS.values(), ids=SLIPS.keys())
def test_a_slip_is_mended_in_place(right: str, wrong: str) -> None:
    """The file is as it should have been; nothing else in it has moved."""
    check = check_of(NAME)
    text = _with(right, wrong)
    report = check(text)
    mended = mend(text, report, check)
    assert report.findings
    assert mended.report.findings == ()
    changed = [
        (old, new)
        for old, new in zip(TEXT.split("\n"), mended.text.split("\n"), strict=False)
        if old != new
    ]
    assert len(changed) <= 1
    assert read_turtle(mended.text.encode(), PurePosixPath(NAME)).graph.isomorphic(
        read_turtle(TEXT.encode(), PurePosixPath(NAME)).graph
    ) or right.startswith("3000000")


UNCERTAIN = {
    "a day that may be March or April": ('"2022-11-01"^^xsd:date', '"03/04/2022"'),
    "a region of no country": ("nuts:SI04", "nuts:SI99"),
    "a retired region": ("coversRegion nuts:SI03", "coversRegion nuts:HR04"),
    "a page without scheme": ("<https://www.uni-lj.example/>", '"www.uni-lj.example"'),
    "http": ("<https://www.4pdih.example/>", "<http://www.4pdih.example/>"),
    "a word of no list": ("technology:ROBOTICS", "technology:MAGIC"),
    "a country's code as a language": ('new networks."@en', 'new networks."@si'),
    "no date": ('"2022-11-01"^^xsd:date', '"soon"'),
    "a level out of range": ("expertiseLevel 4", "expertiseLevel 9"),
    "a wrong country": (
        "country country:SVN ;\n    edih:town",
        "country country:AUT ;\n    edih:town",
    ),
    "no Turtle": ("hub:4pdih\n    a", "hub:4pdih\n    a a"),
    "a text that names a property": ('"lab"', '"edih:contry"'),
}


@pytest.mark.parametrize(("right", "wrong"), UNCERTAIN.values(), ids=UNCERTAIN.keys())
def test_what_may_mean_several_things_is_left_alone(right: str, wrong: str) -> None:
    """A wrong guess that validates is worse than a mistake that shows."""
    check = check_of(NAME)
    text = _with(right, wrong)
    assert mend(text, check(text), check).text == text


def test_several_slips_are_mended_at_once_and_comments_stay() -> None:
    """A maintainer runs it once."""
    text = TEXT.replace("technology:ROBOTICS", "technology:robotics # ours\n       ")
    text = text.replace(
        'edih:townAsStated "Ljubljana" ;\n    edih:seat',
        "edih:townAsStated   'Ljubljana '   ;\n    edih:seat",
    )
    text = text.replace('"2022-11-01"^^xsd:date', '"1.11.2022"')
    check = check_of(NAME)
    mended = mend(text, check(text), check)
    assert mended.report.findings == ()
    assert len(mended.done) == 3
    assert "technology:ROBOTICS # ours\n" in mended.text
    assert "edih:townAsStated   'Ljubljana'   ;" in mended.text
    lines = zip(text.split("\n"), mended.text.split("\n"), strict=True)
    assert sum(old != new for old, new in lines) == 3


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_ends_of_lines_stay(ending: str) -> None:
    """A file of Windows must not become one of Unix by mending a word."""
    text = TEXT.replace("technology:ROBOTICS", "technology:ROBOTCS").replace("\n", ending)
    check = check_of(NAME)
    assert mend(text, check(text), check).text == TEXT.replace("\n", ending)


def test_a_good_file_is_not_changed() -> None:
    """There is nothing to mend."""
    check = check_of(NAME)
    assert mend(TEXT, check(TEXT), check).text == TEXT


def _real() -> list[Path]:
    return sources.find(assets.folder("submissions"))


def _is_unchanged(path: Path) -> bool:
    text = path.read_bytes().decode("utf-8-sig")
    check = check_of(path.relative_to(assets.folder("submissions")).as_posix())
    return mend(text, check(text), check).text == text


@settings(max_examples=10, deadline=None, derandomize=True)
@given(st.sampled_from(_real()))
def test_a_real_file_is_not_changed(path: Path) -> None:
    """What is published was mended by its importer; certain proposals are none for it."""
    assert _is_unchanged(path)


@pytest.mark.slow
def test_none_of_the_real_files_is_changed() -> None:
    """All of them, since one wrong change would be one too many."""
    assert [path.name for path in _real() if not _is_unchanged(path)] == []


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.sets(st.sampled_from(sorted(SLIPS)), min_size=2, max_size=4))
def test_mending_never_makes_a_file_worse(names: set[str]) -> None:
    """Mistakes come together; what is mended must not break what is not."""
    text = TEXT
    for name in sorted(names):
        right, wrong = SLIPS[name]
        text = text.replace(right, wrong) if text.count(right) == 1 else text
    check = check_of(NAME)
    before = check(text)
    mended = mend(text, before, check)
    assert len(mended.report.findings) <= len(before.findings)
    assert mend(mended.text, mended.report, check).text == mended.text
