"""Names of organisations are compared without legal form, and never guessed."""

import pytest

from edihkg.importing.names import bare


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ACCA Software S.p.A.", "Acca Software SpA"),
        ("Fraunhofer-Gesellschaft e. V.", "Fraunhofer Gesellschaft"),
        ("InfoDom d.o.o.", "INFODOM"),
        ("Bay Zoltán Nonprofit Ltd.", "Bay Zoltan"),
        ("UAB Intechcentras", "Intechcentras"),
        ("Łódź Park Sp. z o.o.", "Lodz Park"),
    ],
)
def test_spellings_of_one_name_agree(one: str, other: str) -> None:
    """Otherwise one organisation would have several IRIs."""
    assert bare(one) == bare(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("University of Álava", "University of Alba"),
        ("Delta Park", "Delta"),
        ("Sant'Anna", "Sant Ana"),
        ("SA", "AB"),
    ],
)
def test_different_names_stay_different(one: str, other: str) -> None:
    """A wrong merge is worse than a missed one."""
    assert bare(one) != bare(other)
