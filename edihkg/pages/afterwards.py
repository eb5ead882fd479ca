"""Write the pages that depend on earlier releases, when everything else of a site is there.

::

    feed/changes.html            what the release changes against the one before
    id/hub/x.html .ttl … .linkset   of a hub that is no longer there, though no file says why
    feed/gone.json               the addresses of those hubs (departed.py)

Each page is written in every language of the site. Only files below the site are written.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edihkg import assets, signposts
from edihkg.formats import RDF_FORMATS
from edihkg.graph.rendering import render
from edihkg.pages import departed
from edihkg.pages.context import Departed, SiteContext
from edihkg.pages.languages import SOURCE, Language, alternates, lead_on, read_language
from edihkg.pages.links import Linker, own_path
from edihkg.pages.rendering import RowEnvironment, make_environment
from edihkg.pages.rows import Row
from edihkg.pages.structured import embed
from edihkg.release import ChangedFinding, Changes

CHANGES = "feed/changes"
GONE = "feed/gone.json"
_HOW = ("added", "changed", "withdrawn", "lost")
_SHOWN = 100
"""Findings of one code that are shown; a new shape may find thousands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """One page to be written."""

    path: str
    """Place on the site, without ending."""
    template: str
    area: str
    """Part of the site that the page belongs to."""
    view: Mapping[str, object]
    structured: Mapping[str, Any]
    """Its description for search engines."""
    paths: Mapping[str, str] = field(default_factory=dict)
    """Path of the page of each IRI that may be linked to."""
    has_twins: bool = False


def write_changes(site: Path, changes: Changes | None, context: SiteContext) -> list[Path]:
    """Write the page of what a release changes; None is the first of all.

    Raises: OSError from the disk, UsageError for a language without words.
    """
    page = _Page(
        path=CHANGES,
        template="changes.html",
        area="data",
        view={"context": context, "changes": changes and _view(changes), "shown": _SHOWN},
        structured={"@type": "WebPage", "name": "What changed since the release before"},
        paths=_pages_of(_hubs(changes), site, context.id_base),
    )
    return _Writer(site, context).write(page)


def write_left(site: Path, left: Sequence[Departed], context: SiteContext) -> list[Path]:
    """Write the pages and RDF of hubs that are no longer there, and the list of them.

    Raises: OSError from the disk, UsageError for a language without words.
    """
    writer = _Writer(site, context)
    written = [site / GONE]
    written[0].write_text(departed.render_list(left, context.id_base), encoding="utf-8")
    for row in departed.make_rows(left, context.id_base):
        path = own_path(row, context.id_base)
        if path and path not in _Written(site):
            written += _write_twins(site, path, row, context)
            written += writer.write(_page_of(row, path, site, context.id_base))
    return written


def _page_of(row: Row, path: str, site: Path, id_base: str) -> _Page:
    """Describe the page of a hub that is gone."""
    paths = _pages_of([row["successor"]], site, id_base)
    view = {"gone": row, "has_successor_page": bool(paths)}
    return _Page(
        path=path,
        template="gone.html",
        area="hub",
        view=view,
        structured=departed.describe_departed(view),
        paths=paths,
        has_twins=True,
    )


def _write_twins(site: Path, path: str, row: Row, context: SiteContext) -> Iterator[Path]:
    """Write what is known of a hub that is gone, in every RDF format, and its linkset."""
    files = {
        f"{path}.{ending}": content
        for ending, content in render(departed.describe_row(row)).items()
    }
    linkset = signposts.render_linkset(
        path, signposts.twins_of(path), id_base=context.id_base, site=context.public_url
    )
    files[f"{path}.{signposts.LINKSET}"] = linkset.encode()
    for name, content in files.items():
        target = site / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        yield target


def _view(changes: Changes) -> dict[str, Any]:
    """Arrange changes as the page shows them."""
    return {
        "before": changes.before,
        "hubs": {how: getattr(changes, how) for how in _HOW},
        "counts": changes.counts,
        "findings": {
            "new": _by_code(changes.new_findings),
            "gone": _by_code(changes.gone_findings),
        },
        "numbers": {"new": len(changes.new_findings), "gone": len(changes.gone_findings)},
    }


def _by_code(findings: Sequence[ChangedFinding]) -> dict[str, list[ChangedFinding]]:
    """Group findings by code and severity."""
    groups: dict[str, list[ChangedFinding]] = {}
    for each in sorted(findings, key=lambda each: (each.code, each.severity)):
        groups.setdefault(f"{each.code} {each.severity}", []).append(each)
    return groups


def _hubs(changes: Changes | None) -> list[str]:
    """List the hubs that a page of changes names."""
    return [each.hub for how in _HOW for each in getattr(changes, how, ())]


def _pages_of(hubs: Iterable[str], site: Path, id_base: str) -> dict[str, str]:
    """Find the pages of those hubs that have one."""
    paths = {hub: own_path({"page": hub}, id_base) for hub in hubs}
    return {hub: path for hub, path in paths.items() if path and path in _Written(site)}


@dataclass(frozen=True, slots=True)
class _Written(Collection[str]):
    """The pages that are there, by path."""

    site: Path

    def __contains__(self, path: object) -> bool:
        return (self.site / f"{path}.html").is_file()

    def __iter__(self) -> Iterator[str]:
        return (p.relative_to(self.site).as_posix()[:-5] for p in self.site.rglob("*.html"))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _Writer:
    """Writes single pages in all languages of a site."""

    def __init__(self, site: Path, context: SiteContext) -> None:
        self._site = site
        self._context = context
        words, rules = assets.folder("site") / "texts", assets.folder("shapes") / "messages"
        self._languages = [read_language(code, words, rules) for code in context.languages]
        self._environments: dict[str, RowEnvironment] = {}

    def write(self, page: _Page) -> list[Path]:
        """Write one page in every language."""
        shared = {
            **page.view,
            "site_url": self._context.public_url,
            "structured": embed(page.structured),
            "page_languages": alternates(page.path, self._context.languages),
            "area": page.area,
            **self._other_forms(page),
        }
        return [self._write(page, shared, language) for language in self._languages]

    def _other_forms(self, page: _Page) -> dict[str, object]:
        """Name the RDF forms of a page, if it has any, and its signposts."""
        if not page.has_twins:
            return {"twins": (), "signposts": ()}
        named = signposts.twins_of(page.path)
        return {
            "twins": [(f.media_type, named[f.media_type], f.ending) for f in RDF_FORMATS],
            "signposts": signposts.of_page(page.path, named, id_base=self._context.id_base),
        }

    def _write(self, page: _Page, shared: Mapping[str, object], language: Language) -> Path:
        root = "../" * page.path.count("/")
        site = self._context.public_url
        template = self._environment(language).get_template(page.template)
        text = template.render(
            shared,
            root=root,
            link=Linker(page.paths, root, language.code),
            canonical=site and f"{site}{page.path}{language.ending}",
        )
        if language.code != SOURCE:
            text = lead_on(text, page.path, language, _Written(self._site))
        target = self._site / f"{page.path}{language.ending}"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
        return target

    def _environment(self, language: Language) -> RowEnvironment:
        """Make the environment of a language once: compiling takes longer than a page."""
        if language.code not in self._environments:
            templates = assets.folder("site") / "templates"
            self._environments[language.code] = make_environment(templates, language)
        return self._environments[language.code]
