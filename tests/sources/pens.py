"""Writers that know where they put each value: the measure for readers that keep places.

They share no code with the readers. ``nest`` writes the hub's parts inside the hub, without
an address, as people do.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from edihkg.submission import Position, Statement

HUB = URIRef("https://w3id.org/edihkg/id/hub/4pdih")


@dataclass
class Pen:
    """Text that is being written, and where the values stand in it."""

    graph: Graph
    nest: bool = False
    text: str = ""
    objects: dict[Statement, Position] = field(default_factory=dict)
    subjects: dict[Node, Position] = field(default_factory=dict)
    uses: Counter[Node] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Count how often each subject is a value."""
        subjects = set(self.graph.subjects())
        self.uses.update(value for value in self.graph.objects() if value in subjects)

    def put(self, text: str) -> None:
        """Write a piece."""
        self.text += text

    @property
    def here(self) -> Position:
        """Where the next piece will stand."""
        return Position(self.text.count("\n") + 1, len(self.text) - self.text.rfind("\n"))

    def roots(self) -> list[Node]:
        """Give the subjects that are not nested, the hub first."""
        subjects = sorted(set(self.graph.subjects()), key=lambda s: (s != HUB, str(s)))
        return [s for s in subjects if not self.is_nested(s)]

    def is_nested(self, node: Node) -> bool:
        """Tell whether a node is written inside another."""
        owned = self.nest and str(node).startswith(f"{HUB}#")
        return (owned or isinstance(node, BNode)) and self.uses[node] == 1

    def facts(self, subject: Node) -> list[tuple[Node, list[Node]]]:
        """Give predicates and values in a stable order, the type first."""
        predicates = sorted(set(self.graph.predicates(subject)), key=lambda p: (p != RDF.type, p))
        return [(p, sorted(self.graph.objects(subject, p), key=str)) for p in predicates]


def write_lines(pen: Pen, tail: str = "") -> None:
    """Write N-Triples, or N-Quads without graphs."""
    pen.put("# Žirafa 🦒\n\n")
    for subject in sorted(set(pen.graph.subjects()), key=str):
        for predicate, values in pen.facts(subject):
            for value in values:
                pen.subjects.setdefault(subject, pen.here)
                pen.put(f"{_nt(subject)}  {_nt(predicate)} ")
                pen.objects[subject, predicate, value] = pen.here
                pen.put(f"{_nt(value)}{tail} .\n")


def write_turtle(pen: Pen) -> None:
    """Write Turtle with a base, long texts, lists of values and nested blank nodes."""
    pen.put("@base <https://w3id.org/edihkg/id/> .\n@prefix e: <https://w3id.org/edihkg/ns#> .\n")
    _turtle_blocks(pen)


def write_trig(pen: Pen) -> None:
    """Write TriG: all statements in the default graph, between braces."""
    pen.put("PREFIX e: <https://w3id.org/edihkg/ns#>\nBASE <https://w3id.org/edihkg/id/>\n{\n")
    _turtle_blocks(pen)
    pen.put("}\n")


def _turtle_blocks(pen: Pen) -> None:
    for root in pen.roots():
        pen.put("\n")
        pen.subjects[root] = pen.here
        pen.put(f"{_turtle(root)}")
        _turtle_facts(pen, root, "  ")
        pen.put(" .\n")


def _turtle_facts(pen: Pen, subject: Node, indent: str) -> None:
    for number, (predicate, values) in enumerate(pen.facts(subject)):
        verb = "a" if predicate == RDF.type else _turtle(predicate)
        pen.put((" ;" if number else "") + f"\n{indent}")
        pen.subjects.setdefault(subject, pen.here)
        pen.put(f"{verb} ")
        for index, value in enumerate(values):
            pen.put(" , " if index else "")
            pen.objects[subject, predicate, value] = pen.here
            if pen.is_nested(value):
                pen.put("[")
                _turtle_facts(pen, value, indent + "    ")
                pen.put(" ]")
            else:
                pen.put(_turtle(value))


def write_jsonld(pen: Pen) -> None:
    """Write JSON-LD under the bundled context, one node a subject."""
    pen.put('{ "@context": "https://w3id.org/edihkg/context.jsonld",\n  "@graph": [\n')
    for number, root in enumerate(pen.roots()):
        pen.put(",\n" if number else "")
        _json_node(pen, root, "    ")
    pen.put("\n] }\n")


def _json_node(pen: Pen, subject: Node, indent: str) -> None:
    pen.subjects[subject] = pen.here
    pen.put("{")
    named = not (pen.is_nested(subject))
    if named:
        name = f"_:{subject}" if isinstance(subject, BNode) else str(subject)
        pen.put(f' "@id": {json.dumps(name)}')
    for number, (predicate, values) in enumerate(pen.facts(subject)):
        key = "@type" if predicate == RDF.type else str(predicate)
        pen.put((",\n" if number or named else "\n") + f"{indent}{json.dumps(key)}: [")
        for index, value in enumerate(values):
            pen.put(", " if index else "")
            pen.objects[subject, predicate, value] = pen.here
            _json_value(pen, predicate, value, indent + "  ")
        pen.put("]")
    pen.put(" }")


def _json_value(pen: Pen, predicate: Node, value: Node, indent: str) -> None:
    if pen.is_nested(value):
        _json_node(pen, value, indent)
    elif isinstance(value, Literal):
        entry = {"@value": str(value)}
        if value.language:
            entry["@language"] = value.language
        if value.datatype:
            entry["@type"] = str(value.datatype)
        pen.put(json.dumps(entry, ensure_ascii=False))
    else:
        name = f"_:{value}" if isinstance(value, BNode) else str(value)
        pen.put(json.dumps(name if predicate == RDF.type else {"@id": name}))


def write_xml(pen: Pen) -> None:
    """Write RDF/XML, one element a value."""
    pen.put(f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- 🦒 -->\n<r:RDF xmlns:r="{RDF}">\n')
    for root in pen.roots():
        pen.put("  ")
        _xml_node(pen, root, "    ")
        pen.put("\n")
    pen.put("</r:RDF>\n")


def _xml_node(pen: Pen, subject: Node, indent: str) -> None:
    pen.subjects[subject] = pen.here
    about = "" if pen.is_nested(subject) else f" {_xml_name(subject, 'about')}"
    pen.put(f"<r:Description{about}>")
    for predicate, values in pen.facts(subject):
        for value in values:
            cut = max(str(predicate).rfind("/"), str(predicate).rfind("#")) + 1
            element, space = str(predicate)[cut:], str(predicate)[:cut]
            pen.put(f"\n{indent}")
            pen.objects[subject, predicate, value] = pen.here
            pen.put(f"<p:{element} xmlns:p={quoteattr(space)}")
            if pen.is_nested(value):
                pen.put(">")
                _xml_node(pen, value, indent + "  ")
                pen.put(f"</p:{element}>")
            elif isinstance(value, Literal):
                pen.put(_xml_kind(value) + f">{escape(str(value))}</p:{element}>")
            else:
                pen.put(f" {_xml_name(value, 'resource')}/>")
    pen.put("</r:Description>")


def _xml_name(node: Node, attribute: str) -> str:
    if isinstance(node, BNode):
        return f"r:nodeID={quoteattr(str(node))}"
    return f"r:{attribute}={quoteattr(str(node))}"


def _xml_kind(value: Literal) -> str:
    if value.language:
        return f" xml:lang={quoteattr(value.language)}"
    return f" r:datatype={quoteattr(str(value.datatype))}" if value.datatype else ""


def _nt(node: Node) -> str:
    if isinstance(node, Literal):
        text = json.dumps(str(node), ensure_ascii=False)
        if node.language:
            return f"{text}@{node.language}"
        return f"{text}^^<{node.datatype}>" if node.datatype else text
    return f"_:{node}" if isinstance(node, BNode) else f"<{node}>"


def _turtle(node: Node) -> str:
    if isinstance(node, Literal) and "\n" in str(node):
        text = '"""' + str(node).replace("\\", "\\\\").replace('"', '\\"') + '"""'
        return f"{text}@{node.language}" if node.language else text
    if isinstance(node, URIRef) and str(node).startswith("https://w3id.org/edihkg/ns#"):
        return f"e:{str(node).rpartition('#')[2]}"
    if isinstance(node, URIRef) and str(node).startswith("https://w3id.org/edihkg/id/"):
        return f"<{str(node).removeprefix('https://w3id.org/edihkg/id/')}>"
    return _nt(node)


PENS: Mapping[str, Callable[[Pen], None]] = {
    "ttl": write_turtle,
    "trig": write_trig,
    "nt": write_lines,
    "nq": write_lines,
    "jsonld": write_jsonld,
    "rdf": write_xml,
}
"""Writer by the ending of the file."""
