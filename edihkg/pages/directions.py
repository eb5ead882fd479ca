"""Texts that change the direction of writing. Pure.

A text from a submission may hold the control characters of Unicode's bidirectional algorithm; one
that it leaves open would turn what stands behind it on a page.

Source: Unicode Standard Annex 9, sections 2.1 to 2.6.
"""

import re

_POP = "\N{POP DIRECTIONAL FORMATTING}"
_POP_ISOLATE = "\N{POP DIRECTIONAL ISOLATE}"
_CLOSED_BY = {
    "\N{LEFT-TO-RIGHT EMBEDDING}": _POP,
    "\N{RIGHT-TO-LEFT EMBEDDING}": _POP,
    "\N{LEFT-TO-RIGHT OVERRIDE}": _POP,
    "\N{RIGHT-TO-LEFT OVERRIDE}": _POP,
    "\N{LEFT-TO-RIGHT ISOLATE}": _POP_ISOLATE,
    "\N{RIGHT-TO-LEFT ISOLATE}": _POP_ISOLATE,
    "\N{FIRST STRONG ISOLATE}": _POP_ISOLATE,
}
_OPENS = re.compile(f"[{''.join(_CLOSED_BY)}]")


def settle(text: str) -> str:
    r"""Close the changes of direction that a text leaves open.

    >>> ascii(settle("a\u202eb"))
    "'a\\u202eb\\u202c'"
    """
    if text.isascii() or not _OPENS.search(text):
        return text
    opened: list[str] = []
    for letter in text:
        if letter in _CLOSED_BY:
            opened.append(_CLOSED_BY[letter])
        elif letter == _POP and opened and opened[-1] == _POP:
            opened.pop()
        elif letter == _POP_ISOLATE and _POP_ISOLATE in opened:
            while opened.pop() != _POP_ISOLATE:
                pass
    return text + "".join(reversed(opened))
