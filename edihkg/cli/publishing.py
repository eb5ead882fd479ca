"""``edihkg publish``: make a SPARQL engine elsewhere hold the current release."""

import argparse

from edihkg.cli.talk import say
from edihkg.release import current
from edihkg.settings import Settings


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Send what is missing there, then switch."""
    from edihkg.publish import publish
    from edihkg.remote import Layout, Remote, find_urls, read_credentials

    release = current(arguments.out)
    id_base = str(release.manifest.settings.get("id_base", settings.id_base))
    urls = find_urls(arguments.to, query=arguments.query, graphs=arguments.graphs)
    with Remote(urls, read_credentials(settings), Layout(id_base)) as remote:
        sent = publish(release, remote, tell=say)
    say(
        f"{urls.query} holds release {release.manifest.release_id}: {sent.graphs} graphs, "
        f"{sent.statements} statements; {sent.changed} graphs changed, {sent.sent} were sent now."
    )
    return 0
