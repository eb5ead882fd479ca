"""The official shapes of DCAT-AP 3.0.1, repaired as their README says."""

from functools import cache
from pathlib import Path

from rdflib import RDFS, SH, Graph

FOLDER = Path(__file__).parents[1] / "data" / "dcat-ap-3.0.1"


@cache
def official_shapes() -> Graph:
    """Load both files without links to shapes that are not there and empty demands."""
    shapes = Graph()
    for name in ("dcat-ap-SHACL.ttl", "ranges.ttl"):
        shapes.parse(FOLDER / name)
    for owner, link in list(shapes.subject_objects(SH.property)):
        if (link, SH.path, None) not in shapes:
            shapes.remove((owner, SH.property, link))
    shapes.remove((None, SH["class"], RDFS.Resource))
    return shapes
