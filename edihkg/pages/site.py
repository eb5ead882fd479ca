"""Build the site: find the pages, then render and write them, alone or with helpers."""

import shutil
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox

from edihkg import assets, signposts
from edihkg.formats import RDF_FORMATS
from edihkg.pages import departed, discovery, indexing
from edihkg.pages.context import SiteContext
from edihkg.pages.files import Folder
from edihkg.pages.kinds import KINDS, PageKind
from edihkg.pages.languages import (
    ENGLISH,
    SOURCE,
    Language,
    alternates,
    lead_on,
    read_language,
)
from edihkg.pages.links import Linker
from edihkg.pages.rendering import make_environment
from edihkg.pages.rows import Facts, Row
from edihkg.pages.shares import Helpers, Share, deal
from edihkg.pages.structured import embed
from edihkg.pages.tiles import read_places
from edihkg.pages.twins import (
    Describer,
    Statement,
    prefixes,
    read_statements,
    render_twins,
    statements_of,
)
from edihkg.pages.views.common import SiteView, Unanswered
from edihkg.pages.views.vocabulary import files_of
from edihkg.pages.vocabulary import Vocabulary, read_vocabulary
from edihkg.queries import load
from edihkg.store import Store

Progress = Callable[[str, int, int], None]
"""Told the kind of page, how many of it are done, how many there are."""

TILES = Path("reference") / "nuts2-tiles-2024.csv"
NOT_FOUND = "404"
JSON_LD = ("context.jsonld", "frame-hub.jsonld")
"""Files of the ontology that programs ask for by name."""
DESCRIBED_LATER = ("catalogue", "feed")
"""Pages whose RDF forms are written when the release is finished."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page to be written."""

    kind: PageKind
    path: str
    """Place on the site, without ending."""
    row: Row
    """First row of the kind's selection; empty for the only page of a kind."""

    @property
    def root(self) -> str:
        """What leads from the page to the top of the site."""
        return "../" * self.path.count("/")


def build_site(
    store: ox.Store,
    site: Path,
    *,
    context: SiteContext,
    progress: Progress | None = None,
    helpers: Helpers | None = None,
) -> int:
    """Write all pages and twins into a folder; give the number of pages.

    With ``helpers`` other processes write a part of the files; the bytes are the same.
    Raises: QueryError, StoreError, UsageError when the installation is incomplete, OSError.
    """
    own, *others = deal(1 + (helpers.number if helpers else 0))
    futures = []
    if helpers:
        for share in others:
            futures.append(
                helpers.executor.submit(_write_elsewhere, helpers.lines, site, context, share)
            )
    lines = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""
    pages = write_share(lines, site, context, own, progress)
    _write_rest(site, pages, context)
    for future in futures:
        future.result()
    return sum(map(len, pages.values()))


def _write_elsewhere(lines: Path, site: Path, context: SiteContext, share: Share) -> None:
    """Write a share in a process of its own, which reads the statements from a file."""
    write_share(lines.read_bytes(), site, context, share, None)


def write_share(
    lines: bytes, site: Path, context: SiteContext, share: Share, progress: Progress | None
) -> dict[str, list[Page]]:
    """Write one share of the files; give all pages by kind.

    ``lines`` is the default graph as N-Triples. Raises: as ``build_site``.
    """
    # The default graph alone, in memory, answers three times faster than the store on disk.
    memory = ox.Store()
    memory.load(lines, format=ox.RdfFormat.N_TRIPLES)
    facts = Facts(Store(memory), assets.folder("sparql") / "pages")
    vocabulary = read_vocabulary()
    pages = {
        kind.name: find_pages(kind, facts, context.id_base, vocabulary=vocabulary) for kind in KINDS
    }
    pages["gone"] = [
        Page(kind, row["path"], row)
        for kind in KINDS
        if kind.name == "gone"
        for row in departed.list_departed(context)
    ]
    folder = Folder(site)
    writers: list[Callable[[Page], None]] = []
    if share.html:
        view = view_of_site(pages, context, vocabulary)
        for language in _languages(context):
            writers.append(_PageWriter(folder, view, facts, language).write)
        if share.part == 0:
            folder.write(indexing.PATH, indexing.make_index(facts, view).encode("utf-8"))
    if share.twins:
        inverse = [iri for kind in KINDS for iri in kind.inverse]
        describer = Describer.read(lines, inverse=inverse)
        writers.append(_TwinWriter(folder, describer, context).write)
    del lines
    for kind in KINDS:
        own = pages[kind.name][share.part :: share.parts]
        for done, page in enumerate(own, 1):
            for write in writers:
                write(page)
            if progress:
                progress(kind.name, done, len(own))
    return pages


def find_pages(kind: PageKind, facts: Facts, id_base: str, *, vocabulary: Vocabulary) -> list[Page]:
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


def view_of_site(
    pages: Mapping[str, list[Page]], context: SiteContext, vocabulary: Vocabulary
) -> SiteView:
    """Give what every page may ask of the site as a whole."""
    paths = {page.row["page"]: page.path for found in pages.values() for page in found if page.row}
    places = read_places(assets.folder("ontology") / TILES)
    questions = list(load(assets.folder("sparql") / "questions").values())
    unanswered = _read_unanswered(assets.folder("site") / "texts" / "unanswered.toml")
    return SiteView(context, paths, places, questions, unanswered, vocabulary)


class _TwinWriter:
    """Writes the RDF twins of pages."""

    def __init__(self, folder: Folder, describer: Describer, context: SiteContext) -> None:
        self._folder = folder
        self._context = context
        self._describer = describer
        self._names = prefixes(context.id_base)

    def write(self, page: Page) -> None:
        """Write the twins of one page, if it has any."""
        if not page.kind.has_twins:
            return
        if page.kind.name == "gone":
            described = statements_of(departed.describe_row(page.row))
        elif page.kind.documents is not None:
            described = read_statements(files_of(page.row), name=page.path)
        else:
            described = self._describer.describe([page.row["page"]], inverse=page.kind.inverse)
        twins = render_twins(self._whole(page, described), self._names)
        for ending, content in twins.items():
            self._folder.write(f"{page.path}.{ending}", content)
        linkset = _linkset(page.path, self._context)
        self._folder.write(f"{page.path}.{signposts.LINKSET}", linkset.encode("utf-8"))

    def _whole(self, page: Page, described: list[Statement]) -> list[Statement]:
        """Add to a list's or the ontology's description those of its members."""
        if page.kind.name not in ("scheme", "ns"):
            return described
        iri = page.row["page"]
        subjects = (each.triple.subject for each in described if each.value == f"<{iri}>")
        members = {each.value for each in subjects if isinstance(each, ox.NamedNode)}
        return self._describer.describe([iri, *sorted(members - {iri})])


class _PageWriter:
    """Writes pages."""

    def __init__(self, folder: Folder, view: SiteView, facts: Facts, language: Language) -> None:
        self._folder = folder
        self._view = view
        self._facts = facts
        self._language = language
        self._environment = make_environment(assets.folder("site") / "templates", language)
        self._links: dict[str, Linker] = {}
        self._paths = frozenset(view.paths.values()) | {kind.path for kind in KINDS if kind.path}

    def write(self, page: Page) -> None:
        """Write one page."""
        text = self._render(page)
        if self._language.code != SOURCE:
            text = lead_on(text, page.path, self._language, self._paths)
        self._folder.write(f"{page.path}{self._language.ending}", text.encode("utf-8"))

    def _render(self, page: Page) -> str:
        view = page.kind.view(page.row, self._facts, self._view)
        root = _outer_root(self._view.context) if page.path == NOT_FOUND else page.root
        return self._environment.get_template(page.kind.template).render(
            view,
            root=root,
            link=self._linker(root),
            area=page.kind.area,
            canonical=_canonical(page, self._view.context, self._language),
            site_url=self._view.context.public_url,
            twins=_twins(page),
            signposts=_signposts(page, self._view.context),
            structured=embed(page.kind.describe(view)),
            page_languages=alternates(page.path, self._view.context.languages),
        )

    def _linker(self, root: str) -> Linker:
        """Give the linker of a depth; it remembers its links."""
        if root not in self._links:
            self._links[root] = Linker(self._view.paths, root, self._language.code)
        return self._links[root]


def _languages(context: SiteContext) -> list[Language]:
    """Read the languages of the pages."""
    words, rules = assets.folder("site") / "texts", assets.folder("shapes") / "messages"
    return [read_language(code, words, rules) for code in context.languages]


def _outer_root(context: SiteContext) -> str:
    """Where the site begins for a page that is shown at any address."""
    return urlsplit(context.public_url).path or "/"


def _canonical(page: Page, context: SiteContext, language: Language = ENGLISH) -> str:
    if not context.public_url or page.path == NOT_FOUND:
        return ""
    return context.public_url + _address(page.path, language)


def _address(path: str, language: Language) -> str:
    """Give the address of a page below the top of the site."""
    if language.code != SOURCE:
        return f"{path}{language.ending}"
    if path == "index" or path.endswith("/index"):
        return path.removesuffix("index")
    return f"{path}.html"


def _twins(page: Page) -> tuple[tuple[str, str, str], ...]:
    """Give media type, relative address and ending of each twin of a page."""
    if not page.kind.has_twins:
        return ()
    name = page.path.rpartition("/")[2]
    return tuple((each.media_type, f"{name}.{each.ending}", each.ending) for each in RDF_FORMATS)


def _linkset(path: str, context: SiteContext) -> str:
    """Write the linkset of a page with RDF forms."""
    return signposts.render_linkset(
        path, signposts.twins_of(path), id_base=context.id_base, site=context.public_url
    )


def _signposts(page: Page, context: SiteContext) -> list[signposts.Signpost]:
    """Tell what a page with RDF forms is about, and how else it can be had."""
    if not (page.kind.has_twins or page.path in DESCRIBED_LATER):
        return []
    return signposts.of_page(page.path, signposts.twins_of(page.path), id_base=context.id_base)


def _write_rest(site: Path, pages: Mapping[str, list[Page]], context: SiteContext) -> None:
    """Write what crawlers ask for, and the fixed files."""
    (site / "robots.txt").write_text(discovery.render_robots(context), encoding="utf-8")
    for name, text in discovery.render_sitemaps(_addresses(pages, context), context):
        (site / name).write_text(text, encoding="utf-8")
    security = discovery.render_security(context)
    if security:
        (site / discovery.SECURITY).parent.mkdir(exist_ok=True)
        (site / discovery.SECURITY).write_text(security, encoding="utf-8")
    for path in DESCRIBED_LATER:
        linkset = _linkset(path, context)
        (site / f"{path}.{signposts.LINKSET}").write_text(linkset, encoding="utf-8")
    gone = departed.render_list(context.departed, context.id_base)
    (site / departed.LIST).write_text(gone, encoding="utf-8")
    for name in JSON_LD:
        shutil.copyfile(assets.folder("ontology") / name, site / name)
    shutil.copytree(assets.folder("site") / "static", site / "static", dirs_exist_ok=True)


def _addresses(pages: Mapping[str, list[Page]], context: SiteContext) -> list[str]:
    """List the addresses of all pages that are worth a visit."""
    found = (page for kind, found in pages.items() if kind != "gone" for page in found)
    return [address for page in found if (address := _canonical(page, context))]
