"""Give variables of a query their values in its text, for engines that cannot substitute.

Values are RDF terms, written by Oxigraph; nothing of a stranger's text is pasted. Every group
that mentions a variable begins with a VALUES clause for it, so that filters, OPTIONAL, EXISTS
and MINUS see it as they do with Oxigraph's substitution (see ``edihkg.queries``); where BIND
gives it a value, the clause stands at the end, since it may not come before. A sub-SELECT
that does not have the variable as a column has another variable of that name: it is left alone.
"""

from collections.abc import Sequence
from itertools import pairwise

from edihkg.serve import gate
from edihkg.serve.gate import Place
from edihkg.store import Bindings


def inline(query: str, bindings: Bindings) -> str:
    """Write the values into a query."""
    places = gate.places(query)
    inserts: list[tuple[int, str]] = []
    for name, value in bindings.items():
        clause = f" VALUES ?{name} {{ {value} }} "
        inserts += [(end, clause) for end in _spots(places, name)]
    for end, clause in sorted(inserts, reverse=True):
        query = query[:end] + clause + query[end:]
    return query


def _spots(places: Sequence[Place], name: str) -> list[int]:
    """Find where in the groups that speak of a variable its value is to stand."""
    found: list[int] = []
    position = 0
    while position < len(places):
        if places[position].text == "{" and not _holds_data(places, position):
            end = _close(places, position)
            if places[position + 1].keyword == "SELECT":
                position = _skip_select(places, position + 1, end, name)
                continue
            group = places[position:end]
            if any(_is_variable(place, name) for place in group):
                assigns = any(
                    a.keyword == "AS" and _is_variable(v, name) for a, v in pairwise(group)
                )
                found.append(places[end].end - 1 if assigns else places[position].end)
        position += 1
    return found


def _skip_select(places: Sequence[Place], start: int, end: int, name: str) -> int:
    """Go to the group of a sub-SELECT, or behind it if its variable is another one."""
    opening = next(n for n in range(start, end) if places[n].text == "{")
    columns = places[start:opening]
    if any(_is_variable(place, name) or place.text == "*" for place in columns):
        return opening
    return end


def _close(places: Sequence[Place], opening: int) -> int:
    depth = 0
    for position in range(opening, len(places)):
        depth += {"{": 1, "}": -1}.get(places[position].text, 0)
        if not depth:
            return position
    return len(places) - 1


def _holds_data(places: Sequence[Place], opening: int) -> bool:
    """Tell whether a brace opens the rows of VALUES."""
    before = opening - 1
    while before >= 0 and (places[before].kind == "variable" or places[before].text in "()"):
        before -= 1
    return before >= 0 and places[before].keyword == "VALUES"


def _is_variable(place: Place, name: str) -> bool:
    return place.kind == "variable" and place.text[1:] == name
