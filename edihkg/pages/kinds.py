"""The kinds of pages as ONE table: what a page is about, what it shows, where it lies.

A kind with ``select`` has one page for each row of that query whose IRI has a place on the
site; a kind without has one page, at ``path``. A new page is a row here, its queries in
``sparql/pages/``, its view and its template; nothing else changes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from edihkg.pages import departed, structured
from edihkg.pages import sections as s
from edihkg.pages.indexing import SECTIONS as INDEXED
from edihkg.pages.links import country_path, own_path, region_path
from edihkg.pages.rows import Row, Section
from edihkg.pages.structured import Describer
from edihkg.pages.views import (
    concepts,
    datasets,
    places,
    programmes,
    quality,
    searching,
    seeing,
    things,
    vocabulary,
    whole,
)
from edihkg.pages.views.common import ViewMaker
from edihkg.pages.vocabulary import Vocabulary

_EDIH = "https://w3id.org/edihkg/ns#"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageKind:
    """One kind of page."""

    name: str
    """Name of the kind; its template is ``{name}.html``."""
    area: str
    """Part of the navigation that it belongs to."""
    view: ViewMaker
    """Makes what the template shows."""
    documents: Callable[[Vocabulary], Sequence[Row]] | None = None
    """Lists documents about the product's own files, each with ``page`` and ``path``."""
    select: Section | None = None
    """Query whose ``page`` is each thing that has a page; its first row describes it."""
    path: str = ""
    """Place of the only page, without ending; kinds with ``select`` have ``place``."""
    place: Callable[[Row, str], str] = own_path
    """Finds the place of a thing's page from its row and our base; empty for no page."""
    sections: tuple[Section, ...] = ()
    """Queries whose rows the view uses, beside ``select``."""
    describe: Describer = structured.describe_page
    """Makes the embedded description."""
    inverse: tuple[str, ...] = ()
    """Properties whose statements about the thing belong to its RDF twins."""

    @property
    def has_twins(self) -> bool:
        """Tell whether the pages have RDF twins."""
        return self.select is not None or self.documents is not None

    @property
    def uses(self) -> tuple[Section, ...]:
        """Name all queries whose rows its pages need."""
        return self.sections if self.select is None else (self.select, *self.sections)

    @property
    def template(self) -> str:
        """Name of the template."""
        return f"{self.name}.html"


_SEATS = (s.REGION, s.REGION_HUBS, s.COUNTRY, s.COUNTRY_HUBS, s.COUNTRY_REGIONS)
_ORGANISATIONS = (s.ORGANISATION, s.ORGANISATION_HUBS)
_USE = (s.CONCEPT, s.CONCEPT_HUBS, s.CONCEPT_ORGANISATIONS, s.CONCEPT_FACILITIES)

KINDS: tuple[PageKind, ...] = (
    PageKind(
        name="hub",
        area="hub",
        select=s.HUB,
        view=things.view_hub,
        describe=structured.describe_hub,
        sections=(
            s.HUB_NAMES,
            s.HUB_WEBPAGES,
            s.HUB_LANGUAGES,
            s.HUB_SERVICES,
            s.HUB_GROUPS,
            s.HUB_TOPICS,
            s.CONCEPT,
            s.HUB_PILLARS,
            s.HUB_STATUSES,
            s.HUB_ENTRIES,
            s.HUB_SAME,
            s.HUB_FACILITIES,
            s.HUB_FACILITY_TOPICS,
            s.HUB_AREAS,
            s.HUB_PARTNERS,
            s.ORGANISATION_HUBS,
            s.HUB_GRANTS,
            s.HUB_SOURCES,
            s.DATA_SOURCES,
        ),
    ),
    PageKind(
        name="organisation",
        area="organisation",
        select=s.ORGANISATION,
        view=things.view_organisation,
        describe=structured.describe_organisation,
        sections=(
            s.ORGANISATION_NAMES,
            s.ORGANISATION_WEBPAGES,
            s.ORGANISATION_HUBS,
            s.ORGANISATION_FACILITIES,
            s.DATA_SOURCES,
        ),
    ),
    PageKind(
        name="facility",
        area="facility",
        select=s.FACILITY,
        view=things.view_facility,
        describe=structured.describe_facility,
        sections=(s.FACILITY_TOPICS, s.FACILITY_SOURCES, s.DATA_SOURCES),
    ),
    PageKind(
        name="grant",
        area="hub",
        select=s.GRANT,
        view=things.view_grant,
        describe=structured.describe_grant,
        sections=(s.GRANT_SOURCES, s.DATA_SOURCES),
    ),
    PageKind(
        name="call",
        area="hub",
        select=s.CALL,
        view=things.view_call,
        sections=(s.CALL_HUBS, s.DATA_SOURCES),
    ),
    PageKind(
        name="region",
        area="region",
        select=s.REGION,
        place=region_path,
        view=places.view_region,
        describe=structured.describe_region,
        sections=(s.REGION_HUBS, s.REGION_SERVED, s.REGION_PARTS, s.REGION_NEIGHBOURS),
        inverse=(f"{_EDIH}isLocatedIn", f"{_EDIH}coversRegion"),
    ),
    PageKind(
        name="country",
        area="country",
        select=s.COUNTRY,
        place=country_path,
        view=places.view_country,
        describe=structured.describe_country,
        sections=(
            s.COUNTRY_HUBS,
            s.COUNTRY_REGIONS,
            s.COUNTRY_ORGANISATIONS,
            s.HUB_TOPICS,
            s.CONCEPT,
        ),
    ),
    PageKind(
        name="concept",
        area="concept",
        select=s.CONCEPT,
        view=concepts.view_concept,
        describe=structured.describe_concept,
        sections=(
            s.CONCEPT_NOTES,
            s.CONCEPT_PILLARS,
            s.CONCEPT_TOPICS,
            s.CONCEPT_HUBS,
            s.HUB,
            s.CONCEPT_ORGANISATIONS,
            s.CONCEPT_FACILITIES,
            s.REGION,
            s.REGION_HUBS,
        ),
    ),
    PageKind(
        name="scheme",
        area="concept",
        select=s.SCHEME,
        view=concepts.view_scheme,
        describe=structured.describe_scheme,
        sections=_USE,
        inverse=("http://www.w3.org/2004/02/skos/core#inScheme",),
    ),
    PageKind(
        name="ns",
        area="data",
        select=s.ONTOLOGY,
        view=vocabulary.view_terms,
        sections=(s.TERMS, s.TERMS_WIDER, s.TERMS_RELATED, s.TERMS_EXAMPLES),
        inverse=("http://www.w3.org/2000/01/rdf-schema#isDefinedBy",),
    ),
    PageKind(
        name="edition",
        area="data",
        documents=vocabulary.list_editions,
        view=vocabulary.view_edition,
    ),
    PageKind(
        name="shapes",
        area="data",
        documents=vocabulary.list_shapes,
        view=vocabulary.view_shapes,
        sections=(s.TERMS,),
    ),
    PageKind(
        name="programme",
        area="data",
        select=s.PROGRAMME,
        view=programmes.view_programme,
        sections=(
            s.PROGRAMME_PILLARS,
            s.PROGRAMME_STEPS,
            s.PROGRAMME_CALLS,
            s.PROGRAMME_EVENTS,
            s.PROGRAMME_PARTICIPANTS,
            s.PROGRAMME_THEMES,
            s.PROGRAMME_ACTORS,
        ),
    ),
    PageKind(
        name="home",
        area="home",
        path="index",
        view=whole.view_home,
        describe=structured.describe_data,
        sections=(s.HUB, *_SEATS, *_ORGANISATIONS, s.FACILITY, s.CONCEPT),
    ),
    PageKind(
        name="search",
        area="search",
        path="search/index",
        view=searching.view_search,
        sections=INDEXED,
    ),
    PageKind(
        name="hubs",
        area="hub",
        path="hub/index",
        view=whole.view_hubs,
        sections=(s.HUB, s.HUB_NAMES),
    ),
    PageKind(
        name="organisations",
        area="organisation",
        path="organisation/index",
        view=whole.view_organisations,
        sections=_ORGANISATIONS,
    ),
    PageKind(
        name="facilities",
        area="facility",
        path="facility/index",
        view=whole.view_facilities,
        sections=(s.FACILITY,),
    ),
    PageKind(
        name="regions",
        area="region",
        path="region/index",
        view=whole.view_regions,
        sections=(s.REGION, s.REGION_HUBS, s.REGION_SERVED),
    ),
    PageKind(
        name="countries",
        area="country",
        path="country/index",
        view=whole.view_countries,
        sections=(s.COUNTRY, s.COUNTRY_HUBS, s.COUNTRY_REGIONS),
    ),
    PageKind(
        name="concepts",
        area="concept",
        path="concept/index",
        view=concepts.view_schemes,
        sections=(s.SCHEME, *_USE),
    ),
    PageKind(
        name="coverage",
        area="coverage",
        path="coverage",
        view=whole.view_coverage,
        sections=(
            *_SEATS,
            *_ORGANISATIONS,
            s.HUB,
            s.FACILITY,
            s.REGION_SERVED,
            s.HUB_AREAS,
            s.CONCEPT,
        ),
    ),
    PageKind(
        name="about",
        area="about",
        path="about",
        view=whole.view_about,
        describe=structured.describe_data,
        sections=(
            s.HUB,
            s.DATA_SOURCES,
            s.HUB_WEBPAGES,
            s.HUB_FACILITIES,
            s.HUB_PARTNERS,
            s.HUB_AREAS,
            s.HUB_GRANTS,
            s.HUB_TOPICS,
        ),
    ),
    PageKind(
        name="data",
        area="data",
        path="data",
        view=whole.view_data,
        describe=structured.describe_data,
        sections=(s.HUB, s.DATA_SOURCES),
    ),
    PageKind(
        name="questions",
        area="data",
        path="q/index",
        view=whole.view_questions,
        sections=_USE,
    ),
    PageKind(name="sparql", area="sparql", path="sparql", view=whole.view_sparql),
    PageKind(
        name="report",
        area="about",
        path="report",
        view=quality.view_report,
        sections=(s.HUB, s.HUB_STATUSES, s.HUB_ENTRIES, *quality.PARTS.values()),
    ),
    PageKind(
        name="compare",
        area="coverage",
        path="compare",
        view=seeing.view_compare,
        sections=(s.HUB, s.HUB_TOPICS, s.CONCEPT),
    ),
    PageKind(
        name="network",
        area="organisation",
        path="network",
        view=seeing.view_network,
        sections=_ORGANISATIONS,
    ),
    PageKind(
        name="timeline",
        area="coverage",
        path="timeline",
        view=seeing.view_timeline,
        sections=(s.HUB, s.HUB_STATUSES, s.HUB_GRANTS),
    ),
    PageKind(
        name="gone",
        area="hub",
        documents=lambda _: (),
        view=departed.view_departed,
        describe=departed.describe_departed,
    ),
    PageKind(
        name="catalogue",
        area="data",
        path="catalogue",
        view=datasets.view_catalogue,
        describe=datasets.describe_catalogue,
        sections=(s.HUB, s.COUNTRY),
    ),
    PageKind(name="feed", area="data", path="feed", view=whole.view_changes),
    PageKind(name="accessibility", area="about", path="accessibility", view=whole.view_context),
    PageKind(name="style", area="about", path="style", view=whole.view_nothing),
    PageKind(name="404", area="", path="404", view=whole.view_nothing),
)
"""Every kind of page; the order is that of the build."""
