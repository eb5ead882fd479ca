"""What was assembled as tests ask it: all graphs in one store."""

import pyoxigraph as ox

from edihkg.graph import Assembly, load_lines, of_graph


def everything(made: Assembly) -> ox.Store:
    """Put all graphs into one store, as a release has them."""
    store = ox.Store()
    load_lines(store, made.quads())
    load_lines(store, of_graph(made.default, ox.DefaultGraph()))
    return store
