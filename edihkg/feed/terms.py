"""Terms of the vocabularies in which the feed describes itself, as closed namespaces."""

from rdflib.namespace import ClosedNamespace

LDES = ClosedNamespace(
    "https://w3id.org/ldes#",
    [
        "EventStream",
        "timestampPath",
        "versionOfPath",
        "versionCreateObject",
        "versionDeleteObject",
        "versionDeletePath",
        "versionUpdateObject",
    ],
)
TREE = ClosedNamespace(
    "https://w3id.org/tree#",
    [
        "GreaterThanOrEqualToRelation",
        "LessThanOrEqualToRelation",
        "Node",
        "member",
        "node",
        "path",
        "relation",
        "shape",
        "value",
        "view",
    ],
)
AS = ClosedNamespace("https://www.w3.org/ns/activitystreams#", ["Create", "Delete", "Update"])
