"""Read pages as search engines and FAIR tools do; runs where extruct and signposting are.

Arguments: addresses of pages. Prints JSON by address: embedded JSON-LD, and, of pages that have a
linkset, the signposts of the header, of the page and of its linkset.
"""

import json
import sys
import urllib.request

import extruct
from signposting import (
    find_signposting_html,
    find_signposting_http,
    find_signposting_linkset,
)


def told(signposts: object, *, context: str = "") -> list[list[str]]:
    """Write signposts plainly; with a context only those of it."""
    return sorted(
        [str(each.rel), str(each.target), str(each.type or "")]
        for each in getattr(signposts, "signposts", ())
        if not context or str(each.context) == context
    )


found = {}
for address in sys.argv[1:]:
    with urllib.request.urlopen(address) as response:
        page = response.read().decode("utf-8")
    header = find_signposting_http(address)
    found[address] = {
        "embedded": extruct.extract(page, base_url=address, syntaxes=["json-ld"])["json-ld"]
    }
    for linkset in header.linksets:
        found[address] |= {
            "header": told(header),
            "page": told(find_signposting_html(address)),
            "linkset": told(find_signposting_linkset(linkset.target), context=address),
        }
print(json.dumps(found))
