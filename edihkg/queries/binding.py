"""Turn given values into terms for the variables of a question, or say what is allowed. Pure."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

import pyoxigraph as ox

from edihkg.errors import ParameterError
from edihkg.queries.codes import REGION_BASE
from edihkg.queries.question import Codes, Parameter, Question
from edihkg.store import Term

_SHAPES = {
    "integer": re.compile(r"[+-]?\d{1,18}"),
    "decimal": re.compile(r"[+-]?\d{1,9}(?:\.\d{1,12})?"),
    "date": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "region": re.compile(r"[A-Za-z]{2}[0-9A-Za-z]{0,3}"),
    "concept": re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}"),
}
_XSD = "http://www.w3.org/2001/XMLSchema#"
_MANY = 40
"""Values that a message names at most."""


def bind(question: Question, given: Mapping[str, str], *, codes: Codes) -> dict[str, Term]:
    """Turn given values and defaults into terms for the question's variables.

    Raises: ParameterError naming the parameters that there are, or what a value must be.
    """
    names = [parameter.name for parameter in question.parameters]
    unknown = [name for name in given if name not in names]
    if unknown:
        allowed = f"it has {', '.join(names)}" if names else "it has none"
        raise ParameterError(
            f"The question {question.name} has no parameter '{unknown[0]}'; {allowed}."
        )
    bindings: dict[str, Term] = {}
    for parameter in question.parameters:
        value = given.get(parameter.name, "").strip() or parameter.default
        if value:
            bindings[parameter.name] = _term(parameter, value, codes)
    return bindings


def _term(parameter: Parameter, value: str, codes: Codes) -> Term:
    """Make the term of one value.

    Raises: ParameterError saying what the value must be.
    """
    shape = _SHAPES.get(parameter.kind)
    if shape is not None and not shape.fullmatch(value):
        raise _impossible(parameter, value)
    return _MAKERS[parameter.kind](parameter, value, codes)


def _make_number(parameter: Parameter, value: str, codes: Codes) -> Term:
    low, _, high = parameter.scheme.partition("..")
    if parameter.scheme and not Decimal(low) <= Decimal(value) <= Decimal(high):
        raise _impossible(parameter, value)
    text = str(int(value)) if parameter.kind == "integer" else value
    return ox.Literal(text, datatype=ox.NamedNode(f"{_XSD}{parameter.kind}"))


def _make_date(parameter: Parameter, value: str, codes: Codes) -> Term:
    try:
        date.fromisoformat(value)
    except ValueError as error:
        raise _impossible(parameter, value) from error
    return ox.Literal(value, datatype=ox.NamedNode(f"{_XSD}date"))


def _make_choice(parameter: Parameter, value: str, codes: Codes) -> Term:
    known = parameter.scheme.split("/")
    return ox.Literal(_listed(parameter, value, frozenset(known)))


def _make_concept(parameter: Parameter, value: str, codes: Codes) -> Term:
    code = _listed(parameter, value, codes.concepts.get(parameter.scheme))
    return ox.NamedNode(f"{codes.id_base}concept/{parameter.scheme}/{code}")


def _make_code(parameter: Parameter, value: str, codes: Codes) -> Term:
    lists = [codes.concepts.get(name) for name in parameter.scheme.split("/")]
    known = frozenset[str]().union(*(each for each in lists if each is not None))
    return ox.Literal(_listed(parameter, value, known or None))


def _make_listed(parameter: Parameter, value: str, codes: Codes) -> Term:
    known = codes.concepts.get(parameter.kind)
    return ox.Literal(_listed(parameter, value, known, spelt=str))


def _make_region(parameter: Parameter, value: str, codes: Codes) -> Term:
    return ox.NamedNode(REGION_BASE + _listed(parameter, value, codes.concepts.get("region")))


def _make_country(parameter: Parameter, value: str, codes: Codes) -> Term:
    code = _listed(parameter, value, frozenset(codes.countries), spelt=str.lower)
    return ox.NamedNode(codes.countries[code])


_MAKERS: Mapping[str, Callable[[Parameter, str, Codes], Term]] = {
    "string": lambda _, value, __: ox.Literal(value),
    "integer": _make_number,
    "decimal": _make_number,
    "date": _make_date,
    "choice": _make_choice,
    "country": _make_country,
    "region": _make_region,
    "concept": _make_concept,
    "code": _make_code,
    **dict.fromkeys(("list", "language", "hub", "file"), _make_listed),
}
"""How the term of a value is made, by kind."""


def _listed(
    parameter: Parameter,
    value: str,
    known: frozenset[str] | None,
    *,
    spelt: Callable[[str], str] = str.upper,
) -> str:
    """Give a code as its list spells it; of an unknown list, in the usual spelling.

    Raises: ParameterError naming the codes that are nearest; an empty answer to a code that
    its list does not have would look like a fact.
    """
    if known is None:
        return spelt(value)
    for spelling in (value, value.upper(), value.lower()):
        if spelling in known:
            return spelling
    near = get_close_matches(value.lower(), sorted({code.lower() for code in known}), n=3)
    found = [code for code in sorted(known) if code.lower() in near]
    if found:
        raise _impossible(parameter, value, f"did you mean {' or '.join(found)}?")
    more = f" and {len(known) - _MANY} more" if len(known) > _MANY else ""
    raise _impossible(parameter, value, f"there are {', '.join(sorted(known)[:_MANY])}{more}.")


def _impossible(parameter: Parameter, value: str, hint: str = "") -> ParameterError:
    """Say what a value must be; ``hint`` is a last sentence with what there is."""
    example = f", for example {parameter.default}" if parameter.default else ""
    whole = ", a whole number" if parameter.kind == "integer" else ""
    low, to, high = parameter.scheme.partition("..")
    bounds = f", from {low} to {high}" if to else ""
    end = f"; {hint}" if hint else "."
    text = parameter.description or f"{parameter.kind} {parameter.scheme}".strip()
    must = f"{text}{whole}{example}{bounds}{end}"
    return ParameterError(f"'{value}' is no value for the parameter {parameter.name}: {must}")
