"""Write ``edihkg/vocab/__init__.py`` from ``ontology/edihkg.ttl``.

Run it with ``make vocab`` after every change of the ontology; a test compares.
"""

import keyword
from pathlib import Path

from rdflib import RDF, SKOS, Graph, Literal, URIRef

from edihkg import assets

NAMESPACE = "https://w3id.org/edihkg/ns#"
_WIDTH = 96  # of a line, without its indent

_HEAD = '''"""The terms of the ontology as closed classes: a misspelt term is an AttributeError.

Generated from ontology/edihkg.ttl by ``make vocab``: change the ontology, not this file.
"""

from typing import Final

from rdflib import URIRef


class EDIH:
    """Terms of <https://w3id.org/edihkg/ns#>."""
'''


def generate(ontology: Graph) -> str:
    """Render the module that holds every term of the ontology, sorted by name."""
    terms = sorted(
        {
            iri.removeprefix(NAMESPACE)
            for iri in map(str, ontology.subjects(RDF.type))
            if NAMESPACE in iri
        }
    )
    lines = [_HEAD]
    for name in terms:
        label = ontology.value(URIRef(NAMESPACE + name), SKOS.prefLabel)
        attribute = f"{name}_" if keyword.iskeyword(name) else name
        lines.append(f'    {_assignment(attribute, name)}\n    """{label}"""')
    lines.append("\n\nDERIVED: Final = frozenset(\n    {")
    lines += [f"        EDIH.{name}," for name in terms if _is_derived(ontology, name)]
    lines.append(
        '    }\n)\n"""Properties that are computed at publication and refused in submissions."""\n'
    )
    return "\n".join(lines)


def _assignment(attribute: str, name: str) -> str:
    line = f'{attribute}: Final = URIRef("{NAMESPACE}{name}")'
    return line if len(line) <= _WIDTH else line.replace("(", "(\n        ")[:-1] + "\n    )"


def _is_derived(ontology: Graph, name: str) -> bool:
    return (URIRef(NAMESPACE + name), URIRef(NAMESPACE + "isDerived"), Literal(True)) in ontology


if __name__ == "__main__":
    graph = Graph().parse(assets.folder("ontology") / "edihkg.ttl")
    Path(__file__).with_name("__init__.py").write_text(generate(graph), encoding="utf-8")
