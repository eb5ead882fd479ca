"""Names of graphs in a remote engine. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """The names below one identity."""

    id_base: str

    @property
    def default(self) -> str:
        """Name of the graph that is a release's default graph."""
        return f"{self.id_base}graph/default"

    @property
    def published(self) -> str:
        """Name of the graph that says which release is there."""
        return f"{self.id_base}graph/published"

    @property
    def nothing(self) -> str:
        """Name of a graph that never exists."""
        return f"{self.id_base}graph/nothing"

    @property
    def staging(self) -> str:
        """What the names of all staged graphs begin with."""
        return f"{self.id_base}staging/"

    def arrived(self, release_id: str) -> str:
        """Name the graph that says which graphs of a release have arrived."""
        return f"{self.staging}{release_id}"

    def staged(self, graph: str, release_id: str) -> str:
        """Name the graph in which a graph of a release waits."""
        return f"{self.arrived(release_id)}/{graph.removeprefix(self.id_base)}"


@dataclass(frozen=True, slots=True)
class Published:
    """What an engine says it holds."""

    release_id: str
    graphs: Mapping[str, str]
    """SHA-256 of each graph's sorted N-Triples by the graph's name."""
