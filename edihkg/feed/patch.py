"""The change from one release to the next as RDF Patch. Pure.

Both releases are sorted N-Quads with stable blank-node labels, so their difference is one of
lines: applying the patch to the old file gives the new one, byte for byte once sorted.

Source: RDF Patch, https://afs.github.io/rdf-patch/
"""

from collections.abc import Iterable

ENDING = "rdfp"


def render_patch(old: Iterable[bytes], new: Iterable[bytes], *, ids: tuple[str, str]) -> bytes:
    """Compare the lines of two dumps, without their ends; ``ids`` are IRIs of old and new."""
    before, after = set(old), set(new)
    head = (f"H id <{ids[1]}> .\nH prev <{ids[0]}> .\nTX .\n").encode()
    gone = b"".join(b"D " + line + b"\n" for line in sorted(before - after))
    come = b"".join(b"A " + line + b"\n" for line in sorted(after - before))
    return head + gone + come + b"TC .\n"
