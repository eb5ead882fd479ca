"""Tests of dates as people write them."""

import pytest

from edihkg.validation.dates import readings


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("31.05.2025", ["2025-05-31"]),
        ("2025-5-3", ["2025-05-03"]),
        ("1 November 2022", ["2022-11-01"]),
        ("03/04/2025", ["2025-04-03", "2025-03-04"]),
        ("45000", ["2023-03-15", "2027-03-16"]),
        ("45000.0", ["2023-03-15", "2027-03-16"]),
        ("450000", []),
        ("29.02.2025", []),
        ("soon", []),
    ],
)
def test_a_date_is_read_as_all_that_it_may_mean(text: str, meant: list[str]) -> None:
    """One reading alone is certain; days that a spreadsheet counts have two beginnings."""
    assert [str(each) for each in readings(text)] == meant
