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
variable is then free. Kinds, by what the variable becomes:

* numbers and days: ``integer`` and ``decimal`` (bounds may follow: ``decimal -90..90``), ``date``
* IRIs: ``country``, ``region`` and ``concept SCHEME``
* texts of a list: ``choice one/another``, ``code SCHEME/SCHEME`` (code of a concept), ``list``
  (name of a scheme), ``language`` (ISO 639-1), ``hub`` (slug), ``file`` (of a submission)
* ``string``: any text

A value that its list does not have is refused, with the nearest that it has.

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
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path

import pyoxigraph as ox

from edihkg import assets
from edihkg.errors import ParameterError, QueryError, SourceError
from edihkg.store import Store, Term

REGION_BASE = "http://data.europa.eu/nuts/code/"
_REGION_SCHEMES = "http://data.europa.eu/nuts/scheme/"
_STATISTICAL_REGIONS = "concept/statistical-region-"
KINDS = (
    *("string", "integer", "decimal", "date", "choice", "country", "region", "concept"),
    *("code", "list", "language", "hub", "file"),
)

_HEAD = re.compile(r"#\s*(?P<key>[a-z][a-z -]*?)(?:\s+(?P<name>\w+))?\s*:\s*(?P<value>.+)")
_PARAMETER = re.compile(
    r"(?P<kind>\w+)(?:[ \t]+(?P<scheme>[^=|\s][^=|]*?))?"
    r"(?:\s*=\s*(?P<default>[^|]*?))?\s*(?:\|\s*(?P<text>.*))?"
)
_SHAPES = {
    "integer": re.compile(r"[+-]?\d{1,18}"),
    "decimal": re.compile(r"[+-]?\d{1,9}(?:\.\d{1,12})?"),
    "date": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "country": re.compile(r"[A-Za-z]{2}"),
    "region": re.compile(r"[A-Za-z]{2}[0-9A-Za-z]{0,3}"),
    "concept": re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}"),
}
_GROUP = re.compile(
    r"^\s*SELECT\b(?P<columns>(?:(?!\bWHERE\b).)*?)\bWHERE\s*\{(?!\s*SELECT\b)",
    re.DOTALL | re.MULTILINE,
)
_VARIABLE = re.compile(r"\?(\w+)")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_LANGUAGES = "http://publications.europa.eu/resource/authority/language"
_WITH_SCHEME = frozenset({"concept", "code", "choice"})
_MAY_HAVE_SCHEME = frozenset({"decimal", "integer"})
_OTHER_LISTS = {
    _LANGUAGES: "language",
    "https://w3id.org/edihkg/ns#Hub": "hub",
    "https://w3id.org/edihkg/ns#Submission": "file",
}
"""What ``sparql/lookups/concepts.rq`` gives in place of a scheme, and the list that it means."""
_MANY = 40
"""Values that a message names at most."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question may be given."""

    name: str
    """Of the variable and of the field in the address."""
    kind: str
    """One of KINDS."""
    scheme: str
    """Concept scheme (``concept``), schemes (``code``) or values (``choice``), parted by ``/``;
    bounds such as ``-90..90`` of a number."""
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
    """Codes by scheme; also by ``region``, ``language``, ``hub`` and ``file``; a list without
    entry is unknown."""


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

    Each stands in a VALUES in every group whose SELECT has the variable; one that the query
    binds itself stands behind the query. Our own answers come by substitution.
    """
    behind = [name for name in bindings if f"AS ?{name})" in question.sparql]
    within = {name: value for name, value in bindings.items() if name not in behind}

    def insert(match: re.Match[str]) -> str:
        columns = set(_VARIABLE.findall(match["columns"]))
        return match[0] + "".join(
            f"\n  VALUES ?{name} {{ {value} }}" for name, value in within.items() if name in columns
        )

    text = _GROUP.sub(insert, question.sparql)
    return text + "".join(f"VALUES ?{name} {{ {bindings[name]} }}\n" for name in behind)


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
            found.setdefault("list", set()).add(scheme.removeprefix(f"{id_base}concept/"))
        elif scheme in _OTHER_LISTS:
            found.setdefault(_OTHER_LISTS[scheme], set()).add(code)
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
    named = bool(match["scheme"])
    if match["kind"] not in _MAY_HAVE_SCHEME and (match["kind"] in _WITH_SCHEME) != named:
        raise SourceError(f"Line {number}: {', '.join(sorted(_WITH_SCHEME))} name a list.")
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
        raise _impossible(parameter, value, " or ".join(found))
    more = f" and {len(known) - _MANY} more" if len(known) > _MANY else ""
    raise _impossible(parameter, value, f"{', '.join(sorted(known)[:_MANY])}{more}")


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
    low, to, high = parameter.scheme.partition("..")
    bounds = f", from {low} to {high}" if to else ""
    choice = f"{bounds}; there are {allowed}" if allowed else bounds
    text = parameter.description or f"{parameter.kind} {parameter.scheme}".strip()
    return ParameterError(
        f"'{value}' is no value for the parameter {parameter.name}: {text}{example}{choice}."
    )
