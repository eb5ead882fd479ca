"""The form of a published question: one field a parameter, with what it may be. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from edihkg.pages.languages import SOURCE
from edihkg.pages.rows import Text
from edihkg.queries import Codes, Parameter, Question, to_words

Choice = tuple[str, str]
"""Code and name of one value."""

_NO_LISTS = ("region", "language", "hub", "file")
_PATTERNS = {"region": "[A-Za-z]{2}[0-9A-Za-z]{0,3}", "integer": "[+-]?[0-9]{1,18}"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form."""

    name: str
    label: str
    hint: str
    """What may be written into it; empty where a list says so."""
    value: str
    choices: tuple[Choice, ...] = ()
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
            hint="" if each.kind in _LISTS else each.description,
            value=given.get(each.name, "").strip() or each.default,
            choices=_choices(each, codes, labels),
            may_be_empty=not each.default,
            pattern=_PATTERNS.get(each.kind, ""),
            is_wrong=each.name == wrong,
        )
        for each in question.parameters
    )


def _choices(parameter: Parameter, codes: Codes, labels: Mapping[str, str]) -> tuple[Choice, ...]:
    """Give the values of a parameter that has a short list, by name."""
    find = _LISTS.get(parameter.kind)
    return tuple(sorted(find(parameter, codes, labels), key=_by_name)) if find else ()


def _countries(_: Parameter, codes: Codes, labels: Mapping[str, str]) -> Iterator[Choice]:
    for code, iri in codes.countries.items():
        yield code, labels.get(iri, code.upper())


def _concepts(parameter: Parameter, codes: Codes, labels: Mapping[str, str]) -> Iterator[Choice]:
    for scheme in parameter.scheme.split("/"):
        for code in codes.concepts.get(scheme, ()):
            yield code, labels.get(f"{codes.id_base}concept/{scheme}/{code}", code)


def _values(parameter: Parameter, _: Codes, __: Mapping[str, str]) -> Iterator[Choice]:
    for value in parameter.scheme.split("/"):
        yield value, Text(value, SOURCE)


def _lists(_: Parameter, codes: Codes, __: Mapping[str, str]) -> Iterator[Choice]:
    for name in codes.concepts:
        if name not in _NO_LISTS:
            yield name, Text(name.replace("-", " "), SOURCE)


def _by_name(choice: Choice) -> str:
    return choice[1].casefold()


_LISTS: Mapping[str, Callable[[Parameter, Codes, Mapping[str, str]], Iterator[Choice]]] = {
    "country": _countries,
    "concept": _concepts,
    "code": _concepts,
    "choice": _values,
    "list": _lists,
}
"""Where the values of a kind of parameter come from; other kinds are written in."""
