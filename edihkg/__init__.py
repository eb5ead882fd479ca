"""Knowledge graph and linked-data publisher of Europe's digital innovation hubs.

The package is a straight line: read submissions, validate them, assemble named
graphs, write an immutable release, serve it. ``ARCHITECTURE.md`` has the map.
"""


def __getattr__(name: str) -> str:
    """Give ``__version__``, looked up only when asked for: it costs 100 ms."""
    if name != "__version__":
        raise AttributeError(name)
    from importlib.metadata import version

    return version("edihkg")
