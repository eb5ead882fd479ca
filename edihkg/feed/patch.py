"""The change from one release to the next as RDF Patch. Pure.

Both releases are sorted N-Quads with stable blank-node labels, so their difference is one of
lines: applying the patch to the old file gives the new one, byte for byte once sorted.

Source: RDF Patch, https://afs.github.io/rdf-patch/
"""

from edihkg.graph.comparing import Difference

ENDING = "rdfp"


def render_patch(difference: Difference, *, ids: tuple[str, str]) -> bytes:
    """Write what differs between two dumps; ``ids`` are IRIs of old and new."""
    removed, added = difference
    head = (f"H id <{ids[1]}> .\nH prev <{ids[0]}> .\nTX .\n").encode()
    gone = b"".join(b"D " + line for line in sorted(removed))
    come = b"".join(b"A " + line for line in sorted(added))
    return head + gone + come + b"TC .\n"
