"""Published questions: SPARQL files with a head that says what they ask, take and give.

A file ``sparql/questions/NAME.rq`` begins with comment lines; the first other line ends them::

    # title: Regions of a country without a co-funded hub's seat
    # description: Regions in force at NUTS level 2 where no hub … has its seat.
    # asked-by: policy officers
    # number: 12
    # min-rows: 1
    # param country: country = fi | ISO 3166-1 alpha-2 code of a country
    # param technology: concept technology = ROBOTICS | code of the technology
    # column region: IRI of the region

``number`` (of the competency question that it answers) and ``min-rows`` (that the published
network gives at least, with the default parameters) may be left out.

A parameter ``country`` is the variable ``?country``. It gets its value by Oxigraph's
substitution, never by pasting text. Without ``= value`` a parameter may be left out; its
variable is then free. Kinds: ``string``, ``integer``, ``country``, ``region`` and
``concept SCHEME``.

What an author must know about substitution, as measured with Oxigraph 0.5.13:

* The variable must be a column of the outermost SELECT, by its own name; a copy of it
  (``(?country AS ?c)``) stays empty. With aggregates, name it in GROUP BY.
* FILTER, BIND, OPTIONAL, UNION, EXISTS, NOT EXISTS, MINUS and GRAPH see the value; a BIND or
  VALUES that gives the same variable another value removes the row.
* A sub-SELECT sees the value only if it has the variable as a column as well; else the
  variable inside it is another one, and free. Aggregates in it follow the same rule.
* An aggregate over nothing gives no row when grouped by the variable.

This module reads no file but questions and never decides about HTTP.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import pyoxigraph as ox

from edihkg import assets
from edihkg.errors import ParameterError, QueryError, SourceError
from edihkg.store import Store, Term

REGION_BASE = "http://data.europa.eu/nuts/code/"
_REGION_SCHEMES = "http://data.europa.eu/nuts/scheme/"
_STATISTICAL_REGIONS = "concept/statistical-region-"
KINDS = ("string", "integer", "country", "region", "concept")

_HEAD = re.compile(r"#\s*(?P<key>[a-z][a-z -]*?)(?:\s+(?P<name>\w+))?\s*:\s*(?P<value>.+)")
_PARAMETER = re.compile(
    r"(?P<kind>\w+)(?:\s+(?P<scheme>[\w-]+))?(?:\s*=\s*(?P<default>[^|]*?))?\s*(?:\|\s*(?P<text>.*))?"
)
_SHAPES = {
    "integer": re.compile(r"[+-]?\d{1,18}"),
    "country": re.compile(r"[A-Za-z]{2}"),
    "region": re.compile(r"[A-Za-z]{2}[0-9A-Za-z]{0,3}"),
    "concept": re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}"),
}
_WHERE = re.compile(r"^WHERE\s*\{\n?", re.MULTILINE)
_XSD_INTEGER = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question may be given."""

    name: str
    """Of the variable and of the field in the address."""
    kind: str
    """One of KINDS."""
    scheme: str
    """Concept scheme, for the kind ``concept``."""
    default: str
    """Value when none is given; empty if it may be left out."""
    description: str


@dataclass(frozen=True, slots=True)
class Column:
    """What each row of an answer holds."""

    name: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A published query."""

    name: str
    """File name without ending; part of the address."""
    title: str
    description: str
    asked_by: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    """In the order of the answer."""
    sparql: str
    """The whole file."""
    number: int | None = None
    """Of the competency question that it answers."""
    min_rows: int = 0
    """Rows that the published network gives at least, with the default parameters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """What codes in parameters stand for."""

    id_base: str
    countries: Mapping[str, str] = field(default_factory=dict)
    """IRI of a country by its ISO 3166-1 alpha-2 code in lower case."""
    concepts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Codes in capitals by scheme, and those of regions by ``region``; unknown without entry."""


def load(folder: Path) -> dict[str, Question]:
    """Read and check all questions of a folder, sorted by name.

    Raises: SourceError that lists every problem of every file.
    """
    questions: dict[str, Question] = {}
    problems: list[str] = []
    for path in sorted(folder.glob("*.rq")):
        try:
            questions[path.stem] = parse(path.stem, path.read_text(encoding="utf-8"))
        except (SourceError, UnicodeDecodeError) as error:
            problems.append(f"{path.name}: {error}")
    if problems:
        raise SourceError("Published questions cannot be read. " + " ".join(problems))
    return questions


def parse(name: str, text: str) -> Question:
    """Read one question and check it against its own SPARQL.

    Raises: SourceError naming what is missing or contradicts.
    """
    plain: dict[str, str] = {}
    parameters: list[Parameter] = []
    columns: list[Column] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#"):
            break
        match = _HEAD.fullmatch(line.rstrip())
        if match is None:
            raise SourceError(f"Line {number} is no 'name: value' comment.")
        if match["key"] == "param":
            parameters.append(_parameter(match["name"] or "", match["value"], number))
        elif match["key"] == "column":
            columns.append(Column(match["name"] or "", match["value"]))
        else:
            plain[match["key"]] = match["value"]
    missing = [key for key in ("title", "description", "asked-by") if key not in plain]
    if missing:
        raise SourceError(f"The head lacks {', '.join(missing)}.")
    question = Question(
        name=name,
        title=plain["title"],
        description=plain["description"],
        asked_by=plain["asked-by"],
        parameters=tuple(parameters),
        columns=tuple(columns),
        sparql=text,
        number=_integer(plain, "number"),
        min_rows=_integer(plain, "min-rows") or 0,
    )
    _check(question)
    return question


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


def with_values(question: Question, bindings: Mapping[str, Term]) -> str:
    """Write values into the text of a question, so that it can be asked anywhere.

    They stand in a VALUES at the beginning of the outermost group, for people to change; the
    answers of ours come by substitution.
    """
    if not bindings:
        return question.sparql
    lines = "".join(f"  VALUES ?{name} {{ {value} }}\n" for name, value in bindings.items())
    return _WHERE.sub(lambda match: f"{match[0]}{lines}", question.sparql, count=1)


def country_codes(rows: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Make the table of ``Codes.countries`` from rows of IRI and code."""
    return {code.lower(): iri for iri, code in rows}


def concept_codes(rows: Iterable[tuple[str, str]], *, id_base: str) -> dict[str, frozenset[str]]:
    """Make the table of ``Codes.concepts`` from rows of scheme and code."""
    found: dict[str, set[str]] = {}
    for scheme, code in rows:
        if scheme.startswith((_REGION_SCHEMES, f"{id_base}{_STATISTICAL_REGIONS}")):
            found.setdefault("region", set()).add(code)
        elif scheme.startswith(f"{id_base}concept/"):
            found.setdefault(scheme.removeprefix(f"{id_base}concept/"), set()).add(code)
    return {name: frozenset(codes) for name, codes in found.items()}


def read_codes(store: Store, *, id_base: str) -> Codes:
    """Read from a release's store which codes there are and what they stand for.

    Raises: StoreError.
    """
    countries = store.select(lookup("countries"))
    concepts = store.select(lookup("concepts"))
    return Codes(
        id_base=id_base,
        countries=country_codes([(row["country"].value, row["code"].value) for row in countries]),
        concepts=concept_codes(
            [(row["scheme"].value, row["code"].value) for row in concepts], id_base=id_base
        ),
    )


def lookup(name: str) -> str:
    """Read one of the queries with which codes are looked up."""
    path = assets.folder("sparql") / "lookups" / f"{name}.rq"
    return path.read_text(encoding="utf-8")


def _parameter(name: str, value: str, number: int) -> Parameter:
    match = _PARAMETER.fullmatch(value)
    if not name or match is None or match["kind"] not in KINDS:
        raise SourceError(
            f"Line {number} must read 'param name: kind = default | text', "
            f"where kind is one of {', '.join(KINDS)}."
        )
    if (match["kind"] == "concept") != bool(match["scheme"]):
        raise SourceError(f"Line {number}: the kind concept, and no other, names a scheme.")
    return Parameter(
        name, match["kind"], match["scheme"] or "", match["default"] or "", match["text"] or ""
    )


def _check(question: Question) -> None:
    """Parse the SPARQL and compare its columns with the head."""
    try:
        rows = Store(ox.Store()).select(question.sparql)
    except QueryError as error:
        raise SourceError(str(error)) from error
    declared = [column.name for column in question.columns]
    if declared != list(rows.variables):
        raise SourceError(
            f"The query gives the columns {', '.join(rows.variables)}, "
            f"the head says {', '.join(declared)}."
        )
    hidden = [each.name for each in question.parameters if each.name not in declared]
    if hidden:
        raise SourceError(f"The parameter {hidden[0]} must be a column of the query.")


def _term(parameter: Parameter, value: str, codes: Codes) -> Term:
    """Make the term of one value.

    Raises: ParameterError saying what the value must be.
    """
    shape = _SHAPES.get(parameter.kind)
    if shape is not None and not shape.fullmatch(value):
        raise _impossible(parameter, value)
    _check_code(parameter, value.upper(), codes)
    if parameter.kind == "integer":
        return ox.Literal(str(int(value)), datatype=_XSD_INTEGER)
    if parameter.kind == "concept":
        return ox.NamedNode(f"{codes.id_base}concept/{parameter.scheme}/{value.upper()}")
    if parameter.kind == "region":
        return ox.NamedNode(REGION_BASE + value.upper())
    if parameter.kind == "country":
        if value.lower() not in codes.countries:
            raise _impossible(parameter, value, ", ".join(sorted(codes.countries)))
        return ox.NamedNode(codes.countries[value.lower()])
    return ox.Literal(value)


def _check_code(parameter: Parameter, code: str, codes: Codes) -> None:
    """Refuse a code that its list does not have; an empty answer would look like a fact.

    Raises: ParameterError naming the codes that are nearest.
    """
    known = codes.concepts.get(parameter.scheme or parameter.kind)
    if known is None or code in known:
        return
    near = get_close_matches(code, sorted(known), n=3, cutoff=0.5)
    raise _impossible(parameter, code, " or ".join(near) if near else ", ".join(sorted(known)[:40]))


def _integer(plain: Mapping[str, str], key: str) -> int | None:
    """Read a number of the head.

    Raises: SourceError.
    """
    value = plain.get(key)
    if value is not None and not value.isdecimal():
        raise SourceError(f"The head's {key} is '{value}', but must be a whole number.")
    return None if value is None else int(value)


def _impossible(parameter: Parameter, value: str, allowed: str = "") -> ParameterError:
    example = f", for example {parameter.default}" if parameter.default else ""
    choice = f"; there are {allowed}" if allowed else ""
    what = f"{parameter.kind} {parameter.scheme}".strip()
    text = parameter.description or what
    return ParameterError(
        f"'{value}' is no value for the parameter {parameter.name}: {text}{example}{choice}."
    )
