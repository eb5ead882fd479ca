"""A SPARQL 1.1 engine elsewhere: where it is, who we are there, what it holds.

An engine that edihkg publishes to holds, beside what others keep there::

    {base}graph/…               the named graphs of one release, under their public names
    {base}graph/default         what is the default graph of a release
    {base}graph/published       which release that is, and which graphs belong to it; missing
                                while one release takes the place of another
    {base}staging/{release}/…   the graphs of a release that is being sent
    {base}staging/{release}     which of them have arrived whole

``Remote`` speaks with it; ``edihkg.publish`` fills it and ``edihkg.serve`` answers from it.
"""

from edihkg.remote.credentials import Credentials, read_credentials
from edihkg.remote.engine import Remote, Urls, check_address, find_urls
from edihkg.remote.layout import Layout, Published

__all__ = [
    "Credentials",
    "Layout",
    "Published",
    "Remote",
    "Urls",
    "check_address",
    "find_urls",
    "read_credentials",
]
