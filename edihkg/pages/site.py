"""Build the site: find the pages, then render and write them, alone or with helpers."""

import shutil
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from edihkg import assets, signposts
from edihkg.graph import of_graph
from edihkg.pages import departed, discovery, indexing, pictures
from edihkg.pages.afterwards import CHANGES
from edihkg.pages.context import SiteContext
from edihkg.pages.files import Folder
from edihkg.pages.kinds import KINDS, PageKind
from edihkg.pages.languages import Language
from edihkg.pages.marks import Marks, read_marks
from edihkg.pages.rows import Facts, Row
from edihkg.pages.shares import Helpers, Share, deal
from edihkg.pages.tiles import read_places
from edihkg.pages.twins import Describer
from edihkg.pages.views.common import SiteView, Unanswered
from edihkg.pages.vocabulary import Vocabulary, read_vocabulary
from edihkg.pages.writing import (
    DESCRIBED_LATER,
    Page,
    PageWriter,
    TwinWriter,
    canonical,
    make_linkset,
)
from edihkg.queries import load
from edihkg.release import SITE, Earlier
from edihkg.store import Store

Pages = Mapping[str, Sequence[Page]]
"""All pages of a site by kind."""
Found = Mapping[str, Sequence[tuple[str, Row]]]
"""The same in a form that passes between processes: path and row of each page."""

Progress = Callable[[str, int, int], None]
"""Told the kind of page, how many of it are done, how many there are."""

TILES = Path("reference") / "nuts2-tiles-2024.csv"
JSON_LD = ("context.jsonld", "frame-hub.jsonld")
"""Files of the ontology that programs ask for by name."""
_KINDS = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Place:
    """Where pages are written, for what, and upon what."""

    site: Path
    context: SiteContext
    earlier: Earlier | None = None
    """A release of the same product, whose files serve again where they would be the same."""


def build_site(  # noqa: PLR0913 - options of one step, keyword-only
    store: ox.Store,
    site: Path,
    *,
    context: SiteContext,
    earlier: Earlier | None = None,
    progress: Progress | None = None,
    helpers: Helpers | None = None,
) -> Mapping[str, str]:
    """Write all pages and twins into a folder; give the mark of each page by its path.

    ``store`` is best in memory with the default graph alone: it answers three times faster.
    With ``helpers`` other processes write a part of the files; the bytes are the same.
    Raises: QueryError, StoreError, UsageError when the installation is incomplete, OSError.
    """
    place = Place(site, context, earlier)
    facts = Facts(Store(store))
    vocabulary = read_vocabulary()
    pages = find_all(facts, context, vocabulary)
    own, *others = deal(1 + (helpers.number if helpers else 0))
    futures = []
    if helpers:
        found = {name: [(page.path, page.row) for page in each] for name, each in pages.items()}
        for share in others:
            work = helpers.executor.submit(_write_elsewhere, helpers.lines, place, share, found)
            futures.append(work)
    marks = write_html(pages, place, own, facts=facts, vocabulary=vocabulary, progress=progress)
    if own.twins:
        lines = of_graph(store, ox.DefaultGraph())
        write_twins(pages, place, own, b"".join(line + b"\n" for line in lines), progress)
    _write_rest(site, pages, context)
    for future in futures:
        marks.update(future.result())
    return marks


def _write_elsewhere(lines: Path, place: Place, share: Share, found: Found) -> dict[str, str]:
    """Write a share in a process of its own, which reads the statements from a file."""
    pages = {
        name: [Page(_KINDS[name], path, row) for path, row in each] for name, each in found.items()
    }
    if share.twins:
        write_twins(pages, place, share, lines.read_bytes())
    if not share.html:
        return {}
    store = ox.Store()
    store.load(path=lines, format=ox.RdfFormat.N_TRIPLES)
    facts = Facts(Store(store))
    return write_html(pages, place, share, facts=facts, vocabulary=read_vocabulary())


def write_html(  # noqa: PLR0913 - the parts of one site, keyword-only
    pages: Pages,
    place: Place,
    share: Share,
    *,
    facts: Facts,
    vocabulary: Vocabulary,
    progress: Progress | None = None,
) -> dict[str, str]:
    """Write a share of the pages in every language; give the mark of each by its path.

    Raises: as ``build_site``.
    """
    folder = Folder(place.site, place.earlier and place.earlier.within(SITE))
    view = view_of_site(pages, place.context, vocabulary)
    marks = Marks(read_marks(place.earlier))
    writers = [
        PageWriter(folder, view, facts, language, marks) for language in _languages(place.context)
    ]
    if share.part == 0:
        if place.context.public_url:
            pictures.write_pictures(folder, facts, view, assets.folder("site") / "static")
        folder.write(indexing.PATH, indexing.make_index(facts, view).encode("utf-8"))
    for number in range(len(KINDS)):
        for page in _own(pages, number, share, progress):
            for writer in writers:
                writer.write(page)
        facts.keep(section for later in KINDS[number + 1 :] for section in later.uses)
    return marks.noted


def write_twins(
    pages: Pages, place: Place, share: Share, text: bytes, progress: Progress | None = None
) -> None:
    """Write a share of the RDF twins; ``text`` is the default graph as sorted N-Triples.

    Raises: as ``build_site``.
    """
    folder = Folder(place.site, place.earlier and place.earlier.within(SITE))
    describer = Describer.read(text, inverse=[iri for kind in KINDS for iri in kind.inverse])
    writer = TwinWriter(folder, describer, place.context)
    for number in range(len(KINDS)):
        for page in _own(pages, number, share, progress):
            writer.write(page)


def _own(pages: Pages, number: int, share: Share, progress: Progress | None) -> Iterator[Page]:
    """Give a share's pages of a kind; kinds of one page go to the shares in turn."""
    name = KINDS[number].name
    own = pages[name][(share.part + number) % share.parts :: share.parts]
    for done, page in enumerate(own, 1):
        yield page
        if progress:
            progress(name, done, len(own))


def find_all(
    facts: Facts, context: SiteContext, vocabulary: Vocabulary
) -> dict[str, Sequence[Page]]:
    """Find the pages of every kind."""
    pages: dict[str, Sequence[Page]] = {
        kind.name: _find(kind, facts, context.id_base, vocabulary) for kind in KINDS
    }
    pages["gone"] = [
        Page(_KINDS["gone"], row["path"], row) for row in departed.list_departed(context)
    ]
    return pages


def _find(kind: PageKind, facts: Facts, id_base: str, vocabulary: Vocabulary) -> list[Page]:
    """Find the pages of one kind, by path; a thing without a place on the site has none."""
    if kind.documents is not None:
        return [Page(kind, row["path"], row) for row in kind.documents(vocabulary)]
    if kind.select is None:
        return [Page(kind, kind.path, {})]
    found = {}
    for rows in facts.groups(kind.select).values():
        path = kind.place(rows[0], id_base)
        if path:
            found[path] = Page(kind, path, rows[0])
    return [found[path] for path in sorted(found)]


def _read_unanswered(path: Path) -> list[Unanswered]:
    if not path.exists():
        return []
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    return [Unanswered(each["ask"], each["send"]) for each in found["question"]]


def view_of_site(pages: Pages, context: SiteContext, vocabulary: Vocabulary) -> SiteView:
    """Give what every page may ask of the site as a whole."""
    paths = {page.row["page"]: page.path for found in pages.values() for page in found if page.row}
    places = read_places(assets.folder("ontology") / TILES)
    questions = list(load(assets.folder("sparql") / "questions").values())
    unanswered = _read_unanswered(assets.folder("site") / "texts" / "unanswered.toml")
    return SiteView(context, paths, places, questions, unanswered, vocabulary)


def _languages(context: SiteContext) -> list[Language]:
    """Read the languages of the pages."""
    return [context.speak(code) for code in context.languages]


def _write_rest(site: Path, pages: Pages, context: SiteContext) -> None:
    """Write what crawlers ask for, and the fixed files."""
    (site / "robots.txt").write_text(discovery.render_robots(context), encoding="utf-8")
    for name, text in discovery.render_sitemaps(_addresses(pages, context), context):
        (site / name).write_text(text, encoding="utf-8")
    security = discovery.render_security(context)
    if security:
        (site / discovery.SECURITY).parent.mkdir(exist_ok=True)
        (site / discovery.SECURITY).write_text(security, encoding="utf-8")
    for path in DESCRIBED_LATER:
        linkset = make_linkset(path, context)
        (site / f"{path}.{signposts.LINKSET}").write_text(linkset, encoding="utf-8")
    gone = departed.render_list(context.departed, context.id_base)
    (site / departed.LIST).write_text(gone, encoding="utf-8")
    for name in JSON_LD:
        shutil.copyfile(assets.folder("ontology") / name, site / name)
    shutil.copytree(assets.folder("site") / "static", site / "static", dirs_exist_ok=True)


def _addresses(pages: Pages, context: SiteContext) -> list[str]:
    """List the addresses of all pages that are worth a visit."""
    found = (page for kind, found in pages.items() if kind != "gone" for page in found)
    addresses = [address for page in found if (address := canonical(page, context))]
    return [*addresses, f"{context.public_url}{CHANGES}.html"]
