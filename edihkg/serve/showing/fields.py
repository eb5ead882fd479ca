"""The form of a published question: one field a parameter, with what it may be. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from edihkg.queries import Codes, Parameter, Question
from edihkg.serve.showing.shown import to_words

_PATTERNS = {"region": "[A-Za-z]{2}[0-9A-Za-z]{0,3}", "integer": "[+-]?[0-9]{1,18}"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form."""

    name: str
    label: str
    hint: str
    """What may be written into it; empty where a list says so."""
    value: str
    choices: tuple[tuple[str, str], ...] = ()
    """Code and name of each possible value; empty for a field to write in."""
    may_be_empty: bool = True
    pattern: str = ""
    is_wrong: bool = False


def make_fields(
    question: Question,
    given: Mapping[str, str],
    *,
    codes: Codes,
    labels: Mapping[str, str],
    wrong: str = "",
) -> tuple[Field, ...]:
    """Make the form's fields; ``wrong`` is the parameter whose value cannot be used."""
    return tuple(
        Field(
            name=each.name,
            label=to_words(each.name),
            hint="" if each.kind in ("country", "concept") else each.description,
            value=given.get(each.name, "").strip() or each.default,
            choices=_choices(each, codes, labels),
            may_be_empty=not each.default,
            pattern=_PATTERNS.get(each.kind, ""),
            is_wrong=each.name == wrong,
        )
        for each in question.parameters
    )


def _choices(
    parameter: Parameter, codes: Codes, labels: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Give the values of a parameter that has a list, by name."""
    if parameter.kind == "country":
        found = [(code, labels.get(iri, code.upper())) for code, iri in codes.countries.items()]
    elif parameter.kind == "concept":
        base = f"{codes.id_base}concept/{parameter.scheme}/"
        known = codes.concepts.get(parameter.scheme, frozenset())
        found = [(code, labels.get(base + code, code)) for code in known]
    else:
        found = []
    return tuple(sorted(found, key=lambda item: item[1]))
