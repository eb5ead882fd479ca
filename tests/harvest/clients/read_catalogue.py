"""Read catalogues as CKAN's harvester does; runs in the environment that has ckanext-dcat.

Arguments: RDF format of rdflib, files. Prints JSON, for each file: the next page and every
dataset.
"""

import json
import sys
from pathlib import Path

from ckanext.dcat.processors import RDFParser


def read(path: Path, rdf_format: str) -> dict[str, object]:
    """Read one catalogue."""
    parser = RDFParser(profiles=["euro_dcat_ap_3"])
    parser.parse(path.read_text(encoding="utf-8"), _format=rdf_format)
    found = {}
    for dataset in parser.datasets():
        extras = {each["key"]: each["value"] for each in dataset["extras"]}
        found[extras["uri"]] = {
            "title": dataset["title"],
            "version": dataset["version"],
            "modified": extras["modified"],
            "theme": extras["theme"],
            "contact": extras["contact_name"],
            "publisher": extras["publisher_name"],
            "resources": dataset["resources"],
        }
    return {"next": parser.next_page(), "datasets": found}


rdf_format, *paths = sys.argv[1:]
print(json.dumps([read(Path(path), rdf_format) for path in paths]))
