"""Write the website of a release: pages and their RDF twins.

Layout of what is written (``x`` stands for the ending: html, ttl, jsonld, nt, rdf)::

    index.html  coverage.html  about.html  data.html  sparql.html  report.html  404.html
    ns.x                                   the ontology
    hub/ organisation/ facility/ region/ country/ concept/      index.html: lists
    id/{hub,organisation,facility,grant,call}/{slug}.x          things
    region/{CODE}.x  country/{cc}.x  concept/{scheme}.x  concept/{scheme}/{CODE}.x
    catalogue.html  feed.html              their RDF is written when the release is finished
    gone.json                              addresses of hubs that have left (departed.py)
    feed/changes.html  feed/gone.json      written when the release is finished (afterwards.py)
    x.linkset                              FAIR Signposting of each page with RDF (signposts)
    robots.txt  sitemap.xml                (the latter only where a public address is known)
    static/                                style sheet and icon

``kinds.KINDS`` is the one table of page kinds. What a page shows comes from one query a
section over all pages of a kind (``sparql/pages/``), never from a query a page. All links are
relative, so the folder works on any server and under any path; a few lead to the release's
``dumps/`` and to what only a server answers (``sparql``, ``q/``). The release's name and date
stand on the home, about and data pages only. Nothing is read but the store, ``site/`` and
``sparql/``; nothing is written outside the folder given.
"""

from edihkg.pages.afterwards import write_changes, write_left
from edihkg.pages.context import Departed, KeptOut, SiteContext
from edihkg.pages.marks import MARKS, render_marks
from edihkg.pages.outlines import read_outlines
from edihkg.pages.shares import Helpers
from edihkg.pages.site import build_site
from edihkg.pages.tiles import Outline

__all__ = [
    "MARKS",
    "Departed",
    "Helpers",
    "KeptOut",
    "Outline",
    "SiteContext",
    "build_site",
    "read_outlines",
    "render_marks",
    "write_changes",
    "write_left",
]
