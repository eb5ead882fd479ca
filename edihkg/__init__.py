"""Knowledge graph and linked-data publisher of Europe's digital innovation hubs.

The package is a straight line: read submissions, validate them, assemble named
graphs, write an immutable release, serve it. ``ARCHITECTURE.md`` has the map.
"""

from importlib.metadata import version

__version__ = version("edihkg")
