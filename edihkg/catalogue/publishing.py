"""Write the catalogue of a release and remember when each dataset last changed.

Layout: ``catalogue.{ttl,jsonld,nt,rdf}`` beside the manifest, and second names of the same files
in ``site/``. A dataset keeps its dates and its version from the catalogue of the release before
as long as its main dump is the same, so harvesters fetch only what changed.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox

from edihkg.catalogue.dcat import Edition, Facts, dataset_names, describe, main_file
from edihkg.catalogue.words import DCAT, DCT
from edihkg.graph.rendering import render
from edihkg.release import SITE, Release

NAME = "catalogue"


def write_catalogue(root: Path, facts: Facts) -> list[Path]:
    """Write the catalogue into a release and its site; give the files.

    Raises: OSError from the disk.
    """
    written = []
    for ending, content in render(describe(facts)).items():
        path, twin = root / f"{NAME}.{ending}", root / SITE / f"{NAME}.{ending}"
        path.write_bytes(content)
        try:
            os.link(path, twin)
        except OSError:
            shutil.copyfile(path, twin)
        written += [path, twin]
    return written


def read_editions(facts: Facts, *, before: Release | None) -> dict[str, Edition]:
    """Read from the release before when the datasets were first published and last changed.

    What its catalogue does not have, or what cannot be read, is left out.
    """
    if before is None:
        return {}
    new = {entry.path: entry.sha256 for entry in facts.files}
    old = {entry.path: entry.sha256 for entry in before.manifest.files}
    known = _read(before.path / f"{NAME}.nt", facts.id_base)
    editions = {}
    for name in dataset_names(facts.coverage):
        main = main_file(name)
        if name in known:
            fresh = Edition(issued=known[name].issued, modified=facts.as_of, version=facts.release)
            editions[name] = known[name] if new.get(main) == old.get(main) else fresh
    return editions


def _read(path: Path, id_base: str) -> Mapping[str, Edition]:
    """Read the editions that a catalogue states, by dataset; nothing if it is damaged."""
    wanted = {DCT.issued: "issued", DCT.modified: "modified", DCAT.version: "version"}
    found: dict[str, dict[str, str]] = {}
    start = f"{id_base}{NAME}#"
    try:
        for quad in ox.parse(path=path, format=ox.RdfFormat.N_TRIPLES):
            field, subject, value = wanted.get(quad.predicate), quad.subject, quad.object
            if field and isinstance(subject, ox.NamedNode) and isinstance(value, ox.Literal):
                found.setdefault(subject.value.removeprefix(start), {})[field] = value.value
    except (OSError, SyntaxError):
        return {}
    return {name: Edition(**each) for name, each in found.items() if len(each) == len(wanted)}
