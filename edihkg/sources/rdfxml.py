"""Read RDF/XML and note where each element stands.

RDFLib's handler makes the statements; this subclass asks the XML parser for the line and
column of every element. A document type with its entities is refused, so nothing can be
expanded, and nothing that a document names is ever opened.
"""

import io
from typing import Any
from xml.sax import SAXParseException, expatreader, handler, xmlreader

from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.rdfxml import RDFXMLHandler
from rdflib.term import Node

from edihkg.sources.placed import BASE, Places, UnreadableError
from edihkg.submission import Position, Statement

DEEPEST = 100
"""Elements inside elements; more is refused."""
_FAILURES = (ParserError, ValueError, TypeError, AttributeError, AssertionError, LookupError)


def parse_rdfxml(text: str) -> Places:
    """Parse RDF/XML.

    Raises: UnreadableError.
    """
    content = _PlacedHandler()
    parser = expatreader.create_parser()  # noqa: S315 - refuses document types
    parser.setFeature(handler.feature_namespaces, 1)
    parser.setFeature(handler.feature_external_ges, 0)
    parser.setContentHandler(content)
    parser.setProperty(handler.property_lexical_handler, _NoDocumentType(content))
    source = xmlreader.InputSource(BASE)
    source.setByteStream(io.BytesIO(text.encode()))
    source.setEncoding("utf-8")
    try:
        parser.parse(source)
    except UnreadableError:
        raise
    except SAXParseException as error:
        place = Position(error.getLineNumber() or 1, (error.getColumnNumber() or 0) + 1)
        raise UnreadableError(f"it is no XML: {error.getMessage()}", place) from error
    except _FAILURES as error:
        reason = str(error).rpartition(": ")[2] or type(error).__name__
        raise UnreadableError(f"it is no RDF/XML: {reason}", content.here()) from error
    return content.store.places


class _Recorder:
    """What RDFLib's handler takes for a graph: collects statements with places."""

    def __init__(self) -> None:
        self.places = Places()
        self.open: list[Position] = []
        """Where the elements begin that are open, outermost first."""

    def bind(self, *_: object, **__: object) -> None:
        """Prefixes do not matter."""

    def add(self, statement: Statement) -> None:
        """Take a statement; it belongs to the innermost open element."""
        at = self.open[-1] if self.open else Position(1)
        self.places.note(statement, at)


class _PlacedHandler(RDFXMLHandler):
    """RDFLib's handler, which also notes where elements begin."""

    store: _Recorder  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__(_Recorder())  # type: ignore[arg-type]

    def here(self) -> Position:
        """Tell where the parser stands."""
        return Position(
            self.locator.getLineNumber() or 1, (self.locator.getColumnNumber() or 0) + 1
        )

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:  # noqa: N802
        if len(self.store.open) >= DEEPEST:
            raise UnreadableError("it is nested too deep", self.here())
        self.store.open.append(self.here())
        super().startElementNS(name, qname, attrs)

    def endElementNS(self, name: Any, qname: Any) -> None:  # noqa: N802
        super().endElementNS(name, qname)
        self.store.open.pop()

    def node_element_start(self, name: Any, qname: Any, attrs: Any) -> None:
        super().node_element_start(name, qname, attrs)
        subject: Node | None = self.current.subject
        if subject is not None:
            self.store.places.subjects.setdefault(subject, self.store.open[-1])


class _NoDocumentType(handler.LexicalHandler):
    """Refuses the document type, before any of its entities is read."""

    def __init__(self, content: _PlacedHandler) -> None:
        self._content = content

    def startDTD(self, *_: object) -> None:  # noqa: N802
        raise UnreadableError(
            "it begins with a document type (DOCTYPE), whose entities are never expanded; "
            "write the namespaces out and remove it",
            self._content.here(),
        )
