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

::

    question.py  the values that all share        reading.py  files to questions, checked
    codes.py     which codes a release has        binding.py  given values to terms
    writing.py   values into the text of a query        headings.py  names into words

Nothing here reads any file but questions and look-ups, or decides about HTTP.
"""

from edihkg.queries.binding import bind
from edihkg.queries.codes import REGION_BASE, concept_codes, country_codes, lookup, read_codes
from edihkg.queries.headings import said_of, to_words
from edihkg.queries.question import KINDS, Codes, Column, Parameter, Question
from edihkg.queries.reading import load, parse
from edihkg.queries.writing import with_values

GRAPH = "questions"
"""Named graph in which a release describes its published questions."""

__all__ = [
    "GRAPH",
    "KINDS",
    "REGION_BASE",
    "Codes",
    "Column",
    "Parameter",
    "Question",
    "bind",
    "concept_codes",
    "country_codes",
    "load",
    "lookup",
    "parse",
    "read_codes",
    "said_of",
    "to_words",
    "with_values",
]
