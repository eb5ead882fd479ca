"""Read JSON-LD and note where each value stands.

JSON is decoded into values that know their place; RDFLib's JSON-LD parser hands them on, so
that it never learns of places. Contexts come from the document or are the bundled one under
its address; no other is ever asked for, and ``@import`` is refused.
"""

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from json.decoder import JSONArray, JSONObject  # type: ignore[attr-defined]
from json.scanner import py_make_scanner  # type: ignore[attr-defined]
from typing import Any

from rdflib import BNode, Graph, URIRef
from rdflib.plugins.parsers.jsonld import Parser
from rdflib.plugins.shared.jsonld.context import Context
from rdflib.plugins.shared.jsonld.errors import JSONLDException
from rdflib.plugins.shared.jsonld.keys import ID, VOCAB
from rdflib.term import Node

from edihkg import assets
from edihkg.sources.placed import BASE, Places, UnreadableError
from edihkg.sources.turtle import Lines
from edihkg.submission import Position, Statement

CONTEXT_IRI = "https://w3id.org/edihkg/context.jsonld"
"""Address under which the bundled context is known."""
CONTEXT_FILE = "context.jsonld"

_CONTEXT = "@context"
_IMPORT = "@import"
_FAILURES = (
    JSONLDException,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    AssertionError,
    RecursionError,
)


def parse_jsonld(text: str) -> Places:
    """Parse JSON-LD; the statements of all graphs together, and where each is named.

    Raises: UnreadableError.
    """
    lines = Lines(text)
    try:
        document = _Decoder().decode(text)
    except json.JSONDecodeError as error:
        raise UnreadableError(f"it is no JSON: {error.msg}", lines.position(error.pos)) from error
    except _DuplicateError as error:
        reason = f"the key '{error.key}' occurs twice in one object; keep one"
        raise UnreadableError(reason, lines.position(error.at)) from error
    except RecursionError as error:
        raise UnreadableError("it is nested too deep") from error
    recorder = _Recorder(lines)
    try:
        _bundle_contexts(document, lines)
        if isinstance(document, dict | list):
            parser = _PlacedParser(recorder)
            parser.parse(document, Context(base=BASE, version=1.1), recorder)  # type: ignore[arg-type]
    except UnreadableError:
        raise
    except _FAILURES as error:
        reason = "it is nested too deep" if isinstance(error, RecursionError) else _words(error)
        raise UnreadableError(reason, recorder.last) from error
    return recorder.places


def _words(error: Exception) -> str:
    return f"it is no valid JSON-LD ({str(error) or type(error).__name__})"


class _DuplicateError(Exception):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key
        self.at = 0


class _PlacedText(str):
    __slots__ = ("at",)
    at: int


class _PlacedWhole(int):
    at: int


class _PlacedNumber(float):
    at: int


class _PlacedObject(dict[str, Any]):
    at: int


_PLACED: Mapping[type, type] = {
    str: _PlacedText,
    int: _PlacedWhole,
    float: _PlacedNumber,
    dict: _PlacedObject,
}


class _Decoder(json.JSONDecoder):
    """Decodes JSON into values with an offset ``at``; a key that occurs twice is an error."""

    def __init__(self) -> None:
        super().__init__(object_pairs_hook=_unique, parse_constant=_refuse_constant)
        self.parse_object = self._object
        self.parse_array = self._array
        self._plain = py_make_scanner(self)
        self.scan_once = self._scan

    def _scan(self, text: str, at: int) -> tuple[Any, int]:
        try:
            value, end = self._plain(text, at)
        except _DuplicateError as error:
            error.at = error.at or at
            raise
        kind = _PLACED.get(type(value))
        if kind is not None:
            value = kind(value)
            value.at = at
        return value, end

    def _object(self, start: Any, strict: bool, _: Any, *rest: Any) -> Any:
        return JSONObject(start, strict, self._scan, *rest)

    def _array(self, start: Any, _: Any) -> Any:
        return JSONArray(start, self._scan)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _DuplicateError(key)
        found[key] = value
    return found


def _refuse_constant(text: str) -> float:
    raise UnreadableError(f"{text} is no number of JSON")


def _bundle_contexts(document: Any, lines: Lines) -> None:
    """Put the bundled context where its address stands; refuse every other address.

    Raises: UnreadableError.
    """
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if _CONTEXT in value:
                value[_CONTEXT] = _bundled(value[_CONTEXT], lines)
            if isinstance(value.get(_IMPORT), str):
                raise _refusal(value[_IMPORT], lines)
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _bundled(context: Any, lines: Lines) -> Any:
    if isinstance(context, list):
        return [_bundled(each, lines) for each in context]
    if not isinstance(context, str):
        return context
    if context != CONTEXT_IRI:
        raise _refusal(context, lines)
    text = (assets.folder("ontology") / CONTEXT_FILE).read_text(encoding="utf-8")
    return json.loads(text)[_CONTEXT]


def _refusal(address: str, lines: Lines) -> UnreadableError:
    return UnreadableError(
        f"the context <{address}> is not asked for, since nothing is fetched; use "
        f"<{CONTEXT_IRI}>, or write the terms into the file",
        lines.position(getattr(address, "at", 0)),
    )


def _unknown(key: str, context: Context, lines: Lines, at: int | None) -> UnreadableError:
    """Refuse a key without meaning: a processor drops it, and with it what the file says."""
    same = [name for name, term in context.terms.items() if _last_step(term.id) == key]
    near = same or difflib.get_close_matches(key, [str(name) for name in context.terms], n=1)
    hint = f"write {_either(near)}, or " if near else ""
    return UnreadableError(
        f"the context does not say what the key '{key}' means, so that its value would be lost; "
        f"{hint}leave it out",
        None if at is None else lines.position(at),
    )


def _either(names: Iterable[str]) -> str:
    return " or ".join(f"'{name}'" for name in sorted(names))


def _last_step(address: object) -> str:
    return re.split("[:/#]", str(address))[-1]


class _Recorder:
    """What RDFLib's parser takes for a graph: collects statements with places."""

    context_aware = True

    def __init__(self, lines: Lines) -> None:
        self.places = Places()
        self.lines = lines
        self.last = Position(1)
        self.subjects: dict[Node, Position] = {}

    @property
    def default_context(self) -> "_Recorder":
        return self

    def bind(self, *_: object) -> None:
        """Prefixes do not matter."""

    def get_context(self, name: Node) -> "_Recorder":
        """Begin a named graph, at the object that bears its name."""
        self.places.graphs.setdefault(name, self.subjects.get(name, self.last))
        return self

    def add(self, statement: Statement) -> None:
        subject, _, _ = statement
        self.places.note(statement, self.last, self.subjects.get(subject))

    def see(self, value: Any) -> None:
        """Note that the next statement is about a value."""
        inner = value[0] if isinstance(value, tuple) else value
        if isinstance(inner, dict) and not hasattr(inner, "at"):
            inner = next(_placed(inner), inner)
        if hasattr(inner, "at"):
            self.last = self.lines.position(inner.at)


def _placed(value: Mapping[str, Any]) -> Iterator[Any]:
    """Give what has a place in an object that RDFLib made itself."""
    for each in value.values():
        if hasattr(each, "at"):
            yield each
        elif isinstance(each, dict):
            yield from _placed(each)


class _PlacedParser(Parser):
    """RDFLib's JSON-LD parser, which also tells where objects and subjects begin."""

    def __init__(self, recorder: _Recorder) -> None:
        super().__init__()
        self._recorder = recorder

    def _add_to_graph(
        self, dataset: Graph, graph: Graph, context: Context, node: Any, topcontext: bool = False
    ) -> Node | None:
        self._recorder.see(node)
        return super()._add_to_graph(dataset, graph, context, node, topcontext)

    def _key_to_graph(  # noqa: PLR0913
        self,
        dataset: Graph,
        graph: Graph,
        context: Context,
        subj: Node,
        key: str,
        obj: Any,
        reverse: bool = False,
        no_id: bool = False,
    ) -> None:
        self._recorder.subjects.setdefault(subj, self._recorder.last)
        if not (key.startswith("@") or key in context.terms or context.expand(key)):
            raise _unknown(key, context, self._recorder.lines, getattr(obj, "at", None))
        super()._key_to_graph(dataset, graph, context, subj, key, obj, reverse, no_id)

    def _to_object(  # noqa: PLR0913
        self,
        dataset: Graph,
        graph: Graph,
        context: Context,
        term: Any,
        node: Any,
        inlist: bool = False,
    ) -> Node | None:
        self._recorder.see(node)
        if term and term.type in (ID, VOCAB) and isinstance(node, str) and " " in node:
            return URIRef(node)
        before = self._recorder.last
        found = super()._to_object(dataset, graph, context, term, node, inlist)
        self._recorder.last = before
        return found

    def _to_rdf_id(self, context: Context, id_val: str) -> URIRef | BNode | None:
        """Keep an address that holds a blank, which RDFLib would make a blank node of."""
        if " " in id_val:
            return URIRef(context.expand(id_val, False) or id_val)
        return super()._to_rdf_id(context, id_val)  # type: ignore[return-value]
