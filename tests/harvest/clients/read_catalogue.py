"""Read a catalogue as CKAN's harvester does; runs in the environment that has ckanext-dcat.

Arguments: file and RDF format of rdflib. Prints JSON: the next page and every dataset.
"""

import json
import sys
from pathlib import Path

from ckanext.dcat.processors import RDFParser

path, rdf_format = sys.argv[1:]
parser = RDFParser(profiles=["euro_dcat_ap_3"])
parser.parse(Path(path).read_text(encoding="utf-8"), _format=rdf_format)
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
print(json.dumps({"next": parser.next_page(), "datasets": found}))
