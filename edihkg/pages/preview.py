"""Show the page of one hub as it would be published, from a store that holds little else.

What depends on other hubs (who is near, who shares a partner) is not there. Pure: nothing is
written.
"""

import pyoxigraph as ox
from jinja2 import Environment

from edihkg.pages.context import SiteContext
from edihkg.pages.links import Linker
from edihkg.pages.rows import Facts
from edihkg.pages.site import find_all, view_of_site
from edihkg.pages.structured import embed
from edihkg.pages.vocabulary import read_vocabulary
from edihkg.store import Store

KIND = "hub"


def preview_hub(
    store: ox.Store, hub: str, *, context: SiteContext, root: str, templates: Environment
) -> str:
    """Render the page of a hub; empty when the store describes none of that IRI.

    ``root`` leads to the top of the site from where the preview is shown; ``templates`` are
    those of ``make_environment``, which remember what they compiled.
    """
    facts = Facts(Store(store))
    vocabulary = read_vocabulary()
    pages = find_all(facts, context, vocabulary)
    page = next((page for page in pages[KIND] if page.row["page"] == hub), None)
    if page is None:
        return ""
    site = view_of_site(pages, context, vocabulary)
    view = page.kind.view(page.row, facts, site)
    return templates.get_template(page.kind.template).render(
        view,
        root=root,
        link=Linker(site.paths, root),
        area=page.kind.area,
        canonical="",
        site_url="",
        twins=(),
        structured=embed(page.kind.describe(view)),
    )
