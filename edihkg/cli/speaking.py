"""``edihkg mcp``: let a language-model client ask the current release, over standard input."""

import argparse

from edihkg.errors import UsageError
from edihkg.release import current
from edihkg.settings import Settings


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Speak until the client closes standard input."""
    try:
        from edihkg.mcp import make_server
    except ModuleNotFoundError as error:
        if error.name is None or not error.name.startswith("mcp"):
            raise
        raise UsageError("For this, install the extra: pip install 'edihkg[mcp]'.") from error

    make_server(current(arguments.out), settings).run("stdio")
    return 0
