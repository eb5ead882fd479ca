"""Describe the published questions in RDF, so that SPARQL editors offer them as examples.

Layout of ``graph/questions``, which is also part of the default graph::

    {id_base}q/{name}  a sh:SPARQLExecutable, sh:SPARQLSelectExecutable ;
                       rdfs:label, rdfs:comment, schema:keywords ;
                       sh:select (the query, defaults written in), sh:prefixes, schema:target
    {id_base}q/        sh:declare: the prefixes that the queries use

Source: SHACL §5.2.1 and the pattern of the SIB SPARQL examples, which editors read.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

import pyoxigraph as ox
from rdflib import RDF, RDFS, SH, XSD

from edihkg import assets
from edihkg.errors import ParameterError
from edihkg.graph import Assembly, of_triples
from edihkg.queries import GRAPH, Codes, Question, bind, load, read_codes, with_values
from edihkg.store import Store

_SCHEMA = "https://schema.org/"
_PREFIX = re.compile(r"^PREFIX (?P<name>[\w-]+): <(?P<namespace>[^>]+)>$", re.MULTILINE)


def add_questions(made: Assembly, *, id_base: str, public_url: str) -> None:
    """Add the descriptions of all published questions to what was assembled.

    Raises: SourceError when a question cannot be read, StoreError.
    """
    codes = read_codes(Store(made.default), id_base=id_base)
    questions = load(assets.folder("sparql") / "questions")
    endpoint = f"{public_url or id_base}sparql"
    described = chain.from_iterable(
        _describe(question, codes=codes, endpoint=endpoint) for question in questions.values()
    )
    prefixes = _declare(questions.values(), id_base)
    made.add(GRAPH, of_triples([*described, *prefixes], name=GRAPH))


def with_defaults(question: Question, codes: Codes) -> str:
    """Write the defaults of a question into its text, for whoever knows no parameters.

    A question whose default the release does not have stays as it is.
    """
    try:
        return with_values(question, bind(question, {}, codes=codes))
    except ParameterError:
        return question.sparql


def _describe(question: Question, *, codes: Codes, endpoint: str) -> Iterator[ox.Triple]:
    home = f"{codes.id_base}q/"
    subject = ox.NamedNode(f"{home}{question.name}")
    values: list[tuple[str, ox.NamedNode | ox.Literal]] = [
        (str(RDF.type), ox.NamedNode(str(SH.SPARQLExecutable))),
        (str(RDF.type), ox.NamedNode(str(SH.SPARQLSelectExecutable))),
        (str(RDFS.label), ox.Literal(question.title, language="en")),
        (str(RDFS.comment), ox.Literal(f"{question.title}. {question.description}", language="en")),
        (str(SH.select), ox.Literal(with_defaults(question, codes))),
        (str(SH.prefixes), ox.NamedNode(home)),
        (f"{_SCHEMA}target", ox.NamedNode(endpoint)),
        (f"{_SCHEMA}keywords", ox.Literal(question.asked_by, language="en")),
    ]
    for predicate, value in values:
        yield ox.Triple(subject, ox.NamedNode(predicate), value)


def _declare(questions: Iterable[Question], id_base: str) -> Iterator[ox.Triple]:
    """Declare every prefix that some question uses."""
    home = ox.NamedNode(f"{id_base}q/")
    found = dict(pair for question in questions for pair in _PREFIX.findall(question.sparql))
    for name, namespace in sorted(found.items()):
        node = ox.NamedNode(f"{home.value}#prefix-{name}")
        uri = ox.Literal(namespace, datatype=ox.NamedNode(str(XSD.anyURI)))
        yield ox.Triple(home, ox.NamedNode(str(SH.declare)), node)
        yield ox.Triple(node, ox.NamedNode(str(SH.prefix)), ox.Literal(name))
        yield ox.Triple(node, ox.NamedNode(str(SH.namespace)), uri)
