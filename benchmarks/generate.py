"""Make a larger network out of the real one, to see how cost grows.

Run: ``python -m benchmarks.generate 10000 /tmp/submissions``. Hub number ``n`` is a copy of a real
submission under the slug ``{slug}-{n}`` with names, page, facilities and grants of its own;
organisations and regions stay, so that they collect more hubs, as they would in a larger network.
``copy_release`` does the same with the statements of a release, without checking or pages.
"""

import re
import sys
from dataclasses import replace
from itertools import count, islice
from pathlib import Path

import pyoxigraph as ox

from edihkg import assets, sources
from edihkg.release import DUMPS, MANIFEST, STORE, open_release
from edihkg.release.layout import render_manifest

_OWN = re.compile(r"(\b(?:hub|facility):|/id/(?:hub|facility)/)([a-z0-9-]+)")
_HUB = re.compile(r"(?<= a edih:Hub ;\n).*?(?=\n\.\n)", re.DOTALL)
_NAME = re.compile(r'^(    skos:(?:pref|alt)Label "(?:[^"\\]|\\.)*)', re.MULTILINE)
_PAGE = re.compile(r"(?<=foaf:page )<([^>]*)>")
_OWN_IRI = re.compile(rb"/id/(?:hub|facility|grant)/[a-z0-9-]+")
_GRANT = re.compile(r"\bgrant:([0-9]{9})\b|(?<=edih:grantNumber \")([0-9]{9})(?=\")")


def copy_text(text: str, slug: str, number: int) -> str:
    """Give a submission's text the identity of its copy; copy 0 is the original."""
    if number == 0:
        return text
    own = _slug(slug, number)

    def renamed(match: re.Match[str]) -> str:
        kind, name = match.groups()
        if name == slug:
            return f"{kind}{own}"
        if "facility" in kind:
            return f"{kind}{own}-{name.removeprefix(f'{slug}-')}"
        return match[0]

    def renumbered(match: re.Match[str]) -> str:
        return match.group(0)[:-6] + f"{(int(match.group(0)[-6:]) + number * 7919) % 10**6:06d}"

    def told_apart(match: re.Match[str]) -> str:
        return _PAGE.sub(rf"<\g<1>#{number}>", _NAME.sub(rf"\g<1> {number}", match[0]))

    return _GRANT.sub(renumbered, _OWN.sub(renamed, _HUB.sub(told_apart, text, count=1)))


def _slug(slug: str, number: int) -> str:
    return f"{slug[:70].rstrip('-')}-{number}" if number else slug


def generate(hubs: int, into: Path) -> None:
    """Write ``hubs`` submissions below ``into``."""
    originals = sources.find(assets.folder("submissions"))
    copies = ((number, path) for number in count() for path in originals)
    for number, path in islice(copies, hubs):
        target = into / path.parent.name / f"{_slug(path.stem, number)}.ttl"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(copy_text(path.read_text("utf-8"), path.stem, number), "utf-8")


def copy_release(release: Path, into: Path, *, hubs: int) -> Path:
    """Make a release with the statements of at least ``hubs`` hubs: store, dump, manifest."""
    (into / DUMPS).mkdir(parents=True)
    lines = (release / DUMPS / "edihkg.nt").read_bytes()
    own = b"".join(line for line in lines.splitlines(keepends=True) if _OWN_IRI.search(line))
    there = lines.count(b"/22-rdf-syntax-ns#type> <https://w3id.org/edihkg/ns#Hub> ")
    target = into / DUMPS / "edihkg.nt"
    with target.open("wb") as file:
        file.write(lines)
        for number in range(1, -(-hubs // there)):
            file.write(_OWN_IRI.sub(rb"\g<0>-%d" % number, own))
    store = ox.Store(str(into / STORE))
    store.bulk_load(path=str(target), format=ox.RdfFormat.N_TRIPLES)
    store.flush()
    manifest = open_release(release).manifest
    text = render_manifest(replace(manifest, files=()))
    (into / MANIFEST).write_text(text, encoding="utf-8")
    return into


if __name__ == "__main__":
    generate(int(sys.argv[1]), Path(sys.argv[2]))
