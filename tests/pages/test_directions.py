"""Texts that change the direction of writing."""

import pytest

from edihkg.pages.directions import settle

OVERRIDE, EMBED, ISOLATE = "\N{RIGHT-TO-LEFT OVERRIDE}", "\N{RIGHT-TO-LEFT EMBEDDING}", "\u2067"
POP, POP_ISOLATE = "\N{POP DIRECTIONAL FORMATTING}", "\N{POP DIRECTIONAL ISOLATE}"


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("مركز", ""),
        (f"a{OVERRIDE}b{POP}", ""),
        (f"a{OVERRIDE}b", POP),
        (f"{OVERRIDE}{EMBED}{POP}", POP),
        (f"{ISOLATE}{OVERRIDE}", POP + POP_ISOLATE),
        (f"{ISOLATE}{OVERRIDE}{POP_ISOLATE}", ""),
        (f"{ISOLATE}{POP}", POP_ISOLATE),
        (f"{POP}{POP_ISOLATE}", ""),
    ],
)
def test_what_a_text_leaves_open_is_closed(text: str, added: str) -> None:
    """A name that is left open turns the words of the page behind it."""
    assert settle(text) == text + added
