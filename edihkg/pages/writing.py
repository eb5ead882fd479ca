"""Write one page at a time: its HTML in each language, or its RDF twins.

What would be the same as in an earlier release of the same product is not made again: a page
whose mark is the same, twins of a description that is the same.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from edihkg import assets, signposts
from edihkg.formats import RDF_FORMATS
from edihkg.graph import Lines
from edihkg.graph.rendering import render
from edihkg.pages import departed
from edihkg.pages.context import SiteContext
from edihkg.pages.files import Folder
from edihkg.pages.kinds import KINDS, PageKind
from edihkg.pages.languages import ENGLISH, SOURCE, Language, alternates, lead_on
from edihkg.pages.links import Linker
from edihkg.pages.marks import Marks
from edihkg.pages.rendering import make_environment
from edihkg.pages.rows import Facts, Row
from edihkg.pages.structured import embed
from edihkg.pages.twins import Describer, object_of, prefixes, read_statements, subject_of
from edihkg.pages.views.common import SiteView, View
from edihkg.pages.views.vocabulary import files_of

NOT_FOUND = "404"
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


_ENDINGS = (*(each.ending for each in RDF_FORMATS), signposts.LINKSET)
"""Of all files that a page with twins has beside its HTML."""


class TwinWriter:
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
            described = departed.describe_row(page.row)
        elif page.kind.documents is not None:
            described = read_statements(files_of(page.row), name=page.path)
        else:
            described = self._describer.describe([page.row["page"]], inverse=page.kind.inverse)
        lines = self._whole(page, described)
        plain = b"".join(line + b"\n" for line in lines)
        if self._folder.had(f"{page.path}.nt", plain) and self._folder.take_over(
            [f"{page.path}.{ending}" for ending in _ENDINGS]
        ):
            return
        for ending, content in render(lines, self._names).items():
            self._folder.write(f"{page.path}.{ending}", content)
        linkset = make_linkset(page.path, self._context)
        self._folder.write(f"{page.path}.{signposts.LINKSET}", linkset.encode("utf-8"))

    def _whole(self, page: Page, described: Lines) -> Lines:
        """Add to a list's or the ontology's description those of its members."""
        if page.kind.name not in ("scheme", "ns"):
            return described
        iri = page.row["page"]
        thing = f"<{iri}>".encode()
        subjects = {subject_of(line) for line in described if object_of(line) == thing} - {thing}
        members = sorted(term[1:-1].decode() for term in subjects if term.startswith(b"<"))
        return self._describer.describe([iri, *members])


class PageWriter:
    """Writes pages in one language."""

    def __init__(
        self,
        folder: Folder,
        view: SiteView,
        facts: Facts,
        language: Language,
        marks: Marks,
    ) -> None:
        """Write into a folder; ``marks`` hears of each page."""
        self._marks = marks
        self._folder = folder
        self._view = view
        self._facts = facts
        self._language = language
        self._environment = make_environment(assets.folder("site") / "templates", language)
        spoken = [view.context.speak(code) for code in view.context.languages]
        self._environment.globals["all_languages"] = spoken
        self._links: dict[str, Linker] = {}
        self._paths = frozenset(view.paths.values()) | {kind.path for kind in KINDS if kind.path}
        self._paths |= {f"q/{question.name}" for question in view.questions}  # the server's pages

    def write(self, page: Page) -> None:
        """Write one page, or take it over from the earlier release."""
        path = f"{page.path}{self._language.ending}"
        view = page.kind.view(page.row, self._facts, self._view)
        if self._marks.note(path, view, self._view.paths) and self._folder.take_over([path]):
            return
        text = self._render(page, view)
        if self._language.code != SOURCE:
            text = lead_on(text, page.path, self._language, self._paths)
        self._folder.write(path, text.encode("utf-8"))

    def _render(self, page: Page, view: View) -> str:
        root = _outer_root(self._view.context) if page.path == NOT_FOUND else page.root
        return self._environment.get_template(page.kind.template).render(
            view,
            root=root,
            link=self._linker(root),
            area=page.kind.area,
            canonical=canonical(page, self._view.context, self._language),
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


def _outer_root(context: SiteContext) -> str:
    """Where the site begins for a page that is shown at any address."""
    return urlsplit(context.public_url).path or "/"


def canonical(page: Page, context: SiteContext, language: Language = ENGLISH) -> str:
    """Give the public address of a page; empty where there is none."""
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


def make_linkset(path: str, context: SiteContext) -> str:
    """Write the linkset of a page with RDF forms."""
    return signposts.render_linkset(
        path, signposts.twins_of(path), id_base=context.id_base, site=context.public_url
    )


def _signposts(page: Page, context: SiteContext) -> list[signposts.Signpost]:
    """Tell what a page with RDF forms is about, and how else it can be had."""
    if not (page.kind.has_twins or page.path in DESCRIBED_LATER):
        return []
    return signposts.of_page(page.path, signposts.twins_of(page.path), id_base=context.id_base)
